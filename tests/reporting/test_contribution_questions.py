"""The quarterly question: asked once, reminded of, answered by a link; and invoices that are not paid."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from citydeal.common.errors import DomainError
from citydeal.models import OutgoingMail
from governance.enums import DealState, DelegationReach
from governance.models import PartyContact
from governance.services.ensure import ensure
from reporting.models import Contribution, ContributionQuestion
from reporting.services import contribution_questions as questions
from reporting.services import invoice_reminders as invoices
from reporting.services.contribution_answers import QuarterAnswer, answer_question
from reporting.services.contribution_questions import (
    ask_party,
    ensure_contribution_questions,
    remind_question,
    token_of,
)
from reporting.services.invoice_reminders import remind_invoices
from tests.factories.deal_text import PhaseFactory
from tests.factories.governance import DelegationFactory, PartyFactory, PersonFactory
from tests.factories.reporting_contributions import (
    ContributionFactory,
    PromiseFactory,
    QuestionFactory,
)
from tests.reporting.contribution_case import contributors

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
OCTOBER = datetime(2026, 10, 1, 9, tzinfo=ZoneInfo("Europe/Amsterdam"))


@pytest.fixture
def two(cast):
    with time_machine.travel(OCTOBER, tick=False):
        yield contributors(cast)


def refused(call, field=None, **kwargs):
    with pytest.raises(DomainError) as error:
        call(**kwargs)
    if field is not None:
        assert error.value.field == field
    return str(error.value.message)


def today():
    return timezone.localdate()


class TestAsked:
    def test_once_for_each_quarter_as_promised(self, two):
        PromiseFactory(party=two.town, quantity=4801)
        PromiseFactory(party=two.town, kind="in_kind", what="Zaal", quantity=1200)
        PromiseFactory(party=two.town, kind="money", quantity=600000)
        assert ensure_contribution_questions(today()) == 1
        question = ContributionQuestion.objects.get()
        assert (question.year, question.quarter, question.mails) == (2026, 3, 1)
        assert question.answer_until == today() + 28 * DAY
        written = question.contributions.order_by("kind", "start")
        assert [(one.kind, one.start.month, one.quantity) for one in written] == [
            ("hours", 7, 400),
            ("hours", 8, 400),
            ("hours", 9, 400),
            ("in_kind", 7, 100),
            ("in_kind", 8, 100),
            ("in_kind", 9, 100),
        ]
        assert not Contribution.objects.exclude(confirmed_at=None).exists()
        mail = OutgoingMail.objects.get(kind="contribution_question")
        assert reverse("reporting:question_answer", args=[token_of(question.key)]) in mail.text
        # Again, and beside itself: nothing.
        assert ensure_contribution_questions(today()) == 0
        assert OutgoingMail.objects.filter(kind="contribution_question").count() == 1

    def test_what_is_there_already_is_not_written_twice(self, two):
        PromiseFactory(party=two.town, quantity=4800)
        july = {"start": date(2026, 7, 3), "end": date(2026, 7, 3), "party": two.town}
        ContributionFactory(quantity=100, **july)
        ContributionFactory(quantity=500, party=two.town, start=date(2026, 8, 1), end=date(2026, 8, 31))
        ensure_contribution_questions(today())
        question = ContributionQuestion.objects.get()
        found = [(one.start.month, one.quantity) for one in question.contributions.order_by("start", "pk")]
        assert found == [(7, 300), (7, 100), (8, 500), (9, 400)]

    def test_nobody_is_asked_without_reason(self, two):
        closed = PhaseFactory(deal=two.cast.deal, actual_start=date(2025, 1, 1), actual_end=date(2026, 6, 1))
        PromiseFactory(party=two.town, phase=closed)
        PromiseFactory(party=two.ministry, kind="money", quantity=600000)
        PromiseFactory(party=PartyFactory(deal=two.cast.deal))
        other = PartyFactory(deal__state=DealState.CLOSED)
        PromiseFactory(party=other)
        assert ensure_contribution_questions(today()) == 0
        assert not ContributionQuestion.objects.exists()

    def test_what_waits_is_asked_too(self, two):
        one = ContributionFactory(party=two.town, invoice=True, start=date(2026, 7, 3), end=date(2026, 7, 3))
        assert ensure_contribution_questions(today()) == 1
        assert ContributionQuestion.objects.get().contributions.get() == one

    def test_not_about_a_quarter_long_ago(self, two):
        PromiseFactory(party=two.town)
        with time_machine.travel(OCTOBER + timedelta(days=75), tick=False):
            assert ensure_contribution_questions(today()) == 0

    def test_a_contact_without_address_is_skipped(self, two):
        PromiseFactory(party=two.town)
        PartyContact.objects.filter(party=two.town).update(person=PersonFactory(email=""))
        assert ensure_contribution_questions(today()) == 0
        assert not Contribution.objects.exists()

    def test_most_at_once(self, two):
        PromiseFactory(party=two.town)
        PromiseFactory(party=two.ministry)
        with patch("reporting.services.contribution_questions.MOST_AT_ONCE", 1):
            assert [ensure_contribution_questions(today()) for _ in range(3)] == [1, 1, 0]

    def test_by_hand(self, two):
        PromiseFactory(party=two.town)
        ask = {"actor": two.secretary, "party": two.town, "year": 2026}
        refused(ask_party, **{**ask, "actor": two.mayor}, quarter=3)
        refused(ask_party, "quarter", quarter=4, **ask)
        refused(ask_party, "quarter", quarter=5, **ask)
        assert ask_party(quarter=2, **ask).quarter == 2
        assert "al gevraagd" in refused(ask_party, "quarter", quarter=2, **ask)
        refused(ask_party, "quarter", **{**ask, "year": 2025}, quarter=2)
        lonely = PartyFactory(deal=two.cast.deal)
        assert "contactpersoon" in refused(ask_party, **{**ask, "party": lonely}, quarter=2)

    def test_by_the_hourly_ensure(self, two):
        PromiseFactory(party=two.town)
        assert "1 asked" in str(ensure(today()))


class TestReminded:
    def test_two_weeks_before_the_end_once(self, two):
        question = QuestionFactory(party=two.town, to=two.cast.people["nobody"])
        ContributionFactory(party=two.town, question=question)
        assert ensure_contribution_questions(today() + 13 * DAY) == 0
        assert ensure_contribution_questions(today() + 14 * DAY) == 1
        assert ensure_contribution_questions(today() + 15 * DAY) == 0
        question.refresh_from_db()
        assert (question.mails, question.reminded_on) == (2, today() + 14 * DAY)
        assert "Herinnering" in OutgoingMail.objects.get(kind="contribution_question").subject

    def test_not_of_what_was_confirmed_meanwhile(self, two):
        question = QuestionFactory(party=two.town, to=two.cast.people["nobody"])
        ContributionFactory(party=two.town, question=question, confirmed=True)
        ContributionFactory(party=two.town, question=question, withdrawn_at=timezone.now())
        assert ensure_contribution_questions(today() + 14 * DAY) == 0

    def test_what_goes_wrong_with_one_does_not_stop_the_others(self, two):
        for party in (two.town, two.ministry):
            PromiseFactory(party=party)
        good = questions._ask

        def ask(party, *args):
            if party == two.ministry:
                raise ValueError("kapot")
            return good(party, *args)

        with patch.object(questions, "_ask", ask):
            assert ensure_contribution_questions(today()) == 1
        assert ContributionQuestion.objects.get().party == two.town
        with patch.object(questions, "_remind", side_effect=ValueError):
            assert ensure_contribution_questions(today() + 14 * DAY) == 1

    def test_by_hand_once_a_day(self, two):
        question = QuestionFactory(party=two.town, answer_until=today() - DAY)
        refused(remind_question, actor=two.mayor, question=question)
        reminded = remind_question(actor=two.secretary, question=question)
        assert (reminded.to, reminded.answer_until) == (two.cast.people["nobody"], today() + 14 * DAY)
        refused(remind_question, actor=two.secretary, question=question)
        answered = QuestionFactory(party=two.ministry, answered_at=timezone.now())
        assert "geantwoord" in refused(remind_question, actor=two.secretary, question=answered)

    def test_nobody_to_remind(self, two):
        question = QuestionFactory(party=PartyFactory(deal=two.cast.deal))
        refused(remind_question, actor=two.secretary, question=question)
        assert ensure_contribution_questions(today() + 20 * DAY) == 0


class TestAnswered:
    @pytest.fixture
    def question(self, two):
        PromiseFactory(party=two.town, quantity=4800)
        ContributionFactory(party=two.town, invoice=True, start=date(2026, 9, 3), end=date(2026, 9, 3))
        return ask_party(actor=two.secretary, party=two.town, year=2026, quarter=3)

    def answer(self, question, name="Jo", quantities=None, **more):
        seen = {one.pk: one.quantity for one in question.contributions.all()}
        return QuarterAnswer(name, seen, {**seen, **(quantities or {})}, **more)

    def test_as_it_stands(self, question):
        done = answer_question(actor=None, question=question, answer=self.answer(question, remark=" Goed "))
        assert (done.answered_by, done.remark) == ("Jo", "Goed")
        rows = question.contributions.all()
        assert {one.confirmed_by for one in rows} == {"Jo"}
        assert "kan niet meer" in refused(
            answer_question, actor=None, question=question, answer=self.answer(question)
        )

    def test_with_other_figures(self, question):
        first, second, third = question.contributions.filter(kind="hours").order_by("start")
        invoice = question.contributions.get(kind="money")
        quantities = {first.pk: 5000, second.pk: 0, invoice.pk: 0}
        answer_question(actor=None, question=question, answer=self.answer(question, quantities=quantities))
        for one in (first, second, third, invoice):
            one.refresh_from_db()
        # More than one person can work in a month: how many follows from the hours.
        assert (first.quantity, first.people, first.confirmed_by) == (5000, 2, "Jo")
        assert second.withdrawn_at is not None
        assert second.withdrawn_reason == "Niet geleverd, zegt Jo"
        assert third.confirmed_by == "Jo"
        assert (invoice.confirmed_at, invoice.withdrawn_at) == (None, None)

    def test_a_figure_that_cannot_be(self, question):
        one = question.contributions.filter(kind="hours").first()
        for wrong in (10**10, -1):
            answer = self.answer(question, quantities={one.pk: wrong})
            refused(answer_question, f"hoeveel{one.pk}", actor=None, question=question, answer=answer)
        one.refresh_from_db()
        assert one.confirmed_at is None

    def test_more_hours_on_a_day_than_a_thousand_people_have(self, two):
        one = ContributionFactory(party=two.town, start=date(2026, 9, 3), end=date(2026, 9, 3))
        question = ask_party(actor=two.secretary, party=two.town, year=2026, quarter=3)
        answer = self.answer(question, quantities={one.pk: 4_000_000})
        refused(answer_question, f"hoeveel{one.pk}", actor=None, question=question, answer=answer)

    def test_not_what_changed_meanwhile(self, question):
        answer = self.answer(question)
        ContributionFactory(party=question.party, question=question)
        assert "opnieuw" in refused(answer_question, actor=None, question=question, answer=answer)

    def test_signed_in_by_the_contact_or_for_him(self, two, question):
        for role in ("project_secretary", "party_contact"):
            refused(
                answer_question,
                actor=two.cast.users[role],
                question=question,
                answer=self.answer(question),
            )
        DelegationFactory(
            person=two.cast.people["nobody"], delegate=two.cast.people["adviser"], reach=DelegationReach.BODY
        )
        done = answer_question(
            actor=two.cast.users["adviser"], question=question, answer=self.answer(question, "Ad")
        )
        assert done.answered_by == f"Ad namens {two.cast.people['nobody']}"

    def test_too_late_or_in_a_closed_deal(self, two, question):
        question.answer_until = today() - DAY
        question.save()
        refused(answer_question, actor=None, question=question, answer=self.answer(question))
        two.cast.deal.state = DealState.CLOSED
        two.cast.deal.save()
        assert "gesloten" in refused(
            answer_question, actor=None, question=question, answer=self.answer(question)
        )
        refused(remind_question, actor=two.secretary, question=question)
        refused(ask_party, actor=two.secretary, party=question.party, year=2026, quarter=2)


class TestInvoices:
    def test_a_reminder_each_month_until_it_is_paid(self, two):
        invoice = ContributionFactory(party=two.town, invoice=True, due_on=today() - DAY)
        ContributionFactory(party=two.town, invoice=True, paid_on=today())
        ContributionFactory(party=PartyFactory(deal=two.cast.deal), invoice=True)
        assert [remind_invoices(today() + days * DAY) for days in (-1, 0, 0, 29, 30)] == [0, 1, 0, 0, 1]
        mail = OutgoingMail.objects.filter(kind="invoice_reminder").first()
        assert invoice.invoice_number in mail.subject
        assert "€\N{NO-BREAK SPACE}6.000,00" in mail.text

    def test_one_that_fails_does_not_hold_up_the_others(self, two):
        ContributionFactory(party=two.town, invoice=True, due_on=today() - DAY)
        with patch("reporting.services.invoice_reminders.recipients_of", side_effect=RuntimeError):
            assert remind_invoices(today()) == 0
        assert remind_invoices(today()) == 1

    def test_no_address(self, two):
        ContributionFactory(party=two.town, invoice=True, due_on=today() - DAY)
        PartyContact.objects.filter(party=two.town).update(person=PersonFactory(email=""))
        assert remind_invoices(today()) == 0


class TestAtTheSameMoment:
    """Two runs of ``ensure`` beside each other: what one did meanwhile, the other leaves."""

    def test_a_question_that_somebody_else_just_asked(self, two):
        PromiseFactory(party=two.town)
        QuestionFactory(party=two.town, year=2026, quarter=3)
        assert questions._try(two.town.pk, 2026, 3, today()) == 0
        assert ContributionQuestion.objects.count() == 1

    def test_a_reminder_that_somebody_else_just_sent(self, two):
        question = QuestionFactory(party=two.town, reminded_on=today())
        assert questions._try_reminder(question.pk, today() + 20 * DAY) == 0

    def test_an_invoice_that_was_just_paid(self, two):
        paid = ContributionFactory(party=two.town, invoice=True, paid_on=today())
        assert invoices._remind(paid.pk, today()) == 0
