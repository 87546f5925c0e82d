"""Governance: the register, offices, who acts for whom, changes of college, questions, succession."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from governance.services.requests import token_of
from tests.cast import Cast
from tests.e2e.states.base import LONG_NAME, Visit, page, sent, state
from tests.e2e.states.deals import deal, person
from tests.e2e.window import Window
from tests.factories.governance import (
    DealRoleFactory,
    DelegationFactory,
    MembershipFactory,
    NominationFactory,
    PartyContactFactory,
    PartyFactory,
    PartyRequestFactory,
    PersonFactory,
    PositionFactory,
    SeatFactory,
)

SECRETARY = "project_secretary"
CONSEQUENCES = "Bekijk de gevolgen"
LIST = "governance:person_list"
ADD = "governance:person_add"
EDIT = "governance:person_edit"
ROLE = "governance:deal_role_add"
OFFICE = "governance:position_add"
OFFICE_EDIT = "governance:position_edit"
OFFICE_END = "governance:position_end"
ACTING = "governance:delegation_list"
DEPUTY = "governance:deputy_name"
HANDOVER = "governance:person_handover"
MERGE = "governance:person_merge"
COLLEGE = "governance:college_change"
REQUESTS = "governance:request_list"
REQUEST = "governance:request_detail"
ASK = "governance:seat_ask"
ANSWER = "governance:request_answer"


def office(cast: Cast) -> list[Any]:
    return [cast.deal.slug, cast.ministry_member.position_id]


def chair(cast: Cast) -> list[Any]:
    return [cast.deal.slug, cast.people["chair"].pk]


def chairs_place(cast: Cast) -> list[Any]:
    return [cast.deal.slug, cast.people["chair"].memberships.get().pk]


def fill_register(visit: Visit) -> None:
    for _ in range(55):
        PersonFactory().register_entries.create(deal=visit.cast.deal)
    PositionFactory(
        person=visit.cast.ministry_member.person,
        organization__name=LONG_NAME,
        title=f"Bestuurder {LONG_NAME}",
    )


def two_executives(visit: Visit) -> None:
    for number in range(2):
        party = PartyFactory(deal=visit.cast.deal, organization__name=f"Gemeente {number} {LONG_NAME}")
        MembershipFactory(seat=SeatFactory(body=visit.cast.steering, party=party, office="alderman"))
        if number:
            PartyContactFactory(party=party)


def leaver(cast: Cast) -> list[Any]:
    place = cast.ministry_member
    DealRoleFactory(deal=cast.deal, person=place.person, role="observer")
    DelegationFactory(person=place.person)
    return person(cast)


def fill_requests(visit: Visit) -> None:
    today = timezone.localdate()
    PartyRequestFactory(party=visit.cast.ministry)
    PartyRequestFactory(party__deal=visit.cast.deal, answer_until=today - timedelta(days=2))
    PartyRequestFactory(party__deal=visit.cast.deal, withdrawn_at=timezone.now())


def answered(cast: Cast) -> list[Any]:
    """Return a change of college that the party answered, with something of everything."""
    request = PartyRequestFactory(
        party=cast.ministry,
        kind="college_change",
        answered_at=timezone.now(),
        answered_by="Ria de Vries",
        remark="Let op: wij verhuizen.",
    )
    NominationFactory(request=request, seat=cast.ministry_seat)
    request.checked.create(
        position=cast.ministry_member.position,
        is_right=False,
        portfolio="Wonen",
        secretariat="Bureau X",
        remark="Ook ander telefoonnummer.",
    )
    return [cast.deal.slug, request.pk]


def chairs_request(cast: Cast) -> list[Any]:
    contact = PartyContactFactory(party__deal=cast.deal, person=cast.people["chair"])
    return [PartyRequestFactory(party=contact.party, to=contact.person).pk]


def link(kind: str, **fields: Any) -> Any:
    def arguments(cast: Cast) -> list[Any]:
        seat = cast.empty_seat
        if kind == "nomination":
            fields["seat"] = seat
        request = PartyRequestFactory(party=cast.ministry, kind=kind, **fields)
        return [token_of(request.key)]

    return arguments


page("home-overview", "governance:home", "adviser")
page("persons", LIST, SECRETARY, deal, before=fill_register)
page("persons-member", LIST, "member", deal)
page("persons-none", LIST, SECRETARY, deal, query="?zoek=niemand-heet-zo")
add_page = page("person-add", ADD, SECRETARY, deal)
sent("person-add-errors", ADD, add_page, "Voeg de persoon toe", {"email": "geen adres"})
page("person-edit", EDIT, SECRETARY, person)
role_page = page("role", ROLE, SECRETARY, person)
sent("role-errors", ROLE, role_page, "Geef de rol", {"start_dag": "99"})
page(
    "role-end",
    "governance:deal_role_end",
    SECRETARY,
    lambda cast: [cast.deal.slug, cast.people["auditor"].deal_roles.get().pk],
)
office_page = page("office-add", OFFICE, SECRETARY, person)
sent("office-add-errors", OFFICE, office_page, "Voeg het ambt toe", {"start_dag": "99"})
page("office-edit", OFFICE_EDIT, SECRETARY, office)
end_page = page("office-end", OFFICE_END, SECRETARY, office)
sent("office-end-consequences", OFFICE_END, end_page, CONSEQUENCES)
acting_page = page("acting", ACTING, "chair", chair)
page("acting-delegate", ACTING, "adviser", chair)
sent("acting-errors", ACTING, acting_page, "Opslaan", {"start_dag": "x"})
page(
    "acting-edit",
    "governance:delegation_edit",
    "chair",
    lambda cast: [cast.deal.slug, cast.people["chair"].delegations.get().pk],
)
page("deputy", DEPUTY, "adviser", chairs_place)
handover_page = page("handover", HANDOVER, SECRETARY, leaver)
sent("handover-errors", HANDOVER, handover_page, CONSEQUENCES)
college_page = page("college", COLLEGE, SECRETARY, deal, before=two_executives)
sent("college-errors", COLLEGE, college_page, CONSEQUENCES)
page(
    "college-party",
    "governance:college_party",
    SECRETARY,
    lambda cast: [cast.deal.slug, cast.ministry.organization.slug],
)
page("my-request", "governance:my_request", "adviser", chairs_request)
page("requests", REQUESTS, SECRETARY, deal, before=fill_requests)
page("requests-empty", REQUESTS, SECRETARY, deal)
page("request", REQUEST, SECRETARY, answered)
page(
    "request-open",
    REQUEST,
    SECRETARY,
    lambda cast: [cast.deal.slug, PartyRequestFactory(party=cast.ministry).pk],
)
page(
    "nomination",
    "governance:nomination_detail",
    SECRETARY,
    lambda cast: [cast.deal.slug, NominationFactory(seat=cast.empty_seat).pk],
)
ask_page = page(
    "ask",
    ASK,
    SECRETARY,
    lambda cast: [cast.deal.slug, cast.empty_seat.pk],
    before=lambda visit: PartyContactFactory(party=visit.cast.empty_seat.party),
)
sent("ask-errors", ASK, ask_page, "Verstuur de vraag", {"until_dag": "99"})
page("ask-nobody", ASK, SECRETARY, lambda cast: [cast.deal.slug, cast.empty_seat.pk])
answer_page = page("answer-seat", ANSWER, "anonymous", link("nomination", note="Graag\nvoor vrijdag."))
sent("answer-errors", ANSWER, answer_page, "Verstuur het antwoord")
page("answer-check", ANSWER, "anonymous", link("member_check"))


merge_page = page("merge", MERGE, SECRETARY, person)
sent("merge-errors", MERGE, merge_page, CONSEQUENCES)


@state("merge-consequences", MERGE)
def _merge_consequences(visit: Visit) -> Window:
    double = MembershipFactory(seat=visit.cast.empty_seat, person__family_name=LONG_NAME)
    PartyContactFactory(party=visit.cast.ministry, person=double.person)
    window = merge_page(visit)
    window.page.locator("[name=person]").select_option(str(double.person_id))
    window.send(CONSEQUENCES)
    return window


@state("handover-consequences", HANDOVER)
def _handover_consequences(visit: Visit) -> Window:
    window = handover_page(visit)
    window.page.locator("[name=person]").select_option("nieuw")
    tomorrow = timezone.localdate() + timedelta(days=1)
    window.fill(
        family_name="Opvolger",
        first_day_dag=tomorrow.day,
        first_day_maand=tomorrow.month,
        first_day_jaar=tomorrow.year,
    )
    for field in window.page.locator("input[type=radio][value=pass]").all():
        window.choose(field.get_attribute("name") or "", "pass")
    window.send(CONSEQUENCES)
    return window


@state("college-consequences", COLLEGE)
def _college_consequences(visit: Visit) -> Window:
    window = college_page(visit)
    today = timezone.localdate()
    window.fill(first_day_dag=today.day, first_day_maand=today.month, first_day_jaar=today.year)
    for field in window.page.locator("input[type=radio][value=vertrekt]").all():
        window.choose(field.get_attribute("name") or "", "vertrekt")
    window.send(CONSEQUENCES)
    return window


def _closed(name: str, **fields: Any) -> None:
    @state(name, ANSWER)
    def reach(visit: Visit) -> Window:
        window = visit.as_role("anonymous")
        token = link("member_check", **fields)(visit.cast)[0]
        window.open(reverse(ANSWER, args=[token]), status=410)
        return window


_closed("answer-late", answer_until=timezone.localdate() - timedelta(days=1))
_closed("answer-withdrawn", withdrawn_at=timezone.now())
_closed("answer-done", answered_at=timezone.now())
