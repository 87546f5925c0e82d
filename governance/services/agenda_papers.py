"""Papers with the items of an agenda: added, replaced by a new version, withdrawn. What was told stays."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError
from citydeal.common.file_kinds import PDF, FileRunsError
from citydeal.common.mail import one_line
from citydeal.common.pdf_checks import PdfClosedError, check_pdf
from citydeal.models import StoredFile, User
from citydeal.services.files import store_file
from governance.enums import PaperKind
from governance.models import AgendaItem, AgendaPaper
from governance.services.agenda_checks import open_item
from governance.services.checks import save_checked
from governance.services.pack_requests import pack_changed


@transaction.atomic
def add_paper(
    *,
    actor: User,
    item: AgendaItem,
    title: str,
    upload: UploadedFile,
    kind: str = PaperKind.WITH_ITEM,
) -> AgendaPaper:
    """Add a paper to an item. The file is called by its title, not as somebody's computer called it.

    Raises DomainError without the right, on a finished meeting, on a file that ``store_file`` refuses, and
    on a PDF that cannot be opened or holds a script. Writes history; the pack follows.
    """
    locked = open_item(actor, item)
    paper = AgendaPaper(
        item=locked,
        title=one_line(title),
        kind=kind,
        order=locked.papers.count(),
        added_by=actor,
    )
    paper.file = _store(actor, upload, paper.title)
    saved = save_checked(paper, actor)
    pack_changed(locked.meeting)
    return saved


@transaction.atomic
def replace_paper(*, actor: User, paper: AgendaPaper, upload: UploadedFile) -> AgendaPaper:
    """Add a new version of a paper; the one before stays readable beside it.

    Raises DomainError as ``add_paper``, and for a paper that was withdrawn or replaced already. Writes
    history; the pack follows.
    """
    locked = open_item(actor, paper.item)
    old = _newest(paper)
    new = AgendaPaper(
        item=locked,
        title=old.title,
        kind=old.kind,
        version=old.version + 1,
        replaces=old,
        order=old.order,
        added_by=actor,
    )
    new.file = _store(actor, upload, old.title)
    saved = save_checked(new, actor)
    pack_changed(locked.meeting)
    return saved


@transaction.atomic
def withdraw_paper(*, actor: User, paper: AgendaPaper, reason: str) -> AgendaPaper:
    """Take a paper with all its versions from the page; the portal keeps the files for the history.

    Raises DomainError without the right, on a finished meeting, without a reason, and for a paper that was
    withdrawn or replaced already. Writes history; the pack follows.
    """
    locked = open_item(actor, paper.item)
    newest = _newest(paper)
    if not reason.strip():
        raise DomainError(_("Say why."), field="reason")
    newest.withdrawn_reason = reason
    saved = save_checked(newest, actor)
    pack_changed(locked.meeting)
    return saved


def _newest(paper: AgendaPaper) -> AgendaPaper:
    newest = AgendaPaper.objects.get(pk=paper.pk)
    if newest.withdrawn_reason:
        raise DomainError(_("This paper was withdrawn already."))
    if AgendaPaper.objects.filter(replaces=newest).exists():
        raise DomainError(_("There is a newer version of this paper. Load the page again."))
    return newest


def _store(actor: User, upload: UploadedFile, title: str) -> StoredFile:
    """Keep the file under the title of its paper. Raises DomainError at the field ``file``."""
    # Slashes and dots are no path and no extension here: store_file reads the type from the bytes.
    upload.name = title.replace("/", "-").replace("\\", "-").replace(".", " ") + ".x"
    stored = store_file(actor=actor, upload=upload)
    if stored.content_type == PDF.content_type:
        _check_pdf(upload)
    return stored


def _check_pdf(upload: UploadedFile) -> None:
    content: Any = upload.file
    try:
        check_pdf(content)
    except FileRunsError as error:
        raise DomainError(
            _("This file holds a script or a program. Save it without them and choose it again."),
            field="file",
        ) from error
    except PdfClosedError as error:
        raise DomainError(
            _("This PDF cannot be opened. Save it again, without a password, and choose it again."),
            field="file",
        ) from error
