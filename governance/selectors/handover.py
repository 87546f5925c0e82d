"""What somebody holds in a deal, to be passed on one by one to a successor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from citydeal.common.text import Text
from governance.models import (
    ActionItem,
    CityDeal,
    DealRole,
    Delegation,
    Membership,
    Party,
    PartyContact,
    Person,
    Position,
)
from governance.permissions_actions import UNFINISHED
from governance.selectors.continuations import contact_parts, continuing, office_parts

OFFICE, MEMBERSHIP, ROLE, CONTACT, SERVED, SERVES, ACTION = (
    "office",
    "membership",
    "role",
    "contact",
    "served",
    "serves",
    "action",
)


@dataclass(frozen=True)
class Holding:
    """One thing that somebody holds. ``key`` names it in a form; ``record`` is the row it stands in."""

    kind: str
    record: Any
    title: Text
    detail: Text

    @property
    def key(self) -> str:
        """Return a name for this holding that stays the same."""
        return f"{self.kind}_{self.record.pk}"


def holdings(deal: CityDeal, person: Person, on: date) -> Sequence[Holding]:
    """Return what a person holds in a deal on a day or later, offices first. Seven queries, more
    where an office, a membership or a contact has a last day.

    Offices at parties of the deal; memberships; roles on the deal; contact of a party; who acts for the
    person, and for whom the person acts; actions that are not done. Those of a seat go with the seat.
    What the person goes on with after a planned succession of the party belongs to what is held now.
    """
    reaching = Q(end__isnull=True) | Q(end__gte=on)
    employers = Party.objects.filter(deal=deal).order_by().values("organization")
    offices = Position.objects.filter(reaching, person=person, organization__in=employers)
    places = Membership.objects.filter(reaching, person=person, body__deal=deal)
    roles = DealRole.objects.filter(reaching, person=person, deal=deal)
    contacts = PartyContact.objects.filter(reaching, person=person, party__deal=deal)
    served = Delegation.objects.filter(reaching, person=person).select_related("delegate")
    serves = Delegation.objects.filter(reaching, delegate=person).select_related("person")
    actions = ActionItem.objects.filter(person=person, body__deal=deal, state__in=UNFINISHED)
    seated = places.select_related(
        "body__deal", "seat__party__organization", "seat__organization", "position"
    )
    held = list(seated.order_by("body__order", "pk"))
    later = {membership.pk for membership in continuing(held)}
    in_office = list(offices.select_related("organization"))
    next_offices = {part.pk for each in in_office for part in list(office_parts(each))[1:]}
    in_touch = list(contacts.select_related("party__organization"))
    next_contacts = {part.pk for each in in_touch for part in list(contact_parts(each))[1:]}
    return [
        *(Holding(OFFICE, p, str(p), p.portfolio) for p in in_office if p.pk not in next_offices),
        *(Holding(MEMBERSHIP, m, m.body.name, _place(m)) for m in held if m.pk not in later),
        *(Holding(ROLE, r, _("%(role)s of the deal") % {"role": r.get_role_display()}, "") for r in roles),
        *(
            Holding(CONTACT, c, _("Contact of %(party)s") % {"party": c.party}, "")
            for c in in_touch
            if c.pk not in next_contacts
        ),
        *(
            Holding(
                SERVED,
                d,
                _("%(delegate)s acts for this person") % {"delegate": d.delegate},
                d.get_kind_display(),
            )
            for d in served
        ),
        *(
            Holding(SERVES, d, _("Acts for %(person)s") % {"person": d.person}, d.get_kind_display())
            for d in serves
        ),
        *(
            Holding(ACTION, a, _("Action: %(text)s") % {"text": a.text}, a.body.name)
            for a in actions.select_related("body__deal")
        ),
    ]


def _place(membership: Membership) -> str:
    words = [str(membership.get_role_display())]
    if membership.is_deputy:
        words.append(_("deputy"))
    if membership.seat is not None:
        words.append(_("seat of %(seat)s") % {"seat": membership.seat.name})
    return ", ".join(words)
