"""The form that says which other record is of the same person."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from citydeal.common.forms import PortalForm
from governance.models import Person
from governance.selectors.people_register import PersonRow


class MergeForm(PortalForm):
    """Choose the double; who has the same last name stands first."""

    person = forms.ChoiceField(
        label=_("Which record is of the same person?"),
        help_text=_("Everything of that record comes to this one. That record then goes from the register."),
    )

    def __init__(self, *args: Any, of: Person, people: Iterable[PersonRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = of.family_name.casefold()
        rows = sorted(people, key=lambda row: not row.name.casefold().endswith(name))
        field = self.fields["person"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("Choose a record")), *((str(row.id), _label(row)) for row in rows)]

    def chosen(self) -> int:
        """Return the id of the double; call after ``is_valid``."""
        return int(self.cleaned_data["person"])


def _label(row: PersonRow) -> str:
    return " – ".join([row.name, *row.offices[:1], *([row.email] if row.email else [])])
