"""Forms about organisations: find one, add one, change one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from citydeal.common.forms import PortalForm
from governance.enums import HelixSector, OrganizationKind
from governance.forms.parties import FirstEventForm
from governance.models import Party
from governance.services.organizations import OrganizationTerms

_SECTORS = [("", _("The sector of its kind")), *HelixSector.choices]
_KINDS = [("", _("Choose a kind")), *OrganizationKind.choices]


class FindOrganizationForm(PortalForm):
    """Search the register of organisations."""

    zoek = forms.CharField(label=_("Name of the organisation"), required=False, max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["zoek"].is_quiet = True  # type: ignore[attr-defined]


class OrganizationFields(PortalForm):
    """What an organisation is called and what it is."""

    name = forms.CharField(
        label=_("Name"), max_length=200, help_text=_("As people know it, for example a trade name.")
    )
    legal_name = forms.CharField(
        label=_("Legal name, if it differs"),
        required=False,
        max_length=300,
        help_text=_("As it stands in the covenant."),
    )
    organization_kind = forms.ChoiceField(label=_("Kind of organisation"), choices=_KINDS)
    sector = forms.ChoiceField(
        label=_("Sector"),
        required=False,
        choices=_SECTORS,
        help_text=_("Only where it differs from its kind."),
    )
    website = forms.URLField(
        label=_("Website"), required=False, max_length=200, assume_scheme="https", widget=forms.TextInput
    )

    def organization_terms(self) -> OrganizationTerms:
        """Return what was filled in; call after ``is_valid``."""
        data = self.cleaned_data
        return OrganizationTerms(
            name=data["name"],
            legal_name=data["legal_name"],
            kind=data["organization_kind"],
            sector=data["sector"],
            website=data["website"],
        )


class NewPartyForm(OrganizationFields, FirstEventForm):
    """An organisation that is not in the register, and how it begins to take part."""

    field_order = ["name", "legal_name", "organization_kind", "sector", "website"]


class EditOrganizationForm(OrganizationFields):
    """Change an organisation and its place in the covenant; carries the history row it was opened with."""

    order = forms.IntegerField(
        label=_("Place in the covenant"),
        min_value=0,
        max_value=32767,
        help_text=_("A number. The list of parties has this order."),
    )
    opened_order = forms.IntegerField(widget=forms.HiddenInput)
    history_id = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def initial_for(cls, party: Party, history_id: int) -> dict[str, Any]:
        """Return what the form shows first."""
        organization = party.organization
        return {
            "name": organization.name,
            "legal_name": organization.legal_name,
            "organization_kind": organization.kind,
            "sector": organization.sector,
            "website": organization.website,
            "order": party.order,
            "opened_order": party.order,
            "history_id": history_id,
        }
