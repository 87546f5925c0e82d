"""Reminders of actions: one mail a day at most to who owns them, made by the clock."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.urls import reverse

from citydeal.common.mail import absolute_url, render_mail
from citydeal.services.outbox import queue_mail
from governance.enums import BodyKind, DealState
from governance.models import ActionItem, Membership, Person
from governance.permissions import ORGANISER_ROLES
from governance.permissions_actions import UNFINISHED
from governance.rules.actions import AGAIN, SOON, next_reminder
from governance.services.actions_following import follow_seats
from governance.services.recipients import recipients_of

log = logging.getLogger(__name__)


def remind_actions(on: date) -> int:
    """Mail who owns actions that come near or are too late, as of ``on``; returns how many actions.

    Actions of a seat whose party was followed up first go on with the next seat (``follow_seats``).

    Whoever sits on a seat on that day is asked for it, and the project organisation where nobody does
    (rule 3). Safe to run twice, late and beside itself: an action keeps the day of its last reminder, under
    its row lock. One transaction per deal; one that fails is logged. Side effects: mail.
    """
    deals = _asking(on).order_by("body__deal").values_list("body__deal", flat=True).distinct()
    follow_seats(on)
    reminded = 0
    for deal in deals:
        try:
            reminded += _remind_deal(deal, on)
        except Exception:
            # Whatever is wrong with one deal, the reminders of the others go on.
            log.exception("The actions of deal %s could not be reminded of", deal)
    return reminded


def _asking(on: date) -> QuerySet[ActionItem]:
    """Return the actions that may ask for a reminder on a day: the rule says which of them do."""
    never = Q(reminded_on=None) | Q(reminded_on__lte=on - AGAIN)
    since = Q(due_on__lt=on, reminded_on__lte=F("due_on"))
    found = ActionItem.objects.filter(never | since, state__in=UNFINISHED, due_on__lte=on + SOON)
    return found.exclude(body__deal__state=DealState.CLOSED)


@transaction.atomic
def _remind_deal(deal: int, on: date) -> int:
    locked = _asking(on).filter(body__deal=deal).select_for_update(of=("self",), skip_locked=True)
    found = [
        action
        for action in locked.select_related("body__deal", "person__user").order_by("due_on", "pk")
        if next_reminder(action.due_on, action.reminded_on) <= on
    ]
    if not found:
        return 0
    for person, actions in _by_owner(deal, found, on).values():
        _mail(person, actions, on)
    for action in found:
        action.reminded_on = on
        # That somebody was reminded is no change that people look for.
        action.skip_history_when_saving = True  # type: ignore[attr-defined]  # simple-history's own name
        action.save()
    return len(found)


def _by_owner(
    deal: int, actions: Iterable[ActionItem], on: date
) -> dict[int, tuple[Person, list[ActionItem]]]:
    """Return who is reminded of what: id of the person → the person and the actions. Two queries."""
    actions = list(actions)
    held = Membership.objects.on(on).filter(is_deputy=False).select_related("person__user")
    sitting = {m.seat_id: m.person for m in held.filter(seat__in=[a.seat_id for a in actions if a.seat_id])}
    organisers = held.filter(
        body__deal=deal, body__kind=BodyKind.PROJECT_ORGANIZATION, role__in=ORGANISER_ROLES
    )
    keepers = list({m.person_id: m.person for m in organisers.order_by("pk")}.values())
    found: dict[int, tuple[Person, list[ActionItem]]] = {}
    for action in actions:
        owner = action.person or sitting.get(action.seat_id)
        for person in [owner] if owner else keepers:
            found.setdefault(person.pk, (person, []))[1].append(action)
    return found


def _mail(person: Person, actions: list[ActionItem], on: date) -> None:
    deal = actions[0].body.deal
    lines: list[dict[str, Any]] = [
        {
            "action": action,
            "is_late": action.due_on < on,
            "link": absolute_url(
                reverse("governance:action_detail", args=[deal.slug, action.body.slug, action.pk])
            ),
        }
        for action in actions
    ]
    for recipient in recipients_of(person, on=on):
        words = {
            "name": recipient.name,
            "for_person": recipient.for_person,
            "deal": deal,
            "lines": lines,
            "late": sum(line["is_late"] for line in lines),
        }
        queue_mail(
            key=f"actions:{deal.pk}:{person.pk}:{recipient.person_id}:{on}:{actions[0].pk}",
            kind="action_reminder",
            to=recipient.email,
            user=recipient.user,
            **asdict(render_mail("governance/mail/actions", words)),
        )
