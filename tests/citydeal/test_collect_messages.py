"""``manage.py collect_messages``: what it finds, what it asks for and what it drops."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po, write_po
from django.core.management import call_command
from django.core.management.base import CommandError

from citydeal.management.commands.collect_messages import PO, collect, incomplete

PYTHON = """
from django.utils.translation import gettext as _, ngettext, pgettext
_("Body")
ngettext("%(n)s seat", "%(n)s seats", 2)
pgettext("of a month", "May")
str("Not for users")
"""
TEMPLATE = """
{% load i18n %}
  {% if deal %}
    <p>{% translate "End membership" %}</p>
      {% blocktranslate count n=seats %}{{ n }} chair{% plural %}{{ n }} chairs{% endblocktranslate %}
  {% endif %}
"""
DUTCH = {
    "Body": "Orgaan",
    ("%(n)s seat", "%(n)s seats"): ("%(n)s zetel", "%(n)s zetels"),
    "End membership": "Lidmaatschap beëindigen",
    ("%(n)s chair", "%(n)s chairs"): ("%(n)s stoel", "%(n)s stoelen"),
}


@pytest.fixture
def root(tmp_path, settings) -> Path:
    """Return a small checkout with texts in Python and in a template."""
    for name in ("governance/migrations", "templates/governance", PO.parent):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "governance/views.py").write_text(PYTHON)
    (tmp_path / "governance/migrations/0001_first.py").write_text('_("From a migration")\n')
    (tmp_path / "templates/governance/body.html").write_text(TEMPLATE)
    settings.BASE_DIR = tmp_path
    return tmp_path


def write(root: Path, **more: str) -> Catalog:
    """Write the Dutch catalogue: all texts of the small checkout, and more."""
    catalog = Catalog(locale="nl", domain="django")
    for message, dutch in (DUTCH | more).items():
        catalog.add(message, dutch)
    catalog.add("May", "mei", context="of a month")
    with (root / PO).open("wb") as file:
        write_po(file, catalog)
    return catalog


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("collect_messages", *arguments, stdout=out)
    return out.getvalue()


def test_texts_of_python_and_templates_are_found_and_nothing_else(root):
    found = {(message.id, message.context) for message in collect(root) if message.id}
    assert found == {*((message, None) for message in DUTCH), ("May", "of a month")}


def test_a_complete_catalogue_passes(root):
    write(root)
    before = (root / PO).read_bytes()
    assert run("--check") == f"{PO}: complete, 5 texts\n"
    assert (root / PO).read_bytes() == before


def test_what_is_missing_empty_uncertain_or_unused_is_named(root):
    catalog = write(root, **{"Old": "Oud", "Body": ""})
    template = collect(root)
    catalog.delete("May", context="of a month")
    catalog.get("End membership").flags.add("fuzzy")
    catalog.get("%(n)s seat").string = ("%(n)s zetel", "")
    assert sorted(incomplete(catalog, template)) == [
        "fuzzy: 'End membership'",
        "no Dutch: 'Body'",
        "no Dutch: 'May'",
        "no Dutch: ('%(n)s seat', '%(n)s seats')",
        "not used any more: 'Old'",
    ]


def test_an_incomplete_catalogue_fails_and_stays_as_it_is(root):
    write(root, Old="Oud")
    before = (root / PO).read_bytes()
    with pytest.raises(CommandError, match="1 texts to mend; run `make messages`"):
        run("--check")
    assert (root / PO).read_bytes() == before


def test_new_texts_are_added_empty_and_unused_ones_go(root):
    write(root, Old="Oud")
    (root / "governance/forms.py").write_text('_("Surname")\n')
    assert run() == f"{PO}: 6 texts, 1 without Dutch\n"
    with (root / PO).open("rb") as file:
        catalog = read_po(file, locale="nl")
    assert catalog.get("Surname").string == ""
    assert catalog.get("Body").string == "Orgaan"
    assert catalog.get("Old") is None
    with (root / PO).with_suffix(".mo").open("rb") as file:
        assert read_mo(file).get("End membership").string == "Lidmaatschap beëindigen"
