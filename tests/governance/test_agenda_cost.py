"""What the pages of an agenda cost: the same for one item and for many."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from citydeal.enums import Access
from governance.enums import MeetingState
from governance.models import Meeting
from governance.permissions_meetings import can_manage_meetings
from governance.selectors.agenda import agenda_of
from tests.factories.agenda import (
    AbstentionFactory,
    AgendaItemFactory,
    AgendaPaperFactory,
    CoverNoteFactory,
    MeetingQuestionFactory,
    TemplateItemFactory,
)
from tests.factories.governance import PartyFactory
from tests.factories.meetings import InvitationFactory, MeetingFactory
from tests.governance.test_agenda import url
from tests.governance.test_forward_agenda import at

pytestmark = pytest.mark.django_db


def full(cast: Any, rows: int) -> Meeting:
    """Return a meeting with so many items, each with all that may belong to it."""
    meeting: Meeting = MeetingFactory(body=cast.steering, state=MeetingState.CONVENED, access=Access.PUBLIC)
    for _row in range(rows):
        item = AgendaItemFactory(meeting=meeting, presenter=cast.people["chair"])
        CoverNoteFactory(item=item)
        AbstentionFactory(item=item, party=PartyFactory(deal=cast.deal))
        old = AgendaPaperFactory(item=item)
        AgendaPaperFactory(item=item, replaces=old, version=2)
        AgendaItemFactory(meeting=meeting, parent=item)
        AgendaItemFactory(meeting=meeting, section="questions", order=9999)
        MeetingQuestionFactory(invitation=InvitationFactory(meeting=meeting))
        TemplateItemFactory(body=cast.steering)
    return meeting


@pytest.mark.parametrize("rows", [1, 3, 20])
@pytest.mark.parametrize(("role", "number"), [("project_secretary", 4), ("member", 4), ("anonymous", 2)])
def test_the_agenda_costs_the_same_for_more_items(cast, queries, rows, role, number):
    meeting = full(cast, rows)
    user = cast.users.get(role, AnonymousUser())
    user.__dict__.pop("_rights", None)
    with queries(number):
        agenda = agenda_of(user, meeting, manages=can_manage_meetings(user, meeting.body))
    assert len(agenda.rows) == 3 * rows


PAGES = {"item": 14, "order": 9, "template": 6, "pack": 7, "edit": 10}


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("page", sorted(PAGES))
def test_the_pages_cost_the_same_for_more_items(cast, queries, rows, page):
    meeting = full(cast, rows)
    item = meeting.items.filter(section="questions").first()
    address = {
        "item": url("item_detail", meeting, item.pk),
        "order": url("agenda_order", meeting),
        "template": at("template_list", cast.steering),
        "pack": url("pack_detail", meeting),
        "edit": url("item_edit", meeting, item.pk),
    }[page]
    client = cast.client("project_secretary")
    with queries(PAGES[page]):
        assert client.get(address).status_code == 200
