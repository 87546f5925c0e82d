"""Papers that cannot be, in the browser: words at the field, nothing kept, no error of the server."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import pikepdf
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from citydeal import celery
from citydeal.enums import Access
from citydeal.models import MailStatus, OutgoingMail, StoredFile
from citydeal.services import outbox
from governance.enums import MeetingState, PackState
from governance.models import AgendaItem, AgendaPaper, MeetingPack
from tests.factories.agenda import AgendaItemFactory, pdf, upload
from tests.factories.meetings import MeetingFactory
from tests.governance.test_agenda import SECRETARY, url
from tests.governance.test_agenda_papers import fetched, with_script

NAME = "../../etc/\"><script>alert(1)</script>'.pdf"


@pytest.fixture
def item(cast) -> AgendaItem:
    meeting = MeetingFactory(body=cast.steering, state=MeetingState.CONVENED, access=Access.DEAL)
    return AgendaItemFactory(meeting=meeting)


def with_macro() -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as made:
        made.writestr("[Content_Types].xml", "application/vnd.ms-word.document.macroEnabled.main+xml")
        made.writestr("word/document.xml", "<w/>")
        made.writestr("word/vbaProject.bin", "x")
    return into.getvalue()


@pytest.mark.django_db
class TestRefused:
    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            (b"", "Dit bestand is leeg. Kies een ander bestand."),
            (b"MZ" + b"x" * 100, "Het portaal neemt dit soort bestand niet aan."),
            (b"<svg><script>alert(1)</script></svg>", "Het portaal neemt dit soort bestand niet aan."),
            (with_script(S=pikepdf.Name.JavaScript, JS="x"), "In dit bestand zit een script of een"),
            (with_macro(), "In dit bestand zit een macro of een ander programma."),
            (b"%PDF-1.7\n%%EOF", "Deze pdf gaat niet open."),
        ],
        ids=["empty", "program", "svg", "script", "macro", "broken"],
    )
    def test_with_a_sentence_at_its_field(self, cast, item, content, sentence):
        add = url("paper_add", item.meeting, item.pk)
        values = {"title": "Plan", "kind": "later", "file": upload(content, NAME)}
        answer = cast.client(SECRETARY).post(add, values)
        assert answer.status_code == 422
        assert sentence in answer.context["form"].errors["file"][0]
        page = answer.content.decode()
        assert sentence in page
        assert "alert(1)" not in page
        assert not StoredFile.objects.exists()

    def test_above_the_limit_nothing_is_kept(self, cast, item, settings):
        settings.MAX_UPLOAD_MB = 1
        large = SimpleUploadedFile("groot.pdf", pdf() + b"x" * 1024 * 1024)
        values = {"title": "Plan", "kind": "later", "file": large}
        answer = cast.client(SECRETARY).post(url("paper_add", item.meeting, item.pk), values)
        assert answer.status_code == 422
        (sentence,) = answer.context["form"].errors["file"]
        assert sentence == "Dit bestand is te groot. Kies een bestand van hoogstens 1 MB."
        assert not StoredFile.objects.exists()


@pytest.mark.django_db
def test_a_name_with_a_path_and_quotes_is_only_a_name(cast, item):
    client = cast.client(SECRETARY)
    values = {"title": "Plan", "kind": "later", "file": upload(name=NAME)}
    assert client.post(url("paper_add", item.meeting, item.pk), values).status_code == 303
    paper = AgendaPaper.objects.get()
    assert not set(paper.file.name) & set('/\\"<>')
    assert paper.file.name.endswith(".pdf")
    status, disposition = fetched(client, url("paper_file", item.meeting, paper.pk))
    assert status == 200
    assert disposition.startswith("attachment")
    assert "/" not in disposition
    assert "<script>alert" not in client.get(item.meeting.get_absolute_url()).content.decode()


@pytest.fixture
def outage(monkeypatch, settings) -> None:
    """Let nobody listen where the broker and the mail server stand."""

    def refuse(*args: object, **kwargs: object) -> None:
        raise ConnectionRefusedError(111, "nobody listens")

    monkeypatch.setattr(celery.app, "send_task", refuse)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9


@pytest.mark.django_db(transaction=True)
def test_without_broker_and_mail_server_people_go_on_and_nothing_is_lost(cast, item, outage, settings):
    assert not transaction.get_connection().in_atomic_block
    client, meeting = cast.client(SECRETARY), item.meeting
    MeetingPack.objects.create(meeting=meeting, state=PackState.READY)
    values = {"title": "Plan", "kind": "later", "file": upload()}
    assert client.post(url("paper_add", meeting, item.pk), values).status_code == 303
    assert AgendaPaper.objects.count() == 1
    assert MeetingPack.objects.get().state == PackState.WAITING
    draft = MeetingFactory(body=cast.steering)
    assert client.post(url("meeting_reserve", draft), {"stap": "bevestigen"}).status_code == 303
    draft.refresh_from_db()
    assert draft.state == MeetingState.RESERVED
    for _again in range(3):
        assert outbox.drain().sent == 0
    assert set(OutgoingMail.objects.values_list("status", flat=True)) == {MailStatus.QUEUED}
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        outbox.drain()
    assert set(OutgoingMail.objects.values_list("status", flat=True)) == {MailStatus.SENT}
