"""The pages of meetings: planned, called together, held and cancelled in the browser."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from citydeal.common.history import latest_history_id
from citydeal.models import OutgoingMail
from governance.enums import BodyKind, DutyKind, DutyPattern, MeetingState, Reply
from governance.models import Duty, DutyOccurrence, Meeting, MeetingStatus, WayOfWorking
from governance.permissions_meetings import can_view_meeting
from governance.services.meetings_calling import convene_meeting
from tests.factories.agenda import AgendaItemFactory
from tests.factories.governance import (
    BodyFactory,
    DecisionFactory,
    MembershipFactory,
    PartyFactory,
    SeatFactory,
)
from tests.factories.meetings import InvitationFactory, MeetingFactory

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


def at(name, cast, *more):
    return reverse(f"governance:{name}", args=[cast.deal.slug, cast.steering.slug, *more])


def soon(days=30):
    return timezone.localdate() + timedelta(days=days)


def boxes(day, name="day"):
    return {f"{name}_dag": day.day, f"{name}_maand": day.month, f"{name}_jaar": day.year}


def filled(day=None, **more):
    given = {"title": "Stuurgroep", "starts": "14.00", "ends": "16", "form": "both", "access": "deal"}
    return given | {"location": "Stadhuis", **boxes(day or soon())} | more


def page(response):
    return " ".join(response.content.decode().split())


@pytest.fixture
def secretary(cast):
    return cast.client("project_secretary")


@pytest.fixture
def meeting(cast):
    return MeetingFactory(body=cast.steering, title="Stuurgroep winter")


class TestPlan:
    def test_a_draft_with_the_usual_hours_proposed(self, cast, secretary):
        WayOfWorking.objects.create(body=cast.steering, usual_time="14:00", minutes=90, location="Zaal 1")
        shown = page(secretary.get(at("meeting_create", cast)))
        for value in ('value="14.00"', 'value="15.30"', 'value="Zaal 1"'):
            assert value in shown
        done = secretary.post(at("meeting_create", cast), filled(joint=[cast.core.pk]), follow=True)
        assert "is gepland" in page(done)
        made = Meeting.objects.get()
        assert list(made.joint_bodies.all()) == [cast.core]
        assert timezone.localtime(made.starts_at).hour == 14
        assert "Samen met" in page(done)

    @pytest.mark.parametrize(
        ("more", "words"),
        [
            ({"starts": "25.00"}, "Vul een tijd in"),
            ({"starts": "١٤"}, "Vul een tijd in"),
            ({"ends": "13.00"}, "eindigt voordat zij begint"),
            ({"title": "x" * 300}, "tekens"),
            ({"title": "a\0b"}, "onzichtbaar"),
            ({"online_url": "javascript:alert(1)"}, "webadres"),
            ({"access": "iedereen"}, "Kies een antwoord uit de lijst"),
            ({"joint": ["99999"]}, "Kies een antwoord uit de lijst"),
            ({"day_jaar": "1999"}, "bestaat niet op"),
            ({"day_dag": "31", "day_maand": "2"}, "datum in die bestaat"),
        ],
    )
    def test_bad_input_is_said_at_its_field(self, cast, secretary, more, words):
        answer = secretary.post(at("meeting_create", cast), filled() | more)
        assert answer.status_code == 422
        assert words in page(answer)
        assert "Stadhuis" in page(answer)

    def test_a_body_that_stands_alone_is_not_asked_who_meets_along(self, cast, secretary):
        for body in cast.deal.bodies.exclude(pk=cast.steering.pk):
            body.end = timezone.localdate() - timedelta(days=1)
            body.save()
        assert "vergaderen mee" not in page(secretary.get(at("meeting_create", cast)))


class TestSeries:
    def data(self, days, **more):
        given = {"title": "Stuurgroep", "starts": "9", "ends": "11.30", "form": "online", "access": "deal"}
        return given | {"days": days, "stap": "gevolgen"} | more

    def test_a_year_at_once(self, cast, secretary):
        saturday = soon() + timedelta(days=(5 - soon().weekday()) % 7)
        days = f"{saturday:%d-%m-%Y}\r\n\r\n{saturday + timedelta(days=2):%d-%m-%Y}"
        shown = page(secretary.post(at("meeting_series", cast), self.data(days)))
        assert "Weekend of feestdag" in shown
        assert "Nog niemand krijgt mail" in shown
        data = self.data(days, stap="bevestigen", reserve="on")
        done = secretary.post(at("meeting_series", cast), data, follow=True)
        assert "2 vergaderingen zijn gepland" in page(done)
        assert {m.state for m in Meeting.objects.all()} == {MeetingState.RESERVED}
        assert OutgoingMail.objects.exists()
        assert "vergadert al" in page(secretary.post(at("meeting_series", cast), data))

    def test_what_it_does_is_said_first(self, cast, secretary):
        day = f"{soon():%d-%m-%Y}"
        shown = page(secretary.post(at("meeting_series", cast), self.data(day, reserve="on")))
        assert "voorlopige afspraak" in shown
        assert not Meeting.objects.exists()
        past = page(secretary.post(at("meeting_series", cast), self.data("1-9-2026")))
        assert "In het verleden" in past

    @pytest.mark.parametrize(
        ("days", "words"),
        [
            ("gisteren", "geen dag: ‘gisteren’"),
            ("31-2-2027", "is geen dag:"),
            ("\n".join(f"{d}-{m}-2027" for m in range(1, 3) for d in range(1, 25)), "meer dan 40 dagen"),
            ("", "Dagen"),
            ("1-1-1999", "bestaat niet op"),
        ],
    )
    def test_bad_days(self, cast, secretary, days, words):
        answer = secretary.post(at("meeting_series", cast), self.data(days))
        assert answer.status_code == 422
        assert words in page(answer)


class TestWay:
    def test_saved_and_shown_again(self, cast, secretary):
        given = {
            "decides_by": "name",
            "quorum": "4",
            "list_days": "3",
            "invite_days": "28",
            "papers_days": "7",
            "weekday": "3",
            "usual_time": "13.30",
            "minutes": "90",
            "location": "Raadzaal",
        }
        secretary.post(at("way_of_working", cast), given)
        way = WayOfWorking.objects.get()
        assert (way.quorum, way.weekday, way.deputies_vote, way.invite_days) == (4, 3, False, 28)
        shown = page(secretary.get(at("way_of_working", cast)))
        assert 'value="13.30"' in shown
        secretary.post(at("way_of_working", cast), given | {"weekday": "", "usual_time": ""})
        way.refresh_from_db()
        assert (way.weekday, way.usual_time) == (None, None)

    def test_bad_numbers(self, cast, secretary):
        answer = secretary.post(at("way_of_working", cast), {"quorum": "-1", "minutes": "0"})
        assert answer.status_code == 422
        assert Meeting.objects.count() == 0


class TestCalling:
    def test_from_reservation_to_invitation_with_who_gets_mail_shown_first(self, cast, secretary, meeting):
        url = at("meeting_reserve", cast, meeting.pk)
        assert "wie mail krijgt" in page(secretary.get(url))
        shown = page(secretary.post(url, {"stap": "gevolgen"}))
        assert cast.people["member"].name in shown
        assert f"mail naar {cast.people['chair'].name}, {cast.people['adviser'].name}" in shown
        assert not OutgoingMail.objects.exists()
        done = secretary.post(url, {"stap": "bevestigen"}, follow=True)
        assert "De datum is gereserveerd" in page(done)
        assert "Datum gereserveerd" in page(done)
        url = at("meeting_convene", cast, meeting.pk)
        assert "Volgens de werkwijze" in page(secretary.get(url))
        data = boxes(soon(20), "reply_until") | {"text": "Tot dan"}
        assert "U vraagt een antwoord" in page(secretary.post(url, data | {"stap": "gevolgen"}))
        done = secretary.post(url, data | {"stap": "bevestigen"}, follow=True)
        assert "De uitnodiging is verstuurd" in page(done)
        assert secretary.get(url).status_code == 404

    def test_cancelled_with_the_reason(self, cast, secretary, meeting):
        convene_meeting(actor=cast.users["project_secretary"], meeting=meeting)
        url = at("meeting_cancel", cast, meeting.pk)
        assert "Vul " in page(secretary.post(url, {"stap": "gevolgen", "reason": ""}))
        shown = page(secretary.post(url, {"stap": "gevolgen", "reason": "Staking"}))
        assert "Waarom: Staking" in shown
        done = secretary.post(url, {"stap": "bevestigen", "reason": "Staking"}, follow=True)
        assert "Deze vergadering is afgezegd. Waarom: Staking" in page(done)

    @pytest.mark.parametrize(("days", "words"), [(300, "gaat de uitnodiging"), (1, "Die dag is voorbij")])
    def test_when_the_invitation_is_due_is_said(self, cast, secretary, days, words):
        WayOfWorking.objects.create(body=cast.steering, invite_days=10)
        coming = MeetingFactory(body=cast.steering, days=days)
        assert words in page(secretary.get(at("meeting_convene", cast, coming.pk)))

    def test_what_cannot_be_is_said(self, cast, secretary):
        past = MeetingFactory(body=cast.steering, days=-3)
        answer = secretary.post(at("meeting_reserve", cast, past.pk), {"stap": "bevestigen"})
        assert answer.status_code == 422
        assert "in het verleden" in page(answer)

    def test_parties_without_a_known_executive_are_named(self, cast, secretary):
        silent = PartyFactory(deal=cast.deal, organization__name="Gemeente Zonder Naam")
        network = BodyFactory(deal=cast.deal, kind=BodyKind.EXECUTIVES_NETWORK)
        meeting = MeetingFactory(body=network)
        where = [cast.deal.slug, network.slug, meeting.pk]
        url = reverse("governance:meeting_reserve", args=where)
        shown = page(secretary.post(url, {"stap": "gevolgen"}))
        assert "Vraag hun wie zij aanwijzen" in shown
        assert str(silent) in shown
        assert cast.ministry_member.person.name in shown
        listed = page(secretary.get(reverse("governance:meeting_invitations", args=where)))
        assert "Vraag hun wie zij aanwijzen" in listed

    def test_the_chair_begins_and_ends_the_meeting(self, cast, meeting):
        day = timezone.now() - timedelta(minutes=5)
        Meeting.objects.filter(pk=meeting.pk).update(
            state="convened", starts_at=day, ends_at=day + timedelta(hours=2)
        )
        chair = cast.client("chair")
        assert "Begin de vergadering" in page(chair.get(meeting.get_absolute_url()))
        begun = chair.post(at("meeting_step", cast, meeting.pk, "in_session"), follow=True)
        assert "Sluit de vergadering" in page(begun)
        ended = chair.post(at("meeting_step", cast, meeting.pk, "minutes"), follow=True)
        assert "Schrijf nu het verslag" in page(ended)
        assert "Sluit de vergadering" not in page(cast.client("member").get(meeting.get_absolute_url()))

    def test_back_only_with_a_reason(self, cast, secretary):
        meeting = MeetingFactory(body=cast.steering, state=MeetingState.MINUTES, days=-1)
        url = at("meeting_step", cast, meeting.pk, "in_session")
        assert secretary.post(url, {"reason": ""}).status_code == 422
        done = secretary.post(url, {"reason": "Punt vergeten"}, follow=True)
        assert "een stap terug" in page(done)
        back = at("meeting_step", cast, meeting.pk, "convened")
        assert secretary.post(back, {"reason": "Verkeerde dag"}).status_code == 303

    def test_not_back_to_before_the_session_once_something_was_decided(self, cast, secretary):
        meeting = MeetingFactory(body=cast.steering, state=MeetingState.IN_SESSION, days=-1)
        decision = DecisionFactory(body=cast.steering, item=AgendaItemFactory(meeting=meeting))
        back = at("meeting_step", cast, meeting.pk, "convened")
        answer = secretary.post(back, {"reason": "Verkeerde dag"})
        assert answer.status_code == 422
        assert f"is besluit {decision.label} genomen" in page(answer)
        meeting.refresh_from_db()
        assert meeting.state == MeetingState.IN_SESSION
        decision.withdrawn_on, decision.withdrawn_reason = timezone.localdate(), "Vergissing"
        decision.save()
        assert secretary.post(back, {"reason": "Verkeerde dag"}).status_code == 303


class TestEdit:
    def data(self, meeting, day, **more):
        given = {"title": meeting.title, "access": meeting.access, "history_id": latest_history_id(meeting)}
        return filled(day) | given | {"stap": "gevolgen"} | more

    def test_a_draft_changes_at_once(self, cast, secretary, meeting):
        url = at("meeting_edit", cast, meeting.pk)
        assert f'value="{meeting.title}"' in page(secretary.get(url))
        done = secretary.post(url, self.data(meeting, soon(31), title="Anders"), follow=True)
        assert "Anders" in page(done)
        assert not OutgoingMail.objects.exists()

    def test_moving_shows_who_is_told_and_warns_outside_the_window(self, cast, secretary, meeting):
        convene_meeting(actor=cast.users["project_secretary"], meeting=meeting)
        duty = Duty.objects.create(
            deal=cast.deal,
            body=cast.steering,
            kind=DutyKind.MEETING,
            name="Decembervergadering",
            pattern=DutyPattern.DECEMBER_WEEK,
            start=date(2024, 1, 1),
        )
        DutyOccurrence.objects.create(duty=duty, key="k", opens=soon(28), due=soon(32), meeting=meeting)
        url = at("meeting_edit", cast, meeting.pk)
        shown = page(secretary.post(url, self.data(meeting, soon(50))))
        assert "‘Decembervergadering’" in shown
        assert "De antwoorden vervallen" in shown
        assert cast.people["member"].name in shown
        done = secretary.post(url, self.data(meeting, soon(50), stap="bevestigen"), follow=True)
        assert "De dag ligt daarbuiten" in page(done)
        meeting.refresh_from_db()
        assert (meeting.day, meeting.sequence) == (soon(50), 1)

    def test_what_is_refused_is_not_asked_to_confirm_first(self, cast, secretary, meeting):
        convene_meeting(actor=cast.users["project_secretary"], meeting=meeting)
        url = at("meeting_edit", cast, meeting.pk)
        for day in (date(timezone.localdate().year - 1, 12, 3), cast.steering.start - timedelta(days=1)):
            answer = secretary.post(url, self.data(meeting, day))
            assert answer.status_code == 422
            assert "Wilt u deze wijziging opslaan?" not in page(answer)

    def test_into_a_closed_year_is_refused(self, cast, secretary, meeting):
        day = date(timezone.localdate().year - 1, 12, 3)
        answer = secretary.post(at("meeting_edit", cast, meeting.pk), self.data(meeting, day))
        assert answer.status_code == 422
        assert "is afgesloten" in page(answer)

    def test_a_second_writer_sees_what_changed(self, cast, secretary, meeting):
        old = self.data(meeting, soon(31))
        meeting.title = "Door een ander"
        meeting.save()
        answer = secretary.post(at("meeting_edit", cast, meeting.pk), old)
        assert answer.status_code == 409
        assert "Door een ander" in page(answer)

    def test_what_is_held_has_nothing_to_change(self, cast, secretary):
        held = MeetingFactory(body=cast.steering, state=MeetingState.MINUTES)
        assert secretary.get(at("meeting_edit", cast, held.pk)).status_code == 404


class TestInvitations:
    def test_guests_reminders_and_the_composition(self, cast, secretary, meeting):
        convene_meeting(actor=cast.users["project_secretary"], meeting=meeting)
        url = at("meeting_invitations", cast, meeting.pk)
        new = MembershipFactory(seat=SeatFactory(body=cast.steering))
        cast.ministry_member.end = timezone.localdate()
        cast.ministry_member.save()
        shown = page(secretary.get(url))
        assert f"Nog niet uitgenodigd: {new.person}" in shown
        assert f"op die dag geen lid meer: {cast.ministry_member.person}" in shown
        update = at("invitations_update", cast, meeting.pk)
        assert secretary.get(update).status_code == 200
        assert "1 erbij, 1 eraf" in page(secretary.post(update, follow=True))
        guest = cast.people["dealmaker"]
        assert "is uitgenodigd" in page(secretary.post(url, {"person": guest.pk}, follow=True))
        assert secretary.post(url, {"person": guest.pk}).status_code == 422
        invitation = meeting.invitations.get(person=guest)
        take_off = at("guest_remove", cast, meeting.pk, invitation.pk)
        assert secretary.get(take_off).status_code == 200
        assert "niet meer uitgenodigd" in page(secretary.post(take_off, follow=True))
        remind = at("invitations_remind", cast, meeting.pk)
        assert secretary.get(remind).status_code == 200
        assert re.search(r"\d+ herinneringen zijn verstuurd", page(secretary.post(remind, follow=True)))

    def test_a_draft_says_who_will_be_invited(self, cast, secretary, meeting):
        shown = page(secretary.get(at("meeting_invitations", cast, meeting.pk)))
        assert "personen krijgen een uitnodiging" in shown
        assert cast.people["member"].name in shown
        assert "Ministerie van Voorbeelden" in shown
        assert not meeting.invitations.exists()

    def test_a_guest_of_a_meeting_that_was_held_stays(self, cast, secretary):
        meeting = MeetingFactory(body=cast.steering, state=MeetingState.MINUTES)
        guest = InvitationFactory(meeting=meeting, person=cast.people["dealmaker"], is_guest=True)
        assert secretary.post(at("guest_remove", cast, meeting.pk, guest.pk)).status_code == 404
        refused = secretary.post(at("invitations_remind", cast, meeting.pk))
        assert refused.status_code == 422


class TestPage:
    def test_the_public_sees_no_names_and_no_online_address(self, cast, meeting):
        Meeting.objects.filter(pk=meeting.pk).update(
            access="public", online_url="https://geheim.example/overleg", form="online"
        )
        meeting.refresh_from_db()
        convene_meeting(actor=cast.users["project_secretary"], meeting=meeting)
        public = page(cast.client("anonymous").get(meeting.get_absolute_url()))
        member = page(cast.client("member").get(meeting.get_absolute_url()))
        for secret in ("geheim.example", cast.people["member"].name):
            assert secret not in public
            assert secret in member
        assert "geheim.example" not in page(cast.client("observer").get(meeting.get_absolute_url()))

    def test_a_member_answers_from_the_page(self, cast, meeting):
        convene_meeting(actor=cast.users["project_secretary"], meeting=meeting)
        client = cast.client("member")
        assert "Uw antwoord" in page(client.get(meeting.get_absolute_url()))
        invitation = meeting.invitations.get(person=cast.people["member"])
        assert reverse("governance:my_invitation", args=[invitation.pk]) in page(
            client.get(meeting.get_absolute_url())
        )
        adviser = page(cast.client("adviser").get(meeting.get_absolute_url()))
        assert "Uw antwoord" not in adviser

    def test_who_acts_for_somebody_answers_from_the_page(self, cast, meeting):
        Meeting.objects.filter(pk=meeting.pk).update(access="deal")
        meeting.refresh_from_db()
        convene_meeting(actor=cast.users["project_secretary"], meeting=meeting)
        invitation = meeting.invitations.get(person=cast.people["chair"])
        invitation.reply = Reply.YES
        invitation.save()
        shown = page(cast.client("adviser").get(meeting.get_absolute_url()))
        assert f"Het antwoord van {cast.people['chair'].name}" in shown
        assert "Wijzig het antwoord" in shown

    def test_who_sits_only_in_the_other_body_of_a_joint_meeting_opens_it(self, cast, meeting):
        meeting.joint_bodies.add(cast.closed)
        Meeting.objects.filter(pk=meeting.pk).update(state="reserved")
        client = cast.client("other_body")
        assert client.get(meeting.get_absolute_url()).status_code == 200
        listed = reverse("governance:meeting_list", args=[cast.deal.slug, cast.closed.slug])
        assert "Samen met andere organen" in page(client.get(listed))

    @pytest.mark.parametrize("state", list(MeetingState))
    def test_every_state_says_how_far_it_is(self, cast, secretary, state):
        meeting = MeetingFactory(
            body=cast.steering,
            state=state,
            days=-1,
            adopted_on=timezone.localdate(),
            remarks_until=soon(5),
            reply_until=soon(-2),
        )
        MeetingStatus.objects.create(meeting=meeting, state=state, reason="Zomaar")
        shown = page(secretary.get(meeting.get_absolute_url()))
        assert str(meeting.get_state_display()) in shown
        if state == MeetingState.CANCELLED:
            assert "Zomaar" in shown
        elif state == MeetingState.ADOPTED:
            assert 'aria-current="step"' not in shown
        else:
            assert shown.count('aria-current="step"') == 1

    def test_after_the_session_the_report_comes_next(self, cast, secretary):
        held = MeetingFactory(body=cast.steering, state=MeetingState.MINUTES, days=-1)
        shown = page(secretary.get(held.get_absolute_url()))
        assert at("report_send", cast, held.pk) in shown
        assert "Heropen de vergadering" in shown
        held.remarks_until = soon(1)
        held.save()
        shown = page(secretary.get(held.get_absolute_url()))
        assert at("report_agenda", cast, held.pk) in shown
        assert at("report_send", cast, held.pk) not in shown

    def test_the_next_meetings_stand_on_the_page_of_the_body(self, cast, secretary, meeting):
        assert "Stuurgroep winter" in page(secretary.get(cast.steering.get_absolute_url()))
        assert "Stuurgroep winter" not in page(cast.client("member").get(cast.steering.get_absolute_url()))

    def test_who_may_open_it_is_one_question(self, cast, meeting):
        assert can_view_meeting(cast.users["project_secretary"], meeting)
        assert not can_view_meeting(cast.users["member"], meeting)

    def test_a_kind_that_does_not_meet_shows_none(self, cast, secretary):
        shown = page(secretary.get(cast.project.get_absolute_url()))
        assert "Geen vergaderingen gepland" not in shown


class TestWorkspace:
    def test_what_comes_next_with_each_meeting(self, cast, secretary):
        WayOfWorking.objects.create(body=cast.core, invite_days=60)
        for title, state, days, body in (
            ("Vergeten", "convened", -3, cast.steering),
            ("Bezig", "in_session", 0, cast.steering),
            ("Concept", "draft", 40, cast.steering),
            ("Uitnodigen", "reserved", 40, cast.core),
            ("Weg", "convened", 20, cast.steering),
        ):
            MeetingFactory(body=body, title=title, state=state, days=days)
        shown = page(secretary.get(reverse("governance:deal_workspace", args=[cast.deal.slug])))
        for words in ("Rond de vergadering af", "Reserveer de datum", "Verstuur de uitnodiging"):
            assert words in shown
        assert "Bekijk de vergadering" in shown


class TestList:
    def test_searched_and_filtered(self, cast, secretary, meeting):
        MeetingFactory(
            body=cast.steering, title="Oud overleg", state="adopted", days=-30, adopted_on=soon(-1)
        )
        url = at("meeting_list", cast)
        assert "2 vergaderingen." in page(secretary.get(url))
        found = page(secretary.get(url, {"zoek": "oud"}, **HTMX))
        assert "1 vergadering." in found
        assert "<html" not in found
        assert "Geen vergaderingen met dit filter" in page(secretary.get(url, {"stand": "cancelled"}))
        assert "vergaderingen." in page(secretary.get(url, {"stand": "\0", "pagina": "x"}))
        assert "Nog geen vergaderingen" in page(cast.client("anonymous").get(url))


# Literal on purpose: a page that starts to cost more says so here.
LISTS = {"anonymous": 3, "member": 7, "project_secretary": 7}


@pytest.mark.parametrize("role", sorted(LISTS))
@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(cast, queries, role, rows):
    for number in range(rows):
        meeting = MeetingFactory(body=cast.steering, state="convened", access="public", days=number)
        meeting.joint_bodies.add(cast.core)
    client = cast.client(role)
    with queries(LISTS[role]):
        assert client.get(at("meeting_list", cast)).status_code == 200


PAGES = {
    ("anonymous", "convened"): 5,
    ("anonymous", "minutes"): 7,
    ("member", "convened"): 14,
    ("member", "minutes"): 14,
    ("project_secretary", "convened"): 14,
    ("project_secretary", "minutes"): 14,
}


@pytest.mark.parametrize(("role", "state"), sorted(PAGES))
@pytest.mark.parametrize("rows", [1, 40])
def test_the_page_costs_the_same_for_one_and_for_forty(cast, queries, role, rows, state):
    meeting = MeetingFactory(body=cast.steering, state=state, access="public")
    for number in range(rows):
        InvitationFactory(meeting=meeting)
        meeting.items.create(title=f"Punt {number}", order=number)
    InvitationFactory(meeting=meeting, person=cast.people["member"])
    client = cast.client(role)
    with queries(PAGES[role, state]):
        assert client.get(meeting.get_absolute_url()).status_code == 200


INVITATIONS = 11


@pytest.mark.parametrize("rows", [1, 3])
def test_the_invitations_cost_the_same_for_one_and_for_three(cast, queries, secretary, rows):
    meeting = MeetingFactory(body=cast.steering, state="convened")
    for _ in range(rows):
        InvitationFactory(meeting=meeting)
    with queries(INVITATIONS):
        assert secretary.get(at("meeting_invitations", cast, meeting.pk)).status_code == 200


def test_the_day_of_a_meeting_is_that_of_the_netherlands(cast):
    late = datetime(2026, 12, 3, 0, 30, tzinfo=timezone.get_current_timezone())
    meeting = MeetingFactory(body=cast.steering, starts_at=late)
    assert date_format(meeting.day, "j F") == "3 december"
