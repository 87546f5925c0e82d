"""Papers with the items of an agenda, and the one mail that says which are new."""

from __future__ import annotations

import io

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from citydeal.common.file_kinds import FileRunsError
from citydeal.common.pdf_checks import check_pdf
from citydeal.common.uploads import TooLargeUpload
from citydeal.enums import Access
from citydeal.models import OutgoingMail
from governance.enums import MeetingState, PaperKind, Reply
from governance.models import AgendaPaper, Meeting
from governance.services.agenda_news import announce_papers
from governance.services.agenda_papers import add_paper, replace_paper, withdraw_paper
from tests.factories.agenda import (
    AbstentionFactory,
    AgendaItemFactory,
    AgendaPaperFactory,
    pdf,
    upload,
)
from tests.factories.governance import PartyFactory, PersonFactory
from tests.factories.meetings import InvitationFactory, MeetingFactory
from tests.governance.refusals import refused
from tests.governance.test_agenda import SECRETARY, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(cast) -> Meeting:
    return MeetingFactory(body=cast.steering, state=MeetingState.CONVENED, access=Access.DEAL)


@pytest.fixture
def item(meeting):
    return AgendaItemFactory(meeting=meeting)


@pytest.fixture
def secretary(cast):
    return cast.users[SECRETARY]


def with_script(**parts: object) -> bytes:
    made, into = pikepdf.open(io.BytesIO(pdf())), io.BytesIO()
    made.Root.OpenAction = made.make_indirect(pikepdf.Dictionary(**parts))
    made.save(into)
    return into.getvalue()


def fetched(client, address: str) -> tuple[int, str]:
    """Ask for a download and read it; returns the status and how it is handed out."""
    answer = client.get(address)
    assert b"".join(answer)
    return answer.status_code, answer.get("Content-Disposition", "")


class TestPapers:
    def test_a_paper_is_called_by_its_title_and_keeps_its_versions(self, cast, item):
        client = cast.client(SECRETARY)
        add = url("paper_add", item.meeting, item.pk)
        assert client.get(add).context["form"].initial == {"kind": PaperKind.LATER}
        sent = {"title": 'Plan "A"/../etc', "kind": "later", "file": upload(name="../../Jan Jansen.pdf")}
        assert client.post(add, sent).status_code == 303
        paper = AgendaPaper.objects.get()
        assert paper.file.name == "Plan A - -etc.pdf"
        replace = url("paper_replace", item.meeting, paper.pk)
        assert client.get(replace).status_code == 200
        assert client.post(replace, {"file": upload(pdf(2))}).status_code == 303
        assert client.post(replace, {"file": upload(pdf(2))}).status_code == 404
        page = client.get(url("item_detail", item.meeting, item.pk)).content.decode()
        assert "versie 2" in page
        assert url("paper_file", item.meeting, paper.pk) in page
        assert fetched(client, url("paper_file", item.meeting, paper.pk))[0] == 200

    def test_a_withdrawn_paper_is_named_but_not_handed_out(self, cast, item, secretary):
        old = AgendaPaperFactory(item=item, title="Het plan")
        new = AgendaPaperFactory(item=item, title="Het plan", replaces=old, version=2)
        client, page = cast.client(SECRETARY), url("paper_withdraw", item.meeting, new.pk)
        assert client.get(page).status_code == 200
        assert client.post(page, {"reason": ""}).status_code == 422
        assert client.post(page, {"reason": "Fout bedrag"}).status_code == 303
        assert "ingetrokken: Fout bedrag" in client.get(item.meeting.get_absolute_url()).content.decode()
        for paper in (old, new):
            assert client.get(url("paper_file", item.meeting, paper.pk)).status_code == 404
        assert refused(withdraw_paper, actor=secretary, paper=new, reason="x")
        assert refused(replace_paper, actor=secretary, paper=old, upload=upload())
        assert refused(withdraw_paper, actor=secretary, paper=AgendaPaperFactory(item=item), reason=" ")

    def test_a_download_is_for_who_may_read_the_item(self, cast, item, secretary):
        paper = AgendaPaperFactory(item=item)
        file = url("paper_file", item.meeting, paper.pk)
        assert fetched(cast.client("member"), file)[1].startswith("attachment")
        assert fetched(cast.client("observer"), file)[0] == 200
        for role in ("anonymous", "nobody", "other_deal", "superuser"):
            assert cast.client(role).get(file).status_code == 404
        item.is_confidential, item.confidential_reason = True, "Geld"
        item.save()
        assert fetched(cast.client("member"), file)[0] == 200
        assert fetched(cast.client("observer"), file)[0] == 404
        other = url("paper_file", MeetingFactory(body=item.meeting.body), paper.pk)
        assert cast.client(SECRETARY).get(other).status_code == 404

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"<script>alert(1)</script>",
            b"%PDF-1.7\n%%EOF",
            pdf(encryption=pikepdf.Encryption(user="a", owner="b")),
            with_script(S=pikepdf.Name.JavaScript, JS="app.alert(1)"),
            with_script(S=pikepdf.Name.Launch, F="x.exe"),
        ],
        ids=["empty", "html", "broken", "password", "script", "program"],
    )
    def test_a_bad_file_is_refused_at_its_field_in_words(self, cast, item, content):
        client, add = cast.client(SECRETARY), url("paper_add", item.meeting, item.pk)
        answer = client.post(add, {"title": "Plan", "kind": "later", "file": upload(content)})
        assert answer.status_code == 422
        assert "file" in answer.context["form"].errors
        assert 'value="Plan"' in answer.content.decode()
        assert not AgendaPaper.objects.exists()

    def test_a_file_that_is_too_large_is_refused(self, item, secretary):
        large = TooLargeUpload("Groot.pdf", 2 * 1024**3)
        assert refused(add_paper, actor=secretary, item=item, title="Plan", upload=large).field == "file"

    def test_a_script_is_found_wherever_it_stands(self):
        made, into = pikepdf.open(io.BytesIO(pdf())), io.BytesIO()
        link = pikepdf.Dictionary(A=pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="x"))
        made.pages[0].obj.Annots = pikepdf.Array([link])
        made.save(into)
        with pytest.raises(FileRunsError):
            check_pdf(into)
        assert check_pdf(io.BytesIO(pdf(3))) == 3

    def test_only_who_prepares_adds_a_paper(self, cast, item, secretary):
        assert refused(add_paper, actor=cast.users["chair"], item=item, title="x", upload=upload())
        png = SimpleUploadedFile("x.png", b"\x89PNG\r\n\x1a\n" + b"0" * 20)
        paper = add_paper(actor=secretary, item=item, title="Kaart\n2", upload=png)
        assert (paper.title, paper.kind, paper.file.kind) == ("Kaart 2", PaperKind.WITH_ITEM, "PNG")


