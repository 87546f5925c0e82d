"""Change an organisation of the register, and its place in the covenant of a deal."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from citydeal.common.errors import StaleError
from citydeal.common.history import latest_history_id
from citydeal.models import User
from governance.models import Organization, Party
from governance.services.checks import require_manager, save_checked


@dataclass(frozen=True)
class OrganizationTerms:
    """What a secretary sets of an organisation; ``sector`` empty: that of its kind (rule 45)."""

    name: str
    legal_name: str
    kind: str
    sector: str
    website: str


@transaction.atomic
def change_organization(
    *,
    actor: User,
    party: Party,
    terms: OrganizationTerms,
    order: int,
    opened_order: int,
    history_id: int,
) -> Organization:
    """Change the organisation of a party, in every deal, and ``order``: its place in this covenant.

    ``opened_order`` and ``history_id`` (of the organisation): what the form was opened with. Raises
    StaleError when somebody saved the same in between, DomainError without the right and on values that
    cannot be. Writes history.
    """
    party = Party.objects.select_for_update(of=("self",)).select_related("deal").get(pk=party.pk)
    require_manager(actor, party.deal)
    organization = Organization.objects.select_for_update().get(pk=party.organization_id)
    moved = order != opened_order
    if latest_history_id(organization) != history_id or (moved and party.order != opened_order):
        raise StaleError(_("Somebody else changed this organisation after you opened it."))
    for name, value in vars(terms).items():
        setattr(organization, name, value)
    save_checked(organization, actor)
    if moved:
        party.order = order
        save_checked(party, actor)
    return organization
