"""What fulfils a duty: meetings that are planned, moved, held and cancelled; and the services of duties."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.utils import timezone

from citydeal.common.history import latest_history_id
from governance.enums import DutyPattern, LadderStep, OccurrenceState, RhythmKind
from governance.models import DutyOccurrence
from governance.services.duties import (
    fulfil_occurrence,
    meeting_moved,
    meeting_state_changed,
    occurrence_of,
    reopen_occurrence,
)
from governance.services.duties_occurrences import refresh_duties
from governance.services.duties_register import (
    DutyTerms,
    add_duty,
    change_duty,
    end_duty,
    mark_done,
    owe_again,
    usual_steps,
    waive_occurrence,
)
from governance.services.rhythms import RhythmTerms, add_rhythm, remove_rhythm
from tests.factories.deal_text import PhaseFactory
from tests.factories.duties import (
    DecemberDutyFactory,
    DutyFactory,
    DutyOccurrenceFactory,
    DutyStepFactory,
    PartyRhythmFactory,
    ReportDutyFactory,
)
from tests.factories.governance import BodyFactory, CityDealFactory
from tests.factories.meetings import MeetingFactory
from tests.governance.refusals import refused

pytestmark = pytest.mark.django_db
ZONE = timezone.get_default_timezone()
TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def _day(time_machine):
    time_machine.move_to(datetime(2026, 11, 22, 10, tzinfo=ZONE))


@pytest.fixture
def owed(cast):
    """Return the December meeting of the steering group, that is owed."""
    duty = DecemberDutyFactory(deal=cast.deal, body=cast.steering)
    return DutyOccurrenceFactory(duty=duty)


def at(month, day):
    return datetime(2026, month, day, 14, tzinfo=ZONE)


def meet(body, month, day, state="reserved"):
    return MeetingFactory(body=body, state=state, starts_at=at(month, day))


def to(meeting, *, state=None, day=None):
    if state:
        meeting.state = state
        meeting.adopted_on = TODAY if state == "adopted" else None
    if day:
        meeting.starts_at, meeting.ends_at = at(*day), at(*day).replace(hour=16)
    meeting.save()
    return meeting


class TestMeetings:
    def test_reserved_in_the_window_it_is_for_that_time(self, cast, owed):
        meeting = meet(cast.steering, 12, 3)
        meeting_state_changed(meeting)
        owed.refresh_from_db()
        assert (owed.meeting, owed.state) == (meeting, OccurrenceState.PLANNED)
        assert occurrence_of(meeting) == owed

    @pytest.mark.parametrize("state", ["in_session", "minutes", "adopted"])
    def test_held_is_done_on_its_day_and_once_in_the_history(self, cast, owed, state):
        meeting = meet(cast.steering, 12, 3, state="convened")
        meeting_state_changed(meeting)
        for _ in range(2):
            meeting_state_changed(to(meeting, state=state))
        owed.refresh_from_db()
        assert (owed.state, owed.fulfilled_on) == (OccurrenceState.FULFILLED, date(2026, 12, 3))
        assert owed.history.filter(state="fulfilled").count() == 1

    def test_a_session_opened_by_mistake_is_owed_again_by_the_same_meeting(self, cast, owed):
        meeting = meet(cast.steering, 12, 3, state="in_session")
        meeting_state_changed(meeting)
        meeting_state_changed(to(meeting, state="convened"))
        owed.refresh_from_db()
        assert (owed.state, owed.fulfilled_on, owed.meeting) == ("planned", None, meeting)

    def test_cancelled_it_is_owed_again(self, cast, owed):
        meeting = meet(cast.steering, 12, 3, state="in_session")
        meeting_state_changed(meeting)
        meeting_state_changed(to(meeting, state="cancelled"))
        owed.refresh_from_db()
        assert (owed.state, owed.fulfilled_on, owed.meeting) == ("planned", None, None)
        planned = meet(cast.steering, 12, 4)
        meeting_state_changed(planned)
        meeting_state_changed(to(planned, state="cancelled"))
        assert occurrence_of(planned) is None

    def test_moved_out_of_the_window_it_stays_what_it_was_for(self, cast, owed):
        meeting = meet(cast.steering, 12, 3)
        meeting_moved(meeting)
        meeting_moved(to(meeting, day=(12, 15)))
        owed.refresh_from_db()
        assert owed.meeting == meeting

    def test_moved_into_a_window_it_is_for_that_time(self, cast, owed):
        meeting = meet(cast.steering, 11, 26)
        meeting_moved(meeting)
        assert occurrence_of(meeting) is None
        meeting_moved(to(meeting, day=(12, 4)))
        assert occurrence_of(meeting) == owed

    def test_a_joint_meeting_is_for_each_of_its_bodies(self, cast, owed):
        core = DutyFactory(deal=cast.deal, kind="meeting", body=cast.core)
        other = DutyOccurrenceFactory(duty=core)
        meeting = meet(cast.core, 12, 3)
        meeting.joint_bodies.add(cast.steering)
        meeting_state_changed(meeting)
        assert set(meeting.occurrences.all()) == {owed, other}
        assert occurrence_of(meeting) == other

    def test_what_was_dropped_stays_dropped(self, cast, owed):
        meeting = meet(cast.steering, 12, 3)
        meeting_state_changed(meeting)
        owed.refresh_from_db()
        owed.state, owed.waived_reason = "waived", "Fusie"
        owed.save()
        meeting_state_changed(to(meeting, state="in_session"))
        owed.refresh_from_db()
        assert owed.state == "waived"

    def test_reports_are_not_fulfilled_by_meetings(self, cast):
        report = DutyOccurrenceFactory(duty=ReportDutyFactory(deal=cast.deal, body=cast.steering))
        meeting_state_changed(meet(cast.steering, 12, 3, state="in_session"))
        report.refresh_from_db()
        assert report.state == "planned"

    def test_what_is_due_around_it_moves_along_at_once(self, cast):
        duty = DutyFactory(
            deal=cast.deal, pattern=DutyPattern.AROUND_MEETING, around=cast.steering, number=-2
        )
        meeting = meet(cast.steering, 12, 10)
        meeting_state_changed(meeting)
        assert duty.occurrences.get().due == date(2026, 12, 8)
        meeting_moved(to(meeting, day=(12, 17)))
        assert duty.occurrences.get().due == date(2026, 12, 15)
        meeting_state_changed(to(meeting, state="cancelled"))
        assert duty.occurrences.get().state == OccurrenceState.LAPSED


class TestFulfil:
    def test_a_report_of_a_higher_app_and_taken_back(self, cast):
        occurrence = DutyOccurrenceFactory(duty=ReportDutyFactory(deal=cast.deal))
        for _ in range(2):
            done = fulfil_occurrence(occurrence=occurrence, on=TODAY)
        assert (done.state, done.fulfilled_on) == ("fulfilled", TODAY)
        assert done.history.count() == 2
        for _ in range(2):
            again = reopen_occurrence(occurrence=occurrence)
        assert (again.state, again.fulfilled_on) == ("planned", None)
        assert again.history.count() == 3


class TestRegister:
    @pytest.fixture
    def secretary(self, cast):
        return cast.users["project_secretary"]

    def terms(self, **more):
        return DutyTerms(**{"kind": "task", "pattern": "every_weeks", "name": "Taak", "number": 4} | more)

    @pytest.mark.parametrize(
        ("more", "field"),
        [
            ({"kind": "meeting"}, "body"),
            ({"kind": "report", "pattern": "december_week"}, "kind"),
            ({"pattern": "monthly_in_phase"}, "phase"),
            ({"pattern": "number_in_phase"}, "phase"),
            ({"pattern": "around_meeting", "number": 5}, "around"),
            ({"number": None}, "number"),
            ({"number": 61}, "number"),
            ({"steps": {"invite": 21}}, ""),
            ({"steps": {"soon": -1}}, "step_soon"),
            ({"steps": {"soon": 401}}, "step_soon"),
            ({"end": date(2020, 1, 1)}, "end"),
        ],
    )
    def test_what_does_not_go_together_is_refused_at_its_field(self, cast, secretary, more, field):
        error = refused(
            add_duty, actor=secretary, deal=cast.deal, terms=self.terms(**{"start": TODAY} | more)
        )
        assert error.field == field
        assert not cast.deal.duties.exists()

    def test_around_more_than_sixty_days_and_a_phase_without_end(self, cast, secretary):
        terms = self.terms(start=TODAY, pattern="around_meeting", around=cast.steering, number=-61)
        assert refused(add_duty, actor=secretary, deal=cast.deal, terms=terms).field == "number"
        phase = PhaseFactory(deal=cast.deal, planned_end=None)
        terms = self.terms(start=TODAY, pattern="number_in_phase", phase=phase)
        assert refused(add_duty, actor=secretary, deal=cast.deal, terms=terms).field == "phase"

    def test_of_another_deal_nothing_may_be_named(self, cast, secretary):
        terms = self.terms(start=TODAY, body=BodyFactory())
        assert refused(add_duty, actor=secretary, deal=cast.deal, terms=terms).field == "body"

    def test_only_who_keeps_the_deal(self, cast):
        member = cast.users["member"]
        duty = DutyFactory(deal=cast.deal)
        occurrence = DutyOccurrenceFactory(duty=duty)
        acts = (
            (add_duty, {"deal": cast.deal, "terms": self.terms(start=TODAY)}),
            (change_duty, {"duty": duty, "name": "X", "article": "", "steps": {}, "history_id": 0}),
            (end_duty, {"duty": duty, "end": TODAY}),
            (waive_occurrence, {"occurrence": occurrence, "reason": "X"}),
            (mark_done, {"occurrence": occurrence, "on": TODAY}),
            (owe_again, {"occurrence": occurrence}),
        )
        for act, arguments in acts:
            assert "mag" in str(refused(act, actor=member, **arguments).message)
        assert DutyOccurrence.objects.get().state == "planned"

    def test_in_a_closed_deal_nobody(self, cast, secretary):
        cast.deal.state = "closed"
        cast.deal.save()
        terms = self.terms(start=TODAY)
        assert "gesloten" in str(refused(add_duty, actor=secretary, deal=cast.deal, terms=terms).message)

    def test_the_ladder_a_duty_begins_with(self):
        assert usual_steps("meeting", "december_week", 90)["reserve"] == 182
        assert usual_steps("meeting", "every_weeks", 90) == {"call": 14, "papers": 7}
        assert usual_steps("report", "half_yearly", 90) == {"warn": 90, "soon": 14}
        assert usual_steps("report", "half_yearly", 700)["warn"] == 400
        assert usual_steps("task", "every_weeks", 90) == {LadderStep.SOON.value: 7}

    def test_dropping_asks_why(self, cast, secretary):
        occurrence = DutyOccurrenceFactory(duty=DutyFactory(deal=cast.deal))
        error = refused(waive_occurrence, actor=secretary, occurrence=occurrence, reason="  ")
        assert error.field == "reason"

    def test_a_step_that_stays_the_same_writes_no_history(self, cast, secretary):
        step = DutyStepFactory(duty=DutyFactory(deal=cast.deal), kind="soon", days=7)
        values = {"name": "Nieuw", "article": "", "history_id": latest_history_id(step.duty)}
        change_duty(actor=secretary, duty=step.duty, steps={"soon": 7}, **values)
        assert step.history.count() == 1

    def test_a_refresh_of_some_leaves_the_others_alone(self, cast):
        one, two = (DutyFactory(deal=cast.deal) for _ in range(2))
        refresh_duties(cast.deal, TODAY, [one.pk])
        assert one.occurrences.exists()
        assert not two.occurrences.exists()


class TestRhythms:
    @pytest.mark.parametrize("who", ["project_secretary", "party_contact"])
    def test_kept_by_the_project_organisation_and_the_contact_of_the_party(self, cast, who):
        actor = cast.users[who]
        recess = RhythmTerms(RhythmKind.RECESS, "zomer", start=date(2027, 7, 1), end=date(2027, 8, 31))
        rhythm = add_rhythm(actor=actor, party=cast.ministry, terms=recess)
        add_rhythm(actor=actor, party=cast.ministry, terms=RhythmTerms(RhythmKind.COLLEGE, weekday=1))
        assert str(rhythm) == "Reces zomer"
        remove_rhythm(actor=actor, rhythm=rhythm)
        assert cast.ministry.rhythms.get().weekday == 1
        assert rhythm.history.model.objects.filter(history_type="-").count() == 1

    def test_by_nobody_else_nor_in_a_closed_deal(self, cast):
        rhythm = PartyRhythmFactory(party=cast.ministry)
        assert "mag" in str(refused(remove_rhythm, actor=cast.users["member"], rhythm=rhythm).message)
        cast.ministry.deal.state = "closed"
        for who in ("project_secretary", "party_contact"):
            error = refused(
                add_rhythm,
                actor=cast.users[who],
                party=cast.ministry,
                terms=RhythmTerms("college", weekday=1),
            )
            assert "mag" in str(error.message)

    @pytest.mark.parametrize(
        ("terms", "field"),
        [
            (RhythmTerms(RhythmKind.RECESS), "start"),
            (RhythmTerms(RhythmKind.RECESS, start=TODAY), "end"),
            (RhythmTerms(RhythmKind.RECESS, start=TODAY, end=date(2026, 1, 1)), "end"),
            (RhythmTerms(RhythmKind.COUNCIL), "weekday"),
        ],
    )
    def test_what_it_needs(self, cast, terms, field):
        actor = cast.users["project_secretary"]
        assert refused(add_rhythm, actor=actor, party=cast.ministry, terms=terms).field == field

    def test_in_the_browser(self, cast):
        client = cast.client("party_contact")
        party = cast.ministry.get_absolute_url()
        path = f"{party}kalender/"
        assert path in client.get(party).content.decode()
        assert path not in cast.client("member").get(party).content.decode()
        assert "Nog niets bekend" in client.get(path).content.decode()
        page = client.post(path, {"kind": "college", "weekday": "1"}, follow=True).content.decode()
        assert "dinsdag" in page
        days = {"start_dag": 1, "start_maand": 7, "start_jaar": 2027}
        days |= {"end_dag": 31, "end_maand": 8, "end_jaar": 2027}
        page = client.post(path, {"kind": "recess", "name": "zomer"} | days, follow=True).content.decode()
        assert "1 juli 2027 – 31 augustus 2027" in page
        assert client.post(path, {"kind": "college"}).status_code == 422
        rhythm = cast.ministry.rhythms.get(kind="recess")
        remove = f"{path}{rhythm.pk}/verwijderen/"
        assert "Reces zomer" in client.get(remove).content.decode()
        assert "is verwijderd" in client.post(remove, follow=True).content.decode()
        assert client.get(remove).status_code == 404
        foreign = PartyRhythmFactory(party__deal=CityDealFactory())
        assert client.get(f"{path}{foreign.pk}/verwijderen/").status_code == 404
        unknown = path.replace(cast.ministry.organization.slug, "niemand")
        assert client.get(unknown).status_code == 404
