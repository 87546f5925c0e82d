"""Status tables of governance: from which state to which.

A party's state is asked on any date, so it is a list of dated rows and not a column:
``PartyQuerySet.with_state`` reads the row that holds on the day asked for.
"""

from governance.enums import PartyState

# State before (None: a new party) → states that may follow. Source: rules 47, 55 and 64, choice A2-5.
PARTY_TRANSITIONS: dict[str | None, frozenset[str]] = {
    None: frozenset({PartyState.EXPLORING, PartyState.INTENT, PartyState.PARTY, PartyState.COOPERATING}),
    PartyState.EXPLORING: frozenset(
        {PartyState.INTENT, PartyState.PARTY, PartyState.WITHDRAWN, PartyState.COOPERATING}
    ),
    PartyState.INTENT: frozenset({PartyState.PARTY, PartyState.WITHDRAWN}),
    PartyState.COOPERATING: frozenset(
        {PartyState.EXPLORING, PartyState.INTENT, PartyState.PARTY, PartyState.WITHDRAWN}
    ),
    PartyState.PARTY: frozenset({PartyState.WITHDRAWN}),
    PartyState.WITHDRAWN: frozenset({PartyState.EXPLORING, PartyState.INTENT, PartyState.PARTY}),
}
