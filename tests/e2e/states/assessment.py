"""Workgroups: design principles, the assessment framework, the longlist, scores and the choice."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from governance.enums import DecisionSubject
from tests.cast import Cast
from tests.e2e.states.base import LONG_NAME, Visit, page, sent, state
from tests.e2e.window import Window
from tests.factories.governance import DecisionFactory
from tests.factories.workgroups_assessment import (
    AssessmentFactory,
    CandidateFactory,
    CriterionFactory,
    DesignPrincipleFactory,
    FrameworkAssessorFactory,
    FrameworkVersionFactory,
    ScoreFactory,
)
from workgroups.enums import DeskResearch, FrameworkState

SECRETARY = "project_secretary"
LONGLIST = "workgroups:longlist_import"
SHORTLIST = "workgroups:shortlist_edit"
ASSESS = "workgroups:assessment_edit"


def deal(cast: Cast) -> list[Any]:
    return [cast.deal.slug]


def principle(cast: Cast) -> list[Any]:
    found = DesignPrincipleFactory(deal=cast.deal, title=LONG_NAME, text="Uitleg.", discussed_on="2026-03-18")
    return [cast.deal.slug, found.pk]


def framework(cast: Cast, *, draft: bool = False) -> Any:
    state = {"state": FrameworkState.DRAFT, "opened_on": None} if draft else {}
    made = FrameworkVersionFactory(deal=cast.deal, text="Uitleg.", **state)
    for heading in ("Democratisch", "Democratisch", "Voorwaarden"):
        CriterionFactory(framework=made, heading=heading, title=f"{heading}: {LONG_NAME}", weight=33)
    FrameworkAssessorFactory(framework=made)
    return made


def opened(cast: Cast) -> list[Any]:
    return [cast.deal.slug, framework(cast).number]


def draft(cast: Cast) -> list[Any]:
    return [cast.deal.slug, framework(cast, draft=True).number]


def criterion(cast: Cast) -> list[Any]:
    made = framework(cast, draft=True)
    return [cast.deal.slug, made.number, made.criteria.first().pk]


def assessor(cast: Cast) -> list[Any]:
    made = framework(cast)
    return [cast.deal.slug, made.number, made.assessors.first().pk]


def scored(cast: Cast) -> Any:
    """Return a candidate on which assessors lie far apart, one with an interest."""
    made = framework(cast)
    candidate = CandidateFactory(
        instrument__deal=cast.deal,
        instrument__title=f"Datakookboek voor {LONG_NAME}",
        principle=DesignPrincipleFactory(deal=cast.deal, title=LONG_NAME),
    )
    for value in (1, 5):
        given = AssessmentFactory(
            candidate=candidate,
            assessor=FrameworkAssessorFactory(framework=made),
            submitted_at=timezone.now(),
            remark="Zie ook het verslag.",
        )
        for found in made.criteria.all():
            ScoreFactory(assessment=given, criterion=found, value=value, reason="Daarom.")
    AssessmentFactory(
        candidate=candidate,
        assessor=made.assessors.first(),
        conflict=True,
        conflict_text="Ik maak het.",
        submitted_at=timezone.now(),
    )
    return candidate


def candidate(cast: Cast) -> list[Any]:
    return [cast.deal.slug, scored(cast).pk]


def matrix(cast: Cast) -> list[Any]:
    found = scored(cast)
    return [cast.deal.slug, found.assessments.first().assessor.framework.number]


def longlist(cast: Cast) -> list[Any]:
    scored(cast)
    CandidateFactory(instrument__deal=cast.deal, research=DeskResearch.TESTED)
    DecisionFactory(body=cast.steering, subject=DecisionSubject.CONTENT)
    return [cast.deal.slug]


def interest(cast: Cast) -> list[Any]:
    return [cast.deal.slug, scored(cast).assessments.get(conflict=True).pk]


def mine(cast: Cast) -> list[Any]:
    FrameworkAssessorFactory(framework=framework(cast), person=cast.people["member"])
    CandidateFactory(instrument__deal=cast.deal, instrument__title=LONG_NAME)
    return [cast.deal.slug]


def to_score(cast: Cast) -> list[Any]:
    FrameworkAssessorFactory(framework=framework(cast), person=cast.people["member"])
    return [cast.deal.slug, CandidateFactory(instrument__deal=cast.deal).pk]


page("design principles", "workgroups:principle_list", SECRETARY, lambda cast: principle(cast)[:1])
page("no design principles", "workgroups:principle_list", "anonymous", deal)
page("add a principle", "workgroups:principle_create", SECRETARY, deal)
page("change a principle", "workgroups:principle_edit", SECRETARY, principle)
page("remove a principle", "workgroups:principle_remove", SECRETARY, principle)
page("versions of the framework", "workgroups:framework_list", SECRETARY, lambda cast: opened(cast)[:1])
page("no framework", "workgroups:framework_list", "anonymous", deal)
page("make a version", "workgroups:framework_create", SECRETARY, deal)
page("an open version", "workgroups:framework_detail", "anonymous", opened)
page("a draft whose weights add to 99", "workgroups:framework_detail", SECRETARY, draft)
page("change a version", "workgroups:framework_edit", SECRETARY, draft)
opening = page("open a version", "workgroups:framework_state", SECRETARY, draft)
sent("open with weights of 99", "workgroups:framework_state", opening, "Opslaan", chosen={"state": "open"})
page("remove a draft", "workgroups:framework_remove", SECRETARY, draft)
page("weights", "workgroups:framework_weights", SECRETARY, draft)
page("add a criterion", "workgroups:criterion_create", SECRETARY, draft)
page("change a criterion", "workgroups:criterion_edit", SECRETARY, criterion)
page("remove a criterion", "workgroups:criterion_remove", SECRETARY, criterion)
page("add an assessor", "workgroups:assessor_create", SECRETARY, opened)
page("remove an assessor", "workgroups:assessor_remove", SECRETARY, assessor)
page("scores of a version", "workgroups:score_matrix", SECRETARY, matrix)
page("longlist with scores", "workgroups:candidate_list", SECRETARY, longlist)
page("no longlist", "workgroups:candidate_list", "anonymous", deal)
page("add a candidate", "workgroups:candidate_create", SECRETARY, deal)
page("a candidate with scores", "workgroups:candidate_detail", SECRETARY, candidate)
page("a candidate while scores are given", "workgroups:candidate_detail", "member", candidate)
page("change a candidate", "workgroups:candidate_edit", SECRETARY, candidate)
bring = page("bring in a longlist", LONGLIST, SECRETARY, deal)
sent("bring in nothing", LONGLIST, bring, "Bekijk wat erbij komt")
cut = page("write down the choice", SHORTLIST, SECRETARY, longlist)
sent("a choice without anything", SHORTLIST, cut, "Keuze vastleggen")
page("what an assessor has to score", "workgroups:my_assessments", "member", mine)
form = page("give scores", ASSESS, "member", to_score)
sent("hand in without scores", ASSESS, form, "Inleveren")
page("take back an interest", "workgroups:conflict_lift", SECRETARY, interest)


@state("rows of a longlist before they come in", LONGLIST)
def _rows(visit: Visit) -> Window:
    """A row that is right and one that is wrong."""
    window = bring(visit)
    rows = f"Naam;Omschrijving;Gevonden\nHulp voor {LONG_NAME};Kort;\n;Zonder naam;ooit\n"
    file = {"name": "longlist.csv", "mimeType": "text/csv", "buffer": rows.encode()}
    window.page.locator("[name=file]").set_input_files(file)
    window.send("Bekijk wat erbij komt")
    return window


@state("rows of a longlist of which none comes in", LONGLIST)
def _wrong_rows(visit: Visit) -> Window:
    """Only rows that are wrong: another file is all there is to choose."""
    window = bring(visit)
    file = {"name": "longlist.csv", "mimeType": "text/csv", "buffer": b"Naam;Soort\n;Gok\nKaart;Gok\n"}
    window.page.locator("[name=file]").set_input_files(file)
    window.send("Bekijk wat erbij komt")
    return window
