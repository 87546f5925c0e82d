"""``manage.py make_scale_data --deals N``: as many invented deals as a test of size needs."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, models, transaction
from django.utils import timezone
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from citydeal.enums import Access
from governance.enums import (
    BodyKind,
    DealRoleKind,
    DecisionSubject,
    DelegationKind,
    DutyKind,
    DutyPattern,
    MembershipRole,
    Office,
    OrganizationKind,
    PartyEventKind,
    PartyState,
    RequestKind,
)
from governance.models import (
    Appointment,
    Body,
    Challenge,
    CityDeal,
    CovenantArticle,
    CovenantRule,
    DealRole,
    Decision,
    Delegation,
    Duty,
    DutyStep,
    FindingException,
    Membership,
    Organization,
    Party,
    PartyContact,
    PartyEvent,
    PartyRequest,
    PartyStatus,
    Person,
    Phase,
    Position,
    RegisterEntry,
    Seat,
)
from governance.rules.registry import RULES
from governance.services.duties_register import usual_steps

BODIES = 12
SEATS = 6
FOLLOWED_SEATS = 4  # of those, so many had somebody before: 6 + 4 memberships per body, 120 per deal
PARTIES = 20
ASKED = 5  # so many parties were asked something
PEOPLE = SEATS + FOLLOWED_SEATS
AT_ONCE = 25  # deals per transaction
CHANGED = 400  # days ago: the last day of who sat there before
KINDS = (
    BodyKind.PROJECT_ORGANIZATION,
    BodyKind.EXECUTIVES_NETWORK,
    BodyKind.STEERING_GROUP,
    BodyKind.CORE_GROUP,
    BodyKind.QUALITY_TEAM,
    BodyKind.RESIDENTS_PANEL,
    *([BodyKind.WORKING_GROUP] * 6),
)
RULE_PARAMETERS: dict[int, dict[str, Any]] = {11: {"minimum": 1, "network": "scale-network"}}


class Command(BaseCommand):
    """Makes deals in bulk, with their history; those that are there already are kept."""

    help = "Make invented deals (12 bodies, 120 memberships with history each) to test size. Needs DEMO=true."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare --deals."""
        parser.add_argument("--deals", type=int, required=True, help="how many there should be, from 1")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make what is missing, and say how long it took. Raises CommandError where it is refused."""
        if not settings.DEMO:
            raise CommandError(
                "make_scale_data fills the database with invented deals; it runs only with DEMO=true."
            )
        wanted = options["deals"]
        if not 1 <= wanted <= 100_000:
            raise CommandError("--deals takes a whole number from 1 to 100000.")
        known = set(CityDeal.objects.filter(slug__startswith="scale-").values_list("slug", flat=True))
        missing = [number for number in range(1, wanted + 1) if slug_of(number) not in known]
        began = time.monotonic()
        for first in range(0, len(missing), AT_ONCE):
            with transaction.atomic():
                make_deals(missing[first : first + AT_ONCE], timezone.localdate())
        if missing:
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        seconds = time.monotonic() - began
        self.stdout.write(f"Made {len(missing)} deals in {seconds:.1f} s; {len(known)} were there already.")


def slug_of(number: int) -> str:
    """Return the address of a deal by its number."""
    return f"scale-{number:05d}"


def make_deals(numbers: Sequence[int], today: date) -> None:
    """Make these deals with all that is in them; as many queries for one as for all of them.

    Each membership of who left has two rows of history: named, and ended. Writes no mail and no rights.
    """
    start = today - timedelta(days=1200)
    deals = _create(
        CityDeal(
            name=f"Schaaldeal {number}",
            slug=slug_of(number),
            summary="Verzonnen, om de omvang te beproeven.",
            start=start,
            end=today + timedelta(days=600),
            signed_on=start,
            access=Access.PUBLIC,
            is_demo=True,
        )
        for number in numbers
    )
    _create(
        CovenantRule(
            deal=deal,
            number=rule.number,
            text=str(rule.default_text),
            parameters=RULE_PARAMETERS.get(rule.number, {}),
            start=start,
        )
        for deal in deals
        for rule in RULES.values()
    )
    parties = _make_parties(deals, start)
    bodies = _create(
        Body(
            deal=deal,
            kind=kind,
            name=f"Orgaan {place}",
            slug=f"orgaan-{place}",
            start=start,
            order=place,
        )
        for deal in deals
        for place, kind in enumerate(KINDS, start=1)
    )
    members = _fill_bodies(bodies, parties, start, today)
    _make_texts(deals, start)
    _make_decisions(bodies, start, today)
    _make_duties(bodies, today)
    _make_contacts(deals, parties, members, today)


def _make_parties(deals: Sequence[CityDeal], start: date) -> dict[int, list[Party]]:
    """Make the organisations of each deal, and let them be its parties; deal id → parties."""
    kinds = list(OrganizationKind)
    organizations = _create(
        Organization(
            name=f"Organisatie {place} van {deal.slug}",
            slug=f"{deal.slug}-{place}",
            kind=kinds[place % len(kinds)],
        )
        for deal in deals
        for place in range(PARTIES)
    )
    parties = _create(
        Party(deal=deal, organization=organizations[nth * PARTIES + place], order=place)
        for nth, deal in enumerate(deals)
        for place in range(PARTIES)
    )
    _create(PartyStatus(party=party, state=PartyState.PARTY, start=start) for party in parties)
    by_deal: dict[int, list[Party]] = {}
    for party in parties:
        by_deal.setdefault(party.deal_id, []).append(party)
    return by_deal


def _fill_bodies(
    bodies: Sequence[Body], parties: dict[int, list[Party]], start: date, today: date
) -> list[Membership]:
    """Put seats, people and memberships in bodies: who left first, then who sits there now, returned."""
    seats = _create(
        Seat(body=body, party=parties[body.deal_id][place], start=start, order=place)
        for body in bodies
        for place in range(SEATS)
    )
    people = _create(
        Person(
            given_name="Bo", family_name=f"Schaal {body.pk}-{nth}", email=f"p{body.pk}.{nth}@schaal.example"
        )
        for body in bodies
        for nth in range(PEOPLE)
    )
    offices = list(Office)
    positions = _create(
        Position(
            person=people[place * PEOPLE + nth],
            organization=seats[place * SEATS + nth % SEATS].party.organization,
            office=offices[nth % len(offices)],
            start=start,
        )
        for place in range(len(bodies))
        for nth in range(PEOPLE)
    )

    def membership(place: int, nth: int, first: date) -> Membership:
        return Membership(
            body=bodies[place],
            seat=seats[place * SEATS + nth % SEATS],
            person=people[place * PEOPLE + nth],
            position=positions[place * PEOPLE + nth],
            role=MembershipRole.CHAIR if nth == 0 else MembershipRole.MEMBER,
            start=first,
        )

    last = today - timedelta(days=CHANGED)
    former = _create(
        membership(place, nth, start) for place in range(len(bodies)) for nth in range(SEATS, PEOPLE)
    )
    for left in former:
        left.end = last
    bulk_update_with_history(former, Membership, ["end"], batch_size=1000, default_change_reason="Opvolging")
    return _create(
        membership(place, nth, last + timedelta(days=1) if nth < FOLLOWED_SEATS else start)
        for place in range(len(bodies))
        for nth in range(SEATS)
    )


def _make_texts(deals: Sequence[CityDeal], start: date) -> None:
    """Give each deal articles, challenges and phases."""
    _create(
        CovenantArticle(deal=deal, number=f"{nth}", title=f"Artikel {nth}", text="Tekst.", order=nth)
        for deal in deals
        for nth in range(1, 11)
    )
    _create(Challenge(deal=deal, title=f"Opgave {nth}", order=nth) for deal in deals for nth in range(1, 4))
    _create(
        Phase(deal=deal, name=f"Fase {nth}", order=nth, planned_start=start + timedelta(days=300 * nth))
        for deal in deals
        for nth in range(4)
    )


def _make_decisions(bodies: Sequence[Body], start: date, today: date) -> None:
    """Let each body take a decision, and let the steering groups rest an exception on it."""
    decisions = _create(
        Decision(
            body=body,
            year=start.year,
            number=1,
            taken_on=start,
            subject=DecisionSubject.COMPOSITION,
            title="Samenstelling",
            text="Vastgesteld.",
        )
        for body in bodies
    )
    _create(
        FindingException(
            deal=decision.body.deal,
            body=decision.body,
            number=11,
            reason="Er is nog geen bestuurder gevonden",
            start=start,
            end=today + timedelta(days=200),
            decision=decision,
        )
        for decision in decisions
        if decision.body.kind == BodyKind.STEERING_GROUP
    )


def _make_duties(bodies: Sequence[Body], today: date) -> None:
    """Let each deal owe the December meeting, two reports a year and a meeting of the core group a month."""
    asked: dict[str, tuple[str, str, int | None]] = {
        BodyKind.EXECUTIVES_NETWORK: (DutyKind.MEETING, DutyPattern.DECEMBER_WEEK, None),
        BodyKind.STEERING_GROUP: (DutyKind.REPORT, DutyPattern.HALF_YEARLY, None),
        BodyKind.CORE_GROUP: (DutyKind.MEETING, DutyPattern.EVERY_WEEKS, 4),
    }
    duties = _create(
        Duty(
            deal=body.deal,
            body=body,
            kind=asked[body.kind][0],
            pattern=asked[body.kind][1],
            number=asked[body.kind][2],
            name=f"Verplichting van {body.name}",
            start=today,
        )
        for body in bodies
        if body.kind in asked
    )
    _create(
        DutyStep(duty=duty, kind=step, days=days)
        for duty in duties
        for step, days in usual_steps(duty.kind, duty.pattern, duty.deal.warning_days).items()
    )


def _make_contacts(
    deals: Sequence[CityDeal], parties: dict[int, list[Party]], members: Sequence[Membership], today: date
) -> None:
    """Give parties a contact and what happened to them, and ask some of them a question.

    The first member of each body has a secretariat; the very first of a deal is its dealmaker, and was
    appointed by the first party.
    """
    per_deal = BODIES * SEATS
    own = {deal.pk: members[nth * per_deal : (nth + 1) * per_deal] for nth, deal in enumerate(deals)}
    asked = [
        (deal, party, member)
        for deal in deals
        for party, member in zip(parties[deal.pk], own[deal.pk], strict=False)
    ]
    _create(RegisterEntry(deal=deal, person=member.person) for deal in deals for member in own[deal.pk])
    _create(
        DealRole(deal=deal, person=own[deal.pk][0].person, role=DealRoleKind.DEALMAKER, start=deal.start)
        for deal in deals
    )
    _create(
        Appointment(membership=own[deal.pk][0], party=parties[deal.pk][0], date=deal.start) for deal in deals
    )
    _create(
        PartyContact(party=party, person=member.person, start=deal.start) for deal, party, member in asked
    )
    _create(
        PartyEvent(party=party, kind=PartyEventKind.SIGNING, date=deal.start) for deal, party, _m in asked
    )
    _create(
        PartyRequest(
            party=party,
            kind=RequestKind.MEMBER_CHECK,
            key=f"scale-{party.pk}",
            to=member.person,
            token_hash=f"scale-{party.pk}",
            sent_on=today - timedelta(days=10),
            answer_until=today + timedelta(days=20),
        )
        for _deal, party, member in asked
        if party.order < ASKED
    )
    _create(
        Delegation(
            person=own[deal.pk][place].person,
            delegate=own[deal.pk][place + 1].person,
            kind=DelegationKind.SECRETARIAT,
            start=deal.start,
        )
        for deal in deals
        for place in range(0, per_deal, SEATS)
    )


def _create(records: Any) -> list[Any]:
    """Save records of one model, each with the first row of its history where the model has one."""
    found: list[models.Model] = list(records)
    if not found:
        return []
    model: Any = type(found[0])
    if hasattr(model, "history"):
        return list(bulk_create_with_history(found, model, batch_size=1000))
    return list(model.objects.bulk_create(found, batch_size=1000))
