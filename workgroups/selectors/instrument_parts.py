"""What instruments put on other pages: the link of the work, and the instruments of a group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, IntegerField, OuterRef, QuerySet, When
from django.db.models.functions import JSONObject
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from citydeal.common.addresses import address
from citydeal.common.compiled import compiled
from citydeal.common.slots import PagePart
from citydeal.common.text import Text
from citydeal.models.stored_file import kind_of
from governance.models import CityDeal
from governance.permissions import Actor
from workgroups.enums import InstrumentState
from workgroups.models import Instrument, VersionAttachment, WorkingGroup
from workgroups.permissions_instruments import (
    among_open_instruments,
    can_add_instrument,
    instruments_open_to,
)
from workgroups.selectors.instruments import (
    LIFE,
    InstrumentRow,
    annotated,
    instrument_row,
    phase_words,
    place_of,
)


@dataclass(frozen=True)
class GroupInstruments:
    """The instruments of a group that a reader may open; ``add_url``: empty for who adds none."""

    rows: Sequence[InstrumentRow]
    add_url: str


def area_link(**about: Any) -> PagePart:
    """Return the link to the instruments beside the other pages about the work."""
    return PagePart("workgroups/parts/instrument_link.html")


def group_part(*, user: Actor, deal: CityDeal, group: WorkingGroup, on: date, **about: Any) -> PagePart:
    """Return the instruments of a group for its page, the furthest first. One query.

    Needs the body of the group loaded, with its deal.
    """
    found = _of_group(group=group.pk, on=on, **instruments_open_to(user, deal))
    rows = [instrument_row(user, deal, instrument) for instrument in found]
    rows.sort(key=lambda row: -row.place)
    add_url = ""
    if can_add_instrument(user, deal, group):
        add_url = f"{address('workgroups:instrument_create', deal.slug)}?groep={group.pk}"
    return PagePart("workgroups/parts/group_instruments.html", GroupInstruments(rows, add_url))


@dataclass(frozen=True)
class Download:
    """A file or a link of an instrument that can be used: its name, and what it is."""

    title: str
    url: str
    about: str


@dataclass(frozen=True)
class DealInstrument:
    """An instrument on the page of its deal. ``place``: in its life, of ``phases``; see ``InstrumentRow``."""

    title: str
    url: str
    text: str
    state: Text
    place: int
    downloads: Sequence[Download]

    @property
    def phase(self) -> str:
        """Return how far it is, in words."""
        return phase_words(self.place)


@dataclass(frozen=True)
class DealInstruments:
    """The furthest instruments of a deal; ``anchor`` and ``label`` of the part, for the menu of the page."""

    rows: Sequence[DealInstrument]
    label: Text
    all_url: str
    anchor: str = "instrumenten"
    phases: int = len(LIFE)


# What others can take along is worth a download; before that it still changes.
_USABLE = (InstrumentState.READY, InstrumentState.IN_USE, InstrumentState.EMBEDDED)
_SHOWN = 8


def deal_part(*, user: Actor, deal: CityDeal, **about: Any) -> PagePart | None:
    """Return the furthest instruments of a deal for its page; None where there are none. One query."""
    found = _of_deal(**instruments_open_to(user, deal))
    if not found:
        return None
    rows = [_deal_row(deal, *row) for row in found]
    data = DealInstruments(rows, _("Instruments"), address("workgroups:instrument_list", deal.slug))
    return PagePart("workgroups/parts/deal_instruments.html", data)


def _deal_row(
    deal: CityDeal, slug: str, title: str, text: str, state: str, files: list[dict[str, Any]]
) -> DealInstrument:
    usable = files if state in _USABLE else []
    # The newest version comes first; older ones stand on the page of the instrument.
    newest = [file for file in usable if file["version"] == usable[0]["version"]]
    return DealInstrument(
        title=title,
        url=address("workgroups:instrument_detail", deal.slug, slug),
        text=text,
        state=InstrumentState(state).label,
        place=place_of(state),
        downloads=[_download(deal, slug, file) for file in newest],
    )


def _download(deal: CityDeal, slug: str, file: dict[str, Any]) -> Download:
    if file["url"]:
        return Download(file["title"], file["url"], _("website"))
    url = address("workgroups:attachment_file", deal.slug, slug, file["id"])
    return Download(file["title"], url, f"{kind_of(file['name'])}, {filesizeformat(file['size'])}")


@compiled
def _of_deal(deal: Any, levels: Any, own: Any, led: Any) -> QuerySet[Any]:
    row = JSONObject(
        id="pk", version="version_id", title="title", url="url", name="file__name", size="file__size"
    )
    files = VersionAttachment.objects.filter(
        version__instrument=OuterRef("pk"), version__withdrawn_on__isnull=True
    ).order_by("-version__order", "-version", "pk")
    place = Case(
        *(When(state=state.value, then=number) for number, state in enumerate(LIFE)),
        output_field=IntegerField(),
    )
    found = Instrument.objects.filter(among_open_instruments(deal, levels, own, led))
    found = found.exclude(state=InstrumentState.DROPPED.value).order_by(place.desc(), "title", "pk")
    return found.values_list("slug", "title", "text", "state", ArraySubquery(files.values_list(row)))[:_SHOWN]


@compiled
def _of_group(deal: Any, levels: Any, own: Any, led: Any, group: Any, on: Any) -> QuerySet[Instrument]:
    found = Instrument.objects.filter(among_open_instruments(deal, levels, own, led), group=group)
    return annotated(found, on)
