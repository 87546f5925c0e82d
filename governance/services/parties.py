"""How an organisation's part in a deal changes: dated events, and the states that follow from them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from citydeal.common.dates import DAY, EARLIEST, LATEST
from citydeal.common.errors import DomainError
from citydeal.models import User
from citydeal.services.files import store_file
from governance.enums import PartyEventKind, PartyState
from governance.models import CityDeal, Organization, Party, PartyEvent, PartyStatus, Person
from governance.permissions import can_manage_people
from governance.selectors.organizations import free_slug, organization_named
from governance.selectors.parties_places import ENDS, SEAT_ENDS, STAYS, Place, places_of
from governance.services.checks import check_period, require_manager, save_checked
from governance.services.organizations import OrganizationTerms
from governance.services.parties_ledger import Ledger, take_back
from governance.services.register import add_organization
from governance.services.requests import lock_open_questions
from governance.workflow import PARTY_EVENT_STATES, PARTY_TRANSITIONS

# The dataclass below has a field of the same name.
Day = date
# Nobody signed tomorrow; that an organisation will come or go can be known beforehand.
_ONLY_PAST = frozenset(
    {
        PartyEventKind.INTENT,
        PartyEventKind.SIGNING,
        PartyEventKind.LATER_SIGNING,
        PartyEventKind.EXTENSION,
    }
)


@dataclass(frozen=True)
class EventTerms:
    """What is recorded of an event of a party; who signed is a ``person`` or the text ``signatory``."""

    kind: str
    date: Day
    person: Person | None = None
    signatory: str = ""
    office: str = ""
    on_behalf: str = ""
    decided_on: Day | None = None
    note: str = ""
    mandate: UploadedFile | None = None


@transaction.atomic
def add_party(
    *, actor: User, deal: CityDeal, organization: Organization, first: EventTerms, order: int = 0
) -> Party:
    """Let an organisation take part in a deal, beginning with an event such as a letter of intent.

    ``order``: its place in the covenant. Raises DomainError without the right, when it takes part
    already, and on an event with which nobody begins. Writes history. Source: choice A2-5, rule 47.
    """
    require_manager(actor, deal)
    known = Party.objects.filter(deal=deal, organization=organization).first()
    if known is not None and known.statuses.exists():
        raise DomainError(
            _("%(organization)s is in the list of parties already. Open its page there.")
            % {"organization": organization},
            field="organization",
        )
    party = known or Party(deal=deal, organization=organization)
    party.order = order
    save_checked(party)
    record_event(actor=actor, party=party, terms=first)
    return party


@transaction.atomic
def add_new_party(
    *, actor: User, deal: CityDeal, organization: OrganizationTerms, first: EventTerms, order: int = 0
) -> Party:
    """Add an organisation to the register and let it take part, all or nothing; see ``add_party``.

    Raises DomainError also where the register has an organisation of this name. Writes history.
    """
    require_manager(actor, deal)
    if organization_named(organization.name) is not None:
        raise DomainError(
            _("An organisation with this name is in the register. Search for it and choose it."),
            field="name",
        )
    added = add_organization(actor=actor, deal=deal, slug=free_slug(organization.name), **vars(organization))
    return add_party(actor=actor, deal=deal, organization=added, first=first, order=order)


@transaction.atomic
def record_event(*, actor: User, party: Party, terms: EventTerms) -> PartyEvent:
    """Record what happened to a party on a day, and the state that follows from it.

    A withdrawal is an act of its own (``withdraw_party``). Raises DomainError, with its field, without
    the right, on a day that cannot be, on two signatories, and on a step from this state that does not
    exist. Keeps the mandate as a file. Source: rules 47, 55 and 64; facts A3-5, A3-6 and A3-9.
    """
    if terms.kind == PartyEventKind.WITHDRAWAL:
        raise DomainError(_("Choose “Withdraw” on the page of the party."), field="kind")
    party = _locked(actor, party)
    _check_event(party, terms)
    return _record(actor, party, terms)


@transaction.atomic
def withdraw_party(
    *,
    actor: User,
    party: Party,
    first_day: date,
    choices: Mapping[str, str],
    note: str = "",
) -> PartyEvent:
    """Let a party withdraw: from ``first_day`` on it is no party any more.

    ``choices``: the key of each place it holds (``places_of``) → stays, ends, or the seat ends; what ends
    has its last day on the day before. Raises DomainError without the right, on a state from which
    nobody withdraws, and where a place has no choice because it came in between. Writes history, derives
    rights. Source: rules 17 and 64, choice A2-8.
    """
    party = _locked(actor, party)
    terms = EventTerms(PartyEventKind.WITHDRAWAL, first_day, note=note)
    _check_event(party, terms)
    lock_open_questions([party])
    places = places_of([party], first_day)
    check_choices(places, choices, withdrawal_options)
    event = _record(actor, party, terms)
    ledger = Ledger(actor, event, _("Withdrawal of %(party)s") % {"party": party})
    for place in places:
        end_place(ledger, place, choices[place.key], first_day - DAY)
    ledger.close()
    return event


def withdrawal_options(place: Place) -> list[str]:
    """Return what may happen to a place of a party that withdraws; the first is proposed."""
    if place.seat is None:
        return [STAYS, ENDS] if place.sits_elsewhere or place.asked else [ENDS, STAYS]
    return [SEAT_ENDS, ENDS, STAYS] if place.memberships else [SEAT_ENDS, STAYS]


def check_choices(
    places: Sequence[Place], choices: Mapping[str, str], options: Callable[[Place], Sequence[str]]
) -> None:
    """Raise DomainError where a place has no choice that fits: it came or went while somebody chose."""
    if {place.key for place in places} != set(choices) or any(
        choices[place.key] not in options(place) for place in places
    ):
        raise DomainError(
            _("The seats or members changed while you chose. Look at the list again and choose for each.")
        )


def end_place(ledger: Ledger, place: Place, choice: str, last_day: date) -> None:
    """Do what was chosen for a place that goes nowhere: stay, end the members, or end the seat as well."""
    if choice not in (ENDS, SEAT_ENDS):
        return
    if place.asked is not None and (place.seat is None or choice == SEAT_ENDS):
        ledger.withdraw(place.asked)
        if place.seat is not None:
            place.seat.asked_on = None
    for membership in place.memberships:
        ledger.end(membership, last_day)
    if place.contact is not None:
        ledger.end(place.contact, last_day)
    if place.seat is not None and choice == SEAT_ENDS:
        ledger.end(place.seat, last_day)


@transaction.atomic
def take_back_event(*, actor: User, event: PartyEvent, reason: str) -> PartyEvent:
    """Take back the last event of a party: a mistake, with a ``reason``. It stays in the history.

    The state that followed from it goes, and what a withdrawal ended is restored. Raises DomainError
    without the right or a reason, when it is not the last one, and where something was built on it.
    """
    party = _locked(actor, event.party)
    event = PartyEvent.objects.select_for_update().get(pk=event.pk)
    if event.taken_back_at is not None:
        raise DomainError(_("This was taken back already."))
    if not reason.strip():
        raise DomainError(_("Say why you take this back."), field="reason")
    if event != last_event(party):
        raise DomainError(_("Only the last event can be taken back. Take back the later one first."))
    state = PARTY_EVENT_STATES.get(event.kind)
    if state is not None:
        latest = party.statuses.order_by("-start").first()
        if latest is None or latest.start != event.date:
            raise DomainError(_("The party got another state after this. Take that back first."))
        if party.statuses.count() == 1:
            _check_unused(party)
        latest.delete()
    take_back(actor, event)
    event.taken_back_at = timezone.now()
    event.taken_back_by = actor
    event.taken_back_reason = reason
    return save_checked(event)


def last_event(party: Party) -> PartyEvent | None:
    """Return the last event of a party that was not taken back."""
    return party.events.filter(taken_back_at__isnull=True).order_by("-date", "-pk").first()


@transaction.atomic
def change_party_state(
    *, actor: User, party: Party, state: str, start: date, reason: str = ""
) -> PartyStatus:
    """Record that a party has another state from ``start`` on (rules 47, 55, 64; choice A2-5).

    Raises DomainError without the right, on a step the table does not know, or on a day that is not
    after the state before: states are appended, never rewritten.
    """
    party = _locked(actor, party)
    latest = party.statuses.order_by("-start").first()
    if latest is not None and start <= latest.start:
        raise DomainError(
            _("Choose a day after %(day)s, when the state before this one began.")
            % {"day": date_format(latest.start, "DATE_FORMAT")},
            field="start",
        )
    if state not in PARTY_TRANSITIONS[latest.state if latest else None]:
        raise DomainError(_not_possible(party, latest), field="state")
    return PartyStatus.objects.create(
        party=party, state=state, start=start, reason=reason[:300], created_by=actor
    )


def _not_possible(party: Party, latest: PartyStatus | None) -> str:
    if latest is None:
        return _("Nobody begins to take part in this way.")
    return _("The state of %(party)s is “%(state)s”. From there this step is not possible.") % {
        "party": party,
        "state": latest.get_state_display(),
    }


def _locked(actor: User, party: Party) -> Party:
    found: Party = (
        Party.objects.select_for_update(of=("self",)).select_related("deal", "organization").get(pk=party.pk)
    )
    if not can_manage_people(actor, found.deal):
        raise DomainError(_("You may not change the parties of this deal."))
    return found


def _check_event(party: Party, terms: EventTerms) -> None:
    _check_day(party, terms)
    if terms.person is not None and terms.signatory:
        raise DomainError(
            _("Choose a person or fill in a name, not both."),
            field="signatory",
        )
    if terms.decided_on is not None and not EARLIEST <= terms.decided_on <= LATEST:
        raise DomainError(_("Fill in a year between 1900 and 2200."), field="decided_on")
    same = party.events.filter(kind=terms.kind, date=terms.date, taken_back_at__isnull=True)
    if same.exists():
        raise DomainError(_("This is recorded for that day already."), field="date")
    if terms.kind == PartyEventKind.EXTENSION and _state_on(party, terms.date) != PartyState.PARTY:
        raise DomainError(
            _("Only a party can sign the extension. On this day %(party)s is no party.") % {"party": party},
            field="kind",
        )


def _check_day(party: Party, terms: EventTerms) -> None:
    try:
        check_period(terms.date, None)
    except DomainError as error:
        raise DomainError(error.message, field="date") from error
    if terms.kind in _ONLY_PAST and terms.date > timezone.localdate():
        raise DomainError(_("This day is still to come. Record it when it has happened."), field="date")
    signed_on = party.deal.signed_on
    if signed_on is None:
        return
    day = {"day": date_format(signed_on, "DATE_FORMAT")}
    if terms.kind == PartyEventKind.SIGNING and terms.date > signed_on:
        raise DomainError(
            _("The deal was signed on %(day)s. Choose “Later signing” for a day after it.") % day,
            field="kind",
        )
    if terms.kind == PartyEventKind.LATER_SIGNING and terms.date <= signed_on:
        raise DomainError(
            _("A later signing comes after %(day)s, when the deal was signed.") % day,
            field="date",
        )


def _state_on(party: Party, day: date) -> str | None:
    status = party.statuses.filter(start__lte=day).order_by("-start").first()
    return status.state if status else None


def _record(actor: User, party: Party, terms: EventTerms) -> PartyEvent:
    event = save_checked(PartyEvent(party=party, created_by=actor, **(vars(terms) | {"mandate": None})))
    state = PARTY_EVENT_STATES.get(terms.kind)
    if state is not None:
        try:
            change_party_state(actor=actor, party=party, state=state, start=terms.date, reason=terms.note)
        except DomainError as error:
            field = {"start": "date", "state": "kind"}.get(error.field, "")
            raise DomainError(error.message, field=field) from error
    if terms.mandate is not None:
        event.mandate = store_file(actor=actor, upload=terms.mandate, field="mandate")
        event.save()
    return event


def _check_unused(party: Party) -> None:
    """Refuse to take back how a party began while it holds something."""
    if party.seats.exists() or party.contacts.exists():
        raise DomainError(
            _("%(party)s has or had seats or contacts, so it stays in the list. Record that it withdraws.")
            % {"party": party}
        )
