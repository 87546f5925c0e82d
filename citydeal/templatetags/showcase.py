"""The tag of the component page that shows an example and its source, from one text."""

from __future__ import annotations

from textwrap import dedent
from typing import cast

from django import template
from django.template.base import NodeList, Parser, Token, TokenType
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

_MARKS = {
    TokenType.TEXT: "{}",
    TokenType.VAR: "{{{{ {} }}}}",
    TokenType.BLOCK: "{{% {} %}}",
    TokenType.COMMENT: "{{# {} #}}",
}


class ExampleNode(template.Node):
    """What an example does, and under it how it was written."""

    def __init__(self, nodelist: NodeList, source: str) -> None:
        self.nodelist = nodelist
        self.source = source

    def render(self, context: template.Context) -> SafeString:
        """Return the example and its source."""
        return format_html(
            '<div class="cd-stack cd-stack--sm">{}<pre class="cd-code"><code>{}</code></pre></div>',
            self.nodelist.render(context),
            self.source,
        )


@register.tag
def example(parser: Parser, token: Token) -> ExampleNode:
    """Show what stands between ``{% example %}`` and ``{% endexample %}``, and its source."""
    source = _source(parser, "endexample")
    nodelist = parser.parse(("endexample",))
    parser.delete_first_token()
    return ExampleNode(nodelist, source)


def _source(parser: Parser, end: str) -> str:
    """Return the template text that the parser reads next, up to the tag ``end``."""
    parts = []
    tokens = cast("list[Token]", parser.tokens)  # the next one last
    for token in reversed(tokens):
        if token.token_type == TokenType.BLOCK and token.contents == end:
            break
        parts.append(_MARKS[token.token_type].format(token.contents))
    return dedent("".join(parts)).strip()
