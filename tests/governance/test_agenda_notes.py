"""Notes with an item, abstentions, and questions sent in."""

from __future__ import annotations

import pytest

from citydeal.common.errors import StaleError
from citydeal.common.history import latest_history_id
from citydeal.enums import Access
from governance.enums import DealState, MeetingState
from governance.models import Abstention, Meeting, PartyNote
from governance.services.agenda_notes import (
    abstain,
    save_chair_note,
    save_cover_note,
    save_party_note,
    take_back_abstention,
)
from governance.services.agenda_questions import answer_question, ask_question
from tests.factories.agenda import (
    AbstentionFactory,
    AgendaItemFactory,
    MeetingQuestionFactory,
    PartyNoteFactory,
)
from tests.factories.governance import DelegationFactory, PartyContactFactory, PartyFactory
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


class TestCoverAndChair:
    @pytest.mark.parametrize("save", [save_cover_note, save_chair_note])
    def test_a_note_is_written_once_and_not_over_somebody_else(self, cast, item, secretary, save):
        note = save(actor=secretary, item=item, values={"objections": "Geld"}, history_id=0)
        seen = latest_history_id(note)
        changed = save(actor=secretary, item=item, values={"objections": "Tijd"}, history_id=seen)
        assert (changed.pk, changed.objections) == (note.pk, "Tijd")
        for old in (0, seen):
            with pytest.raises(StaleError):
                save(actor=secretary, item=item, values={}, history_id=old)
        for role in ("chair", "member", "auditor"):
            assert refused(save, actor=cast.users[role], item=item, values={}, history_id=0)

    @pytest.mark.parametrize(
        ("name", "field", "words"),
        [("cover_note_edit", "asked", "Besluit een"), ("chair_note_edit", "intended", "Aannemen")],
    )
    def test_the_pages_write_them(self, cast, item, name, field, words):
        client, page = cast.client(SECRETARY), url(name, item.meeting, item.pk)
        assert client.get(page).status_code == 200
        assert client.post(page, {field: words, "history_id": 0}).status_code == 303
        assert words in client.get(page).content.decode()
        assert words in client.get(url("item_detail", item.meeting, item.pk)).content.decode()
        stale = client.post(page, {field: "Anders", "history_id": 0})
        assert stale.status_code == 409
        assert client.post(page, {field: "\0", "history_id": 0}).status_code == 422


class TestPartyNote:
    def test_is_written_read_and_taken_away_by_its_own_people(self, cast, item):
        PartyContactFactory(party=cast.ministry, person=cast.people["member"])
        client = cast.client("member")
        page = url("party_note_edit", item.meeting, item.pk, "ministerie")
        assert "Alleen mensen van Ministerie" in client.get(page).content.decode()
        assert client.post(page, {"text": "Let op het geld"}).status_code == 303
        assert "Let op het geld" in client.get(page).content.decode()
        for role in (SECRETARY, "chair", "auditor", "observer"):
            assert cast.client(role).get(page).status_code == 404
        assert client.post(page, {"text": " "}).status_code == 303
        assert client.post(page, {"text": " "}).status_code == 303
        assert not PartyNote.objects.exists()
        assert PartyNote.history.filter(history_type="-").get().history_user == cast.users["member"]

    def test_not_for_others_for_who_abstains_or_in_a_closed_deal(self, cast, item, secretary):
        party, member = cast.ministry, cast.users["member"]
        assert refused(save_party_note, actor=secretary, item=item, party=party, text="x")
        PartyContactFactory(party=party, person=cast.people["member"])
        left = AbstentionFactory(item=item, party=party)
        assert refused(save_party_note, actor=member, item=item, party=party, text="x")
        left.delete()
        cast.deal.state = DealState.CLOSED
        cast.deal.save()
        item.meeting.body.deal.refresh_from_db()
        said = refused(save_party_note, actor=member, item=item, party=party, text="x")
        assert "gesloten" in said.message
        page = url("party_note_edit", item.meeting, item.pk, "ministerie")
        assert cast.client("member").get(page).status_code == 404

    def test_a_note_under_an_item_that_was_left_is_closed_too(self, cast, item):
        party = cast.ministry
        PartyContactFactory(party=party, person=cast.people["member"])
        under = AgendaItemFactory(meeting=item.meeting, parent=item)
        PartyNoteFactory(item=under, party=party)
        AbstentionFactory(item=item, party=party)
        member = cast.users["member"]
        assert refused(save_party_note, actor=member, item=under, party=party, text="x")


