"""The agenda of a meeting: what it starts with, its items, their order, and who sees what."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from citydeal.common.errors import StaleError
from citydeal.common.history import latest_history_id
from citydeal.enums import Access
from governance.enums import AgendaSection, BodyKind, DealState, FixedItem, MeetingState
from governance.models import AgendaItem, AgendaPaper, Meeting
from governance.selectors.agenda import agenda_of
from governance.services.agenda import (
    ItemDetails,
    add_item,
    change_item,
    drop_item,
    move_item,
    remove_item,
    start_agenda,
)
from tests.factories.agenda import (
    AbstentionFactory,
    AgendaItemFactory,
    AgendaPaperFactory,
    ChairNoteFactory,
    CoverNoteFactory,
    PartyNoteFactory,
    TemplateItemFactory,
)
from tests.factories.governance import (
    BodyFactory,
    DelegationFactory,
    MembershipFactory,
    PartyFactory,
    PositionFactory,
    SeatFactory,
)
from tests.factories.meetings import MeetingFactory
from tests.governance.refusals import refused

pytestmark = pytest.mark.django_db
SECRETARY = "project_secretary"


@pytest.fixture
def meeting(cast) -> Meeting:
    return MeetingFactory(body=cast.steering, state=MeetingState.CONVENED, access=Access.PUBLIC)


@pytest.fixture
def secretary(cast):
    return cast.users[SECRETARY]


def titles(meeting: Meeting) -> list[str]:
    return list(AgendaItem.objects.filter(meeting=meeting).values_list("title", flat=True))


def url(name: str, meeting: Meeting, *args: object) -> str:
    body = meeting.body
    return reverse(f"governance:{name}", args=[body.deal.slug, body.slug, meeting.pk, *args])


class TestStart:
    def test_a_body_without_a_template_gets_the_standard(self, meeting, secretary):
        start_agenda(actor=secretary, meeting=meeting)
        start_agenda(actor=secretary, meeting=meeting)
        assert titles(meeting) == [
            "Opening en agenda",
            "Mededelingen en ingekomen stukken",
            "Verslag, besluiten en acties van de vorige keer",
            "Rondvraag",
            "Sluiting",
        ]

    def test_the_template_of_the_body_goes_before_the_standard(self, meeting):
        TemplateItemFactory(body=meeting.body, title="Welkom", section="opening", minutes=3)
        TemplateItemFactory(body=meeting.body, title="Uit de steden")
        TemplateItemFactory(title="Van een ander orgaan")
        start_agenda(actor=None, meeting=meeting)
        assert titles(meeting) == ["Welkom", "Uit de steden"]
        assert meeting.items.first().minutes == 3

    def test_a_network_of_executives_gets_both_items_of_rule_6_and_keeps_them(self, cast, secretary):
        network = BodyFactory(deal=cast.deal, kind=BodyKind.EXECUTIVES_NETWORK)
        meeting = MeetingFactory(body=network)
        start_agenda(actor=None, meeting=meeting)
        start_agenda(actor=None, meeting=meeting)
        fixed = meeting.items.exclude(fixed="")
        assert [item.fixed for item in fixed] == [FixedItem.PROGRESS, FixedItem.NEXT_STEPS]
        assert titles(meeting)[3:5] == [
            "Voortgang van de deal",
            "Voorgestelde vervolgstappen binnen en na de looptijd",
        ]
        assert "hoort op de agenda" in refused(remove_item, actor=secretary, item=fixed[0]).message

    def test_a_report_that_waits_is_put_on_the_next_agenda(self, cast, meeting):
        MeetingFactory(body=cast.steering, days=-90, state=MeetingState.MINUTES)
        last = MeetingFactory(body=cast.steering, days=-30, state=MeetingState.MINUTES)
        MeetingFactory(body=cast.core, days=-3, state=MeetingState.MINUTES)
        start_agenda(actor=None, meeting=meeting)
        item = meeting.items.get(fixed=FixedItem.PREVIOUS_MINUTES)
        assert str(last.day.year) in item.title
        assert item.section == AgendaSection.PREVIOUS
        assert titles(meeting).index(item.title) == 3

    def test_what_an_agenda_misses_is_added_later(self, cast, meeting):
        start_agenda(actor=None, meeting=meeting)
        MeetingFactory(body=cast.steering, days=-30, state=MeetingState.MINUTES)
        start_agenda(actor=None, meeting=meeting)
        assert [item.fixed for item in meeting.items.all()] == ["", "", "", "previous_minutes", "", ""]

    def test_nobody_starts_an_agenda_without_the_right(self, cast, meeting):
        assert refused(start_agenda, actor=cast.users["member"], meeting=meeting)
        assert not titles(meeting)


class TestItems:
    def test_an_item_is_added_at_the_end_of_its_part(self, meeting, secretary):
        start_agenda(actor=None, meeting=meeting)
        details = ItemDetails(title="Het plan\nvan aanpak", section=AgendaSection.CONSENT)
        item = add_item(actor=secretary, meeting=meeting, details=details)
        add_item(actor=secretary, meeting=meeting, details=ItemDetails(title="Bespreken"))
        assert item.title == "Het plan van aanpak"
        assert titles(meeting)[3:6] == ["Het plan van aanpak", "Bespreken", "Rondvraag"]
        first = MeetingFactory(body=meeting.body)
        AgendaItemFactory(meeting=first, section=AgendaSection.CLOSING)
        opening = ItemDetails(title="Begin", section=AgendaSection.OPENING)
        add_item(actor=secretary, meeting=first, details=opening)
        assert titles(first)[0] == "Begin"

    @pytest.mark.parametrize(
        ("missing", "field"),
        [
            ("confidential_reason", "confidential_reason"),
            ("lifted_by", "lifted_by"),
            ("confidential_until", "confidential_until"),
        ],
    )
    def test_a_confidential_item_says_why_until_when_and_who_lifts_it(
        self, meeting, secretary, missing, field
    ):
        agreement = {
            "confidential_reason": "Onderhandeling",
            "confidential_until": timezone.localdate(),
            "lifted_by": "De voorzitter",
        }
        agreement[missing] = None if missing == "confidential_until" else " "
        details = ItemDetails(title="Geld", is_confidential=True, **agreement)
        assert refused(add_item, actor=secretary, meeting=meeting, details=details).field == field

    def test_imposed_secrecy_needs_no_last_day_and_a_public_item_keeps_no_agreement(self, meeting, secretary):
        secret = ItemDetails(
            title="Geld",
            is_confidential=True,
            confidential_reason="Onderhandeling",
            lifted_by="Het college",
            secrecy_imposed_by="Het college van Hoogerland",
        )
        item = add_item(actor=secretary, meeting=meeting, details=secret)
        assert item.is_confidential
        plain = ItemDetails(title="Geld", confidential_reason="Onderhandeling", lifted_by="X")
        seen = latest_history_id(item)
        item = change_item(actor=secretary, item=item, details=plain, history_id=seen)
        assert (item.confidential_reason, item.lifted_by, item.secrecy_imposed_by) == ("", "", "")
        with pytest.raises(StaleError):
            change_item(actor=secretary, item=item, details=plain, history_id=seen)

    @pytest.mark.parametrize("state", [MeetingState.ADOPTED, MeetingState.CANCELLED])
    def test_the_agenda_of_a_finished_meeting_stays(self, meeting, secretary, state):
        item = AgendaItemFactory(meeting=meeting)
        meeting.state, meeting.adopted_on = state, timezone.localdate()
        meeting.save()
        assert refused(remove_item, actor=secretary, item=item)
        assert refused(add_item, actor=secretary, meeting=meeting, details=ItemDetails(title="X"))

    def test_nothing_changes_in_a_closed_deal(self, cast, meeting, secretary):
        cast.deal.state = DealState.CLOSED
        cast.deal.save()
        meeting.refresh_from_db()
        said = refused(add_item, actor=secretary, meeting=meeting, details=ItemDetails(title="X"))
        assert "gesloten" in said.message

    def test_an_item_goes_with_papers_nobody_heard_of(self, meeting, secretary):
        item = AgendaItemFactory(meeting=meeting)
        old = AgendaPaperFactory(item=item)
        AgendaPaperFactory(item=item, replaces=old, version=2)
        remove_item(actor=secretary, item=item)
        assert not titles(meeting)
        assert not AgendaPaper.objects.exists()
        assert item.history.filter(history_type="-").get().history_user == secretary

    def test_what_people_heard_of_or_wrote_stays(self, meeting, secretary):
        told = AgendaPaperFactory(item__meeting=meeting, announced_at=timezone.now()).item
        written = AgendaItemFactory(meeting=meeting, text="Besproken.")
        parent = AgendaItemFactory(meeting=meeting)
        AgendaItemFactory(meeting=meeting, parent=parent)
        source = AgendaItemFactory(meeting=meeting)
        AgendaItemFactory(carried_from=source)
        for item in (told, written, parent, source):
            assert refused(remove_item, actor=secretary, item=item)
        removed = AgendaItemFactory(meeting=meeting)
        AgendaItem.objects.filter(pk=removed.pk).delete()
        assert "Iemand anders" in refused(remove_item, actor=secretary, item=removed).message


class TestOrder:
    def test_an_item_moves_a_step_and_goes_under_another(self, meeting, secretary):
        first, second, third = (AgendaItemFactory(meeting=meeting, title=title) for title in ("A", "B", "C"))
        move_item(actor=secretary, item=third, where="up")
        assert titles(meeting) == ["A", "C", "B"]
        move_item(actor=secretary, item=third, where="under")
        third.refresh_from_db()
        assert third.parent == first
        rows = agenda_of(secretary, meeting).rows
        assert [(row.number, row.item.title) for row in rows] == [("1", "A"), ("1.1", "C"), ("2", "B")]
        drop_item(actor=secretary, item=third, after=second.pk)
        third.refresh_from_db()
        assert third.parent is None
        assert titles(meeting) == ["A", "B", "C"]
        assert refused(move_item, actor=secretary, item=third, where="down")
        assert refused(move_item, actor=secretary, item=first, where="out")

    def test_the_page_of_the_order_moves_by_its_buttons(self, cast, meeting):
        AgendaItemFactory(meeting=meeting, title="A")
        item = AgendaItemFactory(meeting=meeting, title="B")
        client, order = cast.client(SECRETARY), url("agenda_order", meeting)
        page = client.get(order).content.decode()
        assert f'value="up-{item.pk}"' in page
        assert f'value="down-{item.pk}"' not in page
        answer = client.post(order, {"step": f"up-{item.pk}"})
        assert answer["Location"].endswith(f"#punt-{item.pk}")
        assert titles(meeting) == ["B", "A"]
        assert client.post(order, {"step": f"after-{item.pk}-0"}).status_code == 303
        for wrong in ("", "up", "after-1", "up-1-2", "up-" + "9" * 40, "\0", "weg-1"):
            assert client.post(order, {"step": wrong}).status_code == 422
        assert client.post(order, {"step": f"up-{item.pk}"}).status_code == 422
        assert client.post(order, {"step": "up-999999"}).status_code == 404
        assert (
            "Nog geen agenda"
            in client.get(url("agenda_order", MeetingFactory(body=meeting.body))).content.decode()
        )


def seen(cast, role: str, meeting: Meeting) -> str:
    """Return the agenda as a role sees it, in one text: ``*`` for open items."""
    rows = agenda_of(cast.client(role).get("/").wsgi_request.user, meeting).rows
    return " ".join(
        f"{row.number}:{row.item.title if row.is_known else '?'}{'*' if row.is_open else ''}" for row in rows
    )


class TestReaders:
    def test_a_confidential_item_is_for_who_reads_as_a_member(self, cast, meeting):
        closed = {"is_confidential": True, "confidential_reason": "Geld", "lifted_by": "Voorzitter"}
        secret = AgendaItemFactory(meeting=meeting, title="Geheim", **closed)
        AgendaItemFactory(meeting=meeting, title="Onder", parent=secret)
        lapsed = timezone.localdate() - timedelta(days=1)
        AgendaItemFactory(meeting=meeting, title="Oud", confidential_until=lapsed, **closed)
        for role in (SECRETARY, "project_manager", "member", "chair", "deputy", "auditor"):
            assert seen(cast, role, meeting) == "1:Geheim* 1.1:Onder* 2:Oud*"
        for role in ("anonymous", "observer", "other_body", "ended", "nobody", "superuser"):
            assert seen(cast, role, meeting) == "1:? 1.1:? 2:Oud*"

    def test_members_of_a_joint_body_read_along(self, cast, meeting):
        AgendaItemFactory(
            meeting=meeting, title="Geheim", is_confidential=True, confidential_reason="x", lifted_by="y"
        )
        assert seen(cast, "other_body", meeting) == "1:?"
        meeting.joint_bodies.add(cast.closed)
        assert seen(cast, "other_body", meeting) == "1:Geheim*"
        assert seen(cast, "ended", meeting) == "1:?"

    def test_a_party_that_abstains_sees_neither_text_nor_papers(self, cast, meeting):
        item = AgendaItemFactory(meeting=meeting, title="Subsidie", explanation="De verdeling")
        AgendaPaperFactory(item=item, title="Het voorstel")
        AgendaItemFactory(meeting=meeting, title="Onder", parent=item)
        party = PartyFactory(deal=cast.deal)
        AbstentionFactory(item=item, party=party)
        assert seen(cast, "member", meeting) == "1:Subsidie* 1.1:Onder*"
        PositionFactory(person=cast.people["member"], organization=party.organization)
        assert seen(cast, "member", meeting) == "1:Subsidie 1.1:Onder"
        row = agenda_of(cast.users["member"], meeting).rows[0]
        assert row.is_own_abstention
        assert not row.papers
        # Who acts for the member, as far as into bodies, is bound along.
        assert seen(cast, "other_body", meeting) == "1:Subsidie* 1.1:Onder*"
        DelegationFactory(person=cast.people["member"], delegate=cast.people["other_body"], reach="body")
        assert seen(cast, "other_body", meeting) == "1:Subsidie 1.1:Onder"
        # Who prepares the meeting serves the body, of whatever party.
        PositionFactory(person=cast.people[SECRETARY], organization=party.organization)
        assert seen(cast, SECRETARY, meeting) == "1:Subsidie* 1.1:Onder*"
        page = cast.client("member").get(url("item_detail", meeting, item.pk))
        assert page.status_code == 404
        assert "Onthoudt zich" in cast.client("member").get(meeting.get_absolute_url()).content.decode()

    def test_names_are_for_who_takes_part(self, cast, meeting):
        presenter = cast.ministry_member.person
        AgendaItemFactory(meeting=meeting, presenter=presenter)
        assert agenda_of(cast.users["member"], meeting).rows[0].presenter == presenter.name
        anonymous = cast.client("anonymous").get(meeting.get_absolute_url())
        assert presenter.name not in anonymous.content.decode()

    def test_the_sum_of_times_says_when_it_is_too_long(self, cast, meeting):
        AgendaItemFactory(meeting=meeting, minutes=100)
        assert agenda_of(cast.users["member"], meeting).over == 0
        AgendaItemFactory(meeting=meeting, minutes=50)
        page = agenda_of(cast.users["member"], meeting)
        assert (page.minutes, page.over) == (150, 30)
        assert "30 minuten langer" in cast.client("member").get(meeting.get_absolute_url()).content.decode()


class TestItemPage:
    def test_shows_cover_note_and_the_notes_of_the_reader(self, cast, meeting):
        item = AgendaItemFactory(meeting=meeting, title="Het plan")
        CoverNoteFactory(item=item)
        ChairNoteFactory(item=item)
        PartyNoteFactory(item=item, party=cast.ministry)
        MembershipFactory(seat=SeatFactory(body=cast.core, party=cast.ministry), person=cast.people["member"])
        pages = {
            role: cast.client(role).get(url("item_detail", meeting, item.pk)).content.decode()
            for role in ("anonymous", "member", "chair", SECRETARY, "auditor")
        }
        for page in pages.values():
            assert "Stem in met het plan." in page
        shows_chair = [role for role, page in pages.items() if "Laat het aannemen." in page]
        assert shows_chair == ["chair", SECRETARY]
        assert [role for role, page in pages.items() if "letten op het geld" in page] == ["member"]

    def test_says_that_governments_stay_bound_by_the_woo(self, cast, meeting):
        item = AgendaItemFactory(
            meeting=meeting, is_confidential=True, confidential_reason="Geld", lifted_by="De voorzitter"
        )
        page = cast.client("member").get(url("item_detail", meeting, item.pk)).content.decode()
        assert "gebonden aan de Wet open overheid" in page
        assert "De voorzitter" in page
        assert cast.client("observer").get(url("item_detail", meeting, item.pk)).status_code == 404

    def test_the_forms_make_change_and_remove_an_item(self, cast, meeting):
        client = cast.client(SECRETARY)
        wanted = {"title": "Nieuw", "section": "discussion", "kind": "decide", "minutes": 15}
        wrong = client.post(url("item_create", meeting), {**wanted, "minutes": "x", "history_id": 0})
        assert wrong.status_code == 422
        assert "Vul een heel getal in" in wrong.content.decode()
        presenter = cast.people["member"]
        sent = {**wanted, "history_id": 0, "presenter": presenter.pk}
        assert client.post(url("item_create", meeting), sent).status_code == 303
        item = meeting.items.get()
        assert item.presenter == presenter
        edit = url("item_edit", meeting, item.pk)
        assert 'value="Nieuw"' in client.get(edit).content.decode()
        seen_id = latest_history_id(item)
        changed = {**sent, "title": "Ander", "history_id": seen_id}
        assert client.post(edit, changed).status_code == 303
        stale = client.post(edit, {**changed, "title": "Laat"})
        assert stale.status_code == 409
        assert "Ander" in stale.content.decode()
        remove = url("item_remove", meeting, item.pk)
        assert "Ander" in client.get(remove).content.decode()
        assert client.post(remove).status_code == 303
        assert not meeting.items.exists()
        assert client.get(edit).status_code == 404

    def test_a_finished_meeting_has_no_forms(self, cast, meeting):
        item = AgendaItemFactory(meeting=meeting)
        meeting.state = MeetingState.CANCELLED
        meeting.save()
        for name in ("item_edit", "cover_note_edit", "paper_add"):
            assert cast.client(SECRETARY).get(url(name, meeting, item.pk)).status_code == 404
        page = cast.client(SECRETARY).get(meeting.get_absolute_url()).content.decode()
        assert "Punt toevoegen" not in page
