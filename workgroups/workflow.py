"""Status tables of the work: from which state to which, who may, and what it asks for."""

from __future__ import annotations

from dataclasses import dataclass

from workgroups.enums import FrameworkState, InstrumentState, MilestoneState, StepState, TestState


@dataclass(frozen=True)
class Transition:
    """A step from one state to another.

    ``asks_reason``: somebody must say why. ``asks_decision``: only by a decision of a competent body.
    """

    before: str
    after: str
    asks_reason: bool = False
    asks_decision: bool = False


# Where a step may go. What was done is taken up again only with a reason.
STEP_TRANSITIONS: tuple[Transition, ...] = (
    Transition(StepState.PLANNED, StepState.BUSY),
    Transition(StepState.PLANNED, StepState.DROPPED, asks_reason=True),
    Transition(StepState.BUSY, StepState.DONE),
    Transition(StepState.BUSY, StepState.PLANNED, asks_reason=True),
    Transition(StepState.BUSY, StepState.DROPPED, asks_reason=True),
    Transition(StepState.DONE, StepState.BUSY, asks_reason=True),
    Transition(StepState.DROPPED, StepState.PLANNED, asks_reason=True),
)

# The life of an instrument. A body chooses it and says that it is ready; it can be dropped at any time.
INSTRUMENT_TRANSITIONS: tuple[Transition, ...] = (
    Transition(InstrumentState.IDEA, InstrumentState.LONGLIST),
    Transition(InstrumentState.IDEA, InstrumentState.IN_DEVELOPMENT, asks_decision=True),
    Transition(InstrumentState.LONGLIST, InstrumentState.CHOSEN, asks_decision=True),
    Transition(InstrumentState.CHOSEN, InstrumentState.IN_DEVELOPMENT),
    Transition(InstrumentState.IN_DEVELOPMENT, InstrumentState.IN_TEST),
    Transition(InstrumentState.IN_TEST, InstrumentState.IN_DEVELOPMENT, asks_reason=True),
    Transition(InstrumentState.IN_TEST, InstrumentState.READY, asks_decision=True),
    Transition(InstrumentState.READY, InstrumentState.IN_TEST, asks_reason=True),
    Transition(InstrumentState.READY, InstrumentState.IN_USE),
    Transition(InstrumentState.IN_USE, InstrumentState.READY, asks_reason=True),
    Transition(InstrumentState.IN_USE, InstrumentState.EMBEDDED),
    Transition(InstrumentState.EMBEDDED, InstrumentState.IN_USE, asks_reason=True),
    *(
        Transition(state, InstrumentState.DROPPED, asks_reason=True)
        for state in InstrumentState
        if state != InstrumentState.DROPPED
    ),
    Transition(InstrumentState.DROPPED, InstrumentState.IDEA, asks_reason=True),
)

# Where a field test may go.
TEST_TRANSITIONS: tuple[Transition, ...] = (
    Transition(TestState.PLANNED, TestState.RUNNING),
    Transition(TestState.PLANNED, TestState.STOPPED, asks_reason=True),
    Transition(TestState.RUNNING, TestState.DONE),
    Transition(TestState.RUNNING, TestState.STOPPED, asks_reason=True),
    Transition(TestState.DONE, TestState.RUNNING, asks_reason=True),
    Transition(TestState.STOPPED, TestState.PLANNED, asks_reason=True),
)

# A version of the framework. It goes back to a draft only as long as nobody gave a score with it.
FRAMEWORK_TRANSITIONS: tuple[Transition, ...] = (
    Transition(FrameworkState.DRAFT, FrameworkState.OPEN),
    Transition(FrameworkState.OPEN, FrameworkState.DRAFT),
    Transition(FrameworkState.OPEN, FrameworkState.CLOSED),
    Transition(FrameworkState.CLOSED, FrameworkState.OPEN, asks_reason=True),
)

# Where a milestone may go. What was reached or dropped is taken up again only with a reason.
MILESTONE_TRANSITIONS: tuple[Transition, ...] = (
    Transition(MilestoneState.OPEN, MilestoneState.REACHED),
    Transition(MilestoneState.OPEN, MilestoneState.DROPPED, asks_reason=True),
    Transition(MilestoneState.REACHED, MilestoneState.OPEN, asks_reason=True),
    Transition(MilestoneState.DROPPED, MilestoneState.OPEN, asks_reason=True),
)


def steps_from(table: tuple[Transition, ...], state: str) -> dict[str, Transition]:
    """Return where something in this state may go: state → transition."""
    return {str(transition.after): transition for transition in table if transition.before == state}
