"""The forward agenda of a body, carrying over, and the template of its agendas."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from citydeal.common.errors import StaleError
from citydeal.common.history import latest_history_id
from citydeal.enums import Access
from governance.enums import FixedItem, MeetingState
from governance.models import AgendaItem, ForwardItem, TemplateItem
from governance.selectors.forward_agenda import months_from
from governance.services.agenda_template import (
    TemplateDetails,
    move_template_item,
    remove_template_item,
    save_template_item,
    use_standard,
)
from governance.services.forward_agenda import (
    ForwardDetails,
    carry_over,
    drop_forward_item,
    put_on_agenda,
    save_forward_item,
)
from tests.factories.agenda import (
    AbstentionFactory,
    AgendaItemFactory,
    AgendaPaperFactory,
    CoverNoteFactory,
    ForwardItemFactory,
    TemplateItemFactory,
)
from tests.factories.meetings import MeetingFactory
from tests.governance.refusals import refused
from tests.governance.test_agenda import SECRETARY, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def secretary(cast):
    return cast.users[SECRETARY]


def at(name: str, body, *args: object) -> str:
    return reverse(f"governance:{name}", args=[body.deal.slug, body.slug, *args])


def test_months_go_over_the_end_of_the_year():
    assert months_from(date(2026, 11, 22), 3) == [date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1)]


class TestForwardAgenda:
    def test_a_subject_is_planned_changed_and_put_on_an_agenda(self, cast):
        client, body = cast.client(SECRETARY), cast.steering
        month = months_from(timezone.localdate())[2]
        sent = {"title": "De begroting", "month": month.isoformat(), "kind": "decide", "history_id": 0}
        create = at("forward_create", body)
        assert client.get(create).status_code == 200
        assert client.post(create, {**sent, "month": "2026-13-01"}).status_code == 422
        assert client.post(create, {**sent, "owner": cast.people["chair"].pk}).status_code == 303
        planned = ForwardItem.objects.get()
        assert (planned.month, planned.owner) == (month, cast.people["chair"])
        edit = at("forward_edit", body, planned.pk)
        assert "De begroting" in client.get(edit).content.decode()
        changed = {**sent, "title": "Begroting 2027", "history_id": latest_history_id(planned)}
        assert client.post(edit, changed).status_code == 303
        assert client.post(edit, changed).status_code == 409
        place = at("forward_place", body, planned.pk)
        assert "Geen vergadering gepland" in client.get(place).content.decode()
        meeting = MeetingFactory(body=body, days=200)
        MeetingFactory(body=body, days=-5)
        assert client.post(place, {"meeting": "x"}).status_code == 422
        assert client.post(place, {"meeting": meeting.pk}).status_code == 303
        item = meeting.items.get()
        assert (item.title, item.kind, item.forward) == ("Begroting 2027", "decide", planned)
        assert client.get(place).status_code == 404
        listed = client.get(at("forward_list", body)).content.decode()
        assert "Op de agenda van" in listed

    def test_the_list_is_for_who_reads_as_a_member(self, cast):
        ForwardItemFactory(body=cast.steering, title="De begroting")
        past = ForwardItemFactory(body=cast.steering, month=date(2025, 1, 1))
        page = at("forward_list", cast.steering)
        for role in ("member", "chair", SECRETARY, "auditor"):
            assert "De begroting" in cast.client(role).get(page).content.decode()
        for role in ("observer", "other_body", "nobody"):
            assert cast.client(role).get(page).status_code == 404
        shown = cast.client("member").get(page).content.decode()
        assert "Deze maand is voorbij" in shown
        assert at("forward_edit", cast.steering, past.pk) not in shown
        # The month of a subject that is late stays among the choices.
        edit = cast.client(SECRETARY).get(at("forward_edit", cast.steering, past.pk)).content.decode()
        assert 'value="2025-01-01" selected' in edit

    @pytest.mark.parametrize("rows", [1, 3])
    def test_the_list_costs_the_same_for_more_subjects(self, cast, queries, rows):
        meeting = MeetingFactory(body=cast.steering)
        for _row in range(rows):
            ForwardItemFactory(body=cast.steering, owner=cast.people["chair"])
            AgendaItemFactory(meeting=meeting, forward=ForwardItemFactory(body=cast.steering))
        client = cast.client("member")
        with queries(7):
            client.get(at("forward_list", cast.steering))

    def test_a_subject_is_dropped_with_a_reason(self, cast, secretary):
        planned = ForwardItemFactory(body=cast.steering)
        client, page = cast.client(SECRETARY), at("forward_drop", cast.steering, planned.pk)
        assert client.post(page, {"reason": ""}).status_code == 422
        assert client.post(page, {"reason": "Niet meer nodig"}).status_code == 303
        assert "Niet meer nodig" in client.get(at("forward_list", cast.steering)).content.decode()
        assert client.get(page).status_code == 404
        assert refused(drop_forward_item, actor=secretary, item=planned, reason="x")
        fresh = ForwardItemFactory(body=cast.steering)
        assert refused(drop_forward_item, actor=secretary, item=fresh, reason=" ").field == "reason"
        meeting = MeetingFactory(body=cast.steering)
        put_on_agenda(actor=secretary, item=fresh, meeting=meeting)
        assert refused(put_on_agenda, actor=secretary, item=fresh, meeting=meeting)

    def test_only_who_prepares_and_only_on_a_meeting_to_come_of_the_body(self, cast, secretary):
        planned = ForwardItemFactory(body=cast.steering)
        details = ForwardDetails(title="X", month=timezone.localdate())
        assert refused(save_forward_item, actor=cast.users["chair"], body=cast.steering, details=details)
        far = ForwardDetails(title="X", month=date(9999, 1, 1))
        assert refused(save_forward_item, actor=secretary, body=cast.steering, details=far).field == "month"
        for meeting in (
            MeetingFactory(body=cast.core),
            MeetingFactory(body=cast.steering, days=-1),
            MeetingFactory(body=cast.steering, state=MeetingState.IN_SESSION),
        ):
            said = refused(put_on_agenda, actor=secretary, item=planned, meeting=meeting)
            assert said.field == "meeting"
        saved = save_forward_item(
            actor=secretary,
            body=cast.steering,
            details=details,
            item=planned,
            history_id=latest_history_id(planned),
        )
        with pytest.raises(StaleError):
            save_forward_item(actor=secretary, body=cast.steering, details=details, item=saved, history_id=0)


class TestCarryOver:
    def test_an_item_goes_on_with_all_but_report_and_papers(self, cast, secretary):
        old = MeetingFactory(body=cast.steering, days=-20, state=MeetingState.MINUTES, access=Access.DEAL)
        item = AgendaItemFactory(
            meeting=old,
            title="Het plan",
            text="Besproken.",
            is_confidential=True,
            confidential_reason="Geld",
            lifted_by="De voorzitter",
        )
        CoverNoteFactory(item=item)
        AbstentionFactory(item=item, party=cast.ministry)
        AgendaPaperFactory(item=item)
        coming = MeetingFactory(body=cast.steering, state=MeetingState.CONVENED)
        client, page = cast.client(SECRETARY), url("item_carry", old, item.pk)
        assert client.get(page).status_code == 200
        assert client.post(page, {"meeting": coming.pk}).status_code == 303
        made = coming.items.get()
        assert (made.title, made.carried_from, made.text) == ("Het plan", item, "")
        assert (made.is_confidential, made.lifted_by) == (True, "De voorzitter")
        assert made.cover_note.asked.startswith("Stem in")
        assert made.abstentions.get().party == cast.ministry
        assert not made.papers.exists()
        assert client.post(page, {"meeting": coming.pk}).status_code == 422
        plain = AgendaItemFactory(meeting=coming)
        last = MeetingFactory(body=cast.steering, days=60)
        assert not hasattr(carry_over(actor=secretary, item=plain, meeting=last), "cover_note")
        again = carry_over(actor=secretary, item=made, meeting=last)
        shown = client.get(url("item_detail", coming, made.pk)).content.decode()
        assert url("item_detail", old, item.pk) in shown
        assert url("item_detail", again.meeting, again.pk) in shown
        # A draft is no news for a member: that step of the trail is not shown.
        member = cast.client("member").get(url("item_detail", coming, made.pk)).content.decode()
        assert url("item_detail", old, item.pk) in member
        assert url("item_detail", again.meeting, again.pk) not in member

    def test_what_stood_under_a_closed_item_stays_closed(self, cast, secretary):
        above = AgendaItemFactory(
            meeting=MeetingFactory(body=cast.steering),
            is_confidential=True,
            confidential_reason="Gesprek over personen",
            lifted_by="De voorzitter",
            secrecy_imposed_by="Het college",
        )
        left = AbstentionFactory(item=above, party=cast.ministry)
        under = AgendaItemFactory(meeting=above.meeting, parent=above, title="Wie wordt het?")
        coming = MeetingFactory(body=cast.steering, days=60)
        made = carry_over(actor=secretary, item=under, meeting=coming)
        assert (made.is_confidential, made.secrecy_imposed_by) == (True, "Het college")
        assert made.confidential_reason == "Gesprek over personen"
        assert [each.party for each in made.abstentions.all()] == [left.party]

    def test_what_cannot_be_carried_over_says_why(self, cast, secretary):
        here = MeetingFactory(body=cast.steering)
        item = AgendaItemFactory(meeting=here)
        fixed = AgendaItemFactory(meeting=here, fixed=FixedItem.PROGRESS)
        coming = MeetingFactory(body=cast.steering, days=60)
        assert refused(carry_over, actor=secretary, item=fixed, meeting=coming)
        assert refused(carry_over, actor=secretary, item=item, meeting=here).field == "meeting"
        other = MeetingFactory(body=cast.core)
        assert refused(carry_over, actor=secretary, item=item, meeting=other).field == "meeting"
        assert refused(carry_over, actor=cast.users["chair"], item=item, meeting=coming)
        assert not AgendaItem.objects.filter(meeting=coming).exists()


class TestTemplate:
    def test_begins_with_the_standard_and_is_changed_from_there(self, cast, secretary):
        client, body = cast.client(SECRETARY), cast.steering
        listed = at("template_list", body)
        assert "De standaardpunten" in client.get(listed).content.decode()
        standard = at("template_standard", body)
        assert client.get(standard).status_code == 200
        assert client.post(standard).status_code == 303
        assert client.post(standard).status_code == 422
        sent = {"title": "Uit de\tsteden", "section": "discussion", "kind": "inform", "minutes": 15}
        assert client.post(at("template_item_create", body), {**sent, "history_id": 0}).status_code == 303
        item = TemplateItem.objects.get(title="Uit de steden")
        assert item.order == 60
        assert client.post(listed, {"step": f"up-{item.pk}"}).status_code == 303
        assert "Uit de steden" in client.get(listed).content.decode()
        item.refresh_from_db()
        assert item.order == 50
        edit = at("template_item_edit", body, item.pk)
        assert client.get(edit).status_code == 200
        seen = latest_history_id(item)
        changed = {**sent, "title": "Steden", "history_id": seen}
        assert client.post(edit, changed).status_code == 303
        assert client.post(edit, changed).status_code == 409
        remove = at("template_item_remove", body, item.pk)
        assert "Steden" in client.get(remove).content.decode()
        assert client.post(remove, {"history_id": seen}).status_code == 409
        assert client.post(remove, {"history_id": latest_history_id(item)}).status_code == 303
        assert TemplateItem.objects.filter(body=body).count() == 5

    def test_what_cannot_be_is_refused(self, cast, secretary):
        first = TemplateItemFactory(body=cast.steering, order=10)
        assert refused(move_template_item, actor=secretary, item=first, where="up")
        assert refused(move_template_item, actor=secretary, item=first, where="out")
        assert refused(use_standard, actor=secretary, body=cast.steering)
        details = TemplateDetails(section="closing", title="X")
        chair = cast.users["chair"]
        assert refused(save_template_item, actor=chair, body=cast.steering, details=details)
        assert refused(remove_template_item, actor=chair, item=first, history_id=0)
        gone = TemplateItemFactory(body=cast.core)
        gone.body = cast.steering
        assert refused(move_template_item, actor=secretary, item=gone, where="up")
        client, listed = cast.client(SECRETARY), at("template_list", cast.steering)
        assert client.post(listed, {"step": "up-999999"}).status_code == 404
        assert client.post(listed, {"step": f"after-{first.pk}-0"}).status_code == 404
