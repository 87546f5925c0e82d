"""The numbers and choices a rule takes: what they are called, what fits, and what holds without them.

The form in which a secretary sets up a rule is built from these (name, label, help, kind of field).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from citydeal.common.text import Text


@dataclass(frozen=True)
class Parameter:
    """One value of a rule. ``default``: what holds where a deal gives none; None: it must be given."""

    name: str
    label: Text
    help: Text = ""
    default: Any = None
    is_required: bool = True

    def problem(self, value: Any) -> str:
        """Return what is wrong with a value as it is stored, or nothing."""
        raise NotImplementedError


@dataclass(frozen=True)
class WholeNumber(Parameter):
    """A whole number from ``minimum`` to ``maximum``, both included."""

    minimum: int = 1
    maximum: int = 1000

    def problem(self, value: Any) -> str:
        """Return what is wrong with a value as it is stored, or nothing."""
        if isinstance(value, bool) or not isinstance(value, int):
            return _("fill in a whole number")
        if not self.minimum <= value <= self.maximum:
            return _("fill in a whole number from %(minimum)s to %(maximum)s") % {
                "minimum": self.minimum,
                "maximum": self.maximum,
            }
        return ""


@dataclass(frozen=True)
class OrganizationSlug(Parameter):
    """An organisation, stored as its address; whether it exists is asked by who stores it."""

    def problem(self, value: Any) -> str:
        """Return what is wrong with a value as it is stored, or nothing."""
        if not isinstance(value, str) or not value.strip():
            return _("fill in the address of an organisation, for example stedennetwerk-g40")
        return ""


@dataclass(frozen=True)
class Choice(Parameter):
    """One of a closed list: (value, label)."""

    choices: tuple[tuple[str, Text], ...] = ()

    def problem(self, value: Any) -> str:
        """Return what is wrong with a value as it is stored, or nothing."""
        if not isinstance(value, str) or value not in dict(self.choices):
            return _("choose one of the list")
        return ""


@dataclass(frozen=True)
class ChoiceList(Parameter):
    """One or more of a closed list, stored as a list of values."""

    choices: tuple[tuple[str, Text], ...] = ()

    def problem(self, value: Any) -> str:
        """Return what is wrong with a value as it is stored, or nothing."""
        known = dict(self.choices)
        if not isinstance(value, list | tuple) or not value or any(item not in known for item in value):
            return _("choose one or more of the list")
        return ""


def choices_of(labels: Iterable[tuple[Any, Text]], only: Iterable[Any] | None = None) -> Any:
    """Return the choices of an enum of Django (``.choices``), all or only some of them, with plain values."""
    wanted = None if only is None else {str(value) for value in only}
    return tuple((str(value), label) for value, label in labels if wanted is None or str(value) in wanted)
