"""The outbox: a mail is a row of the act it tells about; a task hands it to the mail server.

Why and how stands in ``docs/adr/0003-outbox.md``.
"""

from __future__ import annotations

import logging
import smtplib
import socket
import time
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.validators import validate_email
from django.db import connection, transaction
from django.utils import timezone

from citydeal.common.mail import one_line
from citydeal.kick import kick
from citydeal.models import MailStatus, OutgoingMail, User
from citydeal.signals import mail_due

log = logging.getLogger(__name__)

DRAIN_TASK = "citydeal.tasks.drain_outbox"
# The wait after the first, second, … attempt; after the last wait comes one more attempt.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440, 1440))
MAX_ATTEMPTS = len(WAITS) + 1
# A login code is of no use to anybody an hour later.
MAX_ATTEMPTS_AT_MOST_ONCE = 3
DRAIN_SECONDS = 120
REASON_LENGTH = 500
CALENDAR_FILE = "afspraak.ics"
ADDRESS_LENGTH = 254
# After this time nobody needs to know to whom a mail went; its key stays, so it is not sent again.
KEEP_DAYS = 90
# So long a mail that could not be delivered keeps its text, to be sent again; in calendar days.
KEEP_TEXT_DAYS = 14

INACTIVE = "The account is deactivated."
BAD_ADDRESS = "The address cannot be used."
NEVER_FINISHED = "Every attempt was cut off before the mail server answered."


class Outcome(Enum):
    """How handling one mail ended."""

    SENT = auto()
    RETRY = auto()
    DEAD = auto()
    TAKEN = auto()


@dataclass(frozen=True)
class DrainResult:
    """What one drain did: numbers of mails. ``more`` says whether mails may be waiting still."""

    sent: int = 0
    retried: int = 0
    dead: int = 0
    more: bool = False


@dataclass(frozen=True)
class Failure:
    """Why a mail was not handed over.

    ``permanent``: trying again is pointless. ``certain``: the server has surely not taken it.
    ``unreachable``: the server itself fails, so other mails would fail too.
    """

    reason: str
    permanent: bool = False
    certain: bool = True
    unreachable: bool = False


@dataclass(frozen=True)
class Claim:
    """One mail taken for one attempt, with the text it had when it was taken."""

    mail: OutgoingMail
    text: str
    html: str
    calendar: str


def queue_mail(
    *,
    key: str,
    to: str,
    subject: str,
    text: str,
    kind: str,
    html: str = "",
    calendar: str = "",
    calendar_method: str = "",
    user: User | None = None,
    at_most_once: bool = False,
) -> OutgoingMail:
    """Queue one mail to one address, inside the caller's transaction.

    ``key`` names the act (at most 200 characters); the same key is queued once, whatever the
    other arguments, and the first row is returned. ``kind`` is a word for operators. ``user`` is
    the account written to: a deactivated account gets no mail. ``at_most_once`` is for login codes
    and links that only the person who waits for them can use. ``calendar``: a calendar entry as text
    (iCalendar), with the ``calendar_method`` that it names itself.

    Side effects: a row in the outbox; a poke of the drain after commit. An address that cannot be
    used gives a dead letter at once: the act itself goes on.
    """
    address = one_line(to, length=ADDRESS_LENGTH)
    mail, made = OutgoingMail.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "user": user,
            "to": address,
            "subject": one_line(subject),
            "text": text.replace("\x00", ""),
            "html": html.replace("\x00", ""),
            "calendar": calendar,
            "calendar_method": calendar_method,
            "at_most_once": at_most_once,
            "next_attempt_at": timezone.now(),
        },
    )
    if made and not is_usable(address):
        _bury(mail, BAD_ADDRESS, timezone.now(), keep=True)
        mail.save()
    elif made:
        poke_after_commit()
    return mail


def next_round(key: str) -> int:
    """Return a number for the keys of an act that somebody may do again: how many mails it has queued.

    ``key``: what the keys of all its rounds begin with. Call it under a lock of what the act is about, once
    per round and before its first mail.
    """
    return OutgoingMail.objects.filter(key__startswith=key).count()


