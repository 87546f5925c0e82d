"""The language and the time zone of now, kept per thread: this portal answers in threads (ADR 15).

Django keeps both where coroutines find them too. Looking there takes longer than finding the text itself,
and a page asks for hundreds of texts.
"""

from __future__ import annotations

from threading import local

from django.conf import settings
from django.utils import timezone
from django.utils.translation import trans_real


class _Language(local):
    """The language of now; each thread begins with that of the portal, so that none has to be looked for."""

    def __init__(self) -> None:
        self.value = trans_real.translation(settings.LANGUAGE_CODE)


def keep_per_thread() -> None:
    """Let Django keep the language and the time zone of now per thread; called once, at start."""
    trans_real._active = _Language()  # type: ignore[attr-defined]
    timezone._active = local()  # type: ignore[attr-defined]
