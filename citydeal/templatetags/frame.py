"""What every page asks dozens of times: texts that are written out, and addresses of styles and scripts."""

from __future__ import annotations

from functools import cache
from typing import Any

from django import template
from django.template.base import Node, Parser, Token
from django.templatetags.i18n import TranslateNode, do_translate
from django.templatetags.static import static
from django.utils.translation import gettext

register = template.Library()


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
