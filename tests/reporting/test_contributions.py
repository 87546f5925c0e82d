"""Writing down, confirming, paying and withdrawing; who reads what is not confirmed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from citydeal.common.errors import DomainError, StaleError
from citydeal.common.history import latest_history_id
from governance.enums import DealState, DelegationReach
from governance.models import Delegation
from reporting.models import Contribution, PromisedContribution
from reporting.permissions_contributions import (
    can_confirm,
    can_keep_money,
    can_read_contributions,
    can_read_figure,
    can_write_contribution,
    contribution_deal,
    is_treasurer,
    own_parties,
    reader_of,
)
from reporting.selectors.contributions import CONFIRMED_ONLY, contributions_for, deal_contributions
from reporting.selectors.contributions_party import party_page
from reporting.selectors.sections.base import Period
from reporting.selectors.sections.contributions import SECTION
from reporting.services.contributions import (
    ContributionDetails,
    Invoice,
    add_contribution,
    change_contribution,
    confirm_contributions,
    set_paid,
    withdraw_contribution,
)
from reporting.services.promises import (
    PromiseDetails,
    add_promise,
    add_treasurer,
    change_promise,
    end_treasurer,
    remove_promise,
)
from tests.factories.deal_text import PDF, PhaseFactory
from tests.factories.governance import DelegationFactory, PartyContactFactory, PersonFactory
from tests.factories.reporting_contributions import (
    BookingFactory,
    BudgetLineFactory,
    ContributionFactory,
    PromiseFactory,
    TreasurerFactory,
)
from tests.reporting.contribution_case import contributors

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
MARCH = (date(2026, 3, 1), date(2026, 3, 31))


@pytest.fixture
def two(cast):
    return contributors(cast)


def hours(quantity=40, start=MARCH[0], end=MARCH[1], **more):
    return ContributionDetails("hours", start, end, quantity, **more)


def euros(number="2026-1", on=date(2026, 3, 10), **more):
    fields = {"vat": 0, "paid_on": None, "due": None, **more}
    return ContributionDetails("money", on, on, 600000, invoice=Invoice(number, on, **fields))


def refused(call, field=None, **kwargs):
    with pytest.raises(DomainError) as error:
        call(**kwargs)
    if field is not None:
        assert error.value.field == field
    return str(error.value.message)


class TestAdd:
    def test_what_the_project_organisation_writes_waits_for_the_party(self, two):
        made = add_contribution(actor=two.secretary, party=two.town, details=hours(what=" Plan  van aanpak "))
        assert (made.quantity, made.what, made.confirmed_at, made.people) == (40, "Plan van aanpak", None, 1)
        assert made.history.get().history_user == two.secretary

    def test_what_the_party_writes_is_confirmed(self, two):
        made = add_contribution(actor=two.mayor, party=two.town, details=hours())
        assert (made.confirmed_by, made.confirmed_at is None) == (two.mayor.name, False)

    def test_who_acts_for_the_contact_signs_for_him(self, two):
        DelegationFactory(
            person=two.cast.people["nobody"], delegate=two.cast.people["adviser"], reach=DelegationReach.BODY
        )
        made = add_contribution(actor=two.cast.users["adviser"], party=two.town, details=hours())
        assert made.confirmed_by == f"adviser namens {two.cast.people['nobody']}"
        assert made.history.get().on_behalf == str(two.cast.people["nobody"])
        assert Delegation.objects.exists()

    def test_an_adviser_who_reads_only_the_deal_neither_reads_nor_signs_for_the_contact(self, two):
        DelegationFactory(person=two.cast.people["nobody"], delegate=two.cast.people["adviser"])
        adviser = two.cast.users["adviser"]
        assert own_parties(adviser, two.cast.deal) == frozenset()
        assert "mag" in refused(add_contribution, actor=adviser, party=two.town, details=hours())

    @pytest.mark.parametrize("role", ["member", "dealmaker", "auditor", "party_contact", "superuser"])
    def test_nobody_writes_for_another_party(self, two, role):
        assert "mag" in refused(add_contribution, actor=two.cast.users[role], party=two.town, details=hours())

    def test_the_contact_writes_no_money_and_the_treasurer_nothing_else(self, two):
        refused(add_contribution, actor=two.mayor, party=two.town, details=euros())
        TreasurerFactory(deal=two.cast.deal, person=two.cast.people["member"])
        member = two.cast.users["member"]
        refused(add_contribution, actor=member, party=two.town, details=hours())
        assert add_contribution(actor=member, party=two.town, details=euros()).invoice_number == "2026-1"

    def test_a_day_has_24_hours(self, two):
        day = {"start": date(2026, 3, 2), "end": date(2026, 3, 2)}
        add = {"actor": two.secretary, "party": two.town}
        assert "24 uur" in refused(add_contribution, "quantity", details=hours(100, **day), **add)
        add_contribution(details=hours(96, **day), **add)
        assert add_contribution(details=hours(100, people=2, **day), **add).people == 2
        assert "Zoveel uren" in refused(add_contribution, "quantity", details=hours(4 * 24 * 31 + 1), **add)

    @pytest.mark.parametrize(
        ("details", "field"),
        [
            (hours(0), "quantity"),
            (hours(10**9), "quantity"),
            (hours(people=0), "people"),
            (hours(people=1001), "people"),
            (hours(start=date(2026, 3, 1), end=date(2026, 4, 30)), "when"),
            (hours(start=date(2026, 3, 9), end=date(2026, 3, 8)), "end"),
            (euros(number=" "), "invoice_number"),
            (euros(due=date(2026, 3, 9)), "due_on"),
            (euros(paid_on=date(2026, 3, 9)), "paid_on"),
            (euros(vat=10**13), "quantity"),
            (ContributionDetails("money", *MARCH, 100), "invoice_number"),
        ],
    )
    def test_what_cannot_be(self, two, details, field):
        refused(add_contribution, field, actor=two.secretary, party=two.town, details=details)
        assert not Contribution.objects.exists()

    def test_nothing_of_a_day_to_come(self, two):
        soon = timezone.localdate() + DAY
        details = hours(start=soon, end=soon)
        refused(add_contribution, "when", actor=two.secretary, party=two.town, details=details)
        paid = euros(paid_on=soon)
        refused(add_contribution, "paid_on", actor=two.secretary, party=two.town, details=paid)

    def test_no_hours_on_a_phase_that_is_closed_or_of_another_deal(self, two):
        closed = PhaseFactory(deal=two.cast.deal, actual_start=date(2025, 1, 1), actual_end=date(2026, 1, 1))
        add = {"actor": two.secretary, "party": two.town}
        words = refused(add_contribution, "phase", details=hours(phase=closed), **add)
        assert "afgesloten sinds 1 januari 2026" in words
        refused(add_contribution, "phase", details=hours(phase=PhaseFactory()), **add)
        running = PhaseFactory(deal=two.cast.deal)
        assert add_contribution(details=hours(phase=running), **add).phase == running

    def test_an_invoice_number_once_for_each_party(self, two):
        add = {"actor": two.secretary}
        add_contribution(party=two.town, details=euros("A1"), **add)
        refused(add_contribution, "invoice_number", party=two.town, details=euros("a1"), **add)
        add_contribution(party=two.ministry, details=euros("A1"), **add)

    def test_evidence_is_kept(self, two):
        upload = SimpleUploadedFile("uren.pdf", PDF)
        made = add_contribution(actor=two.secretary, party=two.town, details=hours(), evidence=upload)
        assert made.evidence.name == "uren.pdf"

    def test_nothing_in_a_closed_deal(self, two):
        two.cast.deal.state = DealState.CLOSED
        two.cast.deal.save()
        two.town.refresh_from_db()
        for actor in (two.secretary, two.mayor):
            assert "gesloten" in refused(add_contribution, actor=actor, party=two.town, details=hours())
        assert not can_confirm(two.mayor, two.town)
        assert not can_keep_money(two.secretary, two.cast.deal)


class TestChange:
    def change(self, actor, one, details, **more):
        fields = {"history_id": latest_history_id(one), **more}
        return change_contribution(actor=actor, contribution=one, details=details, **fields)

    def test_another_figure_must_be_confirmed_again(self, two):
        one = ContributionFactory(party=two.town, confirmed=True)
        changed = self.change(two.secretary, one, hours(44))
        assert (changed.quantity, changed.confirmed_at, changed.confirmed_by) == (44, None, "")

    def test_other_words_leave_it_confirmed(self, two):
        one = ContributionFactory(party=two.town, confirmed=True)
        assert self.change(two.secretary, one, hours(40, what="Overleg")).confirmed_at is not None

    def test_the_party_confirms_by_changing(self, two):
        one = ContributionFactory(party=two.town)
        upload = SimpleUploadedFile("uren.pdf", PDF)
        changed = self.change(two.mayor, one, hours(44), evidence=upload)
        assert (changed.confirmed_by, changed.evidence.name) == (two.mayor.name, "uren.pdf")

    def test_a_second_writer_is_told(self, two):
        one = ContributionFactory(party=two.town)
        opened = latest_history_id(one)
        self.change(two.secretary, one, hours(44))
        with pytest.raises(StaleError):
            self.change(two.secretary, one, hours(48), history_id=opened)

    def test_its_phase_may_have_closed_since(self, two):
        closed = PhaseFactory(deal=two.cast.deal, actual_start=date(2025, 1, 1), actual_end=date(2026, 5, 1))
        one = ContributionFactory(party=two.town, phase=closed)
        assert self.change(two.secretary, one, hours(44, phase=closed)).phase == closed
        other = ContributionFactory(party=two.town)
        refused(self.change, "phase", actor=two.secretary, one=other, details=hours(44, phase=closed))

    def test_what_is_withdrawn_stays_so(self, two):
        one = ContributionFactory(party=two.town)
        refused(withdraw_contribution, "reason", actor=two.secretary, contribution=one, reason=" ")
        done = withdraw_contribution(actor=two.secretary, contribution=one, reason="Dubbel")
        assert done.withdrawn_reason == "Dubbel"
        refused(withdraw_contribution, actor=two.secretary, contribution=one, reason="Weer")
        refused(self.change, actor=two.secretary, one=one, details=hours())
        refused(
            withdraw_contribution,
            actor=two.contact,
            contribution=ContributionFactory(party=two.town),
            reason="x",
        )


class TestConfirm:
    def test_by_the_contact_of_the_party_only(self, two):
        one = ContributionFactory(party=two.town)
        for role in ("project_secretary", "project_manager", "party_contact", "member"):
            refused(confirm_contributions, actor=two.cast.users[role], party=two.town, contributions=[one])
        assert confirm_contributions(actor=two.mayor, party=two.town, contributions=[one]) == 1
        assert confirm_contributions(actor=two.mayor, party=two.town, contributions=[one]) == 0
        one.refresh_from_db()
        assert one.confirmed_by == two.mayor.name

    def test_a_second_contact_signs_with_the_own_name(self, two):
        PartyContactFactory(party=two.town, person=two.cast.people["member"])
        for role in ("member", "nobody"):
            one = ContributionFactory(party=two.town)
            user = two.cast.users[role]
            user.__dict__.pop("_contribution_ties", None)
            confirm_contributions(actor=user, party=two.town, contributions=[one])
            one.refresh_from_db()
            assert (one.confirmed_by, one.history.first().on_behalf) == (user.name, "")

    def test_nobody_confirms_what_he_did_not_see(self, two):
        one, other = ContributionFactory(party=two.town), ContributionFactory(party=two.ministry)
        one.quantity = 44
        assert "opnieuw" in refused(
            confirm_contributions, actor=two.mayor, party=two.town, contributions=[one]
        )
        refused(confirm_contributions, actor=two.mayor, party=two.town, contributions=[other])


class TestPaid:
    def test_by_who_keeps_the_money(self, two):
        one = ContributionFactory(party=two.town, invoice=True)
        day = date(2026, 4, 1)
        refused(set_paid, actor=two.mayor, contribution=one, paid_on=day)
        assert set_paid(actor=two.secretary, contribution=one, paid_on=day).paid_on == day
        refused(set_paid, "paid_on", actor=two.secretary, contribution=one, paid_on=day)
        assert set_paid(actor=two.secretary, contribution=one, paid_on=None).paid_on is None
        refused(set_paid, actor=two.secretary, contribution=ContributionFactory(party=two.town), paid_on=day)

    def test_paying_does_not_take_away_what_is_confirmed(self, two):
        one = ContributionFactory(party=two.town, invoice=True, confirmed=True)
        assert set_paid(actor=two.secretary, contribution=one, paid_on=date(2026, 4, 1)).confirmed_at


class TestPromises:
    def add(self, two, **more):
        fields = {"kind": "hours", "year": 2026, "quantity": 400, **more}
        return add_promise(actor=two.secretary, party=two.town, details=PromiseDetails(**fields))

    def test_for_a_year_or_some_months(self, two):
        made = self.add(two, rate=8500, article="artikel 6")
        assert (made.first_month, made.last_month, made.rate) == (1, 12, 8500)
        refused(self.add, two=two)
        self.add(two, kind="money", first_month=1, last_month=6)
        self.add(two, kind="money", first_month=7, last_month=12)
        self.add(two, kind="in_kind", what="Zaal")
        assert PromisedContribution.objects.count() == 4

    @pytest.mark.parametrize(
        ("more", "field"),
        [
            ({"quantity": 0}, "quantity"),
            ({"year": 1999}, "year"),
            ({"first_month": 5, "last_month": 4}, "last_month"),
            ({"kind": "money", "rate": 100}, "rate"),
            ({"rate": 0}, "rate"),
            ({"kind": "in_kind"}, "what"),
        ],
    )
    def test_what_cannot_be(self, two, more, field):
        refused(self.add, field, two=two, **more)

    def test_no_phase_of_another_deal(self, two):
        refused(self.add, "phase", two=two, phase=PhaseFactory())

    def test_only_by_who_keeps_the_deal(self, two):
        promise = self.add(two)
        details = PromiseDetails("hours", 2026, 500)
        newest = {"history_id": latest_history_id(promise)}
        for actor in (two.mayor, two.cast.users["auditor"]):
            refused(add_promise, actor=actor, party=two.town, details=details)
            refused(change_promise, actor=actor, promise=promise, details=details, **newest)
            refused(remove_promise, actor=actor, promise=promise)
        changed = change_promise(actor=two.secretary, promise=promise, details=details, **newest)
        assert changed.quantity == 500
        with pytest.raises(StaleError):
            change_promise(actor=two.secretary, promise=promise, details=details, **newest)
        remove_promise(actor=two.secretary, promise=promise)
        assert PromisedContribution.history.filter(history_type="-").get().history_user == two.secretary

    def test_a_treasurer(self, two):
        person, deal = two.cast.people["member"], two.cast.deal
        start = timezone.localdate()
        add = {"deal": deal, "person": person, "start": start}
        refused(add_treasurer, actor=two.mayor, **add)
        refused(add_treasurer, "end", actor=two.secretary, end=start - DAY, **add)
        made = add_treasurer(actor=two.secretary, **add)
        refused(add_treasurer, "person", actor=two.secretary, **add)
        assert is_treasurer(two.cast.users["member"], deal)
        assert can_keep_money(two.cast.users["member"], deal)
        refused(end_treasurer, actor=two.mayor, treasurer=made, end=start)
        assert end_treasurer(actor=two.secretary, treasurer=made, end=start).end == start


class TestWhoReads:
    """Show 5: what a party has not confirmed shows no figure to another party's contact."""

    SECRET = 1234

    @pytest.fixture
    def waiting(self, two):
        PromiseFactory(party=two.town, quantity=4800)
        PromiseFactory(party=two.ministry, quantity=4800)
        ContributionFactory(party=two.ministry, confirmed=True, quantity=400)
        ContributionFactory(party=two.town, quantity=self.SECRET, what="Geheim", evidence=None)
        return two

    def found(self, two, role):
        user = two.cast.users[role]
        return deal_contributions(user, two.cast.deal, date(2026, 11, 22))

    def test_the_contact_of_another_party_reads_no_figure(self, waiting):
        found = self.found(waiting, "party_contact")
        line = next(row for row in found.rows if row.name == "Gemeente Dorp").line("hours")
        assert (line.delivered, line.delivered_percent, line.left, line.forecast) == (
            "nog niet bevestigd",
            "–",
            "–",
            "–",
        )
        assert (line.balance.waiting, line.balance.forecast, line.is_behind) == (0, 0, False)
        total = found.total("hours")
        assert (total.confirmed, total.waiting, total.waiting_parties) == (400, None, 1)
        assert total.waiting_words == "1 partij"
        assert "308,5" not in repr(found)
        assert str(self.SECRET) not in repr(found)

    def test_the_own_party_and_who_keeps_the_deal_read_it(self, waiting):
        TreasurerFactory(deal=waiting.cast.deal, person=waiting.cast.people["observer"])
        for role in ("nobody", "project_secretary", "project_manager", "auditor", "observer"):
            line = next(row for row in self.found(waiting, role).rows if row.name == "Gemeente Dorp").line(
                "hours"
            )
            assert line.delivered == "308,5 uur, nog niet bevestigd"
        total = self.found(waiting, "project_secretary").total("hours")
        assert (total.waiting, total.waiting_words) == (self.SECRET, "308,5 uur (1 partij)")
        assert self.found(waiting, "nobody").total("hours").waiting is None

    @pytest.mark.parametrize("role", ["member", "chair", "dealmaker", "party_contact", "adviser"])
    def test_nor_on_the_page_of_the_party(self, waiting, role):
        page = party_page(waiting.cast.users[role], waiting.town, date(2026, 11, 22), 2026)
        (row,) = page.rows
        assert (row.amount, row.notes, row.evidence_url, row.confirmed_by) == ("–", [], "", "")
        assert page.questions == []
        assert "308,5" not in repr(page.lines)

    def test_nor_in_a_report(self, waiting):
        BudgetLineFactory(deal=waiting.cast.deal)
        period = Period(date(2026, 7, 1), date(2026, 12, 31), date(2026, 11, 22))
        data = SECTION.collect(waiting.cast.deal, period)
        assert str(self.SECRET) not in repr(data)
        words = repr(SECTION.blocks(data))
        assert "nog niet bevestigd" in words
        assert "308,5" not in words
        before = {**data, "ever": {**data["ever"], "hours": {"promised": 9600, "confirmed": 100}}}
        (change,) = SECTION.changes(before, data)
        assert (change.before, change.after) == ("25 uur", "100 uur")
        assert "Gemeente Dorp" not in repr(change)

    def test_a_report_about_nothing_and_about_a_budget(self, two):
        period = Period(date(2026, 7, 1), date(2026, 12, 31), date(2026, 11, 22))
        empty = SECTION.collect(two.cast.deal, period)
        assert "niets toegezegd of geleverd" in repr(SECTION.blocks(empty))
        line = BudgetLineFactory(deal=two.cast.deal, quantity=50000)
        BookingFactory(line=line)
        ContributionFactory(party=two.town, kind="in_kind", quantity=100)
        PromiseFactory(party=two.ministry, year=2026)
        ContributionFactory(party=two.ministry, confirmed=True)
        ContributionFactory(party=two.ministry)
        full = SECTION.collect(two.cast.deal, period)
        words = repr(SECTION.blocks(full))
        assert "en meer dat nog niet is bevestigd" in words
        assert "Begroting van alle fasen" in words
        moved = [(change.what, change.after) for change in SECTION.changes(empty, full)]
        assert ("Begroting, geld", "€\N{NO-BREAK SPACE}500,00") in moved
        assert ("Gerealiseerd, geld", "€\N{NO-BREAK SPACE}250,00") in moved

    def test_after_confirming_everybody_reads_it(self, waiting):
        one = Contribution.objects.get(quantity=self.SECRET)
        confirm_contributions(actor=waiting.mayor, party=waiting.town, contributions=[one])
        assert "308,5 uur" in repr(
            [line.delivered for row in self.found(waiting, "party_contact").rows for line in row.lines]
        )

    def test_a_party_with_confirmed_and_waiting_hours(self, waiting):
        ContributionFactory(party=waiting.town, confirmed=True, quantity=40)
        row = next(row for row in self.found(waiting, "member").rows if row.name == "Gemeente Dorp")
        assert row.line("hours").delivered == "10 uur, en meer dat nog niet is bevestigd"
        own = next(row for row in self.found(waiting, "auditor").rows if row.name == "Gemeente Dorp")
        assert own.line("hours").delivered == "318,5 uur, waarvan 308,5 uur nog niet bevestigd"

    def test_who_may_read_a_figure(self, waiting):
        one = Contribution.objects.get(quantity=self.SECRET)
        assert can_read_figure(waiting.mayor, one)
        assert not can_read_figure(waiting.contact, one)
        confirmed = ContributionFactory(party=waiting.town, confirmed=True)
        assert can_read_figure(waiting.contact, confirmed)
        confirmed.withdrawn_at = timezone.now()
        assert not can_read_figure(waiting.contact, confirmed)
        assert can_read_figure(waiting.mayor, confirmed)


