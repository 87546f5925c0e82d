"""The pack of a meeting: what is in it, that it is made once, and made anew when something changes."""

from __future__ import annotations

import io
from datetime import timedelta

import pikepdf
import pytest
from django.core.files.base import ContentFile
from django.db import OperationalError, connections
from django.utils import timezone

from citydeal.enums import Access
from citydeal.models import StoredFile
from governance import tasks
from governance.enums import AgendaSection, MeetingState, PackState
from governance.models import Meeting, MeetingPack
from governance.selectors.agenda_pack import pack_content
from governance.services import pack_requests, packs
from governance.services.agenda import ItemDetails, add_item, change_item, move_item
from governance.services.agenda_papers import add_paper, replace_paper, withdraw_paper
from governance.services.pack_requests import ask_pack, is_stale
from governance.services.packs import build_pack, refresh_packs
from tests.factories.agenda import (
    AbstentionFactory,
    AgendaItemFactory,
    AgendaPaperFactory,
    ChairNoteFactory,
    CoverNoteFactory,
    PartyNoteFactory,
    PdfFileFactory,
    pdf,
    upload,
)
from tests.factories.meetings import MeetingFactory
from tests.governance.refusals import refused
from tests.governance.test_agenda import SECRETARY, url
from tests.governance.test_agenda_papers import fetched

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(cast) -> Meeting:
    return MeetingFactory(body=cast.steering, state=MeetingState.CONVENED, access=Access.DEAL)


@pytest.fixture
def secretary(cast):
    return cast.users[SECRETARY]


@pytest.fixture
def asked(monkeypatch) -> list[tuple[object, ...]]:
    """Return the tasks that were asked for."""
    found: list[tuple[object, ...]] = []
    monkeypatch.setattr(pack_requests, "kick", lambda name, *args: found.append((name, *args)))
    return found


def file_of(pages: int, **size: int) -> StoredFile:
    return PdfFileFactory(content=ContentFile(pdf(pages, **size), "x"))


def built(meeting: Meeting) -> MeetingPack:
    pack, _made = MeetingPack.objects.get_or_create(meeting=meeting)
    done = build_pack(pack.pk)
    assert done is not None
    return done


def opened(pack: MeetingPack) -> pikepdf.Pdf:
    with pack.file.content.open("rb") as content:
        return pikepdf.open(io.BytesIO(content.read()))


def whole_text(pack: MeetingPack) -> str:
    """Return everything in the file, decompressed, to look for what may not be there."""
    pdf_file, into = opened(pack), io.BytesIO()
    pdf_file.save(into, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.all)
    return into.getvalue().decode("latin-1")


