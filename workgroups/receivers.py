"""What workgroups does when governance says something happens."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from governance.models import Body
from governance.signals import body_days_change
from workgroups.models import ProcessQuestion
from workgroups.services.groups import check_days


@receiver(body_days_change, dispatch_uid="workgroups_one_group_per_question")
def keep_one_group_per_question(sender: Any, body: Body, **kwargs: Any) -> None:
    """Refuse days on which a question would have two working groups (rule 21); raises DomainError."""
    if body._state.adding:
        return
    of_group = ProcessQuestion.objects.filter(working_groups__body=body)
    question = (of_group | ProcessQuestion.objects.filter(alliances__body=body)).first()
    if question is not None:
        check_days(body, question)
