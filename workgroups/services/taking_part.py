"""Whether a party takes part in its deal on a day."""

from __future__ import annotations

from datetime import date
from typing import Any

from governance.models import Party
from governance.rules.facts import TAKING_PART


def takes_part_on(party: Party, on: date) -> bool:
    """Whether this party takes part on a day: exploring, intent signed, or party (choice A2-5). One query."""
    dated: Any = Party.objects.with_state(on).get(pk=party.pk)
    return dated.state in TAKING_PART
