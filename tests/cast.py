"""The cast: one deal, and an account for every role that a test may ask about."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.conf import settings
from django.test import Client
from django.utils import timezone

from citydeal.enums import Access
from citydeal.models import User
from governance.enums import BodyKind, DelegationReach, MembershipRole, OrganizationKind
from governance.models import Body, CityDeal, Membership, Party, Person, Seat
from governance.services.rights import sync_all
from tests.factories.governance import (
    BodyFactory,
    CityDealFactory,
    CovenantRuleFactory,
    DealRoleFactory,
    DelegationFactory,
    MembershipFactory,
    PartyContactFactory,
    PartyFactory,
    PersonFactory,
    SeatFactory,
    UserFactory,
)

ROLES = (
    "anonymous",
    "nobody",
    "project_secretary",
    "project_manager",
    "auditor",
    "dealmaker",
    "observer",
    "secretariat",
    "adviser",
    "party_contact",
    "member",
    "chair",
    "deputy",
    "other_body",
    "ended",
    "deactivated",
    "other_deal",
    "platform_manager",
    "superuser",
)


@dataclass
class Cast:
    """One deal with a steering group, a core group and a closed body, and an account per role."""

    deal: CityDeal
    steering: Body
    core: Body
    closed: Body
    project: Body
    ministry: Party
    ministry_seat: Seat
    ministry_member: Membership
    empty_seat: Seat
    users: dict[str, User] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)
    day: date = field(default_factory=timezone.localdate)

    def free_chair(self) -> None:
        """Let the chair of the steering group become a member, so that somebody else may be chair."""
        chair = Membership.objects.get(person=self.people["chair"])
        chair.role = MembershipRole.MEMBER
        chair.save()

    def client(self, role: str) -> Client:
        """Return a browser signed in with this role."""
        client = Client()
        if role == "anonymous":
            return client
        if self.day == timezone.localdate():
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[role]
        else:
            client.force_login(self.users[role])
        return client


def _rooms() -> Cast:
    deal = CityDealFactory(slug="de-deal", name="De Deal")
    kinds = {
        "projectorganisatie": (BodyKind.PROJECT_ORGANIZATION, Access.PUBLIC),
        "stuurgroep": (BodyKind.STEERING_GROUP, Access.PUBLIC),
        "kerngroep": (BodyKind.CORE_GROUP, Access.DEAL),
        "besloten": (BodyKind.OTHER, Access.BODY),
    }
    bodies = {
        slug: BodyFactory(deal=deal, kind=kind, slug=slug, name=slug.capitalize(), access=access)
        for slug, (kind, access) in kinds.items()
    }
    steering = bodies["stuurgroep"]
    ministry = PartyFactory(
        deal=deal,
        organization__kind=OrganizationKind.MINISTRY,
        organization__name="Ministerie van Voorbeelden",
        organization__slug="ministerie",
    )
    ministry_seat = SeatFactory(body=steering, party=ministry)
    return Cast(
        deal=deal,
        steering=steering,
        core=bodies["kerngroep"],
        closed=bodies["besloten"],
        project=bodies["projectorganisatie"],
        ministry=ministry,
        ministry_seat=ministry_seat,
        ministry_member=MembershipFactory(seat=ministry_seat),
        empty_seat=SeatFactory(body=steering),
    )


def make_cast() -> Cast:
    """Make the deal, the accounts and their rights as of today."""
    today = timezone.localdate()
    cast = _rooms()
    CovenantRuleFactory(deal=cast.deal)
    for role in ROLES[1:]:
        user = UserFactory(email=f"{role}@voorbeeld.example", name=role)
        cast.users[role] = user
        cast.people[role] = PersonFactory(user=user)

    def sit(who: str, body: Body, **fields: object) -> None:
        MembershipFactory(seat=SeatFactory(body=body), person=cast.people[who], **fields)

    sit("project_secretary", cast.project, role=MembershipRole.PROJECT_SECRETARY)
    sit("project_manager", cast.project, role=MembershipRole.PROJECT_MANAGER)
    sit("member", cast.steering)
    sit("chair", cast.steering, role=MembershipRole.CHAIR)
    sit("deputy", cast.steering, is_deputy=True)
    sit("other_body", cast.closed)
    sit("ended", cast.steering, end=today - timedelta(days=1))
    sit("deactivated", cast.steering)
    for on_the_deal in ("auditor", "dealmaker", "observer"):
        DealRoleFactory(deal=cast.deal, person=cast.people[on_the_deal], role=on_the_deal)
    # The chair's adviser reads what is for the deal; the secretariat reads what its member's body may.
    DelegationFactory(person=cast.people["chair"], delegate=cast.people["adviser"])
    DelegationFactory(
        person=cast.people["other_body"], delegate=cast.people["secretariat"], reach=DelegationReach.BODY
    )
    PartyContactFactory(party=cast.ministry, person=cast.people["party_contact"])
    other = BodyFactory(kind=BodyKind.PROJECT_ORGANIZATION, deal__slug="andere-deal")
    sit("other_deal", other, role=MembershipRole.PROJECT_SECRETARY)
    flags = {"platform_manager": "is_platform_manager", "superuser": "is_superuser"}
    for role, flag in flags.items():
        setattr(cast.users[role], flag, True)
        cast.users[role].save()
    cast.users["deactivated"].is_active = False
    cast.users["deactivated"].save()
    sync_all(today)
    for role, user in cast.users.items():
        client = Client()
        client.force_login(user)
        cast.sessions[role] = client.cookies[settings.SESSION_COOKIE_NAME].value
        user.refresh_from_db()
    return cast