class TestContent:
    def test_holds_agenda_and_papers_with_bookmarks_jumps_and_numbers(self, meeting):
        first = AgendaItemFactory(meeting=meeting, title="Het plan", section=AgendaSection.CONSENT)
        CoverNoteFactory(item=first)
        AgendaItemFactory(meeting=meeting, title="Rondvraag", minutes=0)
        plan = AgendaPaperFactory(item=first, title="Plan", file=file_of(3))
        AgendaPaperFactory(item=first, title="Kaart", file=file_of(2, width=842, height=595))
        loose = PdfFileFactory(name="Tekst.docx", content_type="application/msword")
        AgendaPaperFactory(item=first, title="Los", file=loose)
        pack = built(meeting)
        made = opened(pack)
        fronts = len(made.pages) - 5
        assert (pack.state, pack.pages, pack.pages_done) == (PackState.READY, fronts + 5, fronts + 5)
        with made.open_outline() as outline:
            lines = [(line.title, [each.title for each in line.children]) for line in outline.root]
            to = outline.root[1].children[1].destination[0]
        assert lines == [("Agenda", []), ("1. Het plan", ["Plan", "Kaart"]), ("2. Rondvraag", [])]
        assert to.objgen == made.pages[fronts + 3].obj.objgen
        links = [link for link in made.pages[0].obj.Annots if "/Dest" in link]
        assert [link.Dest[0].objgen for link in links[:1]] == [made.pages[fronts].obj.objgen]
        assert not [link for link in made.pages[0].obj.Annots if "/A" in link]
        assert all("/XObject" in page.resources for page in made.pages)
        assert str(made.docinfo.get("/Title", "")) == meeting.title
        assert str(made.Root.Lang) == "nl"
        assert plan.file.name not in whole_text(pack)

    def test_what_not_everybody_may_read_is_not_in_it(self, cast, meeting):
        secret = AgendaItemFactory(
            meeting=meeting, title="Geheim", is_confidential=True, confidential_reason="x", lifted_by="y"
        )
        AgendaPaperFactory(item=secret, title="Geheim stuk")
        under = AgendaItemFactory(meeting=meeting, title="Eronder", parent=secret, explanation="Geheim")
        left = AgendaItemFactory(meeting=meeting, title="Subsidie", explanation="De verdeling")
        AgendaPaperFactory(item=left, title="Het voorstel")
        AbstentionFactory(item=left, party=cast.ministry)
        plain = AgendaItemFactory(meeting=meeting, title="Gewoon", presenter=cast.people["chair"])
        AgendaPaperFactory(item=plain, title="Ingetrokken", withdrawn_reason="Fout")
        ChairNoteFactory(item=plain, intended="Voor de voorzitter")
        PartyNoteFactory(item=plain, text="Van de partij")
        text = str(pack_content(meeting))
        for word in (
            "Geheim",
            under.title,
            "De verdeling",
            "Het voorstel",
            "Ingetrokken",
            "Voor de",
            "Van de",
        ):
            assert word not in text
        for word in ("Vertrouwelijk punt", "Subsidie", "Gewoon", cast.people["chair"].name):
            assert word in text
        meeting.access = Access.PUBLIC
        meeting.save()
        assert cast.people["chair"].name not in str(pack_content(meeting))

    def test_scripts_of_a_page_stay_behind_and_a_lost_file_does_not_stop_it(self, meeting):
        made, into = pikepdf.open(io.BytesIO(pdf())), io.BytesIO()
        made.pages[0].obj.AA = pikepdf.Dictionary(O=pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="boem"))
        made.pages[0].obj.Rotate = 90
        made.save(into)
        item = AgendaItemFactory(meeting=meeting)
        AgendaPaperFactory(item=item, file=PdfFileFactory(content=ContentFile(into.getvalue(), "x")))
        AgendaPaperFactory(item=item, file=PdfFileFactory(content=ContentFile(b"%PDF-1.7", "x")))
        lost = AgendaPaperFactory(item=item)
        lost.file.content.storage.delete(lost.file.content.name)
        pack = built(meeting)
        assert pack.state == PackState.READY
        assert "boem" not in whole_text(pack)
        assert pack.pages == len(opened(pack).pages)

    def test_a_long_agenda_counts_its_own_pages(self, meeting):
        for number in range(60):
            item = AgendaItemFactory(meeting=meeting, title=f"Onderwerp {number} " + "lang " * 20)
        AgendaPaperFactory(item=item, title="Laatste", file=file_of(1))
        made = opened(built(meeting))
        with made.open_outline() as outline:
            to = outline.root[-1].children[0].destination[0]
        assert to.objgen == made.pages[-1].obj.objgen


