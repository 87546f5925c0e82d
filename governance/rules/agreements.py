"""From when a decision holds for a party that it asks something of (choice A2-10)."""

from __future__ import annotations

from datetime import date

from governance.enums import AgreementState

AGREES = frozenset({AgreementState.MANDATE, AgreementState.SUBJECT_TO})


def holds_from(
    state: str, confirmed_on: date | None, effective_on: date | None, withdrawn_on: date | None = None
) -> date | None:
    """Return the day from which a decision holds for a party; None while it does not, or if never.

    A party that agrees is bound from the day it confirmed, and not before the decision takes effect. A
    steering group binds no college or council. Source: choice A2-10.
    """
    if state not in AGREES or confirmed_on is None:
        return None
    day = confirmed_on if effective_on is None else max(confirmed_on, effective_on)
    return None if withdrawn_on is not None and withdrawn_on <= day else day
