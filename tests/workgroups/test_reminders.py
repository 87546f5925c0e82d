"""The clock mails assessors and testers, once for each reason; the workspace shows what waits."""

from __future__ import annotations

import threading
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.db import connection
from django.utils import timezone

from citydeal.models import OutgoingMail
from governance.enums import DealState, MembershipRole
from governance.models import CityDeal
from governance.selectors.workspace import workspace
from governance.services.ensure import ensure
from tests.factories.governance import MembershipFactory, PartyContactFactory, PersonFactory
from tests.factories.workgroups import RegionalAllianceFactory, WorkingGroupFactory
from tests.factories.workgroups_assessment import AssessmentFactory
from tests.factories.workgroups_steps import GroupLeadFactory
from tests.factories.workgroups_tests import FieldTestFactory, MunicipalityFactory
from tests.workgroups.assessment_case import assessor_of, candidate_of, decision_of, framework_of
from workgroups.enums import CandidateOutcome, FrameworkState, TestState
from workgroups.services.reminders import remind_of_work

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
TODAY = timezone.localdate()
KINDS = ("scores_asked", "test_late")


def mails():
    return [(mail.to, mail.subject) for mail in OutgoingMail.objects.filter(kind__in=KINDS).order_by("pk")]


def items(cast, kind):
    found = workspace(cast.users["project_secretary"], CityDeal.objects.get(pk=cast.deal.pk), TODAY, kind)
    return [(item.title, item.text, item.due) for item in found.items]


class TestAssessors:
    def test_scores_are_asked_once_then_reminded_of_once_and_once_more(self, cast):
        until = TODAY + 20 * DAY
        framework = framework_of(cast, scores_until=until)
        assessor_of(framework, cast)
        candidate_of(cast)
        name = cast.deal.name
        assert [remind_of_work(TODAY), remind_of_work(TODAY), remind_of_work(TODAY + DAY)] == [1, 0, 0]
        assert [remind_of_work(until - 7 * DAY), remind_of_work(until)] == [1, 0]
        assert [remind_of_work(until + DAY), remind_of_work(until + 30 * DAY)] == [1, 0]
        subjects = [subject for _to, subject in mails()]
        assert subjects[0] == f"U wordt gevraagd om scores voor {name}"
        assert subjects[1].startswith(f"Geef uw scores voor {name} uiterlijk op ")
        assert subjects[2] == f"Uw scores voor {name} zijn niet compleet"
        text = OutgoingMail.objects.filter(kind="scores_asked").first().text
        assert f"/deals/{cast.deal.slug}/beoordelen/" in text

    def test_another_last_day_reminds_again(self, cast):
        framework = framework_of(cast, scores_until=TODAY + 2 * DAY)
        assessor_of(framework, cast)
        candidate_of(cast)
        assert remind_of_work(TODAY) == 1
        framework.scores_until = TODAY + 5 * DAY
        framework.save()
        assert [remind_of_work(TODAY), remind_of_work(TODAY)] == [1, 0]

    @pytest.mark.parametrize("done", [{"submitted_at": timezone.now()}, {"conflict": True}])
    def test_who_handed_in_or_has_an_interest_hears_nothing(self, cast, done):
        assessor = assessor_of(framework_of(cast), cast)
        AssessmentFactory(candidate=candidate_of(cast), assessor=assessor, **done)
        assert remind_of_work(TODAY) == 0
        candidate_of(cast, "Nog een")
        assert remind_of_work(TODAY) == 1

    def test_what_was_saved_and_not_handed_in_is_left(self, cast):
        assessor = assessor_of(framework_of(cast), cast)
        AssessmentFactory(candidate=candidate_of(cast), assessor=assessor)
        assert remind_of_work(TODAY) == 1

    def test_nothing_is_asked_where_nothing_waits(self, cast):
        framework = framework_of(cast)
        assessor_of(framework, cast)
        assert remind_of_work(TODAY) == 0
        candidate_of(cast, outcome=CandidateOutcome.CHOSEN, decision=decision_of(cast))
        candidate_of(cast, "Alleen voor de groep", access="body")
        assert remind_of_work(TODAY) == 0

    def test_nothing_is_asked_in_a_closed_deal_or_under_a_version_that_is_not_open(self, cast):
        framework = framework_of(cast, state=FrameworkState.CLOSED)
        assessor_of(framework, cast)
        candidate_of(cast)
        assert remind_of_work(TODAY) == 0
        framework.state = FrameworkState.OPEN
        framework.save()
        cast.deal.state = DealState.CLOSED
        cast.deal.save()
        assert remind_of_work(TODAY) == 0


