"""Who acts for a person: what that gives, what it never gives, and that it is not handed on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from citydeal.common.errors import DomainError, StaleError
from citydeal.common.history import latest_history_id
from governance.enums import DealState, DelegationMail, DelegationReach
from governance.models import Delegation, Membership, Person
from governance.permissions import (
    acts_for,
    can_read_finding_names,
    can_read_personal,
    can_view_body,
    takes_part,
)
from governance.services.delegations import DelegationTerms, change_delegation, set_delegation
from governance.services.people_deputies import name_deputy
from governance.services.recipients import recipients_of
from governance.services.rights import check_drift, sync_all
from tests.factories.governance import (
    DelegationFactory,
    MembershipFactory,
    PartyContactFactory,
    PersonFactory,
    PositionFactory,
    SeatFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def today():
    return timezone.localdate()


def set_by(cast, role, person="chair", delegate=None, **terms):
    return set_delegation(
        actor=cast.users[role],
        deal=cast.deal,
        person=cast.people[person],
        delegate=delegate or cast.people["nobody"],
        terms=DelegationTerms(**{"start": today(), **terms}),
    )


class TestWhoMaySetIt:
    @pytest.mark.parametrize("role", ["chair", "project_secretary", "project_manager"])
    def test_the_person_and_the_project_organisation(self, cast, role):
        made = set_by(cast, role)
        assert made.set_by == cast.users[role]
        assert acts_for(cast.users["nobody"], cast.people["chair"])

    def test_the_contact_of_the_party_for_its_own_people_only(self, cast):
        person = cast.ministry_member.person
        cast.people["theirs"] = person
        set_by(cast, "party_contact", "theirs")
        with pytest.raises(DomainError, match="U mag niet bepalen"):
            set_by(cast, "party_contact", "chair")

    @pytest.mark.parametrize("role", ["member", "auditor", "other_deal", "nobody", "dealmaker"])
    def test_nobody_else(self, cast, role):
        with pytest.raises(DomainError, match="U mag niet bepalen"):
            set_by(cast, role)

    def test_a_contact_of_before_may_not(self, cast):
        cast.people["theirs"] = cast.ministry_member.person
        contact = cast.ministry.contacts.get()
        contact.end = today() - timedelta(days=1)
        contact.save()
        with pytest.raises(DomainError):
            set_by(cast, "party_contact", "theirs")


class TestNotHandedOn:
    def test_who_acts_for_somebody_hears_why(self, cast):
        with pytest.raises(DomainError, match="niet doorgeven"):
            set_by(cast, "adviser")
        assert not acts_for(cast.users["nobody"], cast.people["chair"])

    def test_on_the_page_with_everything_that_was_typed(self, cast):
        url = reverse("governance:delegation_list", args=[cast.deal.slug, cast.people["chair"].pk])
        client = cast.client("adviser")
        assert "U kunt dat niet doorgeven" in client.get(url).content.decode()
        answers = {
            "person": "nieuw",
            "family_name": "Doorgever",
            "kind": "adviser",
            "reach": "deal",
            "mail": "none",
            "start_dag": "1-12-2026",
        }
        response = client.post(url, answers)
        assert response.status_code == 422
        assert "U kunt dat niet doorgeven" in response.content.decode()
        assert not Person.objects.filter(family_name="Doorgever").exists()

    def test_who_acts_for_another_lets_nobody_act_for_him(self, cast):
        with pytest.raises(DomainError, match="kan dat niet doorgeven"):
            set_by(cast, "project_secretary", "adviser")

    def test_for_whom_somebody_acts_acts_for_nobody(self, cast):
        with pytest.raises(DomainError, match="gaat niet verder"):
            set_by(cast, "project_secretary", "member", cast.people["chair"])

    def test_rights_are_not_handed_on_either(self, cast):
        """Even where such rows stood already, they open nothing."""
        third = PersonFactory(user=UserFactory())
        DelegationFactory(person=cast.people["secretariat"], delegate=third, reach=DelegationReach.BODY)
        sync_all(today())
        assert not takes_part(third.user, cast.deal)


class TestRefused:
    def test_oneself(self, cast):
        with pytest.raises(DomainError, match="Niemand handelt namens zichzelf"):
            set_by(cast, "chair", delegate=cast.people["chair"])

    def test_the_same_twice_in_a_period(self, cast):
        set_by(cast, "chair")
        with pytest.raises(DomainError, match="handelt in die periode al"):
            set_by(cast, "chair", start=today() + timedelta(days=9))

    def test_an_end_before_the_start(self, cast):
        with pytest.raises(DomainError, match="laatste dag ligt voor de eerste"):
            set_by(cast, "chair", end=today() - timedelta(days=1))

    def test_a_second_writer_sees_what_changed(self, cast):
        delegation = cast.people["chair"].delegations.get()
        url = reverse("governance:delegation_edit", args=[cast.deal.slug, delegation.pk])
        client = cast.client("project_secretary")
        opened = latest_history_id(delegation)
        terms = DelegationTerms(start=delegation.start, mail=DelegationMail.NONE)
        change_delegation(
            actor=cast.users["chair"],
            deal=cast.deal,
            delegation=delegation,
            terms=terms,
            history_id=opened,
        )
        with pytest.raises(StaleError):
            change_delegation(
                actor=cast.users["chair"],
                deal=cast.deal,
                delegation=delegation,
                terms=terms,
                history_id=opened,
            )
        answers = {
            "kind": "adviser",
            "reach": "body",
            "mail": "copy",
            "start_dag": "1-1-2020",
            "history_id": opened,
        }
        response = client.post(url, answers)
        assert response.status_code == 409
        assert "Geen mail" in response.content.decode()
        answers["history_id"] = latest_history_id(delegation)
        assert client.post(url, answers).status_code == 303


class TestReach:
    def test_what_is_for_the_deal_and_no_body(self, cast):
        adviser = cast.users["adviser"]
        assert takes_part(adviser, cast.deal)
        assert can_view_body(adviser, cast.core)
        assert not can_view_body(adviser, cast.closed)

    def test_also_the_bodies_of_the_person(self, cast):
        assert can_view_body(cast.users["secretariat"], cast.closed)

    def test_it_follows_the_person_at_once(self, cast):
        """A membership that ends takes what the secretariat read along."""
        from governance.services.memberships import end_membership

        place = cast.people["other_body"].memberships.get()
        end_membership(
            actor=cast.users["project_secretary"],
            membership=place,
            last_day=today() - timedelta(days=1),
            reason="",
            history_id=latest_history_id(place),
        )
        user = type(cast.users["secretariat"]).objects.get(pk=cast.users["secretariat"].pk)
        assert not can_view_body(user, cast.closed)
        assert not takes_part(user, cast.deal)
        assert check_drift(today()).drift == []

    def test_it_ends_by_itself(self, cast):
        delegation = cast.people["other_body"].delegations.get()
        delegation.end = today()
        delegation.save()
        sync_all(today() + timedelta(days=1))
        user = type(cast.users["secretariat"]).objects.get(pk=cast.users["secretariat"].pk)
        assert not takes_part(user, cast.deal)

    def test_also_the_role_that_the_person_has_on_the_deal(self, cast):
        """Who acts for an observer reads what is for the deal: not the body, not the names in findings."""
        DelegationFactory(person=cast.people["observer"], delegate=cast.people["nobody"], reach="body")
        sync_all(today())
        user = type(cast.users["nobody"]).objects.get(pk=cast.users["nobody"].pk)
        assert takes_part(user, cast.deal)
        assert can_view_body(user, cast.core)
        assert not can_view_body(user, cast.closed)
        assert not can_read_finding_names(user, cast.deal)

    def test_never_what_is_personal(self, cast):
        assert can_read_personal(cast.users["chair"], cast.people["chair"])
        assert not can_read_personal(cast.users["adviser"], cast.people["chair"])
        url = cast.people["chair"].get_absolute_url_in(cast.deal.slug)
        email = cast.people["chair"].email
        assert email in cast.client("chair").get(url).content.decode()
        assert email not in cast.client("adviser").get(url).content.decode()

    def test_never_the_right_to_manage_or_the_history(self, cast):
        DelegationFactory(
            person=cast.people["project_manager"], delegate=cast.people["nobody"], reach=DelegationReach.BODY
        )
        sync_all(today())
        client = cast.client("nobody")
        assert client.get(cast.deal.get_absolute_url()).status_code == 200
        for name in ("request_list", "person_add", "college_change"):
            assert client.get(reverse(f"governance:{name}", args=[cast.deal.slug])).status_code == 404


class TestMail:
    def people(self, **fields):
        person = PersonFactory(email="zij@voorbeeld.example")
        helper = PersonFactory(email="bureau@voorbeeld.example")
        DelegationFactory(person=person, delegate=helper, **fields)
        return person, helper

    @pytest.mark.parametrize(
        ("mail", "expected"),
        [
            ("none", ["zij@voorbeeld.example"]),
            ("copy", ["zij@voorbeeld.example", "bureau@voorbeeld.example"]),
            ("instead", ["bureau@voorbeeld.example"]),
        ],
    )
    def test_as_the_delegation_says(self, mail, expected):
        person, _helper = self.people(mail=mail)
        assert [r.email for r in recipients_of(person)] == expected

    def test_what_is_personal_goes_to_the_person_alone(self):
        person, _helper = self.people(mail="instead")
        assert [r.email for r in recipients_of(person, personal=True)] == ["zij@voorbeeld.example"]

    def test_says_for_whom(self):
        person, _helper = self.people(mail="instead")
        assert [r.for_person for r in recipients_of(person)] == [person.name]

    def test_without_an_address_of_the_helper_the_person_gets_it(self):
        person, helper = self.people(mail="instead")
        helper.email = ""
        helper.save()
        assert [r.email for r in recipients_of(person)] == ["zij@voorbeeld.example"]

    def test_a_shared_address_gets_one(self):
        person, helper = self.people(mail="copy")
        helper.email = "ZIJ@voorbeeld.example"
        helper.save()
        assert len(recipients_of(person)) == 1

    def test_after_the_last_day_nothing(self):
        person, _helper = self.people(mail="instead", end=today() - timedelta(days=1))
        assert [r.email for r in recipients_of(person)] == ["zij@voorbeeld.example"]

    def test_the_address_of_the_account_where_no_other_is_known(self):
        person = PersonFactory(email="", user=UserFactory(email="account@voorbeeld.example"))
        assert [r.email for r in recipients_of(person)] == ["account@voorbeeld.example"]
        assert recipients_of(PersonFactory(email="")) == []


class TestDeputy:
    def url(self, cast):
        place = cast.people["chair"].memberships.get()
        return reverse("governance:deputy_name", args=[cast.deal.slug, place.pk])

    def answers(self, **more):
        return {
            "person": "nieuw",
            "given_name": "Zoë",
            "family_name": "Vervanger",
            "start_dag": today().strftime("%d-%m-%Y"),
        } | more

    def test_the_secretariat_names_one_and_the_history_says_for_whom(self, cast):
        assert cast.client("adviser").post(self.url(cast), self.answers()).status_code == 303
        deputy = Membership.objects.get(person__family_name="Vervanger")
        assert deputy.is_deputy
        assert deputy.seat == cast.people["chair"].memberships.get().seat
        history = cast.client("project_secretary").get(
            reverse("governance:body_history", args=[cast.deal.slug, cast.steering.slug])
        )
        assert f"adviser namens {cast.people['chair']}" in history.content.decode()

    def test_the_member_does_so_in_his_own_name(self, cast):
        cast.client("chair").post(self.url(cast), self.answers())
        deputy = Membership.objects.get(person__family_name="Vervanger")
        assert deputy.history.get().on_behalf == ""

    def test_a_colleague_comes_with_the_office(self, cast):
        place = cast.people["chair"].memberships.get()
        office = PositionFactory(organization=place.position.organization)
        MembershipFactory(seat=SeatFactory(body=cast.core, party=place.seat.party), person=office.person)
        cast.client("chair").post(self.url(cast), self.answers(person=office.person_id))
        assert Membership.objects.get(is_deputy=True, person=office.person).position.person == office.person

    def test_refused(self, cast):
        place = cast.people["chair"].memberships.get()
        for actor, deputy, words in (
            ("member", cast.people["nobody"], "U mag geen plaatsvervanger"),
            ("chair", cast.people["chair"], "Niemand vervangt zichzelf"),
        ):
            with pytest.raises(DomainError, match=words):
                name_deputy(
                    actor=cast.users[actor], membership=place, deputy=deputy, position=None, start=today()
                )

    def test_for_who_sits_no_more_and_for_a_deputy_nobody_names_one(self, cast):
        place = cast.people["chair"].memberships.get()
        place.end = today() - timedelta(days=1)
        place.save()
        of_deputy = cast.people["deputy"].memberships.get()
        page = reverse("governance:deputy_name", args=[cast.deal.slug, of_deputy.pk])
        for role in ("chair", "adviser", "deputy", "project_secretary"):
            assert cast.client(role).get(self.url(cast)).status_code == 404, role
            assert cast.client(role).get(page).status_code == 404, role
            for membership in (place, of_deputy):
                with pytest.raises(DomainError, match="U mag geen plaatsvervanger"):
                    name_deputy(
                        actor=cast.users[role],
                        membership=membership,
                        deputy=cast.people["nobody"],
                        position=None,
                        start=today(),
                    )

    def test_not_in_a_closed_deal(self, cast):
        person = cast.people["chair"].get_absolute_url_in(cast.deal.slug)
        assert self.url(cast) in cast.client("chair").get(person).content.decode()
        cast.deal.state = DealState.CLOSED
        cast.deal.save()
        for role in ("chair", "adviser", "project_secretary"):
            client = cast.client(role)
            assert self.url(cast) not in client.get(person).content.decode(), role
            assert client.post(self.url(cast), self.answers()).status_code == 404, role
        assert not Person.objects.filter(family_name="Vervanger").exists()

    def test_the_same_deputy_twice(self, cast):
        client = cast.client("project_secretary")
        client.post(self.url(cast), self.answers())
        deputy = Membership.objects.get(person__family_name="Vervanger").person
        with pytest.raises(DomainError, match="al plaatsvervanger"):
            name_deputy(
                actor=cast.users["chair"],
                membership=cast.people["chair"].memberships.get(),
                deputy=deputy,
                position=None,
                start=today(),
            )


def test_the_page_says_who_acts_and_who_did(cast):
    url = reverse("governance:delegation_list", args=[cast.deal.slug, cast.people["chair"].pk])
    DelegationFactory(
        person=cast.people["chair"],
        delegate__family_name="Vroeger",
        end=today() - timedelta(days=1),
    )
    client = cast.client("chair")
    page = client.get(url).content.decode()
    assert cast.people["adviser"].name in page
    assert "Vroeger" in page
    answers = {
        "person": "nieuw",
        "family_name": "Bureau",
        "kind": "secretariat",
        "reach": "body",
        "mail": "instead",
        "start_dag": today().strftime("%d-%m-%Y"),
    }
    done = client.post(url, answers, follow=True).content.decode()
    assert "handelt vanaf" in done
    assert Delegation.objects.get(delegate__family_name="Bureau").reach == "body"


def test_a_contact_without_a_seat_reaches_the_page(cast):
    contact = PartyContactFactory(party=cast.empty_seat.party, person__user=UserFactory())
    office = PositionFactory(organization=contact.party.organization)
    MembershipFactory(seat=SeatFactory(body=cast.core, party=contact.party), person=office.person)
    from django.test import Client

    client = Client()
    client.force_login(contact.person.user)
    url = reverse("governance:delegation_list", args=[cast.deal.slug, office.person_id])
    assert client.get(url).status_code == 200
