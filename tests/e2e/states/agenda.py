"""Governance: the agenda of a meeting, its papers and pack, the forward agenda and the template."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from citydeal.enums import Access
from governance.enums import MeetingState, PackState
from governance.models import Meeting, MeetingPack
from governance.services.packs import build_pack
from tests.cast import Cast
from tests.e2e.states.base import LONG_NAME, page, sent
from tests.factories.agenda import (
    AbstentionFactory,
    AgendaItemFactory,
    AgendaPaperFactory,
    ChairNoteFactory,
    CoverNoteFactory,
    ForwardItemFactory,
    MeetingQuestionFactory,
    PartyNoteFactory,
    TemplateItemFactory,
)
from tests.factories.governance import PartyContactFactory, PartyFactory
from tests.factories.meetings import InvitationFactory, MeetingFactory

SECRETARY = "project_secretary"
ITEM = "governance:item_detail"
ORDER = "governance:agenda_order"
PACK = "governance:pack_detail"
FORWARD = "governance:forward_list"
TEMPLATE = "governance:template_list"
MEETING = "governance:meeting_detail"


def convened(cast: Cast, **fields: Any) -> Meeting:
    made: Meeting = MeetingFactory(
        body=cast.steering, **{"state": MeetingState.CONVENED, "access": Access.PUBLIC, **fields}
    )
    return made


def address(meeting: Meeting, *more: Any) -> list[Any]:
    return [meeting.body.deal.slug, meeting.body.slug, meeting.pk, *more]


def full(cast: Cast) -> Meeting:
    """Return a meeting with an item of every kind."""
    meeting = convened(cast)
    first = AgendaItemFactory(meeting=meeting, title=LONG_NAME, explanation="Een toelichting.")
    CoverNoteFactory(item=first)
    ChairNoteFactory(item=first)
    PartyNoteFactory(item=first, party=cast.ministry)
    AbstentionFactory(item=first, party=PartyFactory(deal=cast.deal), reason=LONG_NAME)
    old = AgendaPaperFactory(item=first, title=LONG_NAME)
    AgendaPaperFactory(item=first, title=LONG_NAME, replaces=old, version=2)
    AgendaPaperFactory(item=first, withdrawn_reason=LONG_NAME)
    AgendaItemFactory(meeting=meeting, parent=first, section="consent")
    AgendaItemFactory(
        meeting=meeting,
        is_confidential=True,
        confidential_reason=LONG_NAME,
        confidential_until=date(2190, 1, 1),
        lifted_by="De voorzitter",
        minutes=200,
    )
    return meeting


def item(which: int = 0) -> Callable[[Cast], list[Any]]:
    def arguments(cast: Cast) -> list[Any]:
        meeting = full(cast)
        return address(meeting, meeting.items.all()[which].pk)

    return arguments


def round_of_questions(cast: Cast) -> list[Any]:
    invitation = InvitationFactory(meeting=convened(cast), person=cast.people["member"], party=cast.ministry)
    MeetingQuestionFactory(invitation=invitation, answer="In mei.")
    MeetingQuestionFactory(invitation=invitation, text=LONG_NAME)
    asked = AgendaItemFactory(meeting=invitation.meeting, section="questions", title="Rondvraag")
    return address(invitation.meeting, asked.pk)


def carried(cast: Cast) -> list[Any]:
    old = AgendaItemFactory(meeting=convened(cast, days=-20), title=LONG_NAME)
    new = AgendaItemFactory(meeting=convened(cast), carried_from=old)
    return address(new.meeting, new.pk)


def note_of_the_ministry(cast: Cast) -> list[Any]:
    PartyContactFactory(party=cast.ministry, person=cast.people["member"])
    return [*item()(cast), "ministerie"]


def packed(**values: Any) -> Callable[[Cast], list[Any]]:
    def arguments(cast: Cast) -> list[Any]:
        MeetingPack.objects.create(meeting=(meeting := full(cast)), **values)
        return address(meeting)

    return arguments


def ready(cast: Cast) -> list[Any]:
    arguments = packed()(cast)
    build_pack(MeetingPack.objects.get(meeting=arguments[-1]).pk)
    return arguments


def planned(cast: Cast) -> list[Any]:
    subject = ForwardItemFactory(body=cast.steering, title=LONG_NAME, owner=cast.people["chair"])
    return [cast.deal.slug, cast.steering.slug, subject.pk]


def forward(cast: Cast) -> list[Any]:
    planned(cast)
    ForwardItemFactory(body=cast.steering, month=date(2025, 1, 1), note=LONG_NAME)
    ForwardItemFactory(body=cast.steering, dropped_reason=LONG_NAME)
    AgendaItemFactory(meeting=convened(cast), forward=ForwardItemFactory(body=cast.steering))
    return [cast.deal.slug, cast.steering.slug]


def template(cast: Cast) -> list[Any]:
    TemplateItemFactory(body=cast.steering, title=LONG_NAME)
    TemplateItemFactory(body=cast.steering)
    return [cast.deal.slug, cast.steering.slug]


def template_item(cast: Cast) -> list[Any]:
    return [cast.deal.slug, cast.steering.slug, TemplateItemFactory(body=cast.steering).pk]


def steering(cast: Cast) -> list[Any]:
    return [cast.deal.slug, cast.steering.slug]


def paper(cast: Cast) -> list[Any]:
    return address(convened(cast), AgendaPaperFactory(item__meeting=Meeting.objects.latest("pk")).pk)


for role in ("anonymous", "member", SECRETARY):
    page(f"agenda-{role}", MEETING, role, lambda cast: address(full(cast)))
    page(f"item-{role}", ITEM, role, item())
page("item-confidential", ITEM, SECRETARY, item(2))
page("item-questions", ITEM, SECRETARY, round_of_questions)
page("item-questions-member", ITEM, "member", round_of_questions)
page("item-carried", ITEM, SECRETARY, carried)
page("agenda-order", ORDER, SECRETARY, lambda cast: address(full(cast)))
page("agenda-order-empty", ORDER, SECRETARY, lambda cast: address(convened(cast)))
create = page("item-new", "governance:item_create", SECRETARY, lambda cast: address(convened(cast)))
sent("item-new-errors", "governance:item_create", create, "Toevoegen", {"minutes": "x", "title": ""})
page("item-edit", "governance:item_edit", SECRETARY, item())
page("item-remove", "governance:item_remove", SECRETARY, item())
page("item-carry-none", "governance:item_carry", SECRETARY, item())
page(
    "item-carry",
    "governance:item_carry",
    SECRETARY,
    item(),
    before=lambda visit: convened(visit.cast, days=60),
)
page("cover-note", "governance:cover_note_edit", SECRETARY, item())
page("chair-note", "governance:chair_note_edit", SECRETARY, item())
page("party-note", "governance:party_note_edit", "member", note_of_the_ministry)
abstain = page("abstain", "governance:abstention_create", SECRETARY, item())
sent("abstain-errors", "governance:abstention_create", abstain, "Vastleggen")
page(
    "abstain-back",
    "governance:abstention_remove",
    SECRETARY,
    lambda cast: address(
        (left := AbstentionFactory(item__meeting=convened(cast))).item.meeting, left.item_id, left.pk
    ),
)
add = page("paper-new", "governance:paper_add", SECRETARY, item())
sent("paper-new-errors", "governance:paper_add", add, "Toevoegen")
page("paper-version", "governance:paper_replace", SECRETARY, paper)
page("paper-withdraw", "governance:paper_withdraw", SECRETARY, paper)
page("papers-news", "governance:papers_announce", SECRETARY, lambda cast: address(full(cast)))
page("papers-no-news", "governance:papers_announce", SECRETARY, lambda cast: address(convened(cast)))
page("question-ask", "governance:question_ask", "member", lambda cast: round_of_questions(cast)[:3])
page(
    "question-answer",
    "governance:question_answer",
    SECRETARY,
    lambda cast: [*round_of_questions(cast)[:3], cast.steering.meetings.get().questions.first().pk],
)
page("pack-none", PACK, SECRETARY, lambda cast: address(convened(cast)))
page("pack-busy", PACK, "member", packed(state=PackState.BUILDING, pages=300, pages_done=100))
page("pack-failed", PACK, SECRETARY, packed(state=PackState.FAILED, reason="Vervang het stuk."))
page("pack-ready", PACK, "anonymous", ready)
page("pack-ask", "governance:pack_ask", SECRETARY, lambda cast: address(full(cast)))
page("forward", FORWARD, SECRETARY, forward)
page("forward-empty", FORWARD, "member", steering)
plan = page("forward-new", "governance:forward_create", SECRETARY, steering)
sent("forward-new-errors", "governance:forward_create", plan, "Toevoegen")
page("forward-edit", "governance:forward_edit", SECRETARY, planned)
page("forward-drop", "governance:forward_drop", SECRETARY, planned)
page("forward-place", "governance:forward_place", SECRETARY, planned)
page("template", TEMPLATE, SECRETARY, template)
page("template-standard-shown", TEMPLATE, SECRETARY, steering)
page("template-standard", "governance:template_standard", SECRETARY, steering)
page("template-item", "governance:template_item_create", SECRETARY, steering)
page("template-item-edit", "governance:template_item_edit", SECRETARY, template_item)
page("template-item-remove", "governance:template_item_remove", SECRETARY, template_item)