class TestBuilding:
    @pytest.mark.parametrize("change", ["rename", "move", "add", "replace", "withdraw"])
    def test_each_change_asks_for_it_at_once(self, meeting, secretary, asked, change):
        item, _other = AgendaItemFactory(meeting=meeting), AgendaItemFactory(meeting=meeting)
        paper = AgendaPaperFactory(item=item)
        pack = MeetingPack.objects.create(meeting=meeting, state=PackState.READY)
        if change == "rename":
            details = ItemDetails("Anders")
            newest = item.history.latest().history_id
            change_item(actor=secretary, item=item, details=details, history_id=newest)
        elif change == "move":
            move_item(actor=secretary, item=item, where="down")
        elif change == "add":
            add_paper(actor=secretary, item=item, title="Nieuw", upload=upload())
        elif change == "replace":
            replace_paper(actor=secretary, paper=paper, upload=upload())
        else:
            withdraw_paper(actor=secretary, paper=paper, reason="Fout bedrag")
        assert asked == [(pack_requests.BUILD_TASK, pack.pk)]
        pack.refresh_from_db()
        assert pack.state == PackState.WAITING

    def test_made_once_until_something_changes(self, meeting, secretary, asked):
        item = AgendaItemFactory(meeting=meeting)
        pack = built(meeting)
        again = built(meeting)
        assert (again.file_id, again.built_at) == (pack.file_id, pack.built_at)
        assert not is_stale(again, meeting)
        details = ItemDetails(title="Anders")
        change_item(actor=secretary, item=item, details=details, history_id=item.history.latest().history_id)
        again.refresh_from_db()
        assert again.state == PackState.WAITING
        assert asked == [(pack_requests.BUILD_TASK, pack.pk)]
        assert is_stale(again, meeting)
        newer = built(meeting)
        assert newer.file_id != pack.file_id
        assert not StoredFile.objects.filter(pk=pack.file_id).exists()
        assert newer.file.name == f"vergaderbundel-{meeting.day.isoformat()}.pdf"

    def test_a_change_while_it_is_made_makes_it_again(self, meeting, secretary, monkeypatch):
        AgendaItemFactory(meeting=meeting)
        write, turns = packs._write, []

        def slow(pack, content, into):
            turns.append(content.fingerprint)
            if len(turns) == 1:
                add_item(actor=secretary, meeting=meeting, details=ItemDetails(title="Net erbij"))
            return write(pack, content, into)

        monkeypatch.setattr(packs, "_write", slow)
        pack = built(meeting)
        assert len(set(turns)) == 2
        assert pack.state == PackState.READY
        assert not is_stale(pack, meeting)

    def test_what_keeps_changing_waits_for_the_clock(self, meeting, secretary, monkeypatch):
        write, turns = packs._write, []

        def restless(pack, content, into):
            turns.append(pack.pk)
            add_item(actor=secretary, meeting=meeting, details=ItemDetails(title="Nog een"))
            return write(pack, content, into)

        monkeypatch.setattr(packs, "_write", restless)
        assert built(meeting).state == PackState.WAITING
        assert len(turns) == packs.MOST_IN_A_ROW

    def test_progress_is_told_while_it_is_made(self, meeting, monkeypatch):
        AgendaPaperFactory(item__meeting=meeting, file=file_of(60))
        told = []
        monkeypatch.setattr(packs, "_set", lambda pack, **values: told.append(values))
        built(meeting)
        assert {"pages": 61} in told
        assert [values["pages_done"] for values in told if list(values) == ["pages_done"]] == [25, 50]

    def test_the_task_run_twice_makes_one_file(self, meeting):
        pack = MeetingPack.objects.create(meeting=meeting)
        tasks.build_pack(pack.pk)
        tasks.build_pack(pack.pk)
        assert StoredFile.objects.count() == 1

    def test_what_cannot_be_made_says_so(self, meeting, monkeypatch, caplog):
        def fail(*_args):
            raise OSError("disk full")

        monkeypatch.setattr(packs, "_write", fail)
        pack = built(meeting)
        assert pack.state == PackState.FAILED
        assert "Vervang de nieuwste stukken" in pack.reason
        assert "disk full" in caplog.text
        monkeypatch.undo()
        assert built(meeting).state == PackState.READY

    def test_without_the_database_it_is_tried_again(self, meeting, monkeypatch):
        def gone(*_args):
            raise OperationalError("the connection is closed")

        monkeypatch.setattr(packs, "_write", gone)
        with pytest.raises(OperationalError):
            built(meeting)
        assert MeetingPack.objects.get().state == PackState.BUILDING
        monkeypatch.undo()
        assert built(meeting).state == PackState.READY

    def test_a_paper_that_is_turned_nobody_knows_how_does_not_keep_it_waiting(self, meeting, secretary):
        odd, into = pikepdf.open(io.BytesIO(pdf())), io.BytesIO()
        odd.pages[0].obj.Rotate = pikepdf.Name.Sideways
        odd.save(into)
        item = AgendaItemFactory(meeting=meeting)
        add_paper(actor=secretary, item=item, title="Scheef", upload=upload(into.getvalue()))
        pack = built(meeting)
        assert pack.state == PackState.FAILED
        assert "Vervang de nieuwste stukken" in pack.reason

    def test_only_who_prepares_asks_for_it(self, cast, meeting, secretary, asked):
        assert refused(ask_pack, actor=cast.users["chair"], meeting=meeting)
        pack = ask_pack(actor=secretary, meeting=meeting)
        assert pack.state == PackState.WAITING
        assert ask_pack(actor=secretary, meeting=meeting).pk == pack.pk
        assert len(asked) == 2

    def test_the_clock_finds_what_a_lost_task_left_behind(self, cast, meeting, asked):
        MeetingFactory(body=cast.steering)
        MeetingFactory(body=cast.steering, state=MeetingState.CONVENED, days=-90)
        assert refresh_packs() == 1
        pack = built(meeting)
        assert refresh_packs() == 0
        AgendaItemFactory(meeting=meeting)
        assert refresh_packs() == 1
        broken_off = MeetingPack.objects.create(
            meeting=MeetingFactory(body=cast.core), state=PackState.BUILDING
        )
        tasks.refresh_packs()
        assert {pk for _name, pk in asked} == {pack.pk, broken_off.pk}

    def test_confidentiality_that_lapses_makes_it_stale(self, meeting):
        today = timezone.localdate()
        item = AgendaItemFactory(
            meeting=meeting,
            is_confidential=True,
            confidential_reason="x",
            lifted_by="y",
            confidential_until=today,
        )
        pack = built(meeting)
        item.confidential_until = today - timedelta(days=1)
        item.save()
        assert is_stale(pack, meeting)


