"""Scores of assessors: given on a scale, while it is open, and not by who has an interest (rule 50)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from citydeal.common.errors import DomainError
from governance.enums import DealState
from tests.factories.workgroups_assessment import (
    AssessmentFactory,
    CandidateFactory,
    CriterionFactory,
    FrameworkAssessorFactory,
    ScoreFactory,
)
from tests.workgroups.assessment_case import assessor_of, candidate_of, decision_of, framework_of, url
from workgroups.enums import CandidateOutcome, FrameworkState, InstrumentState
from workgroups.models import Assessment, Score
from workgroups.permissions_assessment import (
    assessors_under,
    can_assess,
    can_read_scores,
    visible_assessors,
)
from workgroups.services.assessments import AssessmentEntry, lift_conflict, save_assessment

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def today():
    return timezone.localdate()


class Desk:
    """A version with two criteria, a candidate, and the member of the cast as an assessor."""

    def __init__(self, cast, **fields):
        self.cast = cast
        self.framework = framework_of(cast, **{"number": 1} | fields)
        self.assessor = assessor_of(self.framework, cast)
        self.candidate = candidate_of(cast)
        self.first, self.second = self.framework.criteria.all()

    def save(self, *values, hand_in=True, role="member", candidate=None, on=None, **fields):
        keys = (self.first.pk, self.second.pk)
        return save_assessment(
            actor=self.cast.users[role],
            assessor=self.assessor,
            candidate=candidate or self.candidate,
            entry=AssessmentEntry(scores=dict(zip(keys, values, strict=False)), **fields),
            hand_in=hand_in,
            on=on,
        )


@pytest.fixture
def desk(cast):
    return Desk(cast)


class TestGiving:
    def test_hand_in_with_reasons_and_change_them(self, desk):
        made = desk.save(4, 5, reasons={desk.first.pk: " Goed\nzo "}, remark=" Ja ")
        assert made.submitted_at is not None
        assert made.remark == "Ja"
        assert [(s.value, s.reason) for s in made.scores.all()] == [(4, "Goed zo"), (5, "")]
        desk.save(2, 5)
        assert [s.value for s in made.scores.all()] == [2, 5]
        # Only what changed was written again.
        assert [s.history.count() for s in made.scores.all()] == [2, 1]

    def test_save_to_go_on_later(self, desk):
        made = desk.save(4, None, hand_in=False)
        assert (made.submitted_at, made.scores.count()) == (None, 1)
        with pytest.raises(DomainError, match="Kies bij ‘Criterium 2’ een score, of bewaar") as refused:
            desk.save(4, None)
        assert refused.value.field == f"score_{desk.second.pk}"

    def test_handed_in_and_saved_again_stays_handed_in_as_long_as_it_is_whole(self, desk):
        desk.save(4, 4)
        assert desk.save(3, 4, hand_in=False).submitted_at is not None
        made = desk.save(3, None, hand_in=False)
        assert made.submitted_at is None
        assert made.scores.get().criterion == desk.first

    def test_on_a_day_before_today(self, desk):
        made = desk.save(4, 4, on=today() - DAY)
        assert timezone.localdate(made.submitted_at) == today() - DAY
        assert timezone.localdate(desk.save(4, 4, on=today()).submitted_at) == today()

    @pytest.mark.parametrize("value", [0, 6, -1])
    def test_outside_the_scale(self, desk, value):
        with pytest.raises(DomainError, match="een score van 1 tot en met 5") as refused:
            desk.save(value, 3)
        assert refused.value.field == f"score_{desk.first.pk}"
        assert not Assessment.objects.exists()

    def test_on_a_criterion_of_another_version(self, desk):
        other = CriterionFactory()
        with pytest.raises(DomainError, match="intussen veranderd"):
            save_assessment(
                actor=desk.cast.users["member"],
                assessor=desk.assessor,
                candidate=desk.candidate,
                entry=AssessmentEntry(scores={other.pk: 3}),
                hand_in=False,
            )

    def test_nobody_else_gives_them(self, desk):
        with pytest.raises(DomainError, match="Alleen de beoordelaar"):
            desk.save(4, 4, role="project_secretary")

    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"state": FrameworkState.CLOSED}, "Versie 1 van het toetsingskader is gesloten"),
            ({"state": FrameworkState.DRAFT}, "nog niet open"),
            ({"scores_until": timezone.localdate() - DAY}, "konden tot en met"),
        ],
    )
    def test_after_closing_and_before_opening(self, desk, fields, words):
        for name, value in fields.items():
            setattr(desk.framework, name, value)
        desk.framework.save()
        with pytest.raises(DomainError, match=words):
            desk.save(4, 4)
        assert not Score.objects.exists()

    def test_in_a_closed_deal(self, desk):
        desk.cast.deal.state = DealState.CLOSED
        desk.cast.deal.save()
        with pytest.raises(DomainError, match="deal is gesloten"):
            desk.save(4, 4)

    def test_about_what_was_decided_dropped_or_belongs_elsewhere(self, desk):
        decided = candidate_of(
            desk.cast,
            "Gekozen",
            outcome=CandidateOutcome.CHOSEN,
            decision=decision_of(desk.cast),
            state=InstrumentState.CHOSEN,
        )
        dropped = candidate_of(desk.cast, "Weg", state=InstrumentState.DROPPED)
        for candidate, words in (
            (decided, "al besloten"),
            (dropped, "al besloten"),
            (CandidateFactory(), "andere deal"),
        ):
            with pytest.raises(DomainError, match=words):
                desk.save(4, 4, candidate=candidate)


class TestInterest:
    def test_it_takes_the_scores_away(self, desk):
        desk.save(4, 4)
        made = desk.save(conflict=True, conflict_text="Ik maak het.")
        assert (made.conflict, made.scores.count()) == (True, 0)
        assert made.submitted_at is not None

    @pytest.mark.parametrize(
        ("values", "text", "field"), [((), " ", "conflict_text"), ((4, 4), "Ik maak het.", "conflict")]
    )
    def test_without_words_or_beside_scores(self, desk, values, text, field):
        with pytest.raises(DomainError) as refused:
            desk.save(*values, conflict=True, conflict_text=text)
        assert refused.value.field == field

    def test_who_declared_one_gives_no_scores_until_it_is_lifted(self, desk):
        made = desk.save(conflict=True, conflict_text="Ik maak het.")
        with pytest.raises(DomainError, match="een belang bij hebt") as refused:
            desk.save(4, 4)
        assert refused.value.field == "conflict"
        secretary = desk.cast.users["project_secretary"]
        for actor, reason, words in (
            (desk.cast.users["member"], "Vergissing", "mag de toetsing"),
            (secretary, " ", "waarom"),
        ):
            with pytest.raises(DomainError, match=words):
                lift_conflict(actor=actor, assessment=made, reason=reason)
        lift_conflict(actor=secretary, assessment=made, reason="Vergissing")
        with pytest.raises(DomainError, match="geen belang gemeld"):
            lift_conflict(actor=secretary, assessment=made, reason="Nog eens")
        assert desk.save(4, 4).conflict is False

    def test_it_stays_in_a_closed_version(self, desk):
        made = desk.save(conflict=True, conflict_text="Ik maak het.")
        desk.framework.state = FrameworkState.CLOSED
        desk.framework.save()
        with pytest.raises(DomainError, match="kunnen geen scores"):
            lift_conflict(actor=desk.cast.users["project_secretary"], assessment=made, reason="X")


class TestWhoMay:
    def test_read_scores_while_they_are_given_and_after(self, desk):
        users = desk.cast.users
        assert can_read_scores(users["project_secretary"], desk.framework)
        assert not can_read_scores(users["member"], desk.framework)
        desk.framework.state = FrameworkState.CLOSED
        assert can_read_scores(users["member"], desk.framework)
        assert not can_read_scores(users["nobody"], desk.framework)

    def test_give_them(self, desk):
        user = desk.cast.users["member"]
        assert visible_assessors(user, desk.cast.deal) == [desk.assessor]
        assert can_assess(user, desk.assessor, today())
        assert visible_assessors(desk.cast.users["chair"], desk.cast.deal) == []
        assert visible_assessors(AnonymousUser(), desk.cast.deal) == []
        assert not can_assess(AnonymousUser(), desk.assessor, today())


class TestPages:
    def sent(self, desk, first="4", second="4", **more):
        scores = {f"score_{desk.first.pk}": first, f"score_{desk.second.pk}": second}
        return scores | {"stap": "inleveren"} | more

    def test_the_list_of_an_assessor(self, desk, queries):
        client, page = desk.cast.client("member"), url("my_assessments", desk.cast)
        client.get(page)
        with queries(9):
            assert "1 kandidaat wacht op uw scores" in client.get(page).content.decode()
        desk.framework.scores_until = today() + DAY
        desk.framework.save()
        for title in ("Twee", "Drie"):
            candidate_of(desk.cast, title)
        with queries(9):
            assert "U kunt ze geven tot en met" in client.get(page).content.decode()
        assert desk.cast.client("chair").get(page).status_code == 404

    def test_the_list_says_how_far_each_is(self, desk):
        made = {name: candidate_of(desk.cast, name) for name in ("Bewaard", "Belang", "Klaar")}
        AssessmentFactory(candidate=made["Bewaard"], assessor=desk.assessor)
        AssessmentFactory(
            candidate=made["Belang"], assessor=desk.assessor, conflict=True, submitted_at=timezone.now()
        )
        AssessmentFactory(candidate=made["Klaar"], assessor=desk.assessor, submitted_at=timezone.now())
        shown = desk.cast.client("member").get(url("my_assessments", desk.cast)).content.decode()
        for words in ("Bewaard, niet ingeleverd", "U hebt een belang", "Ingeleverd", "Niet begonnen"):
            assert words in shown

    def test_nothing_to_score(self, desk):
        desk.candidate.delete()
        shown = desk.cast.client("member").get(url("my_assessments", desk.cast)).content.decode()
        assert "Niets te scoren" in shown

    def test_hand_in_through_the_form_and_open_it_again(self, desk):
        client, page = desk.cast.client("member"), url("assessment_edit", desk.cast, desk.candidate.pk)
        assert client.get(page).status_code == 200
        why = {f"why_{desk.first.pk}": "Goed."}
        later = client.post(page, self.sent(desk, second="", stap="later", **why), follow=True)
        assert "zijn bewaard" in later.content.decode()
        assert client.post(page, self.sent(desk, **why)).status_code == 303
        shown = client.get(page).content.decode()
        assert "Ingeleverd op" in shown
        assert 'value="Goed."' in shown

    @pytest.mark.parametrize("typed", ["9", "-4", "vier", "99999", "٣", "4.5"])
    def test_what_is_no_score_comes_back_with_all_that_was_typed(self, desk, typed):
        client, page = desk.cast.client("member"), url("assessment_edit", desk.cast, desk.candidate.pk)
        answer = client.post(page, self.sent(desk, first=typed, remark="Mijn opmerking"))
        assert answer.status_code == 422
        text = answer.content.decode()
        assert "een score van 1 tot en met 5" in text
        assert "Mijn opmerking" in text

    def test_a_long_scale_is_typed(self, desk):
        desk.first.highest = 100
        desk.first.save()
        client, page = desk.cast.client("member"), url("assessment_edit", desk.cast, desk.candidate.pk)
        assert 'inputmode="numeric"' in client.get(page).content.decode()
        assert client.post(page, self.sent(desk, first="77")).status_code == 303

    def test_an_interest_through_the_form(self, desk):
        client, page = desk.cast.client("member"), url("assessment_edit", desk.cast, desk.candidate.pk)
        beside = client.post(page, self.sent(desk, conflict="on", conflict_text="Ik maak het."))
        assert beside.status_code == 422
        # A score that was chosen can be taken back, without a mouse and without JavaScript.
        assert beside.content.decode().count("Nog niet") == 2
        alone = {"conflict": "on", "conflict_text": "Ik maak het.", "stap": "inleveren"}
        assert "geen scores" in client.post(page, alone, follow=True).content.decode()
        made = Assessment.objects.get()
        lift = url("conflict_lift", desk.cast, made.pk)
        secretary = desk.cast.client("project_secretary")
        assert "Ik maak het." in secretary.get(lift).content.decode()
        assert secretary.post(lift, {"reason": "Vergissing"}).status_code == 303
        assert secretary.get(lift).status_code == 404

    def test_after_closing_the_form_is_gone_and_a_late_post_is_told(self, desk):
        client, page = desk.cast.client("member"), url("assessment_edit", desk.cast, desk.candidate.pk)
        desk.framework.scores_until = today() - DAY
        desk.framework.save()
        answer = client.post(page, self.sent(desk, remark="Te laat"))
        assert answer.status_code == 422
        assert "konden tot en met" in answer.content.decode()
        assert "Te laat" in answer.content.decode()
        desk.framework.state = FrameworkState.CLOSED
        desk.framework.save()
        assert client.get(page).status_code == 404

    @pytest.mark.parametrize("stap", ["inleveren", "later"])
    def test_a_version_that_closed_under_the_form_keeps_what_was_typed(self, desk, stap):
        client, page = desk.cast.client("member"), url("assessment_edit", desk.cast, desk.candidate.pk)
        number = str(desk.framework.number)
        assert f'name="version" value="{number}"' in client.get(page).content.decode()
        desk.framework.state, desk.framework.closed_on = FrameworkState.CLOSED, today()
        desk.framework.save()
        newer = framework_of(desk.cast, number=desk.framework.number + 1)
        assessor_of(newer, desk.cast, "member")
        answer = client.post(page, self.sent(desk, remark="Net te laat", version=number, stap=stap))
        assert answer.status_code == 422
        text = answer.content.decode()
        assert f"Versie {number} van het toetsingskader is gesloten" in text
        assert "Net te laat" in text
        assert text.count("checked") == 2
        assert not Assessment.objects.exists()

    @pytest.mark.parametrize("number", ["", "x", "9", "123456789", "²"])
    def test_a_version_nobody_knows_is_the_one_that_is_open(self, desk, number):
        client, page = desk.cast.client("member"), url("assessment_edit", desk.cast, desk.candidate.pk)
        assert client.post(page, self.sent(desk, version=number)).status_code == 303
        assert client.get(url("my_assessments", desk.cast)).status_code == 200
        nobody = desk.cast.client("anonymous")
        assert nobody.post(page, self.sent(desk, version="1")).status_code == 302
        assert assessors_under(AnonymousUser(), desk.cast.deal, 1) == []

    def test_the_matrix_with_the_same_queries_for_one_and_three(self, desk, queries):
        def score(candidate, *values, conflict=False):
            assessor = FrameworkAssessorFactory(framework=desk.framework)
            made = AssessmentFactory(
                candidate=candidate, assessor=assessor, conflict=conflict, submitted_at=timezone.now()
            )
            for criterion, value in zip((desk.first, desk.second), values, strict=False):
                ScoreFactory(assessment=made, criterion=criterion, value=value)

        score(desk.candidate, 5, 4)
        client, page = desk.cast.client("project_secretary"), url("score_matrix", desk.cast, 1)
        client.get(page)
        with queries(11):
            shown = client.get(page).content.decode()
        assert "<td><strong>88</strong></td>" in shown
        for title in ("Twee", "Drie"):
            score(candidate_of(desk.cast, title), 1, 1)
        score(desk.candidate, 1, 1)
        score(desk.candidate, conflict=True)
        with queries(11):
            shown = client.get(page).content.decode()
        for words in ("ver uit elkaar", "<td>belang</td>", "3,0 (1–5)", "0–88"):
            assert words in shown
        sheet = client.get(url("score_export", desk.cast, 1, "csv")).content.decode("utf-8-sig")
        assert sheet.count("Versie 1;") == 8
        assert client.get(url("score_export", desk.cast, 1, "pdf")).status_code == 404
        assert desk.cast.client("member").get(page).status_code == 404

    def test_a_matrix_without_candidates(self, desk):
        desk.candidate.delete()
        client = desk.cast.client("project_secretary")
        assert "Nog geen longlist" in client.get(url("score_matrix", desk.cast, 1)).content.decode()
