"""What a regional alliance agreed (rule 24). Founding it is in ``groups``, ending it closes its body."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError, StaleError
from citydeal.common.history import latest_history_id
from citydeal.common.mail import one_line
from citydeal.models import User
from governance.services.checks import save_checked
from workgroups.models import RegionalAlliance
from workgroups.permissions_tests import keeps_body
from workgroups.services.instruments import check_day

REGION_LENGTH = 100


@transaction.atomic
def record_agreement(
    *,
    actor: User,
    alliance: RegionalAlliance,
    region: str,
    agreement: str,
    agreed_on: date | None,
    history_id: int,
) -> RegionalAlliance:
    """Write down what the parties of an alliance agreed, in which region, and when.

    Raises StaleError when somebody else saved it after ``history_id``; DomainError without the right, on an
    agreement without a day or a day without an agreement, and on a day that is still to come. Writes history.
    """
    found = RegionalAlliance.objects.select_for_update(of=("self",)).select_related("body__deal")
    alliance = found.get(pk=alliance.pk)
    if not keeps_body(actor, alliance.body):
        raise DomainError(_("You may not change what this alliance agreed."))
    if latest_history_id(alliance) != history_id:
        raise StaleError(_("Somebody else changed this alliance after you opened it."))
    agreement = agreement.strip()
    if agreement and agreed_on is None:
        raise DomainError(_("Fill in the day on which the parties agreed this."), field="agreed_on")
    if agreed_on is not None:
        if not agreement:
            raise DomainError(_("Write down what the parties agreed on that day."), field="agreement")
        check_day(agreed_on, field="agreed_on")
    alliance.region = one_line(region, length=REGION_LENGTH)
    alliance.agreement, alliance.agreed_on = agreement, agreed_on
    return save_checked(alliance, actor)
