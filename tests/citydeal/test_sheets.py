"""Sheets: what people bring and take away, in three types."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from citydeal.common.errors import DomainError
from citydeal.common.ods import ods_bytes
from citydeal.common.sheets import (
    MAX_ROWS,
    MAX_SHEET_BYTES,
    SheetKind,
    read_sheet,
    sheet_response,
    write_sheet,
)
from citydeal.common.uploads import TooLargeUpload


def upload(content, name="plan"):
    return SimpleUploadedFile(name, content if isinstance(content, bytes) else content.encode())


def workbook(*rows, title="Blad"):
    book = Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def refusal(content):
    with pytest.raises(DomainError) as refused:
        read_sheet(content if hasattr(content, "read") else upload(content), field="bestand")
    assert refused.value.field == "bestand"
    return str(refused.value)


def ods(body, kind="application/vnd.oasis.opendocument.spreadsheet"):
    """Return an ODS with this inside its spreadsheet."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(ods_bytes("", [["x"]]))) as good,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        content = good.read("content.xml").decode()
        start = content.index("<office:spreadsheet>") + len("<office:spreadsheet>")
        content = content[:start] + body + content[content.index("</office:spreadsheet>") :]
        archive.writestr("mimetype", kind)
        archive.writestr("content.xml", content)
    return made.getvalue()


class TestRoundTrip:
    @pytest.mark.parametrize("kind", SheetKind.values)
    def test_what_goes_out_comes_in_again(self, kind):
        rows = [["Proef & test", date(2026, 12, 1), 12, 0.5], ["=SUM(A1)", None, -3, "één; twee"]]
        made = write_sheet(kind, ["Stap", "Van", "Uren", "Deel"], rows, title="Plan: A/B")
        found = read_sheet(upload(made))
        assert found == [
            {"stap": "Proef & test", "van": "01-12-2026", "uren": "12", "deel": "0,5"},
            {"stap": "=SUM(A1)", "van": "", "uren": "-3", "deel": "één; twee"},
        ]
        assert [row.number for row in found] == [2, 3]

    @pytest.mark.parametrize("text", ["=1+1", "+31", "-x", "@som", "\tx"])
    def test_nothing_typed_becomes_a_formula(self, text):
        written = write_sheet(SheetKind.CSV, ["Stap"], [[text]]).decode("utf-8-sig").splitlines()[1]
        assert written.lstrip('"').startswith("'") or not text.strip().startswith(("=", "+", "-", "@"))

    def test_a_negative_number_stays_a_number_and_signs_that_no_file_holds_go(self):
        assert write_sheet(SheetKind.CSV, ["a"], [[-3]]).endswith(b"-3\r\n")
        assert read_sheet(upload(write_sheet(SheetKind.XLSX, ["a"], [["x\x01y"]]))) == [{"a": "xy"}]

    def test_the_answer_is_a_download(self):
        answer = sheet_response("stappenplan", "ods", ["a"], [["b"]])
        assert answer["Content-Disposition"] == 'attachment; filename="stappenplan.ods"'
        assert answer["Content-Type"] == "application/vnd.oasis.opendocument.spreadsheet"


