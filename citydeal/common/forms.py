"""Forms as the design and the writing rules ask: checked on the server, in words that help.

Every message is a whole Dutch sentence that says how to repair the answer; Django's own ("Dit veld is
verplicht") never appear. What was typed is never lost.
"""

from __future__ import annotations

import re
from copy import copy
from datetime import date, time
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from citydeal.common.dates import EARLIEST, LATEST
from citydeal.common.text import Text

_WHOLE_DATE = re.compile(r"(\d{1,2})[-./ ](\d{1,2})[-./ ](\d+)")
_TIME = re.compile(r"([01]?\d|2[0-3])(?:[.:]([0-5]\d))?")
_ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")

YEAR = _("Fill in the year with 4 digits, for example 2027.")
NO_DATE = _("Fill in a date that exists, for example 31 12 2027.")
INCOMPLETE = _("Fill in day, month and year, for example 31 12 2027.")
BETWEEN = _("Fill in a year between 1900 and 2200.")

# What the three boxes of a date are called in the name of a field; their order is that of the boxes.
DAY_BOX, MONTH_BOX, YEAR_BOX = "dag", "maand", "jaar"


class DateError(ValidationError):
    """Says what is wrong with a date, and in which of its boxes; none means that nobody can tell."""

    def __init__(self, message: Text, code: str, boxes: tuple[str, ...] = ()) -> None:
        super().__init__(message, code=code)
        self.boxes = boxes


def wrong_boxes(day: str, month: str, year: str) -> tuple[str, ...]:
    """Return the boxes that hold no day, month or year at all, whatever stands in the others."""
    fits = {
        DAY_BOX: _is_between(day, 1, 31, digits=2),
        MONTH_BOX: _is_between(month, 1, 12, digits=2),
        YEAR_BOX: len(year) == 4 and _is_between(year, EARLIEST.year, LATEST.year, digits=4),
    }
    return tuple(box for box, well in fits.items() if not well)


def _is_between(typed: str, lowest: int, highest: int, *, digits: int) -> bool:
    return typed.isdecimal() and len(typed) <= digits and lowest <= int(typed) <= highest


def make_date(day: str, month: str, year: str) -> date:
    """Return the day that three texts name. Raises DateError with what to repair, and where."""
    wrong = wrong_boxes(day, month, year)
    if wrong == (YEAR_BOX,):
        written = len(year) == 4 and year.isdecimal()
        raise DateError(BETWEEN if written else YEAR, "year", wrong)
    if wrong:
        raise DateError(NO_DATE, "invalid", wrong)
    try:
        return date(int(year), int(month), int(day))
    except ValueError as error:
        # The 31st of a month of 30 days: each box could be the one to change.
        raise DateError(NO_DATE, "invalid") from error


class DateWidget(forms.MultiWidget):
    """Three boxes: day, month and year. The templates render them; see ``components/field.html``."""

    parts = (DAY_BOX, MONTH_BOX, YEAR_BOX)

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        labels: tuple[Text, ...] = (_("Day"), _("Month"), _("Year"))
        sizes = ("2", "2", "4")
        widgets: dict[str, forms.Widget | type[forms.Widget]] = {
            part: forms.TextInput({"data_label": label, "data_size": size})
            for part, label, size in zip(self.parts, labels, sizes, strict=True)
        }
        super().__init__(widgets, attrs)

    def decompress(self, value: Any) -> list[Any]:
        """Split a date over the boxes."""
        if isinstance(value, date):
            return [str(value.day), str(value.month), f"{value.year:04d}"]
        return [None, None, None]


class DateField(forms.Field):
    """A day in three boxes; a whole date typed in the first box ("1-12-2026") is understood too."""

    widget = DateWidget

    def clean(self, value: Any) -> date | None:
        """Return the day, or None where nothing was filled in. Raises DateError."""
        parts = [str(part or "").strip() for part in (value or ["", "", ""])]
        if not any(parts):
            if self.required:
                raise DateError(self.error_messages["required"], "required")
            return None
        whole = _WHOLE_DATE.fullmatch(parts[0]) if not any(parts[1:]) else None
        if whole:
            return _whole_date(whole)
        if not all(parts):
            raise DateError(INCOMPLETE, "incomplete", wrong_boxes(*parts))
        return make_date(*parts)


def _whole_date(typed: re.Match[str]) -> date:
    """Return the day that was typed in the first box, which is then the one that is wrong."""
    try:
        return make_date(*typed.groups())
    except DateError as error:
        error.boxes = (DAY_BOX,)
        raise


class DateFilterField(forms.Field):
    """A day in one box, for filters: 31-12-2026, or 2026-12-31."""

    # A filter is empty as often as not; saying "not required" helps nobody.
    is_quiet = True

    widget = forms.DateInput(
        format="%d-%m-%Y",
        attrs={"class": "cd-input--short", "inputmode": "numeric", "autocomplete": "off"},
    )

    def to_python(self, value: Any) -> date | None:
        """Return the day. Raises ValidationError."""
        typed = str(value or "").strip()
        if not typed:
            return None
        if iso := _ISO_DATE.fullmatch(typed):
            year, month, day = iso.groups()
            return make_date(day, month, year)
        whole = _WHOLE_DATE.fullmatch(typed)
        if not whole:
            raise ValidationError(_("Fill in a date, for example 31-12-2026."), code="invalid")
        return make_date(*whole.groups())


