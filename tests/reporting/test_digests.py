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


class TestOnceAMonth:
    ON = date(2026, 11, 4)

    @pytest.fixture
    def wish(self, cast):
        """Return the wish of somebody in a deal in which nothing changed."""
        wish = DigestWish.objects.create(user=cast.users["member"], deal=cast.deal)
        made = timezone.now().replace(year=2026, month=9, day=3)
        DigestWish.objects.filter(pk=wish.pk).update(created_at=made)
        return wish

    def test_nothing_to_tell_is_looked_for_once_in_the_month(self, wish, queries):
        seen = []
        good = digests.news_since

        def news(*args):
            seen.append(args)
            return [] if len(seen) == 1 else good(*args)

        with patch.object(digests, "news_since", news):
            assert digests.send_digests(self.ON) == 0
            with queries(1):
                assert digests.send_digests(self.ON) == 0
            assert len(seen) == 1
            digests.send_digests(date(2026, 12, 1))
        assert len(seen) == 2
        wish.refresh_from_db()
        assert wish.done_for == date(2026, 12, 1)

    def test_who_takes_no_part_any_more_is_asked_about_once(self, cast, wish, queries):
        DigestWish.objects.filter(pk=wish.pk).update(user=cast.users["nobody"])
        assert digests.send_digests(self.ON) == 0
        with queries(1):
            assert digests.send_digests(self.ON) == 0

    def test_another_clock_at_it_leaves_it_alone(self, wish):
        DigestWish.objects.filter(pk=wish.pk).update(done_for=date(2026, 11, 1))
        assert digests._send(wish.pk, date(2026, 11, 1)) == 0
        assert not OutgoingMail.objects.exists()
