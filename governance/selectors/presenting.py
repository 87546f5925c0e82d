"""Findings and effects as the lines a page shows: words, shape of the status, and one action."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citydeal.common.addresses import address
from citydeal.common.findings import Finding, FindingState, Names, Remedy
from citydeal.common.text import Text
from governance.models import CityDeal
from governance.rules.explain import effect_sentence, explain, remedy_text
from governance.selectors.findings import Effect

# State → shape and words (facts A5; design of statuses: never by colour alone).
_STATUS: dict[FindingState, tuple[str, Text]] = {
    FindingState.MET: ("safe", gettext_lazy("In order")),
    FindingState.AT_RISK: ("warning", gettext_lazy("Pay attention")),
    FindingState.BROKEN: ("danger", gettext_lazy("Not met")),
    FindingState.EXCEPTED: ("neutral", gettext_lazy("Exception")),
    FindingState.NOT_APPLICABLE: ("neutral", gettext_lazy("Not applicable")),
}


# A page makes dozens of these and of the rows around them: a named tuple is made in a fifth of the time.
class FindingLine(NamedTuple):
    """One rule on a page. ``remedy_url`` is empty where the reader cannot act."""

    rule: str
    kind: str
    status: Text
    why: str
    remedy: str
    remedy_url: str
    source: str


@dataclass(frozen=True)
class EffectLine:
    """What a change does to one rule."""

    rule: str
    is_worse: bool
    sentence: str
    kind: str
    status: Text
    source: str


def remedy_url(remedy: Remedy, deal_slug: str) -> str:
    """Return the address of the page where a finding is mended."""
    return address(remedy.page, deal_slug, *remedy.args) + remedy.query


def finding_line(finding: Finding, deal: CityDeal, *, names: Names, may_manage: bool) -> FindingLine:
    """Return a finding as a line; names and the action only for who may see and do them."""
    kind, status = _STATUS[finding.state]
    remedy = remedy_text(finding) if may_manage else ""
    return FindingLine(
        rule=finding.text,
        kind=kind,
        status=status,
        why=explain(finding, names=names),
        remedy=remedy,
        remedy_url=remedy_url(finding.remedy, deal.slug) if remedy and finding.remedy else "",
        source=_source(finding),
    )


def finding_lines(
    findings: Iterable[Finding], deal: CityDeal, *, names: Names, may_manage: bool
) -> list[FindingLine]:
    """Return findings as lines, in the order of their rules."""
    return [finding_line(f, deal, names=names, may_manage=may_manage) for f in findings]


def effect_lines(effects: Iterable[Effect]) -> list[EffectLine]:
    """Return what a change does, the worse first."""
    lines = []
    for effect in sorted(effects, key=lambda effect: not effect.is_worse):
        kind, status = _STATUS[effect.after.state]
        lines.append(
            EffectLine(
                rule=effect.after.text,
                is_worse=effect.is_worse,
                sentence=effect_sentence(effect.before, effect.after),
                kind=kind,
                status=status,
                source=_source(effect.after),
            )
        )
    return lines


def _source(finding: Finding) -> str:
    if not finding.article:
        return _("Rule %(number)s") % {"number": finding.rule}
    return _("Rule %(number)s – covenant, %(article)s") % {
        "number": finding.rule,
        "article": finding.article,
    }
