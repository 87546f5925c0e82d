"""What was promised beside what was delivered, and rules 61, 62 and 65: without a database."""

from __future__ import annotations

from datetime import date

import pytest

from citydeal.common.findings import Finding, FindingState
from governance.enums import OrganizationKind, PartyState
from governance.rules.explain import explain
from governance.rules.facts import DealFacts, OrganizationFact, Period
from reporting.rules.contributions import (
    Delivered,
    Promise,
    balance_of,
    full_months,
    last_day,
    month_check,
    months_of_quarter,
    quarter_before,
)
from reporting.rules.covenant_contributions import (
    BudgetFacts,
    ConfirmedFact,
    HoursFacts,
    MoneyFacts,
    PhaseFact,
    enough_hours,
    enough_money,
    first_year,
    has_budget,
    known_from,
)

HOURS, MONEY = "hours", "money"
NOVEMBER = date(2026, 11, 22)


def hours(month, quantity, confirmed=True):
    return Delivered(HOURS, 2026, month, quantity, confirmed)


class TestBalance:
    def test_of_a_party_that_does_as_promised(self):
        promise = Promise(HOURS, 2026, 1, 12, 4800, rate=8000)
        done = [hours(month, 400) for month in range(1, 10)]
        balance = balance_of(HOURS, 2026, [promise], done, NOVEMBER)
        assert (balance.promised, balance.expected, balance.confirmed) == (4800, 3600, 3600)
        assert (balance.forecast, balance.left, balance.percentage) == (4800, 1200, 75)
        assert (balance.is_behind, balance.value, promise.value) == (False, 7200000, 9600000)

    def test_unconfirmed_counts_as_unconfirmed(self):
        done = [hours(1, 100), hours(2, 50, confirmed=False)]
        balance = balance_of(HOURS, 2026, [Promise(HOURS, 2026, 1, 12, 4800)], done, NOVEMBER)
        assert (balance.confirmed, balance.waiting, balance.delivered) == (100, 50, 150)
        assert (balance.forecast, balance.is_behind, balance.value) == (200, True, None)

    def test_a_promise_for_some_months(self):
        promise = Promise(HOURS, 2026, 3, 11, 100)
        assert [promise.in_month(2026, month) for month in (2, 3, 11, 12)] == [0, 11, 12, 0]
        assert promise.in_month(2025, 3) == 0
        assert promise.expected(NOVEMBER) == 77
        assert (promise.expected(date(2027, 1, 1)), promise.expected(date(2025, 1, 1))) == (100, 0)

    def test_euros_are_expected_when_their_months_are_over(self):
        promise = Promise(MONEY, 2026, 1, 6, 600000)
        assert (promise.expected(date(2026, 6, 30)), promise.expected(date(2026, 7, 1))) == (0, 600000)
        invoiced = Delivered(MONEY, 2026, 3, 600000, True, counts=False)
        balance = balance_of(MONEY, 2026, [promise], [invoiced], NOVEMBER)
        assert (balance.confirmed, balance.forecast, balance.is_behind) == (0, 600000, True)

    def test_no_forecast_before_a_quarter_is_over(self):
        promise = Promise(HOURS, 2026, 1, 12, 4800)
        assert balance_of(HOURS, 2026, [promise], [], date(2026, 2, 1)).forecast is None
        assert balance_of(HOURS, 2026, [promise], [hours(1, 8)], date(2026, 2, 1)).forecast == 8

    def test_a_value_needs_a_rate_on_every_promise(self):
        rates = [Promise(HOURS, 2026, 1, 12, 400, 8000), Promise(HOURS, 2026, 1, 12, 400)]
        assert balance_of(HOURS, 2026, rates, [hours(1, 4)], NOVEMBER).value is None
        mixed = [Promise(HOURS, 2026, 1, 6, 400, 8000), Promise(HOURS, 2026, 7, 12, 400, 10000)]
        assert balance_of(HOURS, 2026, mixed, [hours(1, 4)], NOVEMBER).value == 9000
        assert mixed[0].value == 800000
        assert rates[1].value is None

    def test_of_nothing(self):
        balance = balance_of(HOURS, 2026, [], [], NOVEMBER)
        assert (balance.promised, balance.percentage, balance.is_behind) == (0, 0, False)


