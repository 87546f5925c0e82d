"""The building blocks of every page, as template tags with declared arguments.

Each tag renders one component of the design system or of ``portal.css``; the component page
(``/ontwikkelaars/componenten/``) shows them all. Small ones are built in Python, since a page may hold
hundreds of them; the others have a template in ``templates/components/``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BoundField, Form
from django.http import QueryDict
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localdate
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from citydeal.common.addresses import address
from citydeal.common.controls import OFTEN, control_of, first_id, has_errors, shape_of, wrong_ids
from citydeal.common.markup import filled

register = template.Library()

# Every status has its own shape, so that it survives greyscale, print and forced colours.
STATUS_ICONS = {
    "safe": "circle-check",
    "warning": "alert-triangle",
    "danger": "alert-octagon",
    "neutral": "circle-dotted",
    "active": "progress",
}
_NEGATIVE = " nl-button--negative"
ALERT_ICONS = {
    "ok": "circle-check",
    "info": "info-circle",
    "warning": "alert-triangle",
    "error": "alert-octagon",
}


@register.simple_tag(name="address")
def address_tag(name: str, *args: Any) -> str:
    """Return the address of a named URL; in rows of a list instead of ``{% url %}``.

    Example: ``{% address "governance:person_detail" deal.slug person.pk %}``.
    """
    return address(name, *args)


@cache
def icon_of(name: str) -> SafeString:
    """Return a picture of the sprite."""
    sprite = static("portaal/icons.svg")
    return format_html(
        '<svg class="cd-icon" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        sprite,
        name,
    )


@register.simple_tag
def icon(name: str) -> SafeString:
    """Show a picture of the sprite (names in ``static/src/icons.txt``); always beside its word.

    Example: ``{% icon "check" %}``.
    """
    return icon_of(name)


@register.simple_tag
def status(kind: str, label: Any, bare: bool = False) -> SafeString:
    """Show a status: shape and word. ``kind``: safe, warning, danger, neutral or active.

    ``bare`` leaves out the coloured ground, in lists where all is well.
    Example: ``{% status "warning" "Let op" %}``.
    """
    return _status(kind, label if isinstance(label, str) else str(label), bare)


# By type too: what is safe is another label than the same text that is not.
@lru_cache(maxsize=1024, typed=True)
def _status(kind: str, label: str, bare: bool) -> SafeString:
    return filled(
        '<span class="utrecht-status-badge utrecht-status-badge--{} cd-status{}">{}{}</span>',
        (kind, " cd-status--bare" if bare else "", icon_of(STATUS_ICONS[kind]), label),
    )


@register.simple_tag
def badge(label: Any) -> SafeString:
    """Show of which kind something is, which is no status. Example: ``{% badge "Ter besluitvorming" %}``."""
    return filled('<span class="nl-data-badge">{}</span>', (label,))


def _label(label: Any, icon_name: str, hidden: Any) -> SafeString:
    picture = (
        filled('<span class="nl-button__icon-start">{}</span>', (icon_of(icon_name),)) if icon_name else ""
    )
    more = filled('<span class="cd-hidden"> {}</span>', (hidden,)) if hidden else ""
    return filled('{}<span class="nl-button__label">{}{}</span>', (picture, label, more))


@register.simple_tag
def button(
    label: Any,
    kind: str = "primary",
    icon: str = "",
    hidden: Any = "",
    negative: bool = False,
    name: str = "",
    value: str = "",
) -> SafeString:
    """Show the button that sends its form. ``kind``: primary, secondary or subtle.

    ``hidden`` is read out after the label where the label alone says too little; ``name`` and ``value``
    tell which button was pressed. Example: ``{% button "Opslaan" %}``.
    """
    named = filled(' name="{}" value="{}"', (name, value)) if name else ""
    return filled(
        '<button class="nl-button nl-button--{}{}" type="submit"{}>{}</button>',
        (kind, _NEGATIVE if negative else "", named, _label(label, icon, hidden)),
    )


@register.simple_tag
def link_button(
    label: Any,
    url: str,
    kind: str = "secondary",
    icon: str = "",
    negative: bool = False,
    hidden: Any = "",
) -> SafeString:
    """Show a link that looks like a button. Example: ``{% link_button "Annuleren" url kind="subtle" %}``."""
    return filled(
        '<a class="nl-button nl-button--{}{}" href="{}">{}</a>',
        (kind, _NEGATIVE if negative else "", url, _label(label, icon, hidden)),
    )


@register.simple_tag
def breadcrumbs(crumbs: Sequence[tuple[str, str]]) -> SafeString:
    """Show the parents of the page, the widest first. ``crumbs``: (label, address) each."""
    first = " utrecht-breadcrumb-nav__link--first"
    items = filled(
        '<li class="utrecht-breadcrumb-nav__item">'
        '<a class="utrecht-breadcrumb-nav__link{} nl-link" href="{}">{}</a></li>',
        *(("" if place else first, url, label) for place, (label, url) in enumerate(crumbs)),
    )
    return filled(
        '<nav class="utrecht-breadcrumb-nav cd-breadcrumb" aria-label="{}">'
        '<ol class="utrecht-breadcrumb-nav__list utrecht-breadcrumb-nav__list--html-ol">{}</ol></nav>',
        (_("Breadcrumb"), items),
    )


@register.simple_block_tag
def alert(content: str, kind: str, status: bool = False) -> SafeString:
    """Show a message around its content. ``kind``: ok, info, warning or error.

    ``status`` makes screen readers say it when it appears.
    Example: ``{% alert "info" %}<p class="nl-paragraph">…</p>{% endalert %}``.
    """
    return format_html(
        '<div class="utrecht-alert utrecht-alert--{} cd-after-lg"{}>'
        '<div class="utrecht-alert__icon">{}</div>'
        '<div class="utrecht-alert__content">{}</div></div>',
        kind,
        mark_safe(' role="status"') if status else "",
        icon_of(ALERT_ICONS[kind]),
        content,
    )


@register.simple_tag
def empty(title: Any, text: Any) -> SafeString:
    """Say what will stand here and what to do. Example: ``{% empty "Nog geen zetels" "…" %}``."""
    return format_html(
        '<div class="cd-empty"><p class="cd-item__title">{}</p><p class="nl-paragraph">{}</p></div>',
        title,
        text,
    )


@register.simple_tag
def data_list(rows: Iterable[tuple[Any, Any]]) -> SafeString:
    """Show facts in an aside. ``rows``: (label, value) each."""
    items = filled(
        '<div class="utrecht-data-list__item"><dt class="utrecht-data-list__item-key">{}</dt>'
        '<dd class="utrecht-data-list__item-value utrecht-data-list__item-value--html-dd">{}</dd></div>',
        *rows,
    )
    return filled('<dl class="utrecht-data-list utrecht-data-list--rows">{}</dl>', (items,))


@register.simple_tag
def local_nav(links: Iterable[tuple[Any, str]]) -> SafeString:
    """Show the links to the sections of a long page. ``links``: (label, "#id") each."""
    items = filled('<li><a class="cd-local__link" href="{1}">{0}</a></li>', *links)
    nav = '<nav class="cd-local" aria-label="{}"><ul class="cd-local__list">{}</ul></nav>'
    return filled(nav, (_("On this page"), items))


@register.simple_tag
def section_head(section_id: str, title: Any, intro: Any = "") -> SafeString:
    """Show the heading of a section, with the id its ``aria-labelledby`` names, and one sentence."""
    told = filled('<p class="cd-section__intro">{}</p>', (intro,)) if intro else ""
    return filled(
        '<div class="cd-section__head"><h2 class="nl-heading nl-heading--level-2" id="{}">{}</h2>{}</div>',
        (section_id, title, told),
    )


@register.simple_tag(takes_context=True)
def page_link(context: template.Context, label: Any, name: str, *args: Any) -> SafeString:
    """Show the link to a page in a list of local links (``cd-local__list``), by the name of its URL.

    Example: ``{% page_link _("Calendar") "governance:deal_calendar" deal.slug %}``.
    """
    url = address(name, *args)
    here = SafeString(' aria-current="page"') if context["request"].path == url else ""
    return filled('<li><a class="cd-local__link" href="{}"{}>{}</a></li>', (url, here, label))


@register.simple_tag
def date_box(day: date) -> SafeString:
    """Show a day, or a moment as its day here, as a small calendar leaf before a row of a list."""
    return _date_box(localdate(day) if isinstance(day, datetime) else day, get_language())


@lru_cache(maxsize=1024)
def _date_box(day: date, _language: str | None) -> SafeString:
    return filled(
        '<time class="cd-date" datetime="{}"><span class="cd-date__day">{}</span>'
        '<span class="cd-date__month">{}</span></time>',
        (day.isoformat(), str(day.day), date_format(day, "b")),
    )


@register.simple_tag
def term_bar(start: date, end: date, on: date) -> SafeString:
    """Show how much of a term has passed on a day; decoration beside the dates in words."""
    total = (end - start).days + 1
    past = min(max((on - start).days + 1, 0), total)
    return format_html(
        '<svg class="cd-term" width="128" height="6" aria-hidden="true" focusable="false">'
        '<rect class="cd-term__all" width="100%" height="6" rx="3"/>'
        '<rect class="cd-term__past" width="{}%" height="6" rx="3"/></svg>',
        round(100 * past / total),
    )


@register.simple_tag
@cache
def meter(done: int, total: int) -> SafeString:
    """Show how many of the parts are behind it; decoration beside the words "phase 4 of 8"."""
    parts = [" cd-meter__part--done" if number <= done else "" for number in range(1, total + 1)]
    bar = format_html_join("", '<span class="cd-meter__part{}"></span>', ((part,) for part in parts))
    return format_html('<span class="cd-meter__bar" aria-hidden="true">{}</span>', bar)


@register.simple_tag(name="filled")
def filled_tag(pattern: str, rows: Iterable[Sequence[Any]]) -> SafeString:
    """Fill a pattern with the values of each row; for what a page repeats hundreds of times.

    Example: ``{% filled '<line x1="{}" x2="{}"/>' row.spans %}``.
    """
    return filled(pattern, *rows)


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(
    context: template.Context, page_obj: Page[Any], param: str = "pagina", anchor: str = ""
) -> dict[str, Any]:
    """Show the way to the other pages of a list; nothing when there is one page.

    What else the address asks for, such as a filter, stays in it. ``anchor``: the id of the heading of a list
    that stands low on the page, so that the next page opens there.
    """
    request = context.get("request")
    asked = request.GET.copy() if request else QueryDict(mutable=True)
    place = f"#{anchor}" if anchor else ""

    def address(number: int) -> str:
        asked[param] = str(number)
        return f"?{asked.urlencode()}{place}"

    return {
        "page": page_obj,
        "previous": address(page_obj.previous_page_number()) if page_obj.has_previous() else "",
        "next": address(page_obj.next_page_number()) if page_obj.has_next() else "",
    }


@register.simple_tag
def required_note() -> SafeString:
    """Say above a form, outside it, which fields must be filled in."""
    return format_html(
        '<p class="nl-paragraph cd-muted">{}</p>',
        _("Fill in every field. Where a field is not required, it says so."),
    )


@register.simple_tag
def error_title(form: Form | None) -> str:
    """Begin the title of a page with how many answers of its form are wrong; nothing when none are.

    Example: ``{% block title %}{% error_title form %}{% translate "Log in" %}{% endblock %}``.
    """
    count = sum(len(messages) for messages in form.errors.values()) if form else 0
    if not count:
        return ""
    return ngettext("Error: improve %(count)s answer – ", "Error: improve %(count)s answers – ", count) % {
        "count": count
    }


@register.simple_tag
def error_summary(form: Form, focus: bool = True) -> SafeString:
    """List every error of a form above it, in the order of its fields, each as a link to its field.

    It takes the focus when the page opens, unless ``focus`` is off (an example among others).
    """
    if not form.errors:
        return mark_safe("")
    lines = [
        (f"#{first_id(form[name])}", message)
        for name in form.fields
        if not form[name].is_hidden
        for message in form.errors.get(name, ())
    ]
    others = [
        message
        for name, messages in form.errors.items()
        if name not in form.fields or form[name].is_hidden
        for message in messages
    ]
    context = {"lines": lines, "others": others, "count": len(lines) + len(others), "focus": focus}
    return render_to_string("components/error_summary.html", context)


@register.simple_tag
def field(bound: BoundField) -> SafeString:
    """Show a whole form field: label, explanation, error, control, in that order.

    Choices become big rows, dates three boxes in a fieldset; a select stays a select.
    """
    if type(bound.field.widget) in OFTEN and not (bound.help_text or has_errors(bound)):
        label = f"{bound.label} {_('(not required)')}" if _says_optional(bound) else bound.label
        return filled(_BARE_FIELD, (bound.auto_id, label, control_of(bound, "")))
    return render_to_string("components/field.html", _field_context(bound))


# A page may hold hundreds of these; a template takes ten times as long.
_BARE_FIELD = (
    '<div class="utrecht-form-field">'
    '<label class="utrecht-form-label utrecht-form-field__label" for="{}">{}</label>{}</div>'
)


def _says_optional(bound: BoundField) -> bool:
    return not bound.field.required and not getattr(bound.field, "is_quiet", False)


def _field_context(bound: BoundField) -> dict[str, Any]:
    described = []
    if bound.help_text:
        described.append(f"{bound.auto_id}-uitleg")
    if bound.errors:
        described.append(f"{bound.auto_id}-fout")
    shape = shape_of(bound)
    return {
        "bound": bound,
        "shape": shape,
        "wrong_ids": wrong_ids(bound) if shape == "date" else [],
        # Only a group of radio buttons may say of itself that it is required or wrong.
        "choose_one": getattr(bound.field.widget, "input_type", "") == "radio",
        "described": " ".join(described),
        # A browser never sends a file twice by itself, so a page with errors has lost it.
        "choose_again": bool(bound.form.errors and not bound.errors and bound.name in bound.form.files),
        "says_optional": _says_optional(bound),
        "control": control_of(bound, " ".join(described)) if shape in ("control", "checkbox") else "",
    }
