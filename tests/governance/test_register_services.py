"""The register of organisations, parties, people and offices, with every refusal."""

from __future__ import annotations

from datetime import date

import pytest

from citydeal.models import User
from governance.enums import Office, OrganizationKind, PartyState
from governance.models import Organization
from governance.services.parties import change_party_state
from governance.services.people import give_account
from governance.services.register import add_organization, add_person, add_position
from tests.factories.governance import OrganizationFactory, PersonFactory, UserFactory
from tests.governance.refusals import refused

pytestmark = pytest.mark.django_db
DAY = date(2026, 1, 1)


@pytest.fixture
def secretary(cast):
    return cast.users["project_secretary"]


class TestRegister:
    def test_an_organisation_with_an_awkward_name(self, cast, secretary):
        organization = add_organization(
            actor=secretary,
            deal=cast.deal,
            name="ELBA\\REC",
            slug="elba-rec",
            kind=OrganizationKind.COMPANY,
            legal_name="Elba Media bv",
        )
        assert str(organization) == "ELBA\\REC"
        again = {"name": "Anders", "slug": "elba-rec", "kind": OrganizationKind.COMPANY}
        assert refused(add_organization, actor=secretary, deal=cast.deal, **again).field == "slug"

    def test_a_person_with_one_name_and_an_account(self, cast, secretary):
        user = UserFactory()
        fields = {"actor": secretary, "deal": cast.deal, "family_name": "Mawarni"}
        assert add_person(**fields, user=user).name == "Mawarni"
        assert refused(add_person, **fields, user=user).field == "user"
        assert add_person(**fields).user is None
        assert refused(add_person, **(fields | {"family_name": "x" * 151})).field == "family_name"

    def test_an_office(self, cast, secretary):
        fields = {
            "actor": secretary,
            "deal": cast.deal,
            "person": PersonFactory(),
            "organization": OrganizationFactory(name="Gemeente Veen"),
            "start": DAY,
        }
        position = add_position(**fields, office=Office.OTHER, title="Lector")
        assert str(position) == "Lector, Gemeente Veen"
        assert refused(add_position, **fields, office="keizer").field == "office"
        error = refused(add_position, **fields, office=Office.MAYOR, end=date(2025, 1, 1))
        assert error.field == "end"


class TestStateOfAParty:
    def test_a_step_is_a_row_of_its_own(self, cast, secretary):
        added = change_party_state(
            actor=secretary, party=cast.ministry, state=PartyState.WITHDRAWN, start=DAY, reason="Brief"
        )
        assert (added.reason, added.created_by) == ("Brief", secretary)
        states = cast.ministry.statuses.order_by("start").values_list("state", flat=True)
        assert list(states) == [PartyState.PARTY, PartyState.WITHDRAWN]

    @pytest.mark.parametrize("role", ["auditor", "member", "other_deal", "platform_manager"])
    def test_without_the_right_it_is_refused(self, cast, role):
        change = {"actor": cast.users[role], "party": cast.ministry, "start": DAY}
        error = refused(change_party_state, **change, state=PartyState.WITHDRAWN)
        assert str(error) == "U mag de partijen van deze deal niet wijzigen."
        assert cast.ministry.statuses.count() == 1

    def test_a_step_the_table_does_not_know_is_refused(self, cast, secretary):
        change = {"actor": secretary, "party": cast.ministry, "start": DAY}
        assert refused(change_party_state, **change, state=PartyState.INTENT).field == "state"

    def test_a_day_that_is_not_after_the_state_before_is_refused(self, cast, secretary):
        since = cast.ministry.statuses.get().start
        change = {"actor": secretary, "party": cast.ministry, "start": since}
        error = refused(change_party_state, **change, state=PartyState.WITHDRAWN)
        assert error.field == "start"
        assert cast.ministry.statuses.count() == 1


class TestGiveAccount:
    ADDRESS = "nieuw@voorbeeld.example"

    def test_the_person_has_it_with_the_rights_of_today(self, cast, secretary):
        person = cast.ministry_member.person
        user = give_account(actor=secretary, deal=cast.deal, person=person, email=self.ADDRESS)
        person.refresh_from_db()
        assert person.user == user
        assert list(user.groups.values_list("name", flat=True).order_by("name")) == [
            f"body:{cast.steering.pk}:member",
            f"deal:{cast.deal.pk}:participant",
        ]

    @pytest.mark.parametrize("role", ["auditor", "member", "other_deal", "platform_manager"])
    def test_without_the_right_it_is_refused(self, cast, role):
        give = {"deal": cast.deal, "person": cast.ministry_member.person, "email": self.ADDRESS}
        error = refused(give_account, actor=cast.users[role], **give)
        assert str(error) == "U mag in deze deal geen accounts geven."
        assert not User.objects.filter(email=self.ADDRESS).exists()

    def test_a_second_account_is_refused(self, cast, secretary):
        person = cast.people["member"]
        error = refused(give_account, actor=secretary, deal=cast.deal, person=person, email=self.ADDRESS)
        assert str(error) == f"{person} heeft al een account."
        assert not User.objects.filter(email=self.ADDRESS).exists()


def test_two_who_add_the_same_at_once_get_a_sentence(cast, secretary, monkeypatch):
    """Both pass the check; the database refuses the second."""
    OrganizationFactory(slug="dubbel")
    monkeypatch.setattr(Organization, "full_clean", lambda self: None)
    error = refused(
        add_organization,
        actor=secretary,
        deal=cast.deal,
        name="Dubbel",
        slug="dubbel",
        kind="other",
    )
    assert str(error) == "Iemand anders heeft dit net opgeslagen. Kijk eerst opnieuw."
