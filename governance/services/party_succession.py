"""Legal succession: one act joins parties or replaces them by others (choice A2-12).

Signatures stay with the party that signed. From the day of the act the parties before are withdrawn, the
parties after take their place, and every seat, member, contact and open question goes where somebody
chose.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citydeal.common.dates import DAY
from citydeal.common.errors import DomainError
from citydeal.models import User
from governance.enums import OrganizationKind, PartyState, RequestKind, SuccessionKind
from governance.models import CityDeal, Party, PartySuccession
from governance.selectors.organizations import free_slug, organization_named
from governance.selectors.parties_places import (
    ENDS,
    SEAT_ENDS,
    STAYS,
    Place,
    goes_to,
    moves_to,
    succession_places,
)
from governance.services.checks import check_period, require_manager, save_checked
from governance.services.parties import change_party_state, check_choices, end_place
from governance.services.parties_ledger import Ledger, obstacles, take_back
from governance.services.party_succession_moves import Mover
from governance.services.register import add_organization
from governance.services.requests import lock_open_questions
from governance.signals import succession_built_on, succession_goes_back, work_goes_on

# What somebody types to let an act hold in the past.
PAST_WORDS = gettext_lazy("in the past")
# Whoever takes the place of several parties has the strongest of their states.
_STRONGEST = (PartyState.PARTY, PartyState.INTENT, PartyState.EXPLORING, PartyState.COOPERATING)


@dataclass(frozen=True)
class NewOrganization:
    """An organisation that is not a party of the deal yet; one of this name in the register is used."""

    name: str
    kind: str = OrganizationKind.MUNICIPALITY
    legal_name: str = ""


@dataclass(frozen=True)
class SuccessionTerms:
    """Which parties are followed up, from which day, by which parties of the deal and which others."""

    kind: str
    date: date
    before: Sequence[Party]
    after: Sequence[Party] = ()
    new: Sequence[NewOrganization] = ()
    note: str = ""
    past_words: str = ""

    @property
    def count_after(self) -> int:
        """Return how many parties come in their place."""
        return len(self.after) + len(self.new)


def succession_options(count_after: int, place: Place) -> list[str]:
    """Return what may happen to a place of a party that is followed up by ``count_after`` others."""
    if place.asked is not None and place.seat is None and place.asked.seat_id is not None:
        return [ENDS]  # the seat it was about does not go on
    goes = [moves_to(number) for number in range(count_after)]
    if place.work:
        return [*goes, ENDS if place.may_end else STAYS]
    return [*goes, SEAT_ENDS if place.seat else ENDS]


@transaction.atomic
def succeed_parties(
    *, actor: User, deal: CityDeal, terms: SuccessionTerms, choices: Mapping[str, str]
) -> PartySuccession:
    """Let parties be followed up by others from a day on, with all they hold and all they are asked.

    ``choices``: the key of each place (``succession_places``) → ``moves_to`` a party, first those of
    ``terms.after`` and then those of ``terms.new``; or it ends on the day before. Returns the succession.
    Raises DomainError, with its field, without the right; on parties of another deal, twice the same one,
    or one that was followed up already; on a day in the past without the words for it; and where a place
    has no choice. All or nothing. Writes history, derives rights. Source: choice A2-12.
    """
    require_manager(actor, deal)
    check_succession(deal, terms)
    before = _locked(deal, terms.before)
    after = [*_locked(deal, terms.after), *(_new_party(actor, deal, new) for new in terms.new)]
    if len({party.pk for party in after}) < len(after):
        raise DomainError(_("You chose the same party twice."), field="after")
    state = _check_states(before, terms.date)
    lock_open_questions(before)
    places = succession_places(before, terms.date, terms.after)
    check_choices(places, choices, partial(succession_options, len(after)))
    succession = save_checked(
        PartySuccession(deal=deal, kind=terms.kind, date=terms.date, note=terms.note, created_by=actor)
    )
    succession.before.set(before)
    succession.after.set(after)
    ledger = Ledger(actor, succession, str(succession.get_kind_display()))
    _change_states(actor, succession, before, after, state, ledger)
    mover = Mover(actor, ledger, terms.date)
    goes = {place.key: goes_to(choices[place.key]) for place in places}
    for place in places:
        number = goes[place.key]
        if place.asked is not None and place.asked.kind == RequestKind.COLLEGE_CHANGE:
            mover.college_goes_to(place.party, None if number is None else after[number])
    for place in places:
        number = goes[place.key]
        if place.work:
            party = None if number is None else after[number]
            work_goes_on.send(PartySuccession, place=place, party=party, succession=succession, actor=actor)
        elif number is None:
            end_place(ledger, place, choices[place.key], terms.date - DAY)
        else:
            mover.move(place, after[number])
    mover.end_offices(deal)
    ledger.close()
    return succession


@transaction.atomic
def undo_succession(*, actor: User, succession: PartySuccession) -> PartySuccession:
    """Take back a succession as a whole: states, seats, members, offices and contacts as they were.

    Organisations that were added stay in the register. Raises DomainError without the right, when it was
    taken back already, and with what stands in the way where something was built on it.
    """
    succession = PartySuccession.objects.select_for_update().select_related("deal").get(pk=succession.pk)
    require_manager(actor, succession.deal)
    if succession.undone_at is not None:
        raise DomainError(_("This was taken back already."))
    in_the_way = undo_obstacles(succession)
    if in_the_way:
        raise DomainError(" ".join([_("This cannot be taken back any more."), *in_the_way]))
    succession_goes_back.send(PartySuccession, succession=succession, actor=actor)
    take_back(actor, succession)
    succession.undone_at = timezone.now()
    succession.undone_by = actor
    return save_checked(succession)


def undo_obstacles(succession: PartySuccession) -> list[str]:
    """Return what stands in the way of taking a succession back, one sentence each."""
    found = obstacles(succession)
    answers: Any = succession_built_on.send(PartySuccession, succession=succession)
    for _receiver, sentences in answers:
        found += sentences
    made = succession.changes.filter(made=True)
    passed_on = succession.changes.filter(request__isnull=False).values("request")
    ours = {
        name: list(made.filter(**{f"{name}__isnull": False}).values_list(name, flat=True))
        for name in ("status", "seat", "contact")
    }
    before, after = (ones.order_by().values("pk") for ones in (succession.before, succession.after))
    for party in Party.objects.filter(pk__in=before.union(after)).select_related("organization"):
        words = {"party": party}
        if party.statuses.filter(start__gte=succession.date).exclude(pk__in=ours["status"]).exists():
            found.append(_("%(party)s got another state later.") % words)
        later = party.succeeded_by.filter(undone_at__isnull=True).exclude(pk=succession.pk)
        if later.exists():
            found.append(_("%(party)s was followed up by another organisation later.") % words)
    for party in succession.after.filter(statuses__in=ours["status"]).distinct():
        found += _built_on(party, ours)
        if party.requests.exclude(pk__in=passed_on).exists():
            found.append(_("A question was sent to %(party)s.") % {"party": party})
    return found


def _built_on(party: Party, ours: Mapping[str, list[int]]) -> list[str]:
    """Return what a party got that is only a party by the succession."""
    words = {"party": party}
    found = []
    if party.events.filter(taken_back_at__isnull=True).exists():
        found.append(_("For %(party)s an event was recorded.") % words)
    if party.seats.exclude(pk__in=ours["seat"]).exists():
        found.append(_("%(party)s got another seat.") % words)
    if party.contacts.exclude(pk__in=ours["contact"]).exists():
        found.append(_("%(party)s got another contact.") % words)
    return found


def check_succession(deal: CityDeal, terms: SuccessionTerms) -> None:
    """Refuse what can be seen before anything is chosen. Raises DomainError with its field."""
    try:
        check_period(terms.date, None)
    except DomainError as error:
        raise DomainError(error.message, field="date") from error
    _check_numbers(terms)
    chosen = [*terms.before, *terms.after]
    if len({party.pk for party in chosen}) < len(chosen):
        raise DomainError(_("You chose the same party twice."), field="after")
    if any(party.deal_id != deal.pk for party in chosen):
        raise DomainError(_("Parties of another deal cannot be followed up here."), field="before")
    for party in terms.before:
        if party.succeeded_by.filter(undone_at__isnull=True).exists():
            raise DomainError(
                _("%(party)s was followed up by another organisation already.") % {"party": party},
                field="before",
            )
    _check_states(terms.before, terms.date)
    if terms.date < timezone.localdate() and terms.past_words.strip().casefold() != str(PAST_WORDS):
        raise DomainError(
            _("This day lies in the past. Type “%(words)s” to confirm that.") % {"words": PAST_WORDS},
            field="past_words",
        )


def _check_numbers(terms: SuccessionTerms) -> None:
    if not terms.before:
        raise DomainError(_("Choose at least one party that is followed up."), field="before")
    if not terms.count_after:
        raise DomainError(_("Say which organisation comes in its place."), field="after")
    many_before, many_after = len(terms.before) > 1, terms.count_after > 1
    if terms.kind == SuccessionKind.SPLIT:
        if many_before or not many_after:
            raise DomainError(_("In a split one party becomes two or more organisations."), field="kind")
        return
    if many_after:
        raise DomainError(_("Only in a split do several organisations come in its place."), field="kind")
    if many_before and terms.kind == SuccessionKind.RENAMING:
        raise DomainError(_("With a new name one party becomes one organisation."), field="kind")


def _check_states(before: Sequence[Party], day: date) -> str:
    """Refuse a party that takes no part on the day before; returns the strongest state of them all."""
    found = set()
    for party in before:
        status = party.statuses.order_by("-start").first()
        if status is None or status.state == PartyState.WITHDRAWN or status.start >= day:
            raise DomainError(
                _("On this day %(party)s cannot be followed up: see its states.") % {"party": party},
                field="before",
            )
        found.add(status.state)
    return next(state for state in _STRONGEST if state in found)


def _locked(deal: CityDeal, parties: Sequence[Party]) -> list[Party]:
    """Lock the parties, in one order everywhere, and return them in the order that was given."""
    ids = [party.pk for party in parties]
    rows = Party.objects.select_for_update(of=("self",)).select_related("deal", "organization")
    by_id = {party.pk: party for party in rows.filter(pk__in=ids, deal=deal).order_by("pk")}
    return [by_id[pk] for pk in ids]


def _new_party(actor: User, deal: CityDeal, new: NewOrganization) -> Party:
    organization = organization_named(new.name) or add_organization(
        actor=actor,
        deal=deal,
        name=new.name,
        slug=free_slug(new.name),
        kind=new.kind,
        legal_name=new.legal_name,
    )
    known = Party.objects.filter(deal=deal, organization=organization).first()
    if known is None:
        return save_checked(Party(deal=deal, organization=organization, order=_last_place(deal)))
    if known.statuses.exists():
        raise DomainError(
            _("%(organization)s is in the list of parties already. Choose it there.")
            % {"organization": organization},
            field="after",
        )
    return known


def _last_place(deal: CityDeal) -> int:
    last = deal.parties.order_by("-order").values_list("order", flat=True).first()
    return min((last or 0) + 1, 32767)


def _change_states(
    actor: User,
    succession: PartySuccession,
    before: Sequence[Party],
    after: Sequence[Party],
    state: str,
    ledger: Ledger,
) -> None:
    kind = str(succession.get_kind_display())
    new_names = ", ".join(str(party) for party in after)
    old_names = ", ".join(str(party) for party in before)
    for party in after:
        current = party.statuses.order_by("-start").first()
        if current is not None and current.state in (PartyState.PARTY, state):
            continue
        reason = _("%(kind)s: comes after %(names)s") % {"kind": kind, "names": old_names}
        ledger.note_status(_state(actor, party, state, succession.date, reason))
    for party in before:
        reason = _("%(kind)s: followed up by %(names)s") % {"kind": kind, "names": new_names}
        ledger.note_status(_state(actor, party, PartyState.WITHDRAWN, succession.date, reason))


def _state(actor: User, party: Party, state: str, day: date, reason: str) -> Any:
    try:
        return change_party_state(actor=actor, party=party, state=state, start=day, reason=reason)
    except DomainError as error:
        raise DomainError(f"{party}: {error.message}", field="date") from error
