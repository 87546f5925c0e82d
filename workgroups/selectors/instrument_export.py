"""The instruments of a list as the rows of a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from workgroups.selectors.instruments import InstrumentRow


def instrument_sheet(rows: Sequence[InstrumentRow]) -> tuple[list[str], list[list[Any]]]:
    """Return the headings and the rows: what the list shows and the text of each instrument. No query."""
    header = [
        _("Name"),
        _("What does it do?"),
        _("Kind"),
        _("Phase"),
        _("Since"),
        _("Working group"),
        _("Version"),
        _("Parties that use it"),
        _("Next step"),
        _("Licence"),
    ]
    return header, [
        [
            row.instrument.title,
            row.instrument.text,
            str(row.kind),
            str(row.state),
            row.since,
            row.group,
            row.version,
            row.users,
            row.instrument.next_step,
            row.instrument.licence,
        ]
        for row in rows
    ]
