"""Who may have come instead of whom, and how the attendance of somebody stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time

from citydeal.common.dates import holds_on
from governance.enums import Presence
from governance.models import Invitation, Meeting, Membership, Person, Position
from governance.selectors.requests import known_in


def stamp(invitation: Invitation) -> str:
    """Return how the attendance of somebody stands, in one text: what a form was opened with."""
    replaced = invitation.presence == Presence.REPLACED
    parts = (
        invitation.presence,
        int(invitation.is_online),
        _clock(invitation.arrived),
        _clock(invitation.left),
        (invitation.deputy_id or "") if replaced else "",
    )
    return "|".join(str(part) for part in parts)


def _clock(value: time | None) -> str:
    return value.strftime("%H:%M") if value else ""


def deputies_for(meeting: Meeting, invitations: Sequence[Invitation]) -> dict[int, list[Person]]:
    """Return who may have come instead of whom: invitation id → people, who was announced first. Two queries.

    The deputies on file of the same place, and people of the same party; not who was asked for a place of
    their own, unless announced before. The question of ``substitutes_of``, for all places at once.
    """
    asked = {invitation.person_id for invitation in invitations}
    bodies = {each.membership.body_id for each in invitations if each.membership}
    deputies = Membership.objects.filter(holds_on(meeting.day), body__in=bodies, is_deputy=True)
    on_file: dict[tuple[int, int | None], list[Person]] = {}
    for deputy in deputies.select_related("person"):
        on_file.setdefault((deputy.body_id, deputy.seat_id), []).append(deputy.person)
    here = Position.objects.filter(
        holds_on(meeting.day),
        organization__in={each.party.organization_id for each in invitations if each.party},
        person__in=Person.objects.filter(known_in(meeting.body.deal_id)).order_by().values("pk"),
    )
    colleagues: dict[int, list[Person]] = {}
    for position in here.select_related("person").order_by("person__family_name", "pk"):
        colleagues.setdefault(position.organization_id, []).append(position.person)
    found = {}
    for each in invitations:
        member, party = each.membership, each.party
        places = on_file.get((member.body_id, member.seat_id), []) if member else []
        others = colleagues.get(party.organization_id, []) if party else []
        able = {person.pk: person for person in (*places, *others) if person.pk not in asked}
        announced = {each.deputy.pk: each.deputy} if each.deputy else {}
        found[each.pk] = list((announced | able).values())
    return found
