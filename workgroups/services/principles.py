"""Design principles of a deal: add, change and remove (rules 48 and 49)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max, ProtectedError
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError, StaleError
from citydeal.common.history import latest_history_id
from citydeal.models import User
from governance.models import CityDeal
from governance.services.checks import check_period, save_checked
from workgroups.models import DesignPrinciple
from workgroups.services.assessment_checks import require_keeper


@dataclass(frozen=True)
class PrincipleDetails:
    """A design principle. ``discussed_on``: day of the meeting about it (rule 48); ``order`` None: last."""

    title: str
    text: str = ""
    discussed_on: date | None = None
    order: int | None = None


@transaction.atomic
def add_principle(*, actor: User, deal: CityDeal, details: PrincipleDetails) -> DesignPrinciple:
    """Add a design principle to a deal.

    Raises DomainError without the right, without a title, on one that stands there already and on an
    impossible day. Writes history. Source: rules 48 and 49.
    """
    require_keeper(actor, deal)
    # Locked, so that two who add at once get two places in the list.
    CityDeal.objects.select_for_update().get(pk=deal.pk)
    principle = DesignPrinciple(deal=deal, order=_last_order(deal) + 1)
    return save_checked(_filled(principle, details), actor)


@transaction.atomic
def change_principle(
    *, actor: User, principle: DesignPrinciple, details: PrincipleDetails, history_id: int
) -> DesignPrinciple:
    """Change a design principle; ``history_id``: the history row the form was opened with.

    Raises StaleError when somebody saved it in between, and DomainError as ``add_principle``. Writes history.
    """
    principle = _lock(principle)
    require_keeper(actor, principle.deal)
    if latest_history_id(principle) != history_id:
        raise StaleError(_("Somebody else changed this principle after you opened it."))
    return save_checked(_filled(principle, details), actor)


@transaction.atomic
def remove_principle(*, actor: User, principle: DesignPrinciple) -> None:
    """Remove a design principle that nothing stands under.

    Raises DomainError without the right, and as long as a candidate or a design team belongs to it. Writes
    history.
    """
    principle = _lock(principle)
    require_keeper(actor, principle.deal)
    principle._history_user = actor  # type: ignore[attr-defined]  # simple-history's own name
    try:
        with transaction.atomic():
            principle.delete()
    except ProtectedError as error:
        raise DomainError(
            _("Candidates or a design team belong to this principle. First give those another principle.")
        ) from error


def _lock(principle: DesignPrinciple) -> DesignPrinciple:
    found = DesignPrinciple.objects.select_for_update(of=("self",)).select_related("deal")
    return found.get(pk=principle.pk)


def _filled(principle: DesignPrinciple, details: PrincipleDetails) -> DesignPrinciple:
    if details.discussed_on is not None:
        try:
            check_period(details.discussed_on, None)
        except DomainError as error:
            raise DomainError(error.message, field="discussed_on") from error
    principle.title = " ".join(details.title.split())
    same = DesignPrinciple.objects.filter(deal=principle.deal_id, title__iexact=principle.title)
    if same.exclude(pk=principle.pk).exists():
        raise DomainError(_("This principle stands here already."), field="title")
    principle.text, principle.discussed_on = details.text.strip(), details.discussed_on
    if details.order is not None:
        principle.order = details.order
    return principle


def _last_order(deal: CityDeal) -> int:
    last: int | None = DesignPrinciple.objects.filter(deal=deal).aggregate(last=Max("order"))["last"]
    return last or 0
