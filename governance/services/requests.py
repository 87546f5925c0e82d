"""Questions to parties by a link without an account: asked, reminded, withdrawn.

Only a hash of the token in the link is kept. The token follows from the key of the question and the
secret of the portal, so that a reminder carries the same link.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from citydeal.common.compiled import compiled
from citydeal.common.dates import holds_on
from citydeal.common.errors import DomainError
from citydeal.common.mail import absolute_url, render_mail
from citydeal.models import User
from citydeal.services.outbox import queue_mail
from governance.enums import DealState, PartyState, RequestKind
from governance.models import Nomination, Party, PartyContact, PartyRequest, Person, Seat
from governance.selectors.requests import asked_seats
from governance.selectors.requests_links import hash_of
from governance.services.checks import require_composer, require_manager, save_checked
from governance.services.recipients import Recipient, recipients_of

# Calendar days that a party has to answer, and gets extra with a reminder.
DAYS_TO_ANSWER = 21
DAYS_AFTER_REMINDER = 14


@dataclass(frozen=True)
class Question:
    """What is asked of a party: the kind, the key that is asked once, and what the asker adds.

    ``until``: the last day on which the link works; 21 days from now where nothing is said.
    """

    kind: str
    key: str
    seat: Seat | None = None
    note: str = ""
    is_personal: bool = False
    until: date | None = None


@transaction.atomic
def ask_for_seat(
    *,
    actor: User,
    seat: Seat,
    note: str = "",
    is_personal: bool = False,
    until: date | None = None,
) -> PartyRequest:
    """Ask the party of a seat, by a link in a mail, to name somebody; the seat waits for the party.

    A question that ran out is withdrawn first. Raises DomainError without the right, on a seat without
    party, on a party without contact, and while the same question is open. Side effects: mail, history.
    """
    seat = Seat.objects.select_for_update(of=("self",)).select_related("body__deal", "party").get(pk=seat.pk)
    require_composer(actor, seat.body)
    if seat.party is None:
        raise DomainError(_("This seat belongs to no party, so there is nobody to ask."))
    today = timezone.localdate()
    for asked in seat.requests.filter(answered_at=None, withdrawn_at=None):
        if asked.answer_until >= today:
            raise DomainError(_("The party was asked already. Remind it, or withdraw that question first."))
        _withdraw(asked)
    number = seat.requests.count() + 1
    question = Question(
        RequestKind.NOMINATION, f"nomination:{seat.pk}:{number}", seat, note, is_personal, until
    )
    request = ask(seat.party, question)
    seat.asked_on = today
    save_checked(seat)
    return request


def ask(party: Party, question: Question) -> PartyRequest:
    """Ask a party something, inside the transaction of a service that checked the right.

    Raises DomainError for a party without contact or whose contact has no address, on a last day that
    cannot be, and where this key was asked before. Side effects: mail, history.
    """
    request, recipients = _prepared(party, question)
    save_checked(request)
    _send(request, recipients)
    return request


def ask_by_clock(party: Party, question: Question) -> PartyRequest:
    """Ask as ``ask`` does, with hundreds of others in one run: the database refuses what cannot be.

    The caller has the party locked, and looked that this key was not asked before.
    """
    request, recipients = _prepared(party, question)
    request.save()
    _send(request, recipients)
    return request


def _prepared(party: Party, question: Question) -> tuple[PartyRequest, list[Recipient]]:
    """Return a question that is not saved yet, with who gets its mail. Two queries."""
    today = timezone.localdate()
    contact = contact_of(party, today)
    if contact is None:
        raise DomainError(_("%(party)s has no contact yet. Add one first.") % {"party": party})
    until = question.until or today + timedelta(days=DAYS_TO_ANSWER)
    if not today <= until <= today + timedelta(days=366):
        raise DomainError(_("Choose a day from today, within a year."), field="until")
    request = PartyRequest(
        party=party,
        kind=question.kind,
        key=question.key,
        seat=question.seat,
        to=contact,
        is_personal=question.is_personal,
        note=question.note,
        token_hash=hash_of(token_of(question.key)),
        sent_on=today,
        answer_until=until,
        mails=1,
    )
    return request, _reached(request)


def contact_of(party: Party, on: date) -> Person | None:
    """Return the contact of a party on a day: who is so longest. One query."""
    contacts = _contacts(party=party.pk, on=on)
    return contacts[0].person if contacts else None


@compiled
def _contacts(party: Any, on: Any) -> QuerySet[PartyContact]:
    held = PartyContact.objects.filter(holds_on(on), party=party)
    return held.select_related("person__user").order_by("start", "pk")[:1]


@transaction.atomic
def remind(*, actor: User, request: PartyRequest) -> PartyRequest:
    """Mail the link again, to who is the contact now; gives the party at least two weeks from today.

    A personal question goes to who was asked. Raises DomainError without the right, once it is answered
    or withdrawn, twice on one day, and where nobody can be reminded. Side effects: mail, history.
    """
    request = lock_request(actor, request)
    today = timezone.localdate()
    _require_open(request)
    if request.reminded_on == today:
        raise DomainError(_("The party was reminded today already."))
    request.to = _reminded(request, today)
    request.reminded_on = today
    request.answer_until = max(request.answer_until, today + timedelta(days=DAYS_AFTER_REMINDER))
    # The secret of the portal may have changed since; then the old link is of no use any more.
    request.token_hash = hash_of(token_of(request.key))
    _mail(request)
    return request


@transaction.atomic
def withdraw(*, actor: User, request: PartyRequest) -> PartyRequest:
    """Take a question back: its link does nothing any more, and no seat waits for the answer.

    Raises DomainError without the right and once it is answered or withdrawn. Writes history.
    """
    request = lock_request(actor, request)
    _require_open(request)
    _withdraw(request)
    _wait_no_more(request)
    return request


def withdraw_for_seat(seat: Seat) -> None:
    """Withdraw what is asked of the party of a seat, inside the transaction of a service that locked it.

    The caller saves that the seat waits no more. Writes history.
    """
    for request in seat.requests.select_for_update(of=("self",)).filter(answered_at=None, withdrawn_at=None):
        _withdraw(request)


def withdraw_from_the_gone(on: date) -> int:
    """Withdraw what is still asked of parties that take no part any more on a day; returns how many.

    So nothing waits for a party that is no longer there. Idempotent. Writes history.
    """
    gone = Party.objects.with_state(on).filter(**{"state": PartyState.WITHDRAWN})
    asked = PartyRequest.objects.filter(party__in=gone.values("pk"), answered_at=None, withdrawn_at=None)
    with transaction.atomic():
        requests = list(asked.select_for_update(of=("self",)).select_related("party", "seat").order_by("pk"))
        for request in requests:
            _withdraw(request)
            _wait_no_more(request)
    return len(requests)


def pass_questions_on(on: date, party: Party | None = None) -> int:
    """Let what is asked of who is no contact any more go to the contact of now, who gets it by mail at once.

    Of one party, or of all; returns how many questions went on. What is personal stays with who was asked,
    and so does a question whose new contact has no address yet. Idempotent. Side effects: mail, history.
    """
    reaching = PartyContact.objects.filter(Q(end__isnull=True) | Q(end__gte=on))
    asked = PartyRequest.objects.filter(
        ~Exists(reaching.filter(party=OuterRef("party"), person=OuterRef("to"))),
        is_personal=False,
        answered_at=None,
        withdrawn_at=None,
        answer_until__gte=on,
    ).exclude(party__deal__state=DealState.CLOSED)
    if party is not None:
        asked = asked.filter(party=party)
    passed = 0
    with transaction.atomic():
        rows = asked.select_for_update(of=("self",)).order_by("pk")
        for request in rows.select_related("party__deal", "party__organization", "seat__body"):
            contact = contact_of(request.party, on)
            if contact is not None and recipients_of(contact):
                request.to = contact
                tell_contact(request)
                passed += 1
    return passed


def tell_contact(request: PartyRequest) -> None:
    """Mail an open question to who has it from now on; nothing where no address is known.

    Inside the transaction of a service that moved it. Side effects: mail, history.
    """
    if recipients_of(request.to):
        _mail(request, is_reminder=False)


def lock_request(actor: User, request: PartyRequest) -> PartyRequest:
    """Lock a question and check that this account keeps the register of its deal."""
    locked: PartyRequest = (
        PartyRequest.objects.select_for_update(of=("self",))
        .select_related("party__deal", "party__organization", "seat", "to__user")
        .get(pk=request.pk)
    )
    require_manager(actor, locked.party.deal)
    return locked


def lock_open_questions(parties: Sequence[Party]) -> None:
    """Lock what is asked of parties and what they named, so that nobody answers or handles it meanwhile."""
    asked = PartyRequest.objects.filter(party__in=parties, answered_at=None, withdrawn_at=None)
    named = Nomination.objects.filter(seat__party__in=parties, handled_at=None)
    for rows in (asked, named):
        list(rows.select_for_update(of=("self",)).order_by("pk"))


def token_of(key: str) -> str:
    """Return the token in the link of the question with this key."""
    digest = salted_hmac("governance.party_request", key, algorithm="sha256").digest()
    return urlsafe_b64encode(digest).decode().rstrip("=")


def _require_open(request: PartyRequest) -> None:
    if request.answered_at is not None:
        raise DomainError(_("The party has answered already."))
    if request.withdrawn_at is not None:
        raise DomainError(_("This question is withdrawn already."))


def _withdraw(request: PartyRequest) -> None:
    request.withdrawn_at = timezone.now()
    request.save()


def _wait_no_more(request: PartyRequest) -> None:
    """Let no seat wait for a question that was withdrawn, unless another question asks for it."""
    still_open = PartyRequest.objects.filter(seat__isnull=False, answered_at=None, withdrawn_at=None)
    asked = set(still_open.filter(party=request.party_id).values_list("seat", flat=True))
    for seat in asked_seats(request):
        if seat.asked_on is not None and seat.pk not in asked:
            seat.asked_on = None
            save_checked(seat)


def _reminded(request: PartyRequest, on: date) -> Person:
    """Return who gets a reminder: the contact of now; who was asked, where that is personal or he is to be
    the contact of a party that begins later.
    """
    contact = None if request.is_personal else contact_of(request.party, on)
    if contact is not None:
        return contact
    reaching = request.party.contacts.overlapping(on, None)
    if reaching.filter(person=request.to_id).exists():
        return request.to
    if request.is_personal:
        raise DomainError(
            _("%(person)s is no contact of %(party)s any more. Withdraw this question and ask again.")
            % {"person": request.to, "party": request.party}
        )
    raise DomainError(_("%(party)s has no contact yet. Add one first.") % {"party": request.party})


def _mail(request: PartyRequest, *, is_reminder: bool | None = None) -> None:
    """Queue the link to who gets the contact's mail; counts, so that every mail has a key of its own.

    ``is_reminder``: whether the words say so; else every mail after the first.
    """
    recipients = _reached(request)
    request.mails += 1
    request.save()
    _send(request, recipients, is_reminder=is_reminder)


def _reached(request: PartyRequest) -> list[Recipient]:
    """Return who gets the mail of a question. Raises DomainError where there is no address. One query."""
    recipients = recipients_of(request.to, personal=request.is_personal)
    if not recipients:
        raise DomainError(_("%(person)s has no e-mail address yet. Add one first.") % {"person": request.to})
    return recipients


def _send(request: PartyRequest, recipients: Sequence[Recipient], *, is_reminder: bool | None = None) -> None:
    link = absolute_url(reverse("governance:request_answer", args=[token_of(request.key)]))
    for recipient in recipients:
        words = {
            "name": recipient.name,
            "request": request,
            "party": request.party,
            "deal": request.party.deal,
            "seat": request.seat,
            "for_person": recipient.for_person,
            "link": link,
            "is_reminder": request.mails > 1 if is_reminder is None else is_reminder,
        }
        queue_mail(
            key=f"party-request:{request.pk}:{request.mails}:{recipient.person_id}",
            kind="party_request",
            to=recipient.email,
            user=recipient.user,
            **asdict(render_mail("governance/mail/request", words)),
        )