class TestRights:
    def test_who_reads_contributions(self, two):
        deal = two.cast.deal
        readers = {role for role, user in two.cast.users.items() if can_read_contributions(user, deal)}
        assert {"project_secretary", "member", "dealmaker", "party_contact", "nobody"} <= readers
        assert not {"other_deal", "ended", "deactivated", "superuser", "platform_manager"} & readers
        anonymous = AnonymousUser()
        assert not can_read_contributions(anonymous, deal)
        assert (own_parties(anonymous, deal), is_treasurer(anonymous, deal)) == (frozenset(), False)

    def test_a_contact_opens_them_in_a_deal_that_is_not_public(self, two):
        two.cast.deal.access = "deal"
        two.cast.deal.save()
        TreasurerFactory(deal=two.cast.deal, person=two.cast.people["other_deal"])
        for role, number in (("nobody", 1), ("other_deal", 1), ("superuser", 0), ("member", 1)):
            assert len(contribution_deal(two.cast.users[role], two.cast.deal.slug)) == number
        assert contribution_deal(AnonymousUser(), two.cast.deal.slug) == []

    def test_what_each_reads_and_writes(self, two):
        deal = two.cast.deal
        assert reader_of(two.mayor, deal).own == {two.town.pk}
        assert reader_of(two.secretary, deal).everything
        assert not reader_of(two.cast.users["member"], deal).everything
        assert can_write_contribution(two.mayor, two.town, "hours")
        assert not can_write_contribution(two.mayor, two.town, "money")
        assert not can_write_contribution(two.mayor, two.ministry, "hours")
        assert not can_confirm(two.secretary, two.town)


def test_parties_stand_in_covenant_order_and_those_that_left_only_with_something(two):
    from tests.factories.governance import PartyFactory

    PartyFactory(deal=two.cast.deal, state="withdrawn", order=1)
    left = PartyFactory(deal=two.cast.deal, state="withdrawn", order=2)
    ContributionFactory(party=left, confirmed=True)
    found = contributions_for(CONFIRMED_ONLY, two.cast.deal, date(2026, 11, 22))
    orders = [row.name for row in found.rows]
    assert orders.index(left.organization.name) < orders.index("Gemeente Dorp")
    assert len(found.promising) == 1
    assert len(found.silent) == len(found.rows) - 1
    assert found.promising[0].line("money") is None
    assert found.promising[0].line("hours").status[1] == "Extra"
    assert found.total("money") is None
    assert (
        contributions_for(
            CONFIRMED_ONLY, PersonFactory.build() and two.cast.deal, date(2026, 11, 22), 2019
        ).sentence
        == ""
    )
