"""Written rounds: prepared with their papers, opened to who has a vote, withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError, StaleError
from citydeal.common.history import latest_history_id
from citydeal.common.mail import one_line
from citydeal.models import User
from citydeal.services.files import store_file
from governance.enums import DealState, DecisionSubject, MeetingState, RoundKind, RoundState
from governance.models import Body, Meeting, RoundPaper, RoundVoice, WayOfWorking, WrittenRound
from governance.permissions_rounds import can_prepare_rounds
from governance.selectors.requests_links import hash_of
from governance.selectors.rounds import Voters, voters_of
from governance.services.checks import save_checked
from governance.services.competences import check_competent
from governance.services.rounds_mail import mail_question, mail_withdrawn, token_of

# The longest that a round may be open, in calendar days.
LONGEST = timedelta(days=366)
MAX_PAPERS = 20


@dataclass(frozen=True)
class RoundDetails:
    """What is proposed. ``closes_on``: the last day to answer. ``minutes_of``: the report it is about."""

    title: str
    proposal: str
    closes_on: date
    subject: str = DecisionSubject.OWN_ORDER
    minutes_of: Meeting | None = None


@transaction.atomic
def save_round(
    *,
    actor: User,
    body: Body,
    details: RoundDetails,
    found: WrittenRound | None = None,
    history_id: int = 0,
) -> WrittenRound:
    """Prepare a written round, or change ``found`` as long as it was not opened.

    Nobody is told. Raises DomainError without the right, on a last day that cannot be, where the body does
    not decide about this (it says who does), and for a report that no round can be about; StaleError when
    somebody changed it after ``history_id``. Writes history. Source: rules 15 and 18.
    """
    require_preparer(actor, body)
    if found is not None:
        found = lock_round(found)
        _require_state(found, RoundState.DRAFT)
        if latest_history_id(found) != history_id:
            raise StaleError(_("Somebody else changed this round after you opened it."))
    record = found or WrittenRound(body=body)
    record.title, record.proposal = one_line(details.title), details.proposal
    record.closes_on, record.minutes_of = details.closes_on, details.minutes_of
    about_report = details.minutes_of is not None
    record.kind = RoundKind.MINUTES if about_report else RoundKind.PROPOSAL
    record.subject = DecisionSubject.OWN_ORDER if about_report else details.subject
    check_round(record)
    return save_checked(record, actor)


def check_round(found: WrittenRound) -> None:
    """Refuse a round that cannot be opened as it is; raises DomainError at its field."""
    today = timezone.localdate()
    if not today < found.closes_on <= today + LONGEST:
        raise DomainError(_("Choose a day after today, within a year."), field="closes_on")
    if found.kind == RoundKind.MINUTES:
        _check_report(found)
        return
    if found.body.end is not None and found.body.end < found.closes_on:
        raise DomainError(_("The body ends before that day."), field="closes_on")
    check_competent(found.body, found.subject)


def _check_report(found: WrittenRound) -> None:
    """Only the last report of a body that ends: any other is adopted by the next meeting."""
    report = found.minutes_of
    if report is None or report.body_id != found.body_id or report.state != MeetingState.MINUTES:
        raise DomainError(_("Choose a report of this body that waits to be adopted."), field="minutes_of")
    if report.remarks_until is None:
        raise DomainError(_("First send the draft to who was there."), field="minutes_of")
    if found.body.end is None:
        raise DomainError(
            _("This body does not end, so its next meeting adopts the report."), field="minutes_of"
        )


@transaction.atomic
def add_round_paper(*, actor: User, found: WrittenRound, title: str, upload: UploadedFile) -> RoundPaper:
    """Add a paper to a round that was not opened; who is asked reads it with the proposal.

    Raises DomainError without the right, once it was opened, above 20 papers, and on a file that
    ``store_file`` refuses (at the field ``file``). Side effect: a stored file.
    """
    found = _prepared(actor, found)
    if found.papers.count() >= MAX_PAPERS:
        raise DomainError(_("A round has at most %(number)s papers.") % {"number": MAX_PAPERS})
    stored = store_file(actor=actor, upload=upload)
    return save_checked(RoundPaper(round=found, file=stored, title=one_line(title)))


@transaction.atomic
def remove_round_paper(*, actor: User, paper: RoundPaper) -> None:
    """Take a paper from a round that was not opened; the file goes too. Raises DomainError otherwise."""
    _prepared(actor, paper.round)
    stored = paper.file
    paper.delete()
    stored.delete()


@transaction.atomic
def open_round(*, actor: User, found: WrittenRound) -> WrittenRound:
    """Open a round: freeze who is asked and how the body decides, and mail each of them a link.

    Everybody with a vote is asked, in person; in an executives' network also who signed without a seat there,
    or whom the party names now (rule 5). The way of working of this moment counts until it closes: whether
    silence agrees, whether a vote decides, and the quorum. Raises DomainError without the right, as
    ``check_round`` does, where nobody has a vote, and for one that was opened already. Side effects: mail,
    history. Source: choice A2-10.
    """
    found = _prepared(actor, found)
    check_round(found)
    voters = voters_of(found.body, timezone.localdate())
    if not voters.members:
        raise DomainError(_("Nobody has a vote in this body, so there is nobody to ask."))
    freeze_terms(found)
    found.state, found.opened_at, found.opened_by = RoundState.OPEN, timezone.now(), actor
    save_checked(found, actor)
    _ask(found, voters)
    return found


def freeze_terms(found: WrittenRound) -> None:
    """Copy from the way of working how the body decides, as it is now."""
    way = WayOfWorking.objects.filter(body=found.body_id).first() or WayOfWorking(body=found.body)
    found.silence_agrees, found.decided_by, found.quorum = way.silence_agrees, way.decides_by, way.quorum


def _ask(found: WrittenRound, voters: Voters) -> None:
    for member in voters.members:
        voice = RoundVoice(round=found, person=member.person, membership=member.membership)
        voice.token_hash = hash_of(token_of(voice))
        save_checked(voice)
        mail_question(voice)


@transaction.atomic
def withdraw_round(*, actor: User, found: WrittenRound, reason: str) -> WrittenRound:
    """Withdraw a round that is not closed, with the reason; who was asked hears of it.

    Raises DomainError without the right, without a reason, and for one that is closed. Side effects: mail,
    history.
    """
    found = lock_round(found)
    require_preparer(actor, found.body)
    _require_state(found, RoundState.DRAFT, RoundState.OPEN)
    if not reason.strip():
        raise DomainError(_("Say why the round is withdrawn."), field="reason")
    was_open = found.state == RoundState.OPEN
    found.state, found.withdrawn_reason = RoundState.WITHDRAWN, one_line(reason)
    found.closed_at = timezone.now()
    save_checked(found, actor, found.withdrawn_reason[:100])
    if was_open:
        mail_withdrawn(found)
    return found


def lock_round(found: WrittenRound) -> WrittenRound:
    """Return a round under its row lock, with body and deal: answers come in one line."""
    rows = WrittenRound.objects.select_for_update(of=("self",))
    return rows.select_related("body__deal", "minutes_of").get(pk=found.pk)


def require_preparer(actor: User, body: Body) -> None:
    """Raise DomainError unless this account prepares the rounds of the body."""
    if body.deal.state == DealState.CLOSED:
        raise DomainError(_("This deal is closed. Open it again before you change anything."))
    if not can_prepare_rounds(actor, body):
        raise DomainError(_("You may not prepare the written rounds of this body."))


def _prepared(actor: User, found: WrittenRound) -> WrittenRound:
    found = lock_round(found)
    require_preparer(actor, found.body)
    _require_state(found, RoundState.DRAFT)
    return found


def _require_state(found: WrittenRound, *states: Sequence[str] | str) -> None:
    if found.state not in states:
        raise DomainError(
            _("This round is “%(state)s” now. Load the page again.") % {"state": found.get_state_display()}
        )
