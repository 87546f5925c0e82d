"""The budget: lines per phase, what is booked on them, and who may."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from citydeal.common.errors import DomainError, StaleError
from citydeal.common.findings import FindingState
from citydeal.common.history import latest_history_id
from governance.enums import DealState
from governance.selectors.findings import findings_for_deal
from reporting.models import BudgetLine
from reporting.selectors.budget import budget_of, line_at, line_page
from reporting.services.budget import (
    BookingDetails,
    LineDetails,
    add_booking,
    add_line,
    change_line,
    import_lines,
    remove_line,
    withdraw_booking,
)
from tests.factories.deal_text import PDF, PhaseFactory
from tests.factories.governance import CovenantRuleFactory, PartyFactory
from tests.factories.reporting_contributions import (
    BookingFactory,
    BudgetLineFactory,
    ContributionFactory,
    TreasurerFactory,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def phase(cast):
    return PhaseFactory(deal=cast.deal)


@pytest.fixture
def closed(cast):
    return PhaseFactory(
        deal=cast.deal, name="Verkennen", actual_start=date(2025, 1, 1), actual_end=date(2026, 1, 1)
    )


@pytest.fixture
def secretary(cast):
    return cast.users["project_secretary"]


def refused(call, field=None, **kwargs):
    with pytest.raises(DomainError) as error:
        call(**kwargs)
    if field is not None:
        assert error.value.field == field
    return str(error.value.message)


def line_of(phase, **more):
    return LineDetails(**{"phase": phase, "title": "Zaal", "unit": "money", "quantity": 5000, **more})


class TestLines:
    def test_in_money_and_in_hours(self, cast, phase, secretary):
        add = {"actor": secretary, "deal": cast.deal}
        made = add_line(details=line_of(phase, title="  Zaal ", funding="Rijk", party=cast.ministry), **add)
        assert (made.title, made.order, made.made_on) == ("Zaal", 1, timezone.localdate())
        assert add_line(details=line_of(phase, unit="hours"), **add).order == 2
        refused(add_line, "title", details=line_of(phase, title="zaal"), **add)

    def test_what_cannot_be(self, cast, phase, closed, secretary):
        add = {"actor": secretary, "deal": cast.deal}
        refused(add_line, "phase", details=line_of(PhaseFactory()), **add)
        assert "afgesloten" in refused(add_line, "phase", details=line_of(closed), **add)
        refused(add_line, "party", details=line_of(phase, party=PartyFactory()), **add)
        for quantity in (0, 10**13):
            refused(add_line, "quantity", details=line_of(phase, quantity=quantity), **add)
        refused(add_line, "quantity", details=line_of(phase, unit="hours", quantity=10**8), **add)

    def test_only_by_who_keeps_the_deal(self, cast, phase):
        TreasurerFactory(deal=cast.deal, person=cast.people["member"])
        for role in ("member", "auditor", "party_contact"):
            refused(add_line, actor=cast.users[role], deal=cast.deal, details=line_of(phase))

    def test_changed_and_removed(self, cast, phase, closed, secretary):
        line = BudgetLineFactory(deal=cast.deal, phase=closed)
        change = {"actor": secretary, "line": line, "history_id": latest_history_id(line)}
        # It may stay where it is, also when its phase closed.
        assert change_line(details=line_of(closed, quantity=7000), **change).quantity == 7000
        with pytest.raises(StaleError):
            change_line(details=line_of(phase), **change)
        BookingFactory(line=line)
        change["history_id"] = latest_history_id(line)
        refused(change_line, "unit", details=line_of(closed, unit="hours"), **change)
        refused(remove_line, actor=secretary, line=line)
        refused(change_line, **{**change, "actor": cast.users["member"]}, details=line_of(phase))
        refused(remove_line, actor=cast.users["member"], line=line)
        remove_line(actor=secretary, line=BudgetLineFactory(deal=cast.deal))
        assert BudgetLine.history.filter(history_type="-").get().history_user == secretary

    def test_all_of_a_sheet_or_nothing(self, cast, phase, secretary):
        lines = [line_of(phase), line_of(phase)]
        assert "Zaal:" in refused(import_lines, "file", actor=secretary, deal=cast.deal, lines=lines)
        BudgetLine.objects.all().delete()
        assert import_lines(actor=secretary, deal=cast.deal, lines=[line_of(phase)]) == 1
        many = [line_of(phase, title=str(number)) for number in range(500)]
        refused(import_lines, "file", actor=secretary, deal=cast.deal, lines=many)

    def test_nothing_in_a_closed_deal(self, cast, phase, secretary):
        booking = BookingFactory(line__deal=cast.deal)
        cast.deal.state = DealState.CLOSED
        cast.deal.save()
        assert "gesloten" in refused(add_line, actor=secretary, deal=cast.deal, details=line_of(phase))
        refused(withdraw_booking, actor=secretary, booking=booking, reason="x")


class TestBookings:
    def book(self, actor, line, **more):
        fields = {"kind": "realisation", "on": date(2026, 3, 1), "quantity": 100, "what": "Zaal", **more}
        evidence = fields.pop("evidence", None)
        return add_booking(actor=actor, line=line, details=BookingDetails(**fields), evidence=evidence)

    def test_by_the_treasurer(self, cast, phase):
        line = BudgetLineFactory(deal=cast.deal, phase=phase)
        TreasurerFactory(deal=cast.deal, person=cast.people["member"])
        upload = SimpleUploadedFile("factuur.pdf", PDF)
        made = self.book(cast.users["member"], line, evidence=upload, reference=" F1 ")
        assert (made.reference, made.evidence.name) == ("F1", "factuur.pdf")
        assert self.book(cast.users["project_secretary"], line).evidence is None
        refused(self.book, actor=cast.users["chair"], line=line)

    def test_what_cannot_be(self, cast, phase, closed, secretary):
        line = BudgetLineFactory(deal=cast.deal, phase=phase)
        refused(self.book, "quantity", actor=secretary, line=line, quantity=0)
        refused(self.book, "on", actor=secretary, line=line, on=timezone.localdate() + DAY)
        refused(self.book, "phase", actor=secretary, line=BudgetLineFactory(deal=cast.deal, phase=closed))

    def test_withdrawn_it_counts_no_more(self, cast, phase, secretary):
        line = BudgetLineFactory(deal=cast.deal, phase=phase)
        one, other = BookingFactory(line=line), BookingFactory(line=line, kind="commitment")
        refused(withdraw_booking, "reason", actor=secretary, booking=one, reason=" ")
        refused(withdraw_booking, actor=cast.users["member"], booking=one, reason="Dubbel")
        withdraw_booking(actor=secretary, booking=one, reason="Dubbel")
        refused(withdraw_booking, actor=secretary, booking=one, reason="Weer")
        (found,) = line_at(pk=line.pk, deal=cast.deal.pk)
        page = line_page(secretary, found, timezone.localdate())
        assert (page.sums.realised, page.sums.committed) == (0, other.quantity)
        assert [bool(row.withdraw_url) for row in page.bookings].count(True) == 1


class TestShown:
    def test_phase_by_phase(self, cast, phase, closed):
        line = BudgetLineFactory(deal=cast.deal, phase=phase, party=cast.ministry)
        BookingFactory(line=line, quantity=150000)
        budget = budget_of(cast.users["member"], cast.deal, timezone.localdate())
        by_name = {found.phase.name: found for found in budget.phases}
        assert by_name["Verkennen"].is_closed
        own = by_name[phase.name]
        assert own.rows[0].party == "Ministerie van Voorbeelden"
        assert own.rows[0].status[0] == "warning"
        assert own.sums[0].realised_percent == "150%"
        assert own.sums[0].left_words == "€\N{NO-BREAK SPACE}-500,00"
        assert "uren" in own.lacks
        BudgetLineFactory(deal=cast.deal, phase=phase, unit="hours")
        BudgetLineFactory(deal=cast.deal, phase=closed, unit="hours")
        budget = budget_of(cast.users["member"], cast.deal, timezone.localdate())
        words = {found.phase.name: found.lacks for found in budget.phases}
        assert words[phase.name] == ""
        assert "geld" in words["Verkennen"]
        assert not budget.may_keep

    def test_nothing_yet(self, cast, phase):
        (found,) = budget_of(cast.users["member"], cast.deal, timezone.localdate()).phases
        assert "nog geen begroting" in found.lacks


class TestRulesOfTheDeal:
    """Rules 61, 62 and 65 as findings, with the facts of the database."""

    def test_they_read_what_is_confirmed_and_planned(self):
        party, on = PartyFactory(), timezone.localdate()
        deal = party.deal
        for number in (61, 62, 65):
            CovenantRuleFactory(deal=deal, number=number, parameters={})
        deal.start = date(on.year - 1, 1, 1)
        deal.save()
        for month in range(1, 13):
            ContributionFactory(
                party=party,
                confirmed=True,
                confirmed_at=timezone.now() - 200 * DAY,
                start=date(on.year - 1, month, 1),
                end=date(on.year - 1, month, 28),
                quantity=64,
            )
        first = PhaseFactory(deal=deal, order=1, planned_start=date(2020, 1, 1))
        second = PhaseFactory(deal=deal, order=2, planned_start=date(2021, 1, 1))
        BudgetLineFactory(deal=deal, phase=second, made_on=date(2020, 6, 1))
        BudgetLineFactory(deal=deal, phase=second, unit="hours", made_on=date(2020, 6, 1))
        found = {finding.rule: finding for finding in findings_for_deal(deal, on) if finding.rule > 60}
        assert found[61].state is FindingState.MET
        assert found[62].state is FindingState.AT_RISK
        assert found[65].state is FindingState.MET
        ContributionFactory(
            party=party,
            invoice=True,
            confirmed=True,
            start=date(on.year - 1, 3, 1),
            end=date(on.year - 1, 3, 1),
            paid_on=date(on.year - 1, 4, 1),
        )
        BudgetLine.objects.filter(unit="hours").delete()
        found = {finding.rule: finding for finding in findings_for_deal(deal, on) if finding.rule > 60}
        assert found[62].state is FindingState.MET
        assert (found[65].state, found[65].since) == (FindingState.BROKEN, date(2021, 1, 1))
        assert first.pk != second.pk

    def test_without_parties(self, cast):
        CovenantRuleFactory(deal__slug="leeg", number=61, parameters={})
        deal = type(cast.deal).objects.get(slug="leeg")
        (finding,) = findings_for_deal(deal, date(2026, 11, 22))
        assert finding.rule == 61
