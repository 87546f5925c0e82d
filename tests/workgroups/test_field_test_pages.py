"""The pages of field tests and front-runner municipalities: lists, matrix, forms and bad input."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from citydeal.common.history import latest_history_id
from citydeal.enums import Access
from governance.enums import OrganizationKind
from governance.models import Party
from tests.factories.governance import CovenantRuleFactory
from tests.factories.workgroups import RegionalAllianceFactory, WorkingGroupFactory
from tests.factories.workgroups_instruments import InstrumentVersionFactory
from tests.factories.workgroups_tests import (
    ChosenInstrumentFactory,
    FieldTestFactory,
    FrontRunnerFactory,
    MunicipalityFactory,
)
from workgroups.enums import InstrumentState, TestState
from workgroups.models import FieldTest, FrontRunner

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def url(name, cast, *more):
    return reverse(f"workgroups:{name}", args=[cast.deal.slug, *more])


def typed(name, day):
    return {f"{name}_dag": str(day.day), f"{name}_maand": str(day.month), f"{name}_jaar": str(day.year)}


@pytest.fixture
def page(cast):
    return cast.client("project_secretary")


@pytest.fixture
def version(cast):
    group = WorkingGroupFactory(question__deal=cast.deal)
    return InstrumentVersionFactory(
        instrument__deal=cast.deal,
        instrument__group=group,
        instrument__title="Verhaalkaart",
        instrument__state=InstrumentState.IN_TEST,
    )


@pytest.fixture
def trial(cast, version):
    return FieldTestFactory(version=version, party=cast.ministry, project="Balie Zuid")


class TestList:
    def test_shows_who_tests_what_and_filters(self, cast, page, version, trial):
        FieldTestFactory(version=version, party=cast.ministry, state=TestState.DONE, result="Het werkt")
        late = FieldTestFactory(version=version, party=cast.ministry, state=TestState.RUNNING)
        text = page.get(url("test_list", cast)).content.decode()
        assert "3 testen" in text
        assert "Ministerie van Voorbeelden" in text
        assert "Begint te laat" in text
        assert "Duurt te lang" in text
        for query, count in (
            ("?zoek=zuid", 1),
            ("?zoek=VERHAAL&stand=done", 1),
            ("?stand=te-laat&volgorde=instrument", 2),
            ("?volgorde=wie", 3),
            ("?stand=kapot", 3),
        ):
            shown = page.get(url("test_list", cast) + query).context["page_obj"].paginator.count
            assert shown == count, query
        empty = page.get(url("test_list", cast) + "?zoek=niets").content.decode()
        assert "Geen testen met deze filter" in empty
        part = page.get(url("test_list", cast), headers={"HX-Request": "true"}).content.decode()
        assert "<h1" not in part
        assert str(late.pk) in part

    def test_is_empty_at_first(self, cast):
        assert "Nog geen veldtesten" in cast.client("member").get(url("test_list", cast)).content.decode()

    def test_the_same_number_of_queries_for_one_and_three(self, cast, page, version, trial, queries):
        page.get(url("test_list", cast))
        with queries(6):
            page.get(url("test_list", cast))
        FieldTestFactory(version=version, party=cast.ministry)
        alliance = RegionalAllianceFactory(question=version.instrument.group.question)
        FieldTestFactory(version=version, party=None, alliance=alliance)
        with queries(6):
            page.get(url("test_list", cast))

    @pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
    def test_goes_out_as_a_sheet(self, cast, page, trial, kind):
        answer = page.get(url("test_export", cast, kind))
        assert answer.status_code == 200
        assert f"veldtesten-de-deal.{kind}" in answer["Content-Disposition"]
        if kind == "csv":
            assert "Verhaalkaart;" in answer.content.decode()
        assert page.get(url("test_export", cast, "docx")).status_code == 404

    def test_an_alliance_that_is_closed_to_the_reader_has_no_name(self, cast, version):
        alliance = RegionalAllianceFactory(
            question=version.instrument.group.question, body__access=Access.BODY, body__name="Geheim Zuid"
        )
        trial = FieldTestFactory(version=version, party=None, alliance=alliance)
        for address in (url("test_list", cast), url("test_detail", cast, trial.pk)):
            text = cast.client("member").get(address).content.decode()
            assert "een regionale alliantie" in text
            assert "Geheim Zuid" not in text
        assert "Geheim Zuid" in cast.client("auditor").get(url("test_list", cast)).content.decode()


class TestDetail:
    def test_shows_plan_result_and_course(self, cast, page, version):
        trial = FieldTestFactory(
            version=version,
            party=cast.ministry,
            state=TestState.DONE,
            plan="Bij tien gesprekken",
            result="Het werkt",
            lessons="Begin klein",
        )
        version.withdrawn_on = date(2026, 10, 1)
        version.save()
        page.get(url("test_detail", cast, trial.pk))
        text = page.get(url("test_detail", cast, trial.pk)).content.decode()
        for words in ("Bij tien gesprekken", "Het werkt", "Begin klein", "ingetrokken op 1 oktober 2026"):
            assert words in text

    def test_asks_few_queries(self, cast, page, trial, queries):
        page.get(url("test_detail", cast, trial.pk))
        with queries(6):
            page.get(url("test_detail", cast, trial.pk))

    def test_who_only_reads_gets_no_buttons(self, cast, trial):
        text = cast.client("member").get(url("test_detail", cast, trial.pk)).content.decode()
        assert "Stand doorgeven" not in text
        assert "Plan wijzigen" not in text

    def test_the_contact_of_the_party_sees_its_own_tests(self, cast, version, trial):
        other = FieldTestFactory(version=version, party=MunicipalityFactory(deal=cast.deal))
        contact = cast.client("party_contact")
        text = contact.get(url("test_detail", cast, trial.pk)).content.decode()
        assert "Stand doorgeven" in text
        assert contact.get(url("test_detail", cast, other.pk)).status_code == 404
        assert contact.get(url("test_list", cast)).context["page_obj"].paginator.count == 1
        assert contact.get(url("test_matrix", cast)).status_code == 404

    def test_a_test_of_an_alliance_links_to_it(self, cast, page, version):
        alliance = RegionalAllianceFactory(question=version.instrument.group.question)
        trial = FieldTestFactory(version=version, party=None, alliance=alliance)
        text = page.get(url("test_detail", cast, trial.pk)).content.decode()
        assert alliance.body.get_absolute_url() in text
        assert "een losse test" in text


class TestForms:
    def sent(self, cast, offered, /, **more):
        today = timezone.localdate()
        fields = {"version": offered.pk, "tester": f"partij-{cast.ministry.pk}", "project": "", "plan": ""}
        return fields | typed("planned_start", today) | typed("planned_end", today + 30 * DAY) | more

    def test_plan(self, cast, page, version):
        form = page.get(url("test_create", cast) + f"?versie={version.pk}").content.decode()
        assert "Verhaalkaart – " in form
        answer = page.post(url("test_create", cast), self.sent(cast, version))
        trial = FieldTest.objects.get()
        assert (answer.status_code, answer["Location"]) == (303, url("test_detail", cast, trial.pk))

    def test_a_version_that_was_withdrawn_meanwhile(self, cast, page, version):
        version.withdrawn_on = date(2026, 5, 4)
        version.save()
        assert "Verhaalkaart – " not in page.get(url("test_create", cast)).content.decode()
        answer = page.post(url("test_create", cast), self.sent(cast, version, plan="Tien gesprekken"))
        text = answer.content.decode()
        assert answer.status_code == 422
        assert f"Versie {version.number} is op 4 mei 2026 ingetrokken. Kies een andere versie." in text
        assert "Tien gesprekken" in text
        assert not FieldTest.objects.exists()

    def test_bad_input(self, cast, page, version):
        today = timezone.localdate()
        for fields, words in (
            ({"tester": ""}, "Wie test?"),
            ({"version": "x"}, "Kies een antwoord uit de lijst."),
            (typed("planned_end", today - DAY), "De laatste dag ligt voor de eerste dag."),
            ({"planned_start_maand": "13"}, "Vul een datum in die bestaat"),
            ({"plan": "a\x00b"}, "onzichtbaar teken"),
        ):
            answer = page.post(url("test_create", cast), self.sent(cast, version, **fields))
            assert answer.status_code == 422, fields
            assert words in answer.content.decode(), fields

    def test_change_and_who_comes_second(self, cast, page, trial, version):
        address = url("test_edit", cast, trial.pk)
        opened = latest_history_id(trial)
        assert "Balie Zuid" in page.get(address).content.decode()
        sent = self.sent(cast, version, project="Loket", history_id=opened)
        assert page.post(address, sent).status_code == 303
        second = page.post(address, sent | {"project": "Ander loket"})
        text = second.content.decode()
        assert second.status_code == 409
        assert "Loket" in text
        assert "Ander loket" in text

    def test_report(self, cast, page, trial):
        address = url("test_report", cast, trial.pk)
        assert "Hoe staat de test van Verhaalkaart ervoor?" in page.get(address).content.decode()
        today = timezone.localdate()
        sent = {"state": "running", "history_id": latest_history_id(trial), **typed("on", today)}
        answer = page.post(address, sent, follow=True)
        assert "De stand van de test is ‘Loopt’ sinds" in answer.content.decode()
        trial.refresh_from_db()
        assert (trial.state, trial.actual_start) == (TestState.RUNNING, today)
        assert page.post(address, sent).status_code == 409

    def test_report_bad_input(self, cast, page, trial):
        address = url("test_report", cast, trial.pk)
        today = timezone.localdate()
        base = {"history_id": latest_history_id(trial)}
        for fields, words in (
            ({"state": "running", **typed("on", today + DAY)}, "Deze dag moet nog komen."),
            ({"state": "running", **typed("on", date(2026, 2, 1))}, "Vul een dag in vanaf dan."),
            ({"state": "stopped", **typed("on", today), "result": "Stil"}, "Vul in waarom."),
            ({"state": "done", **typed("on", today)}, "Kies een antwoord uit de lijst."),
            ({"state": "planned", **typed("on", today)}, "Kies een andere stand, of schrijf"),
        ):
            answer = page.post(address, base | fields)
            assert answer.status_code == 422, fields
            assert words in answer.content.decode(), fields


class TestMatrix:
    @pytest.fixture
    def runner(self, cast):
        party = MunicipalityFactory(deal=cast.deal, organization__name="Gemeente Hoogerland")
        return FrontRunnerFactory(party=party)

    def run_tests(self, cast, party, number, state=TestState.RUNNING, **fields):
        for place in range(number):
            instrument = ChosenInstrumentFactory(deal=cast.deal, title=f"Kaart {place}", **fields)
            version = InstrumentVersionFactory(instrument=instrument)
            FieldTestFactory(version=version, party=party, state=state)

    def test_says_who_tests_too_few(self, cast, page, runner):
        self.run_tests(cast, runner.party, 5)
        ChosenInstrumentFactory(deal=cast.deal, title="Overlegwijzer")
        text = page.get(url("test_matrix", cast)).content.decode()
        assert "0 van de 1 kopgroepgemeente test ten minste 6 van de 6 instrumenten." in text
        assert "1 te weinig" in text
        assert "5 van 6" in text
        assert "Overlegwijzer" in text

    def test_asks_the_number_of_the_deal(self, cast, page, runner):
        self.run_tests(cast, runner.party, 5)
        CovenantRuleFactory(deal=cast.deal, number=56, parameters={"minimum": 5})
        text = page.get(url("test_matrix", cast)).content.decode()
        assert "1 van de 1 kopgroepgemeente test ten minste 5 van de 5 instrumenten." in text

    def test_on_another_day(self, cast, page, runner):
        self.run_tests(cast, runner.party, 6)
        before = page.get(url("test_matrix", cast) + "?op=1-2-2026")
        assert "0 van de 1 kopgroepgemeente" in before.content.decode()
        assert "Toon vandaag" in before.content.decode()
        assert (
            "Geen kopgroepgemeenten" in page.get(url("test_matrix", cast) + "?op=1-1-2026").content.decode()
        )
        wrong = page.get(url("test_matrix", cast) + "?op=gisteren")
        assert wrong.status_code == 200
        assert "Vul een datum in" in wrong.content.decode()
        part = page.get(url("test_matrix", cast), headers={"HX-Request": "true"}).content.decode()
        assert "<h1" not in part

    def test_each_state_has_its_cell(self, cast, page, runner):
        instrument = ChosenInstrumentFactory(deal=cast.deal)
        version = InstrumentVersionFactory(instrument=instrument)
        alliance = RegionalAllianceFactory(question__deal=cast.deal)
        for state in (TestState.STOPPED, TestState.PLANNED):
            FieldTestFactory(version=version, party=runner.party, state=state)
        FieldTestFactory(version=version, party=None, alliance=alliance)
        (row,) = page.get(url("test_matrix", cast)).context["page"].rows
        assert [(cell.state, cell.counts, cell.alliance) for cell in row.cells] == [("planned", False, False)]
        (column,) = page.get(url("test_matrix", cast)).context["page"].columns
        assert (column.count, column.planned, column.short) == (0, 1, "Hoogerland")

    def test_what_is_hidden_counts_without_its_name(self, cast, runner):
        self.run_tests(cast, runner.party, 6, access=Access.BODY)
        text = cast.client("member").get(url("test_matrix", cast)).content.decode()
        assert "6 van 6" in text
        assert "6 instrumenten tellen mee, maar mag u niet lezen." in text
        assert "Kaart 1" not in text

    def test_empty(self, cast, page, runner):
        assert "Nog geen instrumenten gekozen" in page.get(url("test_matrix", cast)).content.decode()

    def test_the_same_number_of_queries_for_one_and_three(self, cast, page, runner, queries):
        self.run_tests(cast, runner.party, 1)
        page.get(url("test_matrix", cast))
        with queries(8):
            page.get(url("test_matrix", cast))
        for _number in range(2):
            party = MunicipalityFactory(deal=cast.deal)
            FrontRunnerFactory(party=party)
            self.run_tests(cast, party, 3)
        with queries(8):
            page.get(url("test_matrix", cast))

    def test_name_and_end_a_front_runner(self, cast, page):
        address = url("front_runner_create", cast)
        for there in Party.objects.filter(organization__kind=OrganizationKind.MUNICIPALITY):
            FrontRunnerFactory(party=there)
        assert "of alle gemeenten zijn al kopgroepgemeente" in page.get(address).content.decode()
        party = MunicipalityFactory(deal=cast.deal)
        today = timezone.localdate()
        assert page.post(address, {"party": "", **typed("start", today)}).status_code == 422
        assert page.post(address, {"party": party.pk, **typed("start", today)}).status_code == 303
        runner = FrontRunner.objects.get(party=party)
        end = url("front_runner_end", cast, runner.pk)
        assert party.organization.name in page.get(end).content.decode()
        wrong = page.post(end, typed("end", today - DAY))
        assert wrong.status_code == 422
        assert "De laatste dag ligt voor de eerste dag." in wrong.content.decode()
        assert page.post(end, typed("end", today + DAY)).status_code == 303
        assert page.get(end).status_code == 404
