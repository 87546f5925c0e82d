"""What a phase owes before it closes: rules that the deal has, chosen per phase (rule 44)."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError
from citydeal.models import User
from governance.models import Phase
from governance.services.checks import save_checked
from workgroups.models import PhaseGate
from workgroups.permissions_planning import can_keep_gates


@transaction.atomic
def set_gates(*, actor: User, phase: Phase, numbers: Iterable[int]) -> None:
    """Let a phase owe exactly these rules, by number.

    Raises DomainError without the right, and on a rule that the deal does not have; one that the phase owes
    already may stay. Writes history.
    """
    phase = Phase.objects.select_for_update(of=("self",)).select_related("deal").get(pk=phase.pk)
    if not can_keep_gates(actor, phase.deal):
        raise DomainError(_("You may not choose what a phase owes."))
    wanted = set(numbers)
    gates = {gate.number: gate for gate in PhaseGate.objects.filter(phase=phase)}
    known = set(phase.deal.covenant_rules.values_list("number", flat=True))
    if wanted - known - gates.keys():
        raise DomainError(_("This deal does not have that rule. Choose from the list."), field="rules")
    for number in sorted(gates.keys() - wanted):
        gate = gates[number]
        gate._history_user = actor  # type: ignore[attr-defined]  # simple-history's own name
        gate.delete()
    for number in sorted(wanted - gates.keys()):
        save_checked(PhaseGate(phase=phase, number=number), actor)
