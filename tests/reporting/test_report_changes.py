"""What differs between two snapshots, and nothing else."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from citydeal.enums import Access
from reporting.enums import ChangeKind
from reporting.rules.changes import Change, States, item_changes
from reporting.rules.frozen import canonical, fingerprint
from reporting.selectors.documents import change_blocks, document_of
from reporting.selectors.report_data import period_words, report_data
from reporting.selectors.sections import composition, groups, instruments, milestones
from reporting.selectors.sections.base import Period
from reporting.selectors.snapshots import as_changes, as_stored, collect_all, differences
from tests.factories.governance import MembershipFactory, PartyFactory, SeatFactory
from tests.factories.reporting_reports import ProgressReportFactory, made_report, this_half
from tests.factories.workgroups import WorkingGroupFactory
from tests.factories.workgroups_instruments import InstrumentFactory
from tests.factories.workgroups_planning import MilestoneFactory
from tests.factories.workgroups_steps import GroupUpdateFactory, StepFactory
from tests.factories.workgroups_tests import FieldTestFactory
from workgroups.models import StepMove

STATES = States(frozenset({"done"}), frozenset({"dropped"}))


def row(pk: int = 1, state: str = "busy", end: str = "2026-05-01", **more: str) -> dict[str, object]:
    return {"id": pk, "title": f"Stap {pk}", "state": state, "end": end, "planned": f"op {end}", **more}


def kinds(old: list, new: list) -> list[str]:
    return [change.kind for change in item_changes(old, new, STATES)]


class TestItems:
    @pytest.mark.parametrize(
        ("before", "after", "kind"),
        [
            ("busy", "done", [ChangeKind.DONE]),
            ("busy", "dropped", [ChangeKind.DROPPED]),
            ("done", "dropped", [ChangeKind.DROPPED]),
            ("done", "busy", [ChangeKind.REOPENED]),
            ("dropped", "busy", [ChangeKind.REOPENED]),
            ("planned", "busy", []),
            ("busy", "busy", []),
        ],
    )
    def test_are_named_by_what_became_of_them(self, before, after, kind):
        assert kinds([row(state=before)], [row(state=after)]) == kind

    def test_from_done_to_done_is_no_change(self):
        states = States(frozenset({"ready", "used"}), frozenset())
        assert item_changes([row(state="ready")], [row(state="used")], states) == []

    def test_later_is_named_with_from_and_to(self):
        (change,) = item_changes([row()], [row(end="2026-08-01", why="Ziekte")], STATES, "Groep")
        assert change == Change(
            ChangeKind.SLIPPED, "Stap 1", "Groep", "op 2026-05-01", "op 2026-08-01", "Ziekte"
        )

    def test_earlier_or_of_what_is_done_is_no_slip(self):
        assert kinds([row()], [row(end="2026-04-01")]) == []
        assert kinds([row(state="done")], [row(state="done", end="2026-08-01")]) == []

    def test_without_an_end_cannot_slip(self):
        assert kinds([row(end="")], [row(end="2026-08-01")]) == []

    def test_new_and_gone(self):
        assert kinds([], [row()]) == [ChangeKind.NEW]
        assert kinds([], [row(state="dropped")]) == []
        assert kinds([row()], []) == [ChangeKind.DROPPED]
        assert kinds([row(state="dropped")], []) == []


class TestFrozen:
    def test_the_same_data_have_the_same_hash_in_any_order(self):
        assert fingerprint({"a": 1, "b": [2]}) == fingerprint({"b": [2], "a": 1})
        assert fingerprint({"a": 1}) != fingerprint({"a": 2})
        assert canonical({"é": 1}) == '{"é":1}'


@pytest.fixture
def period():
    return Period(*this_half(), timezone.localdate())


@pytest.fixture
def group(cast):
    return WorkingGroupFactory(question__deal=cast.deal, body__deal=cast.deal, body__access=Access.DEAL)


@pytest.mark.django_db
class TestGroups:
    def test_name_what_was_done_and_what_slipped_with_the_reason(self, cast, group, period):
        today = timezone.localdate()
        done = StepFactory(group=group, title="Ontwerpen", state="busy")
        late = StepFactory(group=group, title="Testen", planned_start=today, planned_end=today)
        before = groups.collect(cast.deal, period)
        done.state, done.actual_start, done.actual_end = "done", done.planned_start, done.planned_start
        done.save()
        late.planned_end += timedelta(days=40)
        late.save()
        StepMove.objects.create(
            step=late,
            planned_start_before=today,
            planned_end_before=today,
            planned_start=today,
            planned_end=late.planned_end,
            reason="Te weinig mensen",
        )
        found = groups.changes(before, groups.collect(cast.deal, period))
        assert [(change.kind, change.what, change.part) for change in found] == [
            (ChangeKind.DONE, "Ontwerpen", group.body.name),
            (ChangeKind.SLIPPED, "Testen", group.body.name),
        ]
        assert found[1].why == "Te weinig mensen"

    def test_a_group_that_came_or_was_closed_is_named_once(self, cast, group, period):
        StepFactory(group=group)
        before = groups.collect(cast.deal, period)
        group.body.end = timezone.localdate() - timedelta(days=1)
        group.body.save()
        after = groups.collect(cast.deal, period)
        assert [(c.kind, c.what) for c in groups.changes(before, after)] == [
            (ChangeKind.DROPPED, group.body.name)
        ]
        assert [c.kind for c in groups.changes(after, before)] == [ChangeKind.NEW]

    def test_a_closed_group_of_members_only_is_not_in_a_report(self, cast, group, period):
        group.body.access = Access.BODY
        group.body.save()
        assert groups.collect(cast.deal, period) == {"groups": []}

    def test_say_what_the_lead_wrote_and_how_it_goes(self, cast, group, period):
        today = timezone.localdate()
        GroupUpdateFactory(group=group, on=today - timedelta(days=400), judgement="on_course")
        GroupUpdateFactory(group=group, on=today, judgement="adjust", reason="Geen geld", done="Af.")
        data = groups.collect(cast.deal, period)
        (found,) = data["groups"]
        assert (found["judgement"], found["trend"], found["in_period"]) == ("adjust", "worse", True)
        text = str(groups.blocks(data))
        assert "Klaar: Af." in text
        assert "Geen geld" in text

    def test_without_an_update_in_the_period_say_so(self, cast, group, period):
        GroupUpdateFactory(group=group, on=period.start - timedelta(days=9), judgement="on_course")
        assert "De trekker gaf in deze periode geen stand van zaken." in str(
            groups.blocks(groups.collect(cast.deal, period))
        )


@pytest.mark.django_db
class TestOthers:
    def test_an_instrument_that_was_dropped_and_one_that_is_ready(self, cast, period):
        one = InstrumentFactory(deal=cast.deal, state="in_test")
        two = InstrumentFactory(deal=cast.deal, state="in_test")
        InstrumentFactory(deal=cast.deal, access=Access.BODY)
        before = instruments.collect_instruments(cast.deal, period)
        assert len(before["instruments"]) == 2
        one.state, two.state = "dropped", "ready"
        one.save()
        two.save()
        after = instruments.collect_instruments(cast.deal, period)
        found = instruments.instrument_changes(before, after)
        assert {(c.kind, c.what) for c in found} == {
            (ChangeKind.DROPPED, one.title),
            (ChangeKind.DONE, two.title),
        }
        assert "Instrumenten per stand" in str(instruments.instrument_blocks(after))

    def test_a_test_that_was_done(self, cast, period):
        test = FieldTestFactory(version__instrument__deal=cast.deal, party=cast.ministry)
        before = instruments.collect_tests(cast.deal, period)
        test.state = "done"
        test.save()
        (change,) = instruments.test_changes(before, instruments.collect_tests(cast.deal, period))
        assert change.kind == ChangeKind.DONE
        assert "Ministerie van Voorbeelden" in change.what
        assert "Ministerie van Voorbeelden" in str(instruments.test_blocks(before))

    def test_a_milestone_that_was_reached_and_one_that_is_late(self, cast, period):
        today = timezone.localdate()
        milestone = MilestoneFactory(deal=cast.deal)
        late = MilestoneFactory(
            deal=cast.deal, planned_start=today - timedelta(days=9), planned_end=today - timedelta(days=8)
        )
        before = milestones.collect(cast.deal, period)
        milestone.state, milestone.actual_on = "reached", today
        milestone.save()
        after = milestones.collect(cast.deal, period)
        assert [(c.kind, c.what) for c in milestones.changes(before, after)] == [
            (ChangeKind.DONE, milestone.title)
        ]
        assert next(r for r in after["milestones"] if r["id"] == late.pk)["late"]
        text = str(milestones.blocks(after))
        assert "Gehaald op" in text
        assert "Open, later dan gepland" in text

    def test_a_seat_that_changed_names_no_person(self, cast, period):
        before = composition.collect(cast.deal, period)
        member = cast.ministry_member
        member.end = period.on - timedelta(days=1)
        member.save()
        MembershipFactory(seat=cast.ministry_seat, start=period.on)
        gone = cast.empty_seat
        gone.end = period.on - timedelta(days=1)
        gone.save()
        SeatFactory(body=cast.steering, label="Extra zetel")
        after = composition.collect(cast.deal, period)
        found = {
            (c.what, c.before, c.after)
            for c in composition.changes(before, after)
            if c.part == cast.steering.name
        }
        assert found == {
            ("Ministerie van Voorbeelden", "Ingevuld", "Iemand anders"),
            (gone.name, "", "Zetel vervallen"),
            ("Extra zetel", "", "Nieuwe zetel"),
        }
        assert member.person.family_name not in canonical(after)

    def test_a_party_that_came(self, cast, period):
        before = composition.collect(cast.deal, period)
        party = PartyFactory(deal=cast.deal)
        after = composition.collect(cast.deal, period)
        assert (str(party), "", "Partij") in {
            (c.what, c.before, c.after) for c in composition.changes(before, after)
        }
        assert composition.changes(after, after) == []

    def test_a_seat_that_became_empty_or_filled(self, cast, period):
        before = composition.collect(cast.deal, period)
        MembershipFactory(seat=cast.empty_seat)
        after = composition.collect(cast.deal, period)
        (change,) = composition.changes(before, after)
        assert (change.before, change.after) == ("Leeg", "Ingevuld")
        (back,) = composition.changes(after, before)
        assert (back.before, back.after) == ("Ingevuld", "Leeg")


@pytest.mark.django_db
class TestDocument:
    def test_nothing_changed_is_said(self, cast, period):
        data = collect_all(cast.deal, period)
        assert differences(data, data) == []
        assert "veranderde er niets" in str(change_blocks([]))

    def test_a_section_that_only_one_of_the_two_has_is_not_compared(self, cast, period, group):
        data = collect_all(cast.deal, period)
        assert differences({"groups": {"groups": []}}, data)[0].key == "groups"
        assert differences({}, data) == []

    def test_differences_come_back_as_they_were_stored(self, cast, period, group):
        found = differences({"groups": {"groups": []}}, collect_all(cast.deal, period))
        assert as_changes(as_stored(found)) == found

    def test_a_report_period_without_data_gives_a_whole_document(self, cast):
        report = made_report(deal=cast.deal)
        document = document_of(report, report_data(report))
        assert document.owner == cast.deal.name
        assert [part.key for part in document.parts][:3] == ["summary", "changes", "groups"]
        assert all(part.blocks for part in document.parts)

    def test_is_compared_with_the_report_before(self, cast, group):
        start, end = this_half()
        earlier = start - timedelta(days=1)
        before = ProgressReportFactory(
            deal=cast.deal, frozen=True, period_start=date(earlier.year, 1, 1), period_end=earlier
        )
        StepFactory(group=group, title="Erbij")
        report = made_report(deal=cast.deal, period_start=start, period_end=end)
        data = report_data(report)
        assert data.compared_with == before.snapshot.on
        assert [change.what for each in data.changes for change in each.changes] == ["Erbij"]

    @pytest.mark.parametrize(
        ("start", "end", "words"),
        [
            (date(2026, 7, 1), date(2026, 12, 31), "juli tot en met december 2026"),
            (date(2026, 11, 1), date(2027, 4, 30), "november 2026 tot en met april 2027"),
            (date(2026, 5, 1), date(2026, 5, 31), "mei 2026"),
        ],
    )
    def test_the_period_is_printed_in_months(self, start, end, words):
        assert period_words(start, end) == words
