"""Each quarter a party is asked, by a link without an account: "as promised, is that right?"

The question writes down what was promised for the quarter, unconfirmed; the answer confirms it, or says how
much it was. Only a hash of the token in the link is kept.
"""

from __future__ import annotations

import logging
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from citydeal.common.dates import holds_on
from citydeal.common.errors import DomainError
from citydeal.common.mail import absolute_url, render_mail
from citydeal.models import User
from citydeal.services.outbox import queue_mail
from governance.enums import DealState
from governance.models import Party, PartyContact
from governance.selectors.requests_links import hash_of
from governance.services.checks import save_checked
from governance.services.recipients import recipients_of
from governance.services.requests import contact_of
from reporting.enums import ContributionKind
from reporting.models import Contribution, ContributionQuestion, PromisedContribution
from reporting.permissions_contributions import can_keep_contributions
from reporting.rules.contributions import Promise, last_day, months_of_quarter, quarter_before, quarter_words
from reporting.services.contributions import check_deal_open

log = logging.getLogger(__name__)

# Calendar days that a party has to answer; so many before the last one it is reminded.
DAYS_TO_ANSWER = 28
DAYS_AFTER_REMINDER = 14
REMIND_BEFORE = timedelta(days=14)
# A quarter that is longer ago than this is asked by hand: a portal that stood still asks no old sums.
LATEST_ASK = timedelta(days=60)
MOST_AT_ONCE = 500


class NothingToAskError(DomainError):
    """All of the quarter is confirmed already, or nothing was promised for it."""


@transaction.atomic
def ask_party(*, actor: User, party: Party, year: int, quarter: int) -> ContributionQuestion:
    """Ask a party about a quarter that is over, by hand; needs its deal loaded.

    Raises DomainError without the right, about a quarter that is not over, when it was asked already, for a
    party without contact or address, and where nothing is to be asked. Side effects: mail, history.
    """
    check_deal_open(party)
    if not can_keep_contributions(actor, party.deal):
        raise DomainError(_("You may not keep the contributions of this deal."))
    if not 1 <= quarter <= 4 or not 2000 <= year <= 2200:
        raise DomainError(_("Choose a quarter."), field="quarter")
    if last_day(year, quarter * 3) >= timezone.localdate():
        raise DomainError(_("This quarter is not over yet."), field="quarter")
    return _ask(party, year, quarter, actor, timezone.localdate())


def ensure_contribution_questions(on: date) -> int:
    """Ask every party about the quarter before ``on``, and remind who did not answer; returns how many mails.

    Asked are parties with a promise of hours or in kind for that quarter, or with what is not confirmed yet.
    Idempotent by the key, safe to run late and beside itself; one transaction per party, and what fails for
    one is logged. 500 parties at most in a run. Side effects: mail, history.
    """
    year, quarter = quarter_before(on)
    done = 0
    if on <= last_day(year, quarter * 3) + LATEST_ASK:
        for pk in list(_due(year, quarter, on).values_list("pk", flat=True)):
            done += _try(pk, year, quarter, on)
            if done == MOST_AT_ONCE:
                break
    for pk in list(_to_remind(on).values_list("pk", flat=True)[:MOST_AT_ONCE]):
        done += _try_reminder(pk, on)
    return done


def _due(year: int, quarter: int, on: date) -> QuerySet[Party]:
    """Return the parties that this quarter is not asked of yet and that have something to say about it."""
    months = months_of_quarter(quarter)
    promised = PromisedContribution.objects.filter(
        party=OuterRef("pk"),
        year=year,
        first_month__lte=months[-1],
        last_month__gte=months[0],
        is_passed_on=False,
    ).exclude(kind=ContributionKind.MONEY)
    waiting = Contribution.objects.filter(
        party=OuterRef("pk"),
        confirmed_at=None,
        withdrawn_at=None,
        start__gte=date(year, months[0], 1),
        start__lte=last_day(year, months[-1]),
    )
    asked = ContributionQuestion.objects.filter(party=OuterRef("pk"), year=year, quarter=quarter)
    contacts = PartyContact.objects.filter(holds_on(on), party=OuterRef("pk"))
    found = Party.objects.filter(Exists(promised) | Exists(waiting), ~Exists(asked), Exists(contacts))
    return found.exclude(deal__state=DealState.CLOSED).order_by("pk")


