"""Succession of a person in one act: asked one by one, shown first, whole or not at all."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from citydeal.common.errors import DomainError, StaleError
from citydeal.models import OutgoingMail
from governance.models import ActionItem, DealRole, Delegation, Membership, PartyContact, Person, Position
from governance.selectors.handover import holdings
from governance.services.handover import hand_over
from tests.factories.actions import ActionItemFactory
from tests.factories.governance import (
    DealRoleFactory,
    DelegationFactory,
    MembershipFactory,
    PartyContactFactory,
    PartyRequestFactory,
    PersonFactory,
    SeatFactory,
)

pytestmark = pytest.mark.django_db


def today():
    return timezone.localdate()


@pytest.fixture
def leaver(cast):
    """Return somebody who holds one of everything."""
    place = MembershipFactory(seat=SeatFactory(body=cast.steering), role="secretary")
    DealRoleFactory(deal=cast.deal, person=place.person, role="observer")
    PartyContactFactory(party=place.seat.party, person=place.person)
    DelegationFactory(person=place.person, delegate__family_name="Bureau")
    DelegationFactory(delegate=place.person, person__family_name="Baas")
    return place.person


def url(cast, person):
    return reverse("governance:person_handover", args=[cast.deal.slug, person.pk])


def keys(cast, person, choice="pass", **more):
    chosen = {h.key: choice for h in holdings(cast.deal, person, today())}
    return {key: more.get(key.partition("_")[0], value) for key, value in chosen.items()}


def answers(cast, person, choice="pass", **more):
    return keys(cast, person, choice, **more) | {
        "person": "nieuw",
        "given_name": "Ann",
        "family_name": "Opvolger",
        "first_day_dag": (today() + timedelta(days=1)).strftime("%d-%m-%Y"),
        "stap": "bevestigen",
    }


def test_everything_passes_on_in_one_act(cast, leaver):
    request = PartyRequestFactory(party=leaver.contact_of.get().party, to=leaver)
    client = cast.client("project_secretary")
    form = answers(cast, leaver)
    page = client.post(url(cast, leaver), form | {"stap": "gevolgen"}).content.decode()
    assert "Dit gaat over" in page
    assert "Stuurgroep" in page
    assert not Person.objects.filter(family_name="Opvolger").exists()
    done = client.post(url(cast, leaver), form, follow=True)
    assert "volgt" in done.content.decode()
    new, first = Person.objects.get(family_name="Opvolger"), today() + timedelta(days=1)
    member = new.memberships.get()
    assert (member.role, member.start) == ("secretary", first)
    assert member.predecessor.end == today()
    assert member.position == new.positions.get()
    assert new.positions.get().organization == member.seat.party.organization
    assert new.deal_roles.get().role == "observer"
    assert new.contact_of.get().start == first
    assert new.delegations.get().delegate.family_name == "Bureau"
    assert new.acts_for.get().person.family_name == "Baas"
    for model, mine in (
        (DealRole, {"person": leaver}),
        (PartyContact, {"person": leaver}),
        (Position, {"person": leaver}),
        (Delegation, {"person": leaver}),
        (Delegation, {"delegate": leaver}),
    ):
        assert model.objects.get(**mine).end == today()
    request.refresh_from_db()
    assert request.to == new


def test_each_is_asked_and_may_end_or_stay(cast, leaver):
    form = answers(cast, leaver, "end", role="stays", membership="pass")
    page = cast.client("project_secretary").post(url(cast, leaver), form | {"stap": "gevolgen"})
    for words in ("Dit gaat over", "Dit stopt", "Dit blijft bij"):
        assert words in page.content.decode()
    cast.client("project_secretary").post(url(cast, leaver), form)
    assert leaver.deal_roles.get().end is None
    assert leaver.contact_of.get().end == today()
    new = Person.objects.get(family_name="Opvolger")
    assert new.memberships.count() == 1
    assert not new.contact_of.exists()


def test_rights_follow_both(cast):
    from governance.permissions import can_manage_people

    successor = cast.people["nobody"]
    leaver = cast.people["project_manager"]
    hand_over(
        actor=cast.users["project_secretary"],
        deal=cast.deal,
        person=leaver,
        successor=successor,
        first_day=today(),
        choices=keys(cast, leaver),
    )
    for role, expected in (("nobody", True), ("project_manager", False)):
        user = type(cast.users[role]).objects.get(pk=cast.users[role].pk)
        assert can_manage_people(user, cast.deal) is expected


def test_who_has_the_office_already_keeps_one(cast, leaver):
    organization = leaver.positions.get().organization
    other = MembershipFactory(
        seat=SeatFactory(body=cast.core, party=leaver.contact_of.get().party),
        person__family_name="Collega",
    )
    assert other.position.organization == organization
    hand_over(
        actor=cast.users["project_secretary"],
        deal=cast.deal,
        person=leaver,
        successor=other.person,
        first_day=today(),
        choices=keys(cast, leaver),
    )
    assert other.person.positions.count() == 1


def hand(cast, person, successor, first_day=None):
    """Let the successor take over everything."""
    return hand_over(
        actor=cast.users["project_secretary"],
        deal=cast.deal,
        person=person,
        successor=successor,
        first_day=first_day or today(),
        choices=keys(cast, person),
    )


def test_what_the_successor_has_already_is_not_doubled(cast, leaver):
    """A role on the deal, the contact of the party, and the same people around him."""
    other = PersonFactory()
    DealRoleFactory(deal=cast.deal, person=other, role="observer")
    PartyContactFactory(party=leaver.contact_of.get().party, person=other)
    DelegationFactory(person=other, delegate=leaver.delegations.get().delegate)
    DelegationFactory(person=Person.objects.get(family_name="Baas"), delegate=other)
    request = PartyRequestFactory(party=leaver.contact_of.get().party, to=leaver)
    hand(cast, leaver, other)
    for rows in (other.deal_roles, other.contact_of, other.delegations, other.acts_for):
        assert [row.end for row in rows.all()] == [None]
    request.refresh_from_db()
    assert request.to == other, "what was asked waits for who is the contact now"
    mailed = OutgoingMail.objects.filter(kind="party_request", to=other.email)
    assert mailed.count() == 1, "and gets it by mail at once"


def test_a_question_passes_on_without_mail_where_no_address_is_known(cast):
    contact = PartyContactFactory(party=cast.empty_seat.party)
    request = PartyRequestFactory(party=contact.party, to=contact.person)
    successor = PersonFactory(email="")
    hand(cast, contact.person, successor)
    request.refresh_from_db()
    assert (request.to, request.mails) == (successor, 1)
    assert not OutgoingMail.objects.filter(kind="party_request").exists()


def test_what_the_successor_has_for_a_while_goes_on(cast, leaver):
    """What passes on has no last day, so what the successor has already loses its own."""
    other, until = PersonFactory(), today() + timedelta(days=5)
    DealRoleFactory(deal=cast.deal, person=other, role="observer", end=until)
    PartyContactFactory(party=leaver.contact_of.get().party, person=other, end=until)
    DelegationFactory(person=other, delegate=leaver.delegations.get().delegate, end=until)
    hand(cast, leaver, other)
    for rows in (other.deal_roles, other.contact_of, other.delegations):
        assert [row.end for row in rows.all()] == [None]


def test_a_contact_of_whom_nothing_is_asked_passes_on_alone(cast):
    contact = PartyContactFactory(party=cast.empty_seat.party)
    answered = PartyRequestFactory(party=contact.party, to=contact.person, answered_at=timezone.now())
    hand(cast, contact.person, cast.people["nobody"])
    assert cast.people["nobody"].contact_of.get().party == contact.party
    answered.refresh_from_db()
    assert answered.to == contact.person, "who was asked then stays on record"


def test_what_ends_earlier_keeps_its_last_day(cast):
    soon = today() + timedelta(days=5)
    role = DealRoleFactory(deal=cast.deal, end=soon)
    first = today() + timedelta(days=30)
    new = hand(cast, role.person, cast.people["nobody"], first)
    role.refresh_from_db()
    assert role.end == soon
    assert role.history.count() == 1
    assert new.deal_roles.get().start == first


def test_a_seat_for_which_the_party_was_asked_waits_no_more(cast):
    place = MembershipFactory(seat=cast.empty_seat, end=today() + timedelta(days=20))
    place.seat.asked_on = today()
    place.seat.save()
    hand(cast, place.person, cast.people["nobody"], today() + timedelta(days=21))
    place.seat.refresh_from_db()
    assert place.seat.asked_on is None


def test_a_member_without_an_office_is_succeeded_without_one(cast):
    place = MembershipFactory(seat=SeatFactory(body=cast.steering), with_position=False)
    new = hand(cast, place.person, cast.people["nobody"])
    assert new.memberships.get().seat == place.seat
    assert new.memberships.get().position is None
    assert not new.positions.exists()


class TestRefused:
    def call(self, cast, leaver, **more):
        given = {
            "actor": cast.users["project_secretary"],
            "deal": cast.deal,
            "person": leaver,
            "successor": cast.people["nobody"],
            "first_day": today(),
            "choices": keys(cast, leaver),
        }
        return hand_over(**given | more)

    def test_without_the_right(self, cast, leaver):
        with pytest.raises(DomainError):
            self.call(cast, leaver, actor=cast.users["member"])

    def test_to_oneself(self, cast, leaver):
        with pytest.raises(DomainError, match="Niemand volgt zichzelf op"):
            self.call(cast, leaver, successor=leaver)

    def test_nothing_chosen(self, cast, leaver):
        with pytest.raises(DomainError, match="ten minste 1 onderdeel"):
            self.call(cast, leaver, choices=keys(cast, leaver, "stays"))

    def test_what_changed_meanwhile(self, cast, leaver):
        chosen = keys(cast, leaver)
        DealRoleFactory(deal=cast.deal, person=leaver, role="auditor")
        with pytest.raises(StaleError):
            self.call(cast, leaver, choices=chosen)

    def test_nothing_half_done(self, cast, leaver):
        """Somebody has that seat from a later day on, so nothing of it happens."""
        place = leaver.memberships.get()
        place.end = today() + timedelta(days=30)
        place.save()
        MembershipFactory(seat=place.seat, start=today() + timedelta(days=31))
        before = Membership.objects.count()
        with pytest.raises(DomainError, match="Op deze zetel zit"):
            self.call(cast, leaver)
        assert Membership.objects.count() == before
        assert leaver.positions.get().end is None
        assert leaver.deal_roles.get().end is None

    def test_before_it_began(self, cast, leaver):
        with pytest.raises(DomainError, match="begint op die dag of later"):
            self.call(cast, leaver, first_day=leaver.positions.get().start)

    def test_the_secretary_of_the_boss_himself(self, cast, leaver):
        boss = Person.objects.get(family_name="Baas")
        with pytest.raises(DomainError, match="Niemand handelt namens zichzelf"):
            self.call(cast, leaver, successor=boss)

    def test_an_answer_left_out_is_asked_for(self, cast, leaver):
        form = answers(cast, leaver)
        del form[next(key for key in form if key.startswith("membership"))]
        response = cast.client("project_secretary").post(url(cast, leaver), form)
        assert response.status_code == 422
        assert "Kies een antwoord" in response.content.decode()
        assert "Opvolger" in response.content.decode()


def test_who_holds_nothing_has_nothing_to_pass_on(cast):
    person = PersonFactory()
    person.register_entries.create(deal=cast.deal)
    page = cast.client("project_secretary").get(url(cast, person)).content.decode()
    assert "Er is niets om over te dragen" in page


@pytest.mark.parametrize("rows", [1, 3])
def test_costs_the_same_for_one_and_for_three_rows(cast, leaver, queries, rows):
    for _ in range(rows):
        MembershipFactory(seat=SeatFactory(body=cast.core), person=leaver, is_deputy=True)
    client = cast.client("project_secretary")
    with queries(13):
        assert client.get(url(cast, leaver)).status_code == 200


class TestActions:
    def test_pass_on_go_to_the_project_organisation_or_stay(self, cast, leaver):
        person = cast.people["nobody"]
        MembershipFactory(seat=SeatFactory(body=cast.core), person=person)
        first, second, third = (
            ActionItemFactory(body=cast.core, person=person, reminded_on=today()) for _ in "abc"
        )
        ActionItemFactory(body=cast.core, person=person, state="done", finished_on=today())
        chosen = {
            f"action_{first.pk}": "pass",
            f"action_{second.pk}": "end",
            f"action_{third.pk}": "stays",
        }
        sent = answers(cast, person, "stays") | chosen
        client = cast.client("project_secretary")
        page = client.post(url(cast, person), sent | {"stap": "gevolgen"}).content.decode()
        assert "Dit gaat naar de projectorganisatie" in page
        assert client.post(url(cast, person), sent).status_code == 303
        successor = Person.objects.get(family_name="Opvolger")
        owners = [ActionItem.objects.get(pk=action.pk) for action in (first, second, third)]
        assert [action.person for action in owners] == [successor, None, person]
        assert [action.reminded_on for action in owners] == [None, None, today()]
