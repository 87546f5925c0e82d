"""The member check: twice a year every party is asked whether its names and offices are right."""

from __future__ import annotations

import logging
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from citydeal.common.compiled import compiled
from citydeal.common.dates import holds_on
from citydeal.common.errors import DomainError
from governance.enums import PartyState, RequestKind
from governance.models import Party, PartyRequest
from governance.services.requests import Question, ask_by_clock

log = logging.getLogger(__name__)

MOST_AT_ONCE = 500


def half_of(on: date) -> tuple[str, date]:
    """Return the half of the calendar year of a day: its name, such as 2026-H2, and its first day."""
    half = 1 if on.month <= 6 else 2
    return f"{on.year}-H{half}", date(on.year, 1 if half == 1 else 7, 1)


def check_key(party: int, half: str) -> str:
    """Return the key of a member check: one for each party and half-year."""
    return f"check:{party}:{half}"


def ensure_member_checks(on: date) -> int:
    """Ask parties that were not asked yet in this half-year, 500 at most; returns how many were asked.

    The others are asked by the next run: a half-year begins for every deal on one day, and nobody waits
    for this question, while an hour's run that takes longer than a task may would be cut off.

    Asked are parties of deals that run, with a contact since the first day of the half-year at least:
    so nobody is asked while a deal is still being filled in. Idempotent by the key, also beside itself.
    A party that cannot be asked now is skipped and asked later. Side effects: mail, history.
    """
    half, first_day = half_of(on)
    asked = PartyRequest.objects.filter(kind=RequestKind.MEMBER_CHECK, key__endswith=f":{half}")
    due = (
        Party.objects.with_state(on)
        .filter(holds_on(on, "deal__"), **{"state__in": [PartyState.PARTY, PartyState.INTENT]})
        .filter(holds_on(first_day, "contacts__"))
        .exclude(pk__in=asked.values("party"))
        .order_by("pk")
        .distinct()
    )
    asked_now = 0
    for pk in list(due.values_list("pk", flat=True)):
        asked_now += _ask(pk, half)
        if asked_now == MOST_AT_ONCE:
            break
    return asked_now


def ask_member_check(party: Party) -> bool:
    """Ask a party whether its names and offices are right, once in this half-year; whether it was asked.

    Raises DomainError for a party that cannot be reached. Side effects: mail, history.
    """
    return _ask_once(party, half_of(timezone.localdate())[0])


def _ask(pk: int, half: str) -> bool:
    """Ask one party, in a transaction of its own; whether it was asked."""
    try:
        with transaction.atomic():
            (party,) = _locked(pk=pk)
            return _ask_once(party, half)
    except DomainError as error:
        log.warning("Party %s is not asked to check its names: %s", pk, error.message)
        return False


def _ask_once(party: Party, half: str) -> bool:
    key = check_key(party.pk, half)
    if _asked(key=key):
        return False
    ask_by_clock(party, Question(RequestKind.MEMBER_CHECK, key))
    return True


@compiled
def _locked(pk: Any) -> QuerySet[Party]:
    locked = Party.objects.select_for_update(of=("self",)).filter(pk=pk)
    return locked.select_related("deal", "organization")


@compiled
def _asked(key: Any) -> QuerySet[Any]:
    return PartyRequest.objects.filter(key=key).order_by().values_list("pk")
