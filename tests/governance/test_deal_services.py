"""Setting up a deal: who may, what is written, and every refusal with its field."""

from __future__ import annotations

import inspect
from datetime import date, timedelta

import pytest
from django.utils import timezone

from citydeal.enums import Access
from citydeal.models import OutgoingMail, User
from governance.enums import (
    DealRoleKind,
    MembershipRole,
    OrganizationKind,
)
from governance.models import Body, CityDeal, Person
from governance.permissions import can_manage_people, can_view_body, takes_part
from governance.services import bodies, deals, register
from governance.services.bodies import add_body, add_member, add_seat, ask_party
from governance.services.covenant_rules import add_covenant_rule
from governance.services.deals import (
    appoint_first_secretary,
    create_deal,
    give_deal_role,
)
from governance.services.memberships import MembershipTerms
from governance.services.parties import EventTerms, add_party
from governance.services.register import (
    add_organization,
    add_person,
    add_position,
)
from tests.factories.governance import (
    BodyFactory,
    CityDealFactory,
    OrganizationFactory,
    PersonFactory,
    UserFactory,
)
from tests.governance.refusals import refused

pytestmark = pytest.mark.django_db
DAY = date(2026, 1, 1)


@pytest.fixture
def platform_manager():
    return UserFactory(is_platform_manager=True)


@pytest.fixture
def secretary(cast):
    return cast.users["project_secretary"]


class TestCreateDeal:
    def test_a_platform_manager_creates_a_deal_and_is_not_in_it(self, platform_manager):
        deal = create_deal(actor=platform_manager, name="City Deal Water", slug="water", start=DAY)
        assert CityDeal.objects.get(slug="water") == deal
        assert deal.access == Access.DEAL
        assert not takes_part(platform_manager, deal)
        assert deal.history.count() == 1

    @pytest.mark.parametrize("role", ["nobody", "project_secretary", "superuser"])
    def test_nobody_else_may(self, cast, role):
        error = refused(create_deal, actor=cast.users[role], name="Water", slug="water", start=DAY)
        assert str(error) == "Alleen een platformbeheerder mag dit doen."

    def test_not_even_a_platform_manager_whose_account_is_closed(self):
        closed = UserFactory(is_platform_manager=True, is_active=False)
        refused(create_deal, actor=closed, name="Water", slug="water", start=DAY)

    @pytest.mark.parametrize(
        ("fields", "field"),
        [
            ({"slug": "taken"}, "slug"),
            ({"slug": "niet goed"}, "slug"),
            ({"name": "x" * 201}, "name"),
            ({"name": ""}, "name"),
            ({"access": Access.BODY}, "access"),
            ({"warning_days": 731}, "warning_days"),
            ({"contact_email": "geen adres"}, "contact_email"),
            ({"start": date(26, 1, 1)}, "start"),
            ({"end": date(2201, 1, 1)}, "end"),
            ({"end": date(2025, 12, 31)}, "end"),
        ],
    )
    def test_what_is_wrong_is_said_at_its_field(self, platform_manager, fields, field):
        CityDealFactory(slug="taken")
        values = {"name": "Water", "slug": "water", "start": DAY} | fields
        assert refused(create_deal, actor=platform_manager, **values).field == field
        assert not CityDeal.objects.filter(slug="water").exists()


class TestAppointFirstSecretary:
    def test_the_secretary_gets_an_account_a_seat_and_the_rights(self, platform_manager):
        deal = CityDealFactory()
        person = Person(given_name="Zoë", family_name="Kuiper", email="zoe@voorbeeld.example")
        membership = appoint_first_secretary(
            actor=platform_manager, deal=deal, person=person, start=DAY, remit="Stuurt aan."
        )
        user = User.objects.get(email="zoe@voorbeeld.example")
        assert membership.role == MembershipRole.PROJECT_SECRETARY
        assert membership.person.user == user
        assert membership.seat.name == "Projectsecretaris"
        assert membership.body.slug == "projectorganisatie"
        assert membership.body.remit == "Stuurt aan."
        assert can_manage_people(user, deal)
        assert OutgoingMail.objects.get().user == user

    def test_who_has_an_account_keeps_it(self, platform_manager):
        user = UserFactory()
        new = Person(family_name="Kuiper", user=user)
        first = CityDealFactory()
        appoint_first_secretary(actor=platform_manager, deal=first, person=new, start=DAY)
        second = CityDealFactory()
        appoint_first_secretary(actor=platform_manager, deal=second, person=new, start=DAY)
        user = User.objects.get(pk=user.pk)
        assert can_manage_people(user, first)
        assert can_manage_people(user, second)
        assert new.history.count() == 1
        assert not OutgoingMail.objects.exists()

    def test_only_a_platform_manager_may(self, cast, secretary):
        deal = CityDealFactory()
        refused(appoint_first_secretary, actor=secretary, deal=deal, person=PersonFactory(), start=DAY)

    def test_a_deal_that_has_organisers_appoints_them_itself(self, cast, platform_manager):
        error = refused(
            appoint_first_secretary,
            actor=platform_manager,
            deal=cast.deal,
            person=PersonFactory(),
            start=DAY,
        )
        assert "projectorganisatie" in str(error)

    def test_a_deal_whose_last_organiser_left_is_not_lost(self, platform_manager):
        deal = CityDealFactory()
        yesterday = timezone.localdate() - timedelta(days=1)
        user = UserFactory()
        first = appoint_first_secretary(
            actor=platform_manager, deal=deal, person=PersonFactory(user=user), start=DAY
        )
        first.end = yesterday
        first.save()
        second = appoint_first_secretary(
            actor=platform_manager,
            deal=deal,
            person=PersonFactory(),
            start=timezone.localdate(),
        )
        assert second.seat == first.seat
        assert Body.objects.filter(deal=deal).count() == 1

    def test_without_an_address_there_is_no_account_and_nothing_is_half_done(self, platform_manager):
        deal = CityDealFactory()
        error = refused(
            appoint_first_secretary,
            actor=platform_manager,
            deal=deal,
            person=Person(family_name="Kuiper"),
            start=DAY,
        )
        assert error.field == "email"
        assert not Body.objects.filter(deal=deal).exists()


