"""Reporting: contributions of parties, the quarterly question, and the budget."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from reporting.services.contribution_questions import token_of
from tests.cast import Cast
from tests.e2e.states.base import LONG_NAME, Visit, page, sent
from tests.factories.deal_text import PhaseFactory
from tests.factories.governance import CovenantRuleFactory
from tests.factories.parties import PartySuccessionFactory
from tests.factories.reporting_contributions import (
    BookingFactory,
    BudgetLineFactory,
    ContributionFactory,
    PromiseFactory,
    QuestionFactory,
    TreasurerFactory,
)

SECRETARY, CONTACT = "project_secretary", "party_contact"


def fill(visit: Visit) -> None:
    """Give the ministry promises, contributions in each state and a question; the deal a budget."""
    cast, year = visit.cast, timezone.localdate().year
    CovenantRuleFactory(deal=cast.deal, number=61, parameters={"months": 24})
    cast.deal.start = date(year, 1, 1)
    cast.deal.save()
    day = {"start": date(year, 1, 2), "end": date(year, 1, 2), "party": cast.ministry}
    for kind in ("hours", "money", "in_kind"):
        PromiseFactory(party=cast.ministry, kind=kind, year=year, quantity=480_000, what=LONG_NAME)
    PromiseFactory(party=cast.ministry, year=year - 1)
    ContributionFactory(confirmed=True, what=LONG_NAME, people=3, **day)
    ContributionFactory(**day)
    ContributionFactory(invoice=True, vat=1000, **day)
    ContributionFactory(withdrawn_at=timezone.now(), withdrawn_reason="Dubbel", **day)
    QuestionFactory(party=cast.ministry)
    phase = PhaseFactory(deal=cast.deal, name=f"Fase van {LONG_NAME}")
    line = BudgetLineFactory(deal=cast.deal, phase=phase, title=LONG_NAME, party=cast.ministry)
    BookingFactory(line=line, quantity=900_000)
    BudgetLineFactory(deal=cast.deal, phase=phase, unit="hours")
    PhaseFactory(deal=cast.deal)


def of_deal(cast: Cast) -> list[Any]:
    return [cast.deal.slug]


def of_ministry(cast: Cast) -> list[Any]:
    return [cast.deal.slug, "ministerie"]


def contribution(cast: Cast, **fields: Any) -> list[Any]:
    return [cast.deal.slug, ContributionFactory(party=cast.ministry, **fields).pk]


def invoice(cast: Cast) -> list[Any]:
    return contribution(cast, invoice=True)


def promise(cast: Cast) -> list[Any]:
    return [cast.deal.slug, PromiseFactory(party=cast.ministry).pk]


def followed_up(cast: Cast) -> list[Any]:
    succession = PartySuccessionFactory(deal=cast.deal, date=date(2026, 1, 1))
    return [cast.deal.slug, PromiseFactory(party=succession.before.get()).pk]


def question(cast: Cast) -> list[Any]:
    asked = QuestionFactory(party=cast.ministry, to=cast.people[CONTACT])
    for kind in ("hours", "in_kind"):
        ContributionFactory(party=cast.ministry, kind=kind, question=asked, what=LONG_NAME)
    ContributionFactory(party=cast.ministry, invoice=True, question=asked)
    return [cast.deal.slug, asked.pk]


def late_question(cast: Cast) -> None:
    """Ask what can no longer be answered by its link."""
    question(cast)
    cast.ministry.contribution_questions.update(answer_until=date(2026, 1, 31))


def link(cast: Cast) -> list[Any]:
    question(cast)
    return [token_of(cast.ministry.contribution_questions.get().key)]


def line(cast: Cast) -> list[Any]:
    made = BudgetLineFactory(deal=cast.deal, title=LONG_NAME)
    BookingFactory(line=made)
    return [cast.deal.slug, made.pk]


def booking(cast: Cast) -> list[Any]:
    return [cast.deal.slug, BookingFactory(line__deal=cast.deal).pk]


page("contributions", "reporting:contribution_list", SECRETARY, of_deal, before=fill)
page("contributions-contact", "reporting:contribution_list", CONTACT, of_deal, before=fill)
page("contributions-member", "reporting:contribution_list", "member", of_deal, before=fill)
page("contributions-empty", "reporting:contribution_list", SECRETARY, of_deal)
page("contributions-party", "reporting:contribution_party", SECRETARY, of_ministry, before=fill)
page("contributions-party-contact", "reporting:contribution_party", CONTACT, of_ministry, before=fill)
page("contributions-party-member", "reporting:contribution_party", "member", of_ministry, before=fill)
page("contributions-party-empty", "reporting:contribution_party", SECRETARY, of_ministry)
page("contributions-history", "reporting:contribution_history", SECRETARY, of_ministry, before=fill)
page("contributions-history-contact", "reporting:contribution_history", CONTACT, of_ministry, before=fill)
page("contributions-history-empty", "reporting:contribution_history", CONTACT, of_ministry)
page("home-quarter-asked", "governance:home", CONTACT, before=lambda visit: question(visit.cast))
page("home-quarter-late", "governance:home", CONTACT, before=lambda visit: late_question(visit.cast))
page(
    "dashboard-party-asked",
    "reporting:dashboard_party",
    CONTACT,
    of_ministry,
    before=lambda visit: late_question(visit.cast),
)
hours = page("contribution-create", "reporting:contribution_create", CONTACT, of_ministry)
sent(
    "contribution-create-wrong",
    "reporting:contribution_create",
    hours,
    "Opslaan",
    {"when": "ooit", "quantity": "-1"},
)
page("invoice-create", "reporting:contribution_create", SECRETARY, of_ministry, query="?soort=money")
page("in-kind-create", "reporting:contribution_create", SECRETARY, of_ministry, query="?soort=in_kind")
page("contribution-edit", "reporting:contribution_edit", SECRETARY, invoice)
page("contribution-paid", "reporting:contribution_paid", SECRETARY, invoice)
withdraw = page("contribution-withdraw", "reporting:contribution_withdraw", SECRETARY, contribution)
sent("contribution-withdraw-wrong", "reporting:contribution_withdraw", withdraw, "Intrekken")
page("contribution-confirm", "reporting:contribution_confirm", CONTACT, of_ministry, before=fill)
page("contribution-confirm-nothing", "reporting:contribution_confirm", CONTACT, of_ministry)
page("contribution-import", "reporting:contribution_import", SECRETARY, of_deal)
create = page("promise-create", "reporting:promise_create", SECRETARY, of_deal, before=fill)
sent("promise-create-wrong", "reporting:promise_create", create, "Opslaan", {"quantity": "9,707"})
page("promise-edit", "reporting:promise_edit", SECRETARY, promise)
page("promise-pass-on", "reporting:promise_pass_on", SECRETARY, followed_up)
page("promise-remove", "reporting:promise_remove", SECRETARY, promise)
sheet = page("promise-import", "reporting:promise_import", SECRETARY, of_deal)
sent("promise-import-wrong", "reporting:promise_import", sheet, "Bekijk wat erin staat")
page("treasurers-empty", "reporting:treasurer_list", SECRETARY, of_deal)
page(
    "treasurers",
    "reporting:treasurer_list",
    SECRETARY,
    of_deal,
    before=lambda visit: TreasurerFactory(deal=visit.cast.deal),
)
page(
    "treasurer-end",
    "reporting:treasurer_end",
    SECRETARY,
    lambda cast: [cast.deal.slug, TreasurerFactory(deal=cast.deal).pk],
)
page("quarter-ask", "reporting:question_ask", SECRETARY, of_ministry)
page("quarter-remind", "reporting:question_remind", SECRETARY, question)
page("quarter-mine", "reporting:my_question", CONTACT, question)
answer = page("quarter-answer", "reporting:question_answer", "anonymous", link)
sent("quarter-answer-wrong", "reporting:question_answer", answer, "Verstuur het antwoord")
page("budget", "reporting:budget", SECRETARY, of_deal, before=fill)
page("budget-member", "reporting:budget", "member", of_deal, before=fill)
page("budget-empty", "reporting:budget", SECRETARY, of_deal)
page("budget-import", "reporting:budget_import", SECRETARY, of_deal)
post = page("budget-line-create", "reporting:budget_line_create", SECRETARY, of_deal, before=fill)
sent("budget-line-create-wrong", "reporting:budget_line_create", post, "Opslaan", {"quantity": "veel"})
page("budget-line", "reporting:budget_line", SECRETARY, line)
page(
    "budget-line-empty",
    "reporting:budget_line",
    SECRETARY,
    lambda cast: [cast.deal.slug, BudgetLineFactory(deal=cast.deal).pk],
)
page("budget-line-edit", "reporting:budget_line_edit", SECRETARY, line)
page("budget-line-remove", "reporting:budget_line_remove", SECRETARY, line)
book = page("booking-create", "reporting:booking_create", SECRETARY, line)
sent("booking-create-wrong", "reporting:booking_create", book, "Opslaan")
page("booking-withdraw", "reporting:booking_withdraw", SECRETARY, booking)
