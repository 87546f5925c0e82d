"""The control of a form field, in the classes of the design system."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.forms import BoundField, Select, TextInput
from django.forms.utils import flatatt
from django.utils.safestring import SafeString, mark_safe

from citydeal.common.markup import filled

# A page may hold hundreds of these two; Django's own templates take ten times as long.
OFTEN = (Select, TextInput)
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
    invalid = f" {classes.partition(' ')[0]}--invalid" if bound.errors else ""
    attrs: dict[str, Any] = {"class": f"{classes}{invalid} {extra}".strip()}
    if described:
        attrs["aria-describedby"] = described
    if bound.errors:
        attrs["aria-invalid"] = "true"
    if bound.field.required:
        attrs["aria-required"] = "true"
    if type(widget) in OFTEN:
        return _plain_control(bound, attrs)
    return bound.as_widget(attrs=attrs)


def _plain_control(bound: BoundField, attrs: dict[str, Any]) -> SafeString:
    """Return what ``as_widget`` does of a select or a text box."""
    widget = bound.field.widget
    own = bound.build_widget_attrs(attrs, widget) | {"id": bound.auto_id}
    shown = widget.get_context(bound.html_name, bound.value(), own)["widget"]
    named, others = shown["name"], flatatt(shown["attrs"])
    if type(widget) is TextInput:
        value = flatatt({} if shown["value"] is None else {"value": shown["value"]})
        return filled('<input type="{}" name="{}"{}{}>', (shown["type"], named, value, others))
    groups = [
        (name, [(each["value"], flatatt(each["attrs"]), each["label"]) for each in options])
        for name, options, _index in shown["optgroups"]
    ]
    inside = [
        filled('<optgroup label="{}">{}</optgroup>', (name, _options(rows))) if name else _options(rows)
        for name, rows in groups
    ]
    return filled('<select name="{}"{}>{}</select>', (named, others, mark_safe("".join(inside))))  # noqa: S308


def _options(rows: Sequence[tuple[Any, str, Any]]) -> SafeString:
    return filled('<option value="{}"{}>{}</option>', *rows)
