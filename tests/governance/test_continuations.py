"""Who leaves before a planned legal succession does not come back with it, whichever way somebody leaves."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from citydeal.common.dates import DAY
from citydeal.common.history import latest_history_id
from governance.models import Appointment, Invitation, Membership, PartyContact, Person, Position
from governance.selectors.college import colleges
from governance.selectors.continuations import continuing
from governance.selectors.handover import holdings
from governance.services.college import CollegeChange, Leaving, change_colleges
from governance.services.handover import PASS_ON, STAYS, hand_over
from governance.services.memberships import MembershipTerms, change_membership, end_membership
from governance.services.parties_contacts import end_contact
from governance.services.party_succession import undo_obstacles
from governance.services.positions import end_position
from governance.services.requests_handling import take_over_nomination
from tests.factories.governance import (
    MembershipFactory,
    NominationFactory,
    PartyContactFactory,
    PartyRequestFactory,
    SeatFactory,
)
from tests.factories.meetings import InvitationFactory, MeetingFactory
from tests.governance.refusals import refused
from tests.governance.test_succession import Merger

pytestmark = pytest.mark.django_db


@pytest.fixture
def merger(cast):
    """A merger in two months; who sits in the steering group, and loose in a working group, goes on."""
    planned = Merger(cast)
    planned.first_day = timezone.localdate() + timedelta(days=60)
    planned.early = timezone.localdate() + timedelta(days=10)
    place = planned.members[0]
    planned.loose = MembershipFactory(
        body=cast.core,
        seat=SeatFactory(body=cast.core, party=planned.old[0], is_office_bound=False),
        person=place.person,
        position=place.position,
    )
    planned.do(date=planned.first_day)
    for each in (*planned.members, planned.loose):
        each.refresh_from_db()
    planned.coming = place.successors.get()
    return planned


def gone(merger):
    """Whether the person sits for the new party no more, and nobody else was touched."""
    assert merger.members[1].successors.get().person == merger.members[1].person
    return not Membership.objects.filter(pk=merger.coming.pk).exists()


def ending(merger, **more):
    place = merger.members[0]
    values = {"actor": merger.actor, "membership": place, "history_id": latest_history_id(place)}
    return values | {"last_day": merger.early, "reason": "Weg"} | more


def test_what_somebody_goes_on_with_is_known(merger, django_assert_num_queries):
    assert continuing(merger.members) == [merger.coming, merger.members[1].successors.get()]
    with django_assert_num_queries(0):
        assert continuing([merger.coming]) == []


def test_a_membership_that_ends_earlier(merger):
    end_membership(**ending(merger))
    assert gone(merger)
    removed = Membership.history.filter(id=merger.coming.pk).first()
    assert (removed.history_type, removed.history_user) == ("-", merger.actor)
    assert any("later gewijzigd" in sentence for sentence in undo_obstacles(merger.succession))


def test_the_last_day_before_the_succession_changes_nothing(merger):
    end_membership(**ending(merger, last_day=merger.first_day - DAY))
    assert not gone(merger)


def test_a_gap_that_was_there_stays(merger):
    merger.coming.start = merger.first_day + DAY
    merger.coming.save()
    end_membership(**ending(merger))
    assert not gone(merger)


def test_what_began_already_stays(merger):
    today = timezone.localdate()
    merger.members[0].end, merger.coming.start = today - DAY, today
    merger.members[0].save()
    merger.coming.save()
    end_membership(**ending(merger, last_day=today - timedelta(days=5)))
    assert not gone(merger)


def test_who_goes_on_twice_comes_back_in_neither(merger):
    last = merger.first_day + timedelta(days=30)
    merger.coming.end = last
    merger.coming.save()
    again = MembershipFactory(
        seat=merger.coming.seat, person=merger.coming.person, start=last + DAY, predecessor=merger.coming
    )
    end_membership(**ending(merger))
    assert gone(merger)
    assert not Membership.objects.filter(pk=again.pk).exists()


def test_a_change_of_the_days(merger):
    place = merger.members[0]
    terms = MembershipTerms(start=place.start, end=merger.first_day - DAY, role="secretary")
    given = {"actor": merger.actor, "membership": place}
    change_membership(**given, terms=terms, history_id=latest_history_id(place))
    assert not gone(merger)
    terms = MembershipTerms(start=place.start, end=merger.early, role="secretary")
    change_membership(**given, terms=terms, history_id=latest_history_id(place))
    assert gone(merger)


def test_an_office_with_the_seats_that_go_with_it(merger):
    office = merger.members[0].position
    office.refresh_from_db()
    coming_office = merger.coming.position
    end_position(
        actor=merger.actor,
        deal=merger.cast.deal,
        position=office,
        last_day=merger.early,
        memberships=[merger.members[0]],
        reason="",
        history_id=latest_history_id(office),
    )
    assert gone(merger)
    assert not Position.objects.filter(pk=coming_office.pk).exists()
    # Who stays in the working group without the office does so after the succession too.
    stays = merger.loose.successors.get()
    assert (stays.person, stays.position) == (merger.loose.person, None)


def test_an_office_that_ends_still_earlier_keeps_its_state(merger):
    office = merger.members[0].position
    for days in (20, 10):
        office.refresh_from_db()
        end_position(
            actor=merger.actor,
            deal=merger.cast.deal,
            position=office,
            last_day=timezone.localdate() + timedelta(days=days),
            memberships=[],
            reason="",
            history_id=latest_history_id(office),
        )
    office.refresh_from_db()
    assert (office.state, office.end) == ("stepped_down", merger.early)


def test_a_change_of_college(merger):
    deal, first_day = merger.cast.deal, merger.early + DAY
    (college,) = (c for c in colleges(deal, timezone.localdate()) if c.party == merger.old[0])
    leaving = [Leaving(executive.position) for executive in college.executives]
    change = CollegeChange(college.party, college.version, leaving)
    result = change_colleges(actor=merger.actor, deal=deal, first_day=first_day, changes=[change])
    assert [each.body for each in result.lapsed] == [merger.coming.body]
    assert gone(merger)


def test_a_change_of_college_with_a_successor(merger):
    deal, old, coming, first_day = merger.cast.deal, merger.members[0], merger.coming, merger.early + DAY
    (college,) = (c for c in colleges(deal, timezone.localdate()) if c.party == merger.old[0])
    (executive,) = college.executives
    organizations = [old.position.organization, coming.position.organization]
    new = Person(given_name="Ann", family_name="Opvolger")
    change = CollegeChange(college.party, college.version, [Leaving(executive.position, new)], "Zorg")
    result = change_colleges(actor=merger.actor, deal=deal, first_day=first_day, changes=[change])
    assert gone(merger)
    assert [(m.seat, m.start, m.end) for m in result.begun] == [
        (old.seat, first_day, merger.first_day - DAY),
        (coming.seat, merger.first_day, None),
    ]
    offices = [m.position for m in result.begun]
    assert [office.organization for office in offices] == organizations
    assert [office.end for office in offices] == [merger.first_day - DAY, None]
    assert {office.portfolio for office in offices} == {"Zorg"}


def test_whom_a_party_names_sits_as_long_as_its_seat_is_there(merger):
    end_membership(**ending(merger))
    merger.seats[0].refresh_from_db()
    request = PartyRequestFactory(party=merger.old[0], seat=merger.seats[0], answered_at=timezone.now())
    nomination = NominationFactory(
        request=request,
        seat=merger.seats[0],
        start=merger.early + DAY,
        family_name="Nieuw",
        office="alderman",
    )
    page = merger.cast.client("project_secretary").get(
        reverse("governance:nomination_detail", args=["de-deal", nomination.pk])
    )
    assert page.context["hindrance"] == ""
    named = take_over_nomination(actor=merger.actor, nomination=nomination)
    assert (named.start, named.end) == (merger.early + DAY, merger.first_day - DAY)


def handed_over(merger, first_day):
    """Let somebody take over all but the place in the core group; returns what the successor has."""
    deal, person = merger.cast.deal, merger.members[0].person
    held = holdings(deal, person, timezone.localdate())
    assert {merger.coming, merger.coming.position}.isdisjoint(holding.record for holding in held)
    stays = f"membership_{merger.loose.pk}"
    successor = hand_over(
        actor=merger.actor,
        deal=deal,
        person=person,
        successor=Person(given_name="Ann", family_name="Opvolger"),
        first_day=first_day,
        choices={holding.key: STAYS if holding.key == stays else PASS_ON for holding in held},
    )
    places = successor.memberships.order_by("start").values_list("seat", "start", "end", "predecessor")
    offices = successor.positions.order_by("start").values_list("organization", "start", "end")
    return list(places), list(offices)


def test_who_takes_over_goes_on_at_the_party_that_follows_up(merger):
    first_day, last = merger.early + DAY, merger.first_day - DAY
    old, coming = merger.members[0], merger.coming
    places, offices = handed_over(merger, first_day)
    assert gone(merger)
    first = old.successors.get()
    assert places == [
        (old.seat.pk, first_day, last, old.pk),
        (coming.seat.pk, merger.first_day, None, first.pk),
    ]
    assert offices == [
        (old.position.organization.pk, first_day, last),
        (coming.position.organization.pk, merger.first_day, None),
    ]
    assert [each.position.organization for each in (first, first.successors.get())] == [
        old.position.organization,
        coming.position.organization,
    ]
    assert merger.loose.successors.get().position is None


def test_who_takes_over_on_the_day_of_the_succession_begins_at_the_new_party(merger):
    old, coming = merger.members[0], merger.coming
    places, offices = handed_over(merger, merger.first_day)
    assert gone(merger)
    assert places == [(coming.seat.pk, merger.first_day, None, old.pk)]
    assert offices == [(coming.position.organization.pk, merger.first_day, None)]
    old.refresh_from_db()
    assert old.end == merger.first_day - DAY


def test_who_takes_over_after_it_follows_who_went_on(merger):
    coming, first_day = merger.coming, merger.first_day + timedelta(days=10)
    places, offices = handed_over(merger, first_day)
    assert places == [(coming.seat.pk, first_day, None, coming.pk)]
    assert offices == [(coming.position.organization.pk, first_day, None)]
    coming.refresh_from_db()
    assert (coming.start, coming.end) == (merger.first_day, first_day - DAY)


def test_who_was_invited_already_stands_as_gone_on_the_list(merger):
    meeting = MeetingFactory(body=merger.cast.steering, days=70)
    made = InvitationFactory(meeting=meeting, person=merger.coming.person, membership=merger.coming)
    end_membership(**ending(merger))
    made.refresh_from_db()
    assert made.membership == merger.members[0]
    url = reverse("governance:meeting_invitations", args=["de-deal", "stuurgroep", meeting.pk])
    assert str(made.person) in merger.cast.client("project_secretary").get(url).content.decode()
    assert Invitation.objects.count() == 1


def test_what_rests_on_it_is_said(merger):
    Appointment.objects.create(party=merger.old[1], membership=merger.coming, date=timezone.localdate())
    said = refused(end_membership, **ending(merger))
    assert "daar hangt al iets van af" in str(said)


def asked(merger, name, record, **answers):
    """Return the page that shows what an act would do; nothing is done yet."""
    client = merger.cast.client("project_secretary")
    url = reverse(f"governance:{name}", args=["de-deal", *([record.pk] if record else [])])
    page = client.post(url, answers | {"stap": "gevolgen"})
    assert page.status_code == 200, page.content.decode()
    assert Membership.objects.filter(pk=merger.coming.pk).exists()
    return page.content.decode()


WORDS = "Deze lidmaatschappen beginnen niet meer"


@pytest.mark.parametrize("days", [10, 59])
def test_each_page_says_it_first(merger, days):
    place, office = merger.members[0], merger.members[0].position
    day = timezone.localdate() + timedelta(days=days)
    end = {"end_dag": day.strftime("%d-%m-%Y")}
    start = {"start_dag": place.start.strftime("%d-%m-%Y"), "role": place.role}
    held = {
        holding.key: PASS_ON for holding in holdings(merger.cast.deal, place.person, timezone.localdate())
    }
    pages = [
        asked(merger, "membership_end", place, history_id=latest_history_id(place), **end),
        asked(
            merger,
            "position_end",
            office,
            history_id=latest_history_id(office),
            memberships=[place.pk],
            **end,
        ),
        asked(
            merger,
            "person_handover",
            place.person,
            person="nieuw",
            given_name="Ann",
            family_name="Opvolger",
            first_day_dag=(day + DAY).strftime("%d-%m-%Y"),
            **held,
        ),
    ]
    # Who hands over from the first day of the succession on, lets the successor begin there.
    assert [WORDS in page for page in pages] == [days == 10, days == 10, True]
    changing = {"history_id": latest_history_id(place), **start, **end}
    client = merger.cast.client("project_secretary")
    page = client.post(reverse("governance:membership_edit", args=["de-deal", place.pk]), changing)
    # Where nothing would lapse and no rule gets worse, the change is saved at once.
    assert (page.status_code == 200 and WORDS in page.content.decode()) == (days == 10)


class TestContact:
    """The contact of a party that will be followed up is the contact of the next one too."""

    @pytest.fixture
    def contact(self, cast):
        self.merger = Merger(cast)
        self.merger.early = timezone.localdate() + timedelta(days=10)
        self.merger.first_day = timezone.localdate() + timedelta(days=60)
        contact = PartyContactFactory(party=self.merger.old[0])
        self.merger.do(date=self.merger.first_day)
        contact.refresh_from_db()
        return contact

    def coming(self, contact):
        return PartyContact.objects.filter(party=self.merger.new, person=contact.person)

    @pytest.mark.parametrize(("early", "stays"), [(True, False), (False, True)])
    def test_who_stops_earlier_is_no_contact_of_the_next(self, contact, early, stays):
        last_day = self.merger.early if early else self.merger.first_day - DAY
        end_contact(actor=self.merger.actor, contact=contact, last_day=last_day)
        assert self.coming(contact).exists() == stays

    def test_who_takes_over_is_the_contact_of_both(self, contact):
        held = holdings(self.merger.cast.deal, contact.person, timezone.localdate())
        assert [holding.record for holding in held if holding.kind == "contact"] == [contact]
        successor = hand_over(
            actor=self.merger.actor,
            deal=self.merger.cast.deal,
            person=contact.person,
            successor=Person(given_name="Ann", family_name="Opvolger"),
            first_day=self.merger.early + DAY,
            choices={holding.key: PASS_ON for holding in held},
        )
        assert not self.coming(contact).exists()
        assert list(successor.contact_of.order_by("start").values_list("party", "start", "end")) == [
            (self.merger.old[0].pk, self.merger.early + DAY, self.merger.first_day - DAY),
            (self.merger.new.pk, self.merger.first_day, None),
        ]

    def test_who_is_the_contact_already_goes_on_as_long_as_the_party(self, contact):
        colleague = PartyContactFactory(party=self.merger.old[0], end=self.merger.early + DAY)
        held = holdings(self.merger.cast.deal, contact.person, timezone.localdate())
        hand_over(
            actor=self.merger.actor,
            deal=self.merger.cast.deal,
            person=contact.person,
            successor=colleague.person,
            first_day=self.merger.early + DAY,
            choices={holding.key: PASS_ON for holding in held},
        )
        colleague.refresh_from_db()
        assert colleague.end == self.merger.first_day - DAY
