"""How the parts of the notes with an item are called."""

from __future__ import annotations

from citydeal.common.text import Text
from governance.models import ChairNote, CoverNote


def _labels(model: type[CoverNote] | type[ChairNote], names: tuple[str, ...]) -> dict[str, Text]:
    return {name: model._meta.get_field(name).verbose_name for name in names}  # type: ignore[union-attr]


# Field → label, in the order in which they stand on the page and in the pack.
COVER_LABELS: dict[str, Text] = _labels(
    CoverNote,
    (
        "asked",
        "occasion",
        "arguments",
        "objections",
        "money",
        "heard",
        "communication",
        "follow_up",
        "publicity",
    ),
)
CHAIR_LABELS: dict[str, Text] = _labels(ChairNote, ("intended", "speakers", "objections"))
