"""Fill an empty, migrated database with lists of a given length, and say where they are.

``python -m tests.benchmarks.seed ROWS`` prints one JSON object: ``pages`` (name → address) and
``sessions`` (role → session key). Every list on a measured page has ROWS rows.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.benchmarks.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from citydeal.models import User  # noqa: E402
from governance.enums import (  # noqa: E402
    BodyKind,
    MembershipRole,
    Office,
    OrganizationKind,
)
from governance.management.commands.make_scale_data import make_deals, slug_of  # noqa: E402
from governance.models import (  # noqa: E402
    Body,
    CityDeal,
    Membership,
    Organization,
    Party,
    Person,
    Seat,
)
from governance.services.rights import sync_all  # noqa: E402
from tests.benchmarks.limit import FIRST_SLUG  # noqa: E402
from tests.benchmarks.seed_large import make_work_deal  # noqa: E402
from tests.benchmarks.seed_meeting import make_large_meeting  # noqa: E402
from tests.benchmarks.seed_work import make_work  # noqa: E402
from tests.factories.governance import (  # noqa: E402
    LONG_AGO,
    BodyFactory,
    CityDealFactory,
    CovenantRuleFactory,
    DealRoleFactory,
    MembershipFactory,
    PartyFactory,
    PersonFactory,
    PositionFactory,
    SeatFactory,
    UserFactory,
)

# The check of a deal is measured on one of this size, whatever the length of the other lists.
LARGE_MEMBERSHIPS, LEFT_TOGETHER = 300, 3
YEAR = timedelta(days=364)
LEAST_ROWS = 3  # a ministry, a network of cities and one party more
LIMIT_TABLE_ROWS = 1000
NETWORK = "g40"
RULES = (
    (8, "Alle leden zijn bestuurder of directeur van een partij", {"network": NETWORK}),
    (11, "Ten minste 1 bestuurder namens de G40", {"minimum": 1, "network": NETWORK}),
    (12, "Ten minste 1 vertegenwoordiger van een ministerie", {"minimum": 1}),
)


@dataclass
class SeededDeal:
    """A deal with the records that the measured pages show."""

    deal: CityDeal
    steering: Body
    party: Party
    person: Person
    vacant: Seat
    membership: Membership


def account(name: str) -> Person:
    """Return a person with an account."""
    return PersonFactory(given_name="Bo", user=UserFactory(email=f"{name}@voorbeeld.example", name=name))


def name_members(steering: Body, parties: list[Party], member: Person) -> Membership:
    """Seat somebody for every party; returns the membership of ``member``, for the network.

    Everybody starts on a day of his own, so that the rules have as many days to walk as they can
    have; the ministry's only member leaves in a month, so that a rule is at risk.
    """
    memberships = []
    for number, party in enumerate(parties):
        start = LONG_AGO + timedelta(days=23 * number)
        of_network = party.organization.slug == NETWORK
        person = member if of_network else PersonFactory()
        memberships.append(
            MembershipFactory(
                seat=SeatFactory(body=steering, party=party),
                person=person,
                position=PositionFactory(
                    person=person,
                    organization=party.organization,
                    office=Office.EXECUTIVE if of_network else Office.ALDERMAN,
                    start=start - timedelta(days=number % 5),
                ),
                start=start,
                end=timezone.localdate() + timedelta(days=30) if not number else None,
            )
        )
    return next(m for m in memberships if m.person == member)


def fill_bodies(deal: CityDeal, steering: Body, rows: int, party: Party) -> Person:
    """Give one party a seat in every body, all held by one person, each with a deputy.

    Makes bodies until the deal has ``rows`` of them. Returns the person.
    """
    sitting = steering.memberships.get(seat__party=party)
    bodies = list(Body.objects.filter(deal=deal).exclude(pk=steering.pk))
    missing = rows - len(bodies) - 1
    bodies += BodyFactory.create_batch(missing, deal=deal, kind=BodyKind.WORKING_GROUP)
    for body in bodies:
        seat = SeatFactory(body=body, party=party)
        MembershipFactory(seat=seat, person=sitting.person, position=sitting.position)
        MembershipFactory(seat=seat, is_deputy=True)
    return sitting.person


def make_deal(slug: str, rows: int, secretary: Person, member: Person) -> SeededDeal:
    """Make a deal of which every list has ``rows`` rows."""
    deal = CityDealFactory(slug=slug, name=f"City Deal {slug}")
    for number, text, parameters in RULES:
        CovenantRuleFactory(deal=deal, number=number, text=text, parameters=parameters)
    project = BodyFactory(deal=deal, kind=BodyKind.PROJECT_ORGANIZATION)
    MembershipFactory(
        seat=SeatFactory(body=project, party=None, label="Projectsecretaris"),
        person=secretary,
        with_position=False,
        role=MembershipRole.PROJECT_SECRETARY,
    )
    network, _made = Organization.objects.get_or_create(
        slug=NETWORK, defaults={"name": "Netwerk G40", "kind": OrganizationKind.CITY_NETWORK}
    )
    parties = [
        PartyFactory(deal=deal, organization__kind=OrganizationKind.MINISTRY),
        PartyFactory(deal=deal, organization=network),
        *(PartyFactory(deal=deal) for _ in range(rows - 2)),
    ]
    steering = BodyFactory(deal=deal, slug="stuurgroep", article="artikel 4")
    membership = name_members(steering, parties, member)
    return SeededDeal(
        deal=deal,
        steering=steering,
        party=parties[-1],
        person=fill_bodies(deal, steering, rows, parties[-1]),
        vacant=SeatFactory(body=steering, party=parties[-1]),
        membership=membership,
    )


def make_large_deal(secretary: Person) -> CityDeal:
    """Make a deal with every rule there is, of 12 bodies and 300 memberships, of which many have ended.

    It begins as a deal of ``make_scale_data``. To each body are added people who left, a few together:
    terms begin and end with colleges and years.
    """
    make_deals([1], timezone.localdate())
    deal = CityDeal.objects.get(slug=slug_of(1))
    bodies = list(deal.bodies.all())
    parties = list(deal.parties.select_related("organization"))
    MembershipFactory(
        seat=SeatFactory(body=deal.bodies.get(kind=BodyKind.PROJECT_ORGANIZATION), party=None),
        person=secretary,
        with_position=False,
        role=MembershipRole.PROJECT_SECRETARY,
    )
    for number in range(LARGE_MEMBERSHIPS - Membership.objects.filter(body__deal=deal).count()):
        party, person = parties[number % len(parties)], PersonFactory()
        start = deal.start + timedelta(days=182 * (number // len(bodies) // LEFT_TOGETHER))
        MembershipFactory(
            seat=SeatFactory(body=bodies[number % len(bodies)], party=party, start=start, end=start + YEAR),
            person=person,
            position=PositionFactory(person=person, organization=party.organization, start=start),
            start=start,
            end=start + YEAR,
        )
    return deal


def session(user: User) -> str:
    """Sign an account in and return the key of its session."""
    client = Client()
    client.force_login(user)
    return str(client.cookies[settings.SESSION_COOKIE_NAME].value)


def seed(rows: int) -> dict[str, dict[str, str]]:
    """Fill the database; returns the addresses of the pages and the sessions of the roles.

    Two deals are alike: the pages of one are only read, a membership of the other is edited.
    """
    people = {name: account(name) for name in ("secretary", "member", "edited", "lead", "everywhere")}
    reading = make_deal("lezen", rows, people["secretary"], people["member"])
    writing = make_deal("schrijven", rows, people["secretary"], people["edited"])
    large = make_large_deal(people["secretary"])
    working = make_deal("werken", LEAST_ROWS, people["secretary"], people["lead"])
    work = make_work_deal("werk", people["secretary"], people["member"])
    for _ in range(rows - 2):
        CityDealFactory()
    for deal in CityDeal.objects.all():
        DealRoleFactory(deal=deal, person=people["everywhere"])
    for number in range(LIMIT_TABLE_ROWS):
        Organization(slug=f"{FIRST_SLUG[:-4]}{number:04}", name=f"Limiet {number}", kind="other").save()
    pages = addresses(reading, writing) | make_work(working.deal, working.membership)
    pages |= {
        "compliance_large": reverse("governance:deal_compliance", args=[large.slug]),
        "dashboard": reverse("reporting:dashboard", args=[work.slug]),
        "dashboard_manager": reverse("reporting:dashboard_manager", args=[work.slug]),
        "risks": reverse("reporting:risk_list", args=[work.slug]),
        "programme": reverse("reporting:programme"),
        "meeting_large": make_large_meeting(reading.steering, reading.membership).get_absolute_url(),
    }
    sync_all(timezone.localdate())
    return {"pages": pages, "sessions": sessions(people)}


def sessions(people: dict[str, Person]) -> dict[str, str]:
    """Return a session per role; who edits has one of its own, since messages wait in it."""
    keys = {name: session(person.user) for name, person in people.items()}
    return keys | {"editor": session(people["secretary"].user)}


def addresses(reading: SeededDeal, writing: SeededDeal) -> dict[str, str]:
    """Return the addresses of the measured pages by name."""
    slug = reading.deal.slug
    return {
        "limit": "/bench/limit/",
        "home": reverse("governance:home"),
        "deal": reading.deal.get_absolute_url(),
        "body": reading.steering.get_absolute_url(),
        "history": reverse("governance:body_history", args=[slug, reading.steering.slug]),
        "party": reading.party.get_absolute_url(),
        "person": reading.person.get_absolute_url_in(slug),
        "parties": reverse("governance:party_list", args=[slug]),
        "bodies": reverse("governance:body_list", args=[slug]),
        "people": reverse("governance:person_list", args=[slug]),
        "compliance": reverse("governance:deal_compliance", args=[slug]),
        "workspace": reverse("governance:deal_workspace", args=[slug]),
        "name": reverse("governance:seat_name_member", args=[slug, reading.vacant.pk]),
        "edit": reverse("governance:membership_edit", args=[slug, reading.membership.pk]),
        "save": reverse("governance:membership_edit", args=[writing.deal.slug, writing.membership.pk]),
        "login": reverse("account_login"),
    }


def main(arguments: list[str]) -> int:
    """Seed as many rows as the first argument says, and print where they are."""
    rows = max(int(arguments[0]), LEAST_ROWS)
    with transaction.atomic():
        seeded = seed(rows)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    sys.stdout.write(f"{json.dumps(seeded)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
