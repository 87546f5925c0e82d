"""The cast that is put back is the cast that was made."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission
from django.db import transaction

from tests import snapshot
from tests.cast import make_cast
from tests.factories.governance import CityDealFactory
from tests.snapshot import once, stored_rows, take_out_rows


class UndoneError(Exception):
    """Takes a test back to before its block."""


@pytest.fixture
def rows_of_two(db, monkeypatch):
    """Return the rows after the cast was made, and after it was put back in an empty database."""
    monkeypatch.setattr(snapshot, "_kept", {})
    found, casts = [], []
    for _ in range(2):
        try:
            with transaction.atomic():
                casts.append(once(make_cast))
                found.append(stored_rows())
                raise UndoneError
        except UndoneError:
            pass
    return found, casts


def test_every_row_is_the_same(rows_of_two):
    (made, put_back), _ = rows_of_two
    assert made == put_back
    assert len(made["governance_membership"]) > 5


def test_the_records_are_the_same_and_are_copies(rows_of_two):
    _, (made, put_back) = rows_of_two
    assert put_back.deal == made.deal
    assert put_back.users == made.users
    assert put_back.deal is not made.deal


def test_a_maker_that_changes_what_was_there_is_refused(db, monkeypatch):
    monkeypatch.setattr(snapshot, "_kept", {})
    deal = CityDealFactory()

    def changes() -> None:
        deal.name = "Anders"
        deal.save()

    with pytest.raises(AssertionError, match="governance_citydeal"):
        once(changes)


@pytest.mark.django_db(transaction=True)
def test_every_committed_row_is_taken_out_again_and_no_permission():
    keys = list(Permission.objects.values_list("pk"))
    make_cast()
    take_out_rows()
    kept = {table for table, rows in stored_rows().items() if rows}
    assert kept == {"auth_permission", "django_content_type"}
    assert list(Permission.objects.values_list("pk")) == keys
