"""Front-runner municipalities ("kopgroepgemeenten"): named, and no longer (rule 56)."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError
from citydeal.models import User
from governance.enums import OrganizationKind
from governance.models import CityDeal, Party
from governance.services.checks import check_period, require_manager, save_checked
from workgroups.models import FrontRunner
from workgroups.services.taking_part import takes_part_on


@transaction.atomic
def add_front_runner(*, actor: User, party: Party, start: date) -> FrontRunner:
    """Name a municipality front-runner from a day on.

    Raises DomainError without the right, on who is no municipality or does not take part on that day, on one
    that is front-runner already, and on an impossible year. Writes history.
    """
    require_manager(actor, party.deal)
    # Locked, so that two who name the same municipality wait for each other.
    CityDeal.objects.select_for_update().get(pk=party.deal_id)
    check_period(start, None)
    if party.organization.kind != OrganizationKind.MUNICIPALITY:
        raise DomainError(_("Only a municipality can be a front-runner municipality."), field="party")
    if not takes_part_on(party, start):
        raise DomainError(_("This municipality does not take part in the deal on that day."), field="party")
    if FrontRunner.objects.filter(party=party).overlapping(start, None).exists():
        raise DomainError(_("This municipality is a front-runner already."), field="party")
    return save_checked(FrontRunner(party=party, start=start), actor)


@transaction.atomic
def end_front_runner(*, actor: User, front_runner: FrontRunner, last_day: date) -> FrontRunner:
    """Let a municipality be front-runner until a last day.

    Raises DomainError without the right, on one that ended already, and on a last day before the first.
    Writes history.
    """
    found = FrontRunner.objects.select_for_update(of=("self",)).select_related("party__deal")
    front_runner = found.get(pk=front_runner.pk)
    require_manager(actor, front_runner.party.deal)
    if front_runner.end is not None:
        raise DomainError(_("This municipality is a front-runner no longer."))
    check_period(front_runner.start, last_day)
    front_runner.end = last_day
    return save_checked(front_runner, actor)