class TestAbstention:
    def test_the_secretary_writes_it_down_and_takes_it_back(self, cast, item, secretary):
        client, page = cast.client(SECRETARY), url("abstention_create", item.meeting, item.pk)
        assert "Ministerie van Voorbeelden" in client.get(page).content.decode()
        sent = {"party": cast.ministry.pk, "reason": "Vraagt zelf aan"}
        assert client.post(page, sent).status_code == 303
        assert client.post(page, sent).status_code == 422
        assert client.post(page, {"party": "x"}).status_code == 422
        assert "Vraagt zelf aan" in client.get(url("item_detail", item.meeting, item.pk)).content.decode()
        left = Abstention.objects.get()
        back = url("abstention_remove", item.meeting, item.pk, left.pk)
        assert "weer mee" in client.get(back).content.decode()
        assert client.post(back).status_code == 303
        assert not Abstention.objects.exists()

    def test_a_party_says_it_of_itself_and_sees_nothing_any_more(self, cast, item):
        PartyContactFactory(party=cast.ministry, person=cast.people["member"])
        PartyFactory(deal=cast.deal, organization__name="Gemeente Elders")
        client, page = cast.client("member"), url("abstention_create", item.meeting, item.pk)
        assert "Gemeente Elders" not in client.get(page).content.decode()
        answer = client.post(page, {"party": cast.ministry.pk, "reason": "Belang"})
        assert answer["Location"].endswith("#agenda")
        assert client.get(url("item_detail", item.meeting, item.pk)).status_code == 404
        assert cast.client("observer").get(page).status_code == 404

    def test_others_may_not_and_a_party_is_of_the_deal(self, cast, item, secretary):
        party = cast.ministry
        assert refused(abstain, actor=cast.users["member"], item=item, party=party, reason="x")
        foreign = PartyFactory()
        assert refused(abstain, actor=secretary, item=item, party=foreign, reason="x").field == "party"
        left = AbstentionFactory(item=item, party=party)
        assert refused(take_back_abstention, actor=cast.users["chair"], abstention=left)


class TestQuestions:
    @pytest.fixture
    def round_item(self, meeting):
        return AgendaItemFactory(meeting=meeting, section="questions", title="Rondvraag")

    def test_who_is_invited_asks_and_the_members_read_it_with_the_answer(self, cast, meeting, round_item):
        InvitationFactory(meeting=meeting, person=cast.people["member"])
        client, page = cast.client("member"), url("question_ask", meeting)
        assert client.get(page).status_code == 200
        assert client.post(page, {"text": ""}).status_code == 422
        assert client.post(page, {"text": "Wanneer start het?"}).status_code == 303
        question = meeting.questions.get()
        answer = url("question_answer", meeting, question.pk)
        assert "Wanneer start het?" in cast.client(SECRETARY).get(answer).content.decode()
        assert cast.client(SECRETARY).post(answer, {"answer": "In mei."}).status_code == 303
        detail = url("item_detail", meeting, round_item.pk)
        shown = {role: cast.client(role).get(detail).content.decode() for role in ("chair", "observer")}
        assert "In mei." in shown["chair"]
        assert "In mei." not in shown["observer"]
        assert "Vraag insturen" in client.get(detail).content.decode()
        assert cast.client("observer").get(page).status_code == 404

    def test_who_acts_for_somebody_asks_for_that_person(self, cast, meeting):
        InvitationFactory(meeting=meeting, person=cast.people["chair"])
        question = ask_question(actor=cast.users["adviser"], meeting=meeting, text="Mag dat?")
        assert question.invitation.person == cast.people["chair"]
        own = InvitationFactory(meeting=meeting, person=cast.people["adviser"])
        assert ask_question(actor=cast.users["adviser"], meeting=meeting, text="En dit?").invitation == own

    def test_not_by_others_nor_once_the_meeting_is_open(self, cast, meeting, secretary):
        invitation = InvitationFactory(meeting=meeting, person=cast.people["member"])
        assert refused(ask_question, actor=cast.users["chair"], meeting=meeting, text="x")
        assert refused(ask_question, actor=cast.users["deactivated"], meeting=meeting, text="x")
        meeting.state = MeetingState.IN_SESSION
        meeting.save()
        assert refused(ask_question, actor=cast.users["member"], meeting=meeting, text="x")
        question = MeetingQuestionFactory(invitation=invitation)
        assert answer_question(actor=secretary, question=question, answer="Ja").answer == "Ja"
        assert refused(answer_question, actor=cast.users["chair"], question=question, answer="Nee")
        DelegationFactory(person=cast.people["ended"], delegate=cast.people["chair"])
        assert refused(ask_question, actor=cast.users["chair"], meeting=meeting, text="x")
