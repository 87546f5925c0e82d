"""What happens to a party: events, the states that follow, withdrawal, taking back, contacts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone

from governance.enums import BodyKind, PartyEventKind, PartyState
from governance.models import Membership, Organization, Party, PartyEvent, Person, Position, Seat
from governance.selectors.organizations import organizations_like
from governance.selectors.parties_places import ENDS, SEAT_ENDS, STAYS, places_of
from governance.services.ensure import ensure
from governance.services.organizations import OrganizationTerms, change_organization
from governance.services.parties import (
    EventTerms,
    add_new_party,
    add_party,
    last_event,
    record_event,
    take_back_event,
    withdraw_party,
    withdrawal_options,
)
from governance.services.parties_contacts import add_contact, end_contact
from governance.services.rehearsal import rehearse
from governance.services.requests import ask_for_seat, withdraw_from_the_gone
from tests.factories.governance import (
    BodyFactory,
    MembershipFactory,
    OrganizationFactory,
    PartyRequestFactory,
    PersonFactory,
    PositionFactory,
    SeatFactory,
)
from tests.governance.refusals import refused

pytestmark = pytest.mark.django_db
DAY = date(2026, 1, 1)
INTENT, SIGNING, LATER = PartyEventKind.INTENT, PartyEventKind.SIGNING, PartyEventKind.LATER_SIGNING


@pytest.fixture
def secretary(cast):
    return cast.users["project_secretary"]


@pytest.fixture
def joined(cast, secretary):
    """Return a party that began with a letter of intent."""
    return add_party(
        actor=secretary,
        deal=cast.deal,
        organization=OrganizationFactory(name="Gemeente Veen"),
        first=EventTerms(INTENT, DAY),
    )


def states(party):
    return [(status.state, status.start) for status in party.statuses.order_by("start")]


class TestAddParty:
    def test_it_begins_with_an_event_and_the_state_that_follows(self, cast, secretary, joined):
        assert states(joined) == [(PartyState.INTENT, DAY)]
        event = joined.events.get()
        assert (event.kind, event.date, event.created_by) == (INTENT, DAY, secretary)

    def test_who_takes_part_already_is_refused(self, cast, secretary, joined):
        again = {"organization": joined.organization, "first": EventTerms(SIGNING, DAY)}
        assert refused(add_party, actor=secretary, deal=cast.deal, **again).field == "organization"

    @pytest.mark.parametrize(
        ("kind", "day", "field"),
        [
            (PartyEventKind.WITHDRAWAL, DAY, "kind"),
            (PartyEventKind.EXTENSION, DAY, "kind"),
            (SIGNING, date(26, 1, 1), "date"),
        ],
    )
    def test_an_event_with_which_nobody_begins_leaves_nothing(self, cast, secretary, kind, day, field):
        organization = OrganizationFactory()
        first = EventTerms(kind, day)
        error = refused(add_party, actor=secretary, deal=cast.deal, organization=organization, first=first)
        assert error.field == field
        assert not Party.objects.filter(organization=organization).exists()

    def test_a_new_organisation_gets_an_address_of_its_own(self, cast, secretary):
        OrganizationFactory(slug="elba-rec")
        terms = OrganizationTerms("Elba Rec", "Elba Media bv", "company", "", "")
        add = {"actor": secretary, "deal": cast.deal, "first": EventTerms(SIGNING, DAY), "order": 7}
        party = add_new_party(**add, organization=terms)
        assert (party.organization.slug, party.order) == ("elba-rec-2", 7)
        assert refused(add_new_party, **add, organization=terms).field == "name"

    @pytest.mark.parametrize("role", ["auditor", "member", "other_deal", "platform_manager"])
    def test_without_the_right_it_is_refused(self, cast, role):
        organization = OrganizationFactory()
        add = {"deal": cast.deal, "organization": organization, "first": EventTerms(SIGNING, DAY)}
        refused(add_party, actor=cast.users[role], **add)
        assert not Party.objects.filter(organization=organization).exists()


class TestEvents:
    def test_a_signing_with_everything_that_is_known(self, cast, secretary, joined, settings, tmp_path):
        settings.MEDIA_ROOT = str(tmp_path)
        person = PositionFactory(organization=joined.organization).person
        pdf = SimpleUploadedFile("volmacht.pdf", b"%PDF-1.4\n%\xe2\xe3\n1 0 obj\n<<>>\nendobj\n%%EOF\n")
        event = record_event(
            actor=secretary,
            party=joined,
            terms=EventTerms(
                SIGNING,
                DAY + timedelta(days=40),
                person=person,
                office="wethouder",
                on_behalf="het college van burgemeester en wethouders",
                decided_on=DAY + timedelta(days=10),
                note="Ondertekening",
                mandate=pdf,
            ),
        )
        assert states(joined)[-1] == (PartyState.PARTY, event.date)
        assert (event.person, event.mandate.name) == (person, "volmacht.pdf")

    def test_signing_the_extension_changes_no_state(self, cast, secretary):
        record_event(actor=secretary, party=cast.ministry, terms=EventTerms(PartyEventKind.EXTENSION, DAY))
        assert len(states(cast.ministry)) == 1

    @pytest.mark.parametrize(
        ("terms", "field", "words"),
        [
            (EventTerms(PartyEventKind.WITHDRAWAL, DAY), "kind", "Laten uittreden"),
            (EventTerms(PartyEventKind.EXTENSION, DAY), "kind", "is Gemeente Veen geen partij"),
            (EventTerms(SIGNING, DAY), "date", "Kies een dag na 1 januari 2026"),
            (EventTerms(SIGNING, date(2199, 1, 1)), "date", "moet nog komen"),
            (EventTerms(INTENT, DAY), "date", "al vastgelegd"),
            (EventTerms(INTENT, DAY + timedelta(days=1)), "kind", "Vanuit die stand kan dit niet"),
            (EventTerms(SIGNING, DAY + timedelta(days=2), decided_on=date(26, 1, 1)), "decided_on", "1900"),
            (EventTerms(SIGNING, DAY + timedelta(days=2), office="x" * 200), "office", "150"),
        ],
    )
    def test_what_cannot_be_is_said_at_its_field(self, secretary, joined, terms, field, words):
        error = refused(record_event, actor=secretary, party=joined, terms=terms)
        assert error.field == field
        assert words in str(error.message)
        assert joined.events.count() == 1

    def test_a_signature_is_of_a_person_or_a_name(self, secretary, joined):
        terms = EventTerms(SIGNING, DAY + timedelta(days=2), person=PersonFactory(), signatory="Iemand")
        assert refused(record_event, actor=secretary, party=joined, terms=terms).field == "signatory"

    def test_the_day_of_signing_tells_signing_from_later_signing(self, cast, secretary, joined):
        cast.deal.signed_on = DAY + timedelta(days=30)
        cast.deal.save()
        late = EventTerms(SIGNING, DAY + timedelta(days=31))
        early = EventTerms(LATER, DAY + timedelta(days=30))
        assert refused(record_event, actor=secretary, party=joined, terms=late).field == "kind"
        assert refused(record_event, actor=secretary, party=joined, terms=early).field == "date"
        record_event(actor=secretary, party=joined, terms=EventTerms(LATER, late.date))

    @pytest.mark.parametrize("role", ["auditor", "member", "other_deal"])
    def test_without_the_right_it_is_refused(self, cast, joined, role):
        terms = EventTerms(SIGNING, DAY + timedelta(days=1))
        refused(record_event, actor=cast.users[role], party=joined, terms=terms)


class TestTakeBack:
    def take_back(self, secretary, event, reason="Verkeerde dag"):
        return take_back_event(actor=secretary, event=event, reason=reason)

    def test_the_state_goes_and_the_event_stays_with_the_reason(self, secretary, joined):
        signed = EventTerms(SIGNING, DAY + timedelta(days=9))
        event = self.take_back(secretary, record_event(actor=secretary, party=joined, terms=signed))
        assert states(joined) == [(PartyState.INTENT, DAY)]
        assert (event.taken_back_reason, event.taken_back_by) == ("Verkeerde dag", secretary)
        # The same can be recorded again, well this time.
        record_event(actor=secretary, party=joined, terms=signed)

    def test_only_the_last_one_and_only_once(self, secretary, joined):
        first = joined.events.get()
        last = record_event(actor=secretary, party=joined, terms=EventTerms(SIGNING, DAY + timedelta(9)))
        act = {"actor": secretary, "reason": "Fout"}
        assert "alleen de laatste" in str(refused(take_back_event, event=first, **act))
        assert refused(take_back_event, event=last, actor=secretary, reason=" ").field == "reason"
        self.take_back(secretary, last)
        assert "al teruggedraaid" in str(refused(take_back_event, event=last, **act))
        assert last_event(joined) == first

    def test_how_a_party_began_is_taken_back_as_long_as_it_holds_nothing(self, cast, secretary, joined):
        event = joined.events.get()
        seat = SeatFactory(body=cast.core, party=joined)
        assert "blijft daarom in de lijst" in str(
            refused(take_back_event, actor=secretary, event=event, reason="Fout")
        )
        seat.delete()
        self.take_back(secretary, event)
        assert not joined.statuses.exists()
        gone = {"actor": secretary, "party": joined, "first_day": DAY, "choices": {}}
        assert "Niemand begint zo" in str(refused(withdraw_party, **gone))
        again = EventTerms(PartyEventKind.EXPLORING, DAY)
        add = {"actor": secretary, "deal": cast.deal, "organization": joined.organization}
        assert add_party(**add, first=again) == joined

    def test_a_state_that_came_after_goes_first(self, cast, secretary, joined):
        from governance.services.parties import change_party_state

        change_party_state(
            actor=secretary, party=joined, state=PartyState.PARTY, start=DAY + timedelta(days=3)
        )
        error = refused(take_back_event, actor=secretary, event=joined.events.get(), reason="Fout")
        assert "een andere stand" in str(error)


class TestWithdraw:
    FIRST = date(2027, 3, 1)
    LAST = date(2027, 2, 28)

    def withdraw(self, cast, secretary, choice=None, **more):
        places = places_of([cast.ministry], self.FIRST)
        choices = {
            place.key: choice if choice in withdrawal_options(place) else withdrawal_options(place)[0]
            for place in places
        }
        act = {"actor": secretary, "party": cast.ministry, "first_day": self.FIRST, "choices": choices}
        return withdraw_party(**(act | more))

    def test_the_seats_are_listed_with_who_sits_on_them(self, cast):
        deputy = MembershipFactory(seat=cast.ministry_seat, is_deputy=True)
        empty = SeatFactory(body=cast.core, party=cast.ministry)
        ended = BodyFactory(deal=cast.deal, end=self.LAST)
        SeatFactory(body=ended, party=cast.ministry)
        SeatFactory(body=cast.core, party=cast.ministry, end=self.LAST)
        loose = Membership.objects.create(
            body=BodyFactory(deal=cast.deal, kind=BodyKind.OTHER),
            person=cast.ministry_member.person,
            position=cast.ministry_member.position,
            start=DAY,
        )
        found = {place.key: place for place in places_of([cast.ministry], self.FIRST)}
        held = {f"zetel_{cast.ministry_seat.pk}", f"zetel_{empty.pk}", f"lid_{loose.pk}"}
        assert set(found) == held | {f"contact_{contact.pk}" for contact in cast.ministry.contacts.all()}
        sitting = found[f"zetel_{cast.ministry_seat.pk}"].memberships
        assert sitting == (cast.ministry_member, deputy)

    @pytest.mark.parametrize(
        ("choice", "member_end", "seat_end"),
        [(STAYS, None, None), (ENDS, LAST, None), (SEAT_ENDS, LAST, LAST)],
    )
    def test_each_gets_what_was_chosen(self, cast, secretary, choice, member_end, seat_end):
        event = self.withdraw(cast, secretary, choice, note="Te weinig mensen")
        cast.ministry_member.refresh_from_db()
        cast.ministry_seat.refresh_from_db()
        assert (cast.ministry_member.end, cast.ministry_seat.end) == (member_end, seat_end)
        assert states(cast.ministry)[-1] == (PartyState.WITHDRAWN, self.FIRST)
        assert cast.ministry.statuses.last().reason == event.note == "Te weinig mensen"

    def test_taking_it_back_restores_what_it_ended(self, cast, secretary):
        event = self.withdraw(cast, secretary)
        take_back_event(actor=secretary, event=event, reason="Zij blijven toch")
        cast.ministry_member.refresh_from_db()
        cast.ministry_seat.refresh_from_db()
        assert (cast.ministry_member.end, cast.ministry_seat.end) == (None, None)
        assert len(states(cast.ministry)) == 1

    def test_what_was_changed_since_stands_in_the_way(self, cast, secretary):
        event = self.withdraw(cast, secretary, ENDS)
        cast.ministry_member.refresh_from_db()
        cast.ministry_member.end = date(2027, 1, 31)
        cast.ministry_member.save()
        error = refused(take_back_event, actor=secretary, event=event, reason="Fout")
        assert f"Het lidmaatschap van {cast.ministry_member.person} in Stuurgroep is later gewijzigd" in str(
            error
        )
        assert states(cast.ministry)[-1][0] == PartyState.WITHDRAWN

    def test_a_contact_that_was_changed_since_is_named(self, cast, secretary):
        event = self.withdraw(cast, secretary, ENDS)
        contact = cast.ministry.contacts.get()
        assert contact.end == self.LAST
        contact.end = date(2027, 1, 31)
        contact.save()
        error = refused(take_back_event, actor=secretary, event=event, reason="Fout")
        assert f"De contactpersoon {contact.person} is later gewijzigd" in str(error)

    def asked(self, cast, secretary):
        """Return the question for an empty seat of the party, and the check of its names."""
        seat = SeatFactory(body=cast.core, party=cast.ministry)
        question = ask_for_seat(actor=secretary, seat=seat)
        return question, PartyRequestFactory(party=cast.ministry, to=question.to)

    def test_what_is_asked_of_it_is_withdrawn_and_asked_again_when_taken_back(self, cast, secretary):
        asked = self.asked(cast, secretary)
        event = self.withdraw(cast, secretary, ENDS, choices=self.all_end(cast))
        for question in asked:
            question.refresh_from_db()
            assert not question.is_open
        seat = Seat.objects.get(pk=asked[0].seat_id)
        assert (seat.end, seat.asked_on) == (self.LAST, None)
        take_back_event(actor=secretary, event=event, reason="Zij blijven toch")
        for question in asked:
            question.refresh_from_db()
            assert question.is_open
        seat.refresh_from_db()
        assert (seat.end, seat.asked_on) == (None, timezone.localdate())

    def all_end(self, cast):
        places = places_of([cast.ministry], self.FIRST)
        return {place.key: SEAT_ENDS if place.seat else ENDS for place in places}

    def test_what_stays_asked_is_withdrawn_when_it_is_gone(self, cast, secretary):
        asked = self.asked(cast, secretary)
        elsewhere = PartyRequestFactory(party__deal=cast.deal)
        self.withdraw(cast, secretary, STAYS)
        assert withdraw_from_the_gone(self.LAST) == 0
        ensure(self.FIRST)
        for question in asked:
            question.refresh_from_db()
            assert question.withdrawn_at
        assert Seat.objects.get(pk=asked[0].seat_id).asked_on is None
        elsewhere.refresh_from_db()
        assert elsewhere.is_open
        assert withdraw_from_the_gone(self.FIRST) == 0

    def test_who_came_meanwhile_has_no_choice_yet(self, cast, secretary):
        seen = {p.key: withdrawal_options(p)[0] for p in places_of([cast.ministry], self.FIRST)}
        SeatFactory(body=cast.core, party=cast.ministry)
        error = refused(self.withdraw, cast=cast, secretary=secretary, choices=seen)
        assert "veranderden terwijl u koos" in str(error)
        assert len(states(cast.ministry)) == 1

    @pytest.mark.parametrize("choice", ["", "moves-0", "weg"])
    def test_a_choice_that_does_not_exist(self, cast, secretary, choice):
        seen = {place.key: choice for place in places_of([cast.ministry], self.FIRST)}
        refused(self.withdraw, cast=cast, secretary=secretary, choices=seen)

    def test_who_begins_later_is_said(self, cast, secretary):
        cast.ministry_member.end = date(2027, 5, 31)
        cast.ministry_member.save()
        MembershipFactory(seat=cast.ministry_seat, start=date(2027, 6, 1))
        assert "begint pas later" in str(refused(self.withdraw, cast=cast, secretary=secretary))
        cast.ministry_member.refresh_from_db()
        assert cast.ministry_member.end == date(2027, 5, 31)
        assert not PartyEvent.objects.exists()

    def test_nobody_withdraws_twice(self, cast, secretary):
        self.withdraw(cast, secretary)
        again = refused(self.withdraw, cast=cast, secretary=secretary, first_day=date(2028, 1, 1))
        assert again.field in ("kind", "")

    def test_the_effects_are_those_of_the_act_and_nothing_remains(self, cast, secretary):
        today = timezone.localdate()
        _event, effects = rehearse(cast.deal, today, lambda: self.withdraw(cast, secretary))
        assert [(e.after.rule, e.after.breaks_on) for e in effects if e.is_worse] == [(12, self.FIRST)]
        cast.ministry_member.refresh_from_db()
        assert cast.ministry_member.end is None
        assert not PartyEvent.objects.exists()

    @pytest.mark.parametrize("role", ["auditor", "member", "other_deal"])
    def test_without_the_right_it_is_refused(self, cast, role):
        refused(self.withdraw, cast=cast, secretary=cast.users[role])


class TestContacts:
    def test_a_known_person_and_the_end(self, cast, secretary):
        person = cast.ministry_member.person
        act = {"actor": secretary, "party": cast.ministry, "person": person}
        contact = add_contact(**act, start=DAY)
        assert refused(add_contact, **act, start=DAY + timedelta(days=5)).field == "person"
        end_contact(actor=secretary, contact=contact, last_day=DAY + timedelta(days=9))
        again = add_contact(**act, start=DAY + timedelta(days=10))
        early = DAY - timedelta(days=1)
        assert refused(end_contact, actor=secretary, contact=again, last_day=early).field == "end"

    def test_a_new_person_comes_in_the_register_with_an_office(self, cast, secretary):
        organization = cast.ministry.organization
        contact = add_contact(
            actor=secretary,
            party=cast.ministry,
            person=Person(given_name="Noor", family_name="Nieuw", email="noor@voorbeeld.example"),
            position=Position(organization=organization, office="official", title="Adviseur", start=DAY),
            start=DAY,
        )
        assert contact.person.positions.get().title == "Adviseur"
        assert cast.deal.register.filter(person=contact.person).exists()

    @pytest.mark.parametrize("role", ["auditor", "member", "other_deal"])
    def test_without_the_right_it_is_refused(self, cast, secretary, role):
        act = {"party": cast.ministry, "person": cast.people["member"], "start": DAY}
        contact = add_contact(actor=secretary, **act)
        refused(add_contact, actor=cast.users[role], **(act | {"start": date(2025, 1, 1)}))
        refused(end_contact, actor=cast.users[role], contact=contact, last_day=DAY)


class TestOrganization:
    def terms(self, **more):
        values = {"name": "Ministerie", "legal_name": "", "kind": "ministry", "sector": "", "website": ""}
        return OrganizationTerms(**(values | more))

    def act(self, cast, secretary, **more):
        organization = Organization.objects.get(pk=cast.ministry.organization_id)
        history_id = organization.history.latest("history_id").history_id
        values = {
            "actor": secretary,
            "party": cast.ministry,
            "terms": self.terms(),
            "order": cast.ministry.order,
            "opened_order": cast.ministry.order,
            "history_id": history_id,
        }
        return values | more

    def test_name_sector_and_place_change(self, cast, secretary):
        terms = self.terms(name="Nieuwe naam", sector="other")
        changed = change_organization(**self.act(cast, secretary, terms=terms, order=31))
        cast.ministry.refresh_from_db()
        assert (changed.name, changed.helix_sector, cast.ministry.order) == ("Nieuwe naam", "other", 31)
        assert changed.history.latest("history_id").history_user == secretary

    def test_what_cannot_be_is_refused(self, cast, secretary):
        act = self.act(cast, secretary, terms=self.terms(name=""))
        assert refused(change_organization, **act).field == "name"

    def test_a_second_writer_is_told(self, cast, secretary):
        act = self.act(cast, secretary, order=31)
        change_organization(**self.act(cast, secretary, terms=self.terms(name="Eerst")))
        refused(change_organization, **act)
        fresh = self.act(cast, secretary, order=31, opened_order=cast.ministry.order + 1)
        refused(change_organization, **fresh)

    def test_without_the_right_it_is_refused(self, cast):
        refused(change_organization, **self.act(cast, cast.users["auditor"]))


def test_searching_the_register_asks_its_index(cast):
    """The register grows with every deal, so no page may read all of it."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "organization_words" in organizations_like("gemeente veen").explain()
