"""What the work puts on the page of its deal: the phases, and the instruments that are furthest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, IntegerField, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import JSONObject
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from citydeal.common.addresses import address
from citydeal.common.compiled import compiled
from citydeal.common.slots import PagePart
from citydeal.common.text import Text
from citydeal.models.stored_file import kind_of
from governance.enums import DealState
from governance.models import CityDeal, Phase
from governance.permissions import Actor
from governance.selectors.covenant import PhaseLine, phase_line
from governance.selectors.rule_parts import a_day, day
from workgroups.enums import FrozenFor, InstrumentState
from workgroups.models import Instrument, InstrumentVersion, VersionAttachment
from workgroups.permissions_instruments import among_open_instruments, instruments_open_to
from workgroups.selectors.instruments import LIFE, phase_words, place_of

Row = dict[str, Any]

# What others can take along is worth a download; before that it still changes.
_USABLE = (InstrumentState.READY, InstrumentState.IN_USE, InstrumentState.EMBEDDED)
_SHOWN = 8


@dataclass(frozen=True)
class Download:
    """A file or a link of an instrument that can be used: its name, and what it is."""

    title: str
    url: str
    about: str


@dataclass(frozen=True)
class DealInstrument:
    """An instrument on the page of its deal; ``place`` in its life, see ``InstrumentRow``."""

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
class DealWork:
    """The phases of a deal and its furthest instruments; ``life``: how many places an instrument has."""

    phases: Sequence[PhaseLine]
    instruments: Sequence[DealInstrument]
    all_url: str
    life: int = len(LIFE)

    @property
    def anchors(self) -> list[tuple[str, Text]]:
        """Return the sections that there are, for the menu of the page."""
        sections = [("fasen", _("Phases"), self.phases), ("instrumenten", _("Instruments"), self.instruments)]
        return [(anchor, label) for anchor, label, rows in sections if rows]


def deal_part(*, user: Actor, deal: CityDeal, on: date, **about: Any) -> PagePart:
    """Return the phases as they stand on a day, and the instruments that are furthest. One query."""
    ((phases, instruments),) = _work(**instruments_open_to(user, deal))
    data = DealWork(
        [_phase(deal, row, on) for row in phases],
        [_instrument(deal, row) for row in instruments],
        address("workgroups:instrument_list", deal.slug),
    )
    return PagePart("workgroups/parts/deal_work.html", data)


def _phase(deal: CityDeal, row: Row, on: date) -> PhaseLine:
    found = Phase(
        pk=row["id"],
        name=row["name"],
        text=row["text"],
        planned_label=row["planned_label"],
        planned_start=a_day(row["planned_start"]),
        planned_end=day(row["planned_end"]),
        actual_start=day(row["actual_start"]),
        actual_end=day(row["actual_end"]),
    )
    line = phase_line(found, (), on)
    # An end that nobody filled in does not make a phase of a closed deal go on.
    is_over = deal.state == DealState.CLOSED and line.place == "current"
    return replace(line, place="done") if is_over else line


def _instrument(deal: CityDeal, row: Row) -> DealInstrument:
    files = row["files"] if row["state"] in _USABLE else []
    return DealInstrument(
        title=row["title"],
        url=address("workgroups:instrument_detail", deal.slug, row["slug"]),
        text=row["text"],
        state=InstrumentState(row["state"]).label,
        place=place_of(row["state"]),
        downloads=[_download(deal, row["slug"], file) for file in files],
    )


def _download(deal: CityDeal, slug: str, file: Row) -> Download:
    if file["url"]:
        return Download(file["title"], file["url"], _("website"))
    url = address("workgroups:attachment_file", deal.slug, slug, file["id"])
    return Download(file["title"], url, f"{kind_of(file['name'])}, {filesizeformat(file['size'])}")


@compiled
def _work(deal: Any, levels: Any, own: Any, led: Any) -> QuerySet[Any]:
    dates = ("planned_start", "planned_end", "actual_start", "actual_end")
    phase = JSONObject(id="pk", **{name: name for name in ("name", "text", "planned_label", *dates)})
    phases = Phase.objects.filter(deal=OuterRef("pk")).order_by("order", "pk").values_list(phase)
    # What is still being made is nobody's download; what was offered for use goes before what is tested.
    offered = InstrumentVersion.objects.filter(
        instrument=OuterRef("pk"), frozen_on__isnull=False, withdrawn_on__isnull=True
    ).order_by(
        Case(When(frozen_for=FrozenFor.USE.value, then=0), default=1, output_field=IntegerField()),
        "-order",
        "-pk",
    )
    file = JSONObject(id="pk", title="title", url="url", name="file__name", size="file__size")
    files = VersionAttachment.objects.filter(version=OuterRef("offered")).order_by("pk")
    place = Case(
        *(When(state=state.value, then=number) for number, state in enumerate(LIFE)),
        output_field=IntegerField(),
    )
    instrument = JSONObject(
        slug="slug", title="title", text="text", state="state", files=ArraySubquery(files.values_list(file))
    )
    found = Instrument.objects.filter(among_open_instruments(deal, levels, own, led))
    found = found.annotate(offered=Subquery(offered.values("pk")[:1]))
    found = found.exclude(state=InstrumentState.DROPPED.value).order_by(place.desc(), "title", "pk")
    work = CityDeal.objects.filter(pk=deal).order_by()
    return work.values_list(ArraySubquery(phases), ArraySubquery(found.values_list(instrument)[:_SHOWN]))
