"""Agendas for other calendar programs: whose address it is, and what goes into it."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from citydeal.common.addresses import address
from citydeal.common.calendar_feed import FeedEntry
from citydeal.common.compiled import compiled
from citydeal.common.mail import absolute_url
from citydeal.models import User
from governance.enums import MeetingState, OccurrenceState
from governance.models import Body, CalendarFeed, DutyOccurrence, Meeting, MeetingStatus
from governance.permissions_duties import my_scopes
from governance.permissions_meetings import visible_meetings
from governance.selectors.calendar_work import CalendarEntry, my_work
from governance.selectors.my_agenda import my_meetings, my_occurrences
from governance.selectors.requests_links import TOKEN_LENGTH, hash_of

# What a calendar program gets to see, in days back and ahead.
BEHIND, AHEAD = timedelta(days=180), timedelta(days=730)


@dataclass(frozen=True)
class OwnFeed:
    """The address of somebody's agenda, to be shown to its owner; ``made_on``: the day it was made."""

    path: str
    made_on: date


def feed_token(person: int, number: int) -> str:
    """Return the token in the address that is the first, second … of a person."""
    digest = salted_hmac("governance.calendar_feed", f"{person}:{number}", algorithm="sha256").digest()
    return urlsafe_b64encode(digest).decode().rstrip("=")


def own_feed(user: User) -> OwnFeed | None:
    """Return the address of the agenda of this account; ``None`` where there is none that works. One query.

    An address from before the secret of the portal changed does not work any more.
    """
    feeds = list(CalendarFeed.objects.filter(person__user=user).order_by("pk"))
    if not feeds or feeds[-1].revoked_at is not None:
        return None
    token = feed_token(feeds[-1].person_id, len(feeds))
    if hash_of(token) != feeds[-1].token_hash:
        return None
    return OwnFeed(address("governance:my_feed", token), timezone.localdate(feeds[-1].created_at))


def reader_of(token: str) -> User | None:
    """Return whose agenda stands at this address; ``None`` if revoked or the account is closed. One query."""
    if len(token) != TOKEN_LENGTH:
        return None
    found = _by_hash(token_hash=hash_of(token))
    user: User | None = found[0].person.user if found else None
    return user if user is not None and user.is_active else None


def public_entries(body: Body, on: date) -> list[FeedEntry]:
    """Return the public meetings of a body, as anybody may read them. Two queries."""
    begin, end = _moments(on)
    meetings = visible_meetings(AnonymousUser(), body.deal).filter(
        body=body, starts_at__gte=begin, starts_at__lt=end
    )
    return _meeting_entries(list(meetings.select_related("body__deal").order_by("starts_at", "pk")))


def own_entries(user: User, on: date) -> list[FeedEntry]:
    """Return the meetings of somebody over all deals, what he sees to, and what he has to do himself.

    That are his actions, written rounds without his answer, and questions to a party he answers for. Six
    queries and his rights.
    """
    scopes = my_scopes(user)
    meetings = sorted(my_meetings(*_moments(on), scopes), key=lambda meeting: meeting.pk)
    occurrences = my_occurrences(on - BEHIND, on + AHEAD, on, scopes)
    shown = {meeting.pk for meeting in meetings}
    owed = [
        occurrence
        for occurrence in sorted(occurrences, key=lambda occurrence: occurrence.pk)
        if occurrence.state == OccurrenceState.PLANNED and occurrence.meeting_id not in shown
    ]
    work = sorted((entry for entry in my_work(user, on) if entry.uid), key=lambda entry: entry.uid)
    return [
        *_meeting_entries(meetings),
        *(_owed_entry(occurrence) for occurrence in owed),
        *(_work_entry(entry) for entry in work if on - BEHIND <= entry.day <= on + AHEAD),
    ]


def _moments(on: date) -> tuple[datetime, datetime]:
    begin, end = (timezone.make_aware(datetime.combine(day, time.min)) for day in (on - BEHIND, on + AHEAD))
    return begin, end


def _meeting_entries(meetings: Sequence[Meeting]) -> list[FeedEntry]:
    """Return meetings as entries, under the same name as in their invitations. One query."""
    changed = _changed_at(meeting.pk for meeting in meetings)
    return [
        FeedEntry(
            uid=str(meeting.uid),
            title=meeting.title,
            starts=meeting.starts_at,
            ends=meeting.ends_at,
            stamp=changed.get(meeting.pk, meeting.starts_at),
            sequence=meeting.sequence,
            location=meeting.location,
            url=absolute_url(meeting.get_absolute_url()),
            is_firm=meeting.state not in (MeetingState.DRAFT, MeetingState.RESERVED),
            is_cancelled=meeting.state == MeetingState.CANCELLED,
        )
        for meeting in meetings
    ]


def _changed_at(meetings: Iterable[int]) -> dict[int, datetime]:
    """Return when each meeting got its state: a moment that stays the same as long as nothing changes."""
    rows = MeetingStatus.objects.filter(meeting__in=list(meetings)).order_by().values_list("meeting")
    return dict(rows.annotate(last=Max("created_at")))


def _owed_entry(occurrence: DutyOccurrence) -> FeedEntry:
    duty = occurrence.duty
    path = address("governance:occurrence_detail", duty.deal.slug, duty.pk, occurrence.pk)
    return FeedEntry(
        uid=f"duty-{occurrence.pk}",
        title=_("At the latest: %(duty)s (%(deal)s)") % {"duty": duty.name, "deal": duty.deal.name},
        starts=occurrence.due,
        ends=occurrence.due + timedelta(days=1),
        stamp=datetime.combine(occurrence.opens, time.min, UTC),
        url=absolute_url(path),
    )


def _work_entry(entry: CalendarEntry) -> FeedEntry:
    return FeedEntry(
        uid=entry.uid,
        title=f"{entry.title} ({entry.text})",
        starts=entry.day,
        ends=entry.day + timedelta(days=1),
        # The same as long as it is for the same day.
        stamp=datetime.combine(entry.day, time.min, UTC),
        url=absolute_url(entry.url),
    )


@compiled
def _by_hash(token_hash: Any) -> QuerySet[CalendarFeed]:
    open_feeds = CalendarFeed.objects.filter(token_hash=token_hash, revoked_at__isnull=True)
    return open_feeds.select_related("person__user")
