"""Process questions, working groups and alliances (rules 21, 22 and 24; choice A2-7)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from citydeal.common.errors import StaleError
from citydeal.common.history import latest_history_id
from governance.enums import BodyKind
from governance.models import Body
from governance.services.bodies import BodyDetails, change_body
from governance.services.bodies_closing import close_body, reopen_body
from tests.factories.deal_text import ChallengeFactory
from tests.factories.workgroups import ProcessQuestionFactory, RegionalAllianceFactory, WorkingGroupFactory
from tests.governance.refusals import refused
from workgroups.services.groups import GroupDetails, change_group, found_group
from workgroups.services.questions import QuestionDetails, add_question, change_question

pytestmark = pytest.mark.django_db
START, DAY = date(2020, 1, 1), date(2026, 1, 1)


@pytest.fixture
def secretary(cast):
    return cast.users["project_secretary"]


@pytest.fixture
def question(cast):
    return ProcessQuestionFactory(deal=cast.deal)


def found(secretary, question, **more):
    fields = {"kind": BodyKind.WORKING_GROUP.value, "name": "Werkgroep Brieven", "start": DAY} | more
    return {"actor": secretary, "question": question, "details": GroupDetails(**fields)}


class TestQuestions:
    def add(self, secretary, cast, **more):
        details = QuestionDetails(**({"text": "Hoe dan?", "start": START} | more))
        return {"actor": secretary, "deal": cast.deal, "details": details}

    def test_added_in_order_and_once(self, cast, secretary):
        challenge = ChallengeFactory(deal=cast.deal)
        first = add_question(**self.add(secretary, cast, challenge=challenge))
        second = add_question(**self.add(secretary, cast, text="En nu?"))
        assert (first.order, second.order) == (1, 2)
        assert refused(add_question, **self.add(secretary, cast, text="HOE DAN?")).field == "text"

    def test_what_cannot_be(self, cast, secretary):
        early = {"end": date(2019, 1, 1)}
        assert refused(add_question, **self.add(secretary, cast, **early)).field == "end"
        other = {"challenge": ChallengeFactory()}
        assert refused(add_question, **self.add(secretary, cast, **other)).field == "challenge"
        refused(add_question, **self.add(cast.users["auditor"], cast))

    def change(self, secretary, question, **more):
        fields = {"text": question.text, "start": question.start, "order": 3} | more
        return {
            "actor": secretary,
            "question": question,
            "details": QuestionDetails(**fields),
            "history_id": latest_history_id(question),
        }

    def test_changed_and_ended(self, secretary, question):
        changed = change_question(**self.change(secretary, question, text="Anders?", end=DAY))
        assert (changed.text, changed.end, changed.order) == ("Anders?", DAY, 3)

    def test_who_comes_second_sees_that(self, secretary, question):
        second = self.change(secretary, question, text="Tweede?")
        change_question(**self.change(secretary, question, text="Eerste?"))
        assert isinstance(refused(change_question, **second), StaleError)

    def test_not_ended_while_somebody_works_on_it(self, secretary, question):
        group = WorkingGroupFactory(question=question)
        error = refused(change_question, **self.change(secretary, question, end=DAY))
        assert error.field == "end"
        assert group.body.name in str(error)
        assert refused(change_question, **self.change(secretary, question, start=DAY)).field == "start"
        group.body.end = DAY
        group.body.save()
        change_question(**self.change(secretary, question, end=DAY))


class TestGroups:
    def test_a_group_and_an_alliance_around_one_question(self, secretary, question):
        group = found_group(**found(secretary, question))
        alliance = found_group(
            **found(
                secretary,
                question,
                kind=BodyKind.REGIONAL_ALLIANCE.value,
                name="Alliantie Zuid",
                region="Zuid",
            )
        )
        assert group.working_group.question == question
        assert (alliance.regional_alliance.question, alliance.regional_alliance.region) == (question, "Zuid")
        assert group.slug == "werkgroep-brieven"

    def test_a_second_active_group_is_refused_and_one_after_it_is_not(self, secretary, question):
        first = found_group(**found(secretary, question))
        error = refused(found_group, **found(secretary, question, name="Nog een"))
        assert error.field == "question"
        assert first.name in str(error)
        close_body(actor=secretary, body=first, last_day=DAY + timedelta(days=10))
        found_group(**found(secretary, question, name="Nog een", start=DAY + timedelta(days=11)))
        reopen = {"actor": secretary, "body": first, "seats": [], "memberships": []}
        assert "regel 21" in str(refused(reopen_body, **reopen))
        assert Body.objects.get(pk=first.pk).end

    def test_an_earlier_first_day_does_not_overlap_either(self, cast, secretary, question):
        before = WorkingGroupFactory(question=question, body__end=DAY)
        after = WorkingGroupFactory(question=question, body__start=DAY + timedelta(days=1))
        details = BodyDetails(name="Later", start=DAY)
        error = refused(
            change_body,
            actor=secretary,
            body=after.body,
            details=details,
            history_id=latest_history_id(after.body),
        )
        assert before.body.name in str(error)

    def test_what_cannot_be(self, cast, secretary, question):
        assert refused(found_group, **found(secretary, question, kind="core_group")).field == "kind"
        assert refused(found_group, **found(cast.users["auditor"], question))
        question.end = DAY
        question.save()
        assert refused(found_group, **found(secretary, question)).field == "question"
        assert not Body.objects.filter(kind=BodyKind.WORKING_GROUP).exists()

    def test_another_question(self, cast, secretary, question):
        group = WorkingGroupFactory(question=question)
        other = WorkingGroupFactory(question__deal=cast.deal)
        fields = {"actor": secretary, "body": group.body}
        assert refused(change_group, **fields, question=other.question).field == "question"
        assert refused(change_group, **fields, question=ProcessQuestionFactory()).field == "question"
        free = ProcessQuestionFactory(deal=cast.deal)
        change_group(**fields, question=free)
        group.refresh_from_db()
        assert group.question == free
        refused(change_group, actor=secretary, body=cast.core, question=free)

    def test_an_alliance_may_share_a_question(self, secretary, question):
        WorkingGroupFactory(question=question)
        RegionalAllianceFactory(question=question)
        alliance = RegionalAllianceFactory(question__deal=question.deal)
        change_group(actor=secretary, body=alliance.body, question=question, region="Oost")
        alliance.refresh_from_db()
        assert (alliance.question, alliance.region) == (question, "Oost")
