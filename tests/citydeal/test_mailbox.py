"""The mailbox of a demo."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.urls import reverse

from citydeal.selectors import mailbox
from citydeal.services import outbox

URL = "/ontwikkelaars/mail/"


@pytest.fixture
def folder(settings, tmp_path) -> Path:
    settings.DEMO = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    return tmp_path / "mail"


def send(subject: str = "Besluit", text: str = "Lees https://portaal.example.nl/x/ nu.") -> None:
    outbox.queue_mail(
        key=subject, to="lid@example.nl", subject=subject, text=text, kind="test", html="<b>x</b>"
    )
    outbox.drain()


@pytest.mark.django_db
class TestMailbox:
    @pytest.mark.parametrize("path", [URL, f"{URL}x-1/"])
    def test_stands_only_in_a_demo(self, client, folder, settings, path):
        settings.DEMO = False
        assert client.get(path).status_code == 404

    def test_is_empty_before_the_first_mail(self, client, folder):
        answer = client.get(URL)
        assert answer.status_code == 200
        assert "Nog geen mail" in answer.content.decode()

    def test_is_empty_where_mail_goes_to_a_server(self, client, folder, settings):
        settings.EMAIL_FILE_PATH = None
        assert client.get(URL).status_code == 200

    def test_shows_every_mail_also_when_one_file_holds_several(self, client, folder):
        written = b""
        for number in range(3):
            send(f"Besluit {number} é")
            # The backend names a file by second and object, so mails may share one.
            (file,) = folder.iterdir()
            written += file.read_bytes()
            file.unlink()
        (folder / "20261122-120000-1.log").write_bytes(written)
        page = client.get(URL).content.decode()
        order = [page.index(f"Besluit {number} é") for number in (2, 1, 0)]
        assert order == sorted(order)

    def test_shows_one_mail_with_a_link_that_can_be_followed(self, client, folder):
        send("Besluit <script>", "Kijk:\nhttps://portaal.example.nl/x/\n<b>vet</b> <a href=x>")
        (stored,) = mailbox.stored_mails()
        page = client.get(reverse("mailbox_mail", args=[stored.name])).content.decode()
        assert '<a class="nl-link" href="https://portaal.example.nl/x/"' in page
        assert "lid@example.nl" in page
        assert "<b>vet" not in page
        assert "<a href=x" not in page
        assert "/x/</a><br>" in page
        assert "<script>" not in page

    @pytest.mark.parametrize("name", ["..", "x-1", "%2e%2e%2fgeheim-1", "..%2f..%2fetc%2fpasswd"])
    def test_a_name_is_never_a_path(self, client, folder, name):
        send()
        (folder.parent / "geheim.log").write_text("Subject: geheim\n\nx")
        answer = client.get(f"{URL}{name}/")
        assert answer.status_code == 404

    def test_a_broken_file_is_shown_as_far_as_it_goes(self, client, folder):
        folder.mkdir()
        (folder / "a.log").write_bytes(b"Date: gisteren\n\n\xff\xfe")
        (folder / "b.log").write_bytes(b"")
        (folder / "c.log").write_bytes(
            b"Date: Sun, 22 Nov 2026 10:00:00 -0000\nContent-Type: text/html\n\n<p>x</p>"
        )
        html, broken = mailbox.stored_mails()
        assert (broken.subject, broken.date) == ("", None)
        assert (html.text, html.date.hour) == ("", 11)
        for stored in (html, broken):
            assert client.get(reverse("mailbox_mail", args=[stored.name])).status_code == 200

    def test_keeps_to_a_number_that_a_page_can_hold(self, folder, monkeypatch):
        monkeypatch.setattr(mailbox, "MAXIMUM", 2)
        folder.mkdir()
        for number in range(4):
            (folder / f"2026112{number}.log").write_bytes(b"Subject: %d\n\nx" % number)
        assert [mail.subject for mail in mailbox.stored_mails()] == ["3", "2"]
