"""Who leads a working group: an executive lead, a lead, and a deputy of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from citydeal.common.dates import holds_on, overlaps
from citydeal.common.errors import DomainError
from citydeal.models import User
from governance.enums import EXECUTIVE_OFFICES
from governance.models import Membership, Person, Position
from governance.selectors.requests import known_in
from governance.services.checks import check_period, check_within, save_checked
from workgroups.enums import LeadRole
from workgroups.models import GroupLead, WorkingGroup
from workgroups.permissions_steps import can_keep_group


@dataclass(frozen=True)
class LeadTerms:
    """Who leads in which role (LeadRole), as deputy or not, on which days."""

    person: Person
    role: str
    start: date
    is_deputy: bool = False
    end: date | None = None


@transaction.atomic
def name_lead(*, actor: User, group: WorkingGroup, terms: LeadTerms) -> GroupLead:
    """Name who leads a group; who did so until then stops the day before.

    An executive lead holds an executive office; a lead is a member of the group, and reports. Raises
    DomainError without the right, on days outside those of the body, on somebody who cannot lead, and where
    somebody else is named for a later day already. Writes history. Source: rules 21 and 22.
    """
    group = lock_group(group)
    require_keeper(actor, group)
    check_period(terms.start, terms.end)
    check_within(group.body, terms.start, terms.end or group.body.end)
    _check_person(group, terms)
    for other in _overlapping(group, terms):
        if other.start >= terms.start:
            raise DomainError(
                _("%(person)s is named from %(day)s. First end that.")
                % {"person": other.person.name, "day": date_format(other.start, "DATE_FORMAT")},
                field="start",
            )
        other.end = date.fromordinal(terms.start.toordinal() - 1)
        save_checked(other, actor)
    return save_checked(GroupLead(group=group, **vars(terms)), actor)


@transaction.atomic
def end_lead(*, actor: User, lead: GroupLead, last_day: date) -> GroupLead:
    """Let somebody stop leading after a day.

    Raises DomainError without the right, and on a day before the first. Writes history.
    """
    require_keeper(actor, lock_group(lead.group))
    lead = GroupLead.objects.select_for_update(of=("self",)).get(pk=lead.pk)
    check_period(lead.start, last_day)
    lead.end = last_day
    return save_checked(lead, actor)


def lock_group(group: WorkingGroup) -> WorkingGroup:
    """Return a group under its row lock, with its body and deal: who changes it waits for who does so now."""
    found = WorkingGroup.objects.select_for_update(of=("self",)).select_related("body__deal")
    return found.get(pk=group.pk)


def require_keeper(actor: User, group: WorkingGroup) -> None:
    """Raise DomainError unless this account keeps leads, goals and rhythm of the group."""
    if not can_keep_group(actor, group):
        raise DomainError(_("You may not change this working group."))


def _overlapping(group: WorkingGroup, terms: LeadTerms) -> list[GroupLead]:
    same = GroupLead.objects.filter(group=group, role=terms.role, is_deputy=terms.is_deputy)
    return list(same.filter(overlaps(terms.start, terms.end)).select_related("person"))


def _check_person(group: WorkingGroup, terms: LeadTerms) -> None:
    person, start = terms.person, terms.start
    if terms.role == LeadRole.EXECUTIVE_LEAD:
        offices = Position.objects.filter(holds_on(start), person=person, office__in=EXECUTIVE_OFFICES)
        known = Person.objects.filter(known_in(group.body.deal_id), pk=person.pk)
        if not (offices.exists() and known.exists()):
            raise DomainError(
                _("An executive lead holds an executive office on the first day. Choose somebody else."),
                field="person",
            )
    elif not Membership.objects.filter(holds_on(start), body=group.body, person=person).exists():
        raise DomainError(
            _("A lead is a member of the working group on the first day. Choose a member."), field="person"
        )
