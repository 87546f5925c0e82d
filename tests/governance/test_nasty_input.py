"""No input answers 500: every field of every form, and every word of every address."""

from __future__ import annotations

import pytest
from django.urls import reverse

from citydeal.common.history import latest_history_id
from tests.governance.test_pages import PAGES

pytestmark = [pytest.mark.django_db, pytest.mark.no_cover]

NASTY = [
    *("", "\x00", "x" * 300, "a\\b", "'; drop--", "𝒳é\u202e", "-1", "9" * 40),
    *("0026", "1e9", "NaN", "%00", "{{7*7}}"),
]
FORMS = {
    "name": [
        "person",
        "given_name",
        "name_prefix",
        "family_name",
        "email",
        "office",
        "title",
        "role",
        "start_dag",
        "start_maand",
        "start_jaar",
        "end_jaar",
        "term_end_dag",
        "is_deputy",
        "stap",
    ],
    "edit": ["role", "start_dag", "start_jaar", "end_dag", "term_end_maand", "history_id", "stap"],
    "end": ["end_dag", "end_maand", "end_jaar", "reason", "history_id", "stap"],
    "account": ["email"],
}


def valid(cast, page):
    day = {"start_dag": "1", "start_maand": "1", "start_jaar": "2026"}
    history = {"history_id": str(latest_history_id(cast.ministry_member))}
    return {
        "name": {"person": "nieuw", "family_name": "Berg", "office": "alderman", "role": "member", **day},
        "edit": {"role": "member", **day, **history},
        "end": {"end_dag": "1", "end_maand": "1", "end_jaar": "2027", **history},
        "account": {"email": "iemand@voorbeeld.example"},
    }[page]


@pytest.mark.parametrize(("page", "field"), [(page, field) for page in FORMS for field in FORMS[page]])
def test_every_field_takes_anything(cast, page, field):
    client, url = cast.client("project_secretary"), PAGES[page](cast)
    for value in NASTY:
        for step in ("gevolgen", "bevestigen"):
            data = {**valid(cast, page), "stap": step, field: value}
            assert client.post(url, data).status_code in (200, 303, 404, 409, 422), (field, value)


@pytest.mark.parametrize("value", NASTY)
def test_every_filter_takes_anything(cast, value):
    client = cast.client("project_secretary")
    assert client.get(PAGES["body"](cast), {"op": value}).status_code == 200
    assert client.get(PAGES["history"](cast), {"pagina": value}).status_code == 200


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("person_detail", [0]),
        ("person_detail", [10**40]),
        ("seat_name_member", [10**19]),
        ("membership_edit", [2**63]),
        ("membership_end", [10**400]),
        ("body_detail", ["x" * 500]),
        ("party_detail", ["bestaat-niet"]),
    ],
)
def test_an_address_of_nothing_is_not_found(cast, name, arguments):
    url = reverse(f"governance:{name}", args=[cast.deal.slug, *arguments])
    assert cast.client("project_secretary").get(url).status_code == 404
