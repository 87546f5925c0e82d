"""Principles and versions of the framework: weights, scales, assessors, open and closed (rules 48 to 50)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from citydeal.common.errors import DomainError, StaleError
from citydeal.common.history import latest_history_id
from governance.enums import DealState
from tests.factories.governance import PersonFactory
from tests.factories.workgroups_assessment import (
    AssessmentFactory,
    CriterionFactory,
    DesignPrincipleFactory,
    FrameworkAssessorFactory,
    FrameworkVersionFactory,
    ScoreFactory,
)
from tests.workgroups.assessment_case import (
    assessor_of,
    candidate_of,
    decision_of,
    draft_of,
    framework_of,
    in_boxes,
    url,
)
from workgroups.enums import FrameworkState
from workgroups.models import Criterion, DesignPrinciple, FrameworkVersion, Score
from workgroups.services.assessors import add_assessor, remove_assessor
from workgroups.services.criteria import (
    CriterionDetails,
    add_criterion,
    change_criterion,
    remove_criterion,
    set_weights,
)
from workgroups.services.frameworks import (
    add_framework,
    change_framework,
    change_framework_state,
    remove_framework,
)
from workgroups.services.principles import (
    PrincipleDetails,
    add_principle,
    change_principle,
    remove_principle,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def today():
    return timezone.localdate()


def secretary(cast):
    return cast.users["project_secretary"]


def opened(cast, framework, **more):
    return change_framework_state(
        actor=secretary(cast), framework=framework, state=FrameworkState.OPEN, on=today(), **more
    )


def closed(cast, framework, on=None):
    return change_framework_state(
        actor=secretary(cast), framework=framework, state=FrameworkState.CLOSED, on=on or today()
    )


class TestPrinciples:
    def test_stand_in_the_order_they_came(self, cast):
        for title in ("Duurzaam", " Flexibel  denken "):
            add_principle(actor=secretary(cast), deal=cast.deal, details=PrincipleDetails(title))
        assert list(DesignPrinciple.objects.values_list("title", "order")) == [
            ("Duurzaam", 1),
            ("Flexibel denken", 2),
        ]

    def test_not_twice_not_in_the_year_99_and_not_by_a_member(self, cast):
        DesignPrincipleFactory(deal=cast.deal, title="Duurzaam")
        cases = [
            ("project_secretary", PrincipleDetails("duurzaam"), "title", "staat er al"),
            ("project_secretary", PrincipleDetails("X", discussed_on=date(99, 1, 1)), "discussed_on", "jaar"),
            ("member", PrincipleDetails("X"), "", "mag de toetsing"),
        ]
        for role, details, field, words in cases:
            with pytest.raises(DomainError, match=words) as refused:
                add_principle(actor=cast.users[role], deal=cast.deal, details=details)
            assert refused.value.field == field

    def test_in_a_closed_deal_nothing_changes(self, cast):
        cast.deal.state = DealState.CLOSED
        cast.deal.save()
        with pytest.raises(DomainError, match="gesloten"):
            add_principle(actor=secretary(cast), deal=cast.deal, details=PrincipleDetails("X"))

    def test_change_and_the_second_writer(self, cast):
        principle = DesignPrincipleFactory(deal=cast.deal)
        opened_with = latest_history_id(principle)
        details = PrincipleDetails("Anders", "Uitleg", date(2026, 5, 1), 7)
        change_principle(actor=secretary(cast), principle=principle, details=details, history_id=opened_with)
        principle.refresh_from_db()
        assert (principle.title, principle.discussed_on, principle.order) == ("Anders", date(2026, 5, 1), 7)
        with pytest.raises(StaleError):
            change_principle(
                actor=secretary(cast), principle=principle, details=details, history_id=opened_with
            )

    def test_goes_only_when_nothing_stands_under_it(self, cast):
        principle = DesignPrincipleFactory(deal=cast.deal)
        held = candidate_of(cast, principle=principle)
        with pytest.raises(DomainError, match="horen kandidaten"):
            remove_principle(actor=secretary(cast), principle=principle)
        held.delete()
        remove_principle(actor=secretary(cast), principle=principle)
        assert not DesignPrinciple.objects.exists()

    def test_the_page_with_its_acts(self, cast, queries):
        client = cast.client("project_secretary")
        DesignPrincipleFactory(deal=cast.deal, title="Duurzaam", text="Voor later.", discussed_on=today())
        page = url("principle_list", cast)
        client.get(page)
        with queries(6):
            assert "Voor later." in client.get(page).content.decode()
        for _n in range(2):
            DesignPrincipleFactory(deal=cast.deal)
        with queries(6):
            client.get(page)

    def test_add_change_and_remove_through_the_pages(self, cast):
        client = cast.client("project_secretary")
        client.post(url("principle_create", cast), {"title": "Flexibel"})
        principle = DesignPrinciple.objects.get()
        edit = url("principle_edit", cast, principle.pk)
        history = str(latest_history_id(principle))
        assert "Flexibel" in client.get(edit).content.decode()
        sent = {"title": "Flexibiliteit", "order": "3", "history_id": history} | in_boxes(
            "discussed_on", today()
        )
        assert client.post(edit, sent).status_code == 303
        assert client.post(edit, sent).status_code == 409
        principle.refresh_from_db()
        assert (principle.title, principle.discussed_on) == ("Flexibiliteit", today())
        remove = url("principle_remove", cast, principle.pk)
        assert "Flexibiliteit" in client.get(remove).content.decode()
        client.post(remove)
        assert not DesignPrinciple.objects.exists()


class TestVersions:
    def test_a_new_one_takes_criteria_and_assessors_along_and_leaves_the_scores(self, cast):
        first = framework_of(cast, 60, 40, number=1)
        assessor = assessor_of(first, cast)
        assessment = AssessmentFactory(
            candidate=candidate_of(cast), assessor=assessor, submitted_at=timezone.now()
        )
        score = ScoreFactory(assessment=assessment, criterion=first.criteria.first(), value=5)
        second = add_framework(actor=secretary(cast), deal=cast.deal, text=" Nieuw ")
        assert (second.number, second.state, second.text) == (2, FrameworkState.DRAFT, "Nieuw")
        assert [c.weight for c in second.criteria.all()] == [60, 40]
        assert [a.person for a in second.assessors.all()] == [cast.people["member"]]
        add_criterion(actor=secretary(cast), framework=second, details=CriterionDetails("Deelbaar"))
        score.refresh_from_db()
        assert score.criterion.framework == first
        assert Score.objects.count() == 1

    def test_one_draft_at_a_time(self, cast):
        draft_of(cast, number=3)
        with pytest.raises(DomainError, match="Versie 3 is nog een concept"):
            add_framework(actor=secretary(cast), deal=cast.deal)

    def test_weights_that_add_to_99_do_not_open(self, cast):
        draft = draft_of(cast, 50, "48.5")
        with pytest.raises(DomainError, match=r"samen 98,5\. Samen moeten ze 100 zijn"):
            opened(cast, draft)

    def test_some_with_and_some_without_a_weight_do_not_open(self, cast):
        with pytest.raises(DomainError, match="Sommige criteria hebben een gewicht"):
            opened(cast, draft_of(cast, 100, None))

    def test_without_criteria_it_does_not_open(self, cast):
        empty = FrameworkVersionFactory(deal=cast.deal, state=FrameworkState.DRAFT, opened_on=None)
        with pytest.raises(DomainError, match="nog geen criteria"):
            opened(cast, empty)

    def test_one_is_open_at_a_time(self, cast):
        framework_of(cast, number=1)
        with pytest.raises(DomainError, match="Versie 1 is open"):
            opened(cast, draft_of(cast, number=2))

    def test_open_close_and_open_again(self, cast):
        decision = decision_of(cast, taken_on=today() - DAY)
        framework = opened(cast, draft_of(cast), decision=decision)
        assert (framework.opened_on, framework.decision) == (today(), decision)
        framework.scores_until = today() - DAY
        framework.save()
        assert closed(cast, framework).closed_on == today()
        with pytest.raises(DomainError, match="waarom"):
            opened(cast, framework)
        again = opened(cast, framework, reason="Een beoordelaar was ziek")
        assert (again.closed_on, again.scores_until, again.opened_on) == (None, None, today())

    def test_it_keeps_a_last_day_that_is_still_to_come(self, cast):
        framework = opened(cast, draft_of(cast, scores_until=today() + DAY))
        assert framework.scores_until == today() + DAY

    def test_back_to_a_draft_only_without_scores(self, cast):
        framework = framework_of(cast)
        back = change_framework_state(
            actor=secretary(cast), framework=framework, state=FrameworkState.DRAFT, on=today()
        )
        assert (back.state, back.opened_on) == (FrameworkState.DRAFT, None)
        framework = opened(cast, back)
        AssessmentFactory(candidate=candidate_of(cast), assessor=assessor_of(framework, cast))
        with pytest.raises(DomainError, match="scores blijven staan"):
            change_framework_state(
                actor=secretary(cast), framework=framework, state=FrameworkState.DRAFT, on=today()
            )

    @pytest.mark.parametrize(
        ("on", "words"),
        [
            (date(99, 1, 1), "jaar"),
            (date(2200, 1, 1), "nog"),
            (date(2026, 2, 1), "sinds 2 februari 2026"),
        ],
    )
    def test_days_that_cannot_be(self, cast, on, words):
        with pytest.raises(DomainError, match=words) as refused:
            closed(cast, framework_of(cast), on=on)
        assert refused.value.field == "on"

    def test_a_step_the_table_does_not_know(self, cast):
        with pytest.raises(DomainError, match="gaat een versie daar niet"):
            closed(cast, draft_of(cast))

    def test_change_until_when(self, cast):
        framework = framework_of(cast)
        history = latest_history_id(framework)

        def change(day, history_id=history, which=framework):
            return change_framework(
                actor=secretary(cast), framework=which, text="T", scores_until=day, history_id=history_id
            )

        for day, words in ((date(99, 1, 1), "jaar"), (date(2026, 2, 1), "vanaf 2 februari 2026")):
            with pytest.raises(DomainError, match=words):
                change(day)
        assert change(date(2026, 12, 1)).scores_until == date(2026, 12, 1)
        with pytest.raises(StaleError):
            change(None)
        done = framework_of(cast, state=FrameworkState.CLOSED)
        with pytest.raises(DomainError, match="gesloten"):
            change(None, latest_history_id(done), done)

    def test_a_draft_has_no_first_day_to_keep_to(self, cast):
        draft = draft_of(cast)
        changed = change_framework(
            actor=secretary(cast),
            framework=draft,
            text="",
            scores_until=date(2020, 1, 1),
            history_id=latest_history_id(draft),
        )
        assert changed.scores_until == date(2020, 1, 1)

    def test_a_draft_goes_with_all_it_holds(self, cast):
        draft = draft_of(cast)
        assessor_of(draft, cast)
        remove_framework(actor=secretary(cast), framework=draft)
        assert not FrameworkVersion.objects.exists()
        with pytest.raises(DomainError, match="geopend voor scores"):
            remove_framework(actor=secretary(cast), framework=framework_of(cast))


class TestCriteria:
    def test_an_opened_version_stays_as_it_is(self, cast):
        framework = framework_of(cast, number=4)
        criterion = framework.criteria.first()
        acts = [
            lambda: add_criterion(
                actor=secretary(cast), framework=framework, details=CriterionDetails("Nieuw")
            ),
            lambda: change_criterion(
                actor=secretary(cast),
                criterion=criterion,
                details=CriterionDetails("Anders"),
                history_id=latest_history_id(criterion),
            ),
            lambda: remove_criterion(actor=secretary(cast), criterion=criterion),
            lambda: set_weights(actor=secretary(cast), framework=framework, weights={}),
        ]
        for act in acts:
            with pytest.raises(DomainError, match="blijven bij versie 4"):
                act()

    @pytest.mark.parametrize(
        ("details", "field"),
        [
            (CriterionDetails("X", lowest=5, highest=5), "highest"),
            (CriterionDetails("X", weight=Decimal(0)), "weight"),
            (CriterionDetails("X", weight=Decimal(101)), "weight"),
        ],
    )
    def test_what_cannot_be(self, cast, details, field):
        with pytest.raises(DomainError) as refused:
            add_criterion(actor=secretary(cast), framework=draft_of(cast), details=details)
        assert refused.value.field == field

    def test_change_and_the_second_writer(self, cast):
        criterion = draft_of(cast).criteria.first()
        history = latest_history_id(criterion)
        details = CriterionDetails(" Haal  baar ", "Voorwaarden", "Tijd en geld", 0, 10, Decimal("12.5"))

        def change():
            return change_criterion(
                actor=secretary(cast), criterion=criterion, details=details, history_id=history
            )

        assert (change().title, change_weight(criterion)) == ("Haal baar", Decimal("12.5"))
        with pytest.raises(StaleError):
            change()

    def test_weights_of_all_at_once(self, cast):
        draft = draft_of(cast, 50, 50)
        first, second = draft.criteria.all()
        with pytest.raises(DomainError, match="samen 99"):
            set_weights(
                actor=secretary(cast),
                framework=draft,
                weights={first.pk: Decimal(50), second.pk: Decimal(49)},
            )
        set_weights(
            actor=secretary(cast), framework=draft, weights={first.pk: Decimal(50), second.pk: Decimal(50)}
        )
        set_weights(actor=secretary(cast), framework=draft, weights={first.pk: None, second.pk: None})
        assert [c.weight for c in draft.criteria.all()] == [None, None]
        with pytest.raises(DomainError, match="intussen veranderd"):
            set_weights(actor=secretary(cast), framework=draft, weights={first.pk: None})


def change_weight(criterion):
    criterion.refresh_from_db()
    return criterion.weight


class TestAssessors:
    def test_a_person_of_the_deal_once(self, cast):
        framework = framework_of(cast)
        add_assessor(actor=secretary(cast), framework=framework, person=cast.people["member"])
        for person, words in (
            (cast.people["member"], "al beoordelaar"),
            (PersonFactory(), "niet bekend"),
        ):
            with pytest.raises(DomainError, match=words):
                add_assessor(actor=secretary(cast), framework=framework, person=person)

    def test_who_gave_scores_stays(self, cast):
        framework = framework_of(cast)
        assessor, other = assessor_of(framework, cast), FrameworkAssessorFactory(framework=framework)
        AssessmentFactory(candidate=candidate_of(cast), assessor=assessor)
        with pytest.raises(DomainError, match="gaf scores"):
            remove_assessor(actor=secretary(cast), assessor=assessor)
        remove_assessor(actor=secretary(cast), assessor=other)
        assert framework.assessors.get() == assessor

    def test_not_in_a_closed_version(self, cast):
        done = framework_of(cast, state=FrameworkState.CLOSED)
        with pytest.raises(DomainError, match="gesloten"):
            add_assessor(actor=secretary(cast), framework=done, person=cast.people["member"])


class TestPages:
    def test_the_list_and_a_draft_is_not_for_everybody(self, cast, queries):
        framework_of(cast, number=1, text="De eerste.")
        page = url("framework_list", cast)
        client = cast.client("anonymous")
        client.get(page)
        with queries(3):
            client.get(page)
        draft = draft_of(cast, number=2)
        framework_of(cast, number=3, state=FrameworkState.CLOSED, closed_on=today())
        with queries(3):
            shown = client.get(page).content.decode()
        assert "Versie 1" in shown
        assert "Versie 2" not in shown
        assert client.get(url("framework_detail", cast, draft.number)).status_code == 404
        assert "Versie 2" in cast.client("member").get(page).content.decode()

    def test_a_version_with_what_can_be_done(self, cast, queries):
        draft = draft_of(cast, 50, 49, number=1)
        person = FrameworkAssessorFactory(framework=draft).person
        client = cast.client("project_secretary")
        page = url("framework_detail", cast, 1)
        client.get(page)
        with queries(8):
            shown = client.get(page).content.decode()
        for words in ("De gewichten zijn samen 99", "Criterium toevoegen", person.name, "geen account"):
            assert words in shown
        for _n in range(2):
            CriterionFactory(framework=draft)
            FrameworkAssessorFactory(framework=draft)
        with queries(8):
            client.get(page)

    def test_an_opened_version_says_that_it_stays(self, cast):
        framework = framework_of(cast, decision=decision_of(cast, title="Kader vaststellen"))
        assessor = assessor_of(framework, cast)
        AssessmentFactory(
            candidate=candidate_of(cast), assessor=assessor, conflict=True, submitted_at=timezone.now()
        )
        shown = cast.client("project_secretary").get(url("framework_detail", cast, framework.number))
        for words in (
            "Maak een nieuwe versie",
            "even zwaar als de andere",
            "Kader vaststellen",
            "belang bij 1",
        ):
            assert words in shown.content.decode()
        framework.decision.public_from = today() + DAY
        framework.decision.save()
        names = cast.client("anonymous").get(url("framework_detail", cast, framework.number))
        assert "Kader vaststellen" not in names.content.decode()
        assert cast.people["member"].name not in names.content.decode()

    def test_the_criteria_as_a_sheet(self, cast):
        framework = framework_of(cast, "33.3", "66.7", number=5)
        client = cast.client("anonymous")
        sheet = client.get(url("criteria_export", cast, 5, "csv")).content.decode("utf-8-sig")
        first = framework.criteria.first()
        assert f"Versie 5;;{first.title};;1;5;33,3" in sheet
        assert client.get(url("criteria_export", cast, 5, "exe")).status_code == 404

    def test_from_a_new_version_to_an_open_one(self, cast):
        client = cast.client("project_secretary")
        assert client.get(url("framework_create", cast)).status_code == 200
        client.post(url("framework_create", cast), {"text": "De eerste"})
        number = FrameworkVersion.objects.get().number
        create = url("criterion_create", cast, number)
        data = {"title": "Haalbaar", "lowest": "1", "highest": "5", "weight": "49,5 %"}
        assert client.post(create, data).status_code == 303
        criterion = Criterion.objects.get()
        assert criterion.weight == Decimal("49.5")
        for weight in ("veel", "0", "12,345", "-3", "1e5", "Infinity"):
            answer = client.post(create, data | {"weight": weight})
            assert answer.status_code == 422
            assert weight in answer.content.decode()
        state = url("framework_state", cast, number)
        refused = client.post(state, {"state": "open"} | in_boxes("on", today()))
        assert refused.status_code == 422
        assert "samen 49,5" in refused.content.decode()
        weights = url("framework_weights", cast, number)
        assert "49,5" in client.get(weights).content.decode()
        wrong = client.post(weights, {f"weight_{criterion.pk}": "99"})
        assert wrong.status_code == 422
        assert 'value="99"' in wrong.content.decode()
        client.post(weights, {f"weight_{criterion.pk}": "100"})
        edit = url("criterion_edit", cast, number, criterion.pk)
        history = str(latest_history_id(criterion))
        assert "Haalbaar" in client.get(edit).content.decode()
        assert client.post(edit, data | {"weight": "", "history_id": history}).status_code == 303
        assert client.post(edit, data | {"history_id": history}).status_code == 409
        assert client.get(state).status_code == 200
        assert client.post(state, {"state": "open"} | in_boxes("on", today())).status_code == 303
        assert FrameworkVersion.objects.get().state == FrameworkState.OPEN

    def test_change_and_remove_a_version(self, cast):
        client = cast.client("project_secretary")
        draft = draft_of(cast)
        edit = url("framework_edit", cast, draft.number)
        assert url("framework_remove", cast, draft.number) in client.get(edit).content.decode()
        sent = {"text": "Uitleg", "history_id": str(latest_history_id(draft))}
        assert client.post(edit, sent).status_code == 303
        remove = url("framework_remove", cast, draft.number)
        assert client.get(remove).status_code == 200
        criterion = url("criterion_remove", cast, draft.number, draft.criteria.first().pk)
        assert client.get(criterion).status_code == 200
        client.post(criterion)
        assert draft.criteria.count() == 1
        assert client.get(criterion).status_code == 404
        assert client.post(remove).status_code == 303
        assert not FrameworkVersion.objects.exists()

    def test_an_open_version_is_changed_but_not_removed(self, cast):
        framework = framework_of(cast)
        shown = cast.client("project_secretary").get(url("framework_edit", cast, framework.number))
        assert "verwijderen" not in shown.content.decode().lower().split("<main")[1].split("</main")[0]

    def test_closing_through_the_page_asks_no_reason_opening_again_does(self, cast):
        client = cast.client("project_secretary")
        framework = framework_of(cast)
        state = url("framework_state", cast, framework.number)
        client.post(state, {"state": "closed"} | in_boxes("on", today()))
        sent = {"state": "open", "reason": ""} | in_boxes("on", today())
        assert client.post(state, sent).status_code == 422
        assert client.post(state, sent | {"reason": "Ziek"}).status_code == 303

    def test_the_newest_version_stands_first(self, cast):
        for number in (2, 3, 1):
            framework_of(cast, number=number, state=FrameworkState.CLOSED, closed_on=today())
        page = cast.client("member").get(url("framework_list", cast)).context["page"]
        assert [version.number for version in page.versions] == [3, 2, 1]

    def test_what_was_used_is_not_offered_as_a_draft(self, cast):
        client = cast.client("project_secretary")
        framework = framework_of(cast)
        state = url("framework_state", cast, framework.number)
        assert "Terug naar concept" in client.get(state).content.decode()
        AssessmentFactory(candidate=candidate_of(cast), assessor=assessor_of(framework, cast))
        assert "Terug naar concept" not in client.get(state).content.decode()
        assert client.post(state, {"state": "draft"} | in_boxes("on", today())).status_code == 422

    def test_assessors_come_and_go(self, cast):
        client = cast.client("project_secretary")
        framework = framework_of(cast)
        create = url("assessor_create", cast, framework.number)
        person = cast.people["member"]
        assert person.name in client.get(create).content.decode()
        assert client.post(create, {"person": "999999"}).status_code == 422
        client.post(create, {"person": str(person.pk)})
        assessor = framework.assessors.get()
        remove = url("assessor_remove", cast, framework.number, assessor.pk)
        assert person.name in client.get(remove).content.decode()
        assert client.post(remove).status_code == 303
        assert client.get(remove).status_code == 404
