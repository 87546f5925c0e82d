"""Forms of the forward agenda and of the template of a body."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from citydeal.common.forms import PortalForm
from governance.enums import AgendaSection
from governance.forms.agenda import NOBODY, kind_field, minutes_field
from governance.forms.bodies import set_choices
from governance.forms.covenant import OpenedForm
from governance.models import Person
from governance.services.agenda_template import TemplateDetails
from governance.services.forward_agenda import ForwardDetails


class ForwardForm(OpenedForm):
    """A subject on the forward agenda."""

    title = forms.CharField(label=_("Subject"), max_length=200)
    month = forms.ChoiceField(label=_("In which month?"))
    kind = kind_field()
    owner = forms.ChoiceField(label=_("Who prepares it?"), required=False)
    note = forms.CharField(
        label=_("Explanation"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, people: Iterable[Person], months: Iterable[date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        set_choices(self, "owner", [NOBODY, *((key, p.name) for key, p in self.people.items())])
        set_choices(self, "month", [(month.isoformat(), date_format(month, "F Y")) for month in months])

    def details(self) -> ForwardDetails:
        """Return what was filled in; call after ``is_valid``."""
        values = self.values()
        values["owner"] = self.people.get(values["owner"])
        values["month"] = date.fromisoformat(values["month"])
        return ForwardDetails(**values)


class DropForwardForm(PortalForm):
    """Why a subject does not come any more."""

    reason = forms.CharField(label=_("Why does it not come any more?"), max_length=300)


class TemplateItemForm(OpenedForm):
    """An item of the template."""

    title = forms.CharField(label=_("Title"), max_length=200)
    section = forms.ChoiceField(label=_("Part of the agenda"), choices=AgendaSection.choices)
    kind = kind_field()
    minutes = minutes_field()

    def details(self) -> TemplateDetails:
        """Return what was filled in; call after ``is_valid``."""
        return TemplateDetails(**self.values())
