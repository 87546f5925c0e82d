"""What was frozen stays as it was: the database itself refuses to change it (rule 9)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from citydeal.models import StoredFile
from governance.models import CityDeal
from reporting.enums import WorkState
from reporting.models import ProgressReport, ReportFile, Snapshot
from tests.factories.reporting_reports import SnapshotFactory, sent_report

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent():
    return sent_report()


def refuses(act, *args, **kwargs):
    with pytest.raises(DatabaseError, match="is frozen"), transaction.atomic():
        act(*args, **kwargs)


def run(sql, *params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


class TestSnapshot:
    @pytest.mark.parametrize("kind", ["report", "month"])
    def test_is_not_changed_or_deleted(self, kind):
        snapshot = SnapshotFactory(kind=kind)
        rows = Snapshot.objects.filter(pk=snapshot.pk)
        before = rows.values().get()
        refuses(rows.update, data={})
        refuses(rows.update, hash="0" * 64)
        refuses(rows.update, on=timezone.localdate() - timedelta(days=1))
        refuses(rows.delete)
        refuses(run, "DELETE FROM reporting_snapshot WHERE id = %s", snapshot.pk)
        assert rows.values().get() == before

    def test_the_same_once_more_is_no_change(self):
        snapshot = SnapshotFactory()
        assert Snapshot.objects.filter(pk=snapshot.pk).update(hash=snapshot.hash) == 1


class TestReport:
    def test_keeps_its_snapshot_and_its_days_once_it_is_released(self, sent):
        rows = ProgressReport.objects.filter(pk=sent.pk)
        other = SnapshotFactory(deal=sent.deal)
        refuses(rows.update, snapshot=other)
        refuses(rows.update, released_at=timezone.now())
        refuses(rows.update, period_start=sent.period_start - timedelta(days=1))
        refuses(run, "DELETE FROM reporting_progressreport WHERE id = %s", sent.pk)
        assert rows.update(state="evaluated", access="public") == 1

    def test_documents_and_their_files_stay(self, sent):
        rows = sent.files.filter(format="pdf")
        stored = StoredFile.objects.filter(pk=rows.get().file_id)
        refuses(rows.update, state=WorkState.WAITING, file=None)
        refuses(rows.update, made_at=timezone.now())
        refuses(rows.delete)
        refuses(stored.update, sha256="0" * 64)
        refuses(stored.update, content="elders/bestand.pdf")
        assert rows.get().state == WorkState.READY

    def test_a_document_that_is_not_there_yet_is_made(self):
        sent = sent_report(unmade={"odt": WorkState.FAILED})
        file = StoredFile.objects.create(name="los.odt", size=1, sha256="1" * 64, content="los.odt")
        assert StoredFile.objects.filter(pk=file.pk).update(name="anders.odt") == 1
        rows = sent.files.filter(format="odt")
        assert rows.update(state=WorkState.WAITING) == 1
        assert rows.update(state=WorkState.READY, file=file, made_at=timezone.now()) == 1
        refuses(rows.update, state=WorkState.FAILED, file=None)
        refuses(StoredFile.objects.filter(pk=file.pk).update, name="terug.odt")


def test_with_its_whole_deal_it_goes():
    """The deal first, in the same transaction: the database checks at its end that nothing is left of it."""
    sent = sent_report()
    deal, occurrence = sent.deal_id, sent.occurrence
    run("DELETE FROM governance_citydeal WHERE id = %s", deal)
    for table in ("reportsection", "reportfile", "progressreport", "snapshot"):
        if table == "reportfile":
            refuses(run, "DELETE FROM reporting_reportfile WHERE report_id = %s", sent.pk)
            run("DELETE FROM reporting_progressreport WHERE id = %s", sent.pk)
        run(f"DELETE FROM reporting_{table}")
    run("DELETE FROM governance_dutyoccurrence WHERE id = %s", occurrence.pk)
    run("DELETE FROM governance_duty WHERE id = %s", occurrence.duty_id)
    run("SET CONSTRAINTS ALL IMMEDIATE")
    assert not CityDeal.objects.filter(pk=deal).exists()
    assert not ReportFile.objects.exists()
    assert not Snapshot.objects.exists()
