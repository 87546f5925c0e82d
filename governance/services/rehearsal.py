"""Show what an act with many consequences does before it is done: do it, look, and take it back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from django.db import transaction

from governance.models import CityDeal
from governance.selectors.facts import clauses_on, whole_deal
from governance.selectors.findings import Effect, effects_between

Result = TypeVar("Result")


def rehearse(deal: CityDeal, on: date, act: Callable[[], Result]) -> tuple[Result, list[Effect]]:
    """Carry out an act inside a savepoint, ask every rule of the deal, and undo all of it.

    Returns what the act returned and what it would do to the rules, as of ``on``. Raises what the act
    raises, so that a page never asks to confirm what would be refused. Mail and tasks go with it.
    """
    clauses = clauses_on(deal, on)
    before = whole_deal(deal, clauses)
    with transaction.atomic():
        result = act()
        after = whole_deal(deal, clauses)
        transaction.set_rollback(True)
    return result, effects_between(deal, before, after, on, clauses)
