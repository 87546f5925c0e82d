"""Hand out an uploaded file: always as a download, never as a page of this site."""

from __future__ import annotations

import logging
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.views.generic import View

from citydeal.models import StoredFile

log = logging.getLogger(__name__)


class StoredFileView(View):
    """The download of one file. ``stored_file`` is where the app that owns it asks who may read it."""

    def stored_file(self) -> StoredFile:
        """Return the file of this address. Raises Http404 where this account may not read it."""
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Send the file, with headers that keep a browser from running anything in it."""
        stored = self.stored_file()
        try:
            content = stored.content.open("rb")
        except FileNotFoundError as error:
            log.error("The file %s is not in FILES_DIR", stored.content.name)
            raise Http404 from error
        response = FileResponse(
            content, as_attachment=True, filename=stored.name, content_type=stored.content_type
        )
        response["Content-Security-Policy"] = "sandbox; default-src 'none'"
        response["X-Content-Type-Options"] = "nosniff"
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        return response
