"""Every page in every state at every width: nothing for axe to find, and nothing in anybody's way."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from django.urls import resolve, reverse

from tests.cast import Cast
from tests.e2e.audit import SHOTS, audit
from tests.e2e.states import STATES, State, Visit
from tests.test_permission_matrix import ROWS, names, of_allauth

pytestmark = pytest.mark.django_db(transaction=True)
# Answers that are no page: for machines, or a file.
NO_PAGE = {
    "health",
    "ready",
    "security_txt",
    "mfa_download_recovery_codes",
    "governance:document_file",
    "governance:party_mandate",
    "governance:pack_file",
    "governance:paper_file",
    "governance:report_file",
    "governance:round_paper",
    "governance:my_round_paper",
    "governance:round_answer_paper",
    "governance:body_feed",
    "governance:my_feed",
    "reporting:booking_evidence",
    "reporting:budget_export",
    "reporting:contribution_evidence",
    "reporting:contribution_export",
    "reporting:party_letter_file",
    "reporting:report_file",
    "workgroups:attachment_file",
    "workgroups:candidate_export",
    "workgroups:charter_annex",
    "workgroups:charter_file",
    "workgroups:criteria_export",
    "workgroups:instrument_export",
    "workgroups:planning_export",
    "workgroups:score_export",
    "workgroups:step_export",
    "workgroups:test_export",
    "workgroups:work_export",
}
WITH_A_KEY = {"account_confirm_email", "account_reset_password_from_key"}
# Only there when people log in with a code by mail, which this portal does not use.
SWITCHED_OFF = {"account_confirm_login_code"}


def test_every_address_has_a_state():
    missing = set(names()) - {state.address for state in STATES} - NO_PAGE - SWITCHED_OFF
    assert not missing, f"Give these addresses a state in tests/e2e/states: {sorted(missing)}"


def test_every_state_has_a_name_of_its_own():
    assert len({state.name for state in STATES}) == len(STATES)


@pytest.fixture
def visit(cast, settings, open_window) -> Visit:
    return Visit(cast, settings, open_window)


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
def test_page(state: State, visit: Visit):
    if SHOTS:
        Path(SHOTS).mkdir(parents=True, exist_ok=True)
    window = state.reach(visit)
    if state.address:
        assert resolve(urlsplit(window.page.url).path).view_name == state.address
    faults = audit(window, state.name)
    assert not faults, "\n".join([f"{state.name} at {window.page.url}", *faults])


def none(_cast: Cast) -> list[Any]:
    return []


def test_every_page_has_a_title_of_its_own(cast):
    """Asked without a browser: the title is the same in every one. What a page needs goes away after it."""
    secretary, stranger = cast.client("project_secretary"), cast.client("anonymous")
    pages = {name: arguments for name, (arguments, _table) in ROWS.items()}
    pages |= {name: none for name in names() if of_allauth(name) and name not in WITH_A_KEY}
    titles: dict[str, set[str]] = defaultdict(set)
    for name, arguments in sorted(pages.items()):
        with transaction.atomic():
            path = reverse(name, args=arguments(cast))
            for client in (stranger, secretary):
                answer = client.get(path)
                body = b"".join(answer)  # a file stays open until it was sent
                if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
                    (title,) = re.findall(r"<title>(.*?)</title>", body.decode(), re.DOTALL)
                    titles[" ".join(title.split())].add(path)
            transaction.set_rollback(True)
    assert [found for found in titles.items() if len(found[1]) > 1] == []
    assert len(titles) > 20