def _to_remind(on: date) -> QuerySet[ContributionQuestion]:
    # What was confirmed on the page of the party meanwhile needs no answer any more.
    waiting = Contribution.objects.filter(question=OuterRef("pk"), confirmed_at=None, withdrawn_at=None)
    return (
        ContributionQuestion.objects.filter(
            Exists(waiting),
            answered_at=None,
            reminded_on=None,
            answer_until__gte=on,
            answer_until__lte=on + REMIND_BEFORE,
        )
        .exclude(party__deal__state=DealState.CLOSED)
        .order_by("pk")
    )


def _try(pk: int, year: int, quarter: int, on: date) -> int:
    try:
        with transaction.atomic():
            parties = Party.objects.select_for_update(of=("self",)).select_related("deal", "organization")
            party = parties.get(pk=pk)
            if ContributionQuestion.objects.filter(key=question_key(pk, year, quarter)).exists():
                return 0
            _ask(party, year, quarter, None, on)
            return 1
    except NothingToAskError:
        return 0
    except DomainError as error:
        log.warning("Party %s is not asked about its contributions: %s", pk, error.message)
        return 0
    except Exception:
        # Whatever is wrong with one party, the others are asked.
        log.exception("Party %s could not be asked about its contributions", pk)
        return 0


def _try_reminder(pk: int, on: date) -> int:
    try:
        with transaction.atomic():
            locked = _to_remind(on).filter(pk=pk).select_for_update(of=("self",), skip_locked=True)
            question = locked.select_related("party__deal", "party__organization").first()
            if question is None:
                return 0
            _remind(question, on)
            return 1
    except Exception:
        # Whatever is wrong with one question, the others are reminded of.
        log.exception("Question %s about contributions could not be reminded of", pk)
        return 0


@transaction.atomic
def remind_question(*, actor: User, question: ContributionQuestion) -> ContributionQuestion:
    """Mail the link again, to who is the contact now; gives at least two weeks from today.

    Raises DomainError without the right, once it is answered, twice on one day, and where nobody can be
    reminded. Side effects: mail, history.
    """
    question = lock_question(question)
    check_deal_open(question.party)
    if not can_keep_contributions(actor, question.party.deal):
        raise DomainError(_("You may not keep the contributions of this deal."))
    today = timezone.localdate()
    if question.answered_at is not None:
        raise DomainError(_("The party has answered already."))
    if question.reminded_on == today:
        raise DomainError(_("The party was reminded today already."))
    _remind(question, today)
    return question


def lock_question(question: ContributionQuestion) -> ContributionQuestion:
    """Return a question under lock, with its party, deal and who was asked."""
    found = ContributionQuestion.objects.select_for_update(of=("self",))
    return found.select_related("party__deal", "party__organization", "to__user").get(pk=question.pk)


def question_key(party: int, year: int, quarter: int) -> str:
    """Return the key of a question: one for each party and quarter."""
    return f"contributions:{party}:{year}-Q{quarter}"


def token_of(key: str) -> str:
    """Return the token in the link of the question with this key."""
    digest = salted_hmac("reporting.contribution_question", key, algorithm="sha256").digest()
    return urlsafe_b64encode(digest).decode().rstrip("=")


def _ask(party: Party, year: int, quarter: int, actor: User | None, today: date) -> ContributionQuestion:
    key = question_key(party.pk, year, quarter)
    if ContributionQuestion.objects.filter(key=key).exists():
        raise DomainError(_("The party was asked about this quarter already."), field="quarter")
    contact = contact_of(party, today)
    if contact is None:
        raise DomainError(_("%(party)s has no contact yet. Add one first.") % {"party": party})
    question = ContributionQuestion(
        party=party,
        key=key,
        year=year,
        quarter=quarter,
        to=contact,
        token_hash=hash_of(token_of(key)),
        sent_on=today,
        answer_until=today + timedelta(days=DAYS_TO_ANSWER),
    )
    save_checked(question, actor)
    if not _write_as_promised(question, actor):
        raise NothingToAskError(
            _("For this quarter there is nothing that the party can confirm."), field="quarter"
        )
    _mail(question)
    return question


