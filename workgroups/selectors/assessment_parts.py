"""What principles, framework and longlist put on pages of others."""

from __future__ import annotations

from typing import Any

from citydeal.common.slots import PagePart


def area_links(**about: Any) -> PagePart:
    """Return the links to longlist, principles and framework beside the other pages about the work."""
    return PagePart("workgroups/parts/assessment_links.html")
