"""The dashboard of a party: what it promised and did, its people, its tests, and what is asked of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from citydeal.common.addresses import address
from citydeal.common.compiled import compiled
from citydeal.common.dates import holds_on, in_words
from governance.enums import AgreementState, MembershipRole
from governance.models import ActionItem, CityDeal, Membership, Party, PartyAgreement
from governance.models.person import full_name
from governance.permissions import Actor, among_open_bodies, bodies_open_to
from governance.permissions_actions import UNFINISHED
from governance.selectors.rule_parts import a_day, day
from reporting.permissions_contributions import own_parties
from reporting.selectors.contribution_asked import as_asked, question_rows, waiting_questions
from reporting.selectors.contributions import PartyContributions, deal_contributions
from reporting.selectors.dashboard_changes import Line
from workgroups.models import FieldTest
from workgroups.permissions_tests import among_open_tests, reader_of_tests
from workgroups.selectors.field_tests import TestLine, as_lines, with_names

# So many actions and agreements are read.
MOST = 20


@dataclass(frozen=True)
class Seated:
    """Somebody who sits for the party. ``note``: the office, and when the membership ends where it does."""

    name: str
    body: str
    url: str
    role: str
    note: str


@dataclass(frozen=True)
class PartyDashboard:
    """How a party stands in a deal. ``contributions`` is None where it takes no part any more."""

    on: date
    year: int
    contributions: PartyContributions | None
    people: Sequence[Seated]
    tests: Sequence[TestLine]
    asked: Sequence[Line]


def party_dashboard(user: Actor, deal: CityDeal, party: Party, on: date) -> PartyDashboard:
    """Return how a party stands, as far as this account may read it.

    Two queries besides the rights, and those of contributions.
    """
    ((people, actions, agreements, quarters),) = _rows(party=party.pk, on=on, **bodies_open_to(user, deal))
    tests = _tests(party=party.pk, **reader_of_tests(user, deal))
    found = deal_contributions(user, deal, on)
    rows = [row for row in found.rows if row.party == party.pk]
    return PartyDashboard(
        on=on,
        year=found.year,
        contributions=rows[0] if rows else None,
        people=[_seated(deal, row) for row in people],
        tests=as_lines(user, deal, tests, on),
        asked=[
            *(_quarter(row, on, is_own=party.pk in own_parties(user, deal)) for row in quarters),
            *(_agreement(deal, row) for row in agreements),
            *(_action(deal, row, on) for row in actions),
        ],
    )


@compiled
def _rows(party: Any, deal: Any, levels: Any, own: Any, on: Any) -> QuerySet[Any]:
    readable = among_open_bodies(deal, levels, own, "body")
    sits = Membership.objects.filter(readable, holds_on(on), seat__party=OuterRef("pk"))
    person = JSONObject(
        given="person__given_name",
        prefix="person__prefix",
        family="person__family_name",
        role="role",
        deputy="is_deputy",
        end="end",
        title="position__title",
        body="body__name",
        slug="body__slug",
    )
    actions = ActionItem.objects.filter(readable, state__in=sorted(UNFINISHED), seat__party=OuterRef("pk"))
    action = JSONObject(id="pk", text="text", due="due_on", body="body__name", slug="body__slug")
    waiting = PartyAgreement.objects.filter(
        among_open_bodies(deal, levels, own, "decision__body"),
        party=OuterRef("pk"),
        decision__withdrawn_on__isnull=True,
        decision__asks_parties=True,
        confirmed_on__isnull=True,
    ).exclude(state=AgreementState.REFUSED.value)
    agreement = JSONObject(
        id="decision_id", title="decision__title", due="due_on", slug="decision__body__slug"
    )
    arrays = {
        "people": ArraySubquery(sits.order_by("body__order", "is_deputy", "pk").values_list(person)),
        "to_do": ArraySubquery(actions.order_by("due_on", "pk").values_list(action)[:MOST]),
        "waiting": ArraySubquery(
            waiting.order_by(F("due_on").asc(nulls_last=True), "pk").values_list(agreement)[:MOST]
        ),
        "quarters": ArraySubquery(question_rows(waiting_questions().filter(party=OuterRef("pk")))[:MOST]),
    }
    return Party.objects.filter(pk=party).order_by().annotate(**arrays).values_list(*arrays)


@compiled
def _tests(
    party: Any, deal: Any, levels: Any, own: Any, led: Any, contact: Any, on: Any
) -> QuerySet[FieldTest]:
    found = FieldTest.objects.filter(among_open_tests(deal, levels, own, led, contact, on), party=party)
    return with_names(found).order_by("-planned_start", "-pk")


def _seated(deal: CityDeal, row: dict[str, Any]) -> Seated:
    end = day(row["end"])
    parts = [row["title"] or "", _("until %(day)s") % {"day": in_words(end)} if end else ""]
    return Seated(
        name=full_name(row["given"], row["prefix"], row["family"]),
        body=row["body"],
        url=address("governance:body_detail", deal.slug, row["slug"]),
        role=_("Deputy") if row["deputy"] else str(MembershipRole(row["role"]).label),
        note=", ".join(part for part in parts if part),
    )


def _quarter(row: dict[str, Any], on: date, *, is_own: bool) -> Line:
    asked = as_asked(row, on, is_own=is_own)
    meta = _("Answer until %(day)s") % {"day": in_words(asked.until)}
    return Line(
        0, asked.until, "clock", "danger" if asked.until < on else "warning", asked.title, meta, asked.url
    )


def _agreement(deal: CityDeal, row: dict[str, Any]) -> Line:
    due = day(row["due"])
    meta = _("At the latest on %(day)s") % {"day": in_words(due)} if due else ""
    return Line(
        0,
        due or date.max,
        "gavel",
        "warning",
        _("Confirm: %(decision)s") % {"decision": row["title"]},
        meta,
        address("governance:decision_detail", deal.slug, row["slug"], row["id"]),
    )


def _action(deal: CityDeal, row: dict[str, Any], on: date) -> Line:
    due = a_day(row["due"])
    meta = f"{row['body']} – " + _("At the latest on %(day)s") % {"day": in_words(due)}
    return Line(
        1,
        due,
        "clock",
        "danger" if due < on else "neutral",
        row["text"],
        meta,
        address("governance:action_detail", deal.slug, row["slug"], row["id"]),
    )
