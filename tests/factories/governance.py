"""Records for tests: valid by themselves, each in a deal of its own unless told otherwise."""

from __future__ import annotations

from datetime import date

import factory
from factory.django import DjangoModelFactory

from citydeal.enums import Access
from citydeal.models import User
from governance.enums import (
    BodyKind,
    DealRoleKind,
    MembershipRole,
    Office,
    OrganizationKind,
    PartyState,
)
from governance.models import (
    Body,
    CityDeal,
    CovenantRule,
    DealRole,
    Membership,
    Organization,
    Party,
    PartyStatus,
    Person,
    Position,
    Seat,
)

LONG_AGO = date(2020, 1, 1)
PASSWORD = "een-lang-wachtwoord-9"


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"gebruiker{n}@voorbeeld.example")
    name = factory.Sequence(lambda n: f"Gebruiker {n}")

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        password = kwargs.pop("password", PASSWORD)
        return model_class.objects.create_user(kwargs.pop("email"), password, **kwargs)


class CityDealFactory(DjangoModelFactory[CityDeal]):
    class Meta:
        model = CityDeal

    name = factory.Sequence(lambda n: f"Deal {n}")
    slug = factory.Sequence(lambda n: f"deal-{n}")
    tagline = "Samen zoeken naar één antwoord"
    summary = "Een deal over één vraag."
    start = LONG_AGO
    access = Access.PUBLIC
    contact_email = "deal@voorbeeld.example"


class OrganizationFactory(DjangoModelFactory[Organization]):
    class Meta:
        model = Organization

    name = factory.Sequence(lambda n: f"Gemeente Voorbeeld {n}")
    slug = factory.Sequence(lambda n: f"organisatie-{n}")
    kind = OrganizationKind.MUNICIPALITY


class PartyFactory(DjangoModelFactory[Party]):
    """A party that signed long ago; ``state`` and ``since`` set its one dated state."""

    class Meta:
        model = Party
        skip_postgeneration_save = True

    deal = factory.SubFactory(CityDealFactory)
    organization = factory.SubFactory(OrganizationFactory)
    order = factory.Sequence(lambda n: n % 1000)

    @factory.post_generation
    def state(self, create, extracted, **kwargs):
        if extracted is not False:
            PartyStatus.objects.create(
                party=self,
                state=extracted or PartyState.PARTY,
                start=kwargs.get("since", LONG_AGO),
            )


class PersonFactory(DjangoModelFactory[Person]):
    class Meta:
        model = Person

    given_name = "Anna"
    family_name = factory.Sequence(lambda n: f"Voorbeeld{n}")
    email = factory.Sequence(lambda n: f"contact{n}@voorbeeld.example")


class PositionFactory(DjangoModelFactory[Position]):
    class Meta:
        model = Position

    person = factory.SubFactory(PersonFactory)
    organization = factory.SubFactory(OrganizationFactory)
    office = Office.ALDERMAN
    start = LONG_AGO


class BodyFactory(DjangoModelFactory[Body]):
    class Meta:
        model = Body

    deal = factory.SubFactory(CityDealFactory)
    kind = BodyKind.STEERING_GROUP
    name = factory.Sequence(lambda n: f"Stuurgroep {n}")
    slug = factory.Sequence(lambda n: f"orgaan-{n}")
    remit = "Bestuurders en directeuren van de partijen."
    start = LONG_AGO
    access = Access.PUBLIC


class SeatFactory(DjangoModelFactory[Seat]):
    class Meta:
        model = Seat

    body = factory.SubFactory(BodyFactory)
    party = factory.SubFactory(PartyFactory, deal=factory.SelfAttribute("..body.deal"))
    start = LONG_AGO


class MembershipFactory(DjangoModelFactory[Membership]):
    """A member on a seat, held from an alderman's office at the party of the seat."""

    class Meta:
        model = Membership

    seat = factory.SubFactory(SeatFactory)
    body = factory.SelfAttribute("seat.body")
    person = factory.SubFactory(PersonFactory)
    position = factory.Maybe(
        "with_position",
        factory.SubFactory(
            PositionFactory,
            person=factory.SelfAttribute("..person"),
            organization=factory.SelfAttribute("..seat.party.organization"),
        ),
        None,
    )
    role = MembershipRole.MEMBER
    start = LONG_AGO

    class Params:
        with_position = True


class DealRoleFactory(DjangoModelFactory[DealRole]):
    class Meta:
        model = DealRole

    deal = factory.SubFactory(CityDealFactory)
    person = factory.SubFactory(PersonFactory)
    role = DealRoleKind.AUDITOR
    start = LONG_AGO


class CovenantRuleFactory(DjangoModelFactory[CovenantRule]):
    class Meta:
        model = CovenantRule

    deal = factory.SubFactory(CityDealFactory)
    number = 12
    article = "artikel 4 lid 3"
    text = "Ten minste 1 vertegenwoordiger van een deelnemend ministerie"
    parameters = factory.LazyFunction(lambda: {"minimum": 1})
    start = LONG_AGO
