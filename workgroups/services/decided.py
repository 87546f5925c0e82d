"""What rests on a decision: a body that is competent decided it."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError
from governance.models import CityDeal, Decision
from governance.services.competences import check_competent, check_rests_on, who_decides


def check_decision(
    deal: CityDeal, decision: Decision | None, subject: str, on: date, *, field: str = "decision"
) -> None:
    """Refuse an act of the work that no decision of a competent body carries.

    ``subject``: DecisionSubject; ``on``: the day of the act. The decision is of a body of this deal that
    decides about the subject, adopted, not withdrawn, and in effect on that day. Needs its body and deal
    loaded. Raises DomainError at ``field``; without a decision it says who decides. Source: rule 15.
    """
    if decision is None:
        raise DomainError(
            _("A body decides this. Choose its decision.") + " " + who_decides(deal, subject), field=field
        )
    check_rests_on(decision, deal, subject, on, field=field)
    try:
        check_competent(decision.body, subject)
    except DomainError as error:
        raise DomainError(error.message, field=field) from error
