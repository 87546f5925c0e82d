"""Write a section of the concept of a project charter: its texts, its rows and its annex."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError, StaleError
from citydeal.common.mail import one_line
from citydeal.models import User
from citydeal.services.files import store_file
from governance.services.checks import save_checked
from workgroups.enums import BudgetKind, CharterState
from workgroups.models import CharterVersion
from workgroups.selectors.charter_sections import Section, rows_of, stamp_of
from workgroups.services.charters import TITLE_LENGTH, delete_row, lock_charter, require_writer

MOST_ROWS = 60


@dataclass(frozen=True)
class RowDetails:
    """A row as it was filled in. ``place``: its place on the form; ``id``: None for a new one."""

    place: int
    values: Mapping[str, Any]
    id: int | None = None


@dataclass(frozen=True)
class SectionDetails:
    """What was filled in for a section: texts by field, rows in their order, and the annex."""

    texts: Mapping[str, str]
    rows: Sequence[RowDetails] = ()
    annex: UploadedFile | None = None
    removes_annex: bool = False


@dataclass
class _Writing:
    """A section that is being written, by whom."""

    actor: User
    version: CharterVersion
    section: Section
    standing: dict[int, Any] = field(default_factory=dict)


@transaction.atomic
def write_section(
    *, actor: User, version: CharterVersion, section: Section, details: SectionDetails, stamp: str
) -> CharterVersion:
    """Save a section of a concept: what ``details`` does not hold any more is taken out.

    ``stamp``: ``stamp_of`` the section when the form was opened. Raises StaleError when the section says
    something else by now; DomainError without the right, on a version that was adopted (rule 33), on too
    many rows, and on a row that cannot be: its field is ``rij-<place>-<column>``. Writes history; may keep
    a file.
    """
    charter = lock_charter(version.charter)
    require_writer(actor, charter)
    version = charter.versions.select_for_update().get(pk=version.pk)
    version.charter = charter
    if version.state != CharterState.CONCEPT:
        raise DomainError(_("This version was adopted, so it does not change. Begin a new version."))
    rows = rows_of(version, [section])
    if stamp_of(version, rows, [section]) != stamp:
        raise StaleError(_("Somebody else changed this section after you opened it."))
    if len(details.rows) > MOST_ROWS:
        raise DomainError(_("Use at most %(most)s rows.") % {"most": MOST_ROWS})
    writing = _Writing(actor, version, section, {row.pk: row for row in rows.get(section.rows, [])})
    _write_texts(writing, details)
    _write_rows(writing, details.rows)
    return version


def _write_texts(writing: _Writing, details: SectionDetails) -> None:
    version, charter = writing.version, writing.version.charter
    for name in writing.section.texts:
        setattr(version, name, details.texts[name].strip())
    if "title" in writing.section.texts:
        version.title = one_line(version.title, length=TITLE_LENGTH)
    if writing.section.has_annex and details.annex is not None:
        version.communication_annex = store_file(actor=writing.actor, upload=details.annex, field="annex")
    elif writing.section.has_annex and details.removes_annex:
        version.communication_annex = None
    save_checked(version, writing.actor)
    adopted = charter.versions.filter(state=CharterState.ADOPTED).exists()
    if charter.title != version.title and not adopted:
        charter.title = version.title
        save_checked(charter, writing.actor)


def _write_rows(writing: _Writing, rows: Sequence[RowDetails]) -> None:
    section = writing.section
    if section.model is None:
        return
    for order, details in enumerate(rows):
        values = {name: details.values[name] for name in section.columns} | {"order": order}
        row = writing.standing.pop(details.id or 0, None)
        if row is not None and all(getattr(row, name) == value for name, value in values.items()):
            continue
        made: Any = row or section.model(version=writing.version)
        for name, value in values.items():
            setattr(made, name, value)
        try:
            _check_row(made)
            save_checked(made, writing.actor)
        except DomainError as error:
            raise DomainError(error.message, field=f"rij-{details.place}-{error.field}") from error
    for row in writing.standing.values():
        delete_row(row, writing.actor)


def _check_row(row: Any) -> None:
    """Refuse a row whose columns contradict each other. Raises DomainError with its column."""
    delivered = getattr(row, "delivery_end", None)
    if delivered is not None and delivered < row.start:
        raise DomainError(
            _("This is before the period of this part. Choose a later moment."), field="delivery"
        )
    kind = getattr(row, "kind", "")
    if kind == BudgetKind.ONE_OFF and row.year_to != row.year_from:
        raise DomainError(
            _("A one-off amount is of one year. Fill in one year, or choose “structural”."), field="years"
        )