def test_beside_itself_one_worker_makes_it(cast):
    meeting = MeetingFactory(body=cast.steering)
    pack = MeetingPack.objects.create(meeting=meeting)
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(hashtextextended('pack', %s))", [pack.pk])
        assert build_pack(pack.pk) is None
        tasks.build_pack(pack.pk)
        pack.refresh_from_db()
        assert pack.state == PackState.WAITING
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock_all()")
    finally:
        other.close()
    done = build_pack(pack.pk)
    assert done is not None
    assert done.state == PackState.READY


class TestPages:
    def test_progress_is_shown_and_the_pack_is_downloaded(self, cast, meeting):
        AgendaItemFactory(meeting=meeting)
        page, file = url("pack_detail", meeting), url("pack_file", meeting)
        client = cast.client("member")
        assert "Nog geen bundel" in client.get(page).content.decode()
        assert fetched(client, file)[0] == 404
        secretary = cast.client(SECRETARY)
        assert secretary.get(url("pack_ask", meeting)).status_code == 200
        answer = secretary.post(url("pack_ask", meeting))
        assert answer["Location"] == page
        waiting = client.get(page).content.decode()
        assert "Wordt gemaakt" in waiting
        assert 'hx-trigger="load delay:2s"' in waiting
        pack = meeting.pack
        MeetingPack.objects.filter(pk=pack.pk).update(state="building", pages=300, pages_done=75)
        assert "75 van de 300 bladzijden" in client.get(page).content.decode()
        part = client.get(page, HTTP_HX_REQUEST="true").content.decode()
        assert part.lstrip().startswith('<div id="stand"')
        assert "De bundel wordt gemaakt." in part
        built(meeting)
        assert "Bundel downloaden" in client.get(page).content.decode()
        assert "De bundel is klaar." in client.get(page, HTTP_HX_REQUEST="true").content.decode()
        status, how = fetched(client, file)
        assert status == 200
        assert "vergaderbundel-" in how
        assert fetched(cast.client("nobody"), file)[0] == 404

    def test_an_outdated_pack_is_handed_to_nobody(self, cast, meeting):
        item = AgendaItemFactory(meeting=meeting)
        built(meeting)
        item.is_confidential, item.confidential_reason = True, "Geld"
        item.save()
        assert fetched(cast.client("member"), url("pack_file", meeting))[0] == 404
        page = cast.client("member").get(url("pack_detail", meeting)).content.decode()
        assert "Het portaal maakt de bundel" in page
        assert "Bundel downloaden" not in page

    def test_a_pack_that_failed_says_what_to_do(self, cast, meeting):
        MeetingPack.objects.create(meeting=meeting, state=PackState.FAILED, reason="Vervang het stuk.")
        page = cast.client(SECRETARY).get(url("pack_detail", meeting)).content.decode()
        assert "Vervang het stuk." in page
        assert "Bundel maken" in page
