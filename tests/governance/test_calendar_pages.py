"""Calendars: of a deal, of somebody over all deals, and as a feed for other programs."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from citydeal.common.calendar_feed import FeedEntry, feed_bytes
from governance.models import CalendarFeed, Membership, PartyRequest
from governance.selectors.calendar_feeds import own_entries
from governance.services.calendar_feeds import make_feed, revoke_feed
from governance.services.rights import sync_all
from tests.factories.actions import ActionItemFactory, RoundVoiceFactory, WrittenRoundFactory
from tests.factories.deal_text import PhaseFactory
from tests.factories.duties import DecemberDutyFactory, DutyFactory, DutyOccurrenceFactory, ReportDutyFactory
from tests.factories.governance import (
    BodyFactory,
    MembershipFactory,
    PartyContactFactory,
    PartyRequestFactory,
    PersonFactory,
    SeatFactory,
    UserFactory,
)
from tests.factories.meetings import InvitationFactory, MeetingFactory
from tests.governance.refusals import refused

pytestmark = pytest.mark.django_db
ZONE = timezone.get_default_timezone()
TODAY = date(2026, 11, 22)
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture(autouse=True)
def _day(time_machine):
    time_machine.move_to(datetime(2026, 11, 22, 10, tzinfo=ZONE))


def at(month, day, hour=14, year=2026):
    return datetime(year, month, day, hour, tzinfo=ZONE)


def text(client, path, data=None, **more):
    return " ".join(client.get(path, data or {}, **more).content.decode().split())


def url(cast):
    return reverse("governance:deal_calendar", args=[cast.deal.slug])


MINE = "/mijn/agenda/"


def meeting(body, title, moment, **more):
    return MeetingFactory(body=body, title=title, starts_at=moment, **{"state": "convened", **more})


def add_rows(cast, number):
    for nth in range(number):
        body = BodyFactory(deal=cast.deal)
        meeting(body, f"Overleg {nth}", at(12, 1 + nth), access="public")
        meeting(cast.steering, f"Stuurgroep {nth}", at(12, 1 + nth))
        duty = DutyFactory(deal=cast.deal, body=body)
        DutyOccurrenceFactory(duty=duty, due=date(2026, 12, 10 + nth))
        DutyOccurrenceFactory(duty=duty, opens=date(2025, 1, 1), due=date(2025, 2, 1))
        PhaseFactory(deal=cast.deal, planned_end=date(2026, 12, 31))
        ActionItemFactory(body=cast.steering, person=cast.people["member"])
        contact = PartyContactFactory(person=cast.people["member"], party__deal=cast.deal)
        PartyRequestFactory(party=contact.party, to=contact.person, answer_until=date(2026, 12, 24))
        found = WrittenRoundFactory(body=cast.steering, state="open", opened_at=at(11, 20))
        RoundVoiceFactory(round=found, person=cast.people["member"])


@pytest.mark.parametrize(
    ("who", "path", "count"),
    [
        ("anonymous", url, 6),
        ("member", url, 13),
        ("project_secretary", url, 13),
        ("member", lambda c: MINE, 8),
        ("project_secretary", lambda c: MINE, 8),
    ],
)
@pytest.mark.parametrize("rows", [1, 3])
def test_a_calendar_costs_the_same_for_one_and_for_three(cast, queries, who, path, count, rows):
    add_rows(cast, rows)
    client = cast.client(who)
    with queries(count):
        assert client.get(path(cast)).status_code == 200


class TestDealCalendar:
    def test_meetings_what_is_owed_and_phases_by_month(self, cast):
        meeting(cast.steering, "Stuurgroep december", at(12, 8))
        ReportDutyFactory(deal=cast.deal, name="Rapportage")
        duty = ReportDutyFactory(deal=cast.deal, name="Half jaar")
        DutyOccurrenceFactory(duty=duty, opens=date(2026, 7, 1), due=date(2026, 12, 31))
        PhaseFactory(deal=cast.deal, name="Verkennen", planned_end=date(2026, 3, 15))
        cast.deal.end = date(2026, 6, 30)
        cast.deal.save()
        page = text(cast.client("member"), url(cast))
        order = [
            page.index(words)
            for words in (
                "maart 2026",
                "Einde van de fase: Verkennen",
                "Laatste dag van de deal",
                "december 2026",
                "Stuurgroep december",
                "dinsdag 8 december, 14.00 uur",
                "Half jaar",
                "van 1 juli 2026 tot en met 31 december 2026",
            )
        ]
        assert order == sorted(order)

    def test_what_is_late_stands_first_whatever_its_year(self, cast):
        duty = ReportDutyFactory(deal=cast.deal, name="Rapportage")
        DutyOccurrenceFactory(duty=duty, opens=date(2025, 1, 1), due=date(2025, 6, 30))
        DutyOccurrenceFactory(duty=duty, opens=date(2024, 1, 1), due=date(2024, 6, 30), state="lapsed")
        page = text(cast.client("member"), url(cast))
        assert page.index('id="te-laat"') < page.index("30 juni 2025")
        assert "30 juni 2024" not in page

    def test_the_public_sees_public_meetings_and_nothing_that_is_owed(self, cast):
        meeting(cast.steering, "Openbaar", at(12, 8), access="public")
        meeting(cast.steering, "Besloten", at(12, 9))
        meeting(cast.steering, "Concept", at(12, 10), access="public", state="draft")
        DutyOccurrenceFactory(duty=DutyFactory(deal=cast.deal, name="Verslag aan allen"))
        page = text(cast.client("anonymous"), url(cast))
        assert "Openbaar" in page
        for hidden in ("Besloten", "Concept", "Verslag aan allen", "Verplichtingen"):
            assert hidden not in page
        assert "Concept" in text(cast.client("project_secretary"), url(cast))
        assert "Concept" not in text(cast.client("member"), url(cast))

    def test_what_a_meeting_that_is_shown_will_do_stands_there_once(self, cast):
        duty = DecemberDutyFactory(deal=cast.deal, name="Bijeenkomst", body=cast.steering)
        planned = meeting(cast.steering, "Bijeenkomst 2026", at(12, 2))
        DutyOccurrenceFactory(duty=duty, meeting=planned)
        page = text(cast.client("member"), url(cast))
        assert page.count("Bijeenkomst") == 1

    def work(self, cast):
        """Make what is to be done, in a body of the reader and in another one, too late and in time."""
        for body, name in ((cast.steering, "Hier"), (cast.closed, "Daar")):
            for day, when in ((date(2026, 11, 1), "laat"), (date(2026, 12, 20), "nog")):
                ActionItemFactory(body=body, text=f"{name} {when}", due_on=day)
            opened = {"body": body, "state": "open", "opened_at": at(11, 1)}
            WrittenRoundFactory(title=f"Ronde {name}", closes_on=date(2026, 12, 21), **opened)
            WrittenRoundFactory(title=f"Oude ronde {name}", closes_on=date(2026, 11, 21), **opened)
            WrittenRoundFactory(title=f"Concept {name}", body=body, closes_on=date(2026, 12, 22))
            WrittenRoundFactory(title=f"Spoed {name}", kind="urgent", closes_on=date(2026, 12, 22), **opened)
        ActionItemFactory(body=cast.steering, text="Klaar", state="done", finished_on=TODAY)
        contact = PartyContactFactory(party__deal=cast.deal, party__organization__name="Gemeente Vraag")
        for until in (date(2026, 11, 20), date(2026, 12, 24)):
            PartyRequestFactory(party=contact.party, to=contact.person, answer_until=until)
        return contact

    def test_a_member_reads_what_is_to_be_done_in_the_own_body(self, cast):
        self.work(cast)
        page = text(cast.client("member"), url(cast))
        late = page[page.index('id="te-laat"') : page.index('id="maand-')]
        assert "Actie: Hier laat" in late
        assert "Laatste dag om te antwoorden: Oude ronde Hier" in late
        assert "Actie: Hier nog" in page
        assert "Laatste dag om te antwoorden: Ronde Hier" in page
        for words in ("Daar", "Concept Hier", "Spoed Hier", "Klaar", "Gemeente Vraag"):
            assert words not in page, words

    def test_who_keeps_the_deal_reads_all_and_the_questions(self, cast):
        contact = self.work(cast)
        page = text(cast.client("project_secretary"), url(cast))
        for words in ("Hier laat", "Daar nog", "Ronde Daar", "Gemeente Vraag", "Geen antwoord"):
            assert words in page, words
        question = PartyRequest.objects.get(to=contact.person, answer_until=date(2026, 12, 24))
        assert reverse("governance:request_detail", args=[cast.deal.slug, question.pk]) in page
        page = text(cast.client("auditor"), url(cast))
        assert "Daar nog" in page
        assert "Gemeente Vraag" not in page

    def test_who_is_asked_or_owns_it_reads_that_alone(self, cast):
        """The observer sits nowhere: an action, a round and a question are his own."""
        me = cast.people["observer"]
        ActionItemFactory(body=cast.closed, person=me, text="Mijn brief", due_on=date(2026, 12, 3))
        ActionItemFactory(body=cast.closed, text="Hun brief", due_on=date(2026, 12, 3))
        found = WrittenRoundFactory(
            body=cast.closed,
            title="Mijn ronde",
            state="open",
            opened_at=at(11, 1),
            closes_on=date(2026, 12, 4),
        )
        RoundVoiceFactory(round=found, person=me, membership=None)
        contact = PartyContactFactory(person=me, party__deal=cast.deal)
        question = PartyRequestFactory(party=contact.party, to=me, answer_until=date(2026, 12, 5))
        client = cast.client("observer")
        page = text(client, url(cast))
        pages = [
            reverse("governance:round_detail", args=[cast.deal.slug, cast.closed.slug, found.pk]),
            reverse("governance:my_request", args=[question.pk]),
        ]
        for path in pages:
            assert f'href="{path}"' in page
            assert client.get(path).status_code == 200
        assert "Mijn brief" in page
        assert "Hun brief" not in page

    def test_nobody_does_anything_in_a_closed_deal(self, cast):
        self.work(cast)
        cast.deal.state = "closed"
        cast.deal.save()
        page = text(cast.client("project_secretary"), url(cast))
        for words in ("Hier nog", "Ronde Hier", "Gemeente Vraag"):
            assert words not in page

    def test_by_month(self, cast):
        meeting(cast.steering, "Stuurgroep december", at(12, 8))
        duty = ReportDutyFactory(deal=cast.deal, name="Rapportage")
        DutyOccurrenceFactory(duty=duty, opens=date(2026, 1, 1), due=date(2026, 11, 20))
        page = text(cast.client("member"), url(cast), {"vorm": "maand", "jaar": 2026, "maand": 11})
        assert "Te laat" in page
        assert "(vandaag)" in page
        assert "oktober 2026" in page
        assert "december 2026" in page
        assert "?jaar=2026&vorm=maand&maand=12" in page.replace("&amp;", "&")
        december = text(cast.client("member"), url(cast), {"vorm": "maand", "maand": 12})
        assert "14.00 Stuurgroep december" in december
        assert "?jaar=2027&vorm=maand&maand=1" in december.replace("&amp;", "&")

    def test_htmx_gets_the_part_and_hears_how_much_it_shows(self, cast):
        meeting(cast.steering, "Stuurgroep", at(12, 8))
        client = cast.client("member")
        part = text(client, url(cast), {"jaar": 2026}, **HTMX)
        assert part.startswith('<div id="kalender">')
        assert "1 regel in 2026." in part
        wrong = text(client, url(cast), {"jaar": "x"}, **HTMX)
        assert "regel in" not in wrong

    @pytest.mark.parametrize(
        "wanted",
        [
            {"jaar": "x"},
            {"jaar": "1900"},
            {"jaar": "9999"},
            {"jaar": "9" * 400},
            {"maand": "13"},
            {"vorm": "week"},
            {"jaar": "\x00"},
        ],
    )
    def test_what_cannot_be_says_so_and_shows_this_year(self, cast, wanted):
        response = cast.client("anonymous").get(url(cast), wanted)
        assert response.status_code == 200
        assert "Kalender 2026" in response.content.decode()
        assert "cd-error-summary" in response.content.decode()

    def test_an_empty_year(self, cast):
        assert "Niets in dit jaar" in text(cast.client("member"), url(cast), {"jaar": 1950})

    def test_the_earliest_and_the_last_year(self, cast):
        for year in (1901, 2199):
            asked = {"jaar": year, "vorm": "maand", "maand": 12}
            assert cast.client("member").get(url(cast), asked).status_code == 200


class TestMyAgenda:
    def test_over_all_deals_what_is_mine(self, cast):
        me = cast.people["member"]
        elsewhere = MembershipFactory(seat=SeatFactory(), person=me).body
        sync_all(TODAY)
        meeting(cast.steering, "Mijn stuurgroep", at(12, 8), location="Stadhuis")
        meeting(elsewhere, "Andere deal", at(12, 9))
        meeting(cast.core, "Niet van mij", at(12, 10))
        guest = meeting(cast.core, "Als gast", at(12, 11))
        InvitationFactory(meeting=guest, person=me, is_guest=True)
        gone = meeting(cast.core, "Van de lijst", at(12, 12))
        InvitationFactory(meeting=gone, person=me, removed_at=timezone.now())
        joint = meeting(cast.core, "Samen", at(12, 13))
        joint.joint_bodies.add(cast.steering)
        meeting(cast.steering, "Mijn concept", at(12, 14), state="draft")
        ActionItemFactory(body=cast.core, person=me, text="Notitie", due_on=date(2026, 11, 1))
        ActionItemFactory(body=cast.core, person=me, text="Brief", due_on=date(2026, 12, 20))
        contact = PartyContactFactory(person=me, party__deal=cast.deal)
        PartyRequestFactory(party=contact.party, to=me, answer_until=date(2026, 12, 24))
        PartyRequestFactory(party=contact.party, to=me, answer_until=date(2026, 11, 12))
        opened = {"body": cast.steering, "state": "open", "opened_at": at(11, 1)}
        for title, choice in (("Nieuwe wijk", ""), ("Oude wijk", "agree")):
            found = WrittenRoundFactory(title=title, closes_on=date(2026, 12, 21), **opened)
            RoundVoiceFactory(round=found, person=me, choice=choice)
        WrittenRoundFactory(title="Zonder mij", closes_on=date(2026, 12, 21), **opened)
        DutyOccurrenceFactory(duty=DutyFactory(deal=cast.deal, name="Voor de secretaris"))
        page = text(cast.client("member"), MINE)
        for words in (
            "Mijn stuurgroep",
            "Stuurgroep, De Deal, Stadhuis",
            "Andere deal",
            "Als gast",
            "Samen",
            "Actie: Notitie",
            "Actie: Brief",
            "24 december",
            "12 november",
            "Laatste dag om te antwoorden: Nieuwe wijk",
            "Laatste dag om te antwoorden: Oude wijk",
            "Akkoord",
        ):
            assert words in page, words
        for words in ("Niet van mij", "Van de lijst", "Mijn concept", "Voor de secretaris", "Zonder mij"):
            assert words not in page, words
        late = page[page.index('id="te-laat"') : page.index('id="maand-')]
        assert "Actie: Notitie" in late
        assert "Geen antwoord" in late

    def test_who_keeps_the_deal_sees_drafts_and_what_is_owed(self, cast):
        meeting(cast.core, "Concept", at(12, 14), state="draft")
        DutyOccurrenceFactory(duty=DutyFactory(deal=cast.deal, name="Rapportage"))
        DutyOccurrenceFactory(duty=DutyFactory(name="Van een ander"))
        page = text(cast.client("project_secretary"), MINE)
        assert "Concept" in page
        assert "Rapportage" in page
        assert "Van een ander" not in page

    def test_by_month_and_from_the_header(self, cast):
        page = text(cast.client("nobody"), MINE, {"vorm": "maand"})
        assert "november 2026" in page
        assert f'href="{MINE}"' in text(cast.client("nobody"), "/")
        assert f'href="{MINE}"' not in text(cast.client("anonymous"), "/")


def parsed(response):
    calendar = Calendar.from_ical(response.content)
    return calendar, {str(event["SUMMARY"]): event for event in calendar.walk("VEVENT")}


class TestBodyFeed:
    def path(self, cast):
        return reverse("governance:body_feed", args=[cast.deal.slug, cast.steering.slug])

    def test_public_meetings_in_dutch_time(self, cast):
        meeting(cast.steering, "Zomer; met, komma", at(7, 7), access="public", location="Stadhuis")
        called = meeting(cast.steering, "Vervallen", at(12, 9), access="public", state="convened")
        called.state = "cancelled"
        called.save()
        meeting(cast.steering, "Besloten", at(12, 8))
        meeting(cast.steering, "Gereserveerd", at(12, 10), access="public", state="reserved")
        for role in ("anonymous", "project_secretary"):
            response = cast.client(role).get(self.path(cast))
            calendar, events = parsed(response)
            assert set(events) == {"Zomer; met, komma", "Vervallen"}
        event = events["Zomer; met, komma"]
        assert event["DTSTART"].dt.isoformat() == "2026-07-07T14:00:00+02:00"
        assert b"DTSTART;TZID=Europe/Amsterdam:20260707T140000" in response.content
        assert response.content.count(b"RRULE") == 2
        assert b"RDATE" not in response.content
        assert (str(event["STATUS"]), str(event["LOCATION"])) == ("CONFIRMED", "Stadhuis")
        assert str(events["Vervallen"]["STATUS"]) == "CANCELLED"
        assert str(calendar["METHOD"]) == "PUBLISH"
        assert response["Content-Type"] == "text/calendar; charset=utf-8"
        assert max(len(line) for line in response.content.split(b"\r\n")) <= 75

    def test_under_the_same_name_as_the_invitation(self, cast):
        found = meeting(cast.steering, "Openbaar", at(12, 8), access="public")
        _calendar, events = parsed(cast.client("anonymous").get(self.path(cast)))
        assert str(events["Openbaar"]["UID"]).startswith(str(found.uid))

    def test_nothing_new_is_said_in_one_line(self, cast, time_machine):
        found = meeting(cast.steering, "Openbaar", at(12, 8), access="public")
        client = cast.client("anonymous")
        first = client.get(self.path(cast))
        time_machine.shift(timedelta(hours=5))
        same = client.get(self.path(cast), HTTP_IF_NONE_MATCH=first["ETag"])
        assert (same.status_code, same.content) == (304, b"")
        found.starts_at = at(12, 8, 13)
        found.sequence += 1
        found.save()
        assert client.get(self.path(cast), HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 200

    def test_of_a_body_or_deal_that_is_not_public_there_is_none(self, cast):
        closed = reverse("governance:body_feed", args=[cast.deal.slug, cast.core.slug])
        assert cast.client("project_secretary").get(closed).status_code == 404
        cast.deal.access = "deal"
        cast.deal.save()
        assert cast.client("project_secretary").get(self.path(cast)).status_code == 404
        assert "agenda.ics" not in text(cast.client("project_secretary"), url(cast))

    def test_costs_the_same_for_one_and_for_three(self, cast, queries):
        for count in (1, 3):
            for _ in range(count):
                meeting(cast.steering, "Openbaar", at(12, 8), access="public")
            with queries(3):
                cast.client("anonymous").get(self.path(cast))


class TestMyFeed:
    PAGE = "/mijn/agenda/abonnement/"

    def test_what_somebody_has_to_do_stands_there_until_it_is_done(self, cast):
        user, person = cast.users["member"], cast.people["member"]
        today = timezone.localdate()
        action = ActionItemFactory(body=cast.steering, person=person, text="Bel de gemeente")
        voice = RoundVoiceFactory(
            round__body=cast.steering, membership=Membership.objects.get(person=person), person=person
        )
        late = ActionItemFactory(body=cast.steering, person=person, due_on=today - timedelta(days=400))
        entries = {entry.uid: entry for entry in own_entries(user, today)}
        assert set(entries) == {f"action-{action.pk}", f"round-{voice.round_id}"}, late
        shown = entries[f"action-{action.pk}"]
        assert shown.title == "Actie: Bel de gemeente (Stuurgroep, De Deal)"
        assert (shown.starts, shown.ends) == (action.due_on, action.due_on + timedelta(days=1))
        assert entries[f"round-{voice.round_id}"].url.endswith(f"/{voice.round_id}/")
        assert own_entries(user, today) == list(entries.values())
        action.state, action.finished_on = "done", today
        action.save()
        voice.choice, voice.answered_at = "agree", timezone.now()
        voice.save()
        assert own_entries(user, today) == []

    def address(self, client):
        page = text(client, self.PAGE)
        return page.split("http://localhost:8000")[1].split("<")[0] if "agenda/" in page else ""

    def made(self, cast, who="member"):
        client = cast.client(who)
        client.post(self.PAGE, {"doe": "nieuw"})
        page = text(client, self.PAGE)
        start = page.index("/agenda/", page.index("cd-break"))
        return page[start : page.index(".ics", start) + 4]

    def test_made_read_renewed_and_revoked(self, cast):
        client, stranger = cast.client("member"), cast.client("anonymous")
        assert "Maak een adres" in text(client, self.PAGE)
        first = self.made(cast)
        meeting(cast.steering, "Stuurgroep", at(12, 8))
        response = stranger.get(first)
        assert set(parsed(response)[1]) == {"Stuurgroep"}
        assert "no-cache" in response["Cache-Control"]
        assert stranger.get(first, HTTP_IF_NONE_MATCH=response["ETag"]).status_code == 304
        second = self.made(cast)
        assert first != second
        assert stranger.get(first).status_code == 404
        assert stranger.get(second).status_code == 200
        done = client.post(self.PAGE, {"doe": "intrekken"}, follow=True)
        assert "werkt niet meer" in done.content.decode()
        assert stranger.get(second).status_code == 404

    def test_reservations_duties_and_nothing_else(self, cast):
        path = self.made(cast, "project_secretary")
        meeting(cast.core, "Concept", at(12, 14), state="draft")
        duty = ReportDutyFactory(deal=cast.deal, name="Rapportage")
        DutyOccurrenceFactory(duty=duty, opens=date(2026, 7, 1), due=date(2026, 12, 31))
        DutyOccurrenceFactory(duty=duty, due=date(2026, 12, 30), state="waived", waived_reason="Fusie")
        _calendar, events = parsed(cast.client("anonymous").get(path))
        assert str(events["Concept"]["STATUS"]) == "TENTATIVE"
        owed = events["Uiterlijk: Rapportage (De Deal)"]
        assert (owed["DTSTART"].dt, owed["DTEND"].dt) == (date(2026, 12, 31), date(2027, 1, 1))
        assert len(events) == 2

    def test_a_guess_or_a_closed_account_gets_nothing(self, cast):
        stranger = cast.client("anonymous")
        path = self.made(cast)
        for token in ("x", "a" * 43, "a" * 44):
            assert stranger.get(f"/agenda/{token}.ics").status_code == 404
        cast.users["member"].is_active = False
        cast.users["member"].save()
        assert stranger.get(path).status_code == 404

    def test_rights_that_ended_yesterday_show_nothing_any_more(self, cast, time_machine):
        path = self.made(cast)
        meeting(cast.steering, "Stuurgroep", at(12, 8))
        place = cast.people["member"].memberships.get()
        place.end = TODAY
        place.save()
        time_machine.shift(timedelta(days=1))
        assert parsed(cast.client("anonymous").get(path))[1] == {}

    def test_who_is_nobody_in_any_deal_has_none(self, cast):
        user = UserFactory(email="los@voorbeeld.example")
        assert "niet bekend in een deal" in str(refused(make_feed, actor=user))
        assert "niet bekend in een deal" in str(refused(revoke_feed, actor=user))

    def test_after_a_new_secret_of_the_portal_one_makes_a_new_one(self, cast, settings):
        self.made(cast)
        settings.SECRET_KEY = "een ander geheim dat ook lang genoeg is voor de portaalinstellingen"
        client = cast.client("member")
        client.force_login(cast.users["member"])
        assert "Maak een adres" in text(client, self.PAGE)

    def test_only_a_hash_is_kept(self, cast):
        path = self.made(cast)
        token = path.removeprefix("/agenda/").removesuffix(".ics")
        assert token not in CalendarFeed.objects.get().token_hash

    def test_one_works_at_a_time(self, cast):
        person = PersonFactory(user=UserFactory())
        for _ in range(3):
            make_feed(actor=person.user)
        assert person.feeds.filter(revoked_at=None).count() == 1
        assert revoke_feed(actor=person.user) == 1
        assert revoke_feed(actor=person.user) == 0


def test_the_same_agenda_gives_the_same_bytes_and_a_line_break_stays_in_its_title():
    stamp = datetime(2026, 1, 1, tzinfo=ZONE)
    entry = FeedEntry("een", "Regel\nBEGIN:VEVENT", date(2026, 1, 1), date(2026, 1, 2), stamp)
    one, two = (feed_bytes(uid="a", name="N", host="h.nl", entries=[entry]) for _ in range(2))
    assert one == two
    assert len(Calendar.from_ical(one).walk("VEVENT")) == 1
