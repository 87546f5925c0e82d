"""What workgroups does when governance says something happens."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.dispatch import receiver

from citydeal.models import User
from governance.models import Body, Decision, Party, PartySuccession
from governance.selectors.parties_places import Place
from governance.signals import (
    body_days_change,
    decision_carries,
    ensure_due,
    succession_built_on,
    succession_goes_back,
    work_goes_on,
    work_of_parties,
)
from workgroups.models import ProcessQuestion
from workgroups.selectors.resting import resting_on
from workgroups.selectors.successions import places_of_work
from workgroups.services.groups import check_days
from workgroups.services.reminders import remind_of_work
from workgroups.services.successions import built_on, go_back, pass_on


@receiver(body_days_change, dispatch_uid="workgroups_one_group_per_question")
def keep_one_group_per_question(sender: Any, body: Body, **kwargs: Any) -> None:
    """Refuse days on which a question would have two working groups (rule 21); raises DomainError."""
    if body._state.adding:
        return
    of_group = ProcessQuestion.objects.filter(working_groups__body=body)
    question = (of_group | ProcessQuestion.objects.filter(alliances__body=body)).first()
    if question is not None:
        check_days(body, question)


@receiver(decision_carries, dispatch_uid="workgroups_rests_on_decision")
def tell_what_rests(sender: Any, decision: Decision, **kwargs: Any) -> list[str]:
    """Say what of the work rests on a decision; then it cannot be withdrawn."""
    return resting_on(decision)


@receiver(work_of_parties, dispatch_uid="workgroups_work_of_parties")
def tell_the_work(sender: Any, parties: Sequence[Party], first_day: date, **kwargs: Any) -> list[Place]:
    """Say what parties that are followed up still do: each gets a proposal (choice A2-12)."""
    return places_of_work(parties, first_day)


@receiver(work_goes_on, dispatch_uid="workgroups_work_goes_on")
def let_it_go_on(
    sender: Any, place: Place, party: Party | None, succession: PartySuccession, actor: User, **kwargs: Any
) -> None:
    """Let it go on for the party that was chosen, or end."""
    pass_on(actor=actor, succession=succession, place=place, party=party)


@receiver(succession_built_on, dispatch_uid="workgroups_built_on")
def tell_what_was_built(sender: Any, succession: PartySuccession, **kwargs: Any) -> list[str]:
    """Say what of the work changed since; then the succession cannot be taken back."""
    return built_on(succession)


@receiver(succession_goes_back, dispatch_uid="workgroups_goes_back")
def let_it_go_back(sender: Any, succession: PartySuccession, actor: User, **kwargs: Any) -> None:
    """Let the work be as it was before the succession."""
    go_back(actor=actor, succession=succession)


@receiver(ensure_due, dispatch_uid="workgroups_reminders")
def remind(sender: Any, on: date, **kwargs: Any) -> str:
    """Mail who has scores to give and who does a late test, once an hour; returns how many mails."""
    return f"the work: {remind_of_work(on)} mailed"
