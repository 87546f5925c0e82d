"""Record which parties appointed a member, and when (rule 2)."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError
from citydeal.models import User
from governance.models import Appointment, Membership, Party
from governance.services.checks import check_period, require_manager, save_checked


@transaction.atomic
def record_appointment(
    *, actor: User, membership: Membership, date: datetime.date, parties: Sequence[Party]
) -> list[Appointment]:
    """Record that these parties appointed a member on a day, in place of what was recorded before.

    Raises DomainError without the right, without a party, with a party of another deal, and on a day that
    is still to come or after the last day of the membership. Writes history. Source: rule 2.
    """
    membership = (
        Membership.objects.select_for_update(of=("self",)).select_related("body__deal").get(pk=membership.pk)
    )
    deal = membership.body.deal
    require_manager(actor, deal)
    check_period(date, None)
    if date > timezone.localdate() or (membership.end and date > membership.end):
        raise DomainError(
            _("Fill in a day that has come, and on which the membership had not ended."), field="date"
        )
    if not parties:
        raise DomainError(_("Choose at least one party."), field="parties")
    if any(party.deal_id != deal.pk for party in parties):
        raise DomainError(_("Choose parties of this deal."), field="parties")
    before = {appointment.party_id: appointment for appointment in membership.appointments.all()}
    wanted = {party.pk for party in parties}
    for party_id, appointment in before.items():
        if party_id not in wanted:
            appointment._history_user = actor  # type: ignore[attr-defined]  # simple-history's own name
            appointment.delete()
    kept = [before.get(party.pk) or Appointment(membership=membership, party=party) for party in parties]
    for appointment in kept:
        appointment.date = date
        save_checked(appointment, actor)
    return kept
