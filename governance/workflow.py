"""Status tables of governance: from which state to which.

A party's state is asked on any date, so it is a list of dated rows and not a column:
``PartyQuerySet.with_state`` reads the row that holds on the day asked for.
"""

from dataclasses import dataclass

from governance.enums import DealState, MeetingState, PartyEventKind, PartyState

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

# What happens to a party → the state that follows from it; signing the extension changes no state.
PARTY_EVENT_STATES: dict[str, str] = {
    PartyEventKind.EXPLORING: PartyState.EXPLORING,
    PartyEventKind.COOPERATION: PartyState.COOPERATING,
    PartyEventKind.INTENT: PartyState.INTENT,
    PartyEventKind.SIGNING: PartyState.PARTY,
    PartyEventKind.LATER_SIGNING: PartyState.PARTY,
    PartyEventKind.WITHDRAWAL: PartyState.WITHDRAWN,
}


@dataclass(frozen=True)
class DealTransition:
    """A step of a deal from one state to another; ``asks_reason``: whether somebody must say why."""

    before: str
    after: str
    asks_reason: bool = False


# Where a deal may go. A closed deal is opened again only with a reason.
DEAL_TRANSITIONS: tuple[DealTransition, ...] = (
    DealTransition(DealState.PREPARATION, DealState.RUNNING),
    DealTransition(DealState.PREPARATION, DealState.CLOSED, asks_reason=True),
    DealTransition(DealState.RUNNING, DealState.CLOSED),
    DealTransition(DealState.CLOSED, DealState.RUNNING, asks_reason=True),
    DealTransition(DealState.CLOSED, DealState.PREPARATION, asks_reason=True),
)


def deal_steps(state: str) -> dict[str, DealTransition]:
    """Return where a deal in this state may go: state → step."""
    return {str(step.after): step for step in DEAL_TRANSITIONS if step.before == state}


@dataclass(frozen=True)
class MeetingTransition:
    """A step of a meeting; ``asks_reason``: whether somebody must say why."""

    before: str
    after: str
    asks_reason: bool = False


# Where a meeting may go. Before convening nothing but the reservation is mailed; a report is adopted by the
# body in a next meeting, so no button leads to "adopted". What was cancelled stays so: a new one is made.
MEETING_TRANSITIONS: tuple[MeetingTransition, ...] = (
    MeetingTransition(MeetingState.DRAFT, MeetingState.RESERVED),
    MeetingTransition(MeetingState.DRAFT, MeetingState.CONVENED),
    MeetingTransition(MeetingState.DRAFT, MeetingState.CANCELLED, asks_reason=True),
    # Held without the portal: only its report is kept here.
    MeetingTransition(MeetingState.DRAFT, MeetingState.IN_SESSION),
    MeetingTransition(MeetingState.RESERVED, MeetingState.IN_SESSION),
    MeetingTransition(MeetingState.RESERVED, MeetingState.CONVENED),
    MeetingTransition(MeetingState.RESERVED, MeetingState.CANCELLED, asks_reason=True),
    MeetingTransition(MeetingState.CONVENED, MeetingState.IN_SESSION),
    MeetingTransition(MeetingState.CONVENED, MeetingState.CANCELLED, asks_reason=True),
    MeetingTransition(MeetingState.IN_SESSION, MeetingState.CONVENED, asks_reason=True),
    MeetingTransition(MeetingState.IN_SESSION, MeetingState.MINUTES),
    MeetingTransition(MeetingState.MINUTES, MeetingState.IN_SESSION, asks_reason=True),
    MeetingTransition(MeetingState.MINUTES, MeetingState.ADOPTED),
)


def meeting_steps(state: str) -> dict[str, MeetingTransition]:
    """Return where a meeting in this state may go: state → step."""
    return {str(step.after): step for step in MEETING_TRANSITIONS if step.before == state}
