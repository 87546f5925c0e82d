"""How uploads come in: never more than the portal takes, whoever sends them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

MEGABYTE = 1024 * 1024


def max_upload_bytes() -> int:
    """Return how many bytes one file may have."""
    return int(settings.MAX_UPLOAD_MB) * MEGABYTE


class TooLargeUpload(SimpleUploadedFile):
    """Stands for a file of which nothing was kept; ``size`` is what was sent."""

    def __init__(self, name: str, size: int) -> None:
        super().__init__(name, b"")
        self.size = size


class LimitedUploadHandler(FileUploadHandler):
    """Lets through the files of a request up to the limit together; the rest is read and thrown away.

    Without it a request of any size would fill the disk before a form could refuse it. It stands first
    in ``FILE_UPLOAD_HANDLERS``.
    """

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self._seen = 0
        self._is_too_large = False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin the next file of this request."""
        super().new_file(*args, **kwargs)
        self._is_too_large = self._seen > max_upload_bytes()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Hand the bytes to the next handler, or to nobody above the limit."""
        self._seen += len(raw_data)
        self._is_too_large = self._is_too_large or self._seen > max_upload_bytes()
        return None if self._is_too_large else raw_data

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """Return what stands for a file that was too large; others are made by the next handler."""
        return TooLargeUpload(self.file_name or "", file_size) if self._is_too_large else None
