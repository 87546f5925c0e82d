"""The sections of this app that every report has; contributions and risks bring their own."""

from __future__ import annotations

from citydeal.common.registry import report_sections
from reporting.selectors.sections import composition, decisions, groups, instruments, milestones, summary

OWN = (
    summary.SECTION,
    groups.SECTION,
    instruments.INSTRUMENTS,
    instruments.TESTS,
    milestones.MILESTONES,
    decisions.DECISIONS,
    decisions.ACTIONS,
    composition.SECTION,
    decisions.ASKED,
    milestones.OUTLOOK,
)


def register_sections() -> None:
    """Add them; called once, at start."""
    for section in OWN:
        report_sections.register(section.key, section)
