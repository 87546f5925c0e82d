"""Forms of the register: a person, somebody chosen or added, a role on the deal, who acts for whom."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from citydeal.common.forms import DateField, PortalForm
from governance.enums import DealRoleKind, DelegationKind, DelegationMail, DelegationReach
from governance.forms.memberships import NEW
from governance.models import Organization, Person
from governance.selectors.people_register import (
    ALL,
    BY_NAME,
    KEEPER_CHOICES,
    SHOW_CHOICES,
    SORT_CHOICES,
    Wanted,
)
from governance.services.delegations import DelegationTerms
from governance.services.people import PersonNames

SOMEBODY_NEW = _("Somebody who is not in this list")


class PersonForm(PortalForm):
    """The name and the contact address of a person."""

    given_name = forms.CharField(label=_("First name"), required=False, max_length=100)
    name_prefix = forms.CharField(label=_("Prefix, such as van der"), required=False, max_length=30)
    family_name = forms.CharField(label=_("Last name"), max_length=150)
    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        max_length=254,
        help_text=_("To reach this person. People may share an address, such as that of a secretariat."),
    )

    def names(self) -> PersonNames:
        """Return what was filled in; call after ``is_valid``."""
        data = self.cleaned_data
        return PersonNames(data["family_name"], data["given_name"], data["name_prefix"], data["email"])


class EditPersonForm(PersonForm):
    """Change a person; carries the history row it was opened with."""

    history_id = forms.IntegerField(widget=forms.HiddenInput)


class RegisterFilterForm(PortalForm):
    """Search, filter and sort the register, in the address."""

    zoek = forms.CharField(label=_("Search"), required=False, max_length=100)
    organisatie = forms.ChoiceField(label=_("Organisation"), required=False)
    toon = forms.ChoiceField(label=pgettext_lazy("filter", "Show"), required=False)
    volgorde = forms.ChoiceField(label=_("Order"), required=False, choices=SORT_CHOICES)

    def __init__(self, *args: Any, organizations: Iterable[Organization], keeps: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(found.pk), found.name) for found in organizations]
        _choose(self, "organisatie", [("", _("All organisations")), *choices])
        _choose(self, "toon", KEEPER_CHOICES if keeps else SHOW_CHOICES)
        for field in self.fields.values():
            field.is_quiet = True  # type: ignore[attr-defined]

    def wanted(self) -> Wanted:
        """Return what is asked; an answer that cannot be used asks nothing."""
        if not self.is_bound:
            return Wanted()
        self.is_valid()
        data = self.cleaned_data
        return Wanted(
            words=data.get("zoek") or "",
            organization=int(data["organisatie"]) if data.get("organisatie") else None,
            show=data.get("toon") or ALL,
            sort=data.get("volgorde") or BY_NAME,
        )


class ChoosePersonForm(PortalForm):
    """Choose somebody who is known in the deal, or add a person."""

    person = forms.ChoiceField(label=_("Who is it?"), widget=forms.RadioSelect)
    given_name = forms.CharField(label=_("First name"), required=False, max_length=100)
    name_prefix = forms.CharField(label=_("Prefix, such as van der"), required=False, max_length=30)
    family_name = forms.CharField(label=_("Last name"), required=False, max_length=150)
    email = forms.EmailField(label=_("E-mail address"), required=False, max_length=254)

    new_person_fields = ("given_name", "name_prefix", "family_name", "email")

    def __init__(self, *args: Any, people: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        self.fields["family_name"].is_quiet = True  # type: ignore[attr-defined]
        choices: list[tuple[str, Any]] = [(key, person.name) for key, person in self.people.items()]
        if not choices:
            self.initial["person"] = NEW
        if len(choices) >= 6:
            self.fields["person"].widget = forms.Select()
            choices.insert(0, ("", _("Choose a person")))
        _choose(self, "person", [*choices, (NEW, SOMEBODY_NEW)])

    def clean(self) -> dict[str, Any]:
        """Ask for the last name where the person is new."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("person") == NEW:
            if not data.get("family_name") and "family_name" not in self.errors:
                self.add_error("family_name", _("Fill in the last name of the person."))
        else:
            # What stands in the fields of a new person is not used, so nothing can be wrong there.
            for name in self.new_person_fields:
                self.errors.pop(name, None)
        return data

    def new_person_bound_fields(self) -> list[forms.BoundField]:
        """Return the fields of a person who is not in the list."""
        return [self[name] for name in self.new_person_fields]

    def chosen(self) -> Person:
        """Return the person, unsaved where new; call after ``is_valid``."""
        data = self.cleaned_data
        if data["person"] != NEW:
            return self.people[data["person"]]
        return Person(
            given_name=data["given_name"],
            prefix=data["name_prefix"],
            family_name=data["family_name"],
            email=data["email"],
        )


class DealRoleForm(PortalForm):
    """Give a role on the whole deal."""

    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect, choices=DealRoleKind.choices)
    start = DateField(label=_("First day"), help_text=_("For example 1 12 2026."))
    end = DateField(label=_("Last day, if it is known"), required=False)


class LastDayForm(PortalForm):
    """Ask on which day something ends."""

    end = DateField(label=_("What is the last day?"), help_text=_("For example 31 12 2026."))


class DelegationFieldsForm(PortalForm):
    """As what somebody acts for a person, how far, and when."""

    kind = forms.ChoiceField(label=_("As what?"), widget=forms.RadioSelect, choices=DelegationKind.choices)
    reach = forms.ChoiceField(
        label=_("What may be read?"),
        widget=forms.RadioSelect,
        choices=DelegationReach.choices,
        help_text=_("What is personal stays with the person alone."),
    )
    mail = forms.ChoiceField(
        label=_("Which mail to the person?"), widget=forms.RadioSelect, choices=DelegationMail.choices
    )
    start = DateField(label=_("First day"), help_text=_("For example 1 12 2026."))
    end = DateField(label=_("Last day, if it is known"), required=False)

    def terms(self) -> DelegationTerms:
        """Return what was filled in; call after ``is_valid``."""
        names = ("start", "end", "kind", "reach", "mail")
        return DelegationTerms(**{name: self.cleaned_data[name] for name in names})


class DelegationForm(DelegationFieldsForm, ChoosePersonForm):
    """Let somebody act for a person."""

    field_order = [
        *("person", "given_name", "name_prefix", "family_name", "email"),
        *("kind", "reach", "mail", "start", "end"),
    ]


class EditDelegationForm(DelegationFieldsForm):
    """Change who acts for a person; carries the history row it was opened with."""

    history_id = forms.IntegerField(widget=forms.HiddenInput)


class DeputyForm(ChoosePersonForm):
    """Name a deputy for a member."""

    start = DateField(label=_("First day"), help_text=_("For example 1 12 2026."))
    end = DateField(label=_("Last day, if it is known"), required=False)


def _choose(form: forms.BaseForm, name: str, choices: Iterable[tuple[str, Any]]) -> None:
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = list(choices)
