"""Who is only invited opens that one meeting as a member does: deputies, guests, and who signed (rule 5)."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone

from citydeal.enums import Access
from governance.enums import BodyKind, DelegationReach, MeetingState, Presence, Reply
from governance.models import Invitation, Meeting, MeetingPack, MeetingQuestion, PartyStatus
from governance.permissions_agenda import (
    can_ask_question,
    can_read_item,
    invitation_of,
    own_parties,
    reads_as_one_of,
)
from governance.permissions_meetings import (
    can_view_meeting,
    invited_as,
    is_inside_meeting,
    visible_meetings,
)
from governance.permissions_reports import can_read_report
from governance.selectors.actions import actions_of_meeting
from governance.selectors.agenda import agenda_of
from governance.selectors.calendar_feeds import own_entries
from governance.selectors.my_agenda import my_agenda
from governance.selectors.outcomes import decision_lines
from governance.services.meetings_calling import cancel_meeting
from governance.services.packs import build_pack
from tests.factories.actions import ActionItemFactory
from tests.factories.agenda import (
    AbstentionFactory,
    AgendaItemFactory,
    AgendaPaperFactory,
    MeetingQuestionFactory,
)
from tests.factories.governance import (
    BodyFactory,
    DecisionFactory,
    DelegationFactory,
    MembershipFactory,
    PartyFactory,
    PersonFactory,
)
from tests.factories.meetings import InvitationFactory, MeetingFactory
from tests.factories.sessions import VoteEventFactory
from tests.governance.test_agenda import url

pytestmark = pytest.mark.django_db
# Nobody of these sits in the closed body; who is "nobody" has no place in the deal at all.
OUTSIDER = "nobody"


@pytest.fixture
def meeting(cast) -> Meeting:
    """Return a meeting of the closed body, of a deal that is not public."""
    cast.deal.access = Access.DEAL
    cast.deal.save()
    cast.closed.deal = cast.deal
    return MeetingFactory(body=cast.closed, state=MeetingState.CONVENED)


def asked(cast, meeting, as_what, role=OUTSIDER, **fields) -> Invitation:
    """Invite somebody: as a guest, as who signed, or instead of a member."""
    person = cast.people[role]
    if as_what == "guest":
        return InvitationFactory(meeting=meeting, person=person, is_guest=True, has_vote=False, **fields)
    if as_what == "signer":
        return InvitationFactory(meeting=meeting, person=person, party=cast.ministry, **fields)
    return InvitationFactory(
        meeting=meeting, party=cast.ministry, **{"reply": Reply.DEPUTY, "deputy": person, **fields}
    )


def fresh(cast, role=OUTSIDER):
    """Return the account as a new request has it."""
    user = cast.users[role]
    for kept in ("_rights", "_invited"):
        user.__dict__.pop(kept, None)
    return user


def opens(cast, address, role=OUTSIDER) -> int:
    response = cast.client(role).get(address)
    if response.streaming:
        assert b"".join(response)
    return response.status_code


AS = ["guest", "signer", "deputy"]


@pytest.mark.parametrize("as_what", AS)
class TestOpens:
    def test_the_meeting_its_items_papers_and_pack(self, cast, meeting, as_what):
        item = AgendaItemFactory(meeting=meeting, title="Huur", section="questions")
        paper = AgendaPaperFactory(item=item, title="Begroting")
        build_pack(MeetingPack.objects.create(meeting=meeting).pk)
        pages = [
            meeting.get_absolute_url(),
            url("item_detail", meeting, item.pk),
            url("paper_file", meeting, paper.pk),
            url("pack_detail", meeting),
            url("pack_file", meeting),
        ]
        assert [opens(cast, page) for page in pages] == [404] * 5
        invitation = asked(cast, meeting, as_what)
        assert [opens(cast, page) for page in pages] == [200] * 5
        html = cast.client(OUTSIDER).get(meeting.get_absolute_url()).content.decode()
        for words in ("Huur", "Begroting", "Wie komt er", invitation.person.name):
            assert words in html
        assert visible_meetings(fresh(cast), cast.deal).get() == meeting

    def test_nothing_else_of_the_deal_and_no_links_to_it(self, cast, meeting, as_what):
        other = MeetingFactory(body=cast.closed, state=MeetingState.CONVENED)
        asked(cast, meeting, as_what)
        for page in (
            other.get_absolute_url(),
            cast.closed.get_absolute_url(),
            cast.deal.get_absolute_url(),
            reverse("governance:meeting_list", args=[cast.deal.slug, cast.closed.slug]),
            reverse("governance:action_list", args=[cast.deal.slug, cast.closed.slug]),
            reverse("governance:decision_list", args=[cast.deal.slug, cast.closed.slug]),
        ):
            assert opens(cast, page) == 404
        html = cast.client(OUTSIDER).get(meeting.get_absolute_url()).content.decode()
        links = set(re.findall(r'href="(/deals/[^"#?]*)', html))
        assert all(link.startswith(meeting.get_absolute_url()) for link in links), links

    def test_a_draft_a_withdrawn_invitation_and_a_closed_account_open_nothing(self, cast, meeting, as_what):
        invitation = asked(cast, meeting, as_what)
        for state, opened in ((MeetingState.DRAFT, False), (MeetingState.RESERVED, True)):
            meeting.state = state
            meeting.save()
            assert can_view_meeting(fresh(cast), meeting) is opened
            assert (invited_as(fresh(cast), meeting) is not None) is opened
        user = fresh(cast)
        user.is_active = False
        assert not can_view_meeting(user, meeting)
        assert invited_as(user, meeting) is None
        assert invited_as(AnonymousUser(), meeting) is None
        user.is_active = True
        invitation.removed_at = timezone.now()
        invitation.save()
        assert not can_view_meeting(fresh(cast), meeting)
        assert invited_as(fresh(cast), meeting) is None

    def test_my_agenda_and_its_feed_have_it(self, cast, meeting, as_what):
        asked(cast, meeting, as_what)
        today = timezone.localdate()
        year = meeting.day.year
        assert [e.title for e in my_agenda(fresh(cast), year, today).entries] == [meeting.title]
        assert [e.title for e in own_entries(fresh(cast), today)] == [meeting.title]
        meeting.state = MeetingState.DRAFT
        meeting.save()
        assert not my_agenda(fresh(cast), year, today).entries

    def test_who_reads_along_with_somebody_does_so_here(self, cast, meeting, as_what):
        held = DelegationFactory(
            person=cast.people[OUTSIDER], delegate=cast.people["other_deal"], reach=DelegationReach.BODY
        )
        asked(cast, meeting, as_what)
        assert can_view_meeting(fresh(cast, "other_deal"), meeting)
        held.reach = DelegationReach.DEAL
        held.save()
        assert not can_view_meeting(fresh(cast, "other_deal"), meeting)

    @pytest.mark.parametrize("rows", [1, 3])
    @pytest.mark.parametrize(("state", "number"), [("convened", 14), ("minutes", 15)])
    def test_costs_the_same_for_one_and_for_three(self, cast, queries, meeting, as_what, rows, state, number):
        Meeting.objects.filter(pk=meeting.pk).update(state=state, remarks_until=timezone.localdate())
        asked(cast, meeting, as_what)
        for _ in range(rows):
            item = AgendaItemFactory(meeting=meeting)
            DecisionFactory(body=cast.closed, item=item)
            ActionItemFactory(body=cast.closed, item=item)
            InvitationFactory(meeting=meeting)
        client = cast.client(OUTSIDER)
        with queries(number):
            assert client.get(meeting.get_absolute_url()).status_code == 200


def test_another_deputy_takes_the_right_over(cast, meeting):
    invitation = asked(cast, meeting, "deputy")
    invitation.deputy = PersonFactory()
    invitation.save()
    assert not can_view_meeting(fresh(cast), meeting)


def test_a_deputy_who_is_not_needed_after_all_opens_nothing(cast, meeting):
    asked(cast, meeting, "deputy", reply=Reply.YES)
    assert not can_view_meeting(fresh(cast), meeting)
    Invitation.objects.update(presence=Presence.REPLACED)
    assert can_view_meeting(fresh(cast), meeting)


def test_a_deputy_who_was_named_before_an_invitation_was_withdrawn(cast, meeting):
    invitation = asked(cast, meeting, "deputy")
    invitation.removed_at = timezone.now()
    invitation.save()
    assert not can_view_meeting(fresh(cast), meeting)


class TestInside:
    @pytest.mark.parametrize(("as_what", "reads"), [("guest", False), ("signer", True), ("deputy", True)])
    def test_a_confidential_item_is_for_the_table_and_not_for_a_guest(self, cast, meeting, as_what, reads):
        day = timezone.localdate() + timedelta(days=9)
        item = AgendaItemFactory(
            meeting=meeting,
            title="Geheim",
            is_confidential=True,
            confidential_until=day,
            confidential_reason="Onderhandeling",
        )
        under = AgendaItemFactory(meeting=meeting, title="Deel", parent=item)
        for place in (item, under):
            DecisionFactory(body=cast.closed, item=place, title="Besluit")
            ActionItemFactory(body=cast.closed, item=place, text="Bel")
        open_item = AgendaItemFactory(meeting=meeting, title="Gewoon")
        DecisionFactory(body=cast.closed, item=open_item)
        ActionItemFactory(body=cast.closed, item=open_item)
        ActionItemFactory(body=cast.closed)
        DecisionFactory(body=cast.closed)
        asked(cast, meeting, as_what)
        user = fresh(cast)
        assert reads_as_one_of(user, meeting) is reads
        rows = agenda_of(user, meeting).rows
        assert [row.is_open for row in rows if row.item.pk in (item.pk, under.pk)] == [reads] * 2
        assert can_read_item(user, open_item)
        assert len(decision_lines(user, meeting)) == (3 if reads else 1)
        assert len(actions_of_meeting(user, meeting).made) == (3 if reads else 1)
        assert opens(cast, url("item_detail", meeting, item.pk)) == (200 if reads else 404)
        vote = VoteEventFactory(item=item)
        assert opens(cast, url("vote_detail", meeting, vote.pk)) == (200 if reads else 404)
        vote = VoteEventFactory(item=open_item)
        assert opens(cast, url("vote_detail", meeting, vote.pk)) == 200

    @pytest.mark.parametrize("as_what", ["signer", "deputy"])
    def test_who_comes_for_a_party_that_abstains_reads_neither_text_nor_papers(self, cast, meeting, as_what):
        item = AgendaItemFactory(meeting=meeting, title="Subsidie")
        paper = AgendaPaperFactory(item=item)
        AbstentionFactory(item=item, party=cast.ministry)
        asked(cast, meeting, as_what)
        assert own_parties(fresh(cast), meeting) == {cast.ministry.pk}
        assert opens(cast, url("item_detail", meeting, item.pk)) == 404
        assert opens(cast, url("paper_file", meeting, paper.pk)) == 404

    def test_of_a_party_whose_contact_somebody_is_also_without_an_invitation(self, cast, meeting):
        assert own_parties(cast.users["party_contact"], meeting) == {cast.ministry.pk}
        assert own_parties(AnonymousUser(), meeting) == frozenset()

    def test_who_is_not_invited_is_no_insider(self, cast, meeting):
        assert not is_inside_meeting(fresh(cast), meeting)
        assert not reads_as_one_of(fresh(cast), meeting)
        assert is_inside_meeting(cast.users["observer"], meeting)
        assert not actions_of_meeting(fresh(cast), meeting).is_shown

    def test_a_guest_reads_the_report_that_went_round(self, cast, meeting):
        asked(cast, meeting, "guest")
        meeting.state = MeetingState.MINUTES
        meeting.save()
        assert not can_read_report(fresh(cast), meeting)
        meeting.remarks_until = timezone.localdate()
        meeting.save()
        assert can_read_report(fresh(cast), meeting)
        assert not can_read_report(fresh(cast, "other_deal"), meeting)
        report = cast.client(OUTSIDER).get(url("report_detail", meeting))
        assert report.status_code == 200

    def test_of_a_public_body_the_links_work(self, cast):
        """Who may open the body gets its links, and those of decisions that were released."""
        meeting = MeetingFactory(
            body=cast.steering, state=MeetingState.MINUTES, access=Access.DEAL, remarks_until=None
        )
        item = AgendaItemFactory(meeting=meeting)
        DecisionFactory(body=cast.steering, item=item)
        asked(cast, meeting, "guest")
        (line,) = decision_lines(fresh(cast), meeting)
        assert line.url == ""
        meeting.list_confirmed_at = timezone.now()
        meeting.save()
        (line,) = decision_lines(fresh(cast), meeting)
        assert opens(cast, line.url) == 200
        html = cast.client(OUTSIDER).get(meeting.get_absolute_url()).content.decode()
        assert f'href="{cast.steering.get_absolute_url()}"' in html

    def test_of_a_closed_body_in_a_deal_that_one_reads_only_the_deal_is_a_link(self, cast, meeting):
        cast.deal.access = Access.PUBLIC
        cast.deal.save()
        asked(cast, meeting, "guest")
        page = cast.client(OUTSIDER).get(meeting.get_absolute_url()).content.decode()
        assert f'href="{cast.deal.get_absolute_url()}"' in page
        assert f'href="{cast.closed.get_absolute_url()}"' not in page
        assert f'href="{cast.closed.get_absolute_url()}vergaderingen/"' not in page

    def test_a_guest_sends_in_a_question_and_reads_it_back(self, cast, meeting):
        item = AgendaItemFactory(meeting=meeting, section="questions")
        invitation = asked(cast, meeting, "signer")
        MeetingQuestionFactory(invitation=invitation, text="Wat kost dat?")
        assert opens(cast, url("question_ask", meeting)) == 200
        page = cast.client(OUTSIDER).get(url("item_detail", meeting, item.pk)).content.decode()
        assert "Wat kost dat?" in page

    def test_who_comes_instead_sends_in_a_question_for_the_seat(self, cast, meeting):
        AgendaItemFactory(meeting=meeting, section="questions")
        invitation = asked(cast, meeting, "deputy")
        client = cast.client(OUTSIDER)
        assert client.post(url("question_ask", meeting), {"text": "Wat kost dat?"}).status_code == 303
        question = MeetingQuestion.objects.get()
        assert question.invitation == invitation
        assert question.history.get().history_user == cast.users[OUTSIDER]
        invitation.reply = Reply.YES
        invitation.save()
        assert not can_ask_question(fresh(cast), meeting), "who was invited comes after all"
        own = asked(cast, meeting, "guest")
        assert invitation_of(fresh(cast), meeting) == own


def test_who_signed_without_a_seat_opens_the_meeting_of_the_network(cast):
    network = BodyFactory(deal=cast.deal, kind=BodyKind.EXECUTIVES_NETWORK, access=Access.DEAL)
    meeting = MeetingFactory(body=network, state=MeetingState.RESERVED)
    asked(cast, meeting, "signer")
    InvitationFactory(meeting=meeting, party=PartyFactory(deal=cast.deal))
    assert opens(cast, meeting.get_absolute_url()) == 200


class TestEnds:
    def test_for_who_signed_without_a_seat_with_the_party(self, cast, meeting):
        """A party that withdraws before the meeting; the meetings of before stay open to who was asked."""
        asked(cast, meeting, "signer")
        assert can_view_meeting(fresh(cast), meeting)
        leaves = PartyStatus.objects.create(party=cast.ministry, state="withdrawn", start=meeting.day)
        assert invited_as(fresh(cast), meeting) is None
        assert not can_view_meeting(fresh(cast), meeting)
        assert own_entries(fresh(cast), timezone.localdate()) == []
        leaves.start = meeting.day + timedelta(days=1)
        leaves.save()
        assert can_view_meeting(fresh(cast), meeting)

    def test_a_guest_of_a_party_that_left_stays_a_guest(self, cast, meeting):
        asked(cast, meeting, "guest", party=cast.ministry)
        PartyStatus.objects.create(party=cast.ministry, state="withdrawn", start=meeting.day)
        assert can_view_meeting(fresh(cast), meeting)

    def test_with_the_membership_that_ended_before_the_meeting(self, cast, meeting):
        """Nobody brought the list up to date yet; who sat there on the day itself goes on reading."""
        seat = MembershipFactory(seat__body=cast.closed, person=cast.people[OUTSIDER])
        InvitationFactory(meeting=meeting, person=seat.person, membership=seat)
        seat.end = meeting.day
        seat.save()
        assert can_view_meeting(fresh(cast), meeting)
        assert [entry.uid for entry in own_entries(fresh(cast), timezone.localdate())] == [str(meeting.uid)]
        seat.end = meeting.day - timedelta(days=1)
        seat.save()
        assert invited_as(fresh(cast), meeting) is None
        assert not can_view_meeting(fresh(cast), meeting)
        assert own_entries(fresh(cast), timezone.localdate()) == []

    @pytest.mark.parametrize(
        ("before", "shown"),
        [
            (MeetingState.DRAFT, set()),
            (MeetingState.RESERVED, {"member"}),
            (MeetingState.CONVENED, {"member", "observer", "anonymous"}),
        ],
    )
    def test_what_is_cancelled_stays_no_news_for_who_it_was_none_to(self, cast, before, shown):
        meeting = MeetingFactory(body=cast.steering, state=before, access=Access.PUBLIC)
        AgendaItemFactory(meeting=meeting, title="Nog een idee")
        secretary = cast.users["project_secretary"]
        cancel_meeting(actor=secretary, meeting=meeting, reason="Gaat niet door")
        readers = ("member", "observer", "anonymous")
        address = meeting.get_absolute_url()
        assert {role for role in readers if opens(cast, address, role) == 200} == shown
        assert opens(cast, address, "project_secretary") == 200
        entries = own_entries(fresh(cast, "member"), timezone.localdate())
        assert bool(entries) is ("member" in shown)
