"""The register of organisations, parties, people and offices, with every refusal."""

from __future__ import annotations

from datetime import date

import pytest

from governance.enums import Office, OrganizationKind, PartyState
from governance.models import Organization, Party
from governance.services.register import add_organization, add_party, add_person, add_position
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

    def test_a_party_begins_in_a_state(self, cast, secretary):
        organization = OrganizationFactory()
        fields = {"actor": secretary, "deal": cast.deal, "organization": organization}
        party = add_party(**fields, state=PartyState.INTENT, start=DAY, reason="Brief", order=4)
        assert [(s.state, s.start, s.reason) for s in party.statuses.all()] == [
            (PartyState.INTENT, DAY, "Brief")
        ]
        assert refused(add_party, **fields, state=PartyState.PARTY, start=DAY).field == ""

    @pytest.mark.parametrize(
        ("state", "start", "field"),
        [(PartyState.WITHDRAWN, DAY, "state"), (PartyState.PARTY, date(26, 1, 1), "start")],
    )
    def test_a_party_that_cannot_be_leaves_nothing(self, cast, secretary, state, start, field):
        organization = OrganizationFactory()
        error = refused(
            add_party,
            actor=secretary,
            deal=cast.deal,
            organization=organization,
            state=state,
            start=start,
        )
        assert error.field == field
        assert not Party.objects.filter(organization=organization).exists()

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
