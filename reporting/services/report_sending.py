"""Send a released report to the steering group, on the agenda of the meeting that treats it (rule 9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from citydeal.common.dates import in_words
from citydeal.common.errors import DomainError
from citydeal.common.mail import absolute_url, render_mail
from citydeal.models import StoredFile, User
from citydeal.services.outbox import queue_mail
from governance.enums import ItemKind, MeetingState
from governance.models import AgendaItem, Meeting, Person
from governance.selectors.invitees import people_of
from governance.services.agenda import ItemDetails, add_item, remove_item
from governance.services.agenda_checks import coming_meeting
from governance.services.agenda_notes import save_cover_note
from governance.services.agenda_papers import add_paper
from governance.services.forward_agenda import carry_over
from governance.services.recipients import recipients_of_each
from reporting.enums import ReportFormat, ReportState, WorkState
from reporting.models import ProgressReport, ReportFile
from reporting.permissions import can_keep_reports
from reporting.selectors.report_data import period_words, report_title
from reporting.selectors.report_evaluations import is_decided
from reporting.selectors.report_pages import steering_groups
from reporting.services.report_making import lock_report
from reporting.services.reports import set_state

MAIL = "reporting/mail/report_sent"
# Nobody was called to such a meeting yet, so its agenda may lose an item without a trace.
UNCALLED = frozenset({MeetingState.DRAFT, MeetingState.RESERVED})


@transaction.atomic
def send_report(*, actor: User, report: ProgressReport, meeting: Meeting) -> ProgressReport:
    """Mail a report to whoever sits in the steering group today, and put it on the agenda of ``meeting``.

    Each of them gets one mail, whatever happens, with a link to the page. The item asks for a decision, has
    its cover note, and the PDF as its paper. Raises DomainError without the right, before it is released,
    while a document is not there, and on a meeting that is not a coming one of the steering group. Side
    effects: mail, history, the pack of the meeting. Source: rules 9 and 10.
    """
    locked = lock_report(report)
    _check_sendable(actor, locked)
    locked.item = put_on_agenda(actor, locked, meeting)
    locked.sent_at = timezone.now()
    set_state(locked, ReportState.SENT, actor)
    for person in receivers(locked):
        _mail(locked, person, locked.item)
    return locked


def _check_sendable(actor: User, report: ProgressReport) -> None:
    if not can_keep_reports(actor, report.deal):
        raise DomainError(_("You may not write the reports of this deal."))
    if report.state != ReportState.RELEASED:
        raise DomainError(_("Only a released report is sent, and it is sent once."))
    files = list(report.files.all())
    if any(row.state == WorkState.FAILED for row in files):
        raise DomainError(_("A document could not be made. Try that again first."))
    if any(row.state != WorkState.READY for row in files):
        raise DomainError(_("The documents are still being made. Send the report when they are there."))


def receivers(report: ProgressReport) -> Sequence[Person]:
    """Return whoever sits in the steering group today: no deputies, each person once."""
    bodies = steering_groups(report.deal)
    if not bodies:
        return []
    return [invitee.person for invitee in people_of(bodies, timezone.localdate()).people]


@transaction.atomic
def place_again(*, actor: User, report: ProgressReport, meeting: Meeting) -> AgendaItem | None:
    """Put a report that was sent on the agenda of another meeting, as when the first one was cancelled.

    It leaves the agenda of the first one as long as nobody was called to that. Otherwise the item stays
    there, its trail says where the report went, and that item is returned. Raises DomainError without the
    right, for one that was not sent or is evaluated, or that was treated and decided on (``is_decided``), and
    as ``send_report`` on the meeting. Mails nobody: the agenda tells. Side effects: history, the packs.
    """
    locked = lock_report(report)
    if not can_keep_reports(actor, locked.deal) or locked.state != ReportState.SENT:
        raise DomainError(_("This report is not waiting for a meeting."))
    if is_decided(locked):
        raise DomainError(
            _(
                "This report was treated, and there is a decision about the set-up. Close the evaluation with"
                " that decision. Is the decision not right? Withdraw it first."
            )
        )
    old = locked.item
    if old is not None and old.meeting_id == meeting.pk:
        raise DomainError(_("The report stands on that agenda already."), field="meeting")
    if old is None or old.meeting.state in UNCALLED or old.meeting.body_id != meeting.body_id:
        locked.item = put_on_agenda(actor, locked, meeting)
    else:
        locked.item = carry_over(actor=actor, item=old, meeting=meeting)
        _add_pdf(actor, locked, locked.item)
    locked.save()
    return old if old is None or not _left(actor, old) else None


def _left(actor: User, old: AgendaItem) -> bool:
    """Take an item from an agenda that nobody was called to; whether it could be."""
    if old.meeting.state not in UNCALLED:
        return False
    try:
        with transaction.atomic():
            remove_item(actor=actor, item=old)
    except DomainError:
        # People worked on it, or were told of its paper: that is history.
        return False
    return True


def put_on_agenda(actor: User, report: ProgressReport, meeting: Meeting) -> AgendaItem:
    """Put a report on the agenda of a coming meeting of the steering group, with cover note and PDF."""
    if meeting.body_id not in {body.pk for body in steering_groups(report.deal)}:
        raise DomainError(_("Choose a meeting of the steering group."), field="meeting")
    coming = coming_meeting(actor, meeting)
    words = {"period": period_words(report.period_start, report.period_end)}
    item = add_item(
        actor=actor,
        meeting=coming,
        details=ItemDetails(
            title=report_title(report),
            kind=ItemKind.DECIDE,
            explanation=_("The project manager reports on the progress of the deal in %(period)s.") % words,
        ),
    )
    save_cover_note(actor=actor, item=item, values=_cover(), history_id=0)
    _add_pdf(actor, report, item)
    return item


def _add_pdf(actor: User, report: ProgressReport, item: AgendaItem) -> None:
    files = ReportFile.objects.filter(report=report, format=ReportFormat.PDF)
    pdf = StoredFile.objects.get(pk__in=files.values("file"))
    add_paper(actor=actor, item=item, title=report_title(report), upload=_as_upload(pdf))


def _cover() -> dict[str, str]:
    asked = [
        _("Take note of the report."),
        _("Agree with a new version of the set-up, or decide not to change the set-up."),
    ]
    occasion = _(
        "The project manager reports to the steering group twice a year. The steering group evaluates the"
        " report, and the set-up of the deal follows from that."
    )
    return {"asked": "\n".join(asked), "occasion": occasion}


def _as_upload(stored: StoredFile) -> Any:
    """Return a stored file as if somebody chose it: a paper of an agenda has a file of its own."""
    with stored.content.open("rb") as content:
        return SimpleUploadedFile(stored.name, content.read(), content_type=stored.content_type)


def _mail(report: ProgressReport, person: Person, item: AgendaItem) -> None:
    """Queue the mail to one member and to who gets mail for the member; once each."""
    link = absolute_url(reverse("reporting:report_detail", args=[report.deal.slug, report.pk]))
    for recipient in recipients_of_each([person])[person.pk]:
        context = {
            "name": recipient.name,
            "for_person": recipient.for_person,
            "title": report_title(report),
            "deal": report.deal,
            "meeting": item.meeting,
            "day": in_words(item.meeting.day),
            "link": link,
        }
        queue_mail(
            key=f"progress_report:{report.pk}:{person.pk}:{recipient.person_id}",
            kind="progress_report",
            to=recipient.email,
            user=recipient.user,
            **asdict(render_mail(MAIL, context)),
        )
