"""Papers of the deal: documents, versions of the set-up, and extensions of the term."""

from __future__ import annotations

from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from citydeal.common.dates import EARLIEST, LATEST
from citydeal.common.errors import DomainError
from citydeal.models import User
from citydeal.services.files import store_file
from governance.models import CityDeal, DealDocument, DealExtension, SetupVersion
from governance.services.checks import require_manager, save_checked


@transaction.atomic
def add_document(*, actor: User, deal: CityDeal, title: str, day: date, upload: UploadedFile) -> DealDocument:
    """Add a file to the papers of the deal; ``day``: the date the document bears.

    Raises DomainError without the right, on an impossible year, and on a file that ``store_file``
    refuses (at the field ``file``). Writes history.
    """
    require_manager(actor, deal)
    _check_year(day, "date")
    stored = store_file(actor=actor, upload=upload)
    return save_checked(DealDocument(deal=deal, title=title, date=day, file=stored), actor)


@transaction.atomic
def withdraw_document(*, actor: User, document: DealDocument) -> DealDocument:
    """Take a document from the page; the file itself stays, because the history names it.

    Raises DomainError without the right, and when it was withdrawn already. Writes history.
    """
    require_manager(actor, document.deal)
    locked = DealDocument.objects.select_for_update(of=("self",)).get(pk=document.pk)
    if locked.withdrawn_at is not None:
        raise DomainError(_("This document was withdrawn already."))
    locked.withdrawn_at = timezone.now()
    return save_checked(locked, actor)


@transaction.atomic
def add_setup_version(*, actor: User, deal: CityDeal, day: date, text: str, change: str = "") -> SetupVersion:
    """Add the next version of the set-up ("opzet"); the ones before stay as they were (rule 10).

    ``change``: what changed and why; asked from the second version on. Raises DomainError without the
    right, without it, and on a day before the version before.
    """
    require_manager(actor, deal)
    _lock(deal)
    _check_year(day, "date")
    newest = deal.setup_versions.first()
    if newest is not None:
        if not change.strip():
            raise DomainError(_("Fill in what changed, and why."), field="change")
        if day < newest.date:
            raise DomainError(
                _("Version %(number)s is of %(day)s. Choose a date from then on.")
                % {"number": newest.number, "day": date_format(newest.date, "DATE_FORMAT")},
                field="date",
            )
    return save_checked(
        SetupVersion(
            deal=deal,
            number=newest.number + 1 if newest else 1,
            date=day,
            text=text,
            change=change,
            created_by=actor,
        )
    )


@transaction.atomic
def extend_term(
    *, actor: User, deal: CityDeal, signed_on: date, end: date, reference: str = ""
) -> DealExtension:
    """Extend the term of a deal to ``end``: a document of its own that refers to the first.

    ``reference``: where it was published. Raises DomainError without the right, for a deal without a
    last day, for an end that is not later, and for a signing in the future or before the deal began.
    Writes history. Source: rule 63, facts A3-8.
    """
    require_manager(actor, deal)
    locked = _lock(deal)
    _check_year(end, "end")
    if locked.end is None:
        raise DomainError(_("This deal has no last day, so there is nothing to extend."))
    if end <= locked.end:
        raise DomainError(
            _("The deal runs until %(end)s already. Choose a later day.")
            % {"end": date_format(locked.end, "DATE_FORMAT")},
            field="end",
        )
    if not locked.start <= signed_on <= timezone.localdate():
        raise DomainError(
            _("Choose a day from %(start)s to today.") % {"start": date_format(locked.start, "DATE_FORMAT")},
            field="signed_on",
        )
    extension = DealExtension(
        deal=locked,
        signed_on=signed_on,
        end_before=locked.end,
        end=end,
        reference=reference,
        created_by=actor,
    )
    save_checked(extension)
    locked.end = end
    save_checked(locked, actor)
    return extension


@transaction.atomic
def take_back_extension(*, actor: User, extension: DealExtension) -> date:
    """Take back the newest extension, entered by mistake; returns the day on which the deal ends again.

    Raises DomainError without the right, and for one that is not the newest. Writes history.
    """
    require_manager(actor, extension.deal)
    locked = _lock(extension.deal)
    newest = locked.extensions.order_by("-end").first()
    if newest is None or newest.pk != extension.pk:
        raise DomainError(_("Only the newest extension can be taken back."))
    locked.end = newest.end_before
    newest.delete()
    save_checked(locked, actor, _("The extension was taken back."))
    return newest.end_before


def _lock(deal: CityDeal) -> CityDeal:
    """Return the deal under its row lock, so that two people who do the same wait for each other."""
    return CityDeal.objects.select_for_update().get(pk=deal.pk)


def _check_year(day: date, field: str) -> None:
    if not EARLIEST <= day <= LATEST:
        raise DomainError(_("Fill in a year between 1900 and 2200."), field=field)
