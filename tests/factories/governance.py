"""Records for tests: valid by themselves, each in a deal of its own unless told otherwise."""

from __future__ import annotations

from datetime import date, timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from citydeal.enums import Access
from citydeal.models import User
from governance.enums import (
    BodyKind,
    DealRoleKind,
    DecisionSubject,
    DelegationKind,
    MembershipRole,
    Office,
    OrganizationKind,
    PartyState,
    RelationKind,
    RequestKind,
)
from governance.models import (
    Body,
    BodyRelation,
    CityDeal,
    CovenantRule,
    DealRole,
    Decision,
    Delegation,
    FindingException,
    Membership,
    Nomination,
    Organization,
    Party,
    PartyContact,
    PartyRequest,
    PartyStatus,
    Person,
    Position,
    Seat,
)
from governance.selectors.requests_links import hash_of
from governance.services.requests import token_of

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


class DelegationFactory(DjangoModelFactory[Delegation]):
    class Meta:
        model = Delegation

    person = factory.SubFactory(PersonFactory)
    delegate = factory.SubFactory(PersonFactory)
    kind = DelegationKind.SECRETARIAT
    start = LONG_AGO


class PartyContactFactory(DjangoModelFactory[PartyContact]):
    class Meta:
        model = PartyContact

    party = factory.SubFactory(PartyFactory)
    person = factory.SubFactory(PersonFactory)
    start = LONG_AGO


class PartyRequestFactory(DjangoModelFactory[PartyRequest]):
    """A question to the contact of a party, open for three weeks from today."""

    class Meta:
        model = PartyRequest

    party = factory.SubFactory(PartyFactory)
    kind = RequestKind.MEMBER_CHECK
    key = factory.Sequence(lambda n: f"check:{n}")
    to = factory.LazyAttribute(lambda made: PartyContactFactory(party=made.party).person)
    token_hash = factory.LazyAttribute(lambda made: hash_of(token_of(made.key)))
    sent_on = factory.LazyFunction(timezone.localdate)
    answer_until = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=21))
    mails = 1


class NominationFactory(DjangoModelFactory[Nomination]):
    """Whom a party named for a seat: somebody new."""

    class Meta:
        model = Nomination

    seat = factory.SubFactory(SeatFactory)
    request = factory.SubFactory(
        PartyRequestFactory,
        party=factory.SelfAttribute("..seat.party"),
        seat=factory.SelfAttribute("..seat"),
        kind=RequestKind.NOMINATION,
    )
    given_name = "Zoë"
    family_name = factory.Sequence(lambda n: f"Nieuwkomer{n}")
    office = Office.ALDERMAN
    start = factory.LazyFunction(timezone.localdate)


class CovenantRuleFactory(DjangoModelFactory[CovenantRule]):
    class Meta:
        model = CovenantRule

    deal = factory.SubFactory(CityDealFactory)
    number = 12
    article = "artikel 4 lid 3"
    text = "Ten minste 1 vertegenwoordiger van een deelnemend ministerie"
    parameters = factory.LazyFunction(lambda: {"minimum": 1})
    start = LONG_AGO


class DecisionFactory(DjangoModelFactory[Decision]):
    class Meta:
        model = Decision

    body = factory.SubFactory(BodyFactory)
    taken_on = date(2026, 3, 1)
    year = factory.LazyAttribute(lambda o: o.taken_on.year)
    number = factory.Sequence(lambda n: n % 30000 + 1)
    subject = DecisionSubject.CONTENT
    title = "Besluit over het werk"
    text = "De stuurgroep stemt in met de werkwijze."


class BodyRelationFactory(DjangoModelFactory[BodyRelation]):
    class Meta:
        model = BodyRelation

    source = factory.SubFactory(BodyFactory)
    target = factory.SubFactory(BodyFactory, deal=factory.SelfAttribute("..source.deal"))
    kind = RelationKind.PREPARES_FOR
    article = "artikel 4 lid 5"


class FindingExceptionFactory(DjangoModelFactory[FindingException]):
    """That rule 12 is not met, accepted until the end of 2099 by whoever."""

    class Meta:
        model = FindingException

    deal = factory.SubFactory(CityDealFactory)
    number = 12
    reason = "De zoektocht loopt nog"
    start = LONG_AGO
    end = date(2099, 12, 31)
    accepted_by = factory.SubFactory(UserFactory)
