"""Governance: the forms of the secretary, what they refuse, and what they ask to confirm."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from tests.cast import Cast
from tests.e2e.states.base import Reach, Visit, page, sent, state
from tests.e2e.states.deals import BODY, person
from tests.e2e.window import Window
from tests.factories.governance import MembershipFactory, SeatFactory

NAME = "governance:seat_name_member"
EDIT = "governance:membership_edit"
END = "governance:membership_end"
ACCOUNT = "governance:person_account"
CONSEQUENCES = "Bekijk de gevolgen"


def membership(cast: Cast) -> list[Any]:
    return [cast.deal.slug, cast.ministry_member.pk]


def empty_seat(cast: Cast) -> list[Any]:
    return [cast.deal.slug, cast.empty_seat.pk]


def one_candidate(visit: Visit) -> None:
    MembershipFactory(seat=SeatFactory(body=visit.cast.core, party=visit.cast.empty_seat.party))


def many_candidates(visit: Visit) -> None:
    for _ in range(6):
        one_candidate(visit)


name_page = page("name", NAME, "project_secretary", empty_seat, before=one_candidate)
page("name-many-candidates", NAME, "project_secretary", empty_seat, before=many_candidates)
page("name-filled-seat", NAME, "project_secretary", lambda cast: [cast.deal.slug, cast.ministry_seat.pk])
edit_page = page("edit", EDIT, "project_secretary", membership)
end_page = page("end", END, "project_secretary", membership)
account_page = page("account", ACCOUNT, "project_secretary", person)

sent(
    "name-errors",
    NAME,
    name_page,
    CONSEQUENCES,
    {"email": "geen adres", "start_dag": "99", "end_dag": "x"},
    chosen={"person": "nieuw"},
)
sent(
    "edit-errors",
    EDIT,
    edit_page,
    "Wijziging opslaan",
    {"start_jaar": "26", "end_dag": "1", "end_maand": "1", "end_jaar": "2019", "term_end_dag": "x"},
)
sent(
    "end-errors",
    END,
    end_page,
    CONSEQUENCES,
    {"end_dag": "31", "end_maand": "2", "reason": "x" * 301},
)
end_consequences = sent("end-consequences", END, end_page, CONSEQUENCES)
sent("body-done", BODY, end_consequences, "Ja, beëindig het lidmaatschap")
sent("account-errors", ACCOUNT, account_page, "Account geven", {"email": "geen adres"})


@state("name-consequences", NAME)
def _name_consequences(visit: Visit) -> Window:
    """With both warnings: somebody has this name, and somebody has this address."""
    known = visit.cast.ministry_member.person
    window = name_page(visit)
    window.choose("person", "nieuw")
    window.fill(given_name=known.given_name, family_name=known.family_name, email=known.email)
    window.page.locator("[name=office]").select_option("director")
    window.send(CONSEQUENCES)
    return window


@state("edit-consequences", EDIT)
def _edit_consequences(visit: Visit) -> Window:
    window = edit_page(visit)
    day = timezone.localdate() + timedelta(days=20)
    window.fill(end_dag=day.day, end_maand=day.month, end_jaar=day.year)
    window.send("Wijziging opslaan")
    return window


def changed_by_another(start: Reach) -> Reach:
    """Return the same state, after which somebody else changed the membership."""

    def reach(visit: Visit) -> Window:
        window = start(visit)
        member = visit.cast.ministry_member
        visit.cast.free_chair()
        member.role = "chair"
        member.term_end = timezone.localdate() + timedelta(days=300)
        member.save()
        return window

    return reach


sent("edit-stale", EDIT, changed_by_another(edit_page), "Wijziging opslaan")
sent("end-stale", END, changed_by_another(end_consequences), "Ja, beëindig het lidmaatschap")


@state("error-403-csrf", "")
def _csrf(visit: Visit) -> Window:
    window = end_page(visit)
    window.fill(reason="Deze reden is lang genoeg om te bewaren.\nOp twee regels.")
    window.context.clear_cookies()
    window.send(CONSEQUENCES)
    assert "Deze reden" in window.text()
    return window
