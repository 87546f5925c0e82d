"""The main menu inside a deal: what each app puts there, who sees what, and which part a page belongs to."""

import re

import pytest

from tests.factories.workgroups import WorkingGroupFactory

pytestmark = pytest.mark.django_db

DEAL = "/deals/de-deal/"
EVERYBODY = [
    *(
        "Alle deals",
        "Over de deal",
        "Organen",
        "Het werk",
        "Rapportages",
        "Kalender",
        "Partijen",
        "Convenant",
    ),
]
LINK = re.compile(r'<a class="cd-nav__link" href="([^"]*)"( aria-current="(\w+)")?>([^<]*)</a>')


def menu(cast, role, page=DEAL):
    """The words of the menu, and what of it is marked, with how."""
    shown = cast.client(role).get(page).content.decode().partition("</nav>")[0]
    links = [(words, mark) for _url, _attribute, mark, words in LINK.findall(shown)]
    return [words for words, _mark in links], {words: mark for words, mark in links if mark}


def test_who_keeps_the_register_sees_every_part(cast):
    words, _marked = menu(cast, "project_secretary")
    assert words[:12] == [
        *("Alle deals", "Werkruimte", "Over de deal", "Organen", "Het werk", "Voortgang", "Rapportages"),
        *("Kalender", "Partijen", "Convenant", "Toets", "Mijn agenda"),
    ]


def test_others_see_what_they_may_open(cast):
    assert menu(cast, "anonymous")[0] == [*EVERYBODY, "Inloggen"]
    assert "Werkruimte" not in menu(cast, "member")[0]
    assert "Toets" in menu(cast, "member")[0]


@pytest.mark.parametrize(
    ("page", "marked"),
    [
        ("", {"Over de deal": "page"}),
        ("werkruimte/", {"Werkruimte": "page"}),
        ("organen/", {"Organen": "page"}),
        ("organen/stuurgroep/", {"Organen": "true"}),
        ("partij-toevoegen/", {"Partijen": "true"}),
        ("toets/?op=2026-01-01", {"Toets": "page"}),
        ("bijdragen/", {"Voortgang": "true"}),
        ("werk/", {"Het werk": "page"}),
    ],
)
def test_the_part_that_a_page_belongs_to_is_marked(cast, page, marked):
    assert menu(cast, "project_secretary", DEAL + page)[1] == marked


def test_pages_of_a_group_belong_to_the_work_and_not_to_the_bodies(cast):
    """A working group is a body: its page has one in its context."""
    group = WorkingGroupFactory(question__deal=cast.deal)
    page = f"{DEAL}werkgroepen/{group.body.slug}/"
    assert menu(cast, "project_secretary", page)[1] == {"Het werk": "true"}
