"""The ladder of what the calendar owes: who is reminded of which step, once, and never of a stale one.

Whoever prepares the body gets the mail, and the project organisation (rule 3). They are looked up when
the reminder is made, and asked again when it is sent: what is done by then needs no mail any more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from citydeal.common.addresses import address
from citydeal.common.compiled import compiled
from citydeal.common.dates import holds_on
from citydeal.common.mail import absolute_url, render_mail
from citydeal.models import OutgoingMail
from citydeal.services.outbox import queue_mail
from governance.enums import BodyKind, LadderStep, MeetingState, MembershipRole, OccurrenceState
from governance.models import CityDeal, DutyOccurrence, DutyStep, Membership, OccurrenceStep, Person
from governance.permissions import ORGANISER_ROLES
from governance.rules.calendar import StepDue, steps_due
from governance.services.recipients import Recipient, recipients_of_each

KIND = "duty_reminder"

_CALLED = frozenset(MeetingState) - {MeetingState.DRAFT, MeetingState.RESERVED, MeetingState.CANCELLED}
# A step that needs no reminder any more in these states of the meeting.
_DONE_IN: dict[str, frozenset[str]] = {
    LadderStep.RESERVE.value: _CALLED | {MeetingState.RESERVED},
    LadderStep.INVITE.value: _CALLED,
}
# And one that makes no sense before these.
_ONLY_IN: dict[str, frozenset[str]] = {LadderStep.REMIND.value: frozenset({MeetingState.CONVENED})}


@dataclass(frozen=True)
class Reminder:
    """A step that came due and is mailed."""

    occurrence: DutyOccurrence
    step: StepDue


@dataclass(frozen=True)
class Steps:
    """The steps of one occurrence: what is due and new, and the kinds that were written down before."""

    due: list[StepDue]
    past: set[str]


def remind_of_duties(deal: CityDeal, occurrences: Sequence[DutyOccurrence], on: date) -> int:
    """Write down which steps of the ladder came due in a deal, and mail the newest; how many were mailed.

    ``occurrences``: those that are planned, with duty, body and meeting. Of several steps of one
    occurrence only the newest is mailed, and of several times that are late only the newest of each
    duty: the others are kept as overtaken. Two queries where nothing came due. Side effects: mail.
    """
    reminders: dict[int, Reminder] = {}
    rows: list[OccurrenceStep] = []
    for row, steps in new_steps(occurrences, on):
        rows += [OccurrenceStep(occurrence=row, kind=step.kind, due_on=step.on) for step in steps.due]
        wanted = [step for step in steps.due if _is_wanted(row, step)]
        if wanted and not _is_overtaken(wanted[-1], steps.past):
            reminders[row.pk] = Reminder(row, wanted[-1])
    mailed = _newest_late(reminders.values())
    for step_row in rows:
        chosen = mailed.get(step_row.occurrence_id)
        step_row.is_superseded = chosen is None or chosen.step.kind != step_row.kind
    if rows:
        OccurrenceStep.objects.bulk_create(rows)
    if mailed:
        _mail(deal, list(mailed.values()), on)
    return len(mailed)


def new_steps(occurrences: Sequence[DutyOccurrence], on: date) -> list[tuple[DutyOccurrence, Steps]]:
    """Return those with steps of the ladder that came due and are not written down yet.

    ``occurrences``: planned, of any deals, with duty and meeting. Two queries.
    """
    if not occurrences:
        return []
    ladders: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for duty, kind, days in _ladders(duties=list({row.duty_id for row in occurrences})):
        ladders[duty].append((kind, days))
    past: dict[int, set[str]] = defaultdict(set)
    for occurrence, kind in _made(occurrences=[row.pk for row in occurrences]):
        past[occurrence].add(kind)
    found = []
    for row in occurrences:
        day, made = row.meeting.day if row.meeting else row.due, past[row.pk]
        due = [step for step in steps_due(ladders[row.duty_id], day, row.due, on) if step.kind not in made]
        if due:
            found.append((row, Steps(due, made)))
    return found


def _is_wanted(row: DutyOccurrence, step: StepDue) -> bool:
    """Whether a step still asks something of somebody, as the meeting stands."""
    state = row.meeting.state if row.meeting else MeetingState.DRAFT
    if state in _DONE_IN.get(step.kind, frozenset()):
        return False
    return step.kind not in _ONLY_IN or state in _ONLY_IN[step.kind]


def _is_overtaken(step: StepDue, past: set[str]) -> bool:
    """Whether it was said already that this is late, so that a step before it is stale."""
    return step.kind != LadderStep.LATE and LadderStep.LATE.value in past


def _newest_late(reminders: Iterable[Reminder]) -> dict[int, Reminder]:
    """Keep of what is late only the newest time of each duty; occurrence id → reminder."""
    late: dict[int, Reminder] = {}
    kept: dict[int, Reminder] = {}
    for reminder in sorted(reminders, key=lambda reminder: reminder.step.on):
        if reminder.step.kind == LadderStep.LATE:
            late[reminder.occurrence.duty_id] = reminder
        else:
            kept[reminder.occurrence.pk] = reminder
    return kept | {reminder.occurrence.pk: reminder for reminder in late.values()}


def _mail(deal: CityDeal, reminders: Sequence[Reminder], on: date) -> None:
    keepers = _keepers(deal.pk, on)
    people = {person.pk: person for own in keepers.values() for person in own}
    reached = recipients_of_each(people.values(), on=on)
    for reminder in reminders:
        wanted = [*keepers.get(None, []), *keepers.get(reminder.occurrence.duty.body_id, [])]
        recipients = {r.person_id: r for person in wanted for r in reached[person.pk]}
        for recipient in recipients.values():
            _mail_one(deal, reminder, recipient, on)


def _mail_one(deal: CityDeal, reminder: Reminder, recipient: Recipient, on: date) -> None:
    occurrence = reminder.occurrence
    page = address("governance:occurrence_detail", deal.slug, occurrence.duty_id, occurrence.pk)
    words = {
        "name": recipient.name,
        "for_person": recipient.for_person,
        "deal": deal,
        "duty": occurrence.duty,
        "occurrence": occurrence,
        "step": LadderStep(reminder.step.kind).label,
        "is_late": reminder.step.kind == LadderStep.LATE,
        "on": on,
        "link": absolute_url(page),
    }
    queue_mail(
        key=f"duty:{occurrence.pk}:{reminder.step.kind}:{recipient.person_id}",
        kind=KIND,
        to=recipient.email,
        user=recipient.user,
        **asdict(render_mail("governance/mail/duty", words)),
    )


def no_longer_needed(mail: OutgoingMail) -> str:
    """Return why a reminder need not be sent any more; empty where it must. At most four queries.

    Source: reference "recipients are resolved when the row is made and re-checked when sent".
    """
    if mail.kind != KIND:
        return ""
    occurrence_id, kind, person_id = mail.key.split(":")[1:4]
    found = DutyOccurrence.objects.select_related("duty__deal", "meeting").filter(pk=occurrence_id)
    occurrence = found.filter(state=OccurrenceState.PLANNED).first()
    if occurrence is None or not _is_wanted(occurrence, StepDue(kind, occurrence.due)):
        return _("This was done in the meantime.")
    on, deal = timezone.localdate(), occurrence.duty.deal
    keepers = _keepers(deal.pk, on)
    people = [*keepers.get(None, []), *keepers.get(occurrence.duty.body_id, [])]
    reached = {r.person_id for own in recipients_of_each(people, on=on).values() for r in own}
    return "" if int(person_id) in reached else _("This is no longer the task of who it was for.")


def _keepers(deal: int, on: date) -> dict[int | None, list[Person]]:
    """Return who prepares what: body id → secretaries, None → the project organisation. One query."""
    found: dict[int | None, list[Person]] = defaultdict(list)
    for member in _members(deal=deal, on=on):
        is_project = member.role in ORGANISER_ROLES
        found[None if is_project else member.body_id].append(member.person)
    return found


@compiled
def _members(deal: Any, on: Any) -> QuerySet[Membership]:
    project = Q(body__kind=BodyKind.PROJECT_ORGANIZATION, role__in=sorted(ORGANISER_ROLES))
    held = Membership.objects.filter(
        project | Q(role=MembershipRole.SECRETARY), holds_on(on), body__deal=deal, is_deputy=False
    )
    return held.select_related("person__user").order_by("pk")


@compiled
def _ladders(duties: Any) -> QuerySet[Any]:
    steps = DutyStep.objects.filter(duty__any=duties).order_by("pk")
    return steps.values_list("duty_id", "kind", "days")


@compiled
def _made(occurrences: Any) -> QuerySet[Any]:
    made = OccurrenceStep.objects.filter(occurrence__any=occurrences).order_by()
    return made.values_list("occurrence_id", "kind")