class TestReading:
    @pytest.mark.parametrize("delimiter", [";", ",", "\t"])
    def test_any_delimiter_and_no_empty_rows(self, delimiter):
        text = f"  De  Stap{delimiter}Van\r\n\r\nA{delimiter}1\r\n{delimiter}\r\nB"
        found = read_sheet(upload(text))
        assert found == [{"de stap": "A", "van": "1"}, {"de stap": "B", "van": ""}]
        assert [row.number for row in found] == [3, 5]

    def test_the_signs_of_an_old_program(self):
        assert read_sheet(upload("stap\nCafé".encode("cp1252"))) == [{"stap": "Café"}]

    def test_cells_of_a_workbook(self):
        # Spreadsheets know no time zones.
        days = [datetime(2026, 12, 1), datetime(2026, 12, 1, 14, 30)]  # noqa: DTZ001
        cells = [True, False, 1.0, 0.25, *days, None]
        found = read_sheet(upload(workbook(["a", "b", "c", "d", "e", "f", "g"], cells)))
        assert list(found[0].values()) == ["ja", "nee", "1", "0,25", "01-12-2026", "01-12-2026 14.30", ""]

    def test_cells_of_opendocument(self):
        row = (
            '<table:table-row table:number-rows-repeated="2">'
            '<table:table-cell office:value-type="date" office:date-value="2026-12-01"/>'
            '<table:table-cell office:value-type="float" office:value="2.5"/>'
            '<table:table-cell office:value-type="float" office:value="3"/>'
            "<table:table-cell><text:p>a<text:s/>b<text:tab/><text:span>c</text:span><text:line-break/>d</text:p></table:table-cell>"
            '<table:table-cell table:number-columns-repeated="16000"/></table:table-row>'
        )
        head = "".join(f"<table:table-cell><text:p>{name}</text:p></table:table-cell>" for name in "abcd")
        empty = '<table:table-row table:number-rows-repeated="{}"><table:table-cell/></table:table-row>'
        first = f"<table:table><table:table-row>{head}</table:table-row>"
        body = f"{first}{empty.format(2)}{row}{empty.format(1048571)}</table:table>"
        found = read_sheet(upload(ods(body + "<table:table/>")))
        assert found == [{"a": "01-12-2026", "b": "2,5", "c": "3", "d": "a b c\nd"}] * 2
        assert [line.number for line in found] == [4, 5]


class TestRefused:
    def test_what_is_no_sheet(self):
        pdf_in_a_zip = ods("", kind="application/vnd.oasis.opendocument.text")
        picture, document = b"\x89PNG\r\n\x1a\nabc\n1", b"%PDF-1.7\na;b\n1;2\n"
        broken = (b"PK\x03\x04kapot", b"a\x00b", b"\x81\x8d\n", pdf_in_a_zip, ods(""), b'a\n"b')
        for content in (*broken, picture, document):
            assert (
                refusal(content)
                == "Het portaal kan dit bestand niet lezen. Kies een CSV-, XLSX- of ODS-bestand."
            )

    @pytest.mark.parametrize("content", ["", "\n\n", "stap;van\n", ";\na;b"])
    def test_nothing_in_it(self, content):
        assert "Er staat niets in dit bestand" in refusal(content)

    def test_a_heading_twice(self):
        assert "‘stap’ staat er 2 keer" in refusal("Stap;van;STAP\na;b;c")

    def test_an_invisible_sign(self):
        text = ods(
            "<table:table><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell></table:table-row></table:table>"
        )
        assert "Er staat niets" in refusal(text)

    def test_too_large_or_too_long(self):
        assert "te groot" in refusal(TooLargeUpload("x.csv", 9))
        assert "te groot" in refusal(b"a" * (MAX_SHEET_BYTES + 1))
        assert f"meer dan {MAX_ROWS} rijen" in refusal("stap\n" + "a\n" * (MAX_ROWS + 1))
        assert len(read_sheet(upload("stap\n" + "a\n" * MAX_ROWS))) == MAX_ROWS

    def test_a_small_file_that_unfolds_into_millions_of_cells(self):
        far = Workbook()
        far.active["A1"], far.active["XFD1048576"] = "stap", "ver"
        file = io.BytesIO()
        far.save(file)
        assert "meer dan" in refusal(file.getvalue())
        cell = '<table:table-cell table:number-columns-repeated="16384"><text:p>a</text:p></table:table-cell>'
        row = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'
        assert "meer dan" in refusal(ods(f"<table:table>{row}</table:table>"))
        bomb = io.BytesIO()
        with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("content.xml", b" " * 70_000_000)
        assert "niet lezen" in refusal(bomb.getvalue())
