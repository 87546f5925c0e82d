"""Rules and choices of a deal in the browser: what they mean, what they take, and who reads them."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest
from django.utils import timezone

from citydeal.common.history import latest_history_id
from citydeal.models import User
from governance.enums import DecemberRule, OrganizationKind, ReportHalves
from governance.forms.covenant_rules import CovenantRuleForm
from governance.models import CovenantRule
from governance.rules.base import Rule, Words
from governance.rules.calendar import december_week, half_year
from governance.rules.parameters import Parameter, WholeNumber
from governance.rules.registry import RULES
from governance.services.covenant_rules import change_covenant_rule, remove_covenant_rule
from tests.factories.governance import CovenantRuleFactory, OrganizationFactory, PartyFactory, SeatFactory
from tests.governance.refusals import refused

pytestmark = pytest.mark.django_db
URL = "/deals/de-deal/afspraken/"
DAY = date(2026, 1, 1)


def boxes(name: str, day: date) -> dict[str, int]:
    return {f"{name}_dag": day.day, f"{name}_maand": day.month, f"{name}_jaar": day.year}


@pytest.fixture
def secretary(cast) -> User:
    return cast.users["project_secretary"]


@pytest.fixture
def client(cast):
    return cast.client("project_secretary")


class TestChoices:
    @pytest.mark.parametrize(
        ("rule", "year", "first", "last"),
        [
            (DecemberRule.FIRST_SEVEN_DAYS, 2026, date(2026, 12, 1), date(2026, 12, 7)),
            (DecemberRule.ISO_WEEK, 2026, date(2026, 11, 30), date(2026, 12, 6)),
            (DecemberRule.FIRST_MONDAY, 2026, date(2026, 12, 7), date(2026, 12, 13)),
            (DecemberRule.FIRST_SEVEN_DAYS, 2024, date(2024, 12, 1), date(2024, 12, 7)),
            (DecemberRule.ISO_WEEK, 2024, date(2024, 11, 25), date(2024, 12, 1)),
            (DecemberRule.FIRST_MONDAY, 2024, date(2024, 12, 2), date(2024, 12, 8)),
            # 1 December 2025 is a Monday: two of the three are the same week.
            (DecemberRule.ISO_WEEK, 2025, date(2025, 12, 1), date(2025, 12, 7)),
            (DecemberRule.FIRST_MONDAY, 2025, date(2025, 12, 1), date(2025, 12, 7)),
        ],
    )
    def test_the_first_week_of_december(self, rule, year, first, last):
        assert december_week(rule, year) == (first, last)

    @pytest.mark.parametrize(
        ("rule", "start", "on", "first", "last"),
        [
            (
                ReportHalves.CALENDAR,
                date(2022, 6, 27),
                date(2026, 6, 30),
                date(2026, 1, 1),
                date(2026, 6, 30),
            ),
            (
                ReportHalves.CALENDAR,
                date(2022, 6, 27),
                date(2026, 7, 1),
                date(2026, 7, 1),
                date(2026, 12, 31),
            ),
            (
                ReportHalves.DEAL_YEAR,
                date(2022, 6, 27),
                date(2022, 6, 27),
                date(2022, 6, 27),
                date(2022, 12, 26),
            ),
            (
                ReportHalves.DEAL_YEAR,
                date(2022, 6, 27),
                date(2022, 12, 27),
                date(2022, 12, 27),
                date(2023, 6, 26),
            ),
            (
                ReportHalves.DEAL_YEAR,
                date(2022, 8, 31),
                date(2023, 3, 1),
                date(2023, 2, 28),
                date(2023, 8, 30),
            ),
        ],
    )
    def test_twice_a_year(self, rule, start, on, first, last):
        assert half_year(rule, start, on) == (first, last)

    def test_everybody_reads_each_choice_with_its_explanation(self, cast):
        cast.deal.december_rule = DecemberRule.ISO_WEEK
        cast.deal.save()
        page = cast.client("anonymous").get(URL).content.decode()
        year = timezone.localdate().year
        assert "De week waarin 1 december valt" in page
        assert f"In {year}: " in page
        assert "In elk half jaar is er één voortgangsrapportage." in page
        assert "8 uur" in page
        assert "90 dagen" in page
        assert "wijzigen/" not in page


class TestPage:
    @pytest.mark.parametrize(("role", "number"), [("anonymous", 3), ("project_secretary", 6)])
    @pytest.mark.parametrize("rows", [1, 3])
    def test_costs_the_same_for_one_and_for_three_rules(self, cast, queries, role, number, rows):
        for rule in (11, 8)[: rows - 1]:
            CovenantRuleFactory(deal=cast.deal, number=rule, parameters={"network": "g40", "minimum": 1})
        client = cast.client(role)
        with queries(number):
            assert client.get(URL).status_code == 200

    def test_a_rule_stands_with_its_sentence_its_article_and_its_numbers_in_words(self, cast):
        OrganizationFactory(slug="g40", name="Stedennetwerk G40", kind=OrganizationKind.CITY_NETWORK)
        CovenantRuleFactory(
            deal=cast.deal,
            number=8,
            text="Bestuurders en directeuren",
            parameters={"offices": ["mayor", "alderman"], "network": "g40"},
            end=date(2021, 12, 31),
        )
        page = cast.client("anonymous").get(URL).content.decode()
        for words in (
            "Bestuurders en directeuren",
            "artikel 4 lid 3",
            "Burgemeester, Wethouder",
            "Stedennetwerk G40",
            "Geldt van 1 januari 2020 tot en met 31 december 2021.",
            "Geldt vandaag niet.",
        ):
            assert words in page

    def test_a_deal_without_rules_says_what_will_stand_here(self, cast):
        CovenantRule.objects.all().delete()
        assert "Nog geen regels" in cast.client("anonymous").get(URL).content.decode()


class TestAdd:
    def sent(self, **change) -> dict:
        return {
            "text": "Ten minste een bestuurder van het stedennetwerk",
            "article": "artikel 4",
            "parameter_body_kind": "steering_group",
            "parameter_minimum": 1,
            "parameter_network": "g40",
            "history_id": 0,
            **boxes("start", DAY),
            **change,
        }

    @pytest.fixture(autouse=True)
    def _network(self, cast):
        g40 = OrganizationFactory(slug="g40", name="Stedennetwerk G40", kind=OrganizationKind.CITY_NETWORK)
        SeatFactory(body=cast.steering, party=None, organization=g40)

    def test_from_the_list_of_rules_to_a_rule_that_holds(self, client, cast):
        page = client.get(f"{URL}toevoegen/").content.decode()
        assert str(RULES[11].name) in page
        assert f'href="{URL}toevoegen/12/"' not in page
        form = client.get(f"{URL}toevoegen/11/").content.decode()
        assert str(RULES[11].explanation) in form
        assert "Stedennetwerk G40" in form
        assert str(RULES[11].default_text) in form
        done = client.post(f"{URL}toevoegen/11/", self.sent(), follow=True)
        assert "geldt in deze deal" in done.content.decode()
        rule = cast.deal.covenant_rules.get(number=11)
        assert rule.parameters == {"body_kind": "steering_group", "minimum": 1, "network": "g40"}
        assert rule.history.first().history_user == cast.users["project_secretary"]
        assert client.get(f"{URL}toevoegen/11/").status_code == 404

    @pytest.mark.parametrize(
        ("change", "sentence"),
        [
            ({"text": ""}, "Vul ‘Zin’ in."),
            ({"parameter_minimum": 0}, "Vul een getal in van minimaal 1."),
            ({"parameter_minimum": 51}, "Vul een getal in van maximaal 50."),
            ({"parameter_minimum": "een"}, "Vul een heel getal in"),
            ({"parameter_network": "bestaat-niet"}, "Kies een antwoord uit de lijst."),
            ({"parameter_network": ""}, "Kies een antwoord bij"),
            ({"parameter_body_kind": "keizer"}, "Kies een antwoord uit de lijst."),
            (boxes("end", date(2020, 1, 1)), "De laatste dag ligt voor de eerste dag."),
        ],
    )
    def test_what_cannot_be_is_said_at_its_field_and_nothing_is_lost(self, client, cast, change, sentence):
        response = client.post(f"{URL}toevoegen/11/", self.sent(**change))
        page = response.content.decode()
        assert response.status_code == 422
        assert sentence in page
        assert "artikel 4" in page
        assert not cast.deal.covenant_rules.filter(number=11).exists()

    def test_fewer_in_all_than_for_one_is_refused(self, client, cast):
        CovenantRule.objects.filter(number=49).delete()
        sent = self.sent(parameter_per_principle=5, parameter_total=2)
        page = client.post(f"{URL}toevoegen/49/", sent)
        assert page.status_code == 422
        assert "Vul ten minste zo veel in als voor één principe" in page.content.decode()
        assert client.post(f"{URL}toevoegen/49/", sent | {"parameter_total": 5}).status_code == 303

    def test_an_office_that_does_not_exist_is_refused(self, client):
        sent = self.sent(parameter_offices=["mayor", "keizer"])
        response = client.post(f"{URL}toevoegen/8/", sent)
        assert response.status_code == 422
        assert "Kies een antwoord uit de lijst." in response.content.decode()

    def test_a_network_is_a_party_or_has_a_seat_and_nothing_else(self, client, cast):
        PartyFactory(deal=cast.deal, organization__name="Bond van Gemeenten")
        OrganizationFactory(name="Elders BV")
        OrganizationFactory(name="Netwerk van elders", kind=OrganizationKind.CITY_NETWORK)
        form = client.get(f"{URL}toevoegen/11/").content.decode()
        assert "Bond van Gemeenten" in form
        assert "Elders BV" not in form
        assert "Netwerk van elders" not in form
        assert "Staat de organisatie niet in de lijst?" in form

    @pytest.mark.parametrize("number", sorted(RULES))
    def test_every_rule_of_the_portal_has_a_form(self, client, cast, number):
        CovenantRule.objects.all().delete()
        page = client.get(f"{URL}toevoegen/{number}/")
        assert page.status_code == 200
        for parameter in RULES[number].parameters:
            assert f'name="parameter_{parameter.name}"' in page.content.decode()


class TestForm:
    def rule(self, *parameters: Parameter, compare=None) -> Rule:
        return Rule(
            number=1,
            scope="deal",
            name="x",
            explanation="x",
            default_text="x",
            ask=lambda: None,
            words=Words(str, str),
            parameters=parameters,
            compare=compare,
        )

    def test_a_minimum_above_the_maximum_is_said_at_its_field(self):
        def compare(values):
            if values["least"] > values["most"]:
                yield "least", "kies een getal tot en met het hoogste"

        rule = self.rule(WholeNumber("least", "Minst"), WholeNumber("most", "Meest"), compare=compare)
        data = {
            "text": "x",
            "history_id": 0,
            "parameter_least": 5,
            "parameter_most": 3,
            **boxes("start", DAY),
        }
        form = CovenantRuleForm(data, rule=rule, organizations=[])
        assert form.errors == {"parameter_least": ["Kies een getal tot en met het hoogste"]}
        form = CovenantRuleForm({**data, "parameter_least": 3}, rule=rule, organizations=[])
        assert form.is_valid()
        assert form.parameters() == {"least": 3, "most": 3}

    def test_a_kind_of_parameter_that_has_no_field_fails_aloud(self):
        with pytest.raises(TypeError, match="Parameter"):
            CovenantRuleForm(rule=self.rule(Parameter("x", "x")), organizations=[])


class TestChange:
    def sent(self, rule: CovenantRule, **change) -> dict:
        return {
            "text": rule.text,
            "article": rule.article,
            "parameter_body_kind": "steering_group",
            "parameter_minimum": 2,
            "history_id": latest_history_id(rule),
            **boxes("start", rule.start),
            **change,
        }

    def test_a_last_day_ends_it(self, client, cast):
        rule = cast.deal.covenant_rules.get()
        url = f"{URL}{rule.pk}/wijzigen/"
        assert rule.text in client.get(url).content.decode()
        sent = self.sent(rule, **boxes("end", date(2021, 6, 30)))
        assert client.post(url, sent)["Location"] == f"{URL}#regels"
        rule.refresh_from_db()
        assert (rule.end, rule.parameters["minimum"]) == (date(2021, 6, 30), 2)
        assert "Geldt vandaag niet." in client.get(URL).content.decode()

    def test_who_saves_second_sees_what_changed(self, client, cast, secretary):
        rule = cast.deal.covenant_rules.get()
        sent = self.sent(rule, text="De mijne")
        change_covenant_rule(
            actor=secretary,
            rule=rule,
            text="De andere",
            start=rule.start,
            parameters={"body_kind": "core_group", "minimum": 3},
            history_id=sent["history_id"],
        )
        response = client.post(f"{URL}{rule.pk}/wijzigen/", sent)
        assert response.status_code == 409
        page = response.content.decode()
        assert "De andere" in page
        assert "Kerngroep" in page
        assert ": 3" in page

    def test_one_that_was_added_by_mistake_is_removed(self, client, cast):
        rule = cast.deal.covenant_rules.get()
        url = f"{URL}{rule.pk}/verwijderen/"
        assert "per ongeluk" in client.get(url).content.decode()
        assert client.post(url, {"history_id": latest_history_id(rule)}).status_code == 303
        assert not cast.deal.covenant_rules.exists()

    def test_one_with_an_exception_stays(self, cast, secretary):
        rule = cast.deal.covenant_rules.get()
        cast.deal.exceptions.create(
            number=rule.number,
            reason="Vakantie",
            start=DAY,
            end=date(2026, 12, 31),
            accepted_by=cast.users["project_manager"],
        )
        error = refused(remove_covenant_rule, actor=secretary, rule=rule, history_id=latest_history_id(rule))
        assert "uitzondering" in str(error)

    def test_an_organisation_that_does_not_exist_is_refused(self, cast, secretary):
        rule = CovenantRuleFactory(deal=cast.deal, number=11, parameters={"network": "g40"})
        error = refused(
            change_covenant_rule,
            actor=secretary,
            rule=rule,
            text="x",
            start=DAY,
            parameters={"network": "weg"},
            history_id=latest_history_id(rule),
        )
        assert error.field == "parameters"

    @pytest.mark.parametrize("role", ["nobody", "auditor", "chair", "other_deal", "superuser"])
    def test_only_the_project_organisation_changes_and_removes(self, cast, role):
        rule = cast.deal.covenant_rules.get()
        actor, seen = cast.users[role], latest_history_id(rule)
        refused(change_covenant_rule, actor=actor, rule=rule, text="x", start=DAY, history_id=seen)
        refused(remove_covenant_rule, actor=actor, rule=rule, history_id=seen)

    def test_a_rule_that_the_portal_no_longer_knows_is_shown_and_not_changed(self, client, cast):
        rule = CovenantRuleFactory(deal=cast.deal, number=9999, text="Een oude regel")
        page = client.get(URL).content.decode()
        assert "Een oude regel" in page
        assert f"{rule.pk}/wijzigen/" not in page
        assert client.get(f"{URL}{rule.pk}/wijzigen/").status_code == 404


def test_all_rules_added_says_so(client, cast, monkeypatch):
    monkeypatch.setattr("governance.selectors.covenant_rules.RULES", {12: SimpleNamespace(number=12)})
    assert "Geen regels meer over" in client.get(f"{URL}toevoegen/").content.decode()
