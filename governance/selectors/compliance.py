"""The page "Does it fit the covenant?": every rule of a deal on a day, by how it stands."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from citydeal.common.addresses import address
from citydeal.common.compiled import compiled
from citydeal.common.findings import EVERYBODY, NOBODY, Finding, FindingState, Names
from citydeal.common.text import Text
from governance.models import Body, CityDeal
from governance.permissions import (
    Actor,
    bodies_open_to,
    can_manage_people,
    can_read_finding_names,
    readable_names,
)
from governance.rules.check import check
from governance.selectors.facts import clauses_of, deal_facts
from governance.selectors.findings import checked
from governance.selectors.presenting import FindingLine, finding_line

# What needs somebody stands first; address of the part, and its heading.
_GROUPS: tuple[tuple[FindingState, str, Text], ...] = (
    (FindingState.BROKEN, "voldoet-niet", gettext_lazy("Not met")),
    (FindingState.AT_RISK, "let-op", gettext_lazy("Pay attention")),
    (FindingState.EXCEPTED, "uitzondering", gettext_lazy("Exception")),
    (FindingState.MET, "in-orde", gettext_lazy("In order")),
    (FindingState.NOT_APPLICABLE, "niet-van-toepassing", gettext_lazy("Not applicable")),
)


class ComplianceRow(NamedTuple):
    """A rule about one body, or the deal as a whole; ``accept_url`` is empty where nobody may accept."""

    line: FindingLine
    scope: str
    scope_url: str
    accept_url: str
    accept_words: str


@dataclass(frozen=True)
class ComplianceGroup:
    """The rules that stand alike."""

    slug: str
    title: Text
    rows: Sequence[ComplianceRow]


@dataclass(frozen=True)
class CompliancePage:
    """Every rule of a deal on a day."""

    groups: Sequence[ComplianceGroup]
    may_manage: bool

    @property
    def count(self) -> int:
        """Return how many rules are asked of something that day."""
        return sum(len(group.rows) for group in self.groups)

    @property
    def links(self) -> list[tuple[str, str]]:
        """Return the way to each group, with how many stand there."""
        return [(f"{group.title} ({len(group.rows)})", f"#{group.slug}") for group in self.groups]

    @property
    def sentence(self) -> str:
        """Return in one sentence how the deal stands."""
        counts = {group.slug: len(group.rows) for group in self.groups}
        if not self.count:
            return _("No rules are set for this deal.")
        if self.count == counts.get("niet-van-toepassing", 0):
            return _("On this day the covenant asks nothing of the deal.")
        broken, risk = counts.get("voldoet-niet", 0), counts.get("let-op", 0)
        if not broken and not risk:
            return _("Everything that is asked is in order.")
        parts = []
        if broken:
            parts.append(ngettext("%(count)s rule is not met", "%(count)s rules are not met", broken))
        if risk:
            parts.append(_("%(risk)s need attention"))
        return "; ".join(parts) % {"count": broken, "risk": risk} + "."


def compliance_page(user: Actor, deal: CityDeal, on: date) -> CompliancePage:
    """Return every rule of a deal on a day, as far as this account may open the body it is about.

    Who keeps the register gets the act that mends, and may accept what is not in order today. At most
    seven queries besides the rights.
    """
    bodies = {body.pk: body for body in _bodies(deal=deal.pk)}
    rows = _Rows(user, deal, bodies, readable_names(user, deal))
    grouped: dict[FindingState, list[ComplianceRow]] = {state: [] for state, _slug, _title in _GROUPS}
    for finding in checked(deal, on, bodies.values(), every_office=False)[1]:
        row = rows.row(finding, on)
        if row is not None:
            grouped[finding.state].append(row)
    return CompliancePage(
        [ComplianceGroup(slug, title, grouped[state]) for state, slug, title in _GROUPS if grouped[state]],
        rows.may_manage,
    )


def rows_of_rules(
    user: Actor, deal: CityDeal, asked: Collection[tuple[int, date]]
) -> dict[tuple[int, date], list[ComplianceRow]]:
    """Return how some rules of a deal stand, each on a day of its own, as ``compliance_page`` shows them.

    ``asked``: rule number and day; what the deal does not have has no rows. Names of persons are for who
    reads those of everybody. At most seven queries besides the rights; none where nothing is asked.
    """
    numbers = {number for number, _day in asked}
    clauses = [clause for clause in clauses_of(deal) if clause.number in numbers] if asked else []
    if not clauses:
        return {}
    bodies = {body.pk: body for body in _bodies(deal=deal.pk)}
    names = EVERYBODY if can_read_finding_names(user, deal) else NOBODY
    facts = deal_facts(deal, bodies.values(), clauses, every_office=False)
    rows = _Rows(user, deal, bodies, names)
    found: dict[tuple[int, date], list[ComplianceRow]] = {}
    for number, on in asked:
        # A rule that held in several times is asked in the one that holds on the day.
        its = [clause for clause in clauses if clause.number == number]
        for clause in [clause for clause in its if clause.holds(on)] or its[-1:]:
            lines = [rows.row(finding, on) for finding in check(clause, facts, on, deal.warning_days)]
            found[number, on] = [line for line in lines if line is not None]
    return found


class _Rows:
    """Findings of a deal as rows for one reader."""

    def __init__(self, user: Actor, deal: CityDeal, bodies: Mapping[int, Body], names: Names) -> None:
        open_to = bodies_open_to(user, deal)
        self._deal, self._bodies = deal, bodies
        self._readable = {
            pk for pk, body in bodies.items() if body.access in open_to["levels"] or body.pk in open_to["own"]
        }
        self._names, self.may_manage = names, can_manage_people(user, deal)
        self._today, self._accept = timezone.localdate(), _("Accept an exception")
        self._whole = _("The deal as a whole")
        self._urls = {
            pk: address("governance:body_detail", deal.slug, body.slug) for pk, body in bodies.items()
        }

    def row(self, finding: Finding, on: date) -> ComplianceRow | None:
        """Return the row of a finding; None where the reader may not open the body it is about."""
        deal, body = self._deal, None if finding.is_of_deal else self._bodies[finding.scope_id]
        if body is not None and body.pk not in self._readable:
            return None
        return ComplianceRow(
            line=finding_line(
                finding, deal, names=self._names, may_manage=self.may_manage and on >= self._today
            ),
            scope=finding.scope if body else self._whole,
            scope_url=self._urls[body.pk] if body else "",
            accept_url=_accept_url(finding, deal, body) if self.may_manage and on == self._today else "",
            accept_words=self._accept,
        )


def _accept_url(finding: Finding, deal: CityDeal, body: Body | None) -> str:
    if not finding.is_problem:
        return ""
    if body is None:
        return address("governance:exception_accept", deal.slug, finding.rule)
    return address("governance:body_exception_accept", deal.slug, body.slug, finding.rule)


@compiled
def _bodies(deal: Any) -> QuerySet[Body]:
    return Body.objects.filter(deal=deal)
