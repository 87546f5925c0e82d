"""Who uses an instrument, and who takes part in making it (rule 59)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from citydeal.common.dates import overlaps
from citydeal.common.errors import DomainError, StaleError
from citydeal.common.history import latest_history_id
from citydeal.common.mail import one_line
from citydeal.models import User
from governance.models import Party
from governance.services.checks import check_period, save_checked
from workgroups.enums import FrozenFor, InstrumentState, Involvement
from workgroups.models import Instrument, InstrumentInvolvement, InstrumentUse, InstrumentVersion
from workgroups.permissions_instruments import can_record_use
from workgroups.services.instruments import check_day, lock_instrument, require_worker
from workgroups.services.versions import lock_version, require_not_withdrawn

PLACE_LENGTH = 200


@dataclass(frozen=True)
class UseDetails:
    """Since when a party uses a version, until when (None: still), and where in its organisation."""

    start: date
    end: date | None = None
    where: str = ""


@transaction.atomic
def add_use(*, actor: User, version: InstrumentVersion, party: Party, details: UseDetails) -> InstrumentUse:
    """Write down that a party uses a version. A version that was not offered yet is offered for use by it.

    Who works on the instrument does so, and the contact of the party. Raises DomainError without the right,
    on a version that is withdrawn, on an instrument that is dropped, on a party of another deal, on days
    that cannot be, and on the same use twice. Writes history.
    """
    version = lock_version(version)
    _require_recorder(actor, version.instrument, party)
    require_not_withdrawn(version)
    if version.instrument.state == InstrumentState.DROPPED:
        raise DomainError(_("This instrument is dropped, so nobody begins to use it."))
    if party.deal_id != version.instrument.deal_id:
        raise DomainError(_("This party takes part in another deal."), field="party")
    use = InstrumentUse(version=version, party=party)
    _check_use(use, details)
    if version.frozen_on is None:
        version.frozen_on, version.frozen_for = details.start, FrozenFor.USE
        save_checked(version, actor)
    return _save_use(actor, use, details)


@transaction.atomic
def change_use(*, actor: User, use: InstrumentUse, details: UseDetails, history_id: int) -> InstrumentUse:
    """Change since when, until when and where a party uses a version.

    Raises StaleError when somebody else saved it after ``history_id``, and DomainError as ``add_use``.
    Writes history.
    """
    use = _lock_use(use)
    _require_recorder(actor, use.version.instrument, use.party)
    if latest_history_id(use) != history_id:
        raise StaleError(_("Somebody else changed this use after you opened it."))
    _check_use(use, details)
    return _save_use(actor, use, details)


@transaction.atomic
def remove_use(*, actor: User, use: InstrumentUse) -> None:
    """Take away a use that was no use. Raises DomainError without the right. Writes history."""
    use = _lock_use(use)
    _require_recorder(actor, use.version.instrument, use.party)
    use._history_user = actor  # type: ignore[attr-defined]  # simple-history's own name
    use.delete()


@transaction.atomic
def add_involvement(
    *, actor: User, instrument: Instrument, party: Party, kind: str, start: date, end: date | None = None
) -> InstrumentInvolvement:
    """Write down that a party takes part in an instrument (Involvement). Source: rule 59.

    Raises DomainError without the right, on a party of another deal, on days that cannot be, and on the same
    involvement at the same time. Writes history.
    """
    instrument = lock_instrument(instrument)
    require_worker(actor, instrument)
    if party.deal_id != instrument.deal_id:
        raise DomainError(_("This party takes part in another deal."), field="party")
    row = InstrumentInvolvement(instrument=instrument, party=party, kind=Involvement(kind).value)
    return _save_involvement(actor, row, start, end)


@transaction.atomic
def change_involvement(
    *, actor: User, involvement: InstrumentInvolvement, start: date, end: date | None, history_id: int
) -> InstrumentInvolvement:
    """Change the days of an involvement, such as its end.

    Raises StaleError when somebody else saved it after ``history_id``, and DomainError as
    ``add_involvement``. Writes history.
    """
    row = _lock_involvement(involvement)
    require_worker(actor, row.instrument)
    if latest_history_id(row) != history_id:
        raise StaleError(_("Somebody else changed this involvement after you opened it."))
    return _save_involvement(actor, row, start, end)


@transaction.atomic
def remove_involvement(*, actor: User, involvement: InstrumentInvolvement) -> None:
    """Take an involvement away that was written down by mistake.

    Raises DomainError without the right. Writes history.
    """
    row = _lock_involvement(involvement)
    require_worker(actor, row.instrument)
    row._history_user = actor  # type: ignore[attr-defined]  # simple-history's own name
    row.delete()


def _require_recorder(actor: User, instrument: Instrument, party: Party) -> None:
    if not can_record_use(actor, instrument, party):
        raise DomainError(_("You may not say who uses this instrument."))


def _lock_use(use: InstrumentUse) -> InstrumentUse:
    found = InstrumentUse.objects.select_for_update(of=("self",)).select_related(
        "party", "version__instrument__deal", "version__instrument__group__body__deal"
    )
    return found.get(pk=use.pk)


def _lock_involvement(involvement: InstrumentInvolvement) -> InstrumentInvolvement:
    found = InstrumentInvolvement.objects.select_for_update(of=("self",)).select_related(
        "instrument__deal", "instrument__group__body__deal"
    )
    return found.get(pk=involvement.pk)


def _check_use(use: InstrumentUse, details: UseDetails) -> None:
    check_day(details.start, field="start")
    check_period(details.start, details.end)
    if details.start < use.version.made_on:
        raise DomainError(
            _("Version %(number)s was made on %(day)s. Fill in a day from then on.")
            % {"number": use.version.number, "day": date_format(use.version.made_on, "DATE_FORMAT")},
            field="start",
        )
    same = InstrumentUse.objects.filter(
        overlaps(details.start, details.end),
        version=use.version,
        party=use.party,
        where__iexact=one_line(details.where, length=PLACE_LENGTH),
    )
    if same.exclude(pk=use.pk).exists():
        raise DomainError(_("This is written down already. Change the use that is there."), field="start")


def _save_use(actor: User, use: InstrumentUse, details: UseDetails) -> InstrumentUse:
    use.start, use.end = details.start, details.end
    use.where = one_line(details.where, length=PLACE_LENGTH)
    return save_checked(use, actor)


def _save_involvement(
    actor: User, row: InstrumentInvolvement, start: date, end: date | None
) -> InstrumentInvolvement:
    check_day(start, field="start")
    check_period(start, end)
    same = InstrumentInvolvement.objects.filter(
        overlaps(start, end), instrument=row.instrument, party=row.party, kind=row.kind
    )
    if same.exclude(pk=row.pk).exists():
        raise DomainError(_("This party takes part in this way already on these days."), field="start")
    row.start, row.end = start, end
    return save_checked(row, actor)
