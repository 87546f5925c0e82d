"""Uploaded files: what is taken, what is refused and why, and how they go out."""

from __future__ import annotations

import hashlib
import io
import os
import stat
import struct
import time
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.http import Http404, HttpRequest
from django.test import RequestFactory

from citydeal.checks import check_files
from citydeal.common.errors import DomainError
from citydeal.common.file_kinds import DOCX, JPEG, ODT, PDF, PNG, kind_of
from citydeal.common.uploads import LimitedUploadHandler, TooLargeUpload
from citydeal.models import StoredFile
from citydeal.services.files import clean_name, forget_strays, store_file
from citydeal.tasks import forget_stray_files
from citydeal.views.files import StoredFileView
from tests.factories.governance import UserFactory

MB = 1024 * 1024
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
MACRO_WORD = "application/vnd.ms-word.document.macroEnabled.main+xml"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
ODT_TYPE = "application/vnd.oasis.opendocument.text"


def zipped(parts: Sequence[tuple[str, str]]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts:
            archive.writestr(name, text)
    return target.getvalue()


def docx(main: str = WORD, *more: tuple[str, str]) -> bytes:
    types = f'<Types><Override PartName="/word/document.xml" ContentType="{main}"/></Types>'
    return zipped([("[Content_Types].xml", types), ("word/document.xml", "<w/>"), *more])


def odt(kind: str = ODT_TYPE, *more: tuple[str, str]) -> bytes:
    return zipped([("mimetype", kind), ("content.xml", "<o/>"), *more])


GOOD = {
    "pdf": (b"%PDF-1.7\n%%EOF", PDF),
    "png": (b"\x89PNG\r\n\x1a\n....", PNG),
    "jpeg": (b"\xff\xd8\xff\xe0....", JPEG),
    "docx": (docx(), DOCX),
    "odt": (odt(), ODT),
}
OTHER = {
    "a page": b"<html><script>alert(1)</script></html>",
    "a drawing": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "a program": b"MZ\x90\x00",
    "text": b"Beste allemaal",
    "a page before a pdf": b"<script></script>%PDF-1.7",
    "a sheet": docx(SHEET),
    "an OpenDocument sheet": odt("application/vnd.oasis.opendocument.spreadsheet"),
    "any zip": zipped([("a.txt", "a")]),
    "half a zip": docx()[:60],
    "a zip that was cut off": docx()[:-30],
    "only the start of a zip": b"PK\x03\x04",
}
RUNS = {
    "a Word file with macros": docx(MACRO_WORD),
    "macros under another type": docx(WORD, ("word/vbaProject.bin", "x")),
    "ActiveX": docx(WORD, ("word/activeX/activeX1.xml", "x")),
    "an OpenDocument file with macros": odt(ODT_TYPE, ("Basic/Standard/Module1.xml", "x")),
    "an OpenDocument file with scripts": odt(ODT_TYPE, ("Scripts/python/x.py", "x")),
}


def upload(content: bytes, name: str = "stuk.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


class TestKinds:
    @pytest.mark.parametrize("name", GOOD)
    def test_are_told_by_their_bytes(self, name):
        content, kind = GOOD[name]
        opened = io.BytesIO(content)
        assert kind_of(opened) == kind
        assert opened.tell() == 0

    @pytest.mark.parametrize("name", OTHER)
    def test_others_are_not_taken(self, name):
        assert kind_of(io.BytesIO(OTHER[name])) is None

    def test_a_zip_with_a_huge_list_of_parts_is_not_even_read(self, monkeypatch):
        content = bytearray(docx())
        place = content.rfind(b"PK\x05\x06")
        struct.pack_into("<L", content, place + 12, 3 * MB)
        monkeypatch.setattr(zipfile, "ZipFile", None)
        assert kind_of(io.BytesIO(bytes(content))) is None

    def test_nor_one_that_says_its_list_stands_elsewhere(self):
        content = docx()
        place = content.rfind(b"PK\x05\x06")
        locator = b"PK\x06\x07" + bytes(16)
        assert kind_of(io.BytesIO(content[:place] + locator + content[place:])) is None

    def test_a_part_that_unpacks_without_end_is_read_to_a_limit(self):
        huge = zipped([("[Content_Types].xml", " " * (30 * MB) + WORD)])
        assert len(huge) < MB
        assert kind_of(io.BytesIO(huge)) is None


class TestNames:
    @pytest.mark.parametrize(
        ("typed", "clean"),
        [
            ("Dealtekst.pdf", "Dealtekst.pdf"),
            ("Convenant Súdwest-Fryslân (ç).PDF", "Convenant Súdwest-Fryslân (ç).pdf"),
            ("../../etc/passwd", "passwd.pdf"),
            ("C:\\Users\\x\\Mijn stuk.docx", "Mijn stuk.pdf"),
            ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie x.pdf"),
            ("brief\u202efdp.exe", "brieffdp.pdf"),
            ("a\0b.pdf", "ab.pdf"),
            ("   .pdf", "pdf.pdf"),
            ("", "bestand.pdf"),
            ("///", "bestand.pdf"),
            ("...", "bestand.pdf"),
            ('wat "is" dit?.pdf', "wat is dit.pdf"),
            ("x" * 300 + ".pdf", "x" * 120 + ".pdf"),
        ],
    )
    def test_are_cleaned(self, typed, clean):
        assert clean_name(typed, "pdf") == clean


@pytest.mark.django_db
class TestStore:
    @pytest.mark.parametrize("name", GOOD)
    def test_keeps_the_file_with_what_was_found_in_it(self, name):
        content, kind = GOOD[name]
        actor = UserFactory()
        stored = store_file(actor=actor, upload=upload(content, "Volmacht Dordrecht.exe"))
        stored.refresh_from_db()
        assert stored.name == str(stored) == f"Volmacht Dordrecht.{kind.extension}"
        assert stored.kind == kind.extension.upper()
        assert (stored.size, stored.content_type, stored.created_by) == (
            len(content),
            kind.content_type,
            actor,
        )
        assert stored.sha256 == hashlib.sha256(content).hexdigest()
        assert stored.content.read() == content
        stored.content.close()

    def test_its_place_tells_nothing_and_nobody_else_may_read_it(self):
        stored = store_file(actor=UserFactory(), upload=upload(GOOD["pdf"][0], "geheim.pdf"))
        path = Path(stored.content.path)
        assert "geheim" not in str(path)
        assert path.suffix == ""
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700

    def test_the_same_file_twice_is_two_files(self):
        actor = UserFactory()
        first, second = (store_file(actor=actor, upload=upload(GOOD["pdf"][0])) for _ in range(2))
        assert first.content.path != second.content.path

    def test_takes_a_file_that_django_kept_on_disk(self):
        big = TemporaryUploadedFile("groot.pdf", "", 0, None)
        big.write(b"%PDF-" + b"x" * (3 * MB))
        big.size = 3 * MB + 5
        big.seek(0)
        assert store_file(actor=UserFactory(), upload=big).size == 3 * MB + 5
        big.close()

    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            (b"", "Dit bestand is leeg. Kies een ander bestand."),
            (
                b"x",
                "Het portaal neemt dit soort bestand niet aan. "
                "Kies een PDF-, DOCX-, ODT-, PNG- of JPEG-bestand.",
            ),
            *(
                (
                    content,
                    "In dit bestand zit een macro of een ander programma. "
                    "Sla het op zonder macro's en kies het opnieuw.",
                )
                for content in RUNS.values()
            ),
        ],
    )
    def test_refuses_with_the_way_out(self, content, sentence):
        with pytest.raises(DomainError) as refused:
            store_file(actor=UserFactory(), upload=upload(content), field="mandate")
        assert str(refused.value.message) == sentence
        assert refused.value.field == "mandate"
        assert not StoredFile.objects.exists()

    def test_refuses_what_is_too_large(self, settings):
        settings.MAX_UPLOAD_MB = 1
        sentence = "Dit bestand is te groot. Kies een bestand van hoogstens 1 MB."
        for large in (upload(b"%PDF-" + b"x" * MB), TooLargeUpload("groot.pdf", 5 * MB)):
            with pytest.raises(DomainError, match=sentence):
                store_file(actor=UserFactory(), upload=large)
        assert store_file(actor=UserFactory(), upload=upload(b"%PDF-" + b"x" * (MB - 5))).size == MB