class TestMonths:
    def test_enough_not_enough_and_not_known(self):
        done = [hours(1, 64), hours(2, 60), hours(3, 10, confirmed=False)]
        found = month_check(2026, 64, done, HOURS, date(2026, 4, 10))
        assert [month.enough for month in found[:4]] == [True, False, None, None]
        assert found[2].waiting == 10
        assert len(found) == 12

    def test_nothing_is_asked(self):
        assert month_check(2026, 0, [], HOURS, NOVEMBER)[0].enough is None

    def test_days(self):
        assert (full_months(2026, NOVEMBER), full_months(2025, NOVEMBER), full_months(2027, NOVEMBER)) == (
            10,
            12,
            0,
        )
        assert last_day(2028, 2) == date(2028, 2, 29)
        assert list(months_of_quarter(4)) == [10, 11, 12]
        assert quarter_before(date(2026, 1, 5)) == (2025, 4)
        assert quarter_before(NOVEMBER) == (2026, 3)
        assert known_from(2026, 1) == known_from(2026, 3) == date(2026, 5, 1)
        assert known_from(2026, 11) == date(2027, 2, 1)
        assert first_year(date(2025, 3, 1)) == {2025: set(range(3, 13)), 2026: {1, 2}}


def party(pk, start=date(2025, 1, 1)):
    return OrganizationFact(pk, f"Partij {pk}", OrganizationKind.MUNICIPALITY, ((start, PartyState.PARTY),))


def deal(parties=(1, 2), **parts):
    organizations = {pk: party(pk) for pk in parties}
    return DealFacts(1, "De Deal", Period(date(2025, 1, 1), None), organizations=organizations, parts=parts)


def given(months=range(1, 13), quantity=64, on=date(2025, 2, 1)):
    return tuple(ConfirmedFact(date(2025, month, 1), quantity, on) for month in months)


def of_hours(*parties):
    """Return the hours of parties 1, 2 and so on."""
    return HoursFacts(dict(enumerate(parties, 1)), date(2025, 1, 1), 8)


def of_money(*parties):
    return MoneyFacts(dict(enumerate(parties, 1)), date(2025, 1, 1))


MONTHLY = {"days": 2, "months": 12, "per": "month"}


class TestRule61:
    def test_each_month_two_days(self):
        both = deal(hours=of_hours(given(), given()))
        outcome = enough_hours(both, date(2026, 6, 1), MONTHLY)
        assert outcome.holds
        assert outcome.counts == {"count": 2, "behind": 0, "days": 2}

    def test_a_month_is_asked_a_month_after_its_quarter(self):
        nothing = deal(hours=of_hours())
        assert enough_hours(nothing, date(2025, 4, 30), MONTHLY).not_applicable
        assert enough_hours(nothing, date(2025, 5, 1), MONTHLY).counts["behind"] == 2

    def test_only_what_was_confirmed_by_then_counts(self):
        late = deal(hours=of_hours(given(on=date(2026, 3, 1))), parties=(1,))
        assert not enough_hours(late, date(2026, 2, 28), MONTHLY).holds
        assert enough_hours(late, date(2026, 3, 1), MONTHLY).holds

    def test_month_by_month_or_together(self):
        uneven = deal(hours=of_hours(given(months=[1, 2], quantity=400)), parties=(1,))
        assert not enough_hours(uneven, date(2026, 6, 1), MONTHLY).holds
        assert enough_hours(uneven, date(2026, 6, 1), {**MONTHLY, "per": "together"}).holds

    def test_the_deal_says_how_many_months(self):
        some = deal(hours=of_hours(given(months=range(1, 10))), parties=(1,))
        assert enough_hours(some, date(2026, 6, 1), {**MONTHLY, "months": 9}).holds

    def test_nobody_is_named(self):
        outcome = enough_hours(deal(hours=of_hours()), date(2026, 6, 1), MONTHLY)
        assert list(outcome.facts) == []
        words = said(61, outcome)
        assert "2 van de 2" in words
        assert "Partij" not in words


