"""Updates of a working group: reported on a phone, once, with a judgement that makes the trend."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from governance.enums import DealState
from tests.factories.workgroups import WorkingGroupFactory
from tests.factories.workgroups_steps import BusyStepFactory, GroupUpdateFactory, StepFactory
from tests.governance.refusals import refused
from tests.workgroups.group_case import DAY, led_group, today, typed
from workgroups.models import GroupUpdate
from workgroups.rules.progress import Trend
from workgroups.selectors.groups import group_at, group_page
from workgroups.services.updates import UpdateDetails, correct_update, report

pytestmark = pytest.mark.django_db


@pytest.fixture
def led(cast):
    return led_group(cast)


def details(**fields):
    return UpdateDetails(**{"on": today(), "judgement": "on_course", "done": "De brief is af."} | fields)


def page_of(led):
    (group,) = group_at(deal=led.cast.deal.slug, body=led.group.body.slug)
    return group_page(led.lead, group, today())


def url(led, name="update_report", *more):
    return reverse(f"workgroups:{name}", args=[led.cast.deal.slug, led.group.body.slug, *more])


def filled(**fields):
    form = {"key": str(uuid4()), "judgement": "on_course", "done": "De brief is af.", **typed("on", today())}
    return form | fields


class TestReporting:
    def test_by_the_lead_and_by_who_keeps_the_deal(self, led):
        for actor in (led.lead, led.secretary):
            update = report(actor=actor, group=led.group, details=details(now=" Nu "))
            assert (update.created_by, update.now) == (actor, "Nu")

    def test_not_by_others_nor_in_a_closed_deal(self, led):
        for role in ("chair", "auditor", "nobody"):
            refused(report, actor=led.cast.users[role], group=led.group, details=details())
        led.cast.deal.state = DealState.CLOSED
        led.cast.deal.save()
        refused(report, actor=led.lead, group=led.group, details=details())

    def test_an_executive_lead_types_nothing(self, led):
        led.group.leads.update(role="executive_lead")
        refused(report, actor=led.lead, group=led.group, details=details())

    @pytest.mark.parametrize(
        ("fields", "field"),
        [
            ({"on": today() + DAY}, "on"),
            ({"on": date(1850, 1, 1)}, "on"),
            ({"done": " ", "now": "\n"}, "done"),
            ({"judgement": "prima"}, "judgement"),
            ({"judgement": "attention", "reason": " "}, "reason"),
            ({"judgement": "adjust"}, "reason"),
        ],
    )
    def test_refused(self, led, fields, field):
        assert refused(report, actor=led.lead, group=led.group, details=details(**fields)).field == field
        assert not GroupUpdate.objects.exists()

    def test_a_step_of_another_group(self, led):
        other = StepFactory()
        assert refused(report, actor=led.lead, group=led.group, details=details(step=other)).field == "step"

    def test_a_step_comes_along(self, led):
        step = StepFactory(group=led.group)
        report(actor=led.lead, group=led.group, details=details(step=step, state="busy"))
        step.refresh_from_db()
        assert (step.state, step.actual_start) == ("busy", today())
        report(actor=led.lead, group=led.group, details=details(step=step, state="busy"))
        report(actor=led.lead, group=led.group, details=details(step=step))
        assert step.statuses.count() == 1

    def test_what_a_step_refuses_is_not_reported(self, led):
        step = StepFactory(group=led.group)
        wrong = details(step=step, state="done")
        assert refused(report, actor=led.lead, group=led.group, details=wrong).field == "state"
        assert not GroupUpdate.objects.exists()


class TestTwice:
    def test_what_is_sent_twice_is_one_update(self, led):
        step = BusyStepFactory(group=led.group)
        sent = details(key=uuid4(), step=step, state="done")
        first = report(actor=led.lead, group=led.group, details=sent)
        assert report(actor=led.lead, group=led.group, details=sent) == first
        assert GroupUpdate.objects.count() == step.statuses.count() == 1

    def test_a_key_of_somebody_else_or_of_another_group_opens_nothing(self, led):
        sent = details(key=uuid4())
        report(actor=led.lead, group=led.group, details=sent)
        refused(report, actor=led.secretary, group=led.group, details=sent)
        other = WorkingGroupFactory(question__deal=led.cast.deal)
        mine = details(key=uuid4())
        report(actor=led.secretary, group=other, details=mine)
        refused(report, actor=led.secretary, group=led.group, details=mine)


class TestCorrecting:
    def test_the_old_one_stays_and_no_longer_counts(self, led):
        old = GroupUpdateFactory(group=led.group, step=StepFactory(group=led.group))
        new = correct_update(
            actor=led.lead, update=old, details=details(judgement="adjust", reason="We zitten vast")
        )
        assert (new.corrects, new.step) == (old, old.step)
        page = page_of(led)
        assert [update.pk for update in page.row.course.updates] == [new.pk]

    def test_once_and_not_by_others(self, led):
        old = GroupUpdateFactory(group=led.group)
        refused(correct_update, actor=led.cast.users["auditor"], update=old, details=details())
        sent = details(key=uuid4())
        first = correct_update(actor=led.lead, update=old, details=sent)
        assert correct_update(actor=led.lead, update=old, details=sent) == first
        assert "al verbeterd" in str(
            refused(correct_update, actor=led.lead, update=old, details=details(key=uuid4()))
        )


class TestPhone:
    """The form as a phone sends it."""

    def test_a_report_changes_the_trend(self, led):
        GroupUpdateFactory(group=led.group, on=today() - DAY)
        client = led.cast.client("member")
        answer = client.post(url(led), filled(judgement="attention", reason="Te weinig lezers"))
        assert (answer.status_code, answer["Location"]) == (303, url(led, "group_detail"))
        page = page_of(led)
        assert page.row.course.trend is Trend.WORSE
        text = client.get(url(led, "group_detail")).content.decode()
        assert "Verslechtert" in text
        assert page.received[0] in text

    def test_htmx_is_told_where_to_go(self, led):
        answer = led.cast.client("member").post(url(led), filled(), headers={"HX-Request": "true"})
        assert (answer.status_code, answer["HX-Redirect"]) == (204, url(led, "group_detail"))

    def test_sent_twice(self, led):
        form = filled()
        client = led.cast.client("member")
        assert [client.post(url(led), form).status_code for _time in range(2)] == [303, 303]
        assert GroupUpdate.objects.count() == 1

    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"done": "", "next": ""}, "Schrijf op wat er gedaan is"),
            ({"judgement": ""}, "Kies een antwoord bij"),
            ({"judgement": "adjust"}, "Schrijf op waarom"),
            ({"key": "geen sleutel"}, "niet meer actueel"),
            ({"state": "done"}, "Kies de stap die verandert."),
            ({"on_jaar": "3026"}, "1900 en 2200"),
        ],
    )
    def test_what_is_wrong_comes_back_with_what_was_typed(self, led, fields, words):
        answer = led.cast.client("member").post(url(led), filled(next="Nog iets") | fields)
        text = answer.content.decode()
        assert answer.status_code == 422
        assert words in text
        assert ("Nog iets" in text) is ("next" not in fields)
        assert "data-draft-typed" in text

    def test_the_form_begins_with_the_step_at_hand(self, led):
        StepFactory(group=led.group, state="done", actual_start=today(), actual_end=today())
        step = BusyStepFactory(group=led.group)
        form = led.cast.client("member").get(url(led)).context["form"]
        assert (form["step"].value(), form["on"].value()) == (step.pk, today())
        assert form["judgement"].value() is None

    def test_putting_right_by_the_page(self, led):
        old = GroupUpdateFactory(group=led.group)
        client = led.cast.client("member")
        where = url(led, "update_correct", old.pk)
        assert client.get(where).context["form"]["now"].value() == old.now
        assert client.post(where, filled()).status_code == 303
        assert client.get(where).status_code == 404
        text = client.get(url(led, "update_list")).content.decode()
        assert "Later verbeterd: dit telt niet meer." in text

    def test_who_reports_sees_first_what_is_owed(self, led):
        client = led.cast.client("member")
        where = reverse("workgroups:report_list", args=[led.cast.deal.slug])
        assert "had er op" in client.get(where).content.decode()
        GroupUpdateFactory(group=led.group)
        assert "De volgende stand van zaken komt voor" in client.get(where).content.decode()
        led.cast.deal.state = DealState.CLOSED
        led.cast.deal.save()
        assert "U trekt geen werkgroep" in client.get(where).content.decode()
