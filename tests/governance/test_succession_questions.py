"""What is still asked of parties, and what they named, when others come in their place; and panel topics."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from citydeal.models import OutgoingMail
from governance.enums import BodyKind, SuccessionKind
from governance.models import Membership, Nomination, PartyRequest, Seat
from governance.selectors.parties_places import ENDS, SEAT_ENDS, moves_to, places_of
from governance.services.party_succession import undo_obstacles, undo_succession
from governance.services.requests import ask_for_seat, remind
from governance.services.requests_handling import take_over_nomination
from panels.services.topics import set_topics
from tests.factories.deal_text import ChallengeFactory
from tests.factories.governance import (
    BodyFactory,
    MembershipFactory,
    NominationFactory,
    PartyContactFactory,
    PartyRequestFactory,
    SeatFactory,
)
from tests.governance.refusals import refused
from tests.governance.test_requests import link, nomination
from tests.governance.test_succession import FIRST, NEW, Merger, NewOrganization

pytestmark = pytest.mark.django_db


def today():
    return timezone.localdate()


@pytest.fixture
def merger(cast):
    """Return a merger of two municipalities, both with a contact."""
    made = Merger(cast)
    made.contacts = [
        PartyContactFactory(party=party, person=place.person)
        for party, place in zip(made.old, made.members, strict=True)
    ]
    return made


@pytest.fixture
def asked(cast, merger):
    """Return the question to the first of them for an empty seat in the core group."""
    seat = SeatFactory(body=cast.core, party=merger.old[0], office="alderman")
    return ask_for_seat(actor=merger.actor, seat=seat)


def state(*questions):
    """Return what is kept of these questions, of their seats, and of all that was named."""
    return (
        list(
            PartyRequest.objects.filter(pk__in=[question.pk for question in questions])
            .order_by("pk")
            .values("pk", "party", "seat", "withdrawn_at", "answered_at", "to")
        ),
        list(Seat.objects.order_by("pk").values("pk", "party", "asked_on", "end")),
        list(Nomination.objects.order_by("pk").values("pk", "seat", "handled_at")),
    )


class TestForASeat:
    def test_goes_on_with_the_seat_and_its_link_still_works(self, cast, merger, asked, client):
        merger.do()
        asked.refresh_from_db()
        assert (asked.party, asked.seat.party, asked.seat.body) == (merger.new, merger.new, cast.core)
        assert (asked.seat.start, asked.seat.asked_on) == (FIRST, today())
        assert OutgoingMail.objects.count() == 1, "who was asked is not asked again"
        page = client.get(link(asked)).content.decode()
        assert "Gemeente Nieuwland" in page
        assert client.post(link(asked), nomination(asked.seat)).status_code == 303
        named = Nomination.objects.get()
        url = reverse("governance:nomination_detail", args=[cast.deal.slug, named.pk])
        secretary = cast.client("project_secretary")
        assert "1 januari 2199" in secretary.get(url).content.decode()
        secretary.post(url, {"doe": "overnemen"})
        member = Membership.objects.get(seat=asked.seat)
        assert (member.start, member.position.organization) == (FIRST, merger.new.organization)

    def test_who_was_asked_answers_and_is_reminded_before_the_day(self, cast, merger):
        contact = cast.people["chair"]
        merger.contacts[0].person = contact
        merger.contacts[0].save()
        seat = SeatFactory(body=cast.core, party=merger.old[0])
        question = ask_for_seat(actor=merger.actor, seat=seat)
        mails = OutgoingMail.objects.count()
        merger.do()
        url = reverse("governance:my_request", args=[question.pk])
        for role in ("chair", "adviser"):
            assert url in cast.client(role).get("/").content.decode()
            assert cast.client(role).get(url).status_code == 200
        assert cast.client("member").get(url).status_code == 404
        assert remind(actor=merger.actor, request=question).to == contact
        assert OutgoingMail.objects.count() == 2 * mails

    def test_where_the_seat_ends_it_is_withdrawn(self, merger, asked, client):
        key = f"zetel_{asked.seat_id}"
        merger.do(merger.choices(merger.terms(), **{key: SEAT_ENDS}))
        asked.refresh_from_db()
        assert asked.withdrawn_at
        assert (asked.party, asked.seat.asked_on) == (merger.old[0], None)
        assert client.get(link(asked)).status_code == 410
        assert not merger.new.requests.exists()

    def test_of_a_seat_that_is_no_more_it_can_only_be_withdrawn(self, merger, asked):
        asked.seat.end = FIRST - timedelta(days=9)
        asked.seat.save()
        key = f"vraag_{asked.pk}"
        refused(merger.do, choices=merger.choices(merger.terms()) | {key: moves_to(0)})
        assert merger.choices(merger.terms())[key] == ENDS
        merger.do()
        asked.refresh_from_db()
        assert asked.withdrawn_at

    def test_what_was_answered_stays_with_who_answered(self, merger, asked):
        asked.answered_at = timezone.now()
        asked.save()
        merger.do()
        asked.refresh_from_db()
        assert (asked.party, asked.seat.party) == (merger.old[0], merger.old[0])


class TestNamed:
    def test_who_was_named_is_taken_over_at_the_new_party(self, merger, asked):
        named = NominationFactory(seat=asked.seat, request=asked, start=today())
        asked.answered_at = timezone.now()
        asked.save()
        merger.do()
        member = take_over_nomination(actor=merger.actor, nomination=named)
        assert (member.seat.party, member.start) == (merger.new, FIRST)
        assert member.position.organization == merger.new.organization

    def test_also_after_a_second_succession(self, merger, asked):
        named = NominationFactory(seat=asked.seat, request=asked, start=today())
        asked.answered_at = timezone.now()
        asked.save()
        merger.do()
        again = {
            "kind": SuccessionKind.RENAMING,
            "date": date(2199, 6, 1),
            "before": [merger.new],
            "new": (NewOrganization("Gemeente Straks"),),
        }
        merger.do(merger.choices(merger.terms(**again)), **again)
        assert take_over_nomination(actor=merger.actor, nomination=named).seat.party == merger.new

    def test_what_was_handled_stays(self, merger, asked):
        named = NominationFactory(seat=asked.seat, request=asked, handled_at=timezone.now())
        merger.do()
        named.refresh_from_db()
        assert named.seat.party == merger.old[0]


class TestWithoutASeat:
    def test_a_question_goes_where_was_chosen(self, cast, merger, client):
        check = PartyRequestFactory(party=merger.old[0], to=merger.members[0].person)
        merger.do()
        check.refresh_from_db()
        assert (check.party, check.is_open) == (merger.new, True)
        # The offices are those at the new party, from the day on.
        assert merger.members[0].person.name in client.get(link(check)).content.decode()

    def test_two_of_a_kind_are_shown_and_one_is_withdrawn(self, merger):
        checks = [PartyRequestFactory(party=party, to=party.contacts.get().person) for party in merger.old]
        places = {place.key: place for place in places_of(merger.old, FIRST)}
        assert [places[f"vraag_{check.pk}"].is_double for check in checks] == [True, True]
        choices = merger.choices(merger.terms(), **{f"vraag_{checks[1].pk}": ENDS})
        merger.do(choices)
        assert [bool(c.withdrawn_at) for c in PartyRequest.objects.order_by("pk")] == [False, True]
        assert merger.new.requests.get() == checks[0]

    @pytest.mark.parametrize("goes_on", [True, False])
    def test_of_a_new_college_the_seats_wait_only_while_it_is_asked(self, cast, merger, client, goes_on):
        waiting = SeatFactory(body=cast.core, party=merger.old[0], office="alderman", asked_on=today())
        by_hand = SeatFactory(body=cast.core, party=merger.old[1], office="alderman", asked_on=today())
        college = PartyRequestFactory(
            party=merger.old[0], kind="college_change", to=merger.contacts[0].person
        )
        key = f"vraag_{college.pk}"
        merger.do(merger.choices(merger.terms(), **{key: moves_to(0) if goes_on else ENDS}))
        new = merger.new.seats.filter(body=cast.core).order_by("pk").values_list("asked_on", flat=True)
        assert list(new) == [today() if goes_on else None, by_hand.asked_on]
        page = client.get(link(college))
        assert page.status_code == (200 if goes_on else 410)
        if goes_on:
            seat = merger.new.seats.filter(body=cast.core).order_by("pk").first()
            assert f"zetel{seat.pk}" in page.content.decode()
            assert f"zetel{waiting.pk}" not in page.content.decode()


class TestUndo:
    def test_everything_is_asked_as_before(self, merger, asked):
        check = PartyRequestFactory(party=merger.old[1], to=merger.contacts[1].person)
        withdrawn = ask_for_seat(
            actor=merger.actor, seat=SeatFactory(body=merger.cast.core, party=merger.old[1])
        )
        NominationFactory(seat=merger.seats[0], request=check)
        before = state(asked, check, withdrawn)
        merger.do(merger.choices(merger.terms(), **{f"zetel_{withdrawn.seat_id}": SEAT_ENDS}))
        assert state(asked, check, withdrawn) != before
        undo_succession(actor=merger.actor, succession=merger.succession)
        assert state(asked, check, withdrawn) == before

    def test_an_answer_since_stands_in_the_way(self, merger, asked, client):
        merger.do()
        asked.refresh_from_db()
        client.post(link(asked), nomination(asked.seat))
        now = state(asked)
        assert "De vraag aan Gemeente Nieuwland is later gewijzigd." in undo_obstacles(merger.succession)
        refused(undo_succession, actor=merger.actor, succession=merger.succession)
        assert state(asked) == now

    def test_who_was_taken_over_since_stands_in_the_way(self, merger, asked):
        named = NominationFactory(seat=asked.seat, request=asked)
        merger.do()
        take_over_nomination(actor=merger.actor, nomination=named)
        words = f"De voordracht van {named.name} is later gewijzigd."
        assert words in undo_obstacles(merger.succession)


class TestOnThePage:
    def form(self, merger, **more):
        return {
            "kind": "merger",
            "date_dag": "1-1-2199",
            "before": [party.pk for party in merger.old],
            "after": "",
            "new_name_1": NEW.name,
            "new_kind_1": NEW.kind,
            "stap": "gevolgen",
        } | more

    def test_the_plan_and_the_page_after_it_say_what_happens_to_each(self, cast, merger, asked):
        check = PartyRequestFactory(party=merger.old[1], to=merger.contacts[1].person)
        named = NominationFactory(seat=merger.seats[0], request=check)
        client = cast.client("project_secretary")
        url = reverse("governance:succession_create", args=[cast.deal.slug])
        page = client.post(url, self.form(merger)).content.decode()
        assert "De open vraag aan de partij gaat mee." in page
        assert f"nog te verwerken: {named.name}. Dit gaat mee." in page
        assert "Vraag aan West: " in page
        assert "De vraag wordt ingetrokken" in page
        merger.do(merger.choices(merger.terms(), **{f"vraag_{check.pk}": ENDS}))
        done = reverse("governance:succession_detail", args=[cast.deal.slug, merger.succession.pk])
        page = client.get(done).content.decode()
        assert "Kerngroep: De vraag gaat verder naar Gemeente Nieuwland" in page
        assert f"Stuurgroep: Genoemd: {named.name}" in page
        assert ": De vraag wordt ingetrokken" in page

    def test_two_of_a_kind_must_be_chosen(self, cast, merger):
        for party in merger.old:
            PartyRequestFactory(party=party, to=party.contacts.get().person)
        url = reverse("governance:succession_create", args=[cast.deal.slug])
        page = cast.client("project_secretary").post(url, self.form(merger)).content.decode()
        assert "Er zou meer dan één vraag van deze soort zijn." in page
        assert 'name="gezien" value=""' in page

    def test_a_withdrawal_says_it_too(self, cast, merger, asked):
        check = PartyRequestFactory(party=merger.old[0], to=merger.contacts[0].person)
        url = reverse("governance:party_withdraw", args=[cast.deal.slug, merger.old[0].organization.slug])
        sent = {"date_dag": "1-1-2199", "stap": "gevolgen"}
        page = cast.client("project_secretary").post(url, sent).content.decode()
        assert "Vervalt de zetel? Dan wordt de open vraag aan de partij ingetrokken." in page
        assert f'name="vraag_{check.pk}"' in page

    @pytest.mark.parametrize("rows", [1, 3])
    def test_costs_the_same_for_one_and_for_three_questions(self, cast, merger, queries, rows):
        for _ in range(rows):
            PartyRequestFactory(party=merger.old[0], to=merger.contacts[0].person)
            NominationFactory(
                seat=merger.seats[0],
                request=PartyRequestFactory(party=merger.old[1], to=merger.contacts[1].person),
            )
        with queries(7):
            assert places_of(merger.old, FIRST)


class TestTopics:
    @pytest.fixture
    def resident(self, cast, merger):
        """Return a member of the panel who sits from an office at one of the municipalities, with a topic."""
        panel = BodyFactory(deal=cast.deal, kind=BodyKind.RESIDENTS_PANEL)
        first = merger.members[0]
        member = MembershipFactory(seat=None, body=panel, person=first.person, position=first.position)
        set_topics(
            actor=merger.actor,
            membership=member,
            challenges=[ChallengeFactory(deal=cast.deal, title="Wonen")],
        )
        return member

    def titles(self, membership):
        return [topic.challenge.title for topic in membership.panel_topics.all()]

    def test_go_along_with_the_member_and_back(self, merger, resident):
        merger.do()
        new = resident.successors.get()
        assert self.titles(new) == self.titles(resident) == ["Wonen"]
        assert new.panel_topics.get().history.get().history_user == merger.actor
        undo_succession(actor=merger.actor, succession=merger.succession)
        assert self.titles(resident) == ["Wonen"]
        assert not resident.successors.exists()

    def test_one_that_was_chosen_since_stands_in_the_way(self, cast, merger, resident):
        merger.do()
        new = resident.successors.get()
        more = [*(topic.challenge for topic in new.panel_topics.all()), ChallengeFactory(deal=cast.deal)]
        set_topics(actor=merger.actor, membership=new, challenges=more)
        error = refused(undo_succession, actor=merger.actor, succession=merger.succession)
        assert f"Het lidmaatschap van {resident.person}" in str(error)
        assert new.panel_topics.count() == 2
