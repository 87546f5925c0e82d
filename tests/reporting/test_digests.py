"""The monthly digest where one of them goes wrong."""

from __future__ import annotations

from datetime import date
from unittest.mock import patch

import pytest
from django.utils import timezone

from citydeal.models import OutgoingMail
from reporting.models import DigestWish
from reporting.services import digests
from tests.factories.reporting_risks import RiskFactory

pytestmark = pytest.mark.django_db


def test_one_that_goes_wrong_does_not_stop_the_others(cast):
    for role in ("member", "chair"):
        wish = DigestWish.objects.create(user=cast.users[role], deal=cast.deal)
        made = timezone.now().replace(year=2026, month=9, day=3)
        DigestWish.objects.filter(pk=wish.pk).update(created_at=made)
    RiskFactory(deal=cast.deal, noted_on=date(2026, 10, 8))
    good = digests.news_since

    def news(user, *args):
        if user == cast.users["member"]:
            raise ValueError("kapot")
        return good(user, *args)

    with patch.object(digests, "news_since", news):
        assert digests.send_digests(date(2026, 11, 4)) == 1
    assert OutgoingMail.objects.get(kind="monthly_digest").user == cast.users["chair"]
    # The next run sends the one that went wrong.
    assert digests.send_digests(date(2026, 11, 4)) == 1
