"""The control of a form field, in the classes of the design system."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any

from django.forms import (
    BoundField,
    CheckboxInput,
    CheckboxSelectMultiple,
    DateInput,
    RadioSelect,
    Select,
    TextInput,
)
from django.forms.utils import flatatt
from django.utils.safestring import SafeString, mark_safe

from citydeal.common.markup import filled

# A page may hold hundreds of these; Django's own templates take ten times as long.
_BOXES = (TextInput, DateInput)
OFTEN = (Select, *_BOXES)
# An attribute with one of these stands without a value, or not at all.
_NO_VALUE = (bool, type(None))
_CONTROL_CLASSES = {
    "select": "utrecht-select utrecht-select--html-select",
    "textarea": "utrecht-textarea utrecht-textarea--html-textarea",
    "checkbox": "utrecht-checkbox utrecht-checkbox--html-input utrecht-checkbox--custom",
}


def control_of(bound: BoundField, described: str) -> SafeString:
    """Return the control of a field; ``described``: the ids of what explains it."""
    widget = bound.field.widget
    name = getattr(widget, "input_type", "") or "textarea"
    classes = _CONTROL_CLASSES.get(name, "utrecht-textbox utrecht-textbox--html-input")
    extra = widget.attrs.get("class", "")
    is_wrong = has_errors(bound)
    invalid = f" {classes.partition(' ')[0]}--invalid" if is_wrong else ""
    attrs: dict[str, Any] = {"class": f"{classes}{invalid} {extra}".strip()}
    if described:
        attrs["aria-describedby"] = described
    if is_wrong:
        attrs["aria-invalid"] = "true"
    if bound.field.required:
        attrs["aria-required"] = "true"
    if type(widget) in OFTEN:
        return _plain_control(bound, attrs)
    return bound.as_widget(attrs=attrs)


def has_errors(bound: BoundField) -> bool:
    """Whether something is wrong with a field; ``errors`` of the field makes a list each time."""
    return bool(bound.form.errors.get(bound.name))


def _plain_control(bound: BoundField, attrs: dict[str, Any]) -> SafeString:
    """Return what ``as_widget`` does of a select or a text box."""
    widget = bound.field.widget
    own = bound.build_widget_attrs(attrs, widget) | {"id": bound.auto_id}
    named, others = bound.html_name, _attributes(widget.build_attrs(widget.attrs, own))
    if type(widget) in _BOXES:
        value = widget.format_value(bound.value())
        if value is None:
            return filled('<input type="{}" name="{}"{}>', (widget.input_type, named, others))
        pattern = '<input type="{}" name="{}" value="{}"{}>'
        return filled(pattern, (widget.input_type, named, value, others))
    choices = list(widget.choices)
    if not any(isinstance(label, list | tuple) for _value, label in choices):
        return filled('<select name="{}"{}>{}</select>', (named, others, _flat_options(bound, choices)))
    shown = widget.get_context(bound.html_name, bound.value(), own)["widget"]
    groups = [
        (name, [(each["value"], flatatt(each["attrs"]), each["label"]) for each in options])
        for name, options, _index in shown["optgroups"]
    ]
    inside = [
        filled('<optgroup label="{}">{}</optgroup>', (name, _options(rows))) if name else _options(rows)
        for name, rows in groups
    ]
    return filled('<select name="{}"{}>{}</select>', (named, others, mark_safe("".join(inside))))  # noqa: S308


def _attributes(attrs: dict[str, Any]) -> SafeString:
    """Return what ``flatatt`` does, in less time: those with a value first, each kind by name."""
    valued = sorted([pair for pair in attrs.items() if type(pair[1]) not in _NO_VALUE])
    bare = sorted([name for name, value in attrs.items() if value is True])
    return filled(' {}="{}"' * len(valued) + " {}" * len(bare), (*chain.from_iterable(valued), *bare))


def _flat_options(bound: BoundField, choices: Sequence[tuple[Any, Any]]) -> SafeString:
    """Return the options of a select without groups; the first that is chosen is the one."""
    marks = dict.fromkeys(bound.field.widget.format_value(bound.value()), " selected")
    rows = []
    for value, label in choices:
        sent = "" if value is None else value
        rows.append((sent, marks.pop(str(sent), ""), label))
    return filled('<option value="{}"{}>{}</option>', *rows)


def _options(rows: Sequence[tuple[Any, str, Any]]) -> SafeString:
    return filled('<option value="{}"{}>{}</option>', *rows)


def first_id(bound: BoundField) -> str:
    """Return the id that a link to a field with an error goes to: of a date, the first box that is wrong."""
    shape = shape_of(bound)
    if shape == "date":
        return wrong_ids(bound)[0]
    return f"{bound.auto_id}_0" if shape == "choices" else bound.auto_id


def wrong_ids(bound: BoundField) -> list[str]:
    """Return the ids of the boxes of a date that are wrong; all of them where an error names none."""
    parts: tuple[str, ...] = bound.field.widget.parts
    named = [getattr(error, "boxes", ()) for error in bound.errors.as_data()]
    wrong = set().union(*named) if all(named) else set(parts)
    return [f"{bound.auto_id}_{place}" for place, part in enumerate(parts) if part in wrong]


def shape_of(bound: BoundField) -> str:
    """Return which of the four shapes of ``components/field.html`` a field takes."""
    widget = bound.field.widget
    if getattr(widget, "parts", None):
        return "date"
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        return "choices"
    return "checkbox" if isinstance(widget, CheckboxInput) else "control"
