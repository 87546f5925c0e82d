"""Trainings, publications and sharing of an instrument with others (rule 58)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from citydeal.common.dates import EARLIEST, LATEST
from citydeal.common.errors import DomainError, StaleError
from citydeal.common.history import latest_history_id
from citydeal.common.mail import one_line
from citydeal.models import User
from governance.services.checks import save_checked
from workgroups.enums import SharingKind
from workgroups.models import Instrument, InstrumentSharing
from workgroups.services.instruments import lock_instrument, require_worker

TEXT_LENGTH = 200


@dataclass(frozen=True)
class SharingDetails:
    """A training, a publication or sharing (SharingKind), on a day; also one that is still to come."""

    kind: str
    title: str
    on: date
    with_whom: str = ""
    url: str = ""


@transaction.atomic
def add_sharing(*, actor: User, instrument: Instrument, details: SharingDetails) -> InstrumentSharing:
    """Write down a training or how an instrument is shared. Source: rule 58.

    Raises DomainError without the right, without words, and in a year that cannot be. Writes history.
    """
    instrument = lock_instrument(instrument)
    require_worker(actor, instrument)
    return _save(actor, InstrumentSharing(instrument=instrument), details)


@transaction.atomic
def change_sharing(
    *, actor: User, sharing: InstrumentSharing, details: SharingDetails, history_id: int
) -> InstrumentSharing:
    """Change what was written down. Raises StaleError when somebody else saved it after ``history_id``, and
    DomainError as ``add_sharing``. Writes history.
    """
    sharing = _lock(sharing)
    require_worker(actor, sharing.instrument)
    if latest_history_id(sharing) != history_id:
        raise StaleError(_("Somebody else changed this after you opened it."))
    return _save(actor, sharing, details)


@transaction.atomic
def remove_sharing(*, actor: User, sharing: InstrumentSharing) -> None:
    """Take away what did not happen after all. Raises DomainError without the right. Writes history."""
    sharing = _lock(sharing)
    require_worker(actor, sharing.instrument)
    sharing._history_user = actor  # type: ignore[attr-defined]  # simple-history's own name
    sharing.delete()


def _lock(sharing: InstrumentSharing) -> InstrumentSharing:
    found = InstrumentSharing.objects.select_for_update(of=("self",)).select_related(
        "instrument__deal", "instrument__group__body__deal"
    )
    return found.get(pk=sharing.pk)


def _save(actor: User, sharing: InstrumentSharing, details: SharingDetails) -> InstrumentSharing:
    if not EARLIEST <= details.on <= LATEST:
        raise DomainError(_("Fill in a year between 1900 and 2200."), field="on")
    title = one_line(details.title, length=TEXT_LENGTH)
    if not title:
        raise DomainError(_("Fill in what it is."), field="title")
    sharing.kind = SharingKind(details.kind).value
    sharing.title, sharing.on, sharing.url = title, details.on, details.url
    sharing.with_whom = one_line(details.with_whom, length=TEXT_LENGTH)
    return save_checked(sharing, actor)
