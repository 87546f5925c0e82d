"""Pages of the work in a deal where nothing is done yet: nothing to search, and a way to begin."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.factories.workgroups import WorkingGroupFactory
from tests.factories.workgroups_assessment import FrameworkVersionFactory
from tests.factories.workgroups_instruments import InstrumentFactory
from workgroups.enums import InstrumentState

pytestmark = pytest.mark.django_db
LISTS = ("instrument_list", "candidate_list", "test_list", "charter_list", "planning")


@pytest.fixture
def page(cast):
    """Return what the secretary, or another, sees at an address of the deal."""

    def read(name, query="", who="project_secretary"):
        url = reverse(f"workgroups:{name}", args=[cast.deal.slug])
        answer = cast.client(who).get(url + query)
        assert answer.status_code == 200
        return answer.content.decode()

    return read


@pytest.mark.parametrize("name", LISTS)
def test_there_is_nothing_to_search(page, name):
    shown = page(name)
    assert 'class="cd-empty"' in shown
    assert "cd-filter" not in shown
    assert ">0 " not in shown
    assert ".csv" not in shown


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("instrument_list", "?zoek=kaart"),
        ("candidate_list", "?zoek=kaart"),
        ("test_list", "?zoek=kaart"),
        ("charter_list", "?zoek=kaart"),
        ("planning", "?stand=open"),
    ],
)
def test_a_search_that_finds_nothing_can_be_changed(page, name, query):
    assert "cd-filter" in page(name, query)


def test_what_was_dropped_can_still_be_found(cast, page):
    InstrumentFactory(deal=cast.deal, state=InstrumentState.DROPPED)
    shown = page("instrument_list")
    assert "Nog geen instrumenten" in shown
    assert "cd-filter" in shown


def test_the_work_begins_with_a_question(cast, page):
    begin, download = "Begin bij de procesvragen", "Downloaden"
    shown = page("work")
    assert begin in shown
    assert download not in shown
    assert "Wat betekenen deze woorden?" not in shown
    assert begin not in page("work", who="member")
    WorkingGroupFactory(question__deal=cast.deal)
    shown = page("work")
    assert begin not in shown
    assert download in shown
    assert "Wat betekenen deze woorden?" in shown


def test_the_first_version_of_the_framework_goes_on_from_none(cast, page):
    assert "zonder criteria" in page("framework_create")
    FrameworkVersionFactory(deal=cast.deal)
    assert "begint met de criteria" in page("framework_create")


def test_without_a_version_there_is_nothing_to_test(page):
    assert "Er is nog geen versie om te testen." in page("test_create")
