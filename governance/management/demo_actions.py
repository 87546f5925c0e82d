"""Hands the actions and the written rounds of a demo deal to the services."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from citydeal.models import User
from governance.enums import ActionState
from governance.management.demo_data.dichtbij_actions import BY_DEAL, ActionData, RoundData
from governance.models import Body, CityDeal, Person
from governance.services.actions import ActionDetails, add_action, report_on_action
from governance.services.rounds import RoundDetails, open_round, save_round
from governance.services.rounds_answers import VoiceAnswer, answer_round


def load_actions(
    actor: User, deal: CityDeal, bodies: Mapping[str, Body], people: Mapping[str, Person], today: date
) -> None:
    """Add the actions and rounds of a deal, as its secretary and its members would. Raises DomainError."""
    actions, rounds = BY_DEAL.get(deal.slug, ((), ()))
    for action in actions:
        _load_action(actor, action, bodies[action.body], people, today)
    for data in rounds:
        _load_round(actor, data, bodies[data.body], people, today)


def _load_action(
    actor: User, data: ActionData, body: Body, people: Mapping[str, Person], today: date
) -> None:
    person = people[data.owner] if data.owner else None
    seat = None
    if data.on_seat:
        held = body.memberships.filter(person=person, is_deputy=False).select_related("seat")
        seat, person = held.order_by("-start")[0].seat, None
    details = ActionDetails(data.text, today + timedelta(days=data.due_in), seat, person)
    action = add_action(actor=actor, body=body, details=details)
    if data.note or data.state != ActionState.OPEN:
        report_on_action(actor=actor, action=action, state=data.state, note=data.note)


def _load_round(actor: User, data: RoundData, body: Body, people: Mapping[str, Person], today: date) -> None:
    details = RoundDetails(
        data.title, data.proposal, today + timedelta(days=data.closes_in), subject=data.subject
    )
    found = save_round(actor=actor, body=body, details=details)
    if data.answers is None:
        return
    found = open_round(actor=actor, found=found)
    for key, (choice, remark) in data.answers.items():
        voice = found.voices.select_related("round").get(person=people[key])
        answer_round(actor=None, voice=voice, answer=VoiceAnswer(choice, remark, people[key].name))
