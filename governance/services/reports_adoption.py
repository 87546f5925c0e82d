"""A report is adopted by the body itself: in a later meeting, or by a written round when the body ends."""

from __future__ import annotations

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError
from citydeal.models import User
from governance.enums import DecisionResult, DecisionSubject, FixedItem, MeetingState
from governance.models import AgendaItem, Decision, Meeting
from governance.selectors.sessions import session_of
from governance.services.checks import save_checked
from governance.services.decisions import DecisionTerms, record_decision
from governance.services.meeting_states import change_meeting_state, lock_meeting


@transaction.atomic
def decide_on_report(
    *, actor: User, item: AgendaItem, report: Meeting, text: str, terms: DecisionTerms
) -> Decision:
    """Record what a meeting decided about the report of an earlier one, at the item that is for it.

    Adopted, the report is closed: nobody changes it any more. It is the body that adopts: somebody with a
    vote is at the table, and where the body has a quorum it is met. ``terms.item`` is ``item``. Raises
    DomainError as ``record_decision``, at another item, for the report of another body, and as
    ``adopt_minutes``. Writes history. Source: choice A2-10, "never a button of the secretary alone".
    """
    if item.fixed != FixedItem.PREVIOUS_MINUTES:
        raise DomainError(_("A report is adopted at the item “Report of the last meeting”."))
    report = lock_meeting(report)
    _check_report(report)
    _check_later_meeting(report, item.meeting)
    day = date_format(report.day, "DATE_FORMAT")
    titles = {
        DecisionResult.ADOPTED: _("Report of %(day)s adopted"),
        DecisionResult.REJECTED: _("Report of %(day)s not adopted"),
        DecisionResult.DEFERRED: _("Report of %(day)s put off"),
    }
    decision = record_decision(
        actor=actor,
        body=report.body,
        taken_on=item.meeting.day,
        subject=DecisionSubject.OWN_ORDER,
        title=titles[DecisionResult(terms.result)] % {"day": day},
        text=text,
        terms=terms,
    )
    if decision.result == DecisionResult.ADOPTED:
        adopt_minutes(actor=actor, meeting=report, decision=decision)
    return decision


@transaction.atomic
def adopt_minutes(*, actor: User | None, meeting: Meeting, decision: Decision) -> Meeting:
    """Adopt the report of ``meeting`` on a decision of its body, inside a service that checked who may.

    The decision is taken at the item "Report of the last meeting" of a later meeting of the same body; or,
    for the last report of a body that ends, in a written round (a decision without an item). Raises
    DomainError for a report that did not go round, and for a decision of another body, one that does not
    hold or one that was taken elsewhere. Side effects: history, the state of the meeting.
    """
    meeting = lock_meeting(meeting)
    _check_report(meeting)
    if decision.body_id != meeting.body_id:
        raise DomainError(_other_body(meeting))
    if decision.result != DecisionResult.ADOPTED or decision.withdrawn_on is not None:
        raise DomainError(_("The body did not adopt this report."))
    later = decision.item.meeting if decision.item else None
    if later is not None:
        if decision.item is None or decision.item.fixed != FixedItem.PREVIOUS_MINUTES:
            raise DomainError(_("A report is adopted at the item “Report of the last meeting”."))
        _check_later_meeting(meeting, later)
    elif meeting.body.end is None:
        raise DomainError(
            _("%(body)s meets again, so it adopts the report in its next meeting.")
            % {"body": meeting.body.name}
        )
    meeting.adopted_in, meeting.adopted_on, meeting.adoption = later, decision.taken_on, decision
    save_checked(meeting, actor)
    return change_meeting_state(actor=actor, meeting=meeting, state=MeetingState.ADOPTED)


def _check_report(report: Meeting) -> None:
    if report.state == MeetingState.ADOPTED:
        raise DomainError(_("This report is adopted already."))
    if report.state != MeetingState.MINUTES or report.remarks_until is None:
        raise DomainError(_("First send the draft to who was there. Then the body can adopt it."))


def _check_later_meeting(report: Meeting, later: Meeting) -> None:
    """Refuse a meeting that cannot adopt the report: of another body, earlier, or with nobody there."""
    if later.body_id != report.body_id:
        raise DomainError(_other_body(report), field="report")
    if later.starts_at <= report.starts_at:
        raise DomainError(_("Only a later meeting adopts this report."), field="report")
    if not session_of(later).quorum.there:
        raise DomainError(
            _("The body adopts its report, not the secretary alone. First write down who was there.")
        )


def _other_body(report: Meeting) -> str:
    return _("This is the report of %(body)s. Only %(body)s itself adopts it.") % {"body": report.body.name}
