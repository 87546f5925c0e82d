"""Who may do what with what a residents' panel is more than a body."""

from __future__ import annotations

from django.utils import timezone

from governance.enums import BodyKind, DealState
from governance.models import Membership
from governance.permissions import Actor, is_person


def can_choose_own_topics(user: Actor, membership: Membership) -> bool:
    """Whether this account says on which topics it thinks along: the member of the panel, while sitting.

    Nobody else, also not who acts for the member: that is personal. Needs person, body and deal loaded.
    """
    body, on = membership.body, timezone.localdate()
    sits = membership.start <= on and (membership.end is None or membership.end >= on)
    exists = body.end is None or body.end >= on
    return (
        is_person(user, membership.person)
        and body.kind == BodyKind.RESIDENTS_PANEL
        and not membership.is_deputy
        and sits
        and exists
        and body.deal.state != DealState.CLOSED
    )
