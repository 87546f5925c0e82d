"""Record a decision of a body, and take it back: only a body that is competent decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import fields as fields_of
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError
from citydeal.models import User
from governance.enums import DecidedBy, DecisionResult
from governance.models import AgendaItem, Body, Decision, Meeting, Party, PartyAgreement, VoteEvent
from governance.services.agreements import ask_parties
from governance.services.bodies import lock_body
from governance.services.checks import check_period, check_within, require_manager, save_checked
from governance.services.competences import check_competent
from governance.services.decisions_checks import check_session, check_terms
from governance.signals import decision_carries


@dataclass(frozen=True)
class DecisionTerms:
    """How a decision came about, beside its text.

    ``item``: of the meeting in which it was taken. ``recommendation`` of ``recommended_by``: what the
    preparing body advised. ``vote``: the closed vote it rests on. ``parties``: of whom it asks money, people
    or law; it takes effect per party (choice A2-10). ``public_from``: an embargo.
    """

    item: AgendaItem | None = None
    question: str = ""
    recommendation: str = ""
    recommended_by: Body | None = None
    result: str = DecisionResult.ADOPTED
    decided_by: str = DecidedBy.CONSENSUS
    vote: VoteEvent | None = None
    on_record: str = ""
    effective_on: date | None = None
    parties: Sequence[Party] = ()
    public_from: date | None = None


@transaction.atomic
def record_decision(
    *,
    actor: User,
    body: Body,
    taken_on: date,
    subject: str,
    title: str,
    text: str,
    terms: DecisionTerms | None = None,
) -> Decision:
    """Record what a body decided on a day, about a subject (DecisionSubject).

    It gets the next number of the body in that year. In a meeting (``terms.item``) its secretary records it,
    from the session until the chair confirmed the list; otherwise who keeps the deal. Raises DomainError
    without the right, on a day that is still to come or on which the body was not there, on a body that
    does not decide about this (it says who does), without a quorum, and on a vote that says otherwise.
    Writes history. Source: rules 15 and 18, choice A2-10.
    """
    terms = terms or DecisionTerms()
    if terms.item is None:
        require_manager(actor, body.deal)
    else:
        check_session(actor, terms.item, body, terms)
        taken_on = terms.item.meeting.day
    return write_decision(
        actor=actor, body=body, taken_on=taken_on, subject=subject, title=title, text=text, terms=terms
    )


@transaction.atomic
def write_decision(
    *,
    actor: User | None,
    body: Body,
    taken_on: date,
    subject: str,
    title: str,
    text: str,
    terms: DecisionTerms | None = None,
    after_end: bool = False,
) -> Decision:
    """Write a decision down, inside a service that checked who may.

    ``actor`` None: the portal itself, as at the end of a written round. ``after_end``: also of a body that
    ended, about its last report. Raises DomainError on a day that cannot be, on a body that does not decide
    about this, on terms that cannot be, and on what somebody recorded word for word already (a double click).
    Writes history.
    """
    terms = terms or DecisionTerms()
    body = lock_body(body)
    if not (after_end and body.end is not None and taken_on > body.end):
        check_decision_day(body, taken_on)
    check_competent(body, subject)
    check_terms(terms, body, taken_on)
    if actor is not None:
        _refuse_double(Decision(body=body, taken_on=taken_on, title=title, text=text, item=terms.item))
    last = Decision.objects.filter(body=body, year=taken_on.year).aggregate(last=Max("number"))["last"]
    fields = {field.name: getattr(terms, field.name) for field in fields_of(terms) if field.name != "parties"}
    decision = Decision(
        body=body,
        year=taken_on.year,
        number=(last or 0) + 1,
        taken_on=taken_on,
        subject=subject,
        title=title,
        text=text,
        asks_parties=bool(terms.parties),
        **fields,
    )
    save_checked(decision, actor)
    for party in terms.parties:
        save_checked(PartyAgreement(decision=decision, party=party), actor)
    if terms.parties and terms.item is None and terms.result == DecisionResult.ADOPTED:
        ask_parties(decision)
    return decision


def _refuse_double(new: Decision) -> None:
    """Refuse what is recorded already; with the body locked, of two at once the second sees the first."""
    same = {name: getattr(new, name) for name in ("body", "taken_on", "title", "text", "item")}
    item = same.pop("item")
    at_item = {"item": item} if item is not None else {"item__isnull": True}
    known = Decision.objects.filter(**same, **at_item, withdrawn_on__isnull=True).first()
    if known is not None:
        raise DomainError(
            _("This is recorded already, as decision %(number)s. Change the text, if it is another decision.")
            % {"number": known.label}
        )


def check_decision_day(body: Body, day: date) -> None:
    """Refuse a day on which a body cannot have decided; raises DomainError at ``taken_on``."""
    if day > timezone.localdate():
        raise DomainError(
            _("This day is still to come. Record a decision after it is taken."), field="taken_on"
        )
    try:
        check_period(day, None)
        check_within(body, day, day)
    except DomainError as error:
        raise DomainError(error.message, field="taken_on") from error


@transaction.atomic
def withdraw_decision(*, actor: User, decision: Decision, on: date, reason: str) -> Decision:
    """Withdraw a decision from ``on``; it keeps its number, and nothing can rest on it any more.

    Raises DomainError without the right, without a reason, on a day that cannot be, on one that is
    withdrawn already, and as long as something rests on it: it names what. Writes history.
    """
    decision = (
        Decision.objects.select_for_update(of=("self",)).select_related("body__deal").get(pk=decision.pk)
    )
    require_manager(actor, decision.body.deal)
    if decision.withdrawn_on is not None:
        raise DomainError(_("This decision is withdrawn already."))
    if not decision.taken_on <= on <= timezone.localdate():
        raise DomainError(
            _("Choose a day from %(start)s to today.")
            % {"start": date_format(decision.taken_on, "DATE_FORMAT")},
            field="withdrawn_on",
        )
    if not reason.strip():
        raise DomainError(_("Say why the decision is withdrawn."), field="reason")
    resting = [
        *Body.objects.filter(founding_decision=decision).values_list("name", flat=True),
        *Body.objects.filter(closing_decision=decision).values_list("name", flat=True),
        *(_("exception to rule %(number)s") % {"number": n} for n in _exceptions(decision)),
        *Meeting.objects.filter(adoption=decision).values_list("title", flat=True),
        *(name for _app, names in decision_carries.send(Decision, decision=decision) for name in names or ()),
    ]
    if resting:
        raise DomainError(
            _("This rests on the decision: %(names)s. First change what rests on it.")
            % {"names": ", ".join(resting)}
        )
    decision.withdrawn_on, decision.withdrawn_reason = on, reason
    return save_checked(decision, actor, reason)


def _exceptions(decision: Decision) -> list[int]:
    running = decision.exceptions.filter(end__gte=timezone.localdate())
    return list(running.values_list("number", flat=True))
