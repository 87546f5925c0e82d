"""Versions of an instrument: made, offered, and from then on as they were; with their files and links."""

from __future__ import annotations

from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError, StaleError
from citydeal.common.history import latest_history_id
from citydeal.common.mail import one_line
from citydeal.models import User
from citydeal.services.files import store_file
from governance.services.checks import save_checked
from workgroups.enums import FrozenFor
from workgroups.models import Instrument, InstrumentVersion, VersionAttachment
from workgroups.services.instruments import check_day, lock_instrument, require_worker

NUMBER_LENGTH, REASON_LENGTH, NAME_LENGTH = 20, 300, 200


@transaction.atomic
def add_version(
    *, actor: User, instrument: Instrument, number: str, text: str, made_on: date
) -> InstrumentVersion:
    """Add a version to an instrument, as the newest.

    Raises DomainError without the right, without a number, on one that is there already, and on a day that
    is still to come. Writes history.
    """
    instrument = lock_instrument(instrument)
    require_worker(actor, instrument)
    last = instrument.versions.aggregate(last=Max("order"))["last"]
    version = InstrumentVersion(instrument=instrument, order=(last or 0) + 1)
    return _save(actor, version, number, text, made_on)


@transaction.atomic
def change_version(
    *, actor: User, version: InstrumentVersion, number: str, text: str, made_on: date, history_id: int
) -> InstrumentVersion:
    """Change a version that was not offered yet.

    Raises StaleError when somebody else saved it after ``history_id``, and DomainError as ``add_version``
    and on a version that was offered. Writes history.
    """
    version = lock_version(version)
    require_worker(actor, version.instrument)
    if latest_history_id(version) != history_id:
        raise StaleError(_("Somebody else changed this version after you opened it."))
    _require_open(version)
    return _save(actor, version, number, text, made_on)


@transaction.atomic
def freeze_version(*, actor: User, version: InstrumentVersion, for_: str, on: date) -> InstrumentVersion:
    """Offer a version for advice, a test or use (FrozenFor): from then on it does not change.

    A version that was offered before stays as it is: what it was first offered for stands. Raises
    DomainError without the right, on a version that is withdrawn, and on a day that is still to come or
    before the version was made. Writes history.
    """
    version = lock_version(version)
    require_worker(actor, version.instrument)
    require_not_withdrawn(version)
    if version.frozen_on is not None:
        return version
    check_day(on)
    _check_after(version, on)
    version.frozen_on, version.frozen_for = on, FrozenFor(for_).value
    return save_checked(version, actor)


@transaction.atomic
def withdraw_version(*, actor: User, version: InstrumentVersion, on: date, reason: str) -> InstrumentVersion:
    """Withdraw a version: nobody begins to test or use it any more; what ran stays as it was.

    Raises DomainError without the right, without a reason, on a version that is withdrawn already, and on a
    day that cannot be. Writes history.
    """
    version = lock_version(version)
    require_worker(actor, version.instrument)
    require_not_withdrawn(version)
    check_day(on)
    _check_after(version, on)
    reason = one_line(reason, length=REASON_LENGTH)
    if not reason:
        raise DomainError(_("Say why the version is withdrawn."), field="reason")
    version.withdrawn_on, version.withdrawn_reason = on, reason
    return save_checked(version, actor, reason)


@transaction.atomic
def attach(
    *,
    actor: User,
    version: InstrumentVersion,
    title: str,
    upload: UploadedFile | None = None,
    url: str = "",
) -> VersionAttachment:
    """Add a file or a link to a version that was not offered yet: exactly one of the two.

    Raises DomainError without the right, on a version that was offered, on none or both, and on a file that
    is no document. Writes history; stores the file.
    """
    version = lock_version(version)
    require_worker(actor, version.instrument)
    _require_open(version)
    if upload is None and not url:
        raise DomainError(_("Choose a file, or fill in an address."), field="file")
    if upload is not None and url:
        raise DomainError(_("Choose a file or fill in an address, not both."), field="url")
    name = one_line(title, length=NAME_LENGTH)
    if not name:
        raise DomainError(_("Fill in a name."), field="title")
    stored = store_file(actor=actor, upload=upload) if upload is not None else None
    return save_checked(VersionAttachment(version=version, title=name, file=stored, url=url), actor)


@transaction.atomic
def detach(*, actor: User, attachment: VersionAttachment) -> None:
    """Take a file or link off a version that was not offered yet.

    Raises DomainError without the right, and on a version that was offered. Writes history.
    """
    version = lock_version(attachment.version)
    require_worker(actor, version.instrument)
    _require_open(version)
    attachment._history_user = actor  # type: ignore[attr-defined]  # simple-history's own name
    attachment.delete()


def lock_version(version: InstrumentVersion) -> InstrumentVersion:
    """Return a version under its row lock, with its instrument, deal and group."""
    found = InstrumentVersion.objects.select_for_update(of=("self",)).select_related(
        "instrument__deal", "instrument__group__body__deal"
    )
    return found.get(pk=version.pk)


def require_not_withdrawn(version: InstrumentVersion, *, field: str = "version") -> None:
    """Refuse a version that is withdrawn; raises DomainError."""
    if version.withdrawn_on is not None:
        raise DomainError(
            _("Version %(number)s is withdrawn on %(day)s. Choose another version.")
            % {"number": version.number, "day": date_format(version.withdrawn_on, "DATE_FORMAT")},
            field=field,
        )


def _require_open(version: InstrumentVersion) -> None:
    require_not_withdrawn(version)
    if version.frozen_on is not None:
        raise DomainError(
            _(
                "Version %(number)s was offered %(purpose)s on %(day)s, so it stays as it is."
                " Add a new version."
            )
            % {
                "number": version.number,
                "purpose": version.get_frozen_for_display(),
                "day": date_format(version.frozen_on, "DATE_FORMAT"),
            }
        )


def _check_after(version: InstrumentVersion, on: date) -> None:
    first = version.frozen_on or version.made_on
    if on < first:
        raise DomainError(
            _("Fill in a day from %(day)s.") % {"day": date_format(first, "DATE_FORMAT")}, field="on"
        )


def _save(
    actor: User, version: InstrumentVersion, number: str, text: str, made_on: date
) -> InstrumentVersion:
    check_day(made_on, field="made_on")
    number = one_line(number, length=NUMBER_LENGTH)
    if not number:
        raise DomainError(_("Fill in a number, such as 1.0."), field="number")
    others = InstrumentVersion.objects.filter(instrument=version.instrument, number__iexact=number)
    if others.exclude(pk=version.pk).exists():
        raise DomainError(
            _("This instrument has a version %(number)s already.") % {"number": number}, field="number"
        )
    version.number, version.text, version.made_on = number, text, made_on
    return save_checked(version, actor)
