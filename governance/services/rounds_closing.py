"""A written round closes: its decision, what the next meeting does with it, and who hears of it.

By the last answer, or by the clock on the day after the last day. The clock also asks once more who did not
answer yet.
"""

from __future__ import annotations

import logging
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError
from governance.enums import (
    AgendaSection,
    DealState,
    DecidedBy,
    DecisionResult,
    ItemKind,
    RoundKind,
    RoundState,
)
from governance.models import WrittenRound
from governance.permissions_rounds import may_still_answer
from governance.rules.rounds import Outcome, RoundTerms, outcome
from governance.selectors.rounds import (
    choices_that_count,
    is_no_signer_now,
    outcome_sentence,
    remarks_of,
)
from governance.services.checks import save_checked
from governance.services.decisions import DecisionTerms, write_decision
from governance.services.reports_adoption import adopt_minutes
from governance.services.rounds import lock_round
from governance.services.rounds_agenda import Matter, bring_to_meeting
from governance.services.rounds_mail import mail_outcome, mail_question, mail_withdrawn

log = logging.getLogger(__name__)

# Calendar days before the last day on which who did not answer is asked again.
REMIND_BEFORE = timedelta(days=3)


def ensure_rounds(on: date) -> int:
    """Close what has had its last day, and remind who did not answer; returns how many rounds it touched.

    Never before its time: a clock that is asked about a day to come (``ensure --on``) closes nothing. Safe to
    run twice, late and beside itself: each round is done under its row lock, and only while it is open. A
    round that fails is logged, and the others go on. Side effects: mail, decisions, agendas.
    """
    on = min(on, timezone.localdate())
    found = WrittenRound.objects.filter(state=RoundState.OPEN).exclude(body__deal__state=DealState.CLOSED)
    # Not on the day it opened: then everybody was asked just now.
    asked = found.filter(closes_on__lte=on + REMIND_BEFORE, reminded_on=None, opened_at__date__lt=on)
    due = found.filter(closes_on__lt=on) | asked
    ended = found.filter(kind=RoundKind.PROPOSAL, body__end__lt=on)
    touched = 0
    for pk in sorted({*due.values_list("pk", flat=True), *ended.values_list("pk", flat=True)}):
        try:
            touched += _touch(pk, on)
        except Exception:
            # Whatever is wrong with one round, the others go on.
            log.exception("Written round %s could not be brought up to date", pk)
    return touched


@transaction.atomic
def _touch(pk: int, on: date) -> int:
    found = lock_round(WrittenRound(pk=pk))
    if found.state != RoundState.OPEN:
        # Somebody gave the last answer while this clock waited for the lock.
        return 0
    body = found.body
    if found.kind == RoundKind.PROPOSAL and body.end is not None and body.end < on:
        found.state, found.closed_at = RoundState.WITHDRAWN, timezone.now()
        found.withdrawn_reason = _("%(body)s ended before everybody answered.") % {"body": body.name}
        save_checked(found)
        mail_withdrawn(found)
    elif found.closes_on < on:
        close_round(found, on)
    elif found.reminded_on is None:
        _remind(found, on)
    return 1


def _remind(found: WrittenRound, on: date) -> None:
    found.reminded_on = on
    save_checked(found)
    for voice in found.voices.filter(choice="").select_related("person__user", "membership"):
        voice.round = found
        if may_still_answer(voice, on) and not is_no_signer_now(voice, on):
            mail_question(voice, reminder=True)


def choices_of(found: WrittenRound, on: date) -> list[str]:
    """Return the answers that count: who left the body without an answer is not waited for."""
    return choices_that_count(found, list(found.voices.select_related("membership")), on)


def close_round(found: WrittenRound, on: date) -> WrittenRound:
    """Close a round, inside the transaction of a service that holds its lock.

    What the body agreed or did not agree is a decision of the body, noted in its next meeting; what it wants
    to discuss, or what too few answered, comes on the agenda of that meeting. Where the body may not decide
    about it any more, the meeting has it too. Side effects: history, a decision, an agenda item, mail.
    """
    terms = RoundTerms(found.silence_agrees, found.decided_by != DecidedBy.CONSENSUS, found.quorum)
    result = outcome(choices_of(found, on), terms)
    found.closed_at = timezone.now()
    if result.state != RoundState.TO_MEETING:
        try:
            with transaction.atomic():
                _decide(found, result, on)
        except DomainError as error:
            log.warning("Written round %s goes to a meeting: %s", found.pk, error)
            result = Outcome(RoundState.TO_MEETING, result.reason)
    found.state = result.state
    save_checked(found)
    bring_to_meeting(found, _matter(found, result), on)
    mail_outcome(found, outcome_sentence(found, result.reason))
    return found


def _decide(found: WrittenRound, result: Outcome, on: date) -> None:
    """Record what the body decided, on the day of the last answer or the last day to answer."""
    agreed = result.state == RoundState.AGREED
    day = min(on, found.closes_on)
    terms = DecisionTerms(
        question=found.proposal,
        result=DecisionResult.ADOPTED if agreed else DecisionResult.REJECTED,
        decided_by=found.decided_by,
        on_record=remarks_of(found),
    )
    about_report = found.kind == RoundKind.MINUTES
    decision = write_decision(
        actor=None,
        body=found.body,
        taken_on=day,
        subject=found.subject,
        title=found.title,
        text=found.proposal,
        terms=terms,
        after_end=about_report,
    )
    if about_report and agreed and found.minutes_of is not None:
        adopt_minutes(actor=None, meeting=found.minutes_of, decision=decision)
    # Only now: where the report cannot be adopted, the decision is rolled back and the round has none.
    found.decision = decision


def _matter(found: WrittenRound, result: Outcome) -> Matter:
    """Return what the next meeting does with a round."""
    if result.state == RoundState.TO_MEETING:
        return Matter(
            title=found.title,
            text=f"{outcome_sentence(found, result.reason)}\n\n{found.proposal}",
            section=AgendaSection.DISCUSSION,
            kind=ItemKind.DECIDE,
        )
    return Matter(
        title=_("Written round: %(title)s") % {"title": found.title},
        text=outcome_sentence(found, result.reason),
        section=AgendaSection.ANNOUNCEMENTS,
        kind=ItemKind.INFORM,
    )