def drain(limit: int = 50, *, seconds: float = DRAIN_SECONDS) -> DrainResult:
    """Send what is due, oldest first, one mail at a time.

    Stops after ``limit`` mails, after ``seconds``, or when the mail server does not answer. Safe
    to run twice and beside itself. Must be called outside a transaction.

    Side effects: mail; sent and dead rows lose their text; one log line per mail that failed.
    """
    counts: Counter[Outcome] = Counter()
    stop_at = time.monotonic() + seconds
    more = False
    for _ in range(limit):
        claim = _claim_next()
        if claim is None:
            more = False
            break
        outcome, reachable = _deliver(claim)
        counts[outcome] += 1
        more = reachable
        if not reachable or time.monotonic() >= stop_at:
            break
    return DrainResult(
        sent=counts[Outcome.SENT],
        retried=counts[Outcome.RETRY],
        dead=counts[Outcome.DEAD],
        more=more,
    )


@transaction.atomic
def retry_now(pk: int | None = None) -> int:
    """Make waiting mails due at once: one by ``pk``, or all. Returns how many.

    A dead letter is no waiting mail: see ``dead_letters.resend``.
    """
    waiting = OutgoingMail.objects.filter(status=MailStatus.QUEUED)
    if pk is not None:
        waiting = waiting.filter(pk=pk)
    return waiting.update(next_attempt_at=timezone.now())


def forget_old_mail(*, days: int = KEEP_DAYS) -> int:
    """Empty address, subject and reason of mails finished ``days`` calendar days ago.

    The row and its key stay, so the same act is never mailed twice. Returns how many rows. A dead letter
    loses its text after 14 days.
    """
    dead = OutgoingMail.objects.filter(
        status=MailStatus.DEAD, finished_at__lt=timezone.now() - timedelta(days=KEEP_TEXT_DAYS)
    )
    dead.exclude(text="").update(text="", html="", calendar="")
    old = OutgoingMail.objects.filter(finished_at__lt=timezone.now() - timedelta(days=days)).exclude(to="")
    return old.update(to="", subject="", last_error="", user=None)


def _poke() -> None:
    kick(DRAIN_TASK)


def poke_after_commit() -> None:
    """Poke the drain once per transaction, however many mails it queues."""
    planned: list[Any] = connection.run_on_commit
    if not any(_poke in entry for entry in planned):
        transaction.on_commit(_poke, robust=True)


def is_usable(address: str) -> bool:
    """Whether a mail can be written to this address."""
    try:
        validate_email(address)
    except ValidationError:
        return False
    return True


@transaction.atomic(durable=True)
def _claim_next() -> Claim | None:
    """Take the first due mail for one attempt, and commit that before anything is sent.

    The attempt is counted and the next one planned first, so that a worker that dies, or a
    database that cannot write "sent", repeats a mail after a wait and a few times, never for ever.
    """
    now = timezone.now()
    mail = (
        OutgoingMail.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("user")
        .filter(status=MailStatus.QUEUED, next_attempt_at__lte=now)
        .order_by("next_attempt_at", "id")
        .first()
    )
    if mail is None:
        return None
    claim = Claim(mail, mail.text, mail.html, mail.calendar)
    refusal = _refusal(mail)
    if refusal:
        _bury(mail, refusal, now, keep=refusal == NEVER_FINISHED)
    else:
        mail.attempts += 1
        mail.next_attempt_at = now + WAITS[min(mail.attempts, len(WAITS)) - 1]
        if mail.at_most_once:
            _finish(mail, MailStatus.SENT, now)
    mail.save()
    return claim


def _refusal(mail: OutgoingMail) -> str:
    if mail.user is not None and not mail.user.is_active:
        return INACTIVE
    if mail.attempts >= MAX_ATTEMPTS:
        return NEVER_FINISHED
    answers = [answer for _receiver, answer in mail_due.send_robust(OutgoingMail, mail=mail)]
    return next((answer for answer in answers if isinstance(answer, str) and answer), "")


def _deliver(claim: Claim) -> tuple[Outcome, bool]:
    """Hand a claimed mail over and write down how it went, in one transaction.

    Returns the outcome and whether the mail server could be reached.
    """
    if claim.mail.status == MailStatus.DEAD:
        log.warning("Mail %s is not sent: %s", claim.mail.pk, claim.mail.last_error)
        return Outcome.DEAD, True
    with transaction.atomic(durable=True):
        mail = (
            OutgoingMail.objects.select_for_update()
            .filter(pk=claim.mail.pk, status=claim.mail.status, attempts=claim.mail.attempts)
            .first()
        )
        if mail is None:
            # This process slept so long that another one took the mail over.
            return Outcome.TAKEN, True
        with connection.cursor() as cursor:
            # A slow mail server may take longer than a request may idle.
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = '5min'")
        failure = _hand_over(claim)
        outcome = _write_down(mail, claim, failure)
        mail.save()
    if failure is not None:
        log.warning("Mail %s (%s) was not sent: %s", mail.pk, mail.kind, _public(failure.reason))
    return outcome, failure is None or not failure.unreachable


