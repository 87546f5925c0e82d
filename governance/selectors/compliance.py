"""The page "Does it fit the covenant?": every rule of a deal on a day, by how it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from citydeal.common.addresses import address
from citydeal.common.compiled import compiled
from citydeal.common.findings import Finding, FindingState
from citydeal.common.text import Text
from governance.models import Body, CityDeal
from governance.permissions import Actor, bodies_open_to, can_manage_people, readable_names
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


@dataclass(frozen=True)
class ComplianceRow:
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
    open_to = bodies_open_to(user, deal)
    readable = {
        pk for pk, body in bodies.items() if body.access in open_to["levels"] or body.pk in open_to["own"]
    }
    names, may_manage = readable_names(user, deal), can_manage_people(user, deal)
    today = timezone.localdate()
    accept = _("Accept an exception")
    grouped: dict[FindingState, list[ComplianceRow]] = {state: [] for state, _slug, _title in _GROUPS}
    for finding in checked(deal, on, bodies.values())[1]:
        body = None if finding.is_of_deal else bodies[finding.scope_id]
        if body is not None and body.pk not in readable:
            continue
        grouped[finding.state].append(
            ComplianceRow(
                line=finding_line(finding, deal, names=names, may_manage=may_manage and on >= today),
                scope=finding.scope if body else _("The deal as a whole"),
                scope_url=address("governance:body_detail", deal.slug, body.slug) if body else "",
                accept_url=_accept_url(finding, deal, body) if may_manage and on == today else "",
                accept_words=accept,
            )
        )
    return CompliancePage(
        [ComplianceGroup(slug, title, grouped[state]) for state, slug, title in _GROUPS if grouped[state]],
        may_manage,
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
