"""The rows of a section of a project charter: their fields, and how they are read and shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from citydeal.common.text import Text
from workgroups.enums import BudgetKind, BudgetReading, CharterRing, Precision
from workgroups.forms.amounts import AmountField
from workgroups.forms.moments import MomentField
from workgroups.rules.moments import Moment

Fields = dict[str, forms.Field]
Values = dict[str, Any]


class YearsField(MomentField):
    """A year, or the first to the last of a range: "2020" or "2021-2024"."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("For example 2020, or 2021-2024."))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Moment | None:
        """Return whole years. Raises ValidationError."""
        moment = super().clean(value)
        if moment is not None and moment.precision != Precision.YEAR:
            raise ValidationError(
                _("Fill in a year or a range of years, for example 2021-2024."), code="years"
            )
        return moment


@dataclass(frozen=True)
class RowKind:
    """How rows of one kind are filled in.

    ``fields``: new fields of one row. ``shown``: from a row to what its fields show. ``read``: from what was
    filled in to the columns of the row. ``chosen``: fields that always hold something, which make no row.
    """

    name: Text
    add: Text
    fields: Callable[[], Fields]
    shown: Callable[[Any], Values]
    read: Callable[[Mapping[str, Any]], Values]
    chosen: frozenset[str] = frozenset()


def _line(label: Text, length: int, *, required: bool = True, help_text: Text = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=length, required=required, help_text=help_text)


def _moment_of(row: Any) -> Moment:
    return Moment(row.start, row.end, row.precision)


def _columns(moment: Moment) -> Values:
    return {"start": moment.start, "end": moment.end, "precision": moment.precision}


def _part_fields() -> Fields:
    return {
        "title": _line(pgettext_lazy("charter", "Part"), 100, help_text=_("For example: Deel I.")),
        "text": _line(pgettext_lazy("charter", "Result"), 300),
        "period": MomentField(label=pgettext_lazy("charter", "Period")),
        "delivery": MomentField(
            label=pgettext_lazy("charter", "Ready"),
            required=False,
            help_text=_("When it is delivered, if that is another moment. For example: januari 2021."),
        ),
    }


def _part_shown(row: Any) -> Values:
    delivery = None
    if row.delivery_start is not None:
        delivery = Moment(row.delivery_start, row.delivery_end, row.delivery_precision)
    return {"title": row.title, "text": row.text, "period": _moment_of(row), "delivery": delivery}


def _part_read(data: Mapping[str, Any]) -> Values:
    delivery = data["delivery"]
    return {
        "title": data["title"],
        "text": data["text"],
        **_columns(data["period"]),
        "delivery_start": delivery.start if delivery else None,
        "delivery_end": delivery.end if delivery else None,
        "delivery_precision": delivery.precision if delivery else "",
    }


def _member_fields() -> Fields:
    return {
        "ring": forms.ChoiceField(
            label=pgettext_lazy("charter", "Ring"),
            choices=CharterRing.choices,
            widget=forms.RadioSelect,
            initial=CharterRing.CORE,
        ),
        "role": _line(pgettext_lazy("charter", "Role"), 200),
        "name": _line(_("Name"), 200, required=False),
    }


def _consultation_fields() -> Fields:
    return {
        "title": _line(pgettext_lazy("charter", "Consultation"), 200),
        "who": _line(pgettext_lazy("charter", "Who"), 200, required=False),
        "purpose": _line(pgettext_lazy("charter", "What for"), 300, required=False),
        "rhythm": _line(pgettext_lazy("charter", "How often"), 100, required=False),
    }


def _planning_fields() -> Fields:
    return {
        "title": _line(pgettext_lazy("charter", "What"), 200),
        "period": MomentField(label=pgettext_lazy("charter", "When")),
    }


def _budget_fields() -> Fields:
    return {
        "title": _line(pgettext_lazy("charter", "What for"), 200),
        "kind": forms.ChoiceField(
            label=_("Kind"),
            choices=BudgetKind.choices,
            widget=forms.RadioSelect,
            initial=BudgetKind.ONE_OFF,
        ),
        "amount": AmountField(label=_("Amount in euros")),
        "years": YearsField(label=_("Year or years")),
        "reading": forms.ChoiceField(
            label=_("Is a structural amount per year?"),
            choices=BudgetReading.choices,
            widget=forms.RadioSelect,
            initial=BudgetReading.PER_YEAR,
            help_text=_("This only counts for a structural amount over more than one year."),
        ),
        "funding": _line(
            _("Funding"),
            200,
            required=False,
            help_text=_("Where the money comes from. For example: in begroting opgenomen."),
        ),
    }


def _budget_shown(row: Any) -> Values:
    years = Moment(date(row.year_from, 1, 1), date(row.year_to, 12, 31), str(Precision.YEAR))
    names = ("title", "kind", "amount", "reading", "funding")
    return {name: getattr(row, name) for name in names} | {"years": years}


def _budget_read(data: Mapping[str, Any]) -> Values:
    names = ("title", "kind", "amount", "reading", "funding")
    years = data["years"]
    return {name: data[name] for name in names} | {"year_from": years.start.year, "year_to": years.end.year}


def _plain(*names: str) -> tuple[Callable[[Any], Values], Callable[[Mapping[str, Any]], Values]]:
    """Return how rows are shown and read whose fields are their columns."""
    return (
        lambda row: {name: getattr(row, name) for name in names},
        lambda data: {name: data[name] for name in names},
    )


ROW_KINDS: Mapping[str, RowKind] = {
    "parts": RowKind(_("Part"), _("Add a part"), _part_fields, _part_shown, _part_read),
    "members": RowKind(
        _("Role in the group"),
        _("Add a role"),
        _member_fields,
        *_plain("ring", "role", "name"),
        chosen=frozenset({"ring"}),
    ),
    "consultations": RowKind(
        _("Consultation"),
        _("Add a consultation"),
        _consultation_fields,
        *_plain("title", "who", "purpose", "rhythm"),
    ),
    "moments": RowKind(
        _("Line of the planning"),
        _("Add a line"),
        _planning_fields,
        lambda row: {"title": row.title, "period": _moment_of(row)},
        lambda data: {"title": data["title"], **_columns(data["period"])},
    ),
    "budget_lines": RowKind(
        _("Line of the budget"),
        _("Add a line"),
        _budget_fields,
        _budget_shown,
        _budget_read,
        chosen=frozenset({"kind", "reading"}),
    ),
}
