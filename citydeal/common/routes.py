"""Addresses of a deal: found by their first word, since there are more than two hundred of them.

Django tries the patterns one by one, which took longer than most of what a page does.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from django.urls import ResolverMatch, URLPattern, URLResolver
from django.urls.resolvers import RoutePattern

Pattern = URLPattern | URLResolver


class WordResolver(URLResolver):
    """Tries only the patterns that begin with the word the address goes on with, in their order."""

    def resolve(self, path: str) -> ResolverMatch:
        """Return what an address leads to. Raises Resolver404."""
        match = self.pattern.match(str(path))
        word = str(match[0]).partition("/")[0] if match else ""
        return (self._by_word.get(word) or self._others).resolve(path)

    @cached_property
    def _by_word(self) -> dict[str, URLResolver]:
        words = {_word(pattern) for pattern in self.url_patterns} - {None}
        return {str(word): self._of(word) for word in words}

    @cached_property
    def _others(self) -> URLResolver:
        return self._of(None)

    def _of(self, word: str | None) -> URLResolver:
        """Return a resolver of the patterns that may begin with this word; None: with any other."""
        tried: Sequence[Pattern] = [
            pattern for pattern in self.url_patterns if _word(pattern) in (word, None)
        ]
        return URLResolver(self.pattern, tried, self.default_kwargs, self.app_name, self.namespace)


def _word(pattern: Pattern) -> str | None:
    """Return the first word of a pattern as it is written; None where it may be any word."""
    route = str(pattern.pattern)
    word = route.partition("/")[0]
    is_any = "<" in word or (isinstance(pattern, URLResolver) and not route)
    return None if is_any or not isinstance(pattern.pattern, RoutePattern) else word


def by_word(found: URLResolver) -> WordResolver:
    """Return what ``path(…, include(…))`` made, with its patterns found by their first word."""
    return WordResolver(
        found.pattern, found.urlconf_name, found.default_kwargs, found.app_name, found.namespace
    )
