"""A session: who was there at which item, the quorum, and votes."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from governance.enums import BallotChoice, MeetingState, Presence
from governance.models import Abstention, EligibleVoter, RegisterEntry, Vote, VoteEvent
from governance.rules.agenda import Line
from governance.rules.attendance import Attendee, Window, is_there_at, quorum, voters, windows
from governance.selectors.attendance import deputies_for, stamp
from governance.selectors.outcomes import attendance_groups, invitations_of, outcome_of, presence_note
from governance.selectors.sessions import session_of
from governance.selectors.votes import vote_page
from governance.services.attendance import AttendanceLine, record_attendance
from governance.services.votes import cast_vote, close_vote, open_vote, record_show_of_hands
from tests.factories.governance import (
    DecisionFactory,
    MembershipFactory,
    PartyFactory,
    PersonFactory,
    PositionFactory,
    SeatFactory,
)
from tests.factories.sessions import (
    AttendeeFactory,
    EligibleVoterFactory,
    HeldItemFactory,
    HeldMeetingFactory,
    MeetingRemarkFactory,
    PartyAgreementFactory,
    VoteEventFactory,
    WayOfWorkingFactory,
)
from tests.governance.refusals import refused

pytestmark = pytest.mark.django_db
START = datetime(2026, 9, 24, 14, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))


def who(pk=1, presence=Presence.PRESENT, **more):
    fields = {"has_vote": True, "deputy_votes": False, "voter": pk}
    return Attendee(id=pk, presence=presence, **(fields | more))


class TestRules:
    def test_items_follow_each_other_and_hold_what_is_under_them(self):
        lines = [Line(1, None, 10), Line(2, None, 5), Line(3, 2, 20), Line(4, None, 0)]
        found = windows(lines, START)
        assert found[1] == Window(START, START + timedelta(minutes=10))
        assert found[2] == Window(START + timedelta(minutes=10), START + timedelta(minutes=35))
        assert found[4].start == found[4].end == START + timedelta(minutes=35)

    @pytest.mark.parametrize(
        ("fields", "there"),
        [
            ({}, True),
            ({"presence": Presence.ABSENT}, False),
            ({"arrived": time(14, 29)}, True),
            ({"arrived": time(14, 30)}, False),
            ({"left": time(14, 10)}, False),
            ({"left": time(14, 11)}, True),
        ],
    )
    def test_who_was_there_at_an_item(self, fields, there):
        window = Window(START + timedelta(minutes=10), START + timedelta(minutes=30))
        assert is_there_at(who(**fields), window) is there

    def test_an_item_without_minutes_still_has_people(self):
        assert is_there_at(who(arrived=time(14, 0)), Window(START, START))
        assert not is_there_at(who(arrived=time(14, 1)), Window(START, START))

    def test_deputies_vote_as_the_way_of_working_says(self):
        deputy = who(2, Presence.REPLACED, deputy_votes=True)
        assert [each.id for each in voters([who(), deputy], deputies_vote=True)] == [1, 2]
        assert [each.id for each in voters([who(), deputy], deputies_vote=False)] == [1]
        assert not voters([who(2, Presence.REPLACED)], deputies_vote=True)
        assert not voters([who(has_vote=False)], deputies_vote=True)

    def test_one_person_has_one_vote(self):
        """Choice A2-3b: who sits there himself, casts none for another."""
        people = [who(2, Presence.REPLACED, deputy_votes=True, voter=1), who(1)]
        assert [each.id for each in voters(people, deputies_vote=True)] == [1]

    def test_a_party_that_left_the_item_does_not_vote_and_counts_for_the_quorum(self):
        people = [who(1, party=7), who(2)]
        assert [each.id for each in voters(people, deputies_vote=True, abstains=frozenset({7}))] == [2]
        found = quorum(people, 2, deputies_vote=True)
        assert (found.there, found.of, found.is_met, found.is_recorded) == (2, 2, True, True)

    def test_without_a_quorum_it_is_always_met(self):
        found = quorum([who(presence="")], None, deputies_vote=True)
        assert found.is_met
        assert not found.is_recorded


@pytest.fixture
def secretary(cast):
    return cast.users["project_secretary"]


@pytest.fixture
def meeting(cast):
    return HeldMeetingFactory(body=cast.steering)


def line(invitation, presence=Presence.PRESENT, **more):
    fields = {"seen": stamp(invitation), "presence": presence}
    return AttendanceLine(invitation=invitation.pk, **(fields | more))


class TestAttendance:
    def record(self, secretary, meeting, *lines):
        return {"actor": secretary, "meeting": meeting, "lines": lines}

    def test_it_is_written_down_with_times(self, secretary, meeting):
        invitation = AttendeeFactory(meeting=meeting, presence="")
        given = line(invitation, is_online=True, arrived=time(14, 10), left=time(15, 10))
        assert record_attendance(**self.record(secretary, meeting, given)) == 1
        invitation.refresh_from_db()
        assert presence_note(invitation) == "online, vanaf 14.10, weg om 15.10"
        assert invitation.history.first().history_user == secretary
        assert record_attendance(**self.record(secretary, meeting, given)) == 0

    def test_what_somebody_else_wrote_stays(self, secretary, meeting):
        invitation = AttendeeFactory(meeting=meeting, presence="")
        opened = stamp(invitation)
        untouched = AttendanceLine(invitation.pk, opened, "")
        invitation.presence = Presence.ABSENT
        invitation.save()
        assert record_attendance(**self.record(secretary, meeting, untouched)) == 0
        touched = AttendanceLine(invitation.pk, opened, Presence.PRESENT)
        error = refused(record_attendance, **self.record(secretary, meeting, touched))
        assert error.field == f"aanwezig{invitation.pk}"
        invitation.refresh_from_db()
        assert invitation.presence == Presence.ABSENT

    def test_lines_that_cannot_be(self, secretary, meeting):
        invitation = AttendeeFactory(meeting=meeting)
        for given, field in (
            (line(invitation, Presence.ABSENT, arrived=time(14, 0)), "aanwezig"),
            (line(invitation, Presence.REPLACED), "vervanger"),
            (line(invitation, arrived=time(15, 0), left=time(14, 0)), "weg"),
            (line(invitation, Presence.REPLACED, deputy=PersonFactory()), "vervanger"),
        ):
            error = refused(record_attendance, **self.record(secretary, meeting, given))
            assert error.field == f"{field}{invitation.pk}"
        other = AttendeeFactory()
        refused(record_attendance, **self.record(secretary, meeting, line(other)))

    def test_a_deputy_of_the_same_party_or_place_comes_instead(self, cast, secretary, meeting):
        party = PartyFactory(deal=cast.deal)
        seat = SeatFactory(body=cast.steering, party=party)
        member = MembershipFactory(seat=seat)
        on_file = MembershipFactory(seat=seat, is_deputy=True)
        colleague = PositionFactory(organization=party.organization).person
        RegisterEntry.objects.create(deal=cast.deal, person=colleague)
        invitation = AttendeeFactory(
            meeting=meeting, person=member.person, membership=member, party=party, presence=""
        )
        able = deputies_for(meeting, invitations_of(meeting))[invitation.pk]
        assert able == [on_file.person, colleague]
        WayOfWorkingFactory(body=cast.steering, deputies_vote=False)
        given = line(invitation, Presence.REPLACED, deputy=colleague)
        record_attendance(**self.record(secretary, meeting, given))
        invitation.refresh_from_db()
        assert (invitation.deputy, invitation.deputy_votes) == (colleague, False)
        (group,) = attendance_groups(invitations_of(meeting))
        assert colleague.name in group.people[0].note

    def test_only_the_secretary_and_only_around_the_session(self, cast, secretary, meeting):
        invitation = AttendeeFactory(meeting=meeting, presence="")
        fields = self.record(secretary, meeting, line(invitation))
        refused(record_attendance, **{**fields, "actor": cast.users["member"]})
        for state in (MeetingState.CONVENED, MeetingState.ADOPTED):
            meeting.state, meeting.adopted_on = state, meeting.day
            meeting.save()
            refused(record_attendance, **fields)
        cast.deal.state = "closed"
        cast.deal.save()
        assert "gesloten" in str(refused(record_attendance, **fields)).lower()

    def test_the_page_keeps_what_was_typed(self, cast, meeting):
        invitation = AttendeeFactory(meeting=meeting, presence="")
        url = reverse("governance:attendance_edit", args=[cast.deal.slug, "stuurgroep", meeting.pk])
        pk = invitation.pk
        data = {f"toen{pk}": stamp(invitation), f"aanwezig{pk}": "present", f"weg{pk}": "kwart over drie"}
        response = cast.client("project_secretary").post(url, data)
        assert response.status_code == 422
        assert "kwart over drie" in response.content.decode()


class TestVotes:
    @pytest.fixture
    def item(self, meeting):
        return HeldItemFactory(meeting=meeting)

    def opened(self, secretary, item, **more):
        return {"actor": secretary, "item": item, "question": "Gaat de test door?"} | more

    def test_by_name_counted_with_the_newest_row_of_each(self, cast, secretary, item):
        mine = AttendeeFactory(meeting=item.meeting, person=cast.people["member"])
        AttendeeFactory(meeting=item.meeting)
        AttendeeFactory(meeting=item.meeting, presence=Presence.ABSENT)
        AttendeeFactory(meeting=item.meeting, is_guest=True)
        event = open_vote(**self.opened(secretary, item))
        first = event.voters.get(person=mine.person)
        second = event.voters.exclude(pk=first.pk).get()
        own = {"actor": cast.users["member"], "voter": first}
        cast_vote(**own, choice=BallotChoice.AGAINST)
        assert cast_vote(**own, choice=BallotChoice.AGAINST) is None
        cast_vote(**own, choice=BallotChoice.FOR)
        assert [vote.choice for vote in first.votes.all()] == ["against", "for"]
        refused(cast_vote, actor=cast.users["member"], voter=second, choice="for")
        refused(cast_vote, actor=cast.users["adviser"], voter=first, choice="for")
        assert refused(cast_vote, **own, choice="misschien").field == f"stem{first.pk}"
        cast_vote(actor=secretary, voter=second, choice=BallotChoice.BLANK)
        close_vote(actor=secretary, event=event)
        page = vote_page(VoteEvent.objects.get())
        assert [number for _word, number in page.counts] == [1, 0, 1]
        assert [row.times for row in page.rows if row.voter == first] == [2]
        assert "gesloten" in str(refused(cast_vote, **own, choice="for"))
        refused(close_vote, actor=secretary, event=event)
        assert Vote.objects.count() == 3

    @pytest.mark.parametrize("case", ["closed", "adopted"])
    def test_nobody_votes_in_a_closed_deal_or_after_the_report_is_adopted(self, cast, item, case):
        voter = EligibleVoterFactory(event__item=item, person=cast.people["member"])
        if case == "closed":
            cast.deal.state = "closed"
            cast.deal.save()
        else:
            item.meeting.state, item.meeting.adopted_on = MeetingState.ADOPTED, timezone.localdate()
            item.meeting.save()
        refused(cast_vote, actor=cast.users["member"], voter=voter, choice="for")
        assert not Vote.objects.exists()

    def test_a_party_that_left_the_item_does_not_read_its_votes(self, cast, item):
        event = VoteEventFactory(item=item, question="Krijgt de partij het geld?")
        page = reverse(
            "governance:vote_detail", args=[cast.deal.slug, "stuurgroep", item.meeting_id, event.pk]
        )
        assert cast.client("member").get(page).status_code == 200
        party = cast.people["member"].memberships.get().seat.party
        Abstention.objects.create(item=item, party=party, reason="Doet mee aan de aanbesteding")
        assert cast.client("member").get(page).status_code == 404
        assert cast.client("chair").get(page).status_code == 200
        assert cast.client("project_secretary").get(page).status_code == 200

    def test_who_comes_later_does_not_vote_in_an_open_vote(self, secretary, item):
        AttendeeFactory(meeting=item.meeting)
        event = open_vote(**self.opened(secretary, item))
        AttendeeFactory(meeting=item.meeting)
        assert event.voters.count() == 1
        assert "al een stemming open" in str(refused(open_vote, **self.opened(secretary, item)))
        refused(close_vote, actor=secretary, event=event)

    def test_a_deputy_casts_the_vote_of_the_member(self, secretary, item):
        deputy = PersonFactory()
        AttendeeFactory(meeting=item.meeting, presence=Presence.REPLACED, deputy=deputy, deputy_votes=True)
        event = open_vote(**self.opened(secretary, item))
        assert event.voters.get().voter == deputy
        assert vote_page(event).rows[0].by == deputy.name

    def test_not_who_left_for_an_interest_or_was_gone(self, cast, secretary, item):
        party = PartyFactory(deal=cast.deal)
        AttendeeFactory(meeting=item.meeting, party=party)
        gone = timezone.localtime(item.meeting.starts_at).time()
        AttendeeFactory(meeting=item.meeting, left=gone)
        Abstention.objects.create(item=item, party=party, reason="Doet mee aan de aanbesteding")
        assert "Niemand heeft een stem" in str(refused(open_vote, **self.opened(secretary, item)))
        under = HeldItemFactory(meeting=item.meeting, parent=item)
        refused(open_vote, **self.opened(secretary, under))

    def test_a_show_of_hands_has_no_more_votes_than_there_are(self, secretary, item):
        AttendeeFactory.create_batch(2, meeting=item.meeting)
        fields = self.opened(secretary, item, votes_for=2, votes_against=1)
        assert refused(record_show_of_hands, **fields).field == "votes_for"
        event = record_show_of_hands(**{**fields, "votes_for": 1})
        assert event.closed_at is not None
        assert EligibleVoter.objects.filter(event=event).count() == 2

    def test_not_without_a_quorum(self, cast, secretary, item):
        WayOfWorkingFactory(body=cast.steering, quorum=2)
        assert "Leg eerst vast" in str(refused(open_vote, **self.opened(secretary, item)))
        AttendeeFactory(meeting=item.meeting)
        assert "ten minste 2" in str(refused(open_vote, **self.opened(secretary, item)))
        AttendeeFactory(meeting=item.meeting)
        open_vote(**self.opened(secretary, item))
        assert session_of(item.meeting).quorum.is_met

    def test_in_the_browser_by_the_voter_and_closed_by_the_secretary(self, cast, item):
        mine = AttendeeFactory(meeting=item.meeting, person=cast.people["member"])
        secretary, member = cast.client("project_secretary"), cast.client("member")
        where = [cast.deal.slug, "stuurgroep", item.meeting_id]
        url = reverse("governance:vote_open", args=[*where, item.pk])
        shown = {"question": "Door?", "by_name": "show"}
        assert secretary.get(url).status_code == 200
        assert secretary.post(url, shown).status_code == 422
        made = secretary.post(url, shown | {"votes_for": "1", "votes_against": "0"})
        assert made.status_code == 303
        response = secretary.post(url, {"question": "Door?", "by_name": "name"})
        page = response.url
        assert secretary.get(url).status_code == 200
        voter = EligibleVoter.objects.get(event__by_name=True)
        assert voter.person == mine.person
        assert member.post(page, {f"stem{voter.pk}": "for"}).status_code == 303
        assert "gestemd door 1 van de 1" in member.get(page).content.decode()
        outsider = cast.client("chair").post(page, {f"stem{voter.pk}": "for"})
        assert outsider.status_code == 422
        assert "Alleen wie mag stemmen" in outsider.content.decode()
        form = cast.client("chair").get(page).context["form"]
        assert not form.fields
        closed = secretary.post(page, {f"stem{voter.pk}": "against", "doe": "sluit"})
        assert closed.status_code == 303
        event = VoteEvent.objects.get(by_name=True)
        assert (event.votes_for, event.votes_against) == (0, 1)
        # After closing there is nothing to vote in, whatever is sent; who was too late hears that.
        late = member.post(page, {f"stem{voter.pk}": "for"})
        assert late.status_code == 422
        assert "Deze stemming is gesloten" in late.content.decode()
        assert "genoteerd" not in late.content.decode()
        assert Vote.objects.count() == 2
        decide = secretary.get(reverse("governance:item_decide", args=[*where, item.pk])).context["form"]
        assert decide["decided_by"].value() == "name"
        assert secretary.get(made.url).status_code == 200
        elsewhere = VoteEventFactory()
        gone = reverse("governance:vote_detail", args=[*where, elsewhere.pk])
        assert secretary.get(gone).status_code == 404


class TestOutcome:
    def test_it_costs_the_same_for_one_and_for_many(self, cast, queries):
        for number in (1, 3):
            meeting = HeldMeetingFactory(body=cast.core)
            AttendeeFactory.create_batch(number, meeting=meeting)
            user = cast.users["project_secretary"]
            outcome_of(user, meeting, manages=True)  # the rights of the account are asked once
            with queries(2):
                outcome = outcome_of(user, meeting, manages=True)
            assert outcome.quorum.there == number
            assert len(outcome.links) == 2

    def test_before_the_session_there_is_none(self, cast, queries):
        meeting = HeldMeetingFactory(body=cast.core, state=MeetingState.CONVENED)
        with queries(0):
            assert not outcome_of(cast.users["member"], meeting, manages=False).is_held

    def test_who_takes_no_part_reads_no_names(self, cast):
        meeting = HeldMeetingFactory(
            body=cast.steering, state=MeetingState.ADOPTED, adopted_on=date(2026, 11, 1)
        )
        AttendeeFactory(meeting=meeting)
        AttendeeFactory(meeting=meeting, is_guest=True)
        assert not outcome_of(cast.users["nobody"], meeting, manages=False).groups
        inside = outcome_of(cast.users["member"], meeting, manages=False)
        assert [group.label for group in inside.groups] == ["Aanwezig", "Ook aanwezig"]
        assert inside.report_url


def test_the_pages_cost_the_same_for_one_and_for_three_rows(cast, queries):
    """Attendance, a vote, remarks and the list of decisions."""
    client = cast.client("project_secretary")
    for number in (1, 3):
        meeting = HeldMeetingFactory(
            body=cast.steering, state=MeetingState.MINUTES, remarks_until=timezone.localdate()
        )
        AttendeeFactory.create_batch(number, meeting=meeting, party=PartyFactory(deal=cast.deal))
        MeetingRemarkFactory.create_batch(number, meeting=meeting)
        event = VoteEventFactory(item__meeting=meeting)
        EligibleVoterFactory.create_batch(number, event=event)
        for decision in DecisionFactory.create_batch(
            number, body=cast.steering, item=event.item, asks_parties=True
        ):
            PartyAgreementFactory(decision=decision)
        where = [cast.deal.slug, "stuurgroep", meeting.pk]
        for name, more, count in (
            ("attendance_edit", [], 8),
            ("vote_detail", [event.pk], 9),
            ("report_remarks", [], 11),
            ("decisions_confirm", [], 9),
        ):
            url = reverse(f"governance:{name}", args=[*where, *more])
            client.get(url)
            with queries(count):
                assert client.get(url).status_code == 200