class TestNews:
    def test_one_mail_names_all_new_papers_and_the_next_one_only_what_came_after(
        self, cast, meeting, item, secretary
    ):
        InvitationFactory(meeting=meeting, person=cast.people["member"])
        InvitationFactory(meeting=meeting, removed_at=timezone.now())
        deputy = PersonFactory()
        InvitationFactory(meeting=meeting, reply=Reply.DEPUTY, deputy=deputy)
        AgendaPaperFactory(item=item, title="Eerste")
        AgendaPaperFactory(item=item, title="Weg", withdrawn_reason="Fout")
        client, page = cast.client(SECRETARY), url("papers_announce", meeting)
        assert "Eerste" in client.get(page).content.decode()
        assert client.post(page).status_code == 303
        mails = list(OutgoingMail.objects.filter(kind="papers"))
        assert len(mails) == 3
        assert deputy.email in [mail.to for mail in mails]
        assert "Eerste" in mails[0].text
        assert "Weg" not in mails[0].text
        assert "Niets nieuws" in client.get(page).content.decode()
        assert client.post(page).status_code == 422
        AgendaPaperFactory(item=item, title="Tweede")
        assert announce_papers(actor=secretary, meeting=meeting) == 3
        newest = OutgoingMail.objects.filter(kind="papers").latest("pk")
        assert "Tweede" in newest.text
        assert "Eerste" not in newest.text

    def test_each_hears_only_of_what_it_may_read(self, cast, meeting, item, secretary):
        party = PartyFactory(deal=cast.deal)
        leaves = InvitationFactory(meeting=meeting, party=party)
        guest = InvitationFactory(meeting=meeting, is_guest=True)
        member = InvitationFactory(meeting=meeting)
        AbstentionFactory(item=item, party=party)
        under = AgendaItemFactory(meeting=meeting, parent=item)
        AgendaPaperFactory(item=under, title="Onder het punt")
        secret = AgendaItemFactory(meeting=meeting, is_confidential=True, confidential_reason="Geld")
        AgendaPaperFactory(item=secret, title="Het bedrag")
        announce_papers(actor=secretary, meeting=meeting)
        texts = {mail.to: mail.text for mail in OutgoingMail.objects.filter(kind="papers")}
        assert not [text for text in texts.values() if "Het bedrag" in text]
        assert "1 stuk bij een vertrouwelijk punt" in texts[member.person.email]
        assert "Onder het punt" in texts[member.person.email]
        assert "Onder het punt" not in texts[leaves.person.email]
        assert "vertrouwelijk" not in texts[guest.person.email]

    def test_who_has_nothing_to_hear_gets_no_mail(self, cast, meeting, item, secretary):
        party = PartyFactory(deal=cast.deal)
        InvitationFactory(meeting=meeting, party=party)
        AbstentionFactory(item=item, party=party)
        AgendaPaperFactory(item=item)
        assert announce_papers(actor=secretary, meeting=meeting) == 0

    def test_nobody_hears_of_papers_before_the_convocation(self, cast, secretary):
        meeting = MeetingFactory(body=cast.steering, state=MeetingState.RESERVED)
        paper = AgendaPaperFactory(item__meeting=meeting)
        assert "uitnodiging" in refused(announce_papers, actor=secretary, meeting=meeting).message
        assert refused(announce_papers, actor=cast.users["chair"], meeting=meeting)
        paper.refresh_from_db()
        assert paper.announced_at is None
