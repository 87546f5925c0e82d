"""What every service about principles, framework and longlist asks first."""

from __future__ import annotations

from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError
from citydeal.models import User
from governance.enums import DealState
from governance.models import CityDeal
from workgroups.permissions_assessment import can_keep_assessment


def require_keeper(actor: User, deal: CityDeal) -> None:
    """Raise DomainError unless this account keeps the assessment of the deal, which is not closed."""
    if can_keep_assessment(actor, deal):
        return
    if deal.state == DealState.CLOSED:
        raise DomainError(_("This deal is closed. Open it again before you change anything."))
    raise DomainError(_("You may not change the assessment of this deal."))
