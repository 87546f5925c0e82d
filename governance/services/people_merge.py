"""Two records of one person become one: everything of the double moves to the record that stays."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError, StaleError
from citydeal.models import User
from governance.models import (
    ActionItem,
    AgendaItem,
    CityDeal,
    DealRole,
    Delegation,
    EligibleVoter,
    ForwardItem,
    Invitation,
    Meeting,
    MeetingRemark,
    Membership,
    Nomination,
    PartyContact,
    PartyEvent,
    PartyRequest,
    Person,
    RegisterEntry,
    RoundVoice,
)
from governance.permissions import can_manage_people
from governance.services.checks import require_manager, rights_follow, save_checked
from governance.services.rights import sync_user


@dataclass(frozen=True)
class MergeResult:
    """What a merge did, in words. ``moved``: what kind of thing, and which; ``notes``: whole sentences.

    ``rows``: which records moved, so that two merges that say the same are told apart.
    """

    moved: list[tuple[str, str]]
    notes: list[str]
    rows: list[str]

    @property
    def fingerprint(self) -> str:
        """Return a text that changes when the merge would do something else."""
        whole = json.dumps([self.moved, self.notes, self.rows])
        return sha256(whole.encode()).hexdigest()


@dataclass
class _Merge:
    actor: User
    stays: Person
    double: Person
    moved: list[tuple[str, str]]
    notes: list[str]
    rows: list[str]

    @property
    def reason(self) -> str:
        return _("Two records of %(person)s became one") % {"person": self.stays}


@transaction.atomic
def merge_people(
    *, actor: User, deal: CityDeal, stays: Person, double: Person, seen: str | None = None
) -> MergeResult:
    """Join two records of one person: everything of ``double`` moves to ``stays``; returns what moved.

    The double keeps its name, for the history, and nothing else: it stands in no register any more.
    ``seen``: the fingerprint of what was shown before it was confirmed; StaleError when it would do something
    else by now. Raises DomainError without the right, for one and the same record, when either is known in a
    deal that ``actor`` does not keep (then rights would reach further than the actor's own), when both have
    an account that was used, and when both sit in the same place at the same time. All or nothing. Side
    effects: history, rights of both accounts and of who acts for them. Source: ADR 11.
    """
    require_manager(actor, deal)
    if stays.pk == double.pk:
        raise DomainError(_("This is the same record. Choose the other one."), field="person")
    # Always in the same order, so that two who join the same records wait for each other.
    people = Person.objects.select_for_update(of=("self",)).select_related("user").order_by("pk")
    locked = {person.pk: person for person in people.filter(pk__in=(stays.pk, double.pk))}
    act = _Merge(actor, locked[stays.pk], locked[double.pk], [], [], [])
    _check_deals(act)
    _check_places(act)
    accounts = [person.user for person in (act.stays, act.double) if person.user is not None]
    _join_delegations(act)
    _join_roles(act)
    for model, name in person_columns():
        for row in model._default_manager.filter(**{name: act.double.pk}).order_by("pk"):
            _move(act, row, name)
    _join_addresses(act, _account_that_stays(act))
    for account in accounts:
        sync_user(account, timezone.localdate())
    rights_follow(act.stays)
    for delegation in act.stays.acts_for.select_related("person"):
        rights_follow(delegation.person)
    result = MergeResult(act.moved, act.notes, act.rows)
    if seen is not None and seen != result.fingerprint:
        raise StaleError(_("Something changed after you looked. Look again at what moves, and confirm it."))
    return result


# What names a person → the way from it to its deal. An office, a delegation and a calendar are of no deal. A
# table of an app above says it itself, as ``DEAL_PATH``.
DEAL_OF: dict[type[models.Model], str] = {
    Membership: "body__deal",
    DealRole: "deal",
    PartyContact: "party__deal",
    PartyRequest: "party__deal",
    PartyEvent: "party__deal",
    Nomination: "seat__body__deal",
    RegisterEntry: "deal",
    Invitation: "meeting__body__deal",
    Meeting: "body__deal",
    MeetingRemark: "meeting__body__deal",
    AgendaItem: "meeting__body__deal",
    ForwardItem: "body__deal",
    ActionItem: "body__deal",
    EligibleVoter: "event__item__meeting__body__deal",
    RoundVoice: "round__body__deal",
}


def person_columns() -> Iterator[tuple[type[models.Model], str]]:
    """Yield every table that names a person, of every app, with its column; histories stay as they were."""
    for found in Person._meta.get_fields(include_hidden=True):
        if isinstance(found, models.ManyToOneRel) and not hasattr(found.related_model, "instance_type"):
            yield found.related_model, found.field.name


def _check_deals(act: _Merge) -> None:
    """Refuse where somebody keeps one of these deals whom the actor is not."""
    people = [act.stays.pk, act.double.pk]
    people += Delegation.objects.filter(delegate=act.double).values_list("person", flat=True)
    ties = Q()
    for model, column in person_columns():
        to_deal = DEAL_OF.get(model, getattr(model, "DEAL_PATH", None))
        if to_deal is not None:
            rows = model._default_manager.filter(**{f"{column}__in": people})
            ties |= Q(pk__in=rows.order_by().values(to_deal))
    known = CityDeal.objects.filter(ties)
    if not all(can_manage_people(act.actor, deal) for deal in known):
        raise DomainError(
            _("You do not keep every deal in which these people are known, or such a deal is closed."),
            field="person",
        )


def _check_places(act: _Merge) -> None:
    """Refuse where both records sit in the same place at the same time: nobody sits there twice."""
    for place in Membership.objects.filter(person=act.double).select_related("body"):
        same = Q(role=place.role, is_deputy=place.is_deputy)
        if place.seat_id is not None:
            same |= Q(seat=place.seat_id)
        others = Membership.objects.filter(same, person=act.stays, body=place.body_id)
        if others.overlapping(place.start, place.end).exists():
            raise DomainError(
                _("Both records sit in %(body)s in the same place at the same time. First change those days.")
                % {"body": place.body},
                field="person",
            )


def _account_that_stays(act: _Merge) -> User | None:
    """Return the one account of the two records; closes one that nobody ever used."""
    mine, other = act.stays.user, act.double.user
    if mine is None or other is None:
        return mine or other
    if mine.last_login is not None and other.last_login is not None:
        raise DomainError(
            _("Both records have an account that was used. Ask the person which one must go."),
            field="person",
        )
    kept, closed = (
        (other, mine) if mine.last_login is None and other.last_login is not None else (mine, other)
    )
    closed.is_active = False
    closed.save(update_fields=["is_active"])
    act.notes.append(_("The account %(email)s was never used. It is closed.") % {"email": closed.email})
    return kept


def _join_addresses(act: _Merge, account: User | None) -> None:
    """Give the record that stays the account and the address, and take them from the double."""
    stays, double = act.stays, act.double
    address, double.email = double.email, ""
    moves = account is not None and double.user_id == account.pk
    double.user = None
    save_checked(double, act.actor, act.reason)
    if account is not None and moves:
        act.notes.append(_("The account %(email)s comes along.") % {"email": account.email})
    if address and not stays.email:
        stays.email = address
        act.notes.append(_("The e-mail address %(email)s comes along.") % {"email": address})
    elif address and address.casefold() != stays.email.casefold():
        act.notes.append(_("The e-mail address %(email)s goes away.") % {"email": address})
    stays.user = account
    save_checked(stays, act.actor, act.reason)
    if account is not None and account.name != stays.name:
        account.name = stays.name
        account.save(update_fields=["name"])


def _join_delegations(act: _Merge) -> None:
    """Drop that one record acts for the other, and join what stands in both at the same time."""
    between = Q(person=act.stays, delegate=act.double) | Q(person=act.double, delegate=act.stays)
    for row in Delegation.objects.filter(between):
        _drop(act, row)
        act.notes.append(_("The two records act for each other. That goes away."))
    for row in Delegation.objects.filter(Q(person=act.double) | Q(delegate=act.double)):
        who = {
            "person": act.stays.pk if row.person_id == act.double.pk else row.person_id,
            "delegate": act.stays.pk if row.delegate_id == act.double.pk else row.delegate_id,
        }
        _fold(act, row, Delegation.objects.filter(**who).overlapping(row.start, row.end))


def _join_roles(act: _Merge) -> None:
    for row in DealRole.objects.filter(person=act.double):
        same = DealRole.objects.filter(deal=row.deal_id, person=act.stays, role=row.role)
        _fold(act, row, same.overlapping(row.start, row.end))


def _fold(act: _Merge, row: Any, same: models.QuerySet[Any]) -> None:
    """Where the record that stays has the same already, let one row have the days of all of them."""
    rows = list(same.order_by("start", "pk"))
    if not rows:
        return
    first, *others = rows
    ends = [found.end for found in (*rows, row)]
    for gone in (*others, row):
        _drop(act, gone)
    first.start = min(first.start, row.start)
    first.end = None if None in ends else max(end for end in ends if end is not None)
    save_checked(first, act.actor, act.reason)
    act.notes.append(_("Both records have: %(what)s. It stays once.") % {"what": _in_words(first)})


def _drop(act: _Merge, row: Any) -> None:
    row._history_user, row._change_reason = act.actor, act.reason
    row.delete()


def _move(act: _Merge, row: models.Model, name: str) -> None:
    if isinstance(row, RegisterEntry):
        known = RegisterEntry.objects.filter(deal=row.deal_id, person=act.stays)
        if known.exists():
            row.delete()
            return
    setattr(row, name, act.stays)
    _save(act, row)
    act.rows.append(f"{row._meta.label}.{name}.{row.pk}")
    if not isinstance(row, RegisterEntry):
        act.moved.append((capfirst(str(row._meta.verbose_name)), _in_words(row)))


def _save(act: _Merge, row: Any) -> None:
    """Save a row of which only the person changed: what else is in it was right when it was written."""
    row._history_user, row._change_reason = act.actor, act.reason
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise DomainError(
            _("%(what)s cannot move: it overlaps with what the record already has. First change those days.")
            % {"what": _in_words(row)},
            field="person",
        ) from error


_WORDS: dict[type[models.Model], Callable[[Any], str]] = {
    Membership: lambda row: f"{row.body}, {row.get_role_display()}",
    DealRole: lambda row: f"{row.get_role_display()}, {row.deal}",
    PartyContact: lambda row: str(row.party),
    PartyEvent: lambda row: f"{row.party}: {row}",
    Nomination: lambda row: f"{row.seat.body}, {row.seat}",
}


def _in_words(row: Any) -> str:
    """Return which thing this is, with its days where it has them."""
    words = _WORDS.get(type(row), str)(row)
    if not hasattr(row, "start"):
        return words
    start = date_format(row.start, "DATE_FORMAT")
    if getattr(row, "end", None) is None:
        return _("%(what)s, from %(start)s") % {"what": words, "start": start}
    end = date_format(row.end, "DATE_FORMAT")
    return _("%(what)s, from %(start)s to %(end)s") % {"what": words, "start": start, "end": end}
