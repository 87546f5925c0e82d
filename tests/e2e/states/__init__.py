"""Every page of the portal in every state that it can be in, and how a visitor gets there.

``base`` says what a state is; each other module registers those of one part of the portal.
"""

from tests.e2e.states import (
    accounts,
    actions,
    agenda,
    assessment,
    bodies,
    calendar,
    charters,
    compliance,
    covenant,
    deals,
    field_tests,
    forms,
    instruments,
    meetings,
    parties,
    people,
    planning,
    portal,
    sessions,
    steps,
)
from tests.e2e.states.base import STATES, State, Visit

__all__ = [
    "STATES",
    "State",
    "Visit",
    "accounts",
    "actions",
    "agenda",
    "assessment",
    "bodies",
    "calendar",
    "charters",
    "compliance",
    "covenant",
    "deals",
    "field_tests",
    "forms",
    "instruments",
    "meetings",
    "parties",
    "people",
    "planning",
    "portal",
    "sessions",
    "steps",
]
