"""Rules 1, 2, 13 and 14: the project organisation and the core group (source 000)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citydeal.common.findings import Finding, FindingFact, Outcome, Remedy, Support
from governance.enums import BodyKind, MembershipRole
from governance.rules.base import Rule, Words, asked_of
from governance.rules.facts import BodyFacts, DealFacts, MembershipFact, Period
from governance.rules.parameters import Choice, OrganizationSlug, WholeNumber, choices_of
from governance.rules.shared import (
    NO_LONGER,
    NO_MEMBERS,
    misses,
    name_member,
    seat_facts,
    since,
)

ROLES = "roles"
APPOINTMENTS = "appointments"
_MANAGER, _SECRETARY = MembershipRole.PROJECT_MANAGER, MembershipRole.PROJECT_SECRETARY
_PROJECT_MANAGER, _DEALMAKER = gettext_lazy("project manager"), gettext_lazy("dealmaker")


@dataclass(frozen=True)
class RoleFact(Period):
    """A role of a person on the whole deal (DealRoleKind)."""

    person_id: int
    role: str


@dataclass(frozen=True)
class RoleFacts:
    """Who has a role on the whole deal."""

    roles: tuple[RoleFact, ...] = ()

    def holders(self, role: str, on: date) -> set[int]:
        """Return the persons who have this role on that day."""
        return {fact.person_id for fact in self.roles if fact.role == role and fact.holds(on)}

    def changes(self) -> Iterable[date]:
        """Return the days on which somebody gets or loses a role."""
        return (day for fact in self.roles for day in fact.changes())


@dataclass(frozen=True)
class AppointmentFact:
    """That a party appointed a member, and on which day."""

    membership_id: int
    organization: str
    organization_slug: str
    date: date


@dataclass(frozen=True)
class AppointmentFacts:
    """Which parties appointed which members."""

    appointments: tuple[AppointmentFact, ...] = ()

    def of(self, memberships: Iterable[MembershipFact], until: date) -> list[AppointmentFact]:
        """Return who appointed a member, by its memberships, up to and including a day."""
        ids = {membership.id for membership in memberships}
        return [a for a in self.appointments if a.membership_id in ids and a.date <= until]

    def changes(self) -> Iterable[date]:
        """Return the days on which somebody was appointed."""
        return (appointment.date for appointment in self.appointments)


def in_role(body: BodyFacts, role: str, on: date) -> list[MembershipFact]:
    """Return who has this role in a body on a day; deputies left out."""
    return [m for m in body.memberships if m.role == role and not m.is_deputy and m.holds(on)]


def went_on(membership: MembershipFact, body: BodyFacts) -> list[MembershipFact]:
    """Return a membership and those before it that the same person went on from, in the same role.

    So it goes when the party is followed up by another, or a term is renewed: nobody is appointed anew.
    """
    by_id = {each.id: each for each in body.memberships}
    found = [membership]
    before = by_id.get(membership.follows)
    while before is not None and (before.person_id, before.role) == (membership.person_id, membership.role):
        found.append(before)
        before = by_id.get(before.follows)
    return found


def manager_and_secretary(
    _deal: DealFacts, body: BodyFacts, on: date, parameters: Mapping[str, Any]
) -> Outcome:
    """Rule 1: at least so many project managers and project secretaries."""
    asked = ((_MANAGER, parameters["managers"]), (_SECRETARY, parameters["secretaries"]))
    holders = [(role, minimum, in_role(body, role, on)) for role, minimum in asked]
    missing = [role for role, minimum, members in holders if len(members) < minimum]

    def facts() -> Iterator[FindingFact]:
        for _role, _minimum, members in holders:
            yield from seat_facts(body, members, Support.COUNTS, on)
        yield from (FindingFact(Support.FAILS, subject=str(role.label).lower()) for role in missing)

    def remedy() -> Remedy:
        taken = {m.seat_id for m in body.memberships if not m.is_deputy and m.holds(on)}
        return name_member(body, next((s for s in body.seats if s.holds(on) and s.id not in taken), None))

    return Outcome(not missing, facts(), remedy if missing else None)


def appointed_manager(deal: DealFacts, body: BodyFacts, on: date, parameters: Mapping[str, Any]) -> Outcome:
    """Rule 2: it is recorded which parties appointed the project manager, and when.

    The first one before or on the signing date, by ``minimum`` parties of which the organisation
    ``appointer`` is one, where the deal names it; for a successor one appointing party is enough (D). Who
    goes on, for the party that follows up its own for instance, was appointed already.
    """
    managers = in_role(body, _MANAGER, on)
    if not managers:
        return Outcome(True, not_applicable=_("There is no project manager on this day."))
    appointments: AppointmentFacts = deal.parts[APPOINTMENTS]
    first = min((m for m in body.memberships if m.role == _MANAGER), key=lambda m: m.start)
    wrong = []
    terms = {manager: went_on(manager, body) for manager in managers}
    for manager, term in terms.items():
        if first in term:
            known = appointments.of(term, min(on, deal.signed_on or on))
            slugs = {appointment.organization_slug for appointment in known}
            right = len(known) >= parameters["minimum"] and (parameters["appointer"] or "") in {"", *slugs}
        else:
            right = bool(appointments.of(term, on))
        if not right:
            wrong.append(manager)
    if not wrong:
        facts = [
            FindingFact(Support.COUNTS, organization=a.organization, start=a.date)
            for term in terms.values()
            for a in appointments.of(term, on)
        ]
        return Outcome(True, tuple(facts))
    return Outcome(
        False,
        seat_facts(body, wrong, Support.FAILS, on),
        Remedy(
            _("Record who appointed the project manager"), "governance:appointment_edit", (wrong[0].id or 0,)
        ),
        counts={"first": int(any(first in terms[manager] for manager in wrong))},
    )


def manager_and_dealmaker(
    deal: DealFacts, body: BodyFacts, on: date, _parameters: Mapping[str, Any]
) -> Outcome:
    """Rule 13: the project manager and the dealmaker sit in the core group, in whatever role."""
    sitting = {m.person_id: m for m in body.memberships if not m.is_deputy and m.holds(on)}
    roles: RoleFacts = deal.parts[ROLES]
    managers = {
        member.person_id
        for organisation in deal.bodies_of(BodyKind.PROJECT_ORGANIZATION, on)
        for member in in_role(organisation, _MANAGER, on)
    }
    wanted = ((_PROJECT_MANAGER, managers), (_DEALMAKER, roles.holders("dealmaker", on)))
    here = [(subject, [m for person, m in sitting.items() if person in people]) for subject, people in wanted]
    missing = [subject for subject, members in here if not members]

    def facts() -> Iterator[FindingFact]:
        for _subject, members in here:
            yield from seat_facts(body, members, Support.COUNTS, on)
        yield from (FindingFact(Support.FAILS, subject=str(subject)) for subject in missing)

    return Outcome(not missing, facts(), (lambda: name_member(body, None)) if missing else None)


def smaller_than(deal: DealFacts, body: BodyFacts, on: date, parameters: Mapping[str, Any]) -> Outcome:
    """Rule 14: the core group has no more members than the steering group (D: "kleinere groep")."""
    members = body.members(on)
    if not members:
        return Outcome(True, not_applicable=NO_MEMBERS)
    others = [len(other.members(on)) for other in deal.bodies_of(parameters["than"], on)]
    if not any(others):
        return Outcome(True, not_applicable=_("There is no group to compare it with on this day."))
    numbers = {"count": len(members), "other": max(others)}
    if len(members) <= max(others):
        return Outcome(True, counts=numbers)
    look = Remedy(_("See who sits in %(body)s") % {"body": body.name}, "governance:body_detail", (body.slug,))
    return Outcome(False, (), look, counts=numbers)


# --- Words ---------------------------------------------------------------------------------


def _not_appointed(finding: Finding) -> str:
    if finding.counts.get("first"):
        return _(
            "Since %(since)s: it is not recorded that the first project manager was appointed before the"
            " signing, and by whom."
        ) % since(finding)
    return _("Since %(since)s: it is not recorded who appointed the project manager, and when.") % since(
        finding
    )


def _appointed(finding: Finding) -> str:
    return _("Appointed by %(names)s.") % {
        "names": ", ".join(dict.fromkeys(fact.organization for fact in finding.facts))
    }


def _larger(finding: Finding) -> str:
    return _(
        "Since %(since)s %(body)s has %(count)s members; the group that should be larger has %(other)s."
    ) % since(finding)


def _small_enough(finding: Finding) -> str:
    return _("%(count)s members; the larger group has %(other)s.") % dict(finding.counts)


PROJECT_RULES = (
    Rule(
        number=1,
        scope=BodyKind.PROJECT_ORGANIZATION,
        name=gettext_lazy("Project manager and project secretary"),
        explanation=gettext_lazy("At least this many people have the role in the project organisation."),
        default_text=gettext_lazy(
            "The project organisation consists at least of a project manager and a project secretary."
        ),
        ask=manager_and_secretary,
        words=Words(misses, NO_LONGER),
        parameters=(
            WholeNumber("managers", gettext_lazy("Project managers at least"), default=1, maximum=10),
            WholeNumber("secretaries", gettext_lazy("Project secretaries at least"), default=1, maximum=10),
        ),
    ),
    Rule(
        number=2,
        scope=BodyKind.PROJECT_ORGANIZATION,
        name=gettext_lazy("Who appointed the project manager"),
        explanation=gettext_lazy(
            "It is recorded which parties appointed the project manager, and when: the first one no later"
            " than the signing date. For a successor one appointing party is enough."
        ),
        default_text=gettext_lazy(
            "The project manager is appointed by Agenda Stad and the initiating parties in the preliminary"
            " phase."
        ),
        ask=appointed_manager,
        words=Words(_not_appointed, NO_LONGER, _appointed),
        parameters=(
            WholeNumber(
                "minimum",
                gettext_lazy("Parties at least"),
                gettext_lazy("How many parties appoint the first project manager at least."),
                default=1,
                maximum=20,
            ),
            OrganizationSlug(
                "appointer",
                gettext_lazy("Always appointed by"),
                gettext_lazy(
                    "This organisation must be one of those that appoint the first project manager. Leave"
                    " empty if the covenant names none."
                ),
                is_required=False,
            ),
        ),
        part=APPOINTMENTS,
    ),
    Rule(
        number=13,
        scope=BodyKind.CORE_GROUP,
        name=gettext_lazy("Project manager and dealmaker in the core group"),
        explanation=gettext_lazy(
            "Whoever is project manager in the project organisation, and whoever is dealmaker of the deal,"
            " sits in the core group."
        ),
        default_text=gettext_lazy(
            "The core group consists at least of the project manager and the dealmaker."
        ),
        ask=manager_and_dealmaker,
        words=Words(misses, NO_LONGER),
        parameters=(asked_of(BodyKind.CORE_GROUP),),
        beside=(BodyKind.PROJECT_ORGANIZATION,),
        part=ROLES,
    ),
    Rule(
        number=14,
        scope=BodyKind.CORE_GROUP,
        name=gettext_lazy("A smaller group"),
        explanation=gettext_lazy(
            "The group has no more members than the other one. The portal only warns: the covenant gives"
            " no number."
        ),
        default_text=gettext_lazy("The core group is an agile, smaller group."),
        ask=smaller_than,
        words=Words(
            _larger,
            NO_LONGER,
            _small_enough,
        ),
        parameters=(
            asked_of(BodyKind.CORE_GROUP),
            Choice(
                "than",
                gettext_lazy("Smaller than"),
                default=BodyKind.STEERING_GROUP.value,
                choices=choices_of(BodyKind.choices),
            ),
        ),
        beside=(BodyKind.STEERING_GROUP,),
        is_target=True,
    ),
)
