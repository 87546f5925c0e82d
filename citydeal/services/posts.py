"""A form that comes in twice is done once: a double click, a page that is sent again, a slow line.

The hidden word against forgery that stands in every form is drawn anew for each page that is shown. So the
same word with the same answers, to the same address, by the same account is the same act; what somebody
sends again with other answers is another one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta

from django.core.files.uploadedfile import UploadedFile
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone

from citydeal.models import ReceivedPost

TOKEN = "csrfmiddlewaretoken"  # noqa: S105
KEEP = timedelta(days=7)


def post_key(request: HttpRequest) -> str:
    """Return the name of what is sent: 64 characters; empty for what comes without the hidden word."""
    if not request.POST.get(TOKEN):
        return ""
    digest = hashlib.sha256(repr((request.user.pk, request.get_full_path())).encode())
    for name, values in sorted(request.POST.lists()):
        digest.update(repr((name, values)).encode())
    for name, uploads in sorted(request.FILES.lists()):
        for upload in uploads:
            digest.update(repr((name, upload.name, upload.size)).encode())
            _read(upload, digest.update)
    return digest.hexdigest()


def take_post(key: str) -> ReceivedPost | None:
    """Take what is sent upon you; returns None, or what was done with it before.

    Call it in the transaction of the request: who sends the same beside you waits until you are done.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO citydeal_receivedpost (key, url, received_at) VALUES (%s, '', %s)"
            " ON CONFLICT (key) DO NOTHING",
            [key, timezone.now()],
        )
        if cursor.rowcount:
            return None
    return ReceivedPost.objects.get(key=key)


def keep_post(key: str, url: str) -> None:
    """Write down that it is done, and where it led: a path of the portal."""
    ReceivedPost.objects.filter(key=key).update(url=url)


def leave_post(key: str) -> None:
    """Forget it: nothing was done, so it may be sent once more."""
    ReceivedPost.objects.filter(key=key).delete()


def forget_posts() -> int:
    """Delete what was received more than a week ago; returns how many rows."""
    deleted, _by_model = ReceivedPost.objects.filter(received_at__lt=timezone.now() - KEEP).delete()
    return deleted


def _read(upload: UploadedFile, take: Callable[[bytes], None]) -> None:
    for chunk in upload.chunks():
        take(chunk)
    upload.seek(0)
