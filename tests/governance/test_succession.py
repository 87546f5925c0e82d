"""Legal succession: a merger, a new name, a split and a sale, in one act, and taking it back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from governance.enums import BodyKind, MembershipRole, PartyEventKind, PartyState, SuccessionKind
from governance.models import CheckedPosition, Membership, Party, PartyContact, PartySuccession, Seat
from governance.selectors.parties import PartyFilter, party_rows
from governance.selectors.parties_page import party_page
from governance.selectors.parties_places import ENDS, SEAT_ENDS, moves_to, places_of
from governance.services.memberships import MembershipTerms, name_member
from governance.services.parties import EventTerms, change_party_state, record_event
from governance.services.parties_contacts import add_contact
from governance.services.party_succession import (
    PAST_WORDS,
    NewOrganization,
    SuccessionTerms,
    succeed_parties,
    succession_options,
    undo_obstacles,
    undo_succession,
)
from tests.factories.governance import (
    BodyFactory,
    MembershipFactory,
    OrganizationFactory,
    PartyFactory,
    PartyRequestFactory,
    PersonFactory,
    PositionFactory,
    SeatFactory,
)
from tests.governance.refusals import refused

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2199, 1, 1), date(2198, 12, 31)
NEW = NewOrganization("Gemeente Nieuwland", "municipality", "De gemeente Nieuwland")


class Merger:
    """Two municipalities, both with a seat in the steering group, and the act that joins them."""

    def __init__(self, cast):
        self.cast, self.actor = cast, cast.users["project_secretary"]
        self.old = [PartyFactory(deal=cast.deal, organization__name=name) for name in ("Oost", "West")]
        self.seats = [SeatFactory(body=cast.steering, party=party, office="alderman") for party in self.old]
        self.members = [MembershipFactory(seat=seat) for seat in self.seats]

    def terms(self, **more):
        values = {"kind": SuccessionKind.MERGER, "date": FIRST, "before": self.old, "new": (NEW,)}
        return SuccessionTerms(**(values | more))

    def choices(self, terms, **other):
        places = places_of(terms.before, terms.date, terms.after)
        return {p.key: succession_options(terms.count_after, p)[0] for p in places} | other

    def act(self, choices=None, **more):
        terms = self.terms(**more)
        chosen = self.choices(terms) if choices is None else choices
        return {"actor": self.actor, "deal": self.cast.deal, "terms": terms, "choices": chosen}

    def do(self, choices=None, **more):
        self.succession = succeed_parties(**self.act(choices, **more))
        self.new = self.succession.after.select_related("organization", "deal").first()
        return self.succession


@pytest.fixture
def merger(cast):
    return Merger(cast)


def everything(merger):
    """Return all that a succession may touch, as it is."""
    return (
        list(Seat.objects.order_by("pk").values("pk", "party", "start", "end")),
        list(
            Membership.objects.order_by("pk").values(
                "pk", "seat", "position", "person", "role", "start", "end", "term_end", "predecessor"
            )
        ),
        [list(party.statuses.values("state", "start")) for party in merger.old],
        list(PartyContact.objects.order_by("pk").values("pk", "party", "start", "end")),
        [list(m.person.positions.order_by("pk").values("organization", "end")) for m in merger.members],
    )


class TestMerger:
    def test_parties_are_joined_from_the_day_and_stay_what_they_were_before(self, cast, merger):
        merger.do()
        for day, oost, new in ((LAST, PartyState.PARTY, None), (FIRST, PartyState.WITHDRAWN, "party")):
            states = dict(Party.objects.with_state(day).values_list("pk", "state"))
            assert (states[merger.old[0].pk], states[merger.new.pk]) == (oost, new)
        assert merger.new.organization.legal_name == "De gemeente Nieuwland"
        names = {day: {row.name for row in party_rows(cast.deal, PartyFilter(day))} for day in (LAST, FIRST)}
        assert "Gemeente Nieuwland" not in names[LAST]
        assert "Gemeente Nieuwland" in names[FIRST]
        rows = {row.name: row for row in party_rows(cast.deal, PartyFilter(FIRST))}
        assert (rows["Oost"].state, rows["Oost"].state_label) == ("withdrawn", "Opgevolgd")
        assert rows["Oost"].line == "Samenvoeging op 1 januari 2199: opgevolgd door Gemeente Nieuwland."
        assert rows["Gemeente Nieuwland"].line == "Samenvoeging op 1 januari 2199: komt na Oost, West."

    def test_a_seat_goes_on_with_its_member_and_the_office(self, merger):
        merger.members[0].term_end = date(2100, 1, 1)
        merger.members[0].role = MembershipRole.SECRETARY
        merger.members[0].save()
        merger.do()
        old = merger.members[0]
        old.refresh_from_db()
        merger.seats[0].refresh_from_db()
        assert (old.end, merger.seats[0].end) == (LAST, LAST)
        new = old.successors.get()
        assert (new.person, new.role, new.start, new.end) == (old.person, "secretary", FIRST, None)
        assert (new.seat.party, new.seat.body, new.seat.office) == (merger.new, old.body, "alderman")
        assert new.position.organization == merger.new.organization
        assert (new.position.start, new.position.office) == (FIRST, "alderman")
        old.position.refresh_from_db()
        assert old.position.end == LAST
        # Carried over before, and no less after.
        assert new.term_end == FIRST

    def test_a_double_seat_is_shown_and_one_of_them_may_end(self, merger):
        places = places_of(merger.old, FIRST)
        assert {place.is_double for place in places if place.seat} == {True}
        keep, drop = (f"zetel_{seat.pk}" for seat in merger.seats)
        merger.do({keep: moves_to(0), drop: SEAT_ENDS})
        assert merger.new.seats.count() == 1
        merger.members[1].refresh_from_db()
        assert (merger.members[1].end, merger.members[1].successors.count()) == (LAST, 0)
        # Nobody said that this person left the office.
        assert merger.members[1].position.end is None

    def test_one_may_join_another_that_is_there(self, merger):
        oost, west = merger.old
        terms = merger.terms(before=[oost], after=[west], new=())
        assert {p.is_double for p in places_of([oost], FIRST, [west])} == {True}
        merger.do(merger.choices(terms), before=[oost], after=[west], new=())
        assert west.statuses.count() == 1
        assert west.seats.count() == 2

    def test_who_begins_later_begins_for_the_new_party(self, merger):
        merger.members[0].end = date(2199, 5, 31)
        merger.members[0].save()
        later = MembershipFactory(seat=merger.seats[0], start=date(2199, 6, 1))
        merger.do()
        later.refresh_from_db()
        assert (later.seat.party, later.position.organization) == (merger.new, merger.new.organization)
        assert later.body.memberships.get(start=FIRST, seat=later.seat).end == date(2199, 5, 31)

    def test_who_sits_elsewhere_from_an_office_there_keeps_the_seat(self, merger):
        seat = SeatFactory(body=merger.cast.project, party=None, label="Projectmanager")
        person, position = merger.members[0].person, merger.members[0].position
        manager = MembershipFactory(seat=seat, person=person, position=position)
        loose = Membership.objects.create(
            body=BodyFactory(deal=merger.cast.deal, kind=BodyKind.OTHER),
            person=person,
            position=position,
            start=date(2020, 1, 1),
        )
        merger.do()
        for old in (manager, loose):
            new = old.successors.get()
            assert (new.seat, new.body) == (old.seat, old.body)
            assert new.position.organization == merger.new.organization
        assert person.positions.count() == 2

    def test_who_sits_without_an_office_goes_on_without_one(self, merger):
        place = merger.members[0]
        place.position = None
        place.save()
        merger.do()
        assert place.successors.get().position is None

    def test_an_office_that_is_over_does_not_begin_again(self, merger):
        place = merger.members[0]
        place.position.end = date(2150, 1, 1)
        place.position.save()
        merger.do()
        new = place.successors.get()
        assert (new.seat.party, new.position) == (merger.new, None)
        place.position.refresh_from_db()
        assert place.position.end == date(2150, 1, 1)
        undo_succession(actor=merger.actor, succession=merger.succession)
        place.refresh_from_db()
        assert place.end is None

    def test_a_contact_goes_on(self, merger):
        contact = add_contact(
            actor=merger.actor,
            party=merger.old[0],
            person=merger.members[0].person,
            start=date(2026, 1, 1),
        )
        merger.do()
        contact.refresh_from_db()
        assert contact.end == LAST
        assert merger.new.contacts.get().person == contact.person

    def test_an_office_that_another_deal_rests_on_stays(self, merger):
        position = merger.members[0].position
        elsewhere = SeatFactory(body__deal__slug="elders")
        MembershipFactory(seat=elsewhere, person=position.person, position=position)
        merger.do()
        position.refresh_from_db()
        assert position.end is None

    def test_who_holds_the_office_there_already_gets_no_second_one(self, merger):
        organization = OrganizationFactory(name="Gemeente Nieuwland")
        known = PositionFactory(person=merger.members[0].person, organization=organization)
        merger.do()
        assert merger.members[0].successors.get().position == known
        assert merger.new.organization == organization

    def test_signatures_stay_and_are_shown_at_the_new_party(self, cast, merger):
        oost = merger.old[0]
        signed = EventTerms(PartyEventKind.EXTENSION, date(2026, 1, 1), office="burgemeester")
        event = record_event(actor=merger.actor, party=oost, terms=signed)
        merger.do()
        event.refresh_from_db()
        assert event.party == oost
        page = party_page(merger.actor, cast.deal, merger.new, FIRST)
        ((name, lines),) = page.signed_before
        assert (name, lines[0].details) == ("Oost", [("Ambt", "burgemeester")])
        assert "komt na Oost, West" in page.successions[0]

    def test_the_strongest_state_goes_on(self, merger):
        weak = PartyFactory(deal=merger.cast.deal, state="exploring")
        terms = {"kind": SuccessionKind.RENAMING, "before": [weak]}
        merger.do(**terms)
        assert merger.new.statuses.get().state == "exploring"


class TestOtherKinds:
    def test_a_split_divides_the_seats(self, merger):
        oost = merger.old[0]
        second = SeatFactory(body=merger.cast.core, party=oost)
        terms = {
            "kind": SuccessionKind.SPLIT,
            "before": [oost],
            "new": (NEW, NewOrganization("Gemeente Rest", "municipality")),
        }
        merger.do({f"zetel_{merger.seats[0].pk}": moves_to(0), f"zetel_{second.pk}": moves_to(1)}, **terms)
        seats = {p.organization.name: p.seats.get().body.slug for p in merger.succession.after.all()}
        assert seats == {"Gemeente Nieuwland": "stuurgroep", "Gemeente Rest": "kerngroep"}

    @pytest.mark.parametrize("kind", [SuccessionKind.RENAMING, SuccessionKind.ACQUISITION])
    def test_one_comes_in_the_place_of_one(self, merger, kind):
        merger.do(kind=kind, before=merger.old[:1])
        assert merger.new.statuses.get().reason == f"{kind.label}: komt na Oost"


class TestRefusals:
    def refuse(self, merger, field, choices=None, **more):
        before = everything(merger)
        error = refused(succeed_parties, **merger.act(choices or {}, **more))
        assert error.field == field
        assert everything(merger) == before
        assert not PartySuccession.objects.exists()
        return str(error.message)

    def test_the_past_asks_for_words(self, merger):
        day = timezone.localdate() - timedelta(days=1)
        assert "in het verleden" in self.refuse(merger, "past_words", date=day)
        words = f" {str(PAST_WORDS).upper()} "
        merger.do(merger.choices(merger.terms(date=day)), date=day, past_words=words)

    def test_today_is_no_past(self, merger):
        day = timezone.localdate()
        merger.do(merger.choices(merger.terms(date=day)), date=day)

    def test_a_party_of_another_deal(self, merger):
        other = PartyFactory()
        assert "andere deal" in self.refuse(merger, "before", before=[other])
        assert "andere deal" in self.refuse(merger, "before", after=[other], new=())

    def test_the_same_party_twice(self, merger):
        oost = merger.old[0]
        assert "twee keer" in self.refuse(merger, "after", before=[oost, oost])
        assert "twee keer" in self.refuse(merger, "after", before=[oost], after=[oost], new=())
        twice = {"kind": SuccessionKind.SPLIT, "before": [oost], "new": (NEW, NEW)}
        assert "twee keer" in self.refuse(merger, "after", **twice)

    def test_a_new_name_that_is_a_party_already(self, merger):
        taken = NewOrganization("wEST")
        assert "staat al in de lijst" in self.refuse(merger, "after", before=merger.old[:1], new=(taken,))

    def test_who_was_followed_up_already(self, merger):
        merger.do()
        again = merger.act({}, new=(NewOrganization("Gemeente Anders"),))
        assert refused(succeed_parties, **again).field == "before"

    def test_who_takes_no_part(self, merger):
        gone = PartyFactory(deal=merger.cast.deal, state="withdrawn")
        assert "kan op deze dag niet" in self.refuse(merger, "before", before=[gone])
        soon = PartyFactory(deal=merger.cast.deal, state__since=FIRST)
        assert "kan op deze dag niet" in self.refuse(merger, "before", before=[soon])

    @pytest.mark.parametrize(
        ("more", "field"),
        [
            ({"before": []}, "before"),
            ({"new": ()}, "after"),
            ({"kind": SuccessionKind.SPLIT}, "kind"),
            ({"kind": SuccessionKind.RENAMING}, "kind"),
            ({"new": (NEW, NewOrganization("Nog een"))}, "kind"),
            ({"date": date(26, 1, 1)}, "date"),
        ],
    )
    def test_numbers_and_days_that_cannot_be(self, merger, more, field):
        self.refuse(merger, field, **more)

    def test_a_seat_without_a_choice_or_with_a_wrong_one(self, merger):
        assert "veranderden terwijl u koos" in self.refuse(merger, "")
        wrong = dict.fromkeys(merger.choices(merger.terms()), moves_to(7))
        self.refuse(merger, "", wrong)

    def test_a_party_that_gets_its_state_later(self, merger):
        later = PartyFactory(deal=merger.cast.deal, state="exploring", state__since=FIRST)
        choices = merger.choices(merger.terms(after=[later], new=()))
        self.refuse(merger, "date", choices, after=[later], new=())

    def test_half_of_it_is_never_done(self, merger):
        """The last seat cannot go on, so the others do not either."""
        SeatFactory(body=merger.cast.core, party=merger.old[0], start=FIRST + timedelta(days=3), order=99)
        choices = merger.choices(merger.terms())
        assert "begint pas later" in self.refuse(merger, "", choices)

    @pytest.mark.parametrize("role", ["auditor", "member", "other_deal", "platform_manager"])
    def test_without_the_right_it_is_refused(self, merger, role):
        choices = merger.choices(merger.terms())
        refused(succeed_parties, **(merger.act(choices) | {"actor": merger.cast.users[role]}))


class TestUndo:
    def test_everything_is_as_it_was(self, merger):
        add_contact(actor=merger.actor, party=merger.old[0], person=PersonFactory(), start=date(2026, 1, 1))
        merger.members[0].end = date(2199, 5, 31)
        merger.members[0].save()
        MembershipFactory(seat=merger.seats[0], start=date(2199, 6, 1))
        Membership.objects.create(
            body=BodyFactory(deal=merger.cast.deal, kind=BodyKind.OTHER),
            person=merger.members[1].person,
            position=merger.members[1].position,
            start=date(2020, 1, 1),
        )
        before = everything(merger)
        merger.do()
        assert everything(merger) != before
        undone = undo_succession(actor=merger.actor, succession=merger.succession)
        assert everything(merger) == before
        assert undone.undone_by == merger.actor
        assert not merger.new.statuses.exists()
        # And it can be done again, with the organisation that is there now.
        merger.do()
        assert merger.new.pk == undone.after.get().pk

    def test_only_once_and_only_by_who_keeps_the_register(self, merger):
        merger.do()
        for role in ("auditor", "member", "other_deal"):
            refused(undo_succession, actor=merger.cast.users[role], succession=merger.succession)
        undo_succession(actor=merger.actor, succession=merger.succession)
        error = refused(undo_succession, actor=merger.actor, succession=merger.succession)
        assert "al teruggedraaid" in str(error)

    @pytest.mark.parametrize(
        ("build", "words"),
        [
            (lambda m: SeatFactory(body=m.cast.core, party=m.new), "kreeg nog een zetel"),
            (
                lambda m: name_member(
                    actor=m.actor,
                    seat=m.new.seats.first(),
                    person=PersonFactory(),
                    position=None,
                    terms=MembershipTerms(FIRST, is_deputy=True),
                ),
                "is later toegevoegd",
            ),
            (lambda m: _move(m.new.seats.first().memberships.get()), "is later gewijzigd"),
            (lambda m: _move(m.members[0]), "is later gewijzigd"),
            (
                lambda m: add_contact(actor=m.actor, party=m.new, person=PersonFactory(), start=FIRST),
                "kreeg een andere contactpersoon",
            ),
            (
                lambda m: change_party_state(
                    actor=m.actor, party=m.new, state="withdrawn", start=FIRST + timedelta(days=9)
                ),
                "kreeg later een andere stand",
            ),
            (
                lambda m: succeed_parties(
                    **m.act(
                        m.choices(m.terms(before=[m.new], date=date(2199, 6, 1))),
                        kind=SuccessionKind.RENAMING,
                        date=date(2199, 6, 1),
                        before=[m.new],
                        new=(NewOrganization("Gemeente Straks"),),
                    )
                ),
                "is later opgevolgd",
            ),
        ],
    )
    def test_what_was_built_on_it_stands_in_the_way(self, merger, build, words):
        merger.do()
        build(merger)
        now = everything(merger)
        assert any(words in sentence for sentence in undo_obstacles(merger.succession))
        error = refused(undo_succession, actor=merger.actor, succession=merger.succession)
        assert words in str(error.message)
        assert everything(merger) == now

    def test_a_question_to_the_new_party_stands_in_the_way(self, merger):
        merger.do()
        PartyRequestFactory(party=merger.new)
        assert "Aan Gemeente Nieuwland is een vraag gestuurd." in undo_obstacles(merger.succession)

    def test_what_a_party_said_of_a_new_office_stands_in_the_way(self, merger):
        """The party was there already, so that a question to it alone builds on nothing."""
        oost, west = merger.old
        terms = {"before": [oost], "after": [west], "new": ()}
        merger.do(merger.choices(merger.terms(**terms)), **terms)
        office = merger.members[0].successors.get().position
        check = PartyRequestFactory(party=west)
        CheckedPosition.objects.create(request=check, position=office, is_right=True)
        now = everything(merger)
        error = refused(undo_succession, actor=merger.actor, succession=merger.succession)
        assert f"Het ambt van {office.person} bij West" in str(error)
        assert everything(merger) == now

    def test_an_event_of_the_new_party_stands_in_the_way(self, merger):
        day = timezone.localdate()
        merger.do(merger.choices(merger.terms(date=day)), date=day)
        terms = EventTerms(PartyEventKind.EXTENSION, day)
        record_event(actor=merger.actor, party=merger.new, terms=terms)
        assert "een gebeurtenis vastgelegd" in undo_obstacles(merger.succession)[0]


def _move(membership):
    membership.refresh_from_db()
    membership.term_end = FIRST + timedelta(days=50)
    membership.save()


def test_what_ends_alone(merger):
    """A member without a seat of the party may end, and a contact."""
    contact = add_contact(
        actor=merger.actor, party=merger.old[0], person=PersonFactory(), start=date(2026, 1, 1)
    )
    choices = merger.choices(merger.terms(), **{f"contact_{contact.pk}": ENDS})
    merger.do(choices)
    contact.refresh_from_db()
    assert contact.end == LAST
    assert not merger.new.contacts.exists()