class TestDealRole:
    def test_an_auditor_reads_at_once(self, cast, secretary):
        user = UserFactory()
        person = PersonFactory(user=user)
        give_deal_role(actor=secretary, deal=cast.deal, person=person, role=DealRoleKind.AUDITOR, start=DAY)
        user = User.objects.get(pk=user.pk)
        assert can_view_body(user, cast.closed)
        assert not can_manage_people(user, cast.deal)

    def test_a_role_once_in_a_period(self, cast, secretary):
        fields = {
            "actor": secretary,
            "deal": cast.deal,
            "person": PersonFactory(),
            "role": DealRoleKind.AUDITOR,
        }
        give_deal_role(**fields, start=DAY, end=date(2026, 6, 30))
        assert refused(give_deal_role, **fields, start=date(2026, 6, 30)).field == "start"
        give_deal_role(**fields, start=date(2026, 7, 1))

    def test_an_unknown_role_is_refused(self, cast, secretary):
        fields = {"deal": cast.deal, "person": PersonFactory(), "start": DAY}
        assert refused(give_deal_role, actor=secretary, role="keizer", **fields).field == "role"


class TestCovenantRule:
    def test_a_rule_holds_with_its_numbers(self, secretary, cast):
        OrganizationFactory(slug="stedennetwerk-g40", kind=OrganizationKind.CITY_NETWORK)
        rule = add_covenant_rule(
            actor=secretary,
            deal=cast.deal,
            number=11,
            text="Ten minste 1 bestuurder",
            start=DAY,
            parameters={"minimum": 1, "network": "stedennetwerk-g40"},
        )
        assert rule.parameters["minimum"] == 1
        assert rule.history.count() == 1

    @pytest.mark.parametrize(
        ("fields", "field"),
        [
            ({"number": 999}, "number"),
            ({"number": 11}, "parameters"),
            ({"number": 8, "parameters": {"network": "bestaat-niet"}}, "parameters"),
            ({"number": 11, "parameters": {"network": 3, "minimum": 0}}, "parameters"),
            ({"text": ""}, "text"),
            ({"end": date(2020, 1, 1)}, "end"),
        ],
    )
    def test_what_is_wrong_is_said_at_its_field(self, cast, secretary, fields, field):
        cast.deal.covenant_rules.all().delete()
        values = {"number": 12, "text": "Tekst", "start": DAY, "parameters": {"minimum": 1}}
        if "number" in fields:
            values.pop("parameters")
        error = refused(add_covenant_rule, actor=secretary, deal=cast.deal, **(values | fields))
        assert error.field == field

    def test_a_rule_holds_once(self, cast, secretary):
        error = refused(
            add_covenant_rule,
            actor=secretary,
            deal=cast.deal,
            number=12,
            text="Nog eens",
            start=DAY,
            parameters={"minimum": 1},
        )
        assert error.field == ""


def _acts(cast):
    """Return every act that needs the right to manage the deal's composition."""
    deal, person, organization = cast.deal, PersonFactory(), OrganizationFactory()
    free = BodyFactory(deal=deal)
    return [
        (give_deal_role, {"deal": deal, "person": person, "role": "auditor", "start": DAY}),
        (add_covenant_rule, {"deal": deal, "number": 12, "text": "Tekst", "start": DAY}),
        (add_organization, {"deal": deal, "name": "Nieuw", "slug": "nieuw", "kind": "other"}),
        (
            add_party,
            {"deal": deal, "organization": organization, "first": EventTerms("signing", DAY)},
        ),
        (add_person, {"deal": deal, "family_name": "Nieuw"}),
        (
            add_position,
            {
                "deal": deal,
                "person": person,
                "organization": organization,
                "office": "mayor",
                "start": DAY,
            },
        ),
        (
            add_body,
            {"deal": deal, "kind": "other", "name": "Nieuw", "slug": "nieuw", "start": DAY},
        ),
        (add_seat, {"body": free, "start": DAY, "label": "Nieuw"}),
        (ask_party, {"seat": cast.empty_seat, "on": DAY}),
        (
            add_member,
            {
                "body": free,
                "person": person,
                "position": None,
                "terms": MembershipTerms(start=DAY),
            },
        ),
    ]


@pytest.mark.parametrize(
    "role", ["nobody", "auditor", "member", "chair", "other_deal", "platform_manager", "superuser"]
)
def test_only_who_manages_the_deal_may_set_it_up(cast, role):
    for act, fields in _acts(cast):
        error = refused(act, actor=cast.users[role], **fields)
        assert str(error).startswith("U mag de"), act
        assert error.field == ""


def test_every_act_is_covered_by_the_test_above(cast):
    public = {
        value
        for module in (bodies, deals, register)
        for value in vars(module).values()
        if getattr(value, "__module__", "") == module.__name__ and inspect.isfunction(value)
        if not value.__name__.startswith("_") and "actor" in inspect.signature(value).parameters
    }
    covered = {act for act, _fields in _acts(cast)}
    # A platform manager's own acts, and what test_deal_setup.py and test_bodies_changes.py ask.
    elsewhere = {create_deal, appoint_first_secretary, deals.appoint_by_address, bodies.change_body}
    assert public - covered == elsewhere | {deals.change_settings, deals.change_state}