class TestRule62:
    RULE = {"amount": 6000, "year": None}

    def test_paid_and_confirmed(self):
        paid = (ConfirmedFact(date(2025, 5, 1), 600000, date(2025, 6, 1)),)
        one = deal(money=of_money(paid), parties=(1,))
        assert enough_money(one, date(2026, 1, 1), self.RULE).holds
        assert enough_money(one, date(2025, 12, 31), self.RULE).not_applicable
        assert not enough_money(one, date(2026, 1, 1), {"amount": 6001, "year": None}).holds
        assert not enough_money(one, date(2027, 1, 1), {"amount": 6000, "year": 2026}).holds

    def test_words(self):
        outcome = enough_money(deal(money=of_money()), date(2026, 1, 1), self.RULE)
        assert "€\N{NO-BREAK SPACE}6.000,00" in said(62, outcome)


class TestRule65:
    def phases(self, **second):
        first = PhaseFact(1, "Verkennen", date(2025, 1, 1))
        return BudgetFacts((first, PhaseFact(2, "Ontwikkelen", date(2026, 1, 1), **second)))

    def test_before_a_phase_begins_it_has_a_budget(self):
        day = date(2025, 12, 1)
        ready = deal(budgets=self.phases(money_from=day, hours_from=day))
        assert has_budget(ready, date(2026, 1, 1), {}).holds
        assert has_budget(ready, date(2025, 12, 31), {}).not_applicable

    @pytest.mark.parametrize(
        "second", [{}, {"money_from": date(2025, 1, 1)}, {"hours_from": date(2025, 1, 1)}]
    )
    def test_in_money_and_in_hours(self, second):
        outcome = has_budget(deal(budgets=self.phases(**second)), date(2026, 1, 1), {})
        assert not outcome.holds
        assert "‘Ontwikkelen’" in said(65, outcome)
        assert outcome.act.page == "reporting:budget"

    def test_the_first_needs_none(self):
        assert has_budget(deal(budgets=BudgetFacts()), date(2026, 1, 1), {}).not_applicable


def said(number, outcome):
    """Return the sentence of a rule that does not hold."""
    finding = Finding(
        number,
        "",
        "",
        1,
        "De Deal",
        date(2026, 6, 1),
        FindingState.BROKEN,
        since=date(2026, 5, 1),
        facts=tuple(outcome.facts),
        counts=outcome.counts,
    )
    from citydeal.common.findings import NOBODY

    return explain(finding, names=NOBODY)


def test_a_rule_that_holds_says_so():
    from governance.rules.registry import RULES

    for number, outcome in (
        (61, enough_hours(deal(hours=of_hours(given(), given())), date(2026, 6, 1), MONTHLY)),
        (62, enough_money(deal(money=of_money(), parties=()), date(2026, 1, 1), {"amount": 1, "year": None})),
        (
            65,
            has_budget(
                deal(budgets=TestRule65().phases(money_from=date(2025, 1, 1), hours_from=date(2025, 1, 1))),
                date(2026, 1, 1),
                {},
            ),
        ),
    ):
        met = Finding(
            number,
            "",
            "",
            1,
            "De Deal",
            date(2026, 6, 1),
            FindingState.MET,
            facts=tuple(outcome.facts),
            counts=outcome.counts,
        )
        assert RULES[number].words.met(met)


def test_the_days_on_which_facts_change():
    hours = set(of_hours(given(months=[1], on=date(2025, 2, 7))).changes())
    assert {date(2025, 2, 7), date(2025, 5, 1)} <= hours
    money = set(of_money((ConfirmedFact(date(2025, 5, 1), 1, date(2025, 6, 3)),)).changes())
    assert {date(2025, 6, 3), date(2026, 1, 1)} <= money
    assert [*HoursFacts().changes(), *MoneyFacts().changes()] == []
    phases = TestRule65().phases(money_from=date(2025, 9, 9))
    assert date(2025, 9, 9) in set(phases.changes())
