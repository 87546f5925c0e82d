"""``manage.py collect_messages [--check]``: keep locale/nl complete, without GNU gettext.

Python sources are read by Babel; templates are first turned into Python-like text by Django's own
``templatize``, so that what is collected is what Django looks up.
"""

from __future__ import annotations

import io
import warnings
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation.template import templatize

KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
APPS = ("citydeal", "governance", "workgroups", "panels", "reporting")
PO = Path("locale/nl/LC_MESSAGES/django.po")


class Command(BaseCommand):
    """Collects every text for users into the Dutch catalogue, or checks that it is complete."""

    help = "Update locale/nl from the sources. With --check: fail when a text is missing."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare --check."""
        parser.add_argument("--check", action="store_true", help="change nothing, fail when incomplete")

    def handle(self, *args: Any, **options: Any) -> None:
        """Update or check the catalogue."""
        root = Path(settings.BASE_DIR)
        path = root / PO
        with path.open("rb") as file:
            catalog = read_po(file, locale="nl", domain="django")
        template = collect(root)
        if options["check"]:
            problems = incomplete(catalog, template)
            for problem in problems:
                self.stdout.write(problem)
            if problems:
                raise CommandError(f"{PO}: {len(problems)} texts to mend; run `make messages`")
            self.stdout.write(f"{PO}: complete, {len(template)} texts")
            return
        catalog.update(template, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        with path.open("wb") as file:
            write_po(file, catalog, sort_output=True, width=100, no_location=True)
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, catalog)
        empty = sum(not message.string or not all_filled(message.string) for message in catalog if message.id)
        self.stdout.write(f"{PO}: {len(catalog)} texts, {empty} without Dutch")


def collect(root: Path) -> Catalog:
    """Return every text for users in Python and templates under ``root``."""
    catalog = Catalog(locale="nl", domain="django")
    for path in sorted(_sources(root)):
        text = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            # Indentation means nothing here, but Python's tokenizer would trip over it.
            text = "\n".join(line.lstrip() for line in templatize(text).splitlines())
        with warnings.catch_warnings():
            # templatize leaves text that only looks like Python.
            warnings.simplefilter("ignore")
            found = list(extract("python", io.BytesIO(text.encode()), keywords=KEYWORDS))
        for _line, message, _comments, context in found:
            catalog.add(message, context=context)
    return catalog


def _sources(root: Path) -> Iterator[Path]:
    for app in APPS:
        yield from (p for p in (root / app).rglob("*.py") if "migrations" not in p.parts)
    for suffix in ("*.html", "*.txt"):
        yield from (root / "templates").rglob(suffix)


def all_filled(string: str | tuple[str, ...] | list[str]) -> bool:
    """Whether a translation, with all its plural forms, holds text."""
    return bool(string) if isinstance(string, str) else all(string)


def incomplete(catalog: Catalog, template: Catalog) -> list[str]:
    """Return what is missing, fuzzy or no longer used in the Dutch catalogue, a line each."""
    problems = []
    for message in template:
        if not message.id:
            continue
        own = catalog.get(_key(message.id), message.context)
        if own is None or not all_filled(own.string):
            problems.append(f"no Dutch: {message.id!r}")
        elif own.fuzzy:
            problems.append(f"fuzzy: {message.id!r}")
    problems += [
        f"not used any more: {message.id!r}"
        for message in catalog
        if message.id and template.get(_key(message.id), message.context) is None
    ]
    return problems


def _key(message_id: Any) -> Any:
    return message_id[0] if isinstance(message_id, list | tuple) else message_id