class TestLimit:
    """What Django keeps of a request, before any form sees it."""

    def sent(self, *sizes: int) -> HttpRequest:
        files = {f"f{place}": upload(b"x" * size, f"{place}.pdf") for place, size in enumerate(sizes)}
        return RequestFactory().post("/", files)

    def test_lets_through_what_fits(self, settings):
        settings.MAX_UPLOAD_MB = 1
        assert self.sent(MB).FILES["f0"].read() == b"x" * MB

    def test_keeps_nothing_of_what_is_too_large_but_says_how_large_it_was(self, settings):
        settings.MAX_UPLOAD_MB = 1
        found = self.sent(MB + 1).FILES["f0"]
        assert isinstance(found, TooLargeUpload)
        assert (found.size, found.read(), found.name) == (MB + 1, b"", "0.pdf")

    def test_files_count_together(self, settings):
        settings.MAX_UPLOAD_MB = 1
        found = self.sent(MB // 2, MB, 10).FILES
        assert [isinstance(found[name], TooLargeUpload) for name in ("f0", "f1", "f2")] == [False, True, True]

    def test_stands_first(self, settings):
        assert settings.FILE_UPLOAD_HANDLERS[0].endswith(LimitedUploadHandler.__name__)


@pytest.mark.django_db
class TestDownload:
    def asked(self, stored: StoredFile):
        class View(StoredFileView):
            def stored_file(self) -> StoredFile:
                return stored

        return View.as_view()(RequestFactory().get("/"))

    def test_is_a_download_in_which_nothing_can_run(self):
        content = GOOD["pdf"][0]
        stored = store_file(actor=UserFactory(), upload=upload(content, "Deal 'é'.pdf"))
        response = self.asked(stored)
        assert b"".join(response) == content
        response.close()
        assert response["Content-Type"] == "application/pdf"
        assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''Deal%20")
        assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Cross-Origin-Resource-Policy"] == "same-origin"

    def test_a_file_that_is_gone_is_not_there_and_the_log_says_so(self, caplog):
        stored = store_file(actor=UserFactory(), upload=upload(GOOD["pdf"][0]))
        Path(stored.content.path).unlink()
        with pytest.raises(Http404):
            self.asked(stored)
        assert "is not in FILES_DIR" in caplog.text


@pytest.mark.django_db
class TestStrays:
    @pytest.fixture
    def stray(self) -> str:
        return default_storage.save("ab/abcdef", upload(b"x"))

    def age(self, name: str, hours: int) -> None:
        then = time.time() - hours * 3600
        os.utime(default_storage.path(name), (then, then))

    def test_nothing_to_do_without_a_folder(self):
        assert forget_strays() == 0

    def test_what_no_row_knows_goes_after_a_day(self, stray):
        stored = store_file(actor=UserFactory(), upload=upload(GOOD["pdf"][0]))
        self.age(stored.content.name, 48)
        assert forget_strays() == 0
        self.age(stray, 25)
        forget_stray_files()
        assert not default_storage.exists(stray)
        assert default_storage.exists(stored.content.name)
        assert forget_strays() == 0


def test_files_never_stand_among_what_everybody_may_read(settings, tmp_path):
    settings.STATIC_ROOT = str(tmp_path / "static")
    settings.MEDIA_ROOT = str(tmp_path / "files")
    assert check_files() == []
    for wrong in ("static", "static/files", "."):
        settings.MEDIA_ROOT = str(tmp_path / wrong)
        assert [issue.id for issue in check_files()] == ["citydeal.E007"]
