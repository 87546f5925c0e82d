"""The page of a party: how it takes part, who signed, its seats, people and contacts, on any day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import FilteredRelation, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from citydeal.common.addresses import address
from citydeal.common.compiled import compiled
from citydeal.common.dates import holds_on
from governance.enums import HelixSector, PartyState
from governance.models import (
    CityDeal,
    Membership,
    Organization,
    Party,
    PartyContact,
    PartyEvent,
    PartyStatus,
    Position,
    Seat,
)
from governance.permissions import (
    Actor,
    among_open_bodies,
    bodies_open_to,
    can_manage_people,
    can_read_history,
    takes_part,
)
from governance.selectors.parties import (
    Succession,
    comes_after,
    followed_up_by,
    state_words,
    successions_of,
)


@dataclass(frozen=True)
class PartyLine:
    """Something that happened to a party, or a state that began.

    ``details``: (what, value). ``taken_back``: why it was taken back; only for who reads the history.
    ``url``: the page of the succession that it comes from, for who keeps the register.
    """

    day: date
    label: str
    details: Sequence[tuple[str, str]] = ()
    mandate_url: str = ""
    take_back_url: str = ""
    taken_back: str = ""
    url: str = ""


@dataclass(frozen=True)
class PartyPage:
    """A party in a deal as it stands on a day.

    ``signed_before``: what the parties that it follows up had signed, by the name of each.
    ``actions``: what the secretary can do, words and address.
    """

    on: date
    today: date
    state: PartyStatus | None
    state_label: str
    lines: Sequence[PartyLine]
    signed_before: Sequence[tuple[str, Sequence[PartyLine]]]
    successions: Sequence[str]
    seats: Sequence[tuple[Seat, Membership | None]]
    people: Sequence[Position]
    contacts: Sequence[PartyContact]
    characteristics: Sequence[tuple[str, str]]
    actions: Sequence[tuple[str, str]]
    shows_people: bool
    may_manage: bool
    may_read_history: bool


def party_page(user: Actor, deal: CityDeal, party: Party, on: date) -> PartyPage:
    """Return the page of a party on a day, as far as this account may see it.

    Four queries besides the rights, and two more for who takes part in the deal.
    """
    statuses = _statuses(party=party.pk)
    successions = successions_of(deal)
    shows_people, may_manage = takes_part(user, deal), can_manage_people(user, deal)
    may_read_history = can_read_history(user, deal)
    ancestors = _ancestors(party, successions)
    events = _events(parties=[party.pk, *ancestors])
    if not may_read_history:
        events = [event for event in events if event.taken_back_at is None]
    reader = _Reader(deal, party, shows_people, may_manage, may_read_history)
    open_to = bodies_open_to(user, deal)
    seats_of = _seats_with_members if shows_people else _seats
    seats = seats_of(party=party.pk, organization=party.organization_id, on=on, **open_to)
    for seat in seats:
        seat.body.deal = deal
    own = [event for event in events if event.party_id == party.pk]
    held = [status for status in statuses if status.start <= on]
    return PartyPage(
        on=on,
        today=timezone.localdate(),
        state=held[-1] if held else None,
        state_label=_state_label(held[-1], successions) if held else "",
        lines=reader.lines(own, statuses, successions),
        signed_before=[
            (name, lines)
            for pk, name in ancestors.items()
            if (lines := reader.signatures([event for event in events if event.party_id == pk]))
        ],
        successions=_sentences(party, successions),
        seats=[(seat, getattr(seat, "holder", None)) for seat in seats],
        people=_people_of(organization=party.organization_id, on=on, **open_to) if shows_people else [],
        contacts=_contacts(party=party.pk, on=on) if shows_people else [],
        characteristics=_organization_facts(party.organization),
        actions=reader.actions(held[-1] if held else None) if may_manage else [],
        shows_people=shows_people,
        may_manage=may_manage,
        may_read_history=may_read_history,
    )


def _state_label(status: PartyStatus, successions: Sequence[Succession]) -> str:
    label = str(status.get_state_display())
    return state_words(status.party_id, status.state, label, status.start, successions)


def _ancestors(party: Party, successions: Sequence[Succession]) -> dict[int, str]:
    """Return the parties that this one follows up, also at one remove: id → name."""
    found: dict[int, str] = {}
    wanted = {party.pk}
    for succession in reversed(successions):
        if any(after.id in wanted for after in succession.after):
            found.update({before.id: before.name for before in succession.before})
            wanted.update(before.id for before in succession.before)
    return found


def _sentences(party: Party, successions: Sequence[Succession]) -> list[str]:
    found = []
    for succession in successions:
        if any(before.id == party.pk for before in succession.before):
            found.append(followed_up_by(succession))
        if any(after.id == party.pk for after in succession.after):
            found.append(comes_after(succession))
    return found


@dataclass(frozen=True)
class _Reader:
    """Puts events in words for one account: names for who takes part, files for who keeps or audits."""

    deal: CityDeal
    party: Party
    shows_people: bool
    may_manage: bool
    may_read_history: bool

    def lines(
        self, events: list[PartyEvent], statuses: list[PartyStatus], successions: Sequence[Succession]
    ) -> list[PartyLine]:
        """Return events and states of the party, the last one first."""
        live = [event for event in events if event.taken_back_at is None]
        days = {event.date for event in live}
        last = max(live, key=lambda event: (event.date, event.pk), default=None)
        acts = {succession.date: succession for succession in successions if self._is_in(succession)}
        found = [self._event(event, is_last=event is last) for event in events]
        found += [self._status(s, acts.get(s.start)) for s in statuses if s.start not in days]
        return sorted(found, key=lambda line: line.day, reverse=True)

    def _is_in(self, succession: Succession) -> bool:
        return any(party.id == self.party.pk for party in (*succession.before, *succession.after))

    def signatures(self, events: list[PartyEvent]) -> list[PartyLine]:
        """Return what another party signed, the last one first; it stays a fact of that party."""
        return [self._event(e, is_last=False) for e in events if e.taken_back_at is None][::-1]

    def _event(self, event: PartyEvent, *, is_last: bool) -> PartyLine:
        taken_back = ""
        if event.taken_back_at is not None:
            taken_back = _("Taken back on %(day)s by %(who)s: %(reason)s") % {
                "day": date_format(timezone.localdate(event.taken_back_at), "DATE_FORMAT"),
                "who": event.taken_back_by,
                "reason": event.taken_back_reason,
            }
        file = event.mandate if self.may_manage or self.may_read_history else None
        return PartyLine(
            day=event.date,
            label=event.get_kind_display(),
            details=self._details(event),
            mandate_url=reverse("governance:party_mandate", args=[self.deal.slug, file.key]) if file else "",
            take_back_url=address("governance:party_event_take_back", self.deal.slug, event.pk)
            if is_last and self.may_manage
            else "",
            taken_back=taken_back,
        )

    def _details(self, event: PartyEvent) -> list[tuple[str, str]]:
        who = ""
        if self.shows_people:
            who = event.person.name if event.person else event.signatory
        decided_on = date_format(event.decided_on, "DATE_FORMAT") if event.decided_on else ""
        rows = [
            (_("Signed by"), who),
            (_("Office"), event.office),
            (pgettext("signature", "On behalf of"), event.on_behalf),
            (_("Decision of college or board"), decided_on),
            (_("Note"), event.note),
        ]
        return [(label, value) for label, value in rows if value]

    def _status(self, status: PartyStatus, succession: Succession | None) -> PartyLine:
        url = ""
        if succession is not None and self.may_read_history:
            url = address("governance:succession_detail", self.deal.slug, succession.id)
        details = [(_("Reason"), status.reason)] if status.reason else []
        label = _state_label(status, [succession] if succession else [])
        return PartyLine(status.start, label, details, url=url)

    def actions(self, state: PartyStatus | None) -> list[tuple[str, str]]:
        """Return what the secretary can do with the party: words and address."""
        slug = self.party.organization.slug

        def to(name: str) -> str:
            return address(f"governance:{name}", self.deal.slug, slug)

        found = [(_("Record an event"), to("party_event"))]
        if state is not None and state.state != PartyState.WITHDRAWN:
            succession = address("governance:succession_create", self.deal.slug)
            found += [
                (pgettext("party", "Withdraw"), to("party_withdraw")),
                (_("Legal succession"), f"{succession}?partij={slug}"),
            ]
        return [*found, (_("Change the organisation"), to("organization_edit"))]


def _organization_facts(organization: Organization) -> list[tuple[str, str]]:
    rows = [
        (_("Kind"), str(organization.get_kind_display())),
        (_("Sector"), str(HelixSector(organization.helix_sector).label)),
        (_("Legal name"), organization.legal_name),
        (_("Website"), organization.website),
    ]
    return [(label, value) for label, value in rows if value]


@compiled
def _statuses(party: Any) -> QuerySet[PartyStatus]:
    return PartyStatus.objects.filter(party=party)


@compiled
def _events(parties: Any) -> QuerySet[PartyEvent]:
    return PartyEvent.objects.filter(party__any=parties).select_related("person", "taken_back_by", "mandate")


@compiled
def _contacts(party: Any, on: Any) -> QuerySet[PartyContact]:
    return PartyContact.objects.filter(holds_on(on), party=party).select_related("person")


def _seats_of(party: Any, organization: Any, on: Any, deal: Any, levels: Any, own: Any) -> QuerySet[Seat]:
    return Seat.objects.filter(
        Q(party=party) | Q(organization=organization),
        among_open_bodies(deal, levels, own, "body"),
        holds_on(on),
    ).select_related("body")


_seats = compiled(_seats_of)


@compiled
def _seats_with_members(
    party: Any, organization: Any, on: Any, deal: Any, levels: Any, own: Any
) -> QuerySet[Seat]:
    """Who sits comes along as ``holder``: at most one, the exclusion constraint lets nobody sit beside."""
    holds = Q(memberships__is_deputy=False) & holds_on(on, "memberships__")
    seats = _seats_of(party, organization, on, deal, levels, own)
    seats = seats.annotate(holder=FilteredRelation("memberships", condition=holds))
    # mypy does not know filtered relations.
    return seats.select_related("body", "holder__person")  # type: ignore[misc]


@compiled
def _people_of(organization: Any, on: Any, deal: Any, levels: Any, own: Any) -> QuerySet[Position]:
    return (
        Position.objects.filter(holds_on(on), organization=organization)
        .filter(among_open_bodies(deal, levels, own, "person__memberships__body"))
        .select_related("person")
        .distinct()
        .order_by("person__family_name", "pk")
    )
