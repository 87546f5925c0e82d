"""News that asks nothing of the reader: mailed at once, or in one list a week, as the account wants it.

What somebody has to do never waits for the list: that goes through ``queue_mail``.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from citydeal.common.mail import MailText, absolute_url, render_mail
from citydeal.models import NewsLine, User
from citydeal.services.outbox import KEEP_DAYS, queue_mail


@dataclass(frozen=True)
class News:
    """What is told: ``key`` names the act, ``kind`` is a word for operators, ``path`` its page."""

    key: str
    kind: str
    path: str


def queue_news(news: News, *, to: str, user: User | None, text: MailText) -> None:
    """Tell somebody something, inside the caller's transaction; the same key is told once.

    An account that wants a weekly list gets the subject as a line of it; everybody else a mail at once.
    Side effects: a row in the outbox, or one that waits for the list.
    """
    if user is None or not user.wants_weekly_list:
        queue_mail(key=news.key, kind=news.kind, to=to, user=user, **asdict(text))
        return
    values = {"user": user, "title": text.subject, "path": news.path}
    NewsLine.objects.get_or_create(key=news.key, defaults=values)


def send_weekly_lists(on: date) -> int:
    """Mail every account the news of the weeks before the one of ``on``; returns how many lists.

    A week begins on Monday. Safe to run twice, late and beside itself: a list is made under the lock of its
    lines, and its mail is named by account and week. After a pause one list has all that waited. Side
    effects: mail; lines that were listed long ago lose their words.
    """
    monday = on - timedelta(days=on.weekday())
    begin = timezone.make_aware(datetime.combine(monday, time.min))
    waiting = NewsLine.objects.filter(listed_on=None, created_at__lt=begin)
    users = waiting.order_by("user").values_list("user", flat=True).distinct()
    made = sum(_send_list(user, monday, begin) for user in users)
    _forget(on)
    return made


@transaction.atomic
def _send_list(pk: int, monday: date, begin: datetime) -> int:
    user = User.objects.select_for_update().get(pk=pk)
    lines = list(NewsLine.objects.filter(user=user, listed_on=None, created_at__lt=begin))
    if not lines:
        # Another clock was here while this one waited for the lock.
        return 0
    NewsLine.objects.filter(pk__in=[line.pk for line in lines]).update(listed_on=monday)
    if not user.is_active:
        return 0
    words = {"name": user.name, "lines": [(line.title, absolute_url(line.path)) for line in lines]}
    queue_mail(
        key=f"weekly-list:{user.pk}:{monday}",
        kind="weekly_list",
        to=user.email,
        user=user,
        **asdict(render_mail("citydeal/mail/weekly_list", words)),
    )
    return 1


def set_weekly_list(*, user: User, wanted: bool) -> User:
    """Say whether an account wants its news in one list a week; what waits for the list comes with it."""
    user.wants_weekly_list = wanted
    user.save(update_fields=["wants_weekly_list"])
    return user


def _forget(on: date) -> None:
    """Empty lines that were listed as long ago as mail is kept; the key stays, so nothing is told twice."""
    old = NewsLine.objects.filter(listed_on__lt=on - timedelta(days=KEEP_DAYS)).exclude(title="")
    old.update(title="", path="")
