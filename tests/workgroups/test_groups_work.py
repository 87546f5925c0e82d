"""Working groups at work: leads, goals, the overview, the page of a group, the workspace, and the sheets."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.formats import date_format

from citydeal.common.sheets import read_sheet
from governance.enums import BodyKind, Office
from tests.factories.governance import (
    MembershipFactory,
    PersonFactory,
    PositionFactory,
    SeatFactory,
)
from tests.factories.workgroups import WorkingGroupFactory
from tests.factories.workgroups_steps import (
    BusyStepFactory,
    GroupGoalFactory,
    GroupLeadFactory,
    GroupUpdateFactory,
    StepFactory,
    StepTemplateFactory,
)
from tests.governance.refusals import refused
from tests.workgroups.group_case import DAY, led_group, today, typed
from workgroups.models import GroupGoal, GroupLead, Step, StepTemplate
from workgroups.selectors.groups import work_rows
from workgroups.services.goals import set_goals
from workgroups.services.leads import LeadTerms, end_lead, name_lead

pytestmark = pytest.mark.django_db


@pytest.fixture
def led(cast):
    return led_group(cast)


def url(led, name, *more):
    return reverse(f"workgroups:{name}", args=[led.cast.deal.slug, led.group.body.slug, *more])


def of_deal(cast, name, *more):
    return reverse(f"workgroups:{name}", args=[cast.deal.slug, *more])


class TestLeads:
    def sitting(self, led):
        member = MembershipFactory(seat=SeatFactory(body=led.group.body))
        return member.person

    def test_who_follows_ends_who_went_before(self, led):
        person = self.sitting(led)
        terms = LeadTerms(person, "lead", today())
        name_lead(actor=led.secretary, group=led.group, terms=terms)
        first = GroupLead.objects.get(person=led.person)
        assert first.end == today() - DAY
        refused(name_lead, actor=led.lead, group=led.group, terms=terms)

    def test_a_deputy_stands_beside(self, led):
        terms = LeadTerms(self.sitting(led), "lead", today(), is_deputy=True)
        name_lead(actor=led.secretary, group=led.group, terms=terms)
        assert GroupLead.objects.get(person=led.person).end is None

    def test_an_executive_lead_holds_an_executive_office(self, led):
        person = self.sitting(led)
        person.positions.update(office=Office.OFFICIAL)
        terms = LeadTerms(person, "executive_lead", today())
        ask = {"actor": led.secretary, "group": led.group, "terms": terms}
        assert refused(name_lead, **ask).field == "person"
        PositionFactory(person=person, office=Office.ALDERMAN)
        assert name_lead(**ask).role == "executive_lead"

    def test_what_cannot_be(self, led):
        outside = LeadTerms(PersonFactory(), "lead", today())
        ask = {"actor": led.secretary, "group": led.group}
        assert refused(name_lead, **ask, terms=outside).field == "person"
        backwards = LeadTerms(self.sitting(led), "lead", today(), end=today() - DAY)
        assert refused(name_lead, **ask, terms=backwards).field == "end"
        GroupLead.objects.update(start=today() + DAY)
        early = LeadTerms(self.sitting(led), "lead", today())
        error = refused(name_lead, **ask, terms=early)
        assert (error.field, "Beëindig dat eerst" in str(error)) == ("start", True)

    def test_ending(self, led):
        lead = GroupLead.objects.get()
        assert refused(end_lead, actor=led.secretary, lead=lead, last_day=date(1950, 1, 1)).field == "end"
        refused(end_lead, actor=led.lead, lead=lead, last_day=today())
        assert end_lead(actor=led.secretary, lead=lead, last_day=today()).end == today()

    def test_by_the_page(self, led):
        person = self.sitting(led)
        client = led.cast.client("project_secretary")
        form = {"role": "lead", "person": person.pk, **typed("start", today())}
        assert client.post(url(led, "lead_list"), form).status_code == 303
        lead = GroupLead.objects.get(person=person)
        shown = client.get(url(led, "lead_list")).content.decode()
        assert f"Sinds {date_format(today(), 'DATE_FORMAT')}" in shown
        assert client.post(url(led, "lead_end", lead.pk), typed("end", today())).status_code == 303
        answer = client.post(url(led, "lead_list"), form | {"person": ""})
        assert (answer.status_code, "Kies een antwoord bij" in answer.content.decode()) == (422, True)


class TestGoals:
    def test_set_in_order_and_what_goes_goes(self, led):
        kept = GroupGoalFactory(group=led.group, text="Blijft", order=1)
        GroupGoalFactory(group=led.group, text="Gaat", order=2)
        goals = ["Nieuw", " Blijft ", "", "Nieuw"]
        set_goals(actor=led.secretary, group=led.group, goals=goals, update_weeks=2)
        found = list(GroupGoal.objects.values_list("pk", "text"))
        assert [text for _pk, text in found] == ["Nieuw", "Blijft"]
        assert found[1][0] == kept.pk
        led.group.refresh_from_db()
        assert led.group.update_weeks == 2

    def test_the_same_again_changes_nothing(self, led):
        ask = {"actor": led.secretary, "group": led.group, "goals": ["Een"], "update_weeks": 4}
        set_goals(**ask)
        set_goals(**ask)
        assert GroupGoal.history.count() == 1

    def test_refused(self, led):
        ask = {"actor": led.secretary, "group": led.group, "update_weeks": 4}
        assert refused(set_goals, **ask, goals=[str(n) for n in range(13)]).field == "goals"
        assert refused(set_goals, **ask, goals=["x" * 301]).field == "goals"
        refused(set_goals, **ask | {"actor": led.lead}, goals=[])

    def test_by_the_page(self, led):
        client = led.cast.client("project_secretary")
        form = {"goals": "Een\nTwee", "update_weeks": "3"}
        assert client.post(url(led, "goals_edit"), form).status_code == 303
        assert client.get(url(led, "goals_edit")).context["form"]["goals"].value() == "Een\nTwee"
        assert client.post(url(led, "goals_edit"), form | {"update_weeks": "0"}).status_code == 422


def fill(cast, number):
    for _row in range(number):
        group = WorkingGroupFactory(question__deal=cast.deal)
        MembershipFactory(seat=SeatFactory(body=group.body))
        GroupLeadFactory(group=group)
        for _step in range(number):
            BusyStepFactory(group=group)
            GroupUpdateFactory(group=group)


class TestPages:
    @pytest.mark.parametrize("number", [1, 3])
    def test_the_work_asks_as_often_for_one_as_for_three(self, cast, queries, number):
        fill(cast, number)
        client = cast.client("project_secretary")
        client.get(of_deal(cast, "work"))
        with queries(10):
            client.get(of_deal(cast, "work"))

    @pytest.mark.parametrize("number", [1, 3])
    def test_a_group_asks_as_often_for_one_step_as_for_three(self, led, queries, number):
        for _row in range(number):
            BusyStepFactory(group=led.group)
            GroupUpdateFactory(group=led.group)
            GroupGoalFactory(group=led.group)
            MembershipFactory(seat=SeatFactory(body=led.group.body))
        client = led.cast.client("member")
        client.get(url(led, "group_detail"))
        with queries(13):
            client.get(url(led, "group_detail"))

    def test_the_public_sees_steps_and_no_judgements_or_names(self, led):
        StepFactory(group=led.group, title="Ontwerpen")
        GroupUpdateFactory(group=led.group, judgement="adjust", reason="We zitten vast")
        for where in (of_deal(led.cast, "work"), url(led, "group_detail")):
            text = led.cast.client("anonymous").get(where).content.decode()
            assert "Ontwerpen" in text
            for hidden in ("Bijsturen", "We zitten vast", led.person.name):
                assert hidden not in text

    def test_a_hidden_group_is_not_in_the_overview(self, led):
        led.group.body.access = "body"
        led.group.body.save()
        assert work_rows(led.cast.users["auditor"], led.cast.deal, today())
        assert not work_rows(led.cast.users["dealmaker"], led.cast.deal, today())
        assert led.cast.client("dealmaker").get(url(led, "group_detail")).status_code == 404

    def test_progress_by_weight_and_late_steps(self, led):
        day = {"actual_start": today() - 9 * DAY, "actual_end": today()}
        StepFactory(group=led.group, weight=70, state="done", **day)
        StepFactory(group=led.group, weight=30, planned_start=today() - DAY)
        (row,) = work_rows(led.lead, led.cast.deal, today())
        assert row.plan.sentence == "1 van de 2 stappen klaar, naar gewicht 70% van het werk."
        assert (row.plan.short, len(row.late), row.is_due) == ("naar gewicht 70%", 1, True)

    def test_weights_that_a_new_step_upset_say_so_to_who_sets_them(self, led):
        says = "De gewichten tellen nu niet mee"
        StepFactory(group=led.group, weight=100)
        lead, reader = led.cast.client("member"), led.cast.client("auditor")
        assert says not in lead.get(url(led, "group_detail")).content.decode()
        StepFactory(group=led.group)
        assert says in lead.get(url(led, "group_detail")).content.decode()
        assert says not in reader.get(url(led, "group_detail")).content.decode()

    def test_without_steps_it_counts_none(self, led):
        shown = led.cast.client("member").get(url(led, "group_detail")).content.decode()
        assert "0 van de 0" not in shown
        assert shown.count("Nog geen stappen") == 1

    def test_the_words_of_a_plan(self, led):
        def heading():
            return work_rows(led.lead, led.cast.deal, today())[0].plan.heading

        assert heading() == "Nog geen stappen"
        step = StepFactory(group=led.group, title="Ontwerpen")
        assert heading() == "Stap 1 van 1: Ontwerpen"
        Step.objects.filter(pk=step.pk).update(state="done", actual_start=today(), actual_end=today())
        assert heading() == "Alle stappen zijn klaar"

    def test_from_the_body_to_the_group(self, led):
        text = led.cast.client("member").get(led.group.body.get_absolute_url()).content.decode()
        assert url(led, "group_detail") in text


class TestStepPages:
    def test_added_changed_and_moved(self, led):
        client = led.cast.client("member")
        days = typed("planned_start", today()) | typed("planned_end", today() + DAY)
        assert client.post(url(led, "step_create"), {"title": "Testen", **days}).status_code == 303
        step = Step.objects.get()
        history = client.get(url(led, "step_edit", step.pk)).context["form"]["history_id"].value()
        changed = {"title": "Beproeven", "history_id": history}
        assert client.post(url(led, "step_edit", step.pk), changed).status_code == 303
        assert client.post(url(led, "step_edit", step.pk), changed | {"title": "X"}).status_code == 409
        later = typed("planned_start", today()) | typed("planned_end", today() + 9 * DAY)
        answer = client.post(url(led, "step_move", step.pk), later)
        assert (answer.status_code, "Waarom verschuift" in answer.content.decode()) == (422, True)
        assert client.post(url(led, "step_move", step.pk), later | {"reason": "Ziek"}).status_code == 303
        text = client.get(url(led, "step_detail", step.pk)).content.decode()
        assert "Beproeven" in text
        assert "Ziek" in text

    def test_the_state_by_the_page(self, led):
        step = StepFactory(group=led.group)
        client = led.cast.client("member")
        form = {"state": "busy", **typed("on", today())}
        assert client.post(url(led, "step_state", step.pk), form).status_code == 303
        early = {"state": "done", **typed("on", today() - DAY)}
        answer = client.post(url(led, "step_state", step.pk), early)
        assert answer.status_code == 422
        assert "kan dus niet eerder klaar zijn" in answer.content.decode()

    def test_what_a_body_decides_is_no_choice_of_a_lead(self, led):
        step = BusyStepFactory(group=led.group, needs_decision=True)
        answer = led.cast.client("member").get(url(led, "step_state", step.pk))
        form = answer.context["form"]
        assert [value for value, _label in form.fields["state"].choices] == ["planned", "dropped"]
        says = "Een orgaan besluit of deze stap klaar is."
        assert says in answer.content.decode()
        kept = led.cast.client("project_secretary").get(url(led, "step_state", step.pk))
        assert says not in kept.content.decode()
        assert not form.asks_decision
        form = led.cast.client("project_secretary").get(url(led, "step_state", step.pk)).context["form"]
        assert form.asks_decision

    def test_weights_that_add_to_99(self, led):
        first, second = StepFactory(group=led.group), StepFactory(group=led.group)
        form = {f"order_{first.pk}": "1", f"order_{second.pk}": "2"}
        form |= {f"weight_{first.pk}": "59", f"weight_{second.pk}": "40"}
        client = led.cast.client("member")
        answer = client.post(url(led, "step_arrange"), form)
        assert answer.status_code == 422
        assert "De gewichten tellen op tot 99." in answer.content.decode()
        assert client.post(url(led, "step_arrange"), form | {f"weight_{first.pk}": "60"}).status_code == 303

    def test_the_template_and_beginning_with_it(self, led):
        client = led.cast.client("project_secretary")
        where = of_deal(led.cast, "step_template")
        StepTemplateFactory(deal=led.cast.deal)
        form = {"title_1": "Ontwerpen", "result_1": "Versie 1", "title_2": "Testen", "decision_2": "on"}
        assert client.post(where, form).status_code == 303
        assert [step.needs_decision for step in StepTemplate.objects.all()] == [False, True]
        assert client.post(where, form | {"title_3": "testen"}).status_code == 422
        days = typed("start", today()) | typed("end", today() + 9 * DAY)
        assert led.cast.client("member").post(url(led, "step_begin"), days).status_code == 303
        assert led.group.steps.count() == 2


class TestSheets:
    def bring(self, led, text, **more):
        file = SimpleUploadedFile("plan.csv", text.encode())
        return led.cast.client("member").post(url(led, "step_import"), {"file": file, **more})

    def test_first_what_each_row_becomes_and_then_it_is_added(self, led):
        StepFactory(group=led.group, title="Ontwerpen")
        owner = led.person.name
        text = "Stap;Resultaat;Eigenaar;Van;Tot en met\nontwerpen;;;1-1-2027;1-2-2027\n"
        text += f"Testen;Lessen;{owner};januari 2027;voorjaar 2027"
        answer = self.bring(led, text)
        assert "Er komt 1 stap bij." in answer.content.decode()
        assert led.group.steps.count() == 1
        rows = answer.context["travelling"]
        sent = {"rows": rows, "stap": "bevestigen"}
        client = led.cast.client("member")
        assert client.post(url(led, "step_import"), sent).status_code == 303
        step = led.group.steps.get(title="Testen")
        assert (step.planned_start, step.planned_end) == (date(2027, 1, 1), date(2027, 5, 31))
        assert (step.owner, step.result) == (led.person, "Lessen")
        assert client.post(url(led, "step_import"), sent).status_code == 303
        assert led.group.steps.count() == 2

    def test_what_is_wrong_stands_at_its_row(self, led):
        text = (
            "Stap;Eigenaar;Van;Tot en met\n;Iemand;gauw;1-2-2027\nTesten;;1-3-2027;1-2-2027\n"
            + "x" * 201
            + ";;2027;2027"
        )
        shown = self.bring(led, text).content.decode()
        for words in (
            "3 rijen kloppen niet",
            "De stap heeft geen naam.",
            "‘gauw’ bij ‘van’ is geen dag of maand.",
            "Iemand is geen lid van deze werkgroep.",
            "De laatste dag ligt voor de eerste dag.",
            "‘stap’ heeft meer dan 200 tekens.",
        ):
            assert words in shown
        assert "Stappen toevoegen</span>" not in shown

    def test_asks_for_a_file_and_says_so_once(self, led):
        client = led.cast.client("member")
        assert "(niet verplicht)" not in client.get(url(led, "step_import")).content.decode()
        answer = client.post(url(led, "step_import"), {})
        (error,) = answer.context["form"].errors["file"]
        assert error == "Kies een bestand bij ‘Bestand met het stappenplan’."

    @pytest.mark.parametrize(
        ("text", "words"),
        [("Stap;Van\nA;2027", "missen deze koppen: tot en met"), ("", "leeg"), ("\x00", "niet lezen")],
    )
    def test_a_file_that_is_no_plan(self, led, text, words):
        answer = self.bring(led, text)
        assert answer.status_code == 422
        assert words in answer.content.decode()

    @pytest.mark.parametrize("rows", ["", "{", "[]", "[[1]]", '[["a", {}]]', "5", "[[1, 2]]"])
    def test_rows_that_this_page_did_not_send(self, led, rows):
        answer = led.cast.client("member").post(url(led, "step_import"), {"rows": rows, "stap": "bevestigen"})
        assert answer.status_code == 422

    def test_out_and_in_again(self, led):
        StepFactory(group=led.group, title="=Ontwerpen", owner=led.person)
        GroupUpdateFactory(group=led.group, step=StepFactory(group=led.group), created_by=led.lead)
        client = led.cast.client("member")
        for kind in ("csv", "xlsx", "ods"):
            answer = client.get(url(led, "step_export", kind))
            rows = read_sheet(SimpleUploadedFile("x", answer.content))
            assert rows[0]["stap"] == "=Ontwerpen"
            assert rows[0]["eigenaar"] == led.person.name
        for what in ("stappen", "updates"):
            answer = client.get(of_deal(led.cast, "work_export", what, "csv"))
            assert read_sheet(SimpleUploadedFile("x", answer.content))[0]["werkgroep"] == "Brieven"
        assert client.get(url(led, "step_export", "pdf")).status_code == 404
        assert client.get(of_deal(led.cast, "work_export", "alles", "csv")).status_code == 404


class TestWorkspace:
    def shown(self, led):
        where = reverse("governance:deal_workspace", args=[led.cast.deal.slug])
        return led.cast.client("project_secretary").get(where + "?soort=werk").content.decode()

    def test_what_needs_somebody(self, led):
        GroupLead.objects.update(end=today() - DAY)
        StepFactory(group=led.group, title="Ontwerpen", planned_start=today() - DAY)
        BusyStepFactory(group=led.group, title="Testen", planned_end=today() - DAY)
        text = self.shown(led)
        for words in (
            "Geen trekker: Brieven",
            "Geen stand van zaken: Brieven",
            "Stap is te laat: Ontwerpen",
            "Had moeten beginnen op",
            "Stap is te laat: Testen",
            "Had klaar moeten zijn op",
        ):
            assert words in text

    def test_nothing_where_all_goes_well(self, led):
        GroupUpdateFactory(group=led.group)
        StepFactory(group=led.group, planned_start=today())
        text = self.shown(led)
        for words in ("Geen trekker", "Geen stand van zaken", "Stap is te laat"):
            assert words not in text


def test_a_group_is_a_working_group_and_no_other_body(cast):
    assert cast.steering.kind == BodyKind.STEERING_GROUP
    where = reverse("workgroups:group_detail", args=[cast.deal.slug, cast.steering.slug])
    assert cast.client("project_secretary").get(where).status_code == 404
