"""``manage.py make_report``: the report of a half-year as a file, whole or not at all."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command

from reporting.enums import ReportFormat, WorkState
from reporting.management.commands.make_report import half_year
from tests.factories.deal_text import StoredFileFactory
from tests.factories.governance import CityDealFactory
from tests.factories.reporting_reports import (
    ProgressReportFactory,
    ReportFileFactory,
    SectionTextFactory,
    made_report,
)

pytestmark = pytest.mark.django_db
DAYS = {"period_start": date(2026, 7, 1), "period_end": date(2026, 12, 31)}


def make(tmp_path, format="pdf", deal="de-deal", period="2026-H2", name="uit"):
    path = tmp_path / name
    said = io.StringIO()
    call_command("make_report", deal, period=period, format=format, output=path, stdout=said)
    return path.read_bytes(), said.getvalue()


@pytest.fixture
def deal():
    return CityDealFactory(slug="de-deal", name="De Deal")


@pytest.fixture
def draft(deal):
    return made_report(deal=deal, **DAYS)


class TestFormats:
    @pytest.mark.parametrize(
        ("format", "begin"),
        [
            ("pdf", b"%PDF-1.7"),
            ("slides", b"%PDF-1.7"),
            ("odt", b"PK"),
            ("docx", b"PK"),
            ("html", b"<!doctype"),
        ],
    )
    def test_makes_each(self, draft, tmp_path, format, begin):
        content, said = make(tmp_path, format)
        assert content.lstrip().startswith(begin)
        assert said == f"{tmp_path / 'uit'}: {len(content)} bytes\n"

    def test_html_has_what_was_explained(self, draft, tmp_path):
        SectionTextFactory(report=draft, key="groups", text="Dit liep <i>anders</i>.")
        content, _said = make(tmp_path, "html")
        assert "Dit liep &lt;i&gt;anders&lt;/i&gt;." in content.decode()
        assert "juli tot en met december 2026" in content.decode()

    def test_odt_is_whole(self, draft, tmp_path):
        content, _said = make(tmp_path, "odt")
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            assert file.testzip() is None


class TestBusy:
    def test_says_which_sections_are_not_there_yet(self, draft, tmp_path):
        draft.sections.filter(key="groups").update(data=None, made_at=None, state=WorkState.BUSY)
        said = io.StringIO()
        path = tmp_path / "uit"
        call_command(
            "make_report", "de-deal", period="2026-H2", format="html", output=path, stderr=said, stdout=said
        )
        assert said.getvalue().startswith("1 sections are still being made and are not in the file")
        assert 'id="groups"' not in path.read_text()


class TestReleased:
    def test_hands_out_what_was_stored_then(self, deal, tmp_path):
        report = ProgressReportFactory(deal=deal, frozen=True, **DAYS)
        stored = StoredFileFactory(content=ContentFile(b"zoals toen", name="a.pdf"))
        ReportFileFactory(report=report, format=ReportFormat.PDF, file=stored)
        assert make(tmp_path)[0] == b"zoals toen"

    def test_makes_what_was_not_stored(self, deal, tmp_path):
        report = ProgressReportFactory(deal=deal, frozen=True, **DAYS)
        ReportFileFactory(report=report, state=WorkState.WAITING, file=None, made_at=None)
        assert make(tmp_path)[0].startswith(b"%PDF")


class TestRefused:
    def test_another_deal(self, draft, tmp_path):
        with pytest.raises(CommandError, match=r"No deal .x.\. Known: de-deal"):
            make(tmp_path, deal="x")

    def test_no_deal_at_all(self, tmp_path):
        with pytest.raises(CommandError, match="Known: none yet"):
            make(tmp_path)

    def test_a_half_year_without_a_report(self, draft, tmp_path):
        with pytest.raises(CommandError, match=r"No report of 2027-H1 in de-deal\. Known: 2026-H2"):
            make(tmp_path, period="2027-H1")

    def test_a_deal_without_reports(self, deal, tmp_path):
        with pytest.raises(CommandError, match="Known: none yet"):
            make(tmp_path)

    @pytest.mark.parametrize("typed", ["2026", "2026-H3", "h2", "2026-h2"])
    def test_what_is_no_half_year(self, typed):
        with pytest.raises(Exception, match="write it as 2026-H2"):
            half_year(typed)
        assert half_year("2026-H1") == "2026-H1"

    def test_a_place_where_no_file_can_stand(self, draft, tmp_path):
        with pytest.raises(CommandError, match="cannot be written"):
            make(tmp_path, "html", name="er/niet/uit")

    def test_leaves_nothing_behind_when_it_fails(self, draft, tmp_path):
        (tmp_path / "map").mkdir()
        with pytest.raises(CommandError, match="cannot be written"):
            make(tmp_path, "html", name="map")
        assert [path.name for path in tmp_path.iterdir()] == ["map"]
