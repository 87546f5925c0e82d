"""The dashboards: what is asked, what changed, what is at risk, the whole deal, a party, and all deals."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from citydeal.common.dates import in_words
from citydeal.enums import Access
from citydeal.models import OutgoingMail
from governance.enums import AgendaSection
from governance.models import CoverNote
from reporting.models import DashboardVisit, DigestWish
from reporting.rules.forecast import Forecast, StepDays, days_behind, forecast
from reporting.selectors.dashboard import REPORT, VISIT, Looker, dashboard, since_of
from reporting.selectors.report_data import report_title
from reporting.selectors.sections import groups as sections_groups
from reporting.selectors.sections.base import Period
from reporting.services.dashboards import note_visit, want_digest
from reporting.services.digests import send_digests
from reporting.services.reports import change_report_state
from tests.factories.actions import ActionItemFactory, RoundVoiceFactory, WrittenRoundFactory
from tests.factories.agenda import AbstentionFactory, AgendaItemFactory
from tests.factories.governance import (
    CityDealFactory,
    DecisionFactory,
    MembershipFactory,
    PartyContactFactory,
    PartyFactory,
    PartyRequestFactory,
    SeatFactory,
)
from tests.factories.meetings import InvitationFactory, MeetingFactory
from tests.factories.reporting_contributions import ContributionFactory, PromiseFactory
from tests.factories.reporting_reports import made_report
from tests.factories.reporting_risks import RiskFactory, RiskUpdateFactory
from tests.factories.sessions import PartyAgreementFactory
from tests.factories.workgroups import WorkingGroupFactory
from tests.factories.workgroups_instruments import InstrumentFactory
from tests.factories.workgroups_planning import MilestoneFactory, MilestoneMoveFactory
from tests.factories.workgroups_steps import GroupUpdateFactory, StepFactory
from tests.factories.workgroups_tests import FieldTestFactory
from tests.workgroups.group_case import led_group
from workgroups.enums import InstrumentState
from workgroups.models import InstrumentStatus, StepMove, StepStatus

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def today():
    return timezone.localdate()


def at(day, hour=14):
    return timezone.make_aware(datetime.combine(day, time(hour)))


def url(name, cast, *more):
    return reverse(f"reporting:{name}", args=[cast.deal.slug, *more])


def text(client, address):
    return client.get(address).content.decode()


@pytest.fixture
def led(cast):
    return led_group(cast)


def page_of(cast, who="member", wanted=""):
    """Return the dashboard as this role sees it, with rights read anew."""
    user = type(cast.users[who]).objects.get(pk=cast.users[who].pk)
    return dashboard(user, cast.deal, today(), wanted)


def coming(cast, **fields):
    held = fields.pop("day", today() + 10 * DAY)
    fields = {"body": cast.steering, "state": "convened", "access": Access.BODY, **fields}
    return MeetingFactory(starts_at=at(held), ends_at=at(held, 16), **fields)


def asked_item(meeting, title="Proefbudget", **fields):
    fields = {"kind": "decide", "section": AgendaSection.DISCUSSION, **fields}
    return AgendaItemFactory(meeting=meeting, title=title, **fields)


def titles(folded):
    return [one.title for one in (*folded.shown, *folded.more)]


class TestForecast:
    ON = date(2026, 11, 22)

    def step(self, state="planned", start=date(2026, 12, 1), end=date(2026, 12, 31), first=None):
        return StepDays(state, start, end, first or end)

    @pytest.mark.parametrize(
        ("step", "days"),
        [
            ({"state": "planned", "start": date(2026, 11, 12)}, 10),
            ({"state": "planned"}, 0),
            ({"state": "busy", "start": date(2026, 1, 1), "end": date(2026, 11, 2)}, 20),
            ({"state": "busy"}, 0),
            ({"state": "done", "end": date(2026, 1, 1)}, 0),
            ({"state": "dropped", "end": date(2026, 1, 1)}, 0),
        ],
    )
    def test_days_behind(self, step, days):
        assert days_behind(self.step(**step), self.ON) == days

    def test_what_is_late_moves_the_rest(self):
        late = self.step("busy", date(2026, 9, 1), date(2026, 11, 12))
        last = self.step(first=date(2026, 10, 31))
        found = forecast([late, last], date(2027, 1, 5), self.ON)
        assert found.planned == date(2026, 12, 31)
        assert found.expected == date(2027, 1, 10)
        assert (found.behind, found.after_term, found.moved) == (10, True, 49)
        assert found.at_first == date(2026, 11, 12)

    def test_without_open_steps_there_is_nothing_to_forecast(self):
        assert forecast([self.step("done")], None, self.ON) == Forecast()
        assert Forecast().moved == 0
        assert forecast([self.step()], None, self.ON).after_term is False


class TestAsked:
    def test_decisions_of_coming_meetings_of_my_bodies(self, cast):
        meeting = coming(cast)
        item = asked_item(meeting)
        CoverNote.objects.create(item=item, asked="Instemmen met € 15.000.", money="€ 15.000 per partij")
        asked_item(meeting, "Ter informatie", kind="inform")
        with_note = asked_item(meeting, "Kennisnemen", kind="inform")
        CoverNote.objects.create(item=with_note, asked="Kennisnemen van 1.\nKennisnemen van 2.")
        decided = asked_item(meeting, "Al besloten")
        DecisionFactory(body=cast.steering, item=decided)
        asked_item(coming(cast, state="draft"), "Concept")
        asked_item(coming(cast, day=today() - DAY), "Gisteren")
        asked_item(coming(cast, body=cast.closed), "Van een ander")
        page = page_of(cast)
        assert titles(page.asked) == ["Proefbudget", "Kennisnemen"]
        first, second = page.asked.shown
        assert first.lines == ["Instemmen met € 15.000."]
        assert first.facts == [("Geld", "€ 15.000 per partij")]
        assert len(second.lines) == 2
        shown = text(cast.client("member"), url("dashboard", cast))
        assert "Wij vragen u om 2 besluiten of antwoorden" in shown
        assert "€ 15.000 per partij" in shown
        assert not page_of(cast, "observer").asked.count

    def test_a_report_that_is_with_my_core_group(self, cast):
        MembershipFactory(seat=SeatFactory(body=cast.core), person=cast.people["observer"])
        made_report(deal=CityDealFactory(), state="in_review")
        report = made_report(deal=cast.deal, state="in_review")
        (asked,) = page_of(cast, "observer").asked.shown
        assert (asked.title, asked.due) == (report_title(report), report.period_end)
        assert asked.url == url("report_detail", cast, report.pk)
        assert "Lees mee" in text(cast.client("observer"), url("dashboard", cast))
        assert not page_of(cast).asked.count
        change_report_state(
            actor=cast.users["project_secretary"], report=report, state="draft", reason="Te vroeg."
        )
        assert not page_of(cast, "observer").asked.count

    def test_who_is_invited_is_asked_and_a_guest_is_not(self, cast):
        meeting = coming(cast, body=cast.closed)
        asked_item(meeting)
        InvitationFactory(meeting=meeting, person=cast.people["observer"], is_guest=True)
        assert not page_of(cast, "observer").asked.count
        assert [m.title for m in page_of(cast, "observer").meetings] == [meeting.title]
        other = coming(cast, body=cast.closed)
        asked_item(other, "Voor de ondertekenaar")
        InvitationFactory(meeting=other, person=cast.people["observer"], is_guest=False)
        assert titles(page_of(cast, "observer").asked) == ["Voor de ondertekenaar"]

    def test_not_what_the_own_party_left_to_the_others(self, cast):
        PartyContactFactory(party=cast.ministry, person=cast.people["member"])
        meeting = coming(cast)
        left, parent = asked_item(meeting, "Gelaten"), asked_item(meeting, "Erboven", kind="inform")
        under = asked_item(meeting, "Eronder", parent=parent)
        for item in (left, parent):
            AbstentionFactory(item=item, party=cast.ministry)
        other = asked_item(meeting, "Van een ander gelaten")
        AbstentionFactory(item=other, party=PartyFactory(deal=cast.deal))
        assert titles(page_of(cast).asked) == ["Van een ander gelaten"]
        assert set(titles(page_of(cast, "chair").asked)) == {left.title, under.title, other.title}

    def test_what_waits_for_my_party_with_how_each_stands(self, cast):
        PartyContactFactory(party=cast.ministry, person=cast.people["member"])
        decision = DecisionFactory(body=cast.steering, asks_parties=True, title="Budget")
        PartyAgreementFactory(decision=decision, party=cast.ministry, state="subject_to", due_on=today())
        done = PartyFactory(deal=cast.deal)
        PartyAgreementFactory(decision=decision, party=done, state="mandate", confirmed_on=today())
        refused = DecisionFactory(body=cast.steering, asks_parties=True, title="Geweigerd")
        PartyAgreementFactory(decision=refused, party=cast.ministry, state="refused")
        (found,) = page_of(cast).asked.shown
        assert (found.title, found.presses) == ("Budget", True)
        assert {(s.party, s.kind, s.is_mine) for s in found.stand} == {
            ("Ministerie van Voorbeelden", "active", True),
            (str(done), "safe", False),
        }
        shown = text(cast.client("member"), url("dashboard", cast))
        assert "Stand per partij" in shown
        assert "Onder voorbehoud van college of raad" in shown
        assert not page_of(cast, "chair").asked.count
        PartyAgreementFactory(
            decision=DecisionFactory(body=cast.steering, asks_parties=True, title="Zonder dag"),
            party=cast.ministry,
        )
        assert "Zonder dag" in titles(page_of(cast).asked)

    def test_rounds_and_questions_to_my_party(self, cast):
        found = WrittenRoundFactory(
            body=cast.steering,
            state="open",
            opened_at=timezone.now(),
            closes_on=today() + DAY,
            title="Nieuwe testplek",
        )
        RoundVoiceFactory(round=found, person=cast.people["member"])
        answered = WrittenRoundFactory(
            body=cast.steering, state="open", opened_at=timezone.now(), closes_on=today() + DAY
        )
        RoundVoiceFactory(round=answered, person=cast.people["member"], choice="agree")
        contact = PartyContactFactory(party=cast.ministry, person=cast.people["member"])
        PartyRequestFactory(party=cast.ministry, to=contact.person, answer_until=today() + 2 * DAY)
        page = page_of(cast)
        assert [one.label for one in page.asked.shown] == ["Schriftelijke ronde", "Vraag aan uw partij"]
        assert page.asked.shown[0].title == "Nieuwe testplek"
        assert not page_of(cast, "chair").asked.count

    def test_only_what_can_still_be_answered(self, cast):
        """Not a question whose last day is over, nor a round of a body one left; nothing in a closed deal."""
        place = MembershipFactory(
            person=cast.people["member"], seat__body=cast.core, end=today() - DAY, start=today() - 9 * DAY
        )
        opened = {"state": "open", "opened_at": timezone.now(), "closes_on": today() + DAY}
        left = WrittenRoundFactory(body=cast.core, title="Van vroeger", **opened)
        RoundVoiceFactory(round=left, person=cast.people["member"], membership=place)
        contact = PartyContactFactory(party=cast.ministry, person=cast.people["member"])
        question = PartyRequestFactory(party=cast.ministry, to=contact.person, answer_until=today() - DAY)
        assert not page_of(cast).asked.count
        cast.core.end = place.end
        cast.core.save()
        question.answer_until = today()
        question.save()
        assert len(titles(page_of(cast).asked)) == 2
        cast.deal.state = "closed"
        cast.deal.save()
        assert not page_of(cast).asked.count

    def test_more_than_three_are_folded(self, cast):
        meeting = coming(cast)
        for number in range(5):
            asked_item(meeting, f"Punt {number}")
        page = page_of(cast)
        assert (len(page.asked.shown), len(page.asked.more)) == (3, 2)
        shown = text(cast.client("member"), url("dashboard", cast))
        assert "Toon alles wat aan u is gevraagd" in shown
        assert "Punt 4" in shown


class TestChanges:
    def lines(self, cast, who="member"):
        page = page_of(cast, who)
        return {line.title: line for line in (*page.changes.shown, *page.changes.more)}

    def test_judgements_of_groups(self, cast, led):
        for days, judgement in ((300, "on_course"), (10, "adjust")):
            GroupUpdateFactory(
                group=led.group, on=today() - days * DAY, judgement=judgement, reason="Geen budget."
            )
        line = self.lines(cast)["Brieven: van ‘op koers’ naar ‘bijsturen’"]
        assert (line.kind, line.meta, line.rank) == ("danger", "Geen budget.", 0)
        GroupUpdateFactory(group=led.group, on=today(), judgement="on_course", reason="")
        assert not [title for title in self.lines(cast) if title.startswith("Brieven")]

    def test_a_group_that_reports_every_week_is_compared_with_the_same_day(self, cast, led):
        for weeks in range(30, -1, -1):
            judgement = "on_course" if weeks > 26 else "attention"
            GroupUpdateFactory(
                group=led.group, on=today() - weeks * 7 * DAY, judgement=judgement, reason="Ziekte."
            )
        assert "Brieven: van ‘op koers’ naar ‘aandacht’" in self.lines(cast)
        assert page_of(cast).counts.before == 1

    def test_milestones_that_moved_were_reached_or_dropped(self, cast, led):
        moved = MilestoneFactory(deal=cast.deal, group=led.group, title="Test klaar")
        MilestoneMoveFactory(milestone=moved)
        for title, state in (("Brief", "reached"), ("Film", "dropped")):
            made = MilestoneFactory(deal=cast.deal, title=title, state=state)
            MilestoneMoveFactory(
                milestone=made,
                state=state,
                planned_start_before=made.planned_start,
                planned_end_before=made.planned_end,
            )
        again = MilestoneFactory(deal=cast.deal, title="Weer open")
        MilestoneMoveFactory(
            milestone=again,
            planned_start_before=again.planned_start,
            planned_end_before=again.planned_end,
        )
        MilestoneFactory(deal=cast.deal, title="Niets aan de hand")
        found = self.lines(cast)
        assert set(found) == {
            "Test klaar: 4 maanden later",
            "Brief: gehaald",
            "Film: vervallen",
            "Weer open: weer opgepakt",
        }
        assert found["Test klaar: 4 maanden later"].meta == "Brieven – van juni 2026 naar oktober 2026"

    def test_steps_instruments_decisions_and_parties(self, cast, led):
        for title, state, now in (
            ("Klaar", "done", "done"),
            ("Weg", "dropped", "dropped"),
            ("Toch niet", "done", "busy"),
        ):
            dates = {"actual_start": today(), "actual_end": today()} if now == "done" else {}
            step = StepFactory(group=led.group, title=title, state=now, **dates)
            StepStatus.objects.create(step=step, state=state, on=today())
        for title, state in (("Gids", "in_use"), ("Film", "dropped")):
            made = InstrumentFactory(deal=cast.deal, title=title, state=state)
            InstrumentStatus.objects.create(instrument=made, state=state, on=today(), reason="Te duur")
        DecisionFactory(body=cast.steering, title="Testplek", taken_on=today())
        DecisionFactory(body=cast.closed, title="Geheim", taken_on=today())
        PartyFactory(deal=cast.deal, organization__name="Nieuwe partij", state__since=today())
        found = set(self.lines(cast))
        assert {
            "Stap klaar: Klaar",
            "Stap vervallen: Weg",
            "Gids: nu in gebruik",
            f"Film: nu {InstrumentState.DROPPED.label.lower()}",
            "Besluit: Testplek",
            "Nieuwe partij: partij",
        } <= found
        assert not any("Toch niet" in title or "Geheim" in title for title in found)
        assert "Besluit: Geheim" in self.lines(cast, "other_body")

    def test_since_the_last_report_it_names_what_the_difference_of_reports_names(self, cast, led):
        day = today()
        period = Period(day - 100 * DAY, day, day)
        steps = {
            name: StepFactory(group=led.group, title=name, planned_end=day + 40 * DAY, **fields)
            for name, fields in {
                "Later": {},
                "Eerder": {},
                "Heen en weer": {},
                "Weer": {"state": "done", "actual_start": day - 300 * DAY, "actual_end": day - 300 * DAY},
                "Weg": {},
                "Klaar": {},
                "Was al klaar": {"state": "done", "actual_start": day, "actual_end": day},
                "Bezig": {},
            }.items()
        }
        for name in ("Weer", "Was al klaar"):
            StepStatus.objects.create(step=steps[name], state="done", on=day - 300 * DAY)
        before = sections_groups.collect(cast.deal, period)
        for name, days in (("Later", 50), ("Eerder", -20), ("Heen en weer", 30), ("Heen en weer", -30)):
            self.move(steps[name], days)
        for name, state in (("Weer", "busy"), ("Weg", "dropped"), ("Klaar", "done"), ("Bezig", "busy")):
            step = steps[name]
            step.state = state
            step.actual_start = step.actual_end = day if state == "done" else None
            step.save()
            StepStatus.objects.create(step=step, state=state, on=day, reason="Zo is het.")
        after = sections_groups.collect(cast.deal, period)
        named = {(change.kind, change.what) for change in sections_groups.changes(before, after)}
        assert named == {("slipped", "Later"), ("reopened", "Weer"), ("dropped", "Weg"), ("done", "Klaar")}
        found = {title: line for title, line in self.lines(cast).items() if title.startswith("Stap")}
        assert set(found) == {
            "Stap Later: 2 maanden later",
            "Stap weer opgepakt: Weer",
            "Stap vervallen: Weg",
            "Stap klaar: Klaar",
        }
        words = f"van {in_words(day + 40 * DAY)} naar {in_words(day + 90 * DAY)}"
        assert found["Stap Later: 2 maanden later"].meta == f"Brieven – {words}"
        assert found["Stap weer opgepakt: Weer"].meta == "Brieven – Zo is het."

    def move(self, step, days):
        """Move the planning of a step by so many days."""
        before = {"planned_start_before": step.planned_start, "planned_end_before": step.planned_end}
        step.planned_end += days * DAY
        now = {"planned_start": step.planned_start, "planned_end": step.planned_end}
        StepMove.objects.create(step=step, reason="Ziekte.", **before, **now)
        step.save()

    def test_an_instrument_that_was_dropped_and_is_taken_up_again(self, cast):
        for title, state in (("Gids", "idea"), ("Film", "in_use"), ("Spel", "idea")):
            made = InstrumentFactory(deal=cast.deal, title=title, state=state, status=None)
            earlier = "idea" if title == "Spel" else "dropped"
            InstrumentStatus.objects.create(instrument=made, state=earlier, on=today() - 300 * DAY)
            InstrumentStatus.objects.create(instrument=made, state=state, on=today())
        found = {title: line.rank for title, line in self.lines(cast).items()}
        assert found == {
            f"Gids: weer opgepakt, nu {InstrumentState.IDEA.label.lower()}": 1,
            "Film: weer opgepakt, nu in gebruik": 1,
        }

    def test_the_name_of_a_closed_group_stays_inside(self, cast):
        group = WorkingGroupFactory(question__deal=cast.deal, body__name="Stille groep", body__access="body")
        made = InstrumentFactory(deal=cast.deal, title="Gids", state="in_use", group=group, access="deal")
        InstrumentStatus.objects.create(instrument=made, state="in_use", on=today())
        assert "Stille groep" not in self.lines(cast)["Gids: nu in gebruik"].meta
        assert "Stille groep" in self.lines(cast, "project_secretary")["Gids: nu in gebruik"].meta

    def test_risks(self, cast):
        RiskFactory(deal=cast.deal, title="Nieuw", noted_on=today())
        RiskUpdateFactory(
            risk=RiskFactory(deal=cast.deal, title="Opnieuw", noted_on=date(2024, 1, 1)), on=today()
        )
        RiskUpdateFactory(
            risk=RiskFactory(deal=cast.deal, title="Dicht", noted_on=date(2024, 1, 1), state="closed"),
            on=today(),
        )
        RiskFactory(deal=cast.deal, title="Oud", noted_on=date(2024, 1, 1))
        found = set(self.lines(cast))
        assert {
            "Nieuw risico: Nieuw",
            "Risico opnieuw beoordeeld: Opnieuw",
            "Risico gesloten: Dicht",
        } <= found
        assert not any("Oud" in title for title in found)

    def test_what_a_reader_may_not_open_is_no_news(self, cast, led):
        led.group.body.access = Access.BODY
        led.group.body.save()
        step = StepFactory(group=led.group, title="Geheime stap", state="dropped")
        StepStatus.objects.create(step=step, state="dropped", on=today())
        made = MilestoneFactory(deal=cast.deal, group=led.group, title="Geheime mijlpaal")
        MilestoneMoveFactory(milestone=made)
        RiskFactory(deal=cast.deal, group=led.group, title="Geheim risico", noted_on=today())
        assert "Geheime" not in text(cast.client("chair"), url("dashboard", cast))
        assert "Geheim risico" not in text(cast.client("chair"), url("dashboard", cast))
        assert "Geheime mijlpaal" in text(cast.client("member"), url("dashboard", cast))


class TestSince:
    def looker(self, **fields):
        known = {"visited": None, "last": None, "reported": None, "report": None}
        return Looker(**{**known, **fields}, parties=[], led=[], asked_to=[], in_place=[])

    def test_the_last_report_then_the_last_visit_then_half_a_year(self):
        on = date(2026, 11, 22)
        visit, report = date(2026, 11, 1), date(2026, 5, 12)
        both = self.looker(visited=visit, reported=report)
        assert since_of(both, "", on).day == report
        assert since_of(both, VISIT, on).day == visit
        assert [choice for choice, _label in since_of(both, VISIT, on).others] == [REPORT]
        assert since_of(self.looker(visited=visit), REPORT, on).choice == VISIT
        nothing = since_of(self.looker(), "", on)
        assert (nothing.choice, nothing.day) == ("", date(2026, 5, 24))
        headings = [since_of(both, choice, on).heading for choice in (VISIT, REPORT)]
        assert headings == ["Veranderd sinds uw vorige bezoek", "Veranderd sinds de vorige rapportage"]

    def test_a_visit_is_noted_once_a_day(self, cast):
        client = cast.client("member")
        client.get(url("dashboard", cast))
        client.get(url("dashboard", cast))
        visit = DashboardVisit.objects.get()
        assert (visit.last_on, visit.before_on) == (today(), None)
        visit.last_on, visit.before_on = today() - 5 * DAY, today() - 9 * DAY
        visit.save()
        shown = text(client, url("dashboard", cast))
        assert "Veranderd sinds uw vorige bezoek" in shown
        visit.refresh_from_db()
        assert (visit.last_on, visit.before_on) == (today(), today() - 5 * DAY)
        # All day long the same day is meant.
        assert page_of(cast).since.day == today() - 5 * DAY

    def test_noting_it_beside_itself_does_no_harm(self, cast):
        for _ in range(2):
            note_visit(actor=cast.users["member"], deal=cast.deal, on=today(), before=None)
        assert DashboardVisit.objects.count() == 1

    def test_nonsense_in_the_address_is_left_alone(self, cast):
        assert cast.client("member").get(url("dashboard", cast) + "?sinds=ooit").status_code == 200


class TestAtRisk:
    def test_what_presses_most_comes_first(self, cast, led):
        GroupUpdateFactory(group=led.group, on=today(), judgement="attention", reason="Ziekte.")
        RiskFactory(deal=cast.deal, title="Zwaar", chance="high", effect="high", measure="Werven")
        RiskFactory(deal=cast.deal, title="Zwaar maar dicht", chance="high", effect="high", state="closed")
        MilestoneFactory(deal=cast.deal, title="Kader")
        assert titles(page_of(cast).risks) == [
            "Zwaar",
            "Mijlpaal te laat: Kader",
            "Brieven: aandacht",
        ]
        GroupUpdateFactory(group=led.group, on=today(), judgement="adjust", reason="Vast.")
        assert titles(page_of(cast).risks)[0] == "Brieven: bijsturen"

    def test_a_group_that_is_ready_after_the_term(self, cast, led):
        cast.deal.end = today() + 5 * DAY
        cast.deal.save()
        StepFactory(group=led.group, planned_start=today(), planned_end=today() + 30 * DAY, state="planned")
        assert titles(page_of(cast).risks) == ["Brieven is klaar na het einde van de deal"]


class TestPage:
    def test_is_empty_at_first(self, cast):
        shown = text(cast.client("observer"), url("dashboard", cast))
        for words in (
            "De deal heeft nog geen werkgroepen.",
            "Er wordt nu niets aan u gevraagd",
            "Niets loopt risico",
            "Geen vergaderingen gepland",
            "Nog geen werkgroepen",
            "Nog geen mijlpalen",
            "Dit jaar zijn geen uren toegezegd",
        ):
            assert words in shown, words

    def test_says_how_the_groups_stand(self, cast, led):
        StepFactory(group=led.group, state="done", actual_start=today(), actual_end=today())
        StepFactory(group=led.group, state="busy", actual_start=today())
        shown = text(cast.client("member"), url("dashboard", cast))
        assert "Stap 2 van 2" in shown
        assert "Nog geen stand van zaken" in shown or "Nog niets gemeld" in shown
        GroupUpdateFactory(group=led.group, on=today() - DAY, judgement="adjust", reason="Vast.")
        GroupUpdateFactory(group=led.group, on=today(), judgement="attention", reason="Ziekte.")
        shown = text(cast.client("member"), url("dashboard", cast))
        assert "De deal ligt niet op koers. Eén werkgroep heeft een probleem en lost dat zelf op." in shown
        assert "Verbetert" in shown
        GroupUpdateFactory(group=led.group, on=today(), judgement="adjust", reason="Vast.")
        assert "Eén werkgroep heeft een besluit of hulp nodig." in text(
            cast.client("member"), url("dashboard", cast)
        )

    def test_several_groups_are_counted(self, cast, led):

        for judgement in ("adjust", "adjust", "attention", "attention", "on_course", "on_course"):
            group = WorkingGroupFactory(question__deal=cast.deal)
            GroupUpdateFactory(group=group, on=today(), judgement=judgement, reason="Zo.")
        sentence = page_of(cast).counts.sentence
        assert "2 werkgroepen hebben een besluit of hulp nodig." in sentence
        assert "2 werkgroepen hebben een probleem en lossen dat zelf op." in sentence
        badges = [group.course.badge for group in page_of(cast).groups]
        assert badges == ["danger", "danger", "warning", "warning", "safe", "safe", "neutral"]

    def test_figures_have_a_comparison(self, cast, led):
        GroupUpdateFactory(group=led.group, on=today() - 300 * DAY, judgement="on_course", reason="")
        MilestoneFactory(deal=cast.deal, state="reached", planned_end=date(2026, 10, 31))
        MilestoneFactory(deal=cast.deal, state="dropped")
        MilestoneFactory(deal=cast.deal)
        figures = page_of(cast).figures
        assert all(figure.delta for figure in figures)
        assert [(f.value, f.total) for f in figures] == [("0", ""), ("1", "1"), ("1", "2")]
        assert figures[1].delta.startswith("Net als op")
        GroupUpdateFactory(group=led.group, on=today(), judgement="adjust", reason="Vast.")
        assert page_of(cast).figures[1].delta.startswith("1 op")

    def test_old_and_far_milestones_stay_out_of_the_drawing(self, cast):
        for year, title in ((2020, "Lang geleden"), (2040, "Ver weg")):
            day = date(year, 1, 1)
            MilestoneFactory(deal=cast.deal, title=title, planned_start=day, planned_end=day, state="reached")
        shown = text(cast.client("member"), url("dashboard", cast))
        assert "Lang geleden" not in shown
        assert "Ver weg" not in shown

    def test_text_that_looks_like_markup_stays_text(self, cast, led):
        GroupUpdateFactory(group=led.group, on=today(), judgement="adjust", reason="<b>#vet</b>")
        assert "&lt;b&gt;#vet&lt;/b&gt;" in text(cast.client("member"), url("dashboard", cast))

    @pytest.mark.parametrize(
        ("name", "who", "count"),
        [
            ("dashboard", "member", 9),
            ("dashboard", "project_manager", 9),
            ("dashboard_manager", "project_manager", 9),
        ],
    )
    def test_the_same_number_of_queries_for_one_and_three(self, cast, queries, led, name, who, count):
        client = cast.client(who)
        for number in (1, 3):
            for _ in range(number):
                asked_item(coming(cast))
                StepFactory(group=led.group)
                GroupUpdateFactory(group=led.group, on=today())
                MilestoneMoveFactory(milestone=MilestoneFactory(deal=cast.deal, group=led.group))
                RiskUpdateFactory(risk=RiskFactory(deal=cast.deal))
            client.get(url(name, cast))
            with queries(count):
                client.get(url(name, cast))


class TestContributions:
    """What a party has not confirmed shows no figure to another party (issue 6, show 5)."""

    @pytest.fixture
    def parties(self, cast):
        other = PartyFactory(deal=cast.deal, organization__name="Gemeente Elders", order=900)
        PartyContactFactory(party=other, person=cast.people["chair"])
        PartyContactFactory(party=cast.ministry, person=cast.people["member"])
        year = today().year
        for party in (cast.ministry, other):
            PromiseFactory(party=party, year=year, quantity=400)
        ContributionFactory(party=cast.ministry, quantity=148, start=date(year, 1, 1))
        ContributionFactory(party=other, quantity=80, start=date(year, 1, 1), confirmed=True)
        return other

    def test_a_figure_that_is_not_confirmed_is_for_its_own_party(self, cast, parties):
        own = page_of(cast, "member").chart
        other = page_of(cast, "chair").chart
        whole = page_of(cast, "project_manager").chart
        assert own.labels == ["Ministerie van Voorbeelden (u)", "Gemeente Elders"]
        assert other.labels == ["Ministerie van Voorbeelden", "Gemeente Elders (u)"]
        assert [list(chart.series[1].values) for chart in (own, other, whole)] == [
            [37, 20],
            [None, 20],
            [37, 20],
        ]
        shown = text(cast.client("chair"), url("dashboard", cast))
        assert "nog niet bevestigd" in shown
        assert "37" not in shown[shown.index('id="bijdragen"') : shown.index("</main>")]
        party = text(cast.client("chair"), url("dashboard_party", cast, "ministerie"))
        assert "37" not in party[party.index('id="bijdragen"') : party.index('id="mensen"')]
        assert "37" in text(cast.client("member"), url("dashboard_party", cast, "ministerie"))

    def test_the_figure_counts_what_is_confirmed(self, cast, parties):
        figure = page_of(cast, "chair").figures[3]
        assert (figure.value, figure.label) == ("10%", "Uren geleverd")
        assert figure.delta.startswith("Verwacht tot nu: ")
        assert "Voortgang van Gemeente Elders" in text(cast.client("chair"), url("dashboard", cast))

    def test_euros_where_nobody_promised_hours(self, cast):
        PromiseFactory(party=cast.ministry, year=today().year, kind="money", quantity=600000)
        page = page_of(cast)
        assert page.figures[3].label == "Euro's geleverd"
        assert page.chart is None


class TestManager:
    def test_shows_where_it_hurts_and_the_forecast(self, cast, led):
        cast.deal.end = today() + 5 * DAY
        cast.deal.save()
        step = StepFactory(
            group=led.group,
            state="busy",
            planned_start=today() - 60 * DAY,
            planned_end=today() - 20 * DAY,
            actual_start=today() - 60 * DAY,
        )
        StepMove.objects.create(
            step=step,
            planned_start_before=today() - 90 * DAY,
            planned_end_before=today() - 50 * DAY,
            planned_start=step.planned_start,
            planned_end=step.planned_end,
            reason="Druk",
        )
        StepFactory(group=led.group, planned_start=today(), planned_end=today() + 30 * DAY)
        led.group.body.start = today() - 400 * DAY
        led.group.body.save()
        ActionItemFactory(body=cast.steering, text="Brief sturen", due_on=today() - DAY)
        ActionItemFactory(body=cast.steering, text="Nog tijd", due_on=today() + DAY)
        decision = DecisionFactory(body=cast.steering, asks_parties=True, title="Budget")
        PartyAgreementFactory(
            decision=decision, party=cast.ministry, state="subject_to", due_on=today() - DAY
        )
        RiskFactory(deal=cast.deal, title="Zwaar risico", chance="high", effect="high")
        shown = text(cast.client("project_manager"), url("dashboard_manager", cast))
        for words in (
            "Actie te laat: Brief sturen",
            "Wacht op een partij: Budget",
            "Brieven moet nog een stand van zaken geven",
            "na het einde van de deal",
            "Bij 1 werkgroep is dat na de laatste dag van de deal.",
            "Zwaar risico",
            "1 werkgroep moet nog een stand van zaken geven",
        ):
            assert words in shown, words
        assert "Nog tijd" not in shown

    def test_what_the_calendar_owes(self, cast):
        from tests.factories.duties import DutyFactory, DutyOccurrenceFactory

        duty = DutyFactory(deal=cast.deal, name="Jaarverslag")
        DutyOccurrenceFactory(duty=duty, opens=today() - 9 * DAY, due=today() - DAY)
        assert "Niet op tijd gedaan: Jaarverslag" in text(
            cast.client("project_manager"), url("dashboard_manager", cast)
        )

    def test_is_empty_at_first(self, cast):
        shown = text(cast.client("auditor"), url("dashboard_manager", cast))
        for words in ("Er knelt nu niets", "Geen open risico", "Er is geen stap open."):
            assert words in shown, words


class TestParty:
    def test_its_people_tests_and_what_is_asked(self, cast):
        test = FieldTestFactory(version__instrument__deal=cast.deal, party=cast.ministry)
        ActionItemFactory(
            body=cast.steering, seat=cast.ministry_seat, text="Brief sturen", due_on=today() - DAY
        )
        decision = DecisionFactory(body=cast.steering, asks_parties=True, title="Budget")
        PartyAgreementFactory(decision=decision, party=cast.ministry)
        ends = MembershipFactory(seat=SeatFactory(body=cast.core, party=cast.ministry), end=today() + DAY)
        MembershipFactory(seat=cast.ministry_seat, is_deputy=True)
        hidden = MembershipFactory(seat=SeatFactory(body=cast.closed, party=cast.ministry))
        shown = text(cast.client("member"), url("dashboard_party", cast, "ministerie"))
        for words in (
            "Voortgang van Ministerie van Voorbeelden",
            "Brief sturen",
            "Bevestigen: Budget",
            test.version.instrument.title,
            cast.ministry_member.person.name,
            ends.person.name,
            "Plaatsvervanger",
        ):
            assert words in shown, words
        assert hidden.person.name not in shown

    def test_is_empty_at_first(self, cast):
        PartyFactory(deal=cast.deal, organization__slug="leeg")
        shown = text(cast.client("member"), url("dashboard_party", cast, "leeg"))
        for words in ("Er wordt nu niets gevraagd", "Dit jaar is niets toegezegd", "Nog niemand"):
            assert words in shown, words

    def test_a_contact_opens_the_own_party_and_no_other(self, cast):
        PartyFactory(deal=cast.deal, organization__slug="ander")
        client = cast.client("party_contact")
        assert client.get(url("dashboard_party", cast, "ministerie")).status_code == 200
        assert client.get(url("dashboard_party", cast, "ander")).status_code == 404
        assert client.get(url("dashboard", cast)).status_code == 404

    def test_the_same_number_of_queries_for_one_and_three(self, cast, queries):
        client = cast.client("member")
        address = url("dashboard_party", cast, "ministerie")
        for number in (1, 3):
            for _ in range(number):
                FieldTestFactory(version__instrument__deal=cast.deal, party=cast.ministry)
                ActionItemFactory(body=cast.steering, seat=cast.ministry_seat)
                MembershipFactory(seat=SeatFactory(body=cast.core, party=cast.ministry))
            client.get(address)
            with queries(10):
                client.get(address)


class TestProgramme:
    ADDRESS = "/voortgang/"

    def test_deals_side_by_side_as_far_as_each_may_be_read(self, cast, led):
        GroupUpdateFactory(group=led.group, on=today(), judgement="attention", reason="Ziekte.")
        MilestoneFactory(deal=cast.deal)
        MilestoneFactory(deal=cast.deal, state="reached")
        RiskFactory(deal=cast.deal, chance="high", effect="high")
        public = CityDealFactory(name="Openbaar", access=Access.PUBLIC)
        RiskFactory(deal=public, chance="high", effect="high")
        CityDealFactory(name="Verborgen", access=Access.DEAL)
        CityDealFactory(name="Voorbij", access=Access.PUBLIC, state="closed")
        answer = cast.client("member").get(self.ADDRESS)
        lines = {line.name: line for line in answer.context["lines"]}
        assert {"De Deal", "Openbaar"} <= set(lines)
        assert not {"Verborgen", "Voorbij"} & set(lines)
        own, other = lines["De Deal"], lines["Openbaar"]
        assert (own.groups, own.attention, own.badge[0], own.heavy) == (1, 1, "warning", 1)
        assert (own.milestones, own.reached, own.late) == (2, 1, 1)
        assert (other.reads, other.heavy, other.badge[0]) == (False, 0, "neutral")
        assert "Voor wie meedoet" in answer.content.decode()
        GroupUpdateFactory(group=led.group, on=today(), judgement="adjust", reason="Vast.")
        for judgement, badge in (("adjust", "danger"), ("on_course", "safe")):
            GroupUpdateFactory(group=led.group, on=today(), judgement=judgement, reason="Zo.")
            (line,) = [x for x in cast.client("member").get(self.ADDRESS).context["lines"] if x.reads]
            assert line.badge[0] == badge

    def test_a_closed_group_counts_for_who_reads_it(self, cast, led):
        led.group.body.access = Access.BODY
        led.group.body.save()
        for who, count in (("member", 1), ("project_manager", 1), ("chair", 0)):
            (line,) = [x for x in cast.client(who).get(self.ADDRESS).context["lines"] if x.reads]
            assert line.groups == count, who

    def test_nobody_without_an_account_and_nothing_to_see(self, cast):
        assert cast.client("anonymous").get(self.ADDRESS).status_code == 302
        from governance.models import CityDeal

        CityDeal.objects.exclude(pk=None).filter(access=Access.PUBLIC)
        for deal in CityDeal.objects.all():
            deal.access = Access.DEAL
            deal.save()
        assert "Nog geen deals" in text(cast.client("nobody"), self.ADDRESS)

    def test_the_same_number_of_queries_for_one_and_forty(self, cast, queries):
        client = cast.client("member")
        for number in (1, 40):
            for _ in range(number):
                CityDealFactory(access=Access.PUBLIC)
            client.get(self.ADDRESS)
            with queries(7):
                client.get(self.ADDRESS)


class TestDigest:
    MONTH = date(2026, 11, 1)

    def wish(self, cast, who="member", made=date(2026, 9, 3)):
        want_digest(actor=cast.users[who], deal=cast.deal, wanted=True)
        found = DigestWish.objects.get(user=cast.users[who])
        DigestWish.objects.filter(pk=found.pk).update(created_at=at(made))
        return found

    def risks(self, cast, number=1):
        return [RiskFactory(deal=cast.deal, title=f"R{n}", noted_on=date(2026, 10, 8)) for n in range(number)]

    def test_ten_lines_once_a_month(self, cast):
        self.wish(cast)
        self.risks(cast, 12)
        assert send_digests(self.MONTH + 3 * DAY) == 1
        assert send_digests(self.MONTH + 4 * DAY) == 0
        mail = OutgoingMail.objects.get(kind="monthly_digest")
        assert mail.key == f"digest:{cast.users['member'].pk}:{cast.deal.pk}:2026-11"
        assert mail.subject == "De Deal: wat veranderde er in oktober 2026"
        assert mail.text.count("- Nieuw risico") == 10
        assert "En nog " in mail.text
        assert url("digest_edit", cast) in mail.text

    def test_only_what_the_reader_may_read(self, cast, led):
        led.group.body.access = Access.BODY
        led.group.body.save()
        self.wish(cast, "chair")
        RiskFactory(deal=cast.deal, group=led.group, noted_on=date(2026, 10, 8), title="Geheim")
        self.risks(cast)
        send_digests(self.MONTH)
        assert "Geheim" not in OutgoingMail.objects.get(kind="monthly_digest").text

    @pytest.mark.parametrize("why", ["closed", "new", "ended", "deactivated", "nothing"])
    def test_no_mail(self, cast, why):
        who = "deactivated" if why == "deactivated" else "member"
        wish = DigestWish.objects.create(user=cast.users[who], deal=cast.deal)
        made = self.MONTH + DAY if why == "new" else date(2026, 9, 3)
        DigestWish.objects.filter(pk=wish.pk).update(created_at=at(made))
        if why != "nothing":
            self.risks(cast)
        if why == "closed":
            cast.deal.state = "closed"
            cast.deal.save()
        if why == "ended":
            DigestWish.objects.filter(pk=wish.pk).update(user=cast.users["nobody"])
        on = date(2026, 4, 1) if why == "nothing" else self.MONTH
        if why == "nothing":
            DigestWish.objects.filter(pk=wish.pk).update(created_at=at(date(2025, 9, 3)))
        assert send_digests(on) == 0
        assert not OutgoingMail.objects.filter(kind="monthly_digest").exists()

    def test_choose_it_and_stop_it(self, cast):
        client = cast.client("member")
        address = url("digest_edit", cast)
        assert client.post(address, {}).status_code == 422
        assert client.post(address, {"wanted": "ja"}).status_code == 303
        assert DigestWish.objects.get().user == cast.users["member"]
        assert client.post(address, {"wanted": "ja"}).status_code == 303
        assert "checked" in text(client, address)
        assert client.post(address, {"wanted": "nee"}).status_code == 303
        assert not DigestWish.objects.exists()

    def test_not_for_who_takes_no_part(self, cast):
        from citydeal.common.errors import DomainError

        with pytest.raises(DomainError, match="doet niet mee"):
            want_digest(actor=cast.users["nobody"], deal=cast.deal, wanted=True)

    def test_the_hourly_run_sends_them(self, cast):
        from governance.signals import ensure_due

        self.wish(cast)
        self.risks(cast)
        said = [words for _receiver, words in ensure_due.send_robust(sender=None, on=self.MONTH)]
        assert "digests: 1" in said