class TimeField(forms.CharField):
    """A time of the day in one text box: 14.00, 14:00 or 14."""

    default_error_messages = {"invalid_time": _("Fill in a time, for example 14.00.")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 10)
        kwargs.setdefault("widget", forms.TextInput(attrs={"class": "cd-input--4", "autocomplete": "off"}))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Show a time as people write it."""
        return value.strftime("%H.%M") if isinstance(value, time) else value

    def clean(self, value: Any) -> time | None:
        """Return the time; None for an empty box that is not required. Raises ValidationError."""
        typed = super().clean(value)
        if not typed:
            return None
        found = _TIME.fullmatch(typed) if typed.isascii() else None
        if found is None:
            raise ValidationError(self.error_messages["invalid_time"], code="invalid_time")
        return time(int(found[1]), int(found[2] or 0))


class UploadField(forms.FileField):
    """A file to send along; ``services.files.store_file`` looks at what is in it.

    The page's form needs ``enctype="multipart/form-data"``.
    """

    widget = forms.FileInput(attrs={"accept": ".pdf,.docx,.odt,.png,.jpg,.jpeg"})

    def __init__(self, **kwargs: Any) -> None:
        words = _("PDF, Word (docx), OpenDocument (odt), PNG or JPEG, of at most {limit} MB.")
        kwargs.setdefault("help_text", format_lazy(words, limit=settings.MAX_UPLOAD_MB))
        super().__init__(**kwargs)


_TOO_LONG = ngettext_lazy(
    "Make this shorter: use at most %(limit_value)d character. Now it has %(show_value)d.",
    "Make this shorter: use at most %(limit_value)d characters. Now it has %(show_value)d.",
    "limit_value",
)
_TOO_SHORT = ngettext_lazy(
    "Make this longer: use at least %(limit_value)d character. Now it has %(show_value)d.",
    "Make this longer: use at least %(limit_value)d characters. Now it has %(show_value)d.",
    "limit_value",
)
_TOO_SMALL = _("Fill in a number of at least %(limit_value)s.")
_TOO_LARGE = _("Fill in a number of at most %(limit_value)s.")
OUT_OF_DATE = _("This page is no longer up to date. Load the page again.")
INVISIBLE = _("This text holds an invisible sign that cannot be saved. Type it again.")


def helpful_messages(field: forms.Field) -> dict[str, Text]:
    """Return the messages of a field, by its type and label."""
    if field.widget.is_hidden:
        # Nobody filled this in, so nobody can repair it here.
        return {"required": OUT_OF_DATE, "invalid": OUT_OF_DATE}
    label = {"label": field.label or ""}
    if isinstance(field, forms.ChoiceField):
        return {
            "required": _("Choose an answer at “%(label)s”.") % label,
            "invalid_choice": _("Choose an answer from the list."),
            "invalid_list": _("Choose an answer from the list."),
        }
    if isinstance(field, DateField):
        return {"required": _("Fill in a date at “%(label)s”.") % label}
    if isinstance(field, TimeField):
        return {"required": _("Fill in a time at “%(label)s”.") % label}
    if isinstance(field, forms.FileField):
        return {
            "required": _("Choose a file at “%(label)s”.") % label,
            "invalid": _("Choose the file again."),
            "missing": _("Choose the file again."),
            "empty": _("This file is empty. Choose another file."),
        }
    if isinstance(field, forms.URLField):
        return {
            "required": _("Fill in a web address, for example https://www.voorbeeld.nl."),
            "invalid": _("Fill in a valid web address, for example https://www.voorbeeld.nl."),
        }
    if isinstance(field, forms.EmailField):
        return {
            "required": _("Fill in an e-mail address, for example naam@voorbeeld.nl."),
            "invalid": _("Fill in a valid e-mail address, for example naam@voorbeeld.nl."),
        }
    if isinstance(field, forms.BooleanField):
        return {"required": _("Tick the box “%(label)s”.") % label}
    if isinstance(field, forms.IntegerField):
        return {
            "required": _("Fill in a whole number at “%(label)s”.") % label,
            "invalid": _("Fill in a whole number, for example 12."),
        }
    return {"required": _("Fill in “%(label)s”.") % label}


def _teach(field: forms.Field) -> None:
    """Give a field its own messages, wherever Django keeps them."""
    field.error_messages = {**field.error_messages, **helpful_messages(field)}
    words: dict[str, Text] = {
        "max_length": _TOO_LONG,
        "min_length": _TOO_SHORT,
        "min_value": _TOO_SMALL,
        "max_value": _TOO_LARGE,
        "null_characters_not_allowed": INVISIBLE,
    }
    if "invalid" in field.error_messages:
        words["invalid"] = field.error_messages["invalid"]
    field.validators = [_reworded(validator, words) for validator in field.validators]


def _reworded(validator: Any, words: dict[str, Text]) -> Any:
    """Return a validator that says it in our words; Django shares the original among all fields."""
    if getattr(validator, "code", "") not in words:
        return validator
    own = copy(validator)
    own.message = words[own.code]
    return own


class HelpfulMixin:
    """Makes the messages of any form helpful; for forms that come from a library."""

    fields: dict[str, forms.Field]

    def teach_fields(self) -> None:
        """Replace the messages of every field; call it after the fields stand."""
        for field in self.fields.values():
            _teach(field)
            # Length is said by the server in words, never by a browser that cuts off what was typed.
            for name in ("maxlength", "minlength", "required", "placeholder"):
                field.widget.attrs.pop(name, None)


class PortalForm(HelpfulMixin, forms.Form):
    """The base of every form of the portal."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.teach_fields()
