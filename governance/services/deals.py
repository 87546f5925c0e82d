"""Set up a deal: who may act in it first, its settings and state, and who has a role on the whole.

A platform manager creates a deal and appoints its first project secretary; from then on whoever may
manage the composition of the deal does the rest (architecture, "Permissions").
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import gettext as _

from citydeal.common.dates import EARLIEST
from citydeal.common.errors import DomainError
from citydeal.enums import Access
from citydeal.models import User
from citydeal.services.accounts import create_account
from governance.enums import BodyKind, DealState, DecemberRule, MembershipRole, ReportHalves
from governance.models import (
    Body,
    CityDeal,
    DealRole,
    DealStatus,
    Membership,
    Person,
    Seat,
)
from governance.permissions import can_change_state, deals_without_organiser
from governance.services.checks import (
    check_period,
    require_manager,
    require_platform_manager,
    rights_follow,
    save_checked,
)
from governance.services.deal_text import opened
from governance.services.memberships import MembershipTerms, check_membership, draft_membership
from governance.services.register import same_person
from governance.workflow import deal_steps

# Addresses of pages beside the deals.
RESERVED_SLUGS = frozenset({"nieuw"})


@transaction.atomic
def create_deal(
    *,
    actor: User,
    name: str,
    slug: str,
    start: date,
    end: date | None = None,
    tagline: str = "",
    summary: str = "",
    access: str = Access.DEAL,
    contact_email: str = "",
    warning_days: int = 90,
    is_demo: bool = False,
) -> CityDeal:
    """Create a deal in preparation, without anybody in it; ``warning_days`` in calendar days.

    Raises DomainError without the flag of a platform manager, on an address that is taken or that is
    one of the portal itself, and on days that cannot be. Writes history.
    """
    require_platform_manager(actor)
    check_period(start, end)
    if slug in RESERVED_SLUGS:
        raise DomainError(_("The portal uses this address itself. Choose another one."), field="slug")
    deal = CityDeal(
        name=name,
        slug=slug,
        tagline=tagline,
        summary=summary,
        start=start,
        end=end,
        access=access,
        contact_email=contact_email,
        warning_days=warning_days,
        is_demo=is_demo,
    )
    save_checked(deal, actor)
    first_day = min(start, timezone.localdate())
    save_checked(DealStatus(deal=deal, state=DealState.PREPARATION, start=first_day, created_by=actor))
    return deal


@dataclass(frozen=True)
class SecretaryNames:
    """How the first secretary is called, and the address to log in with."""

    email: str
    family_name: str
    given_name: str = ""
    prefix: str = ""


@transaction.atomic
def appoint_by_address(
    *, actor: User, deal: CityDeal, names: SecretaryNames, start: date, remit: str = ""
) -> Membership:
    """Appoint the first project secretary by e-mail address, as ``appoint_first_secretary``.

    Whoever has an account with this address keeps it, and is the same person as in other deals.
    Raises DomainError at ``email`` for a closed account, and for one with another last name.
    """
    require_platform_manager(actor)
    account = User.objects.filter(email__iexact=names.email.strip()).first()
    if account is not None and not account.is_active:
        raise DomainError(_("The account with this e-mail address is closed."), field="email")
    known = same_person(names.email, names.family_name)
    person = known or Person(
        given_name=names.given_name,
        prefix=names.prefix,
        family_name=names.family_name,
        email=names.email.strip(),
        user=account,
    )
    return appoint_first_secretary(actor=actor, deal=deal, person=person, start=start, remit=remit)


@transaction.atomic
def appoint_first_secretary(
    *, actor: User, deal: CityDeal, person: Person, start: date, remit: str = ""
) -> Membership:
    """Appoint the first project secretary of a deal, who from then on appoints everybody else.

    ``person`` may be new (unsaved). The project organisation is founded on ``start`` with ``remit``
    where the deal has none yet. Whoever has no account gets one at the contact address.
    Raises DomainError without the flag of a platform manager, and as long as somebody manages the
    deal today or later. Side effects: history, rights, an invitation by mail for a new account.
    Source: rule 1; architecture, "Permissions".
    """
    require_platform_manager(actor)
    deal = CityDeal.objects.select_for_update().get(pk=deal.pk)
    if not deals_without_organiser(actor).filter(pk=deal.pk).exists():
        raise DomainError(_("This deal has a project organisation. It appoints its own members."))
    check_period(start, None)
    if person.user is None:
        person.user = create_account(actor=actor, email=person.email, name=person.name)
        save_checked(person)
    elif person._state.adding:
        save_checked(person)
    terms = MembershipTerms(start=start, role=MembershipRole.PROJECT_SECRETARY)
    membership = draft_membership(_secretary_seat(deal, start, remit), person, None, terms)
    check_membership(membership)
    membership.save()
    rights_follow(person)
    return membership


@transaction.atomic
def give_deal_role(
    *,
    actor: User,
    deal: CityDeal,
    person: Person,
    role: str,
    start: date,
    end: date | None = None,
) -> DealRole:
    """Give a person a role on the whole deal, such as auditor.

    Raises DomainError without the right, on days that cannot be, and when the person has this role
    in that period already. Writes history, derives the person's rights.
    """
    require_manager(actor, deal)
    check_period(start, end)
    same = DealRole.objects.filter(deal=deal, person=person, role=role)
    if same.overlapping(start, end).exists():
        raise DomainError(
            _("%(person)s already has this role on the deal in that period.") % {"person": person},
            field="start",
        )
    deal_role = save_checked(DealRole(deal=deal, person=person, role=role, start=start, end=end))
    rights_follow(person)
    return deal_role


@dataclass(frozen=True)
class DealSettings:
    """What the project organisation sets of its deal. ``warning_days`` in calendar days."""

    name: str
    start: date
    end: date | None
    tagline: str = ""
    summary: str = ""
    contact_email: str = ""
    access: str = Access.DEAL
    signed_on: date | None = None
    warning_days: int = 90
    december_rule: str = DecemberRule.FIRST_SEVEN_DAYS
    report_halves: str = ReportHalves.CALENDAR
    hours_per_day: int = 8


@transaction.atomic
def change_settings(*, actor: User, deal: CityDeal, settings: DealSettings, history_id: int) -> CityDeal:
    """Change what a deal is called, who may read it, its term, and the choices of A2.

    ``history_id``: the history row the form was opened with. The last day of a deal that was extended
    follows from its newest extension. Raises DomainError without the right, on days that cannot be and
    on another last day of an extended deal; StaleError when somebody changed it in between. Writes history.
    """
    require_manager(actor, deal)
    check_period(settings.start, settings.end)
    locked = opened(deal, history_id)
    if settings.end != locked.end and locked.extensions.exists():
        raise DomainError(
            _("This deal was extended, so its last day follows from the extension."), field="end"
        )
    if settings.signed_on is not None:
        check_signing(settings.signed_on)
    for name, value in vars(settings).items():
        setattr(locked, name, value)
    return save_checked(locked, actor)


def check_signing(day: date) -> None:
    """Raise DomainError on a day of signing that is no day of the past."""
    if not EARLIEST <= day <= timezone.localdate():
        raise DomainError(
            _("Fill in the day on which the deal was signed. That is today or earlier."), field="signed_on"
        )


@transaction.atomic
def change_state(*, actor: User, deal: CityDeal, state: str, start: date, reason: str = "") -> DealStatus:
    """Bring a deal to its next state, from ``start`` on: preparation, running, closed.

    A closed deal can be read and not changed, until somebody opens it again. Raises DomainError without
    the right, on a step that the table in ``workflow.py`` does not have, on a step without the reason
    it asks, and on a day in the future or before the step before. Writes history and a dated row.
    """
    if not can_change_state(actor, deal):
        raise DomainError(_("You may not change how this deal is organised."))
    locked = CityDeal.objects.select_for_update().get(pk=deal.pk)
    step = deal_steps(locked.state).get(state)
    if step is None:
        raise DomainError(_("The deal cannot go from this state to that one."), field="state")
    if step.asks_reason and not reason.strip():
        raise DomainError(_("Fill in the reason."), field="reason")
    newest = locked.statuses.last()
    earliest = newest.start if newest else EARLIEST
    if not earliest <= start <= timezone.localdate():
        raise DomainError(
            _("Choose a day from %(start)s to today.") % {"start": date_format(earliest, "DATE_FORMAT")},
            field="start",
        )
    locked.state = state
    save_checked(locked, actor)
    return save_checked(DealStatus(deal=locked, state=state, start=start, reason=reason, created_by=actor))


def _secretary_seat(deal: CityDeal, start: date, remit: str) -> Seat:
    """Return the seat of the project secretary; made with its body where the deal has none."""
    body = Body.objects.filter(deal=deal, kind=BodyKind.PROJECT_ORGANIZATION).first()
    if body is None:
        name = str(BodyKind.PROJECT_ORGANIZATION.label)
        body = save_checked(
            Body(
                deal=deal,
                kind=BodyKind.PROJECT_ORGANIZATION,
                name=name,
                slug=slugify(name),
                remit=remit,
                start=start,
            )
        )
    label = str(MembershipRole.PROJECT_SECRETARY.label)
    seat = body.seats.filter(label=label, end__isnull=True).first()
    return seat or save_checked(Seat(body=body, label=label, start=start))
