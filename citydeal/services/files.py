"""Take in a file that somebody uploads, and clean up what a failed request left behind."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from datetime import timedelta
from pathlib import PurePosixPath
from typing import Any, BinaryIO

from django.core.files import File
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError
from citydeal.common.file_kinds import FileKind, FileRunsError, kind_of
from citydeal.common.uploads import MEGABYTE, TooLargeUpload, max_upload_bytes
from citydeal.models import StoredFile, User

MAX_NAME_CHARACTERS = 120
# A request that still runs has not committed its row yet.
STRAY_AFTER = timedelta(days=1)
_NOT_IN_A_NAME = re.compile(r'[<>:"|?*\s]+')


@transaction.atomic
def store_file(*, actor: User, upload: UploadedFile, field: str = "file") -> StoredFile:
    """Keep an uploaded file, after a look at its bytes; returns its row.

    ``field``: the form field an error belongs to. Call it inside the service that makes what the file
    belongs to, in the same transaction and after its checks, so that no file stands by itself.
    Raises DomainError on an empty file, one above ``MAX_UPLOAD_MB``, another type than PDF, Word (docx),
    OpenDocument text, PNG or JPEG, and on macros. Side effect: writes the file to ``FILES_DIR``.
    """
    kind = _checked_kind(upload, field)
    digest = hashlib.sha256()
    size = 0
    for chunk in upload.chunks():
        digest.update(chunk)
        size += len(chunk)
    upload.seek(0)
    stored = StoredFile(
        name=clean_name(upload.name or "", kind.extension),
        size=size,
        sha256=digest.hexdigest(),
        content_type=kind.content_type,
        created_by=actor,
    )
    stored.content.save(stored.name, upload, save=True)
    return stored


@transaction.atomic
def keep_made(*, name: str, content: BinaryIO, kind: FileKind) -> StoredFile:
    """Keep a file that the portal made itself, such as a PDF; returns its row.

    ``name``: without extension. Call it in the transaction of what the file belongs to. Side effect: writes
    the file to ``FILES_DIR``.
    """
    content.seek(0)
    readable: Any = content
    digest = hashlib.file_digest(readable, "sha256")
    size = content.seek(0, 2)
    content.seek(0)
    stored = StoredFile(
        name=clean_name(f"{name}.{kind.extension}", kind.extension),
        size=size,
        sha256=digest.hexdigest(),
        content_type=kind.content_type,
    )
    stored.content.save(stored.name, File(content), save=True)
    return stored


def _checked_kind(upload: UploadedFile, field: str) -> FileKind:
    """Return the type of an upload. Raises DomainError."""
    if isinstance(upload, TooLargeUpload) or (upload.size or 0) > max_upload_bytes():
        raise DomainError(
            _("This file is too large. Choose a file of at most %(limit)s MB.")
            % {"limit": max_upload_bytes() // MEGABYTE},
            field=field,
        )
    if not upload.size:
        raise DomainError(_("This file is empty. Choose another file."), field=field)
    try:
        kind = kind_of(upload)
    except FileRunsError as error:
        raise DomainError(
            _("This file holds macros or another program. Save it without them and choose it again."),
            field=field,
        ) from error
    if kind is None:
        raise DomainError(
            _("The portal does not take this type of file. Choose a PDF, DOCX, ODT, PNG or JPEG file."),
            field=field,
        )
    return kind


def clean_name(name: str, extension: str) -> str:
    """Return a file name that is safe to show and to download, with the extension of its type.

    Without path, control and invisible characters, and not longer than people can read.
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    visible = "".join(sign for sign in last if sign.isspace() or unicodedata.category(sign)[0] != "C")
    stem = _NOT_IN_A_NAME.sub(" ", PurePosixPath(visible.strip()).stem)[:MAX_NAME_CHARACTERS].strip(" .")
    return f"{stem or _('file')}.{extension}"


def forget_strays() -> int:
    """Delete files on disk that no row knows, a day after they came; returns how many.

    A request that fails after it wrote its file leaves one: the database takes its row back, not the disk.
    """
    limit = timezone.now() - STRAY_AFTER
    gone = 0
    folders = default_storage.listdir("")[0] if default_storage.exists("") else []
    for folder in folders:
        names = [f"{folder}/{name}" for name in default_storage.listdir(folder)[1]]
        known = set(StoredFile.objects.filter(content__in=names).values_list("content", flat=True))
        for name in names:
            if name not in known and default_storage.get_modified_time(name) < limit:
                default_storage.delete(name)
                gone += 1
    return gone
