"""How an organisation's part in a deal changes, dated."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError
from citydeal.models import User
from governance.models import Party, PartyStatus
from governance.permissions import can_manage_people
from governance.workflow import PARTY_TRANSITIONS


@transaction.atomic
def change_party_state(
    *, actor: User, party: Party, state: str, start: date, reason: str = ""
) -> PartyStatus:
    """Record that a party has another state from ``start`` on (rules 47, 55, 64; choice A2-5).

    Raises DomainError without the right, on a step the table does not know, or on a day that is not
    after the state before: states are appended, never rewritten.
    """
    party = Party.objects.select_for_update(of=("self",)).select_related("deal").get(pk=party.pk)
    if not can_manage_people(actor, party.deal):
        raise DomainError(_("You may not change the parties of this deal."))
    latest = party.statuses.order_by("-start").first()
    if latest is not None and start <= latest.start:
        raise DomainError(
            _("Choose a day after %(day)s, when the state before this one began.")
            % {"day": date_format(latest.start, "DATE_FORMAT")},
            field="start",
        )
    if state not in PARTY_TRANSITIONS[latest.state if latest else None]:
        raise DomainError(_("A party cannot go from this state to that one."), field="state")
    return PartyStatus.objects.create(party=party, state=state, start=start, reason=reason, created_by=actor)
