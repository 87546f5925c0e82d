"""The pages of contributions and the budget: what they cost, bad input, sheets in and out, who sees what."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from citydeal.common.errors import DomainError
from citydeal.common.history import latest_history_id
from citydeal.common.sheets import write_sheet
from governance.enums import DealState
from governance.models import PartySuccession
from reporting.forms.contributions import amount_and_vat
from reporting.models import (
    BudgetBooking,
    BudgetLine,
    Contribution,
    PromisedContribution,
    Treasurer,
)
from reporting.rules.quantities import euros_number
from reporting.selectors.promise_succession import proposals_of
from reporting.services.contribution_questions import token_of
from reporting.services.promises import pass_on
from tests.factories.deal_text import PDF, PhaseFactory, StoredFileFactory
from tests.factories.governance import CovenantRuleFactory, PartyContactFactory, PartyFactory
from tests.factories.reporting_contributions import (
    BookingFactory,
    BudgetLineFactory,
    ContributionFactory,
    PromiseFactory,
    QuestionFactory,
    TreasurerFactory,
)
from tests.reporting.contribution_case import contributors
from tests.workgroups.group_case import today, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(cast):
    return contributors(cast)


@pytest.fixture
def phase(cast):
    return PhaseFactory(deal=cast.deal, name="Ontwikkelen")


def url(name, *args):
    return reverse(f"reporting:{name}", args=["de-deal", *args])


def downloaded(response):
    return b"".join(response.streaming_content)


def errors_in(response):
    return dict(response.context["form"].errors)


def fill(two, number):
    """Give each party so many promises, contributions, questions and lines of the budget."""
    for count in range(1, number + 1):
        for party in (two.town, two.ministry):
            PromiseFactory(party=party, year=2020 + count)
            ContributionFactory(
                party=party, confirmed=True, start=date(2026, count, 1), end=date(2026, count, 9)
            )
            ContributionFactory(party=party, start=date(2026, count, 1), end=date(2026, count, 9))
            QuestionFactory(party=party, year=2020 + count)
        line = BudgetLineFactory(deal=two.cast.deal, party=two.town)
        BookingFactory(line=line)


class TestCost:
    @pytest.mark.parametrize("number", [1, 3])
    @pytest.mark.parametrize(
        ("role", "name", "args", "cost"),
        [
            ("project_secretary", "contribution_list", (), 8),
            ("party_contact", "contribution_list", (), 8),
            ("project_secretary", "contribution_party", ("dorp",), 11),
            ("party_contact", "contribution_party", ("ministerie",), 12),
            ("project_secretary", "contribution_history", ("dorp",), 10),
            ("party_contact", "contribution_history", ("ministerie",), 11),
            ("member", "budget", (), 6),
            ("project_secretary", "contribution_export", ("bijdragen", "csv"), 6),
            ("project_secretary", "contribution_export", ("toezeggingen", "csv"), 5),
            ("project_secretary", "budget_export", ("csv",), 5),
        ],
    )
    def test_the_same_for_one_and_for_three_rows(self, two, queries, number, role, name, args, cost):
        CovenantRuleFactory(deal=two.cast.deal, number=61, parameters={})
        fill(two, number)
        client = two.cast.client(role)
        client.get(url(name, *args))
        with queries(cost):
            assert client.get(url(name, *args)).status_code == 200


class TestHistory:
    """Who changed what: for who reads the figures of the party, in words."""

    def test_what_was_done_stands_there_with_who_did_it(self, two, phase):
        client = two.cast.client("project_secretary")
        sent = {
            "party": two.town.pk,
            "kind": "hours",
            "year": "2026",
            "quantity": "100,25",
            "phase": phase.pk,
        }
        sent |= {"first_month": "1", "last_month": "12", "rate": "85"}
        assert client.post(url("promise_create"), sent).status_code == 303
        one = ContributionFactory(party=two.town, invoice=True, vat=126000, evidence=StoredFileFactory())
        asked = QuestionFactory(party=two.town, remark="Minder mensen.")
        one.question = asked
        one.confirmed_at, one.confirmed_by, one.paid_on = timezone.now(), "Burgemeester", date(2026, 4, 1)
        one.save()
        one.quantity = 590000
        one._change_reason = "Typefout"
        one.save()
        gone = two.town.promises.get()
        gone._history_user = two.secretary
        gone.delete()
        page = client.get(url("contribution_history", "dorp")).text.replace("\xa0", " ")
        for words in (
            "Geschiedenis van bijdragen van Gemeente Dorp",
            "Toezegging: Uren 2026",
            "100,25 uur",
            "€ 85,00",
            "Ontwikkelen",
            "januari",
            "€ 6.000,00",
            "€ 5.900,00",
            "€ 1.260,00",
            "Burgemeester",
            "1 april 2026",
            "Vraag over juli tot en met september 2026",
            "Minder mensen.",
            "Typefout",
            two.secretary.name,
        ):
            assert words in page, words

    def test_for_its_own_contact_and_who_keeps_or_audits_the_deal_alone(self, two):
        ContributionFactory(party=two.town, quantity=7777)
        where = url("contribution_history", "dorp")
        for role in ("project_manager", "auditor", "nobody"):  # nobody: the contact of this party
            client = two.cast.client(role)
            assert "1.944,25 uur" in client.get(where).text, role
            assert where in client.get(url("contribution_party", "dorp")).text, role
        for role in ("party_contact", "member", "observer"):
            client = two.cast.client(role)
            assert client.get(where).status_code == 404, role
            assert where not in client.get(url("contribution_party", "dorp")).text, role

    def test_an_older_act_stands_on_the_next_page(self, two):
        for number in range(21):
            ContributionFactory(
                party=two.town, quantity=number + 1, start=date(2026, 3, 1), end=date(2026, 3, 1)
            )
        client = two.cast.client("auditor")
        assert client.get(url("contribution_history", "dorp")).text.count("cd-history__item") in (0, 20)
        assert client.get(url("contribution_history", "dorp") + "?pagina=2").context["page_obj"].number == 2


class TestReading:
    def test_nothing_yet(self, two):
        response = two.cast.client("project_secretary").get(url("contribution_list"))
        assert "Nog geen bijdragen" in response.text
        page = two.cast.client("project_secretary").get(url("contribution_party", "dorp")).text
        for words in ("Niets in dit jaar", "Nog niets geleverd", "Nog niets toegezegd"):
            assert words in page or words == "Niets in dit jaar"

    def test_the_contact_of_another_party_sees_no_figure(self, two):
        PromiseFactory(party=two.town, year=today().year)
        evidence = StoredFileFactory()
        one = ContributionFactory(
            party=two.town,
            quantity=1234,
            what="Vertrouwelijk",
            evidence=evidence,
            start=today().replace(day=1),
            end=today(),
        )
        other, own = two.cast.client("party_contact"), two.cast.client("nobody")
        pages = [
            url("contribution_list"),
            url("contribution_party", "dorp"),
            url("contribution_export", "bijdragen", "csv"),
        ]
        for page in pages:
            text = other.get(page).content.decode()
            assert "308,5" not in text
            assert "Vertrouwelijk" not in text
            assert "bevestigd" in text.casefold()
            assert "308,5" in own.get(page).content.decode()
        evidence_url = url("contribution_evidence", one.pk)
        assert other.get(evidence_url).status_code == 404
        assert downloaded(own.get(evidence_url)) == PDF

    def test_a_year(self, two):
        PromiseFactory(party=two.town, year=2024)
        client = two.cast.client("project_secretary")
        page = client.get(url("contribution_list") + "?jaar=2024")
        assert "Alle partijen samen in 2024" in page.text
        assert client.get(url("contribution_list") + "?jaar=veel").status_code == 200
        part = client.get(url("contribution_party", "dorp") + "?jaar=2024", headers={"HX-Request": "true"})
        assert "Hoe het ervoor staat in 2024" in part.text
        assert "<html" not in part.text
        part = client.get(url("contribution_list") + "?jaar=2024", headers={"HX-Request": "true"})
        assert "<html" not in part.text

    def test_the_months_of_the_first_year(self, two):
        CovenantRuleFactory(deal=two.cast.deal, number=61, parameters={"days": 2, "months": 24})
        two.cast.deal.start = date(2026, 1, 1)
        two.cast.deal.save()
        ContributionFactory(party=two.town, confirmed=True, quantity=64)
        ContributionFactory(party=two.town, start=date(2026, 2, 1), end=date(2026, 2, 9))
        page = two.cast.client("party_contact").get(url("contribution_party", "dorp") + "?jaar=2026").text
        assert "16 uur per maand" in page
        for words in ("Genoeg", "Nog niet bekend", "Minder uren dan afgesproken"):
            assert words in page

    def test_what_is_said_of_each_contribution(self, two, phase):
        keeper = two.cast.client("project_secretary")
        ContributionFactory(
            party=two.town,
            people=3,
            phase=phase,
            what="Overleg",
            start=date(2026, 3, 2),
            end=date(2026, 3, 2),
        )
        ContributionFactory(party=two.town, invoice=True, vat=126000)
        ContributionFactory(party=two.town, invoice=True, paid_on=date(2026, 4, 1))
        ContributionFactory(party=two.town, invoice=True, due_on=None)
        ContributionFactory(party=two.town, withdrawn_at="2026-04-01T10:00Z", withdrawn_reason="Dubbel")
        PromiseFactory(party=two.town, year=2026, rate=8500, first_month=2, last_month=2)
        PromiseFactory(party=two.town, year=2026, kind="in_kind", what="Zaal", first_month=3, last_month=11)
        QuestionFactory(party=two.town, answered_at="2026-04-01T10:00Z", answered_by="Jo", remark="Top")
        page = keeper.get(url("contribution_party", "dorp") + "?jaar=2026").text
        for words in (
            "3 mensen",
            "Ontwikkelen",
            "1.260,00 btw",
            "betaald op 1 april 2026",
            "betalen uiterlijk op 10 april 2026",
            "nog niet betaald",
            "Ingetrokken: Dubbel",
            "85,00 per uur",
            "februari 2026",
            "maart tot en met november 2026",
            "In natura: Zaal",
            "Beantwoord door Jo",
            "Top",
        ):
            assert words in page, words

    def test_a_contact_who_takes_no_part_opens_them_in_a_closed_off_deal(self, two):
        two.cast.deal.access = "deal"
        two.cast.deal.save()
        page = two.cast.client("nobody").get(url("contribution_list"))
        assert page.status_code == 200
        assert "Alle deals naast elkaar" not in page.text

    def test_sheets_of_other_kinds_are_not_found(self, two):
        client = two.cast.client("project_secretary")
        for name, args in (
            ("contribution_export", ("bijdragen", "exe")),
            ("contribution_export", ("alles", "csv")),
            ("budget_export", ("exe",)),
        ):
            assert client.get(url(name, *args)).status_code == 404


class TestWriting:
    def test_hours(self, two, phase):
        client, page = two.cast.client("nobody"), url("contribution_create", "dorp")
        assert "Uren van Gemeente Dorp" in client.get(page).text
        response = client.post(page, {"when": "maart 2026", "quantity": "12,25", "phase": str(phase.pk)})
        assert response.status_code == 303
        made = Contribution.objects.get()
        assert (made.quantity, made.start, made.end, made.phase) == (
            49,
            date(2026, 3, 1),
            date(2026, 3, 31),
            phase,
        )

    @pytest.mark.parametrize(
        ("data", "words"),
        [
            ({"quantity": "-3"}, "Vul 0 uur of meer in"),
            ({"quantity": "25", "when": "2-3-2026"}, "Een dag heeft 24 uur"),
            ({"quantity": "12,3"}, "hele kwartieren"),
            ({"quantity": "9,707"}, "twee manieren"),
            ({"quantity": ""}, "Vul ‘Hoeveel uur?’ in"),
            ({"when": "2026"}, "Vul één dag of één maand in"),
            ({"when": "ooit"}, "Vul een dag"),
            ({"people": "0"}, "minimaal 1"),
        ],
    )
    def test_bad_input_says_what_to_do_and_keeps_what_was_typed(self, two, data, words):
        page = url("contribution_create", "dorp")
        sent = {"when": "maart 2026", "quantity": "12", "what": "Overleg", **data}
        response = two.cast.client("nobody").post(page, sent)
        assert response.status_code == 422
        assert words in response.text, errors_in(response)
        assert "Overleg" in response.text
        assert not Contribution.objects.exists()

    def test_hours_on_a_phase_that_closed_meanwhile(self, two, phase):
        phase.actual_start, phase.actual_end = date(2025, 1, 1), date(2026, 1, 1)
        phase.save()
        response = two.cast.client("nobody").post(
            url("contribution_create", "dorp"),
            {"when": "maart 2026", "quantity": "1", "phase": str(phase.pk)},
        )
        assert response.status_code == 422
        assert "Kies een antwoord uit de lijst" in response.text

    @pytest.mark.parametrize(
        ("vat", "net", "tax"),
        [("geen", 121000, 0), ("21-bij", 121000, 25410), ("21-in", 100000, 21000), ("9-in", 111009, 9991)],
    )
    def test_an_invoice_with_or_without_vat(self, two, vat, net, tax):
        page = url("contribution_create", "dorp") + "?soort=money"
        sent = {
            "when": "maart 2026",
            "quantity": "1.210",
            "vat": vat,
            "invoice_number": "F1",
            **typed("invoiced_on", date(2026, 3, 10)),
        }
        response = two.cast.client("project_secretary").post(page, sent)
        assert response.status_code == 303
        made = Contribution.objects.get()
        assert (made.quantity, made.vat) == (net, tax)
        edit = two.cast.client("project_secretary").get(url("contribution_edit", made.pk)).text
        assert "F1" in edit

    def test_an_amount_with_a_wrong_comma(self, two):
        page = url("contribution_create", "dorp") + "?soort=money"
        response = two.cast.client("project_secretary").post(page, {"quantity": "9,707", "vat": "geen"})
        assert response.status_code == 422
        assert "Dit bedrag kunt u op twee manieren lezen" in response.text or "twee manieren" in response.text

    def test_in_kind_says_what(self, two):
        page = url("contribution_create", "dorp") + "?soort=in_kind"
        client = two.cast.client("project_secretary")
        sent = {"when": "maart 2026", "quantity": "200"}
        assert client.post(page, sent).status_code == 422
        assert client.post(page, {**sent, "what": "Zaal"}).status_code == 303
        assert client.get(url("contribution_create", "dorp") + "?soort=goud").status_code == 404

    @pytest.mark.parametrize("amount", ["100,03", "100,09", "121", "109"])
    @pytest.mark.parametrize("vat", ["21-in", "9-in", "21-bij", "geen"])
    def test_saving_an_invoice_again_keeps_its_vat(self, two, amount, vat):
        client = two.cast.client("project_secretary")
        sent = {"when": "maart 2026", "quantity": amount, "vat": vat, "invoice_number": "F-1"}
        sent |= typed("invoiced_on", date(2026, 3, 10))
        page = url("contribution_create", "dorp") + "?soort=money"
        assert client.post(page, sent).status_code == 303
        one = Contribution.objects.get()
        cents, choice = amount_and_vat(one)
        again = sent | {"quantity": euros_number(cents), "vat": choice}
        page = url("contribution_edit", one.pk)
        assert f'value="{euros_number(cents)}"' in client.get(page).text
        assert client.post(page, again | {"history_id": latest_history_id(one)}).status_code == 303
        before = (one.quantity, one.vat)
        one.refresh_from_db()
        assert (one.quantity, one.vat) == before

    def test_changing_it(self, two):
        one = ContributionFactory(
            party=two.town, confirmed=True, start=date(2026, 3, 2), end=date(2026, 3, 2)
        )
        client, page = two.cast.client("project_secretary"), url("contribution_edit", one.pk)
        assert 'value="10"' in client.get(page).text
        opened = latest_history_id(one)
        sent = {"when": "2-3-2026", "quantity": "11", "history_id": opened}
        upload = SimpleUploadedFile("uren.pdf", PDF)
        assert client.post(page, {**sent, "evidence": upload}).status_code == 303
        one.refresh_from_db()
        assert (one.quantity, one.confirmed_at, one.evidence.name) == (44, None, "uren.pdf")
        response = client.post(page, {**sent, "quantity": "9"})
        assert response.status_code == 409
        assert "11 uur" in response.text
        assert 'value="9"' in response.text
        own = two.cast.client("nobody").post(page, {**sent, "history_id": latest_history_id(one)})
        assert own.status_code == 303

    def test_its_closed_phase_stays_to_choose(self, two, phase):
        one = ContributionFactory(party=two.town, phase=phase)
        phase.actual_start, phase.actual_end = date(2025, 1, 1), date(2026, 1, 1)
        phase.save()
        assert "Ontwikkelen" in two.cast.client("nobody").get(url("contribution_edit", one.pk)).text

    def test_paid_and_withdrawn(self, two):
        one = ContributionFactory(party=two.town, invoice=True)
        client = two.cast.client("project_secretary")
        page = url("contribution_paid", one.pk)
        assert client.get(page).status_code == 200
        assert client.post(page, typed("paid_on", date(2026, 4, 1))).status_code == 303
        assert client.post(page, typed("paid_on", date(2026, 4, 1))).status_code == 422
        assert client.post(page, {}).status_code == 303
        page = url("contribution_withdraw", one.pk)
        assert client.get(page).status_code == 200
        assert client.post(page, {}).status_code == 422
        assert client.post(page, {"reason": "Dubbel"}).status_code == 303
        assert client.get(page).status_code == 404

    def test_confirming(self, two):
        client, page = two.cast.client("nobody"), url("contribution_confirm", "dorp")
        assert "Alles is bevestigd" in client.get(page).text
        one, other = ContributionFactory(party=two.town), ContributionFactory(party=two.town, invoice=True)
        shown = client.get(page).text
        assert "10 uur" in shown
        assert f"Factuur {other.invoice_number}" in shown
        assert client.post(page, {"seen": "x"}).status_code == 422
        seen = f"{one.pk}:{one.quantity},{other.pk}:{other.quantity}"
        Contribution.objects.filter(pk=other.pk).update(quantity=1)
        sent = {"seen": seen, "wanted": [one.pk, other.pk]}
        response = client.post(page, sent)
        assert response.status_code == 422
        assert "opnieuw" in response.text
        assert client.post(page, {**sent, "wanted": [one.pk]}).status_code == 303
        one.refresh_from_db()
        assert one.confirmed_by == two.mayor.name


class TestPromises:
    SENT = {"kind": "hours", "quantity": "200", "year": "2026", "first_month": "1", "last_month": "12"}

    def test_written_changed_and_removed(self, two, phase):
        client = two.cast.client("project_secretary")
        page = url("promise_create") + "?partij=dorp"
        assert f'value="{two.town.pk}" selected' in client.get(page).text
        sent = {**self.SENT, "party": str(two.town.pk), "rate": "85", "phase": str(phase.pk)}
        assert client.post(page, {**sent, "quantity": "9,707"}).status_code == 422
        assert client.post(page, sent)["Location"] == url("contribution_party", "dorp")
        promise = PromisedContribution.objects.get()
        assert (promise.quantity, promise.rate, promise.phase) == (800, 8500, phase)
        page, opened = url("promise_edit", promise.pk), latest_history_id(promise)
        assert 'value="200"' in client.get(page).text
        sent = {**self.SENT, "quantity": "300", "history_id": opened}
        assert client.post(page, sent).status_code == 303
        response = client.post(page, {**sent, "quantity": "400"})
        assert response.status_code == 409
        assert "300 uur" in response.text
        page = url("promise_remove", promise.pk)
        assert "300 uur" in client.get(page).text
        assert client.post(page).status_code == 303
        assert not PromisedContribution.objects.exists()

    def test_a_treasurer(self, two):
        client, page = two.cast.client("project_secretary"), url("treasurer_list")
        assert "Nog geen penvoerder" in client.get(page).text
        person = two.cast.people["member"]
        sent = {"person": str(person.pk), **typed("start", today())}
        assert client.post(page, sent).status_code == 303
        assert client.post(page, sent).status_code == 422
        made = Treasurer.objects.get()
        end = url("treasurer_end", made.pk)
        assert person.name in client.get(end).text
        assert client.post(end, typed("end", date(1999, 1, 1))).status_code == 422
        assert client.post(end, typed("end", today())).status_code == 303
        assert "tot en met" in client.get(page).text


class TestQuestions:
    def test_asked_and_reminded(self, two):
        PromiseFactory(party=two.town, year=2026)
        client, page = two.cast.client("project_secretary"), url("question_ask", "dorp")
        shown = client.get(page).text
        assert "juli tot en met september 2026" in shown
        assert client.post(page, {}).status_code == 422
        assert client.post(page, {"quarter": "2026-3"}).status_code == 303
        assert client.post(page, {"quarter": "2026-3"}).status_code == 422
        question = two.town.contribution_questions.get()
        page = url("question_remind", question.pk)
        assert "juli tot en met september 2026" in client.get(page).text
        assert client.post(page).status_code == 303
        assert client.post(page).status_code == 422
        question.answered_at = "2026-11-01T10:00Z"
        question.save()
        assert client.get(page).status_code == 404

    @pytest.fixture
    def question(self, two):
        question = QuestionFactory(party=two.town, to=two.cast.people["nobody"])
        ContributionFactory(party=two.town, question=question, start=date(2026, 8, 1), end=date(2026, 8, 31))
        ContributionFactory(
            party=two.town, question=question, invoice=True, start=date(2026, 9, 1), end=date(2026, 9, 1)
        )
        ContributionFactory(
            party=two.town,
            question=question,
            kind="in_kind",
            what="Zaal",
            quantity=20000,
            start=date(2026, 9, 1),
            end=date(2026, 9, 30),
        )
        return question

    def sent(self, question, **more):
        seen = ",".join(f"{one.pk}:{one.quantity}" for one in question.contributions.all())
        return {"answer": "klopt", "name": "Jo", "seen": seen, **more}

    def test_answered_by_the_link_once(self, question):
        client = Client()
        page = reverse("reporting:question_answer", args=[token_of(question.key)])
        shown = client.get(page)
        assert "10 uur" in shown.text
        assert shown["Referrer-Policy"] == "same-origin"
        assert client.post(page, {}).status_code == 422
        assert client.post(page, self.sent(question, seen="x")).status_code == 422
        assert client.post(page, self.sent(question)).status_code == 303
        assert client.post(page, self.sent(question)).status_code == 410
        assert set(question.contributions.values_list("confirmed_by", flat=True)) == {"Jo"}

    def test_something_is_different(self, question):
        client = Client()
        page = reverse("reporting:question_answer", args=[token_of(question.key)])
        hours, in_kind, money = question.contributions.order_by("kind")
        sent = self.sent(question, answer="anders", remark="Zie factuur")
        response = client.post(page, {**sent, f"hoeveel{hours.pk}": "12,3", f"hoeveel{in_kind.pk}": ""})
        assert response.status_code == 422
        assert "hele kwartieren" in response.text
        assert "Vul in hoeveel het was" in response.text
        sent |= {f"hoeveel{hours.pk}": "12,25", f"hoeveel{in_kind.pk}": "0"}
        assert client.post(page, sent).status_code == 303
        for one in (hours, in_kind, money):
            one.refresh_from_db()
        assert (hours.quantity, in_kind.withdrawn_at is None, money.confirmed_at) == (49, False, None)

    def test_a_link_that_opens_nothing(self, two, question):
        client = Client()

        def page(token):
            return client.get(reverse("reporting:question_answer", args=[token]))

        assert (page("x").status_code, page("y" * 43).status_code) == (404, 404)
        question.answer_until = date(2026, 1, 1)
        question.save()
        late = page(token_of(question.key))
        assert late.status_code == 410
        assert "voorbij" in late.text
        question.answer_until = date(2199, 1, 1)
        question.save()
        two.cast.deal.state = DealState.CLOSED
        two.cast.deal.save()
        closed = page(token_of(question.key))
        assert closed.status_code == 410
        assert "Deze City Deal is afgesloten" in closed.text

    def test_signed_in(self, two, question):
        page = url("my_question", question.pk)
        assert two.cast.client("party_contact").get(page).status_code == 404
        client = two.cast.client("nobody")
        assert f'value="{two.mayor.name}"' in client.get(page).text
        assert client.post(page, self.sent(question))["Location"] == url("contribution_party", "dorp")
        assert client.get(page).status_code == 410

    def test_nothing_is_left_to_confirm(self, two):
        question = QuestionFactory(party=two.town, to=two.cast.people["nobody"])
        assert "Alles is bevestigd" in two.cast.client("nobody").get(url("my_question", question.pk)).text


class TestBudget:
    SENT = {"title": "Zaal", "unit": "money", "quantity": "1.000"}

    def test_a_line_with_what_is_booked_on_it(self, two, phase):
        client = two.cast.client("project_secretary")
        page = url("budget_line_create") + f"?fase={phase.pk}"
        assert "Ontwikkelen" in client.get(page).text
        assert "Eerste post toevoegen" in client.get(url("budget")).text
        assert client.post(page, {**self.SENT, "phase": phase.pk, "quantity": "9,707"}).status_code == 422
        sent = {**self.SENT, "phase": phase.pk, "party": two.town.pk, "funding": "Rijk"}
        assert client.post(page, sent).status_code == 303
        line = BudgetLine.objects.get()
        assert (line.quantity, line.party, line.funding) == (100000, two.town, "Rijk")
        detail = url("budget_line", line.pk)
        assert "Er is nog niets geboekt" in client.get(detail).text
        book = url("booking_create", line.pk)
        assert "Zaal, Ontwikkelen" in client.get(book).text
        upload = SimpleUploadedFile("factuur.pdf", PDF)
        booked = {"kind": "realisation", "quantity": "1.200", "what": "Huur", "reference": "F7"}
        booked |= {"evidence": upload, **typed("on", date(2026, 3, 1))}
        assert client.post(book, booked).status_code == 303
        shown = client.get(detail).text
        assert "Er is meer verplicht of uitgegeven" in shown
        assert "F7" in shown
        assert "Meer dan begroot" in client.get(url("budget")).text
        booking = BudgetBooking.objects.get()
        assert downloaded(client.get(url("booking_evidence", booking.pk))) == PDF
        withdraw = url("booking_withdraw", booking.pk)
        assert "Huur" in client.get(withdraw).text
        assert client.post(withdraw, {"reason": "Dubbel"}).status_code == 303
        assert client.get(withdraw).status_code == 404
        assert "Ingetrokken: Dubbel" in client.get(detail).text
        assert client.get(url("booking_evidence", BookingFactory(line=line).pk)).status_code == 404

    def test_changed_and_removed(self, two, phase):
        line = BudgetLineFactory(deal=two.cast.deal, phase=phase, title="Zaal")
        client, page = two.cast.client("project_secretary"), url("budget_line_edit", line.pk)
        opened = latest_history_id(line)
        assert "1.000,00" in client.get(page).text
        sent = {**self.SENT, "phase": phase.pk, "quantity": "2.000", "history_id": opened}
        assert client.post(page, sent).status_code == 303
        response = client.post(page, {**sent, "quantity": "3.000"})
        assert response.status_code == 409
        assert "2.000,00" in response.text
        phase.actual_start, phase.actual_end = date(2025, 1, 1), date(2026, 1, 1)
        phase.save()
        assert "Ontwikkelen" in client.get(page).text
        remove = url("budget_line_remove", line.pk)
        assert "2.000,00" in client.get(remove).text
        assert client.post(remove).status_code == 303
        assert "Deze fase is afgesloten" in client.get(url("budget")).text

    def test_no_phases(self, two):
        assert "Nog geen fasen" in two.cast.client("member").get(url("budget")).text


class TestSheets:
    def bring(self, two, name, rows, kind="csv", confirm=True):
        client, page = two.cast.client("project_secretary"), url(name)
        assert client.get(page).status_code == 200
        upload = SimpleUploadedFile(f"x.{kind}", write_sheet(kind, rows[0], rows[1:]))
        preview = client.post(page, {"file": upload})
        if preview.status_code == 200 and confirm and preview.context["wrong"] == 0:
            sent = {"rows": preview.context["travelling"], "stap": "bevestigen"}
            return preview, client.post(page, sent)
        return preview, None

    @pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
    def test_promises(self, two, phase, kind):
        head = ("Partij", "Soort", "Jaar", "Hoeveel", "Van maand", "T/m maand", "Fase", "Uurtarief", "Wat")
        rows = [
            head,
            ("Gemeente Dorp", "uren", 2026, "12,25", 3, 11, "Ontwikkelen", "85", ""),
            ("Gemeente Dorp", "Euro's", 2026, 6000.5, "", "", "", "", ""),
        ]
        preview, done = self.bring(two, "promise_import", rows, kind)
        assert "12,25 uur" in preview.text
        assert done.status_code == 303
        found = PromisedContribution.objects.order_by("kind")
        assert [(one.kind, one.quantity, one.first_month) for one in found] == [
            ("hours", 49, 3),
            ("money", 600050, 1),
        ]

    def test_what_goes_out_comes_in_again(self, two, phase):
        PromiseFactory(party=two.town, phase=phase, rate=8500, article="artikel 6")
        PromiseFactory(party=two.town, kind="in_kind", what="=Zaal", quantity=1234567)
        client = two.cast.client("project_secretary")
        sheet = client.get(url("contribution_export", "toezeggingen", "csv")).content
        before = list(
            PromisedContribution.objects.order_by("kind").values_list("kind", "quantity", "rate", "what")
        )
        PromisedContribution.objects.all().delete()
        page = url("promise_import")
        preview = client.post(page, {"file": SimpleUploadedFile("x.csv", sheet)})
        client.post(page, {"rows": preview.context["travelling"], "stap": "bevestigen"})
        after = PromisedContribution.objects.order_by("kind").values_list("kind", "quantity", "rate", "what")
        assert list(after) == before

    @pytest.mark.parametrize("rows", ["[[1e999, {}]]", "[" * 100_000, '[[Infinity, {"partij": "x"}]]'])
    def test_rows_that_this_page_did_not_send(self, two, rows):
        client = two.cast.client("project_secretary")
        assert client.post(url("promise_import"), {"rows": rows}).status_code == 422

    def test_characters_that_the_database_cannot_keep(self, two):
        cells = {
            "partij": "Gemeente Dorp",
            "soort": "geld",
            "wanneer": "maart 2026",
            "hoeveel": "10",
            "btw": "",
            "factuurnummer": "F\x00\ud800-1",
            "factuurdatum": "1-3-2026",
        }
        sent = {"rows": json.dumps([[2, cells]]), "stap": "bevestigen"}
        answer = two.cast.client("project_secretary").post(url("contribution_import"), sent)
        assert answer.status_code == 303
        assert Contribution.objects.get().invoice_number == "F-1"

    def test_contributions_wait_for_their_party(self, two):
        head = (
            "Partij",
            "Soort",
            "Wanneer",
            "Hoeveel",
            "Wat",
            "Factuurnummer",
            "Factuurdatum",
            "Btw",
            "Betaald op",
        )
        rows = [
            head,
            ("Gemeente Dorp", "uren", "maart 2026", "12", "Overleg", "", "", "", ""),
            ("Gemeente Dorp", "euro's", "10-3-2026", "6.000", "", "F1", "10-3-2026", "21%", "1-4-2026"),
        ]
        _preview, done = self.bring(two, "contribution_import", rows)
        assert done.status_code == 303
        invoice = Contribution.objects.get(kind="money")
        assert (invoice.vat, invoice.paid_on, invoice.confirmed_at) == (126000, date(2026, 4, 1), None)
        sheet = two.cast.client("project_secretary").get(url("contribution_export", "bijdragen", "csv"))
        assert "F1" in sheet.content.decode("utf-8-sig")

    def test_a_budget(self, two, phase):
        rows = [
            ("Fase", "Post", "Soort", "Hoeveel", "Dekking", "Partij"),
            ("Ontwikkelen", "Zaal", "geld", "1.000", "Rijk", "Gemeente Dorp"),
            ("Ontwikkelen", "Inzet", "uren", "80", "", ""),
        ]
        _preview, done = self.bring(two, "budget_import", rows)
        assert done["Location"] == url("budget")
        assert BudgetLine.objects.count() == 2
        sheet = two.cast.client("project_secretary").get(url("budget_export", "csv")).content.decode()
        assert "1.000,00" in sheet
        assert "Gemeente Dorp" in sheet

    def test_what_is_wrong_is_said_for_each_row(self, two):
        rows = [
            ("Partij", "Soort", "Wanneer", "Hoeveel", "Mensen", "Wat", "Factuurdatum", "Btw", "Fase"),
            ("Niemand", "goud", "ooit", "1", "0", "x" * 301, "", "", "Nooit"),
            ("Gemeente Dorp", "uren", "maart 2026", "0", "", "", "", "", ""),
            ("Gemeente Dorp", "euro", "maart 2026", "9,707", "", "", "", "13%", ""),
            ("Gemeente Dorp", "euro", "maart 2026", "10", "", "", "maart 2026", "", ""),
            ("", "uren", "maart 2026", "-5", "", "", "", "", ""),
        ]
        preview, done = self.bring(two, "contribution_import", rows)
        assert done is None
        assert preview.context["wrong"] == 5
        for words in (
            "‘Niemand’ is geen partij",
            "‘Nooit’ is geen fase",
            "Vul bij ‘soort’ een van deze woorden in",
            "‘ooit’",
            "meer dan 300 tekens",
            "vul een heel getal in van 1 tot en met 1000",
            "vul meer dan 0 in",
            "twee manieren",
            "Vul bij ‘btw’ een van deze woorden in: geen, 0",
            "factuurdatum: vul een dag in",
            "Vul 0 uur of meer in",
        ):
            assert words in preview.text, words
        preview, _done = self.bring(
            two, "budget_import", [("Fase", "Post", "Soort", "Hoeveel"), ("", "", "geld", "1")]
        )
        assert "De post heeft geen naam" in preview.text
        assert "‘–’ is geen fase" in preview.text

    def test_what_the_rules_refuse_is_said_before_anything_is_added(self, two, phase):
        invoice = ("Gemeente Dorp", "euro", "10-3-2026", "6.000", "", "F1", "10-3-2026")
        rows = [
            ("Partij", "Soort", "Wanneer", "Hoeveel", "Mensen", "Factuurnummer", "Factuurdatum"),
            ("Gemeente Dorp", "uren", "10-3-2026", "25", "1", "", ""),
            invoice,
            invoice,
        ]
        preview, done = self.bring(two, "contribution_import", rows)
        assert done is None
        assert [list(row.errors) for row in preview.context["rows"]] == [
            ["Een dag heeft 24 uur. Vul minder uren in, of meer mensen."],
            [],
            ["Deze partij heeft al een factuur met dit nummer."],
        ]
        assert not Contribution.objects.exists()
        line = ("Ontwikkelen", "Zaal", "geld", "1.000")
        preview, done = self.bring(two, "budget_import", [("Fase", "Post", "Soort", "Hoeveel"), line, line])
        assert [bool(row.errors) for row in preview.context["rows"]] == [False, True]
        promise = ("Gemeente Dorp", "uren", 2026, "10")
        preview, done = self.bring(
            two, "promise_import", [("Partij", "Soort", "Jaar", "Hoeveel"), promise, promise]
        )
        assert [bool(row.errors) for row in preview.context["rows"]] == [False, True]

    def test_files_that_are_none(self, two):
        client, page = two.cast.client("project_secretary"), url("promise_import")
        assert "Kies een bestand" in client.post(page, {}).text
        assert client.post(page, {"file": SimpleUploadedFile("x.csv", b"a;b\r\n1;2")}).status_code == 422
        assert (
            client.post(page, {"file": SimpleUploadedFile("x.xlsx", b"PK\x03\x04kapot")}).status_code == 422
        )
        for wrong in ("{", "[]", json.dumps([["x", {}]]), json.dumps([[1, []]])):
            assert client.post(page, {"rows": wrong, "stap": "bevestigen"}).status_code == 422

    def test_a_row_that_went_wrong_since(self, two):
        rows = [("Partij", "Soort", "Jaar", "Hoeveel"), ("Gemeente Dorp", "uren", 2026, "10")]
        preview, done = self.bring(two, "promise_import", [rows[0], rows[1]])
        assert done.status_code == 303
        client = two.cast.client("project_secretary")
        again = client.post(
            url("promise_import"), {"rows": preview.context["travelling"], "stap": "bevestigen"}
        )
        assert again.status_code == 422
        assert "Gemeente Dorp:" in again.text
        soon = {"partij": "Gemeente Dorp", "soort": "uren", "wanneer": "maart 2199", "hoeveel": "10"}
        sent = {"rows": json.dumps([[2, soon]]), "stap": "bevestigen"}
        answer = client.post(url("contribution_import"), sent)
        assert answer.status_code == 422
        assert "Gemeente Dorp:" in answer.text
        assert not Contribution.objects.exists()


def test_the_treasurer_keeps_money_and_no_hours(two):
    TreasurerFactory(deal=two.cast.deal, person=two.cast.people["other_deal"])
    client = two.cast.client("other_deal")
    assert client.get(url("contribution_create", "dorp") + "?soort=money").status_code == 200
    assert client.get(url("contribution_create", "dorp")).status_code == 404
    one = ContributionFactory(party=two.town, invoice=True)
    page = client.get(url("contribution_party", "dorp") + "?jaar=2026").text
    assert url("contribution_paid", one.pk) in page
    assert PartyContactFactory(party=two.town)


class TestSuccession:
    """Choice A2-12: what a party promised gets a proposal when another comes in its place."""

    @pytest.fixture
    def follower(self, two):
        follower = PartyFactory(deal=two.cast.deal, organization__name="Gemeente Dorpstad")
        succession = PartySuccession.objects.create(deal=two.cast.deal, kind="merger", date=date(2026, 7, 1))
        succession.before.add(two.town)
        succession.after.add(follower)
        return follower

    def test_a_promise_goes_on_and_back(self, two, follower):
        half = PromiseFactory(party=two.town, year=2026, quantity=1201, rate=8500)
        whole = PromiseFactory(party=two.town, year=2027, quantity=400)
        PromiseFactory(party=two.town, year=2025)
        PromiseFactory(party=two.town, year=2026, kind="money", last_month=6)
        client = two.cast.client("project_secretary")
        shown = client.get(url("contribution_list")).text
        assert "Gemeente Dorp: 150,25 uur van 2026, vanaf 1 juli 2026" in shown
        assert shown.count("/opvolging/") == 2
        assert "/opvolging/" not in two.cast.client("member").get(url("contribution_list")).text
        for promise in (half, whole):
            page = url("promise_pass_on", promise.pk)
            assert "Gemeente Dorpstad" in client.get(page).text
            assert client.post(page, {}).status_code == 422
            assert client.post(page, {"to": follower.pk}).status_code == 303
            assert client.get(page).status_code == 404
        half.refresh_from_db()
        whole.refresh_from_db()
        assert (half.quantity, half.last_month, whole.is_passed_on) == (600, 6, True)
        assert list(follower.promises.order_by("year").values_list("quantity", "first_month", "rate")) == [
            (601, 7, 8500),
            (400, 1, None),
        ]
        assert "/opvolging/" not in client.get(url("contribution_list")).text
        # Months that went on come back only by removing the promise they went to.
        assert client.post(url("promise_remove", half.pk)).status_code == 422
        for promise in follower.promises.all():
            assert client.post(url("promise_remove", promise.pk)).status_code == 303
        half.refresh_from_db()
        whole.refresh_from_db()
        assert (half.quantity, half.last_month, whole.is_passed_on) == (1201, 12, False)

    def test_only_to_who_came_in_its_place(self, two, follower):
        promise = PromiseFactory(party=two.town, year=2027)
        succession = PartySuccession.objects.get()
        refused = {"actor": two.secretary, "promise": promise, "succession": succession}
        with pytest.raises(DomainError):
            pass_on(to=two.ministry, **refused)
        with pytest.raises(DomainError):
            pass_on(**{**refused, "actor": two.mayor}, to=follower)
        past = PromiseFactory(party=two.town, year=2025)
        with pytest.raises(DomainError):
            pass_on(**{**refused, "promise": past}, to=follower)
        succession.undone_at = "2026-07-02T10:00Z"
        succession.save()
        with pytest.raises(DomainError):
            pass_on(to=follower, **refused)
        assert proposals_of(two.cast.deal) == []

    def test_from_the_middle_of_a_month_the_next_one(self, two, follower):
        succession = PartySuccession.objects.get()
        succession.date = date(2026, 7, 2)
        succession.save()
        PromiseFactory(party=two.town, year=2026, quantity=1200)
        (proposal,) = proposals_of(two.cast.deal)
        assert "125 uur van 2026, vanaf 2 juli 2026" in proposal.words


def test_the_page_of_a_party_leads_to_its_contributions(two):
    page = reverse("governance:party_detail", args=["de-deal", "dorp"])
    for role, shown in (("member", True), ("nobody", True), ("anonymous", False), ("superuser", False)):
        assert (url("contribution_party", "dorp") in two.cast.client(role).get(page).text) is shown
