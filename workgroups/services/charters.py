"""Project charters: begun, given to a group, and continued in a new version (rules 33 to 43)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError, StaleError
from citydeal.common.history import latest_history_id
from citydeal.common.mail import one_line
from citydeal.enums import Access
from citydeal.models import User
from governance.models import CityDeal
from governance.services.checks import save_checked
from workgroups.enums import CharterState
from workgroups.models import CharterVersion, ProjectCharter, WorkingGroup
from workgroups.permissions_charters import can_add_charters, can_write_charter
from workgroups.selectors.charter_sections import SECTIONS, rows_of

TITLE_LENGTH = 200


@dataclass(frozen=True)
class CharterDetails:
    """Of which group a charter is (none: of the deal itself), and who may read it (Access)."""

    group: WorkingGroup | None = None
    access: str = Access.DEAL


@transaction.atomic
def add_charter(*, actor: User, deal: CityDeal, title: str, details: CharterDetails) -> CharterVersion:
    """Begin a charter; returns its first version, a concept.

    Raises DomainError without the right, without a title, and on a group of another deal. Writes history.
    """
    if not can_add_charters(actor, deal):
        raise DomainError(_("You may not add project charters to this deal."))
    _check(deal, details)
    title = one_line(title, length=TITLE_LENGTH)
    if not title:
        raise DomainError(_("Give the project charter a title."), field="title")
    charter = ProjectCharter(deal=deal, title=title, group=details.group, access=details.access)
    save_checked(charter, actor)
    return save_checked(CharterVersion(charter=charter, number=1, title=title), actor)


@transaction.atomic
def change_charter(
    *, actor: User, charter: ProjectCharter, details: CharterDetails, history_id: int
) -> ProjectCharter:
    """Give a charter to another group, or change who may read it; for who keeps the work of the deal.

    Raises StaleError when somebody saved it after ``history_id``; DomainError without the right and on a
    group of another deal. Writes history.
    """
    charter = lock_charter(charter)
    if not can_add_charters(actor, charter.deal):
        raise DomainError(_("You may not change this project charter."))
    if latest_history_id(charter) != history_id:
        raise StaleError(_("Somebody else changed this project charter after you opened it."))
    _check(charter.deal, details)
    charter.group, charter.access = details.group, details.access
    return save_checked(charter, actor)


@transaction.atomic
def begin_version(*, actor: User, charter: ProjectCharter) -> CharterVersion:
    """Begin a new version of an adopted charter: a concept with everything the adopted one says.

    The adopted version stays as it is, until a body adopts the new one. Raises DomainError without the
    right, and where there is a concept already or nothing was adopted yet. Writes history. Source: rule 33.
    """
    charter = lock_charter(charter)
    require_writer(actor, charter)
    if charter.versions.filter(state=CharterState.CONCEPT).exists():
        raise DomainError(_("There is a concept already. Change that one."))
    adopted = charter.versions.filter(state=CharterState.ADOPTED).first()
    if adopted is None:
        raise DomainError(_("Nothing was adopted yet, so there is nothing to change."))
    last = charter.versions.aggregate(last=models.Max("number"))["last"]
    texts = {name: getattr(adopted, name) for section in SECTIONS for name in section.texts}
    concept = CharterVersion(
        charter=charter, number=last + 1, communication_annex=adopted.communication_annex, **texts
    )
    save_checked(concept, actor)
    for section in SECTIONS:
        for row in rows_of(adopted, [section]).get(section.rows, []):
            copied = {name: getattr(row, name) for name in (*section.columns, "order")}
            save_checked(type(row)(version=concept, **copied), actor)
    return concept


@transaction.atomic
def drop_concept(*, actor: User, version: CharterVersion) -> None:
    """Throw a concept away; with it goes a charter of which no version was ever adopted.

    What it said stays in the history. Raises DomainError without the right and on a version that was
    adopted. Writes history.
    """
    charter = lock_charter(version.charter)
    require_writer(actor, charter)
    version = charter.versions.get(pk=version.pk)
    if version.state != CharterState.CONCEPT:
        raise DomainError(_("An adopted version stays. A change is a new version."))
    for row in (row for rows in rows_of(version).values() for row in rows):
        delete_row(row, actor)
    delete_row(version, actor)
    if not charter.versions.exists():
        delete_row(charter, actor)


def delete_row(row: models.Model, actor: User) -> None:
    """Delete a record, with its actor in the history."""
    marked: Any = row
    marked._history_user = actor
    row.delete()


def lock_charter(charter: ProjectCharter) -> ProjectCharter:
    """Return a charter under its row lock, with deal, group and body."""
    found = ProjectCharter.objects.select_for_update(of=("self",))
    return found.select_related("deal", "group__body__deal").get(pk=charter.pk)


def require_writer(actor: User, charter: ProjectCharter) -> None:
    """Refuse who may not write the charter. Raises DomainError."""
    if not can_write_charter(actor, charter):
        raise DomainError(_("You may not write this project charter."))


def _check(deal: CityDeal, details: CharterDetails) -> None:
    group = details.group
    if group is not None and group.body.deal_id != deal.pk:
        raise DomainError(_("This working group belongs to another deal."), field="group")
    if details.access not in Access.values:
        raise DomainError(_("Choose an answer from the list."), field="access")
    if details.access == Access.BODY and group is None:
        raise DomainError(
            _("A charter of the deal itself has no members. Choose a working group, or other readers."),
            field="access",
        )
