"""A member, or who acts for the member, names who comes when the member cannot."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError
from citydeal.models import User
from governance.models import Membership, Person, Position
from governance.permissions import acts_for, can_name_deputy
from governance.services.checks import rights_follow
from governance.services.memberships import check_membership
from governance.services.people import enter


@transaction.atomic
def name_deputy(
    *,
    actor: User,
    membership: Membership,
    deputy: Person,
    position: Position | None,
    start: date,
    end: date | None = None,
) -> Membership:
    """Name a deputy on the place of a member; ``deputy`` may be new (unsaved).

    The member, who acts for the member and the project organisation may do so. Raises DomainError for
    anybody else, for who is a member no more, for the member as own deputy, and on days that cannot be.
    Writes history, for who acts for the member as "X on behalf of Y"; derives the deputy's rights.
    """
    locked: Membership = (
        Membership.objects.select_for_update(of=("self",))
        .select_related("body__deal", "seat__party__organization", "seat__organization", "person__user")
        .get(pk=membership.pk)
    )
    if not can_name_deputy(actor, locked):
        raise DomainError(_("You may not name a deputy for %(person)s.") % {"person": locked.person})
    person = enter(locked.body.deal, deputy)
    if person.pk == locked.person_id:
        raise DomainError(_("Nobody is his own deputy. Choose somebody else."), field="person")
    place = Membership(
        body=locked.body,
        seat=locked.seat,
        person=person,
        position=position,
        is_deputy=True,
        start=start,
        end=end,
    )
    check_membership(place)
    same = Membership.objects.filter(body=locked.body, seat=locked.seat, person=person, is_deputy=True)
    if same.overlapping(start, end).exists():
        raise DomainError(
            _("%(person)s already is a deputy here in that period.") % {"person": person}, field="start"
        )
    if acts_for(actor, locked.person):
        place._on_behalf = locked.person.name  # type: ignore[attr-defined]  # read by the history
    place.save()
    rights_follow(person)
    return place
