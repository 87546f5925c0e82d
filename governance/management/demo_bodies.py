"""What the demo says of bodies among each other: their decisions and their relations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from citydeal.models import User
from governance.management.demo_data.decisions import DecisionData, RelationData
from governance.models import Body, Decision
from governance.services.decisions import record_decision
from governance.services.relations import add_relation


def load_decisions(actor: User, body: Body, decisions: Iterable[DecisionData]) -> dict[str, Decision]:
    """Record the decisions of a body, from old to new; returns them by their key."""
    return {
        data.key: record_decision(
            actor=actor,
            body=body,
            taken_on=data.taken_on,
            subject=data.subject,
            title=data.title,
            text=data.text,
        )
        for data in decisions
        if data.body == body.slug
    }


def load_relations(actor: User, bodies: Mapping[str, Body], relations: Iterable[RelationData]) -> None:
    """Record how bodies, by their address, stand to each other."""
    for data in relations:
        add_relation(
            actor=actor,
            source=bodies[data.source],
            target=bodies[data.target],
            kind=data.kind,
            article=data.article,
        )
