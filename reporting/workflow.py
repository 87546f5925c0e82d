"""The status table of a progress report: from which state to which, and what it asks for (rules 9 and 10)."""

from __future__ import annotations

from dataclasses import dataclass

from reporting.enums import ReportState


@dataclass(frozen=True)
class Transition:
    """A step from one state to another. ``right``: codename of the right on the deal that it asks for.

    ``asks_reason``: somebody must say why. ``by_act``: no button leads there; sending and evaluating do more.
    """

    before: str
    after: str
    right: str = "manage_composition"
    asks_reason: bool = False
    by_act: bool = False


# What was released never goes back: corrections are errata.
REPORT_TRANSITIONS: tuple[Transition, ...] = (
    Transition(ReportState.DRAFT, ReportState.IN_REVIEW),
    Transition(ReportState.IN_REVIEW, ReportState.DRAFT, asks_reason=True),
    # The project manager reports (rule 9), so the project manager releases, never the secretary alone.
    Transition(ReportState.IN_REVIEW, ReportState.RELEASED, right="accept_exceptions"),
    Transition(ReportState.RELEASED, ReportState.SENT, by_act=True),
    Transition(ReportState.SENT, ReportState.EVALUATED, by_act=True),
)


def report_steps(state: str) -> dict[str, Transition]:
    """Return where a report in this state may go: state → transition."""
    return {str(step.after): step for step in REPORT_TRANSITIONS if step.before == state}
