"""The form of an assessor: a score per criterion, or an interest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from citydeal.common.forms import PortalForm
from workgroups.models import Assessment, Criterion
from workgroups.services.assessments import AssessmentEntry

# A longer scale is typed, not chosen: so many buttons do not fit on a phone.
LONGEST_ROW = 11


class ScoreField(forms.Field):
    """A score on the scale of a criterion: a row of buttons, or a number to type on a long scale.

    It reads any whole number; whether that lies on the scale is said by the service.
    """

    def __init__(self, criterion: Criterion) -> None:
        self.criterion = criterion
        numbers = range(criterion.lowest, criterion.highest + 1)
        widget: forms.Widget
        if len(numbers) <= LONGEST_ROW:
            # The first takes a score back: what was chosen once cannot be unchosen otherwise.
            none = ("", pgettext_lazy("score", "Not yet"))
            widget = forms.RadioSelect(choices=[none, *((str(n), str(n)) for n in numbers)])
        else:
            widget = forms.TextInput({"inputmode": "numeric", "class": "cd-input--short"})
        scale = _("From %(lowest)s (low) to %(highest)s (high).")
        ends = {"lowest": criterion.lowest, "highest": criterion.highest}
        help_text = f"{criterion.text} {scale % ends}".strip()
        super().__init__(label=criterion.title, required=False, widget=widget, help_text=help_text)
        self.is_quiet = True

    def clean(self, value: Any) -> int | None:
        """Return the score; None where nothing was chosen. Raises ValidationError."""
        typed = str(value or "").strip()
        if not typed:
            return None
        digits = typed.removeprefix("-")
        if not (digits.isascii() and digits.isdecimal() and len(digits) <= 4):
            raise forms.ValidationError(
                _("Give “%(criterion)s” a score from %(lowest)s to %(highest)s.")
                % {
                    "criterion": self.criterion.title,
                    "lowest": self.criterion.lowest,
                    "highest": self.criterion.highest,
                },
                code="invalid",
            )
        return int(typed)


class AssessmentForm(PortalForm):
    """Scores with why, a remark, and an interest; the fields are ``score_<id>`` and ``why_<id>``."""

    version = forms.CharField(widget=forms.HiddenInput, required=False)
    remark = forms.CharField(
        label=_("Remark about the whole"), required=False, max_length=5000, widget=forms.Textarea({"rows": 3})
    )
    conflict = forms.BooleanField(
        label=_("I have an interest in this instrument, so I give no scores"), required=False
    )
    conflict_text = forms.CharField(
        label=_("Which interest?"),
        required=False,
        max_length=300,
        help_text=_("For example: my organisation makes it."),
    )

    def __init__(self, *args: Any, criteria: Sequence[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        for criterion in criteria:
            self.fields[f"score_{criterion.pk}"] = ScoreField(criterion)
            why = forms.CharField(
                label=_("Why? (%(criterion)s)") % {"criterion": criterion.title},
                required=False,
                max_length=300,
            )
            why.is_quiet = True  # type: ignore[attr-defined]
            self.fields[f"why_{criterion.pk}"] = why
        self.teach_fields()

    def pairs(self) -> list[tuple[Criterion, BoundField, BoundField]]:
        """Return each criterion with the fields of its score and why."""
        return [(c, self[f"score_{c.pk}"], self[f"why_{c.pk}"]) for c in self.criteria]

    def entry(self) -> AssessmentEntry:
        """Return what was filled in; call after ``is_valid``."""
        data = self.cleaned_data
        return AssessmentEntry(
            scores={criterion.pk: data[f"score_{criterion.pk}"] for criterion in self.criteria},
            reasons={criterion.pk: data[f"why_{criterion.pk}"] for criterion in self.criteria},
            remark=data["remark"],
            conflict=data["conflict"],
            conflict_text=data["conflict_text"],
        )

    @classmethod
    def initial_for(cls, assessment: Assessment | None) -> dict[str, Any]:
        """Return what the form shows first; asks its scores."""
        if assessment is None:
            return {}
        shown: dict[str, Any] = {
            name: getattr(assessment, name) for name in ("remark", "conflict", "conflict_text")
        }
        for score in assessment.scores.all():
            shown |= {
                f"score_{score.criterion_id}": str(score.value),
                f"why_{score.criterion_id}": score.reason,
            }
        return shown


class LiftConflictForm(PortalForm):
    """Take back an interest that was declared by mistake."""

    reason = forms.CharField(label=_("Why is it taken back?"), max_length=300)
