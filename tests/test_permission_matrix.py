"""Every named address × every role → status. A new address without a row fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.cast import ROLES, Cast
from tests.factories.governance import PositionFactory

pytestmark = pytest.mark.django_db

Row = tuple[Callable[[Cast], list[Any]], dict[str, int]]

SIGNED_IN = [role for role in ROLES if role not in ("anonymous", "deactivated")]
ORGANISERS = ["project_secretary", "project_manager"]
READERS = [*ORGANISERS, "auditor"]
BODY_PEOPLE = ["member", "chair", "deputy", "other_body"]
PARTICIPANTS = [*READERS, *BODY_PEOPLE]


def only(roles: list[str], *, public: bool = False, hidden: int = 404) -> dict[str, int]:
    """Return 200 for these roles; nobody goes to the login page, the others get ``hidden``."""
    out = 200 if public else 302
    table = {"anonymous": out, "deactivated": out}
    return table | {role: 200 if role in roles or public else hidden for role in SIGNED_IN}


EVERYBODY = only([], public=True)
# A page that is not public by nature (another access level) hides itself without saying it exists.
HIDDEN_FOR_NOBODY = {"anonymous": 404, "deactivated": 404}

ROWS: dict[str, Row] = {
    "health": (lambda c: [], EVERYBODY),
    "ready": (lambda c: [], EVERYBODY),
    "accessibility": (lambda c: [], EVERYBODY),
    "privacy": (lambda c: [], EVERYBODY),
    "security_txt": (lambda c: [], EVERYBODY),
    "governance:home": (lambda c: [], EVERYBODY),
    "governance:deal_detail": (lambda c: [c.deal.slug], EVERYBODY),
    "governance:body_detail": (lambda c: [c.deal.slug, c.steering.slug], EVERYBODY),
    "governance:body_history": (
        lambda c: [c.deal.slug, c.steering.slug],
        only(READERS),
    ),
    "governance:party_detail": (
        lambda c: [c.deal.slug, c.ministry.organization.slug],
        EVERYBODY,
    ),
    "governance:person_detail": (
        lambda c: [c.deal.slug, c.ministry_member.person_id],
        only(PARTICIPANTS),
    ),
    "governance:person_account": (
        lambda c: [c.deal.slug, c.ministry_member.person_id],
        only(ORGANISERS),
    ),
    "governance:seat_name_member": (lambda c: [c.deal.slug, c.empty_seat.pk], only(ORGANISERS)),
    "governance:membership_edit": (
        lambda c: [c.deal.slug, c.ministry_member.pk],
        only(ORGANISERS),
    ),
    "governance:membership_end": (
        lambda c: [c.deal.slug, c.ministry_member.pk],
        only(ORGANISERS),
    ),
}


@pytest.fixture(autouse=True)
def _somebody_hears_of_weak_spots(settings) -> None:
    """Without a contact security.txt is not there; see ``tests/citydeal/test_security_txt.py``."""
    settings.SECURITY_CONTACT = "mailto:veilig@voorbeeld.example"


# The same addresses for other objects: levels "deal" and "body", and people behind them.
MORE_ROWS: list[tuple[str, str, Callable[[Cast], list[Any]], dict[str, int]]] = [
    (
        "body for the deal",
        "governance:body_detail",
        lambda c: [c.deal.slug, c.core.slug],
        only(PARTICIPANTS) | HIDDEN_FOR_NOBODY,
    ),
    (
        "body for its members",
        "governance:body_detail",
        lambda c: [c.deal.slug, c.closed.slug],
        only([*READERS, "other_body"]) | HIDDEN_FOR_NOBODY,
    ),
    (
        "history of a closed body",
        "governance:body_history",
        lambda c: [c.deal.slug, c.closed.slug],
        only(READERS),
    ),
    (
        "person who sits only in a closed body",
        "governance:person_detail",
        lambda c: [c.deal.slug, c.people["other_body"].pk],
        only([*READERS, "other_body"]),
    ),
    (
        "person of another deal",
        "governance:person_detail",
        lambda c: [c.deal.slug, c.people["other_deal"].pk],
        only([]),
    ),
    (
        "person who only audits the deal",
        "governance:person_detail",
        lambda c: [c.deal.slug, c.people["auditor"].pk],
        only(READERS),
    ),
    (
        "person of an organisation of the deal who is known only elsewhere",
        "governance:person_detail",
        lambda c: [
            c.deal.slug,
            PositionFactory(organization=c.ministry.organization).person_id,
        ],
        only([]),
    ),
    (
        "seat under another deal's address",
        "governance:seat_name_member",
        lambda c: ["andere-deal", c.empty_seat.pk],
        only([]),
    ),
    (
        "membership under another deal's address",
        "governance:membership_end",
        lambda c: ["andere-deal", c.ministry_member.pk],
        only([]),
    ),
    (
        "person who has an account",
        "governance:person_account",
        lambda c: [c.deal.slug, c.people["member"].pk],
        only([]),
    ),
]
# Only in a demo, and then for everybody; tested below and by their own tests.
DEMO_ONLY = {"components": [], "mailbox": [], "mailbox_mail": ["niet-bestaand.log"]}


def names(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[str]:
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from names(pattern, inner)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield prefix + pattern.name


def of_allauth(name: str) -> bool:
    return name.startswith(("account_", "mfa_"))


def test_every_address_has_a_row():
    missing = {n for n in names() if not of_allauth(n)} - ROWS.keys() - DEMO_ONLY.keys()
    assert not missing, f"Give these addresses a row in the matrix: {sorted(missing)}"


def test_every_row_is_an_address():
    assert not (ROWS.keys() | DEMO_ONLY.keys()) - set(names())


def test_every_row_names_every_role():
    assert all(set(table) == set(ROLES) for _arguments, table in ROWS.values())


@pytest.mark.parametrize("name", sorted(ROWS))
def test_matrix(cast, name):
    arguments, expected = ROWS[name]
    url = reverse(name, args=arguments(cast))
    assert {role: cast.client(role).get(url).status_code for role in ROLES} == expected


@pytest.mark.parametrize("row", MORE_ROWS, ids=lambda row: row[0])
def test_matrix_of_other_objects(cast, row):
    _label, name, arguments, expected = row
    url = reverse(name, args=arguments(cast))
    assert {role: cast.client(role).get(url).status_code for role in ROLES} == expected


@pytest.mark.parametrize(
    "name", [name for name, (_a, table) in sorted(ROWS.items()) if table["anonymous"] == 302]
)
def test_posting_is_refused_like_reading(cast, name):
    arguments, expected = ROWS[name]
    url = reverse(name, args=arguments(cast))
    for role in ROLES:
        if expected[role] != 200:
            assert cast.client(role).post(url, {}).status_code in (expected[role], 405), role


IN_A_DEAL = sorted(name for name in ROWS if name.startswith("governance:") and name != "governance:home")


@pytest.mark.parametrize("name", IN_A_DEAL)
def test_a_hidden_deal_answers_as_one_that_does_not_exist(cast, name):
    arguments, _expected = ROWS[name]
    cast.deal.access = "deal"
    cast.deal.save()
    url = reverse(name, args=arguments(cast))
    for role in ("nobody", "other_deal", "platform_manager", "superuser", "ended"):
        assert cast.client(role).get(url).status_code == 404, role
    assert cast.client("project_secretary").get(url).status_code == 200


@pytest.mark.parametrize(
    "name", [name for name, (_a, table) in sorted(ROWS.items()) if table["anonymous"] == 302]
)
def test_nobody_is_sent_to_login_before_anything_is_looked_up(db, client, queries, name):
    arguments = ["bestaat-niet", "bestaat-niet" if "body" in name else 1]
    with queries(0):
        response = client.get(reverse(name, args=arguments))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("name", sorted(DEMO_ONLY))
def test_developers_pages_exist_only_in_a_demo(cast, name):
    url = reverse(name, args=DEMO_ONLY[name])
    assert {cast.client(role).get(url).status_code for role in ROLES} == {404}


@pytest.mark.parametrize("name", sorted(n for n in set(names()) if of_allauth(n)))
def test_accounts_of_allauth_open_nothing_of_a_deal(cast, name):
    """allauth's own pages: reachable or redirecting for everybody, never an error."""
    arguments: dict[str, list[Any]] = {
        "account_confirm_email": ["sleutel"],
        "account_reset_password_from_key": ["1", "sleutel"],
    }
    url = reverse(name, args=arguments.get(name, []))
    for role in ("anonymous", "nobody", "project_secretary"):
        assert cast.client(role).get(url).status_code in (200, 302, 404, 405, 409), role