class TestLateTests:
    def late(self, cast, **fields):
        values = {"version__instrument__deal": cast.deal, "state": TestState.RUNNING} | fields
        return FieldTestFactory(planned_end=TODAY - DAY, planned_start=TODAY - 60 * DAY, **values)

    def test_the_contact_of_the_party_is_asked_once_per_planned_end(self, cast):
        party = MunicipalityFactory(deal=cast.deal, organization__name="Gemeente Oost")
        contact = PartyContactFactory(party=party)
        test = self.late(cast, party=party)
        assert [remind_of_work(TODAY), remind_of_work(TODAY + DAY)] == [1, 0]
        assert mails() == [(contact.person.email, f"Wat kwam er uit de test van {test.version.instrument}?")]
        test.planned_end = TODAY + DAY
        test.save()
        assert [remind_of_work(TODAY), remind_of_work(TODAY + 2 * DAY)] == [0, 1]

    def test_of_an_alliance_chair_and_secretary_are_asked(self, cast):
        alliance = RegionalAllianceFactory(question__deal=cast.deal)
        for role in (MembershipRole.CHAIR, MembershipRole.SECRETARY, MembershipRole.MEMBER):
            MembershipFactory(body=alliance.body, seat=None, role=role, with_position=False)
        self.late(cast, party=None, alliance=alliance)
        assert remind_of_work(TODAY) == 2

    def test_without_a_contact_the_lead_of_the_group_is_asked_and_without_a_lead_nobody(self, cast):
        party = MunicipalityFactory(deal=cast.deal)
        self.late(cast, party=party)
        assert remind_of_work(TODAY) == 0
        group = WorkingGroupFactory(question__deal=cast.deal)
        lead = GroupLeadFactory(group=group)
        self.late(cast, party=party, version__instrument__group=group)
        assert remind_of_work(TODAY) == 1
        assert mails()[0][0] == lead.person.email

    @pytest.mark.parametrize("state", [TestState.DONE, TestState.STOPPED])
    def test_what_is_reported_asks_nothing(self, cast, state):
        party = PartyContactFactory(party__deal=cast.deal).party
        self.late(cast, party=party, state=state, actual_start=TODAY - 30 * DAY, actual_end=TODAY - DAY)
        assert remind_of_work(TODAY) == 0

    def test_one_that_fails_does_not_hold_up_the_others(self, cast, caplog):
        for _number in range(2):
            self.late(cast, party=PartyContactFactory(party__deal=cast.deal).party)
        with patch(
            "workgroups.services.reminders._testers", side_effect=[RuntimeError("stuk"), [PersonFactory()]]
        ):
            assert remind_of_work(TODAY) == 1
        assert "No reminder could be made about FieldTest" in caplog.text


def test_the_clock_does_it_and_says_so(cast):
    assessor_of(framework_of(cast), cast)
    candidate_of(cast)
    assert "the work: 1 mailed" in str(ensure(TODAY))
    assert "the work: 0 mailed" in str(ensure(TODAY))


def test_what_fails_above_does_not_stop_the_clock(cast):
    with patch("workgroups.receivers.remind_of_work", side_effect=RuntimeError("stuk")):
        made = ensure(TODAY)
    assert made.above.failed == 1
    assert "the work" not in str(made)


@pytest.mark.django_db(transaction=True)
def test_two_clocks_beside_each_other_make_one_mail(cast):
    assessor_of(framework_of(cast), cast)
    candidate_of(cast)
    together = threading.Barrier(2)
    failed = []

    def run():
        together.wait()
        try:
            remind_of_work(TODAY)
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    clocks = [threading.Thread(target=run) for _ in range(2)]
    for clock in clocks:
        clock.start()
    for clock in clocks:
        clock.join()
    assert not failed
    assert len(mails()) == 1


class TestWorkspace:
    def test_scores_that_are_awaited_with_who_has_not_finished(self, cast):
        until = TODAY + 5 * DAY
        framework = framework_of(cast, scores_until=until, number=3)
        assessor = assessor_of(framework, cast)
        candidate = candidate_of(cast)
        assert items(cast, "toetsing") == [
            ("Wacht op scores: versie 3", f"Nog niet klaar: {assessor.person.name}", until)
        ]
        AssessmentFactory(candidate=candidate, assessor=assessor, submitted_at=timezone.now())
        assert items(cast, "toetsing") == []

    def test_nothing_while_the_last_day_is_far_and_all_the_time_without_one(self, cast):
        framework = framework_of(cast, scores_until=TODAY + 400 * DAY)
        assessor_of(framework, cast)
        candidate_of(cast)
        assert items(cast, "toetsing") == []
        framework.scores_until = None
        framework.save()
        assert [due for _title, _text, due in items(cast, "toetsing")] == [None]

    def test_scores_to_close_when_the_last_day_has_passed(self, cast):
        framework = framework_of(cast, scores_until=TODAY - DAY, number=2)
        title = "De laatste dag voor scores is voorbij: versie 2"
        assert items(cast, "toetsing") == [(title, "Iedereen is klaar.", TODAY - DAY)]
        assessor_of(framework, cast)
        candidate_of(cast)
        assert items(cast, "toetsing")[0][1].startswith("Nog niet klaar: ")

    def test_a_longlist_that_waits_for_a_decision(self, cast):
        framework = framework_of(cast, state=FrameworkState.CLOSED, closed_on=TODAY - DAY)
        assessor = assessor_of(framework, cast)
        candidate = candidate_of(cast)
        assert items(cast, "toetsing") == []
        AssessmentFactory(candidate=candidate, assessor=assessor, submitted_at=timezone.now())
        words = "1 kandidaat heeft scores en wacht op een besluit."
        assert items(cast, "toetsing") == [("De longlist wacht op een besluit", words, TODAY - DAY)]
        framework.closed_on = None
        framework.save()
        assert items(cast, "toetsing")[0][2] is None

    def test_tests_without_a_result(self, cast):
        party = MunicipalityFactory(deal=cast.deal, organization__name="Gemeente Oost")
        test = TestLateTests().late(cast, party=party)
        title = f"Test zonder resultaat: {test.version.instrument}"
        assert items(cast, "veldtesten") == [(title, "Gemeente Oost", TODAY - DAY)]
