"""What reports put on pages of others: the way to them in the main menu."""

from __future__ import annotations

from typing import Any

from citydeal.common.slots import PagePart


def nav_link(**about: Any) -> PagePart:
    """Return the way to the reports of a deal, in the main menu."""
    return PagePart("reporting/parts/reports_nav.html")
