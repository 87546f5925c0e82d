"""The choices of a deal and the rules that hold in it, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from citydeal.common.compiled import compiled
from citydeal.common.text import Text
from governance.models import CityDeal, CovenantRule, Organization
from governance.permissions import Actor, can_manage_people
from governance.rules.base import Rule
from governance.rules.calendar import december_week, half_year
from governance.rules.parameters import Choice, ChoiceList, OrganizationSlug, Parameter
from governance.rules.registry import RULES
from governance.selectors.seats import organizations_known_in, organizations_of_parties


@dataclass(frozen=True)
class ChoiceLine:
    """A choice of the deal: what it is about, what was chosen, why it matters, and an example."""

    label: Text
    chosen: str
    explanation: Text
    example: str = ""


@dataclass(frozen=True)
class RuleLine:
    """A rule of the deal with its parameters in words. ``holds``: on the day of the page."""

    row: CovenantRule
    rule: Rule | None
    parameters: Sequence[tuple[Text, str]]
    holds: bool


@dataclass(frozen=True)
class ChoicesPage:
    """The choices of a deal and its rules."""

    choices: Sequence[ChoiceLine]
    rules: Sequence[RuleLine]
    may_manage: bool


def choices_page(user: Actor, deal: CityDeal, on: date) -> ChoicesPage:
    """Return the choices and the rules of a deal as they are on a day. Two queries besides the rights."""
    rows = _rules(deal=deal.pk)
    names = dict(_names(slugs=_slugs(rows)))
    lines = [
        RuleLine(
            row=row,
            rule=RULES.get(row.number),
            parameters=_parameters(row, names),
            holds=row.start <= on and (row.end is None or row.end >= on),
        )
        for row in rows
    ]
    return ChoicesPage(_choices(deal, on), lines, can_manage_people(user, deal))


def rules_to_add(deal: CityDeal) -> list[Rule]:
    """Return the rules of the portal that the deal does not have yet, by number. One query."""
    known = set(CovenantRule.objects.filter(deal=deal).values_list("number", flat=True))
    return sorted((rule for rule in RULES.values() if rule.number not in known), key=lambda rule: rule.number)


def organizations_for_rules(deal: CityDeal, chosen: Iterable[str] = ()) -> QuerySet[Organization]:
    """Return the organisations that a rule of this deal may name: its own, and what it names now.

    Its own are the parties, and what is known in its bodies. ``chosen``: addresses of organisations that the
    rule names already.
    """
    named = Organization.objects.filter(slug__in=list(chosen)).order_by().values("pk")
    own = organizations_of_parties(deal).union(organizations_known_in(deal), named)
    return Organization.objects.filter(pk__in=own).order_by("name")


def show_parameters(values: Mapping[str, Any] | None) -> str:
    """Show the parameters of a rule in words, for who saved second; organisations by their address."""
    known = {parameter.name: parameter for rule in RULES.values() for parameter in rule.parameters}
    return "; ".join(
        f"{known[name].label}: {_in_words(known[name], value, {})}"
        for name, value in (values or {}).items()
        if name in known
    )


def _choices(deal: CityDeal, on: date) -> list[ChoiceLine]:
    week = _from_to(*december_week(deal.december_rule, on.year))
    half = _from_to(*half_year(deal.report_halves, deal.start, max(on, deal.start)))
    day = ngettext("%(count)s hour", "%(count)s hours", deal.hours_per_day) % {"count": deal.hours_per_day}
    warning = ngettext("%(count)s day", "%(count)s days", deal.warning_days) % {"count": deal.warning_days}
    return [
        _line(
            deal,
            "december_rule",
            deal.get_december_rule_display(),
            _("In %(year)s: %(period)s.")
            % {
                "year": on.year,
                "period": week,
            },
        ),
        _line(
            deal, "report_halves", deal.get_report_halves_display(), _("Now: %(period)s.") % {"period": half}
        ),
        _line(deal, "hours_per_day", day),
        _line(deal, "warning_days", warning),
    ]


def _line(deal: CityDeal, name: str, chosen: str, example: str = "") -> ChoiceLine:
    field: Any = deal._meta.get_field(name)
    return ChoiceLine(field.verbose_name, chosen, field.help_text, example)


def _from_to(start: date, end: date) -> str:
    return pgettext("period", "%(start)s up to and including %(end)s") % {
        "start": date_format(start, "DATE_FORMAT"),
        "end": date_format(end, "DATE_FORMAT"),
    }


def _slugs(rows: Iterable[CovenantRule]) -> list[str]:
    return [
        str(row.parameters[parameter.name])
        for row in rows
        for parameter in _known_parameters(row)
        if isinstance(parameter, OrganizationSlug) and row.parameters.get(parameter.name)
    ]


def _known_parameters(row: CovenantRule) -> tuple[Parameter, ...]:
    rule = RULES.get(row.number)
    return rule.parameters if rule else ()


def _parameters(row: CovenantRule, names: Mapping[str, str]) -> list[tuple[Text, str]]:
    """Return what a deal set for a rule, in words; what is nowhere set is left out."""
    rule = RULES.get(row.number)
    values = rule.filled(row.parameters) if rule else {}
    return [
        (parameter.label, _in_words(parameter, values[parameter.name], names))
        for parameter in _known_parameters(row)
        if values.get(parameter.name) not in (None, "")
    ]


def _in_words(parameter: Parameter, value: Any, names: Mapping[str, str]) -> str:
    if isinstance(parameter, Choice):
        return str(dict(parameter.choices).get(value, value))
    if isinstance(parameter, ChoiceList):
        labels = dict(parameter.choices)
        return ", ".join(str(labels.get(item, item)) for item in value)
    if isinstance(parameter, OrganizationSlug):
        return names.get(value, str(value))
    return str(value)


@compiled
def _rules(deal: Any) -> QuerySet[CovenantRule]:
    return CovenantRule.objects.filter(deal=deal)


@compiled
def _names(slugs: Any) -> QuerySet[Any]:
    return Organization.objects.filter(slug__any=slugs).values_list("slug", "name")
