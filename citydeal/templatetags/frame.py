"""What every page asks dozens of times: fixed texts, days, the menu, addresses of styles and scripts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Any

from django import template
from django.template import defaultfilters
from django.template.base import Node, Parser, Token
from django.templatetags.i18n import TranslateNode, do_translate
from django.templatetags.static import static
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from citydeal.common.dates import in_words
from citydeal.common.markup import filled
from citydeal.common.menu import MenuLink

register = template.Library()

_HERE, _INSIDE = SafeString(' aria-current="page"'), SafeString(' aria-current="true"')


class FixedText(Node):
    """A text in the language of now, by its msgid."""

    def __init__(self, msgid: str) -> None:
        # Percent signs are doubled in the catalogue, as Django's own tag has it.
        self.msgid = msgid.replace("%", "%%")

    def render(self, context: Any) -> str:
        """Return the text; it comes from the template and the catalogue, so it is safe."""
        return gettext(self.msgid).replace("%%", "%")


@register.tag
def translate(parser: Parser, token: Token) -> Node:
    """Show a text in the language of now: Django's own tag, quicker for a text that is written out.

    Example: ``{% translate "Log in" %}``.
    """
    node = do_translate(parser, token)
    return FixedText(node.filter_expression.var.literal) if _is_fixed(node) else node


@register.simple_tag(takes_context=True)
def menu_links(context: template.Context, links: Iterable[tuple[MenuLink, str]]) -> SafeString:
    """Show links of the main menu, each with its address; the part that the page belongs to is marked."""
    path, part = context["request"].path, context.get("menu_part")
    rows = []
    for link, url in links:
        belongs = link.page == part if part else link.record and context.get(link.record)
        mark = _HERE if url == path else _INSIDE if belongs else ""
        rows.append((url, mark, link.words))
    return filled('<li class="cd-nav__item"><a class="cd-nav__link" href="{}"{}>{}</a></li>', *rows)


@register.filter(name="date", expects_localtime=True)
def date_filter(value: Any, form: str | None = None) -> Any:
    """Show a day in a form: Django's own filter, quicker for a day, since pages show the same ones often.

    Example: ``{{ step.start|date:"DATE_FORMAT" }}``.
    """
    return in_words(value, form) if form and type(value) is date else defaultfilters.date(value, form)


@register.simple_tag
@cache
def asset(path: str) -> str:
    """Return the address of a style, script, font or picture, with its hash: ``{% static %}``, asked once.

    Example: ``{% asset "portaal/portaal.css" %}``.
    """
    return static(path)


def _is_fixed(node: TranslateNode) -> bool:
    """Whether it is a text alone: no variable, no filter, nothing asked beside it."""
    expression = node.filter_expression
    options = node.noop or node.asvar or node.message_context
    return isinstance(expression.var.literal, str) and not expression.filters and not options
