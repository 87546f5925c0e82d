"""The work of the demo deals: process questions, working groups and an alliance, all invented.

Only ``dichtbij-geregeld`` has them: no public source names the process questions of Slim Maatwerk.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.dispatch import receiver

from governance.enums import BodyKind, MembershipRole, RelationKind
from governance.models import Challenge
from governance.services.bodies import add_member
from governance.services.memberships import MembershipTerms
from governance.services.relations import add_relation
from governance.signals import demo_deal_loaded
from workgroups.services.groups import GroupDetails, found_group
from workgroups.services.questions import QuestionDetails, add_question

DEAL = "dichtbij-geregeld"
START = date(2025, 3, 1)
ALLIANCE_START = date(2025, 10, 1)


@dataclass(frozen=True)
class GroupData:
    """A question and the group around it; ``members``: person and organisation, the chair first."""

    question: str
    challenge: str
    name: str
    slug: str
    remit: str
    members: tuple[tuple[str, str], ...]


GROUPS = (
    GroupData(
        "Hoe zorgen we dat inwoners hun verhaal maar één keer hoeven te vertellen?",
        "Eén keer vertellen",
        "Werkgroep Eén keer je verhaal",
        "werkgroep-een-keer-je-verhaal",
        "Maakt een verhaalkaart die de inwoner zelf bij zich houdt.",
        (("bram", "gemeente-waterveen"), ("gerda", "stichting-ervaringskracht")),
    ),
    GroupData(
        "Hoe maken hulpverleners samen één plan met een gezin?",
        "Hulp in de buurt",
        "Werkgroep Samen één plan",
        "werkgroep-samen-een-plan",
        "Zoekt een manier van werken waarin een gezin één plan heeft.",
        (("dennis", "gemeente-oosterbeemd"), ("priya", "hogeschool-rijnoever")),
    ),
    GroupData(
        "Hoe betalen organisaties samen voor één oplossing?",
        "Rondkomen",
        "Werkgroep Geld dat meebeweegt",
        "werkgroep-geld-dat-meebeweegt",
        "Rekent uit wat samen betalen oplevert, en maakt er afspraken voor.",
        (("lotte", "gemeente-zuiderhage"), ("ijsbrand", "woonstichting-waterveen-oost")),
    ),
    GroupData(
        "Hoe gebruiken we de ruimte die er in de regels is?",
        "Rondkomen",
        "Werkgroep Ruimte in de regels",
        "werkgroep-ruimte-in-de-regels",
        "Laat met voorbeelden zien wat al mag.",
        (("robbert", "hogeschool-rijnoever"), ("wouter", "gemeente-hoogerland")),
    ),
    GroupData(
        "Hoe leggen we vast wat werkt, zodat anderen het kunnen gebruiken?",
        "Gewone taal",
        "Werkgroep Leren van elkaar",
        "werkgroep-leren-van-elkaar",
        "Maakt van elke proef een kort verslag dat anderen kunnen gebruiken.",
        (
            ("anne_fleur", "bibliotheken-zuiderhage-oosterbeemd"),
            ("renee", "hogeschool-rijnoever"),
        ),
    ),
)


@receiver(demo_deal_loaded, dispatch_uid="workgroups_demo")
def load_work(sender: Any, loader: Any, **kwargs: Any) -> None:
    """Load the questions and their groups, with the rights and the words of the project secretary."""
    if loader.data.slug != DEAL:
        return
    challenges = {challenge.title: challenge for challenge in Challenge.objects.filter(deal=loader.deal)}
    team = loader.bodies["kwaliteitsteam-gewone-taal"]
    for data in GROUPS:
        question = add_question(
            actor=loader.actor,
            deal=loader.deal,
            details=QuestionDetails(data.question, START, challenge=challenges[data.challenge]),
        )
        kind = BodyKind.WORKING_GROUP.value
        group = found_group(
            actor=loader.actor,
            question=question,
            details=GroupDetails(kind, data.name, START, data.slug, data.remit),
        )
        for place, (person, organization) in enumerate(data.members):
            role = MembershipRole.MEMBER if place else MembershipRole.CHAIR
            position = loader.positions[person, organization]
            add_member(
                actor=loader.actor,
                body=group,
                person=loader.people[person],
                position=position,
                terms=MembershipTerms(start=max(START, position.start), role=role),
            )
        add_relation(
            actor=loader.actor,
            source=team,
            target=group,
            kind=RelationKind.ADVISES,
            article="artikel 4 lid 5",
        )
        if data is GROUPS[0]:
            _found_alliance(loader, question)


def _found_alliance(loader: Any, question: Any) -> None:
    alliance = found_group(
        actor=loader.actor,
        question=question,
        details=GroupDetails(
            BodyKind.REGIONAL_ALLIANCE.value,
            "Regionale alliantie Waterveen en omgeving",
            ALLIANCE_START,
            "alliantie-waterveen-en-omgeving",
            "Partijen in de regio proberen de verhaalkaart in hun eigen praktijk.",
            region="Waterveen en omgeving",
        ),
    )
    add_member(
        actor=loader.actor,
        body=alliance,
        person=loader.people["bram"],
        position=loader.positions["bram", "gemeente-waterveen"],
        terms=MembershipTerms(start=ALLIANCE_START, role=MembershipRole.CHAIR),
    )
