"""Errors of the domain: a sentence a person can act on."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from citydeal.common.text import Text


class DomainError(Exception):
    """A rule of the domain refuses an act.

    ``message`` is Dutch for the person who tried; ``field`` names the form field it belongs
    to, empty for the whole form. Never an HTTP error: the view decides how to show it.
    """

    def __init__(self, message: Text, *, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class StaleError(DomainError):
    """Somebody else saved the same record after it was opened."""
