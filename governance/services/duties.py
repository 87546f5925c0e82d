"""What the calendar owes, and what fulfils it: occurrences of duties follow the meetings.

Occurrences themselves are made in services/duties_occurrences.py, by the hourly ``ensure``.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from governance.enums import DutyKind, DutyPattern, MeetingState, OccurrenceState
from governance.models import Duty, DutyOccurrence, Meeting
from governance.services.duties_occurrences import refresh_duties

# States in which a meeting was held, whatever still happens to its report.
HELD = frozenset({MeetingState.IN_SESSION, MeetingState.MINUTES, MeetingState.ADOPTED})


@transaction.atomic
def fulfil_occurrence(
    *, occurrence: DutyOccurrence, on: date, meeting: Meeting | None = None
) -> DutyOccurrence:
    """Write down that an occurrence was done, on a day, and by which meeting where it was one.

    Called by whatever fulfils duties, inside its transaction: a meeting that is held, a report that is
    handed in. Doing it twice changes nothing. Also one that was dropped or lapsed counts as done. Writes
    history.
    """
    locked = lock_occurrence(occurrence)
    wanted = (OccurrenceState.FULFILLED, on, meeting.pk if meeting else locked.meeting_id)
    if (locked.state, locked.fulfilled_on, locked.meeting_id) != wanted:
        locked.state, locked.fulfilled_on, locked.meeting_id = wanted
        locked.save()
    return locked


@transaction.atomic
def reopen_occurrence(*, occurrence: DutyOccurrence) -> DutyOccurrence:
    """Let an occurrence be owed again, because what fulfilled it was taken back. Writes history."""
    locked = lock_occurrence(occurrence)
    if locked.state == OccurrenceState.FULFILLED:
        locked.state, locked.fulfilled_on, locked.meeting = OccurrenceState.PLANNED, None, None
        locked.save()
    return locked


def lock_occurrence(occurrence: DutyOccurrence) -> DutyOccurrence:
    """Lock an occurrence and return it as it stands now, with duty, body and deal."""
    locked: DutyOccurrence = (
        DutyOccurrence.objects.select_for_update(of=("self",))
        .select_related("duty__deal", "duty__body")
        .get(pk=occurrence.pk)
    )
    return locked


def occurrence_of(meeting: Meeting) -> DutyOccurrence | None:
    """Return the occurrence that a meeting fulfils or is planned to, with its duty; one query.

    Of several, as a joint meeting may have, that of the meeting's own body.
    """
    found = list(meeting.occurrences.select_related("duty").order_by("due", "pk"))
    own = [occurrence for occurrence in found if occurrence.duty.body_id == meeting.body_id]
    return next(iter(own or found), None)


def meeting_moved(meeting: Meeting) -> None:
    """Let the duties follow a meeting that got another day, inside the transaction that moved it.

    What the meeting was planned to fulfil stays with it, also outside the window: the page says so. One
    that was for nothing takes on what is owed on its new day. What is due around it moves along.
    """
    follow(meeting)


def meeting_state_changed(meeting: Meeting) -> None:
    """Let the duties follow the state of a meeting, inside the transaction that changed it.

    Held: what it was planned for is done, on its day. Cancelled: that is owed again.
    """
    follow(meeting)


def follow(meeting: Meeting) -> None:
    """Bring what a meeting fulfils in line with its day and state."""
    if meeting.state == MeetingState.CANCELLED:
        _let_go(meeting)
    else:
        _take_on(meeting)
        for occurrence in meeting.occurrences.exclude(state=OccurrenceState.WAIVED):
            if meeting.state in HELD:
                fulfil_occurrence(occurrence=occurrence, on=meeting.day, meeting=meeting)
            elif occurrence.state == OccurrenceState.FULFILLED:
                _owe_again(occurrence)
    around = Duty.objects.filter(pattern=DutyPattern.AROUND_MEETING, around__in=bodies_of(meeting))
    if around.exists():
        refresh_duties(meeting.body.deal, timezone.localdate(), list(around.values_list("pk", flat=True)))


def bodies_of(meeting: Meeting) -> list[int]:
    """Return the ids of the bodies that meet."""
    return [meeting.body_id, *meeting.joint_bodies.values_list("pk", flat=True)]


def _let_go(meeting: Meeting) -> None:
    for occurrence in meeting.occurrences.all():
        locked = lock_occurrence(occurrence)
        locked.meeting = None
        if locked.state == OccurrenceState.FULFILLED:
            locked.state, locked.fulfilled_on = OccurrenceState.PLANNED, None
        locked.save()


def _owe_again(occurrence: DutyOccurrence) -> None:
    """A session that was opened by mistake: what it was for is owed again, by the same meeting."""
    locked = lock_occurrence(occurrence)
    locked.state, locked.fulfilled_on = OccurrenceState.PLANNED, None
    locked.save()


def _take_on(meeting: Meeting) -> None:
    """Link what is owed on the day of a meeting and has no meeting yet: one of each duty of its bodies.

    A duty that this meeting is for already, also out of its window, gets no second one.
    """
    day = meeting.day
    waiting = (
        DutyOccurrence.objects.select_for_update(of=("self",))
        .filter(
            Q(opens__lte=day) & Q(due__gte=day),
            duty__kind=DutyKind.MEETING,
            duty__body__in=bodies_of(meeting),
            state=OccurrenceState.PLANNED,
            meeting=None,
        )
        .exclude(duty__occurrences__meeting=meeting)
    )
    for occurrence in waiting:
        occurrence.meeting = meeting
        occurrence.save()
