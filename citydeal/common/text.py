"""A text for people: ready, or translated when it is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Text
else:
    from django.utils.functional import Promise

    Text = str | Promise

__all__ = ["Text"]
