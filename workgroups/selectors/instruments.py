"""The instruments of a deal: the list, and what forms about them let people choose from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from citydeal.common.addresses import address
from citydeal.common.compiled import compiled
from citydeal.common.dates import holds_on
from citydeal.common.text import Text
from governance.enums import DecisionSubject, PartyState
from governance.models import Body, CityDeal, Decision, Party
from governance.permissions import Actor, can_view_body
from governance.selectors.decisions import decisions_about
from workgroups.enums import InstrumentKind, InstrumentState
from workgroups.models import (
    Instrument,
    InstrumentStatus,
    InstrumentUse,
    InstrumentVersion,
    ProcessQuestion,
    Step,
    WorkingGroup,
)
from workgroups.permissions_instruments import among_open_instruments, instruments_open_to

# The life of an instrument, in order; what is dropped left it.
LIFE: tuple[InstrumentState, ...] = tuple(
    state for state in InstrumentState if state != InstrumentState.DROPPED
)
BADGES: dict[str, str] = {
    InstrumentState.IDEA: "neutral",
    InstrumentState.LONGLIST: "neutral",
    InstrumentState.CHOSEN: "active",
    InstrumentState.IN_DEVELOPMENT: "active",
    InstrumentState.IN_TEST: "active",
    InstrumentState.READY: "safe",
    InstrumentState.IN_USE: "safe",
    InstrumentState.EMBEDDED: "safe",
    InstrumentState.DROPPED: "neutral",
}
# How a list is ordered; the name comes first.
BY_TITLE, BY_STATE, BY_NEWS = "", "fase", "nieuw"
SORT_CHOICES = [
    (BY_TITLE, pgettext_lazy("sort", "Name")),
    (BY_STATE, pgettext_lazy("sort", "Furthest first")),
    (BY_NEWS, pgettext_lazy("sort", "Newest state first")),
]


@dataclass(frozen=True)
class InstrumentRow:
    """An instrument in a list.

    ``place``: its phase in its life, 0 when it is dropped; ``users``: how many parties use it now;
    ``version``: the number of the newest that is not withdrawn; ``group``: empty where it is not open.
    """

    instrument: Instrument
    url: str
    badge: str
    state: Text
    kind: Text
    place: int
    since: date | None
    users: int
    version: str
    group: str
    group_url: str

    @property
    def phase(self) -> str:
        """Return how far it is, in words; empty when it is dropped."""
        return phase_words(self.place)

    @property
    def used_by(self) -> str:
        """Return by how many parties it is used, in words."""
        if not self.users:
            return _("Nobody yet")
        return ngettext("%(count)s party", "%(count)s parties", self.users) % {"count": self.users}

    @property
    def phases(self) -> int:
        """Return how many phases there are."""
        return len(LIFE)


def phase_words(place: int) -> str:
    """Return in words how far an instrument is; empty for place 0: it is dropped."""
    return _("Phase %(place)s of %(count)s") % {"place": place, "count": len(LIFE)} if place else ""


@dataclass(frozen=True)
class InstrumentFilter:
    """What a list is asked for: words, a state, a kind, a group (its id as text), and the order."""

    query: str = ""
    state: str = ""
    kind: str = ""
    group: str = ""
    sort: str = BY_TITLE

    @property
    def is_set(self) -> bool:
        """Whether anything is left out."""
        return any((self.query, self.state, self.kind, self.group))


def instrument_rows(user: Actor, deal: CityDeal, on: date, wanted: InstrumentFilter) -> list[InstrumentRow]:
    """Return the instruments that this account (or nobody) may read and a filter asks for. One query.

    What is dropped is shown only where the filter asks for it.
    """
    rows = [
        instrument_row(user, deal, instrument)
        for instrument in _lines(on=on, **instruments_open_to(user, deal))
    ]
    found = [row for row in rows if _is_wanted(row, wanted)]
    if wanted.sort == BY_STATE:
        found.sort(key=lambda row: -row.place)
    elif wanted.sort == BY_NEWS:
        found.sort(key=lambda row: row.since or date.min, reverse=True)
    return found


def instrument_row(user: Actor, deal: CityDeal, instrument: Instrument) -> InstrumentRow:
    """Return an instrument, with what ``_annotated`` added, as a row of a list. No query."""
    line: Any = instrument
    body = open_group(user, deal, instrument)
    return InstrumentRow(
        instrument=instrument,
        url=address("workgroups:instrument_detail", deal.slug, instrument.slug),
        badge=BADGES[instrument.state],
        state=InstrumentState(instrument.state).label,
        kind=InstrumentKind(instrument.kind).label,
        place=place_of(instrument.state),
        since=line.since,
        users=line.users,
        version=line.version or "",
        group=body.name if body else "",
        group_url=address("governance:body_detail", deal.slug, body.slug) if body else "",
    )


def open_group(user: Actor, deal: CityDeal, instrument: Instrument) -> Body | None:
    """Return the body of the group that makes an instrument, where this account may open it. No query."""
    if instrument.group is None:
        return None
    body: Body = instrument.group.body
    body.deal = deal
    return body if can_view_body(user, body) else None


def place_of(state: str) -> int:
    """Return the place of a state in the life of an instrument, from 1; 0 for dropped."""
    return LIFE.index(InstrumentState(state)) + 1 if state != InstrumentState.DROPPED else 0


def _is_wanted(row: InstrumentRow, wanted: InstrumentFilter) -> bool:
    instrument = row.instrument
    if wanted.state != instrument.state and (wanted.state or instrument.state == InstrumentState.DROPPED):
        return False
    if wanted.kind and wanted.kind != instrument.kind:
        return False
    # A group that this account may not open is no way to find what it makes.
    if wanted.group and not (row.group and wanted.group == str(instrument.group_id)):
        return False
    text = f"{instrument.title} {instrument.text} {instrument.next_step}"
    return wanted.query.casefold() in text.casefold()


@compiled
def _lines(deal: Any, levels: Any, own: Any, led: Any, on: Any) -> QuerySet[Instrument]:
    found = Instrument.objects.filter(among_open_instruments(deal, levels, own, led))
    return annotated(found, on)


def annotated(found: QuerySet[Instrument], on: Any) -> QuerySet[Instrument]:
    """Add what rows show: ``since`` in this state, ``users`` on a day, the newest ``version``, the group."""
    statuses = InstrumentStatus.objects.filter(instrument=OuterRef("pk")).order_by("-on", "-pk")
    versions = InstrumentVersion.objects.filter(instrument=OuterRef("pk"), withdrawn_on__isnull=True)
    uses = InstrumentUse.objects.filter(holds_on(on), version__instrument=OuterRef("pk")).order_by()
    counted = uses.values("version__instrument").annotate(count=Count("party", distinct=True))
    return found.select_related("group__body").annotate(
        since=Subquery(statuses.values("on")[:1]),
        version=Subquery(versions.order_by("-order", "-pk").values("number")[:1]),
        users=Coalesce(Subquery(counted.values("count")), 0),
    )


# --- What forms let people choose from -------------------------------------------------------


def groups_of_instruments(user: Actor, deal: CityDeal) -> list[tuple[int, str]]:
    """Return the groups that make instruments and are open to this account, by name. One query."""
    found = _makers(deal=deal.pk)
    for group in found:
        group.body.deal = deal
    return [(group.pk, group.body.name) for group in found if can_view_body(user, group.body)]


@compiled
def _makers(deal: Any) -> QuerySet[WorkingGroup]:
    made = WorkingGroup.objects.filter(body__deal=deal, instruments__isnull=False).distinct()
    return made.select_related("body").order_by("body__name", "pk")


@dataclass(frozen=True)
class Origins:
    """What an instrument may come from: groups with their body, their steps, and questions."""

    groups: Sequence[WorkingGroup]
    steps: Sequence[Step]
    questions: Sequence[ProcessQuestion]


def possible_origins(deal: CityDeal, on: date, only: Sequence[int] | None, keep: Any = None) -> Origins:
    """Return what an instrument may come from; ``only``: these groups. Three queries.

    ``keep``: an instrument whose group stays a choice, also when it ended.
    """
    there = Q(body__end__isnull=True) | Q(body__end__gte=on)
    wanted = there if only is None else there & Q(pk__in=only)
    if keep is not None and keep.group_id:
        wanted |= Q(pk=keep.group_id)
    groups = WorkingGroup.objects.filter(wanted, body__deal=deal).select_related("body__deal", "question")
    found = list(groups.order_by("body__order", "pk"))
    steps = Step.objects.filter(group__in=found).select_related("group__body__deal", "group__question")
    return Origins(
        groups=found,
        steps=list(steps.order_by("group__body__order", "group", "order", "pk")),
        questions=list(ProcessQuestion.objects.filter(deal=deal)),
    )


def parties_on(deal: CityDeal, on: date) -> list[Party]:
    """Return who takes part in a deal on a day, by name. One query."""
    there = (PartyState.PARTY.value, PartyState.INTENT.value, PartyState.EXPLORING.value)
    also = (*there, PartyState.COOPERATING.value)
    found = Party.objects.with_state(on).filter(deal=deal, **{"state__in": also})
    return list(found.select_related("organization").order_by("organization__name", "pk"))


def carrying_decisions(deal: CityDeal) -> list[Decision]:
    """Return the decisions about the work itself that an instrument may rest on, newest first. One query."""
    return decisions_about(deal, [DecisionSubject.CONTENT.value])
