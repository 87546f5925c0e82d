"""The pages of the planning: timeline, table, forms, sheet, gates and the entries in the calendar."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from citydeal.common.history import latest_history_id
from citydeal.enums import Access
from governance.models import PhaseChange
from tests.factories.deal_text import PhaseFactory
from tests.factories.governance import CovenantRuleFactory
from tests.factories.workgroups_planning import (
    MilestoneFactory,
    MilestoneMoveFactory,
    PhaseGateFactory,
)
from tests.workgroups.group_case import led_group
from workgroups.models import Milestone, PhaseGate

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def url(name, cast, *more):
    return reverse(f"workgroups:{name}", args=[cast.deal.slug, *more])


def typed(name, day):
    return {f"{name}_dag": str(day.day), f"{name}_maand": str(day.month), f"{name}_jaar": str(day.year)}


def text(client, address):
    return client.get(address).content.decode()


def drawing(page):
    return re.search(r'<svg class="cd-chart__svg".*?</svg>', page, re.DOTALL)[0]


@pytest.fixture
def led(cast):
    return led_group(cast)


@pytest.fixture
def page(cast):
    return cast.client("project_secretary")


@pytest.fixture
def plan(cast, led):
    """Three phases, and milestones in every state."""
    today = timezone.localdate()
    explore = PhaseFactory(
        deal=cast.deal,
        name="Verkennen",
        planned_end=date(2026, 3, 31),
        planned_label="tot voorjaar 2026",
        actual_start=date(2025, 1, 1),
        actual_end=date(2026, 4, 30),
    )
    PhaseChange.objects.create(
        phase=explore,
        planned_start_before=explore.planned_start,
        planned_end_before=date(2026, 1, 31),
        reason="Later getekend.",
    )
    PhaseFactory(deal=cast.deal, name="Maken", planned_start=date(2026, 4, 1), planned_end=None)
    moved = MilestoneFactory(
        deal=cast.deal,
        phase=explore,
        title="Kader",
        planned_start=date(2025, 10, 1),
        planned_end=date(2025, 10, 31),
    )
    MilestoneMoveFactory(
        milestone=moved, planned_start_before=date(2025, 6, 1), planned_end_before=date(2025, 6, 30)
    )
    MilestoneFactory(deal=cast.deal, group=led.group, title="Brief", state="reached")
    soon = today + 40 * DAY
    MilestoneFactory(deal=cast.deal, title="Test", precision="day", planned_start=soon, planned_end=soon)
    MilestoneFactory(deal=cast.deal, title="Film", state="dropped")
    return explore


class TestPlanning:
    def test_shows_planned_against_real_with_the_reason_of_moves(self, cast, page, plan):
        shown = text(page, url("planning", cast))
        assert "1 van de 3 mijlpalen zijn gehaald, 1 is te laat." in shown
        for words in (
            "oktober 2025",
            "Eerst: juni 2025 (4 maanden later). Te weinig mensen.",
            "Te laat",
            "31 oktober 2026",
            "Vervallen",
            "Brieven",
            "tot voorjaar 2026",
            "Later getekend.",
        ):
            assert words in shown, words

    def test_the_timeline_is_readable_for_everybody(self, cast, page, plan):
        svg = drawing(text(page, url("planning", cast)))
        assert 'role="img"' in svg
        assert "<title" in svg
        assert "1 van de 3 mijlpalen zijn gehaald" in svg
        assert "style=" not in svg
        # Each state has a shape of its own, and each milestone its number of the table.
        for shape in ("open", "gehaald", "laat", "vervallen"):
            assert svg.count(f'<use href="#m-{shape}"') == 1
        for number in range(1, 5):
            assert f">{number}</text>" in svg
        assert "Verkennen" in svg
        assert "vandaag" in svg

    def test_numbers_are_written_for_svg_whatever_the_language(self, cast, page, plan):
        assert not re.search(r'"\d+,\d', drawing(text(page, url("planning", cast))))

    def test_filters(self, cast, page, plan, led):
        for query, count in (
            (f"?fase={plan.pk}", 1),
            ("?groep=deal", 3),
            (f"?groep={led.group.pk}", 1),
            ("?stand=open", 2),
            ("?stand=te-laat", 1),
            ("?stand=te-laat&groep=deal", 1),
            ("?stand=kapot", 4),
            ("?fase=999", 4),
        ):
            answer = page.get(url("planning", cast) + query)
            assert answer.context["page_obj"].paginator.count == count, query
        nothing = text(page, url("planning", cast) + f"?groep={led.group.pk}&stand=te-laat")
        assert "Geen mijlpalen met deze filter" in nothing
        # A number stays the same under a filter.
        assert ">3</text>" in drawing(text(page, url("planning", cast) + f"?groep={led.group.pk}"))
        part = page.get(url("planning", cast), headers={"HX-Request": "true"}).content.decode()
        assert "<h1" not in part
        assert "4 mijlpalen." in part

    def test_is_empty_at_first(self, cast):
        shown = text(cast.client("anonymous"), url("planning", cast))
        assert "Nog geen mijlpalen" in shown
        assert "Nog geen fasen" in shown
        assert '<svg class="cd-chart__svg"' not in shown
        assert "Mijlpaal plannen" not in shown

    def test_milestones_of_a_closed_group_stay_hidden(self, cast, plan, led):
        led.group.body.access = Access.BODY
        led.group.body.save()
        shown = text(cast.client("nobody"), url("planning", cast))
        assert "Kader" in shown
        assert "Brief" not in shown

    @pytest.mark.parametrize(("who", "count"), [("anonymous", 4), ("member", 13), ("project_secretary", 13)])
    def test_the_same_number_of_queries_for_one_and_three(self, cast, queries, led, who, count):
        client = cast.client(who)
        CovenantRuleFactory(deal=cast.deal, number=46)
        CovenantRuleFactory(deal=cast.deal, number=8)
        CovenantRuleFactory(deal=cast.deal, number=50)
        for _round in (1, 3):
            for _ in range(_round):
                phase = PhaseFactory(deal=cast.deal)
                for number in (8, 46, 50):
                    PhaseGateFactory(phase=phase, number=number)
                MilestoneMoveFactory(milestone=MilestoneFactory(deal=cast.deal, phase=phase, group=led.group))
            client.get(url("planning", cast))
            with queries(count):
                client.get(url("planning", cast))

    def test_three_hundred_milestones_are_a_drawing_under_60_kb(self, cast, page, led):
        for number in range(300):
            start = date(2024, 1, 1) + (number * 41 % 1100) * DAY
            made = MilestoneFactory(
                deal=cast.deal,
                group=led.group if number % 3 else None,
                planned_start=start,
                planned_end=start + (30 + number % 60) * DAY,
            )
            MilestoneMoveFactory(
                milestone=made, planned_start_before=start - 120 * DAY, planned_end_before=start - 90 * DAY
            )
        svg = drawing(text(page, url("planning", cast)))
        assert svg.count("<use ") == 300
        assert len(svg.encode()) < 60_000


class TestGates:
    def test_what_a_phase_owes_stands_as_findings_on_its_last_day(self, cast, page, plan):
        rule = CovenantRuleFactory(
            deal=cast.deal, number=46, text="Twintig partijen doen mee", start=date(2020, 1, 1)
        )
        PhaseGateFactory(phase=plan, number=46)
        shown = text(page, url("planning", cast))
        assert "Wat deze fase moet opleveren, stand op 1 mei 2026" in shown
        assert rule.text in shown
        assert rule.text not in text(cast.client("nobody"), url("planning", cast))
        # A rule that the deal has no more says nothing.
        rule.delete()
        assert "Wat deze fase moet opleveren" not in text(page, url("planning", cast))

    def test_a_rule_about_bodies_names_only_those_that_the_reader_may_open(self, cast, plan):
        CovenantRuleFactory(deal=cast.deal, number=8, text="Alleen bestuurders", start=date(2020, 1, 1))
        PhaseGateFactory(phase=plan, number=8)
        assert "Stuurgroep" in text(cast.client("auditor"), url("planning", cast))
        cast.steering.access = Access.BODY
        cast.steering.save()
        assert "Alleen bestuurders" in text(cast.client("auditor"), url("planning", cast))
        assert "Alleen bestuurders" not in text(cast.client("observer"), url("planning", cast))

    def test_are_chosen_from_the_rules_of_the_deal(self, cast, page, plan):
        CovenantRuleFactory(deal=cast.deal, number=46, text="Twintig partijen", article="artikel 3")
        address = url("phase_gates", cast, plan.pk)
        assert "Twintig partijen (artikel 3)" in text(page, address)
        assert page.post(address, {"rules": ["46"]}).status_code == 303
        assert PhaseGate.objects.get().number == 46
        assert "checked" in text(page, address)
        assert page.post(address, {"rules": ["47"]}).status_code == 422
        assert page.post(address, {}).status_code == 303
        assert not PhaseGate.objects.exists()

    def test_a_deal_without_rules_says_so(self, cast, page, plan):
        cast.deal.covenant_rules.all().delete()
        assert "Geen regels in deze deal" in text(page, url("phase_gates", cast, plan.pk))


class TestMilestone:
    def test_shows_all_that_became_of_it(self, cast, page):
        made = MilestoneFactory(deal=cast.deal, title="Kader", text="Vijf criteria")
        MilestoneMoveFactory(milestone=made)
        MilestoneMoveFactory(
            milestone=made,
            state="reached",
            on=date(2026, 11, 2),
            planned_start_before=made.planned_start,
            planned_end_before=made.planned_end,
        )
        MilestoneMoveFactory(
            milestone=made,
            state="dropped",
            planned_start_before=made.planned_start,
            planned_end_before=made.planned_end,
        )
        MilestoneMoveFactory(
            milestone=made,
            reason="Toch nodig",
            planned_start_before=made.planned_start,
            planned_end_before=made.planned_end,
        )
        shown = text(page, url("milestone_detail", cast, made.pk))
        for words in (
            "Vijf criteria",
            "Verschoven van juni 2026 naar oktober 2026",
            "oktober 2026 (4 maanden later)",
            "Gehaald op 2 november 2026",
            "Vervallen",
            "Weer opgepakt",
            "Toch nodig",
            "De deal als geheel",
        ):
            assert words in shown, words

    def test_says_how_much_too_late_it_was_reached(self, cast, page):
        made = MilestoneFactory(deal=cast.deal, state="reached", actual_on=date(2026, 11, 12))
        shown = text(page, url("milestone_detail", cast, made.pk))
        assert "12 november 2026, 12 dagen later" in shown
        assert "Er is nog niets gebeurd" in shown or "Nog niets gebeurd" in shown

    def test_asks_few_queries_and_gives_who_reads_no_buttons(self, cast, queries):
        made = MilestoneFactory(deal=cast.deal, phase=PhaseFactory(deal=cast.deal))
        client = cast.client("member")
        client.get(url("milestone_detail", cast, made.pk))
        with queries(5):
            shown = text(client, url("milestone_detail", cast, made.pk))
        assert "Stand doorgeven" not in shown

    @pytest.mark.parametrize(
        ("on", "words"),
        [(-12, "12 dagen eerder"), (12, "12 dagen later"), (-120, "4 maanden eerder"), (0, "")],
    )
    def test_a_move_in_words(self, cast, page, on, words):
        made = MilestoneFactory(deal=cast.deal)
        MilestoneMoveFactory(
            milestone=made,
            planned_start_before=made.planned_start,
            planned_end_before=made.planned_end - on * DAY,
        )
        shown = text(page, url("planning", cast))
        assert (words in shown) if words else ("later" not in shown and "eerder" not in shown)


class TestForms:
    def test_plan_one(self, cast, page, plan, led):
        address = url("milestone_create", cast)
        assert "Verkennen" in text(page, address + f"?fase={plan.pk}")
        data = {"title": "Delen", "when": "voorjaar 2027", "phase": str(plan.pk), "group": str(led.group.pk)}
        assert page.post(address, data).status_code == 303
        made = Milestone.objects.get(title="Delen")
        assert (made.precision, made.phase, made.group) == ("season", plan, led.group)
        again = page.post(address, data)
        assert again.status_code == 422
        assert "Deze mijlpaal staat er al." in again.content.decode()

    @pytest.mark.parametrize(
        "when", ["", "ooit", "31-2-2027", "juli 2027 - mei 2027", "1-1-1800", "voorjaar"]
    )
    def test_a_time_that_cannot_be_read_stays_in_the_box(self, cast, page, when):
        answer = page.post(url("milestone_create", cast), {"title": "Delen", "when": when})
        assert answer.status_code == 422
        assert f'value="{when}"' in answer.content.decode() or not when
        assert not Milestone.objects.exists()

    def test_a_lead_chooses_from_the_own_groups(self, cast, led):
        client = cast.client("member")
        shown = text(client, url("milestone_create", cast))
        assert "Brieven" in shown
        assert "De deal als geheel" not in shown
        data = {"title": "Brief", "when": "2027"}
        assert client.post(url("milestone_create", cast), data).status_code == 422
        assert client.post(url("milestone_create", cast), data | {"group": led.group.pk}).status_code == 303
        own = Milestone.objects.get()
        for name in ("milestone_edit", "milestone_move", "milestone_state"):
            assert client.get(url(name, cast, own.pk)).status_code == 200
            other = MilestoneFactory(deal=cast.deal)
            assert client.get(url(name, cast, other.pk)).status_code == 404

    def test_change_one_while_somebody_else_does(self, cast, page, plan, led):
        made = MilestoneFactory(deal=cast.deal, phase=plan)
        address = url("milestone_edit", cast, made.pk)
        assert f'value="{made.title}"' in text(page, address)
        data = {
            "title": "Nieuw",
            "phase": "",
            "group": str(led.group.pk),
            "history_id": latest_history_id(made),
        }
        assert page.post(address, data).status_code == 303
        made.refresh_from_db()
        assert (made.title, made.phase, made.group) == ("Nieuw", None, led.group)
        stale = page.post(address, data | {"title": "Anders"})
        assert stale.status_code == 409
        shown = stale.content.decode()
        assert "Brieven" in shown
        assert 'value="Anders"' in shown

    def test_the_own_group_stays_a_choice_after_it_ended(self, cast, page, led):
        made = MilestoneFactory(deal=cast.deal, group=led.group)
        led.group.body.end = timezone.localdate() - DAY
        led.group.body.save()
        assert "Brieven" in text(page, url("milestone_edit", cast, made.pk))
        assert "Brieven" not in text(page, url("milestone_create", cast))

    def test_move_one(self, cast, page):
        made = MilestoneFactory(deal=cast.deal)
        address = url("milestone_move", cast, made.pk)
        assert 'value="oktober 2026"' in text(page, address)
        without = page.post(address, {"when": "februari 2027", "reason": ""})
        assert without.status_code == 422
        assert 'value="februari 2027"' in without.content.decode()
        assert page.post(address, {"when": "oktober 2026", "reason": "Zo"}).status_code == 422
        assert page.post(address, {"when": "februari 2027", "reason": "Te druk"}).status_code == 303
        assert "Eerst: oktober 2026 (4 maanden later). Te druk" in text(page, url("planning", cast))
        done = MilestoneFactory(deal=cast.deal, state="reached")
        assert page.get(url("milestone_move", cast, done.pk)).status_code == 404

    def test_say_how_it_stands(self, cast, page):
        made, today = MilestoneFactory(deal=cast.deal), timezone.localdate()
        address = url("milestone_state", cast, made.pk)
        future = page.post(address, {"state": "reached", **typed("on", today + DAY)})
        assert future.status_code == 422
        assert "Deze dag moet nog komen" in future.content.decode()
        assert page.post(address, {"state": "dropped"}).status_code == 422
        assert page.post(address, {"state": "open"}).status_code == 422
        assert page.post(address, {"state": "reached", **typed("on", today)}).status_code == 303
        made.refresh_from_db()
        assert made.actual_on == today
        assert "checked" in text(page, address)  # the only way there is


class TestExport:
    @pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
    def test_goes_out_as_a_sheet(self, cast, page, plan, kind):
        answer = page.get(url("planning_export", cast, kind))
        assert answer.status_code == 200
        assert f"planning-de-deal.{kind}" in answer["Content-Disposition"]
        if kind == "csv":
            shown = answer.content.decode()
            assert "Kader;Verkennen;De deal als geheel;oktober 2025;01-10-2025;31-10-2025;juni 2025" in shown
            assert "Te weinig mensen." in shown
        assert page.get(url("planning_export", cast, "docx")).status_code == 404

    def test_never_starts_a_formula(self, cast, page):
        MilestoneFactory(deal=cast.deal, title="=1+1")
        assert "'=1+1" in page.get(url("planning_export", cast, "csv")).content.decode()


class TestCalendar:
    def address(self, cast, year):
        return reverse("governance:deal_calendar", args=[cast.deal.slug]) + f"?jaar={year}"

    def test_milestones_stand_in_the_calendar_of_the_deal(self, cast, plan):
        shown = text(cast.client("member"), self.address(cast, 2026))
        assert "Mijlpaal: Brief" in shown
        assert "Brieven, gepland: oktober 2026" in shown
        assert "Mijlpaal: Film" not in shown
        # What is late stays in sight in every year.
        for year in (2024, 2026):
            assert "Mijlpaal: Kader" in text(cast.client("member"), self.address(cast, year))
        assert "Mijlpaal: Brief" not in text(cast.client("member"), self.address(cast, 2024))