def _write_as_promised(question: ContributionQuestion, actor: User | None) -> int:
    """Write down what was promised for the quarter and is not there yet, and take in what is unconfirmed.

    Returns how many contributions the question is about. Money is never written down: it has an invoice.
    """
    months = months_of_quarter(question.quarter)
    year = question.year
    there = Contribution.objects.select_for_update(of=("self",)).filter(
        party=question.party,
        withdrawn_at=None,
        start__gte=date(year, months[0], 1),
        start__lte=last_day(year, months[-1]),
    )
    known = list(there)
    waiting = [one for one in known if one.confirmed_at is None and one.question_id is None]
    for one in waiting:
        one.question = question
        save_checked(one, actor)
    made = 0
    promises = question.party.promises.filter(year=year, is_passed_on=False).exclude(
        kind=ContributionKind.MONEY
    )
    for promise in promises.select_related("phase").order_by("pk"):
        made += sum(_write_month(question, promise, month, known, actor) for month in months)
    return len(waiting) + made


def _write_month(
    question: ContributionQuestion,
    promise: PromisedContribution,
    month: int,
    known: Iterable[Contribution],
    actor: User | None,
) -> int:
    """Write down what of a promise for a month is not there yet; whether it did."""
    fact = Promise(
        promise.kind, promise.year, promise.first_month, promise.last_month, promise.quantity, promise.rate
    )
    start = date(question.year, month, 1)
    if promise.phase and promise.phase.actual_end and promise.phase.actual_end < start:
        return 0
    there = sum(
        one.quantity
        for one in known
        if (one.kind, one.phase_id, one.start.month) == (promise.kind, promise.phase_id, month)
        and one.what in ("", promise.what)
    )
    quantity = fact.in_month(question.year, month) - there
    if quantity <= 0:
        return 0
    made = Contribution(
        party=question.party,
        phase=promise.phase,
        kind=promise.kind,
        start=start,
        end=last_day(question.year, month),
        quantity=quantity,
        what=promise.what,
        question=question,
    )
    save_checked(made, actor)
    return 1


def _remind(question: ContributionQuestion, on: date) -> None:
    contact = contact_of(question.party, on)
    if contact is None:
        raise DomainError(_("%(party)s has no contact yet. Add one first.") % {"party": question.party})
    question.to = contact
    question.reminded_on = on
    question.answer_until = max(question.answer_until, on + timedelta(days=DAYS_AFTER_REMINDER))
    # The secret of the portal may have changed since; then the old link is of no use any more.
    question.token_hash = hash_of(token_of(question.key))
    _mail(question)


def _mail(question: ContributionQuestion) -> None:
    """Queue the link to who gets the contact's mail; counts, so that every mail has a key of its own."""
    recipients = recipients_of(question.to)
    if not recipients:
        raise DomainError(_("%(person)s has no e-mail address yet. Add one first.") % {"person": question.to})
    question.mails += 1
    question.save()
    link = absolute_url(reverse("reporting:question_answer", args=[token_of(question.key)]))
    for recipient in recipients:
        words = {
            "name": recipient.name,
            "for_person": recipient.for_person,
            "question": question,
            "party": question.party,
            "deal": question.party.deal,
            "quarter": quarter_words(question.year, question.quarter),
            "link": link,
            "is_reminder": question.mails > 1,
        }
        queue_mail(
            key=f"contribution-question:{question.pk}:{question.mails}:{recipient.person_id}",
            kind="contribution_question",
            to=recipient.email,
            user=recipient.user,
            **asdict(render_mail("reporting/mail/contribution_question", words)),
        )
