"""Loads principles, framework, longlist and scores of the demo deals, through the services of clicks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from citydeal.common.history import latest_history_id
from citydeal.enums import Access
from governance.enums import DecisionSubject
from governance.services.bodies import add_member
from governance.services.covenant_rules import add_covenant_rule
from governance.services.decisions import record_decision
from governance.services.memberships import MembershipTerms
from governance.signals import demo_deal_loaded
from workgroups.enums import CandidateOutcome, FrameworkState
from workgroups.management.demo_data import dichtbij_assessment as near
from workgroups.management.demo_data import smart_city_assessment as smart
from workgroups.models import Candidate, FrameworkAssessor, FrameworkVersion, WorkingGroup
from workgroups.services.assessments import AssessmentEntry, save_assessment
from workgroups.services.assessors import add_assessor
from workgroups.services.candidates import CandidateDetails, add_candidate
from workgroups.services.criteria import CriterionDetails, add_criterion, set_weights
from workgroups.services.design_teams import TeamDetails, found_team
from workgroups.services.frameworks import add_framework, change_framework, change_framework_state
from workgroups.services.instruments import InstrumentDetails
from workgroups.services.principles import PrincipleDetails, add_principle
from workgroups.services.shortlist import Choice, decide_candidates

CONFLICT = "belang"


@receiver(demo_deal_loaded, dispatch_uid="workgroups_demo_assessment")
def load_assessment(sender: Any, loader: Any, **kwargs: Any) -> None:
    """Load what belongs to this deal, with the rights and the words of the project secretary."""
    if loader.data.slug == near.DEAL:
        _Near(loader).load()
    elif loader.data.slug == smart.DEAL:
        _load_smart_city(loader)


class _Near:
    """The longlist of Dichtbij Geregeld."""

    def __init__(self, loader: Any) -> None:
        self.loader, self.actor, self.deal = loader, loader.actor, loader.deal
        self.principles = {
            title: add_principle(actor=self.actor, deal=self.deal, details=PrincipleDetails(title, text, day))
            for title, text, day in near.PRINCIPLES
        }
        found = WorkingGroup.objects.filter(body__deal=self.deal).select_related("body__deal", "question")
        self.groups = {group.body.slug: group for group in found}

    def load(self) -> None:
        """Load the first version with its choice, and the second with what waits for scores."""
        candidates = [self._candidate(data, near.LISTED_ON, near.RESEARCHED_ON) for data in near.CANDIDATES]
        first = self._first_version()
        self._score(first, zip(candidates, near.CANDIDATES, strict=True), near.SCORED_ON)
        change_framework_state(
            actor=self.actor, framework=first, state=FrameworkState.CLOSED, on=near.CLOSED_ON
        )
        self._choose(candidates)
        today = timezone.localdate()
        later = [
            self._candidate(data, today - timedelta(days=40), today - timedelta(days=30))
            for data in near.LATER
        ]
        second = self._second_version(today)
        self._score(second, zip(later, near.LATER, strict=True), today - timedelta(days=5))
        for number, text, parameters in near.RULES:
            add_covenant_rule(
                actor=self.actor,
                deal=self.deal,
                number=number,
                text=text,
                article=near.ARTICLE,
                parameters=parameters,
                start=self.loader.data.start,
            )

    def _candidate(self, data: near.CandidateData, listed: date, looked: date) -> Candidate:
        new = InstrumentDetails(
            data.title, data.text, data.kind, group=self.groups[data.group], access=Access.PUBLIC
        )
        details = CandidateDetails(
            self.principles[data.principle], data.research, data.found, looked if data.research else None
        )
        return add_candidate(actor=self.actor, deal=self.deal, instrument=new, details=details, on=listed)

    def _decision(self, taken_on: date, title: str, text: str) -> Any:
        return record_decision(
            actor=self.actor,
            body=self.loader.bodies["stuurgroep"],
            taken_on=taken_on,
            subject=DecisionSubject.CONTENT,
            title=title,
            text=text,
        )

    def _first_version(self) -> FrameworkVersion:
        first = add_framework(actor=self.actor, deal=self.deal, text=near.VERSION_TEXTS[0])
        for data in near.CRITERIA:
            self._criterion(first, data)
        for key in near.ASSESSORS:
            add_assessor(actor=self.actor, framework=first, person=self.loader.people[key])
        adopted = self._decision(
            near.ADOPTED_ON,
            "Toetsingskader vaststellen",
            "De stuurgroep stelt de eerste versie van het toetsingskader vast.",
        )
        return change_framework_state(
            actor=self.actor,
            framework=first,
            state=FrameworkState.OPEN,
            on=near.OPENED_ON,
            decision=adopted,
        )

    def _second_version(self, today: date) -> FrameworkVersion:
        second = add_framework(actor=self.actor, deal=self.deal, text=near.VERSION_TEXTS[1])
        weights = {criterion.pk: criterion.weight for criterion in second.criteria.all()}
        weights[next(iter(weights))] = near.NEW_WEIGHT
        added = self._criterion(second, near.ADDED)
        set_weights(actor=self.actor, framework=second, weights=weights | {added.pk: near.ADDED.weight})
        second = change_framework_state(
            actor=self.actor, framework=second, state=FrameworkState.OPEN, on=today - timedelta(days=20)
        )
        return change_framework(
            actor=self.actor,
            framework=second,
            text=second.text,
            scores_until=today + timedelta(days=21),
            history_id=latest_history_id(second),
        )

    def _criterion(self, framework: FrameworkVersion, data: near.CriterionData) -> Any:
        details = CriterionDetails(data.title, data.heading, data.text, weight=data.weight)
        return add_criterion(actor=self.actor, framework=framework, details=details)

    def _score(
        self,
        framework: FrameworkVersion,
        candidates: Iterable[tuple[Candidate, near.CandidateData]],
        on: date,
    ) -> None:
        keys = [criterion.pk for criterion in framework.criteria.all()]
        assessors = {
            assessor.person_id: assessor for assessor in FrameworkAssessor.objects.filter(framework=framework)
        }
        for candidate, data in candidates:
            for key, given in zip(near.ASSESSORS, data.scores, strict=False):
                person = self.loader.people[key]
                if given:
                    save_assessment(
                        actor=person.user,
                        assessor=assessors[person.pk],
                        candidate=candidate,
                        entry=_entry(keys, given),
                        hand_in=True,
                        on=on,
                    )

    def _choose(self, candidates: list[Candidate]) -> None:
        decision = self._decision(
            near.CHOSEN_ON,
            "Twaalf tools kiezen van de longlist",
            "De stuurgroep kiest twaalf tools, drie voor elk ontwerpprincipe. De werkgroepen maken ze.",
        )
        decide_candidates(
            actor=self.actor,
            deal=self.deal,
            decision=decision,
            on=near.CHOSEN_ON,
            reason=near.REASON,
            choices={
                candidate.pk: Choice(
                    CandidateOutcome.CHOSEN if data.is_chosen else CandidateOutcome.REJECTED, data.reason
                )
                for candidate, data in zip(candidates, near.CANDIDATES, strict=True)
            },
        )


def _entry(keys: list[int], given: str) -> AssessmentEntry:
    if given == CONFLICT:
        return AssessmentEntry(conflict=True, conflict_text=near.INTEREST)
    return AssessmentEntry(scores={key: int(mark) for key, mark in zip(keys, given, strict=True)})


def _load_smart_city(loader: Any) -> None:
    actor, deal = loader.actor, loader.deal
    for title, text, slug in smart.PRINCIPLES:
        principle = add_principle(actor=actor, deal=deal, details=PrincipleDetails(title, text))
        name = f"Ontwerpteam {title[0].lower()}{title[1:]}"
        details = TeamDetails(name, smart.LISTED_ON, slug, smart.TEAM_REMIT)
        team = found_team(actor=actor, principle=principle, details=details)
        add_member(
            actor=actor,
            body=team.body,
            person=loader.people[smart.TEAM_MEMBER[0]],
            position=loader.positions[smart.TEAM_MEMBER],
            terms=MembershipTerms(start=smart.LISTED_ON),
        )
    framework = add_framework(actor=actor, deal=deal, text=smart.FRAMEWORK_TEXT)
    for heading, title, text in smart.CRITERIA:
        add_criterion(actor=actor, framework=framework, details=CriterionDetails(title, heading, text))
    for state, on in ((FrameworkState.OPEN, smart.LISTED_ON), (FrameworkState.CLOSED, smart.CLOSED_ON)):
        change_framework_state(actor=actor, framework=framework, state=state, on=on)
    for title, kind in smart.TOOLS:
        add_candidate(
            actor=actor,
            deal=deal,
            instrument=InstrumentDetails(title, smart.text_of(title), kind, access=Access.PUBLIC),
            details=CandidateDetails(),
            on=smart.LISTED_ON,
        )
