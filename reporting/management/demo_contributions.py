"""Loads contributions and the budget of a demo deal, through the services of clicks and of links."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from governance.models import Party, Person, Phase
from governance.services.covenant_rules import add_covenant_rule
from governance.services.parties_contacts import add_contact
from governance.signals import demo_deal_loaded
from reporting.enums import ContributionKind
from reporting.management.demo_data import dichtbij_contributions as near
from reporting.models import ContributionQuestion, PromisedContribution
from reporting.rules.contributions import last_day, months_of_quarter, quarter_before
from reporting.rules.covenant_contributions import BUDGET_RULE, CONTRIBUTION_RULES, HOURS_RULE
from reporting.rules.quantities import QUARTERS
from reporting.selectors.contribution_records import asked_in
from reporting.services.budget import BookingDetails, LineDetails, add_booking, add_line
from reporting.services.contribution_answers import QuarterAnswer, answer_question
from reporting.services.contribution_questions import ask_party
from reporting.services.contributions import ContributionDetails, Invoice, add_contribution
from reporting.services.promises import PromiseDetails, add_promise, add_treasurer

DEAL = "dichtbij-geregeld"
QUARTERS_BACK = 4


@receiver(demo_deal_loaded, dispatch_uid="reporting_demo_contributions")
def load_contributions(sender: Any, loader: Any, **kwargs: Any) -> None:
    """Load what belongs to this deal, as its project secretary and by the links of parties; once."""
    deal = loader.deal
    if deal.slug != DEAL or PromisedContribution.objects.filter(party__deal=deal).exists():
        return
    today = timezone.localdate()
    found = Party.objects.filter(deal=deal).select_related("deal", "organization")
    parties = {party.organization.slug: party for party in found}
    _contacts(loader, parties)
    # Invoices first: a party confirms them with its hours.
    _money(loader, parties, today)
    quarters = _quarters(today)
    for data in near.HOURS:
        _hours(loader, parties[data.party], data, quarters)
    _budget(loader, parties, today)
    _rules(loader)


def _quarters(today: date) -> list[tuple[int, int]]:
    """Return the last quarters that are over, the first one first."""
    year, quarter = quarter_before(today)
    found = []
    for _number in range(QUARTERS_BACK):
        found.append((year, quarter))
        year, quarter = (year, quarter - 1) if quarter > 1 else (year - 1, 4)
    return found[::-1]


def _contacts(loader: Any, parties: dict[str, Party]) -> None:
    for slug, (given, family) in near.CONTACTS.items():
        person = Person.objects.filter(given_name=given, family_name=family).order_by("pk").first()
        if person is not None and not parties[slug].contacts.exists():
            add_contact(actor=loader.actor, party=parties[slug], person=person, start=loader.deal.start)


def _hours(loader: Any, party: Party, data: near.HoursData, quarters: list[tuple[int, int]]) -> None:
    for year in sorted({year for year, _quarter in quarters} | {timezone.localdate().year}):
        details = PromiseDetails(
            ContributionKind.HOURS.value, year, data.hours * QUARTERS, article=near.ARTICLE
        )
        add_promise(actor=loader.actor, party=party, details=details)
    for number, (year, quarter) in enumerate(quarters, start=1):
        if data.confirms:
            question = ask_party(actor=loader.actor, party=party, year=year, quarter=quarter)
            if data.answers_last or number < len(quarters):
                _answer(question, data.percentage)
        else:
            _by_hand(loader, party, data, year, quarter)


def _answer(question: ContributionQuestion, percentage: int) -> None:
    asked = asked_in(question=question.pk)
    seen = {one.pk: one.quantity for one in asked}
    real = {one.pk: one.quantity * percentage // 100 for one in asked if one.kind == ContributionKind.HOURS}
    answer = QuarterAnswer(question.to.name, seen, real)
    answer_question(actor=None, question=question, answer=answer)


def _by_hand(loader: Any, party: Party, data: near.HoursData, year: int, quarter: int) -> None:
    for month in months_of_quarter(quarter):
        details = ContributionDetails(
            ContributionKind.HOURS.value,
            date(year, month, 1),
            last_day(year, month),
            data.hours * QUARTERS // 12,
        )
        add_contribution(actor=loader.actor, party=party, details=details)


def _money(loader: Any, parties: dict[str, Party], today: date) -> None:
    money, in_kind = ContributionKind.MONEY.value, ContributionKind.IN_KIND.value
    for data in near.INVOICES:
        on = today - timedelta(days=data.days_ago)
        paid = None if data.paid_days_ago is None else today - timedelta(days=data.paid_days_ago)
        promise = PromiseDetails(money, on.year, data.euros * 100, article=near.ARTICLE)
        add_promise(actor=loader.actor, party=parties[data.party], details=promise)
        invoice = Invoice(data.number, on, on + timedelta(days=30), paid_on=paid)
        details = ContributionDetails(money, on, on, data.euros * 100, invoice=invoice)
        add_contribution(actor=loader.actor, party=parties[data.party], details=details)
    slug, what, euros = near.IN_KIND
    promise = PromiseDetails(in_kind, today.year, euros * 100, 12, 12, what=what)
    add_promise(actor=loader.actor, party=parties[slug], details=promise)
    treasurer = Person.objects.filter(user=loader.actor).first()
    if treasurer is not None:
        add_treasurer(actor=loader.actor, deal=loader.deal, person=treasurer, start=loader.deal.start)


def _budget(loader: Any, parties: dict[str, Party], today: date) -> None:
    phases = {phase.name: phase for phase in Phase.objects.filter(deal=loader.deal)}
    for data in near.BUDGET:
        factor = QUARTERS if data.unit == "hours" else 100
        line = add_line(
            actor=loader.actor,
            deal=loader.deal,
            details=LineDetails(
                phase=phases[data.phase],
                title=data.title,
                unit=data.unit,
                quantity=data.amount * factor,
                party=parties.get(data.party),
                funding=data.funding,
            ),
        )
        for kind, days_ago, amount, what in data.bookings:
            details = BookingDetails(kind, today - timedelta(days=days_ago), amount * factor, what)
            add_booking(actor=loader.actor, line=line, details=details)


def _rules(loader: Any) -> None:
    """Let the rules about hours and budgets hold in the deal, as its secretary would choose them."""
    known = set(loader.deal.covenant_rules.values_list("number", flat=True))
    for rule in CONTRIBUTION_RULES:
        if rule.number in {HOURS_RULE, BUDGET_RULE} - known:
            add_covenant_rule(
                actor=loader.actor,
                deal=loader.deal,
                number=rule.number,
                text=str(rule.default_text),
                article=near.ARTICLE,
                parameters={},
                start=loader.deal.start,
            )
