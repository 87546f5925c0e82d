"""Forms of the quarterly question "as promised, is that right?": asking it, and the answer of the party."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from citydeal.common.forms import OUT_OF_DATE, PortalForm
from governance.forms.bodies import set_choices
from reporting.enums import ContributionKind
from reporting.forms.contributions import seen_from, seen_text
from reporting.forms.quantities import quantity_field
from reporting.models import Contribution
from reporting.rules.contributions import quarter_before, quarter_words
from reporting.rules.quantities import quantity_words
from reporting.selectors.contribution_records import waiting_words, when_words
from reporting.services.contribution_answers import QuarterAnswer

RIGHT, DIFFERENT = "klopt", "anders"


class AskQuarterForm(PortalForm):
    """Which quarter the party is asked about: one of the last four that are over."""

    quarter = forms.ChoiceField(label=_("Which quarter?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        year, quarter = quarter_before(on)
        self._quarters = []
        for _number in range(4):
            self._quarters.append((year, quarter))
            year, quarter = (year, quarter - 1) if quarter > 1 else (year - 1, 4)
        choices = [(f"{year}-{quarter}", quarter_words(year, quarter)) for year, quarter in self._quarters]
        set_choices(self, "quarter", choices)

    def chosen(self) -> tuple[int, int]:
        """Return the year and the quarter; call after ``is_valid``."""
        year, _sign, quarter = self.cleaned_data["quarter"].partition("-")
        return int(year), int(quarter)


class RemindForm(PortalForm):
    """Nothing to fill in: the button mails the link again."""


@dataclass(frozen=True)
class AskedPart:
    """The field of the form about one contribution."""

    contribution: Contribution
    bound: forms.BoundField

    @property
    def words(self) -> str:
        """Return what stands there now."""
        return waiting_words(self.contribution)


class QuarterAnswerForm(PortalForm):
    """Is it right as it stands here? Or how much was it?"""

    answer = forms.ChoiceField(
        label=_("Is this right?"),
        widget=forms.RadioSelect,
        choices=[
            (RIGHT, _("Yes, it is right as it stands here")),
            (DIFFERENT, _("No, something is different")),
        ],
    )
    remark = forms.CharField(
        label=_("What else should we know?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
    )
    name = forms.CharField(
        label=_("Your name"),
        max_length=200,
        widget=forms.TextInput({"autocomplete": "name"}),
        help_text=_("So that the project organisation knows who answered."),
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, contributions: Sequence[Contribution], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._asked = list(contributions)
        self.fields["seen"].initial = seen_text(self._asked)
        fields: dict[str, forms.Field] = {"answer": self.fields["answer"]}
        for one in self._asked:
            fields[f"hoeveel{one.pk}"] = self._field(one)
        for name in ("remark", "name", "seen"):
            fields[name] = self.fields[name]
        self.fields = fields
        self.teach_fields()

    @staticmethod
    def _field(one: Contribution) -> forms.Field:
        if one.kind == ContributionKind.MONEY:
            label = _("The invoice %(number)s of %(amount)s is right") % {
                "number": one.invoice_number,
                "amount": quantity_words(one.kind, one.quantity),
            }
            return forms.BooleanField(label=label, required=False, initial=True)
        when = when_words(one.start, one.end)
        labels = {
            ContributionKind.HOURS.value: _("Hours in %(when)s"),
            ContributionKind.IN_KIND.value: _("In kind in %(when)s, in euros"),
        }
        label = labels[one.kind] % {"when": f"{when} ({one.what})" if one.what else when}
        help_text = _("Fill in 0 where nothing was delivered.")
        return quantity_field(
            one.kind, label=label, required=False, initial=one.quantity, help_text=help_text
        )

    def clean(self) -> dict[str, Any]:
        """Ask how much it was, where something is different."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("answer") == DIFFERENT:
            for one in self._asked:
                name = f"hoeveel{one.pk}"
                if data.get(name) is None and name not in self.errors:
                    self.add_error(name, _("Fill in how much it was; 0 where nothing was delivered."))
        elif data.get("answer") == RIGHT:
            # What stands in the boxes is not asked then.
            for one in self._asked:
                self.errors.pop(f"hoeveel{one.pk}", None)
        if "seen" in data and not seen_from(data["seen"]):
            self.add_error(None, OUT_OF_DATE)
        return data

    def parts(self) -> list[AskedPart]:
        """Return the fields, contribution by contribution."""
        return [AskedPart(one, self[f"hoeveel{one.pk}"]) for one in self._asked]

    @property
    def is_different(self) -> bool:
        """Whether the boxes should be open."""
        return bool(self["answer"].value() == DIFFERENT)

    def result(self) -> QuarterAnswer:
        """Return what was filled in; call after ``is_valid``."""
        data = self.cleaned_data
        quantities: dict[int, int] = {}
        for one in self._asked:
            typed = data.get(f"hoeveel{one.pk}")
            if data["answer"] == RIGHT:
                quantities[one.pk] = one.quantity
            elif one.kind == ContributionKind.MONEY:
                quantities[one.pk] = one.quantity if typed else 0
            else:
                quantities[one.pk] = int(typed or 0)
        return QuarterAnswer(data["name"], seen_from(data["seen"]), quantities, data["remark"])
