"""The monthly digest: what changed in a deal, in ten lines, for who wants it."""

from __future__ import annotations

import logging
from dataclasses import asdict
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from citydeal.common.addresses import address
from citydeal.common.mail import absolute_url, render_mail
from citydeal.models import OutgoingMail
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

    Once per account, deal and month, at the first run of the month that finds the wish; returns how many.
    Safe to run twice, late and beside itself: the key of a mail names account, deal and month. A closed deal,
    and who takes no part any more, gets none; nor does a month without changes. Side effects: mail.
    """
    first = on.replace(day=1)
    wishes = DigestWish.objects.exclude(deal__state=DealState.CLOSED).filter(user__is_active=True)
    keys = {_key(wish, first): wish for wish in wishes.select_related("user", "deal").order_by("pk")}
    told = set(OutgoingMail.objects.filter(key__in=list(keys)).values_list("key", flat=True))
    return sum(_try(wish, key, first) for key, wish in keys.items() if key not in told)


def _key(wish: DigestWish, first: date) -> str:
    return f"digest:{wish.user_id}:{wish.deal_id}:{first:%Y-%m}"


def _try(wish: DigestWish, key: str, first: date) -> int:
    try:
        return _send(wish, key, first)
    except Exception:
        # Whatever is wrong with one digest, the others go.
        log.exception("Digest %s could not be sent", key)
        return 0


@transaction.atomic
def _send(wish: DigestWish, key: str, first: date) -> int:
    user, deal = wish.user, wish.deal
    # Who began to want it this month asked for what comes, not for what was.
    if timezone.localdate(wish.created_at) >= first or not can_open_dashboard(user, deal):
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
    queue_mail(key=key, kind=KIND, to=user.email, user=user, **asdict(text))
    return 1
