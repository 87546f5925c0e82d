"""What panels does when governance says something happens."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from citydeal.models import User
from governance.models import Membership
from governance.signals import membership_goes_back, membership_goes_on
from panels.services.topics import drop_topics, take_topics_along


@receiver(membership_goes_on, dispatch_uid="panels_topics_go_along")
def take_along(sender: Any, old: Membership, new: Membership, actor: User, **kwargs: Any) -> None:
    """Let somebody keep the topics of the panel when the membership goes on for another party (rule 20)."""
    take_topics_along(actor, old, new)


@receiver(membership_goes_back, dispatch_uid="panels_topics_go_back")
def take_back(sender: Any, membership: Membership, actor: User, **kwargs: Any) -> None:
    """Take the topics away again with the membership that got them."""
    drop_topics(actor, membership)
