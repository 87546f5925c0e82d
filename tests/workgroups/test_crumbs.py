"""The way back on pages of the work: each lies below the front page of the work."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.factories.workgroups import WorkingGroupFactory
from tests.factories.workgroups_assessment import FrameworkVersionFactory
from tests.factories.workgroups_charters import CharterVersionFactory
from tests.factories.workgroups_instruments import InstrumentFactory
from tests.factories.workgroups_planning import MilestoneFactory
from tests.factories.workgroups_tests import FieldTestFactory

pytestmark = pytest.mark.django_db
WORK = "Het werk"


def way_back(cast, name, *more):
    url = reverse(f"workgroups:{name}", args=[cast.deal.slug, *more])
    answer = cast.client("project_secretary").get(url)
    assert answer.status_code == 200
    return [str(label) for label, _url in answer.context["view"].crumbs()]


@pytest.mark.parametrize(
    "name",
    [
        "instrument_list",
        "candidate_list",
        "principle_list",
        "framework_list",
        "test_list",
        "alliance_list",
        "team_list",
        "charter_list",
        "planning",
        "report_list",
        "step_template",
    ],
)
def test_a_front_page_of_a_slice_lies_below_the_work(cast, name):
    assert way_back(cast, name) == [cast.deal.name, WORK]


def test_the_work_itself_lies_below_the_deal(cast):
    assert way_back(cast, "work") == [cast.deal.name]


def test_other_pages_name_their_list_too(cast):
    instrument = InstrumentFactory(deal=cast.deal)
    group = WorkingGroupFactory(question__deal=cast.deal)
    trial = FieldTestFactory(version__instrument__deal=cast.deal)
    milestone = MilestoneFactory(deal=cast.deal)
    charter = CharterVersionFactory(charter__deal=cast.deal).charter
    framework = FrameworkVersionFactory(deal=cast.deal)
    for name, more, label in (
        ("instrument_detail", [instrument.slug], "Instrumenten"),
        ("instrument_create", [], "Instrumenten"),
        ("test_detail", [trial.pk], "Veldtesten"),
        ("test_matrix", [], "Veldtesten"),
        ("front_runner_create", [], "Wie test wat"),
        ("milestone_detail", [milestone.pk], "Planning"),
        ("charter_detail", [charter.pk], "Projectopdrachten"),
        ("framework_detail", [framework.number], "Toetsingskader"),
        ("team_create", [], "Ontwerpteams"),
    ):
        if name == "team_create":
            framework.deal.principles.create(title="Regie", order=1)
        assert way_back(cast, name, *more) == [cast.deal.name, WORK, label]
    assert way_back(cast, "group_detail", group.body.slug) == [cast.deal.name, WORK]
    assert way_back(cast, "goals_edit", group.body.slug) == [cast.deal.name, WORK, group.body.name]
