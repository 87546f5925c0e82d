"""The monthly digest: what changed in a deal, in ten lines, for who wants it."""

from __future__ import annotations

import logging
from dataclasses import asdict
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format

from citydeal.common.addresses import address
from citydeal.common.mail import absolute_url, render_mail
from citydeal.services.outbox import queue_mail
from governance.enums import DealState
from reporting.models import DigestWish
from reporting.permissions_dashboards import can_open_dashboard
from reporting.selectors.dashboard import news_since

log = logging.getLogger(__name__)

LINES = 10
KIND = "monthly_digest"


def send_digests(on: date) -> int:
    """Mail every account that wants it what changed in its deals since the first of last month.

    Once per account, deal and month, at the first run of the month that finds the wish, which keeps that it
    was done; returns how many mails. Safe to run twice, late and beside itself. A closed deal, and who takes
    no part any more, gets none; nor does a month without changes. One query where all is done. Side effects:
    mail.
    """
    first = on.replace(day=1)
    waiting = list(_waiting(first).order_by("pk").values_list("pk", flat=True))
    return sum(_try(wish, first) for wish in waiting)


def _waiting(first: date) -> QuerySet[DigestWish]:
    """Return the wishes for which this month was not looked at yet.

    Who began to want it this month asked for what comes, not for what was.
    """
    begin = timezone.make_aware(datetime.combine(first, time.min))
    not_done = Q(done_for=None) | Q(done_for__lt=first)
    found = DigestWish.objects.filter(not_done, created_at__lt=begin, user__is_active=True)
    return found.exclude(deal__state=DealState.CLOSED)


def _try(wish: int, first: date) -> int:
    try:
        return _send(wish, first)
    except Exception:
        # Whatever is wrong with one digest, the others go, and the next run tries it again.
        log.exception("Digest %s of %s could not be sent", wish, first)
        return 0


@transaction.atomic
def _send(pk: int, first: date) -> int:
    locked = _waiting(first).filter(pk=pk).select_for_update(of=("self",), skip_locked=True)
    wish = locked.select_related("user", "deal").first()
    if wish is None:
        # Another clock is at it, or was.
        return 0
    wish.done_for = first
    wish.save(update_fields=["done_for"])
    user, deal = wish.user, wish.deal
    if not can_open_dashboard(user, deal):
        return 0
    begin = (first - timedelta(days=1)).replace(day=1)
    lines = news_since(user, deal, first, begin)
    if not lines:
        return 0
    words = {
        "name": user.name,
        "deal": deal.name,
        "month": date_format(begin, "F Y"),
        "lines": [f"{line.title} ({line.meta})" if line.meta else line.title for line in lines[:LINES]],
        "more": max(len(lines) - LINES, 0),
        "url": absolute_url(address("reporting:dashboard", deal.slug)),
        "stop_url": absolute_url(address("reporting:digest_edit", deal.slug)),
    }
    text = render_mail("reporting/mail/monthly_digest", words)
    key = f"digest:{user.pk}:{deal.pk}:{first:%Y-%m}"
    queue_mail(key=key, kind=KIND, to=user.email, user=user, **asdict(text))
    return 1
