"""The report of a meeting: written per item, sent round for remarks, put on the next agenda."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta
from hashlib import sha256

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError, StaleError
from citydeal.common.mail import absolute_url, render_mail
from citydeal.models import User
from citydeal.services.outbox import next_round, queue_mail
from governance.enums import AgendaSection, FixedItem, ItemKind, MeetingState, Presence
from governance.models import AgendaItem, Meeting, MeetingRemark, Person
from governance.permissions_agenda import COMING_STATES, can_read_item
from governance.permissions_reports import remarker
from governance.selectors.outcomes import invitations_of
from governance.services.agenda import take_in
from governance.services.checks import save_checked
from governance.services.decisions_checks import require_secretary
from governance.services.meeting_states import lock_meeting
from governance.services.recipients import recipients_of_each

# Calendar days that who was there gets for remarks, unless the secretary chooses otherwise.
REMARK_DAYS = 14


def text_stamp(text: str) -> str:
    """Return a short name of a text: what a form carries to see whether somebody else wrote in between."""
    return sha256(text.encode()).hexdigest()[:16]


@transaction.atomic
def write_item(*, actor: User, item: AgendaItem, text: str, seen: str) -> bool:
    """Write the report of one item; returns whether something changed.

    ``seen``: the ``text_stamp`` of the text that was opened. A text that was not touched leaves what somebody
    else wrote. Raises StaleError, at ``tekst<item>``, when both wrote; DomainError without the right, before
    the session, once the report is adopted, and on an item that is gone. Writes history.
    """
    meeting = lock_meeting(item.meeting)
    require_secretary(actor, meeting)
    locked = AgendaItem.objects.select_for_update().filter(pk=item.pk, meeting=meeting).first()
    if locked is None:
        raise DomainError(_("Somebody else removed this item. Load the page again."))
    if text == locked.text or text_stamp(text) == seen:
        return False
    if text_stamp(locked.text) != seen:
        raise StaleError(
            _("Somebody else wrote here in the meantime. Put both texts together, then save again."),
            field=f"tekst{item.pk}",
        )
    locked.text = text
    save_checked(locked, actor)
    return True


@transaction.atomic
def send_draft(*, actor: User, meeting: Meeting, until: date) -> int:
    """Send the draft to who was there, for remarks until ``until`` (included); returns the number of mails.

    From now on the members read it. Sent again, it goes to all of them once more, with the last day of then.
    Raises DomainError without the right, while the meeting is in session, before anybody wrote down who
    was there, without any text, and on a day that cannot be. Side effects: history, mail.
    """
    meeting = lock_meeting(meeting)
    require_secretary(actor, meeting)
    if meeting.state != MeetingState.MINUTES:
        raise DomainError(_("The meeting is still in session. Close it first."))
    if not meeting.items.exclude(text="").exists():
        raise DomainError(_("The report is still empty. Write it first."))
    today = timezone.localdate()
    if not today <= until <= today + timedelta(days=366):
        raise DomainError(_("Choose a day from today, within a year."), field="until")
    there = [i for i in invitations_of(meeting) if i.presence in (Presence.PRESENT, Presence.REPLACED)]
    if not there:
        raise DomainError(_("Nobody wrote down yet who was there, so there is nobody to send it to."))
    meeting.remarks_until = until
    save_checked(meeting, actor)
    people = [i.deputy if i.presence == Presence.REPLACED and i.deputy else i.person for i in there]
    return _mail_draft(meeting, people)


def _mail_draft(meeting: Meeting, people: list[Person]) -> int:
    link = absolute_url(
        reverse("governance:report_detail", args=[meeting.body.deal.slug, meeting.body.slug, meeting.pk])
    )
    # Each time it is sent is a round of its own: a draft that was put right has to reach them.
    key = f"report-draft:{meeting.pk}:"
    number = next_round(key)
    mailed = set()
    for recipients in recipients_of_each(people).values():
        for each in recipients:
            words = {
                "name": each.name,
                "for_person": each.for_person,
                "meeting": meeting,
                "deal": meeting.body.deal,
                "link": link,
            }
            queue_mail(
                key=f"{key}{number}:{each.email.casefold()}"[:200],
                kind="report_draft",
                to=each.email,
                user=each.user,
                **asdict(render_mail("governance/mail/report_draft", words)),
            )
            mailed.add(each.email.casefold())
    return len(mailed)


@transaction.atomic
def add_remark(*, actor: User, meeting: Meeting, text: str, item: AgendaItem | None = None) -> MeetingRemark:
    """Remark on the draft of a report, on an item or on the whole, as who was there.

    Raises DomainError for who was not there, for an item the reader does not read, and before the draft went
    round or after its last day. Writes history.
    """
    meeting = lock_meeting(meeting)
    person = remarker(actor, meeting)
    if person is None:
        raise DomainError(_("Only who was there remarks on the draft, until the last day for remarks."))
    if item is not None and (item.meeting_id != meeting.pk or not can_read_item(actor, item)):
        raise DomainError(_("Choose an answer from the list."), field="item")
    return save_checked(
        MeetingRemark(meeting=meeting, item=item, person=person, text=text, created_by=actor), actor
    )


@transaction.atomic
def answer_remark(*, actor: User, remark: MeetingRemark, answer: str) -> MeetingRemark:
    """Say what was done with a remark. Raises DomainError without the right, without words, and once the
    report is adopted. Writes history.
    """
    meeting = lock_meeting(remark.meeting)
    require_secretary(actor, meeting)
    if not answer.strip():
        raise DomainError(_("Fill in what was done with this remark."), field="answer")
    locked = MeetingRemark.objects.select_for_update().get(pk=remark.pk)
    locked.answer = answer.strip()
    return save_checked(locked, actor)


@transaction.atomic
def put_on_agenda(*, actor: User, report: Meeting, meeting: Meeting) -> AgendaItem:
    """Put the report of a meeting on the agenda of a next meeting of the same body, for adoption.

    An agenda has one such item; it serves every report that waits. Raises DomainError without the right,
    before the draft went round, and for a meeting of another body, an earlier one, or one that is over.
    Writes history.
    """
    report = lock_meeting(report)
    require_secretary(actor, report)
    if report.state != MeetingState.MINUTES or report.remarks_until is None:
        raise DomainError(_("First send the draft to who was there. Then the body can adopt it."))
    meeting = lock_meeting(meeting)
    if meeting.body_id != report.body_id:
        raise DomainError(_("Choose a meeting of %(body)s.") % {"body": report.body.name}, field="meeting")
    if meeting.starts_at <= report.starts_at or meeting.state not in COMING_STATES:
        raise DomainError(_("Choose a later meeting that is still to come."), field="meeting")
    known: AgendaItem | None = meeting.items.filter(fixed=FixedItem.PREVIOUS_MINUTES).first()
    if known is not None:
        return known
    item = AgendaItem(
        section=AgendaSection.PREVIOUS,
        kind=ItemKind.DECIDE,
        title=_("Report of %(day)s") % {"day": date_format(report.day, "DATE_FORMAT")},
        minutes=5,
        fixed=FixedItem.PREVIOUS_MINUTES,
    )
    return take_in(actor, meeting, item)
