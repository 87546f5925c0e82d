"""Contributions and the budget, for tests."""

from __future__ import annotations

from datetime import date

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from governance.selectors.requests_links import hash_of
from reporting.enums import BookingKind, BudgetUnit, ContributionKind
from reporting.models import (
    BudgetBooking,
    BudgetLine,
    Contribution,
    ContributionQuestion,
    PromisedContribution,
    Treasurer,
)
from reporting.services.contribution_questions import question_key, token_of
from tests.factories.deal_text import PhaseFactory
from tests.factories.governance import LONG_AGO, CityDealFactory, PartyFactory, PersonFactory


class PromiseFactory(DjangoModelFactory[PromisedContribution]):
    """100 hours in 2026, in quarters."""

    class Meta:
        model = PromisedContribution

    party = factory.SubFactory(PartyFactory)
    kind = ContributionKind.HOURS
    year = 2026
    quantity = 400


class ContributionFactory(DjangoModelFactory[Contribution]):
    """10 hours in March 2026; ``confirmed``: by its party."""

    class Meta:
        model = Contribution

    class Params:
        confirmed = factory.Trait(
            confirmed_at=factory.LazyFunction(timezone.now), confirmed_by="Een contactpersoon"
        )
        invoice = factory.Trait(
            kind=ContributionKind.MONEY,
            quantity=600000,
            invoice_number=factory.Sequence(lambda n: f"F-{n}"),
            invoiced_on=date(2026, 3, 10),
            due_on=date(2026, 4, 10),
        )

    party = factory.SubFactory(PartyFactory)
    kind = ContributionKind.HOURS
    start = date(2026, 3, 1)
    end = date(2026, 3, 31)
    quantity = 40


class QuestionFactory(DjangoModelFactory[ContributionQuestion]):
    """A question about the third quarter of 2026, open for four weeks."""

    class Meta:
        model = ContributionQuestion

    party = factory.SubFactory(PartyFactory)
    to = factory.SubFactory(PersonFactory)
    year = 2026
    quarter = 3
    key = factory.LazyAttribute(lambda o: question_key(o.party.pk, o.year, o.quarter))
    token_hash = factory.LazyAttribute(lambda o: hash_of(token_of(o.key)))
    sent_on = factory.LazyFunction(timezone.localdate)
    answer_until = factory.LazyFunction(lambda: date.fromordinal(timezone.localdate().toordinal() + 28))
    mails = 1


class TreasurerFactory(DjangoModelFactory[Treasurer]):
    class Meta:
        model = Treasurer

    deal = factory.SubFactory(CityDealFactory)
    person = factory.SubFactory(PersonFactory)
    start = LONG_AGO


class BudgetLineFactory(DjangoModelFactory[BudgetLine]):
    """€ 1.000,00 for a phase."""

    class Meta:
        model = BudgetLine

    deal = factory.SubFactory(CityDealFactory)
    phase = factory.SubFactory(PhaseFactory, deal=factory.SelfAttribute("..deal"))
    title = factory.Sequence(lambda n: f"Post {n}")
    unit = BudgetUnit.MONEY
    quantity = 100000
    made_on = LONG_AGO


class BookingFactory(DjangoModelFactory[BudgetBooking]):
    class Meta:
        model = BudgetBooking

    line = factory.SubFactory(BudgetLineFactory)
    kind = BookingKind.REALISATION
    on = date(2026, 3, 1)
    quantity = 25000
    what = "Zaalhuur"