def _write_down(mail: OutgoingMail, claim: Claim, failure: Failure | None) -> Outcome:
    now = timezone.now()
    if failure is None:
        _finish(mail, MailStatus.SENT, now)
        return Outcome.SENT
    attempts = MAX_ATTEMPTS_AT_MOST_ONCE if mail.at_most_once else MAX_ATTEMPTS
    maybe_sent = mail.at_most_once and not failure.certain
    if failure.permanent or maybe_sent or mail.attempts >= attempts:
        _bury(mail, failure.reason, now, keep=True)
        return Outcome.DEAD
    mail.status = MailStatus.QUEUED
    mail.text, mail.html, mail.calendar = claim.text, claim.html, claim.calendar
    mail.finished_at = None
    mail.last_error = failure.reason[:REASON_LENGTH]
    return Outcome.RETRY


def _finish(mail: OutgoingMail, status: MailStatus, now: datetime) -> None:
    mail.status = status
    mail.text = mail.html = mail.calendar = mail.last_error = ""
    mail.finished_at = now


def _bury(mail: OutgoingMail, reason: str, now: datetime, *, keep: bool = False) -> None:
    """Give up on a mail. ``keep``: its text stays for a while, to be sent again once the cause is mended.

    Never that of a mail that is sent at most once: its code or link is for who waits for it now.
    """
    text, html, calendar = mail.text, mail.html, mail.calendar
    _finish(mail, MailStatus.DEAD, now)
    if keep and not mail.at_most_once:
        mail.text, mail.html, mail.calendar = text, html, calendar
    mail.last_error = reason[:REASON_LENGTH]


def _public(reason: str) -> str:
    """Return a reason for the log, without the addresses a mail server repeats in it."""
    return " ".join("…" if "@" in word else word for word in reason.split())


def _hand_over(claim: Claim) -> Failure | None:
    """Give the mail to the mail server on a connection of its own; returns why it failed."""
    try:
        _message(claim).send()
    except Exception as error:
        # Whatever goes wrong with one mail, the others go on.
        failure = _failure(error)
        if failure is None:
            log.exception("Mail %s failed in an unexpected way", claim.mail.pk)
            failure = Failure(f"{type(error).__name__}: {error}", certain=False)
        return failure
    return None


def _message(claim: Claim) -> EmailMultiAlternatives:
    mail = claim.mail
    host = urlsplit(settings.BASE_URL).hostname
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=claim.text,
        to=[mail.to],
        connection=get_connection(),
        headers={
            "Message-ID": f"<{mail.message_id}@{host}>",
            "Auto-Submitted": "auto-generated",
        },
    )
    if claim.html:
        message.attach_alternative(claim.html, "text/html")
    if claim.calendar:
        # Some programs look only at the alternative, others only at what is attached.
        kind = f"text/calendar; method={mail.calendar_method}; charset=UTF-8"
        message.attach_alternative(claim.calendar, kind)
        message.attach(CALENDAR_FILE, claim.calendar.encode(), "application/ics")
    return message


def _failure(error: Exception) -> Failure | None:
    """Say what an error of the mail server means; ``None`` for one that is not about mail."""
    reason = f"{type(error).__name__}: {error}"
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _text in error.recipients.values()]
        return Failure(reason, permanent=all(code >= 500 for code in codes))
    if isinstance(error, smtplib.SMTPDataError):
        return Failure(reason, permanent=error.smtp_code >= 500)
    if isinstance(error, smtplib.SMTPNotSupportedError | ValueError):
        return Failure(reason, permanent=True)
    if isinstance(error, smtplib.SMTPResponseException):
        # The server refuses us, not this mail: a wrong password is mended by an operator.
        return Failure(reason, unreachable=True)
    if isinstance(error, ConnectionRefusedError | socket.gaierror | ImproperlyConfigured):
        return Failure(reason, unreachable=True)
    if isinstance(error, OSError):
        # Includes SMTPServerDisconnected and time-outs: nobody knows how far it came.
        return Failure(reason, certain=False, unreachable=True)
    return None
