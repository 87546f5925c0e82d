"""When the owner of an action is reminded of it."""

from __future__ import annotations

from datetime import date, timedelta

# Calendar days before the due day on which the owner hears of it, and between reminders once it is too late.
SOON = timedelta(days=7)
AGAIN = timedelta(days=14)


def next_reminder(due_on: date, reminded_on: date | None) -> date:
    """Return the first day on which an action that is not done asks for a reminder.

    Once a week before it is due, once on the day after, and then every two weeks. What was missed is not made
    up for: one reminder follows, whatever the number of days that nothing ran.
    """
    if reminded_on is None or reminded_on < due_on - SOON:
        return due_on - SOON
    if reminded_on <= due_on:
        return due_on + timedelta(days=1)
    return reminded_on + AGAIN
