"""The register of risks as its pages show it, and what the heaviest are for dashboards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from citydeal.common.addresses import address
from citydeal.common.compiled import compiled
from citydeal.common.dates import holds_on, in_words
from citydeal.common.text import Text
from governance.models import CityDeal, Membership, PartyContact, Person
from governance.models.person import full_name_at
from governance.permissions import Actor
from reporting.enums import RiskKind, RiskLevel, RiskState
from reporting.models import Risk, RiskUpdate
from reporting.permissions_risks import (
    among_open_risks,
    can_keep_risks,
    can_update_risk,
    risks_open_to,
)
from reporting.rules.risks import Weight, points, weight

BADGES = {Weight.LIGHT: "neutral", Weight.FAIR: "warning", Weight.HEAVY: "danger"}
WEIGHT_LABELS: dict[Weight, Text] = {
    Weight.LIGHT: pgettext_lazy("weight of a risk", "Light"),
    Weight.FAIR: pgettext_lazy("weight of a risk", "Fair"),
    Weight.HEAVY: pgettext_lazy("weight of a risk", "Heavy"),
}
CLOSED_LABEL: Text = gettext_lazy("Closed risk")


class RiskRow(NamedTuple):
    """What a list shows of a risk, read as plain values: a dashboard goes through all of a deal."""

    pk: int
    title: str
    measure: str
    kind: str
    chance: str
    effect: str
    state: str
    noted_on: date
    group_name: str | None
    keeper_name: str | None
    last_on: date | None


class RiskLine(NamedTuple):
    """A risk in a list. ``last_on``: the day of the last update, or on which it was noted.

    ``group`` and ``keeper``: names, empty for a risk of the deal as a whole and without an owner.
    """

    risk: Risk | RiskRow
    group: str
    keeper: str
    url: str
    badge: str
    label: Text
    points: int
    last_on: date

    @property
    def is_open(self) -> bool:
        """Whether it is open."""
        return self.risk.state == RiskState.OPEN

    @property
    def whose(self) -> str:
        """Return the working group, or that it is of the deal as a whole."""
        return self.group or _("The deal as a whole")

    @property
    def owner(self) -> str:
        """Return who looks after it."""
        return self.keeper or _("Nobody yet")

    @property
    def judged(self) -> str:
        """Return kind, chance and effect in words."""
        return judged_words(self.risk.kind, self.risk.chance, self.risk.effect)


def judged_words(kind: str, chance: str, effect: str) -> str:
    """Return how heavy something is judged, in words: chance and effect, or that it happens already."""
    return _judged_words(kind, chance, effect, get_language() or "")


@lru_cache(maxsize=256)
def _judged_words(kind: str, chance: str, effect: str, _language: str) -> str:
    words = {"effect": RiskLevel(effect).label.lower()}
    if kind == RiskKind.ISSUE:
        return _("Happens now, effect %(effect)s") % words
    return _("Chance %(chance)s, effect %(effect)s") % {**words, "chance": RiskLevel(chance).label.lower()}


def risk_lines(user: Actor, deal: CityDeal, led: list[int] | None = None) -> list[RiskLine]:
    """Return the risks of a deal that this account may open: open before closed, the heaviest first.

    ``led``: the groups it leads, where the page knows them. At most two queries, one with ``led``.
    """
    found = [_line_of_row(deal, RiskRow(*values)) for values in _all(**risks_open_to(user, deal, led))]
    return sorted(found, key=_order)


def _line_of_row(deal: CityDeal, row: RiskRow) -> RiskLine:
    return _line(deal, row, row.group_name or "", row.keeper_name or "", row.last_on)


def _order(line: RiskLine) -> tuple[bool, int, int]:
    return line.risk.state == RiskState.CLOSED, -line.points, line.risk.pk


def line_of(risk: Risk) -> RiskLine:
    """Return a risk as a line; from a question of this module, or needs deal, group and owner loaded."""
    group = risk.group.body.name if risk.group else ""
    keeper = risk.owner.name if risk.owner else ""
    return _line(risk.deal, risk, group, keeper, getattr(risk, "last_on", None))


def _line(deal: CityDeal, risk: Risk | RiskRow, group: str, keeper: str, last_on: date | None) -> RiskLine:
    found = weight(risk.kind, risk.chance, risk.effect)
    is_closed = risk.state == RiskState.CLOSED
    return RiskLine(
        risk=risk,
        group=group,
        keeper=keeper,
        url=address("reporting:risk_detail", deal.slug, risk.pk),
        badge="neutral" if is_closed else BADGES[found],
        label=CLOSED_LABEL if is_closed else WEIGHT_LABELS[found],
        points=points(risk.kind, risk.chance, risk.effect),
        last_on=last_on or risk.noted_on,
    )


def _last_on() -> Subquery:
    updates = RiskUpdate.objects.filter(risk=OuterRef("pk")).order_by("-on", "-pk")
    return Subquery(updates.values("on")[:1])


@compiled
def _all(deal: Any, levels: Any, own: Any, led: Any, inside: Any) -> QuerySet[Any]:
    found = Risk.objects.filter(among_open_risks(deal, levels, own, led, inside)).annotate(
        group_name=F("group__body__name"),
        keeper_name=full_name_at("owner__"),
        last_on=_last_on(),
    )
    return found.values_list(*RiskRow._fields)


# --- One risk --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class RiskEvent:
    """An update of a risk as its page shows it. ``who`` wrote it down."""

    on: date
    text: str
    words: str
    who: str


@dataclass(frozen=True)
class RiskPage:
    """A risk with all that became of it."""

    line: RiskLine
    facts: Sequence[tuple[str, str]]
    events: Sequence[RiskEvent]
    may_keep: bool
    may_update: bool

    @property
    def is_open(self) -> bool:
        """Whether it is open."""
        return self.line.risk.state == RiskState.OPEN


@compiled
def risk_at(pk: Any, deal: Any) -> QuerySet[Risk]:
    """Return a risk at an address, with all that its rights and its page ask, whoever asks."""
    found = Risk.objects.filter(pk=pk, deal__slug=deal).annotate(last_on=_last_on())
    return found.select_related("deal", "owner", "group__body__deal")


def risk_page(user: Actor, risk: Risk) -> RiskPage:
    """Return what the page of a risk shows; from ``risk_at``. One query besides the rights."""
    line = line_of(risk)
    facts = [
        (_("How heavy"), line.judged),
        (_("Owner"), line.owner),
        (_("Whose"), line.whose),
        (_("Noted on"), in_words(risk.noted_on)),
    ]
    return RiskPage(
        line=line,
        facts=facts,
        events=[_event(update) for update in _updates(risk=risk.pk)],
        may_keep=can_keep_risks(user, risk.deal),
        may_update=can_update_risk(user, risk),
    )


def _event(update: RiskUpdate) -> RiskEvent:
    words = judged_words(update.kind, update.chance, update.effect)
    if update.state == RiskState.CLOSED:
        words = str(CLOSED_LABEL)
    who = update.created_by.name if update.created_by else ""
    return RiskEvent(update.on, update.text, words, who)


@compiled
def _updates(risk: Any) -> QuerySet[RiskUpdate]:
    found = RiskUpdate.objects.filter(risk=risk).select_related("created_by")
    return found.order_by("-on", "-pk")


def possible_owners(deal: CityDeal, on: date, besides: int | None = None) -> list[Person]:
    """Return who may look after a risk: who sits in a body of the deal, or speaks for a party. One query.

    ``besides``: the id of the owner of now, who stays a choice.
    """
    found: list[Person] = _owners(deal=deal.pk, on=on, besides=besides or 0)
    return found


@compiled
def _owners(deal: Any, on: Any, besides: Any) -> QuerySet[Person]:
    sits = Membership.objects.filter(holds_on(on), body__deal=deal).order_by().values("person")
    speaks = PartyContact.objects.filter(holds_on(on), party__deal=deal).order_by().values("person")
    now = Person.objects.filter(pk=besides).order_by().values("pk")
    # One list of ids, so that the database begins at the deal and not at every person there is.
    return Person.objects.filter(pk__in=sits.union(speaks, now))
