"""The documents are true where a machine can tell: what they name exists, and what exists is named."""

from __future__ import annotations

import pkgutil
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management import get_commands

from citydeal.services.accounts import link_days
from governance.rules.registry import RULES

CHECKOUT = Path(settings.BASE_DIR)
DOCUMENTS = sorted([*CHECKOUT.glob("*.md"), *(CHECKOUT / "docs").rglob("*.md")])
GUIDE = sorted((CHECKOUT / "docs/handleiding").glob("*.md"))
DECISIONS = sorted((CHECKOUT / "docs/adr").glob("*.md"))
OPERATIONS = (CHECKOUT / "docs/operations.md").read_text(encoding="utf-8")
RULES_TEXT = (CHECKOUT / "docs/regels.md").read_text(encoding="utf-8")
ARCHITECTURE = (CHECKOUT / "docs/architecture.md").read_text(encoding="utf-8")
APPS = ("citydeal", "governance", "workgroups", "panels", "reporting")
SOURCES = [path for app in APPS for path in (CHECKOUT / app).rglob("*.py")]
CODE = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
SPAN = re.compile(r"`([^`\n]+)`")

# Of the system, or of a library; none of them is a setting of the portal.
NOT_OURS = {"PATH", "XDG_RUNTIME_DIR", "GUNICORN_CMD_ARGS"}
# Names with dots that are no Python object: a logger.
LOGGERS = {"citydeal.security"}


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def name_of(path: Path) -> str:
    return path.relative_to(CHECKOUT).as_posix()


def prose(text: str) -> str:
    return SPAN.sub("", FENCE.sub("", text))


def code_in(text: str) -> Iterator[str]:
    """Yield what a document writes as code: blocks, indented lines and spans."""
    yield from FENCE.findall(text)
    rest = FENCE.sub("", text)
    yield from (line for line in rest.splitlines() if line.startswith("    "))
    yield from SPAN.findall(rest)


def anchors(text: str) -> set[str]:
    titles = re.findall(r"^#+ (.*)$", FENCE.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


each_document = pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)


@each_document
def test_links_lead_somewhere(path):
    for target in LINK.findall(prose(read(path))):
        if target.startswith(("https://", "mailto:")):
            continue
        place, _, anchor = target.partition("#")
        found = (path.parent / place).resolve() if place else path
        assert found.exists(), target
        if anchor:
            assert anchor in anchors(read(found)), target


@each_document
def test_paths_and_names_in_code_exist(path):
    tops = ("citydeal/", "governance/", "docs/", "templates/", "tests/", "static/src/", "locale/", ".ci/")
    for span in SPAN.findall(FENCE.sub("", read(path))):
        if span.startswith(tops) and re.fullmatch(r"[\w./-]+", span) and "NNNN" not in span:
            assert (CHECKOUT / span).exists(), span
        if re.fullmatch(r"(citydeal|governance)(\.\w+){2,}", span) and span not in LOGGERS:
            assert pkgutil.resolve_name(span) is not None


@each_document
def test_belongs_to_no_machine(path):
    text = read(path)
    assert str(CHECKOUT) not in text
    assert not re.search(r"/(?:home|Users)/\w|\bC:\\", text)
    assert not re.search(r"\b(?:TODO|FIXME|TBD|lorem)\b", text)


@each_document
def test_commands_and_targets_exist(path):
    targets = make_targets()
    for code in code_in(read(path)):
        for command in re.findall(r"manage\.py ([a-z_]+)", code):
            assert command in get_commands(), command
        for target in re.findall(r"(?:^|\s)make ([a-z][a-z-]*)", code):
            assert target in targets, target


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z][a-z-]*):", read(CHECKOUT / "Makefile"), re.MULTILINE))


def test_every_command_and_target_is_explained():
    readme = read(CHECKOUT / "README.md")
    own = {name for name, app in get_commands().items() if app in APPS}
    assert own - set(re.findall(r"manage\.py ([a-z_]+)", readme)) == set()
    explained = set(re.findall(r"\bmake ([a-z][a-z-]*)", readme))
    assert make_targets() - {"help", "setup"} - explained == set()


def test_every_variable_is_explained():
    named = set(re.findall(r"`([A-Z][A-Z_]+)[`=]", OPERATIONS))
    assert variables_read() - NOT_OURS - named == set()


def test_every_explained_variable_is_read():
    rows = re.findall(r"^\| (.*?) \|", OPERATIONS, re.MULTILINE)
    explained = {name for cell in rows for name in re.findall(r"`([A-Z][A-Z_]+)`", cell)}
    assert {"SECRET_KEY", "CITYDEAL_DATA"} <= explained
    in_make = set(re.findall(r"^([A-Z_]+) \?=", read(CHECKOUT / "Makefile"), re.MULTILINE))
    assert explained - variables_read() - in_make == set()


def variables_read() -> set[str]:
    settings_py = re.findall(r"\benv\.\w+\(\s*\"([A-Z_]+)\"", CODE)
    others = re.findall(r"os\.environ(?:\.get\(|\[)[\"']([A-Z_]+)[\"']", CODE)
    return {*settings_py, *others}


def test_decisions_are_numbered_without_a_gap():
    assert [int(path.name[:4]) for path in DECISIONS] == list(range(1, len(DECISIONS) + 1))


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_has_title_status_and_reasons(path):
    number = int(path.name[:4])
    assert re.match(rf"# {number}\. \S", read(path))
    status = re.search(r"^Status: (.+)$", read(path), re.MULTILINE)
    assert status
    assert re.match(r"(proposed|accepted|rejected|replaced by \d+)\b", status[1])
    assert "\n## Decision\n" in read(path)
    assert re.search(r"^## (Rejected|Considered)$", read(path), re.MULTILINE)


class TestRulesOfTheCovenant:
    rows = re.findall(r"^\| (\d+) \| (.+) \| (checked|recorded|–) \|$", RULES_TEXT, re.MULTILINE)

    def test_every_number_stands_there_once(self):
        assert [int(number) for number, _text, _built in self.rows] == list(range(1, 73))

    def test_what_is_checked_is_what_the_code_knows(self):
        assert {int(number) for number, _text, built in self.rows if built == "checked"} == set(RULES)

    def test_what_code_cites_stands_there(self):
        cited = " ".join(re.findall(r"\brules? ((?:\d+(?:, | and )?)+)", CODE))
        assert {int(number) for number in re.findall(r"\d+", cited)} <= set(range(1, 73))
        choices = re.findall(r"\bA2-(\d+b?)", CODE)
        assert "5" in choices
        assert [c for c in choices if not re.search(rf"^{c}\. ", section("A2"), re.MULTILINE)] == []
        facts = set(re.findall(r"\bfacts (A\d)", CODE))
        assert [name for name in facts if not section(name)] == []

    def test_sources_are_listed(self):
        used = set(re.findall(r"\[(\d+)\]", RULES_TEXT.partition("## Sources")[0]))
        assert used == set(re.findall(r"^- \[(\d+)\]", RULES_TEXT, re.MULTILINE))


def section(name: str) -> str:
    found = re.search(rf"^## {name}\. .*?(?=^## |\Z)", RULES_TEXT, re.DOTALL | re.MULTILINE)
    return found[0] if found else ""


def test_code_cites_documents_that_exist():
    others = ["Makefile", "Dockerfile", "docker-compose.yml", "pyproject.toml", "requirements-dev.in"]
    text = CODE + "".join(read(CHECKOUT / name) for name in others)
    assert [name for name in re.findall(r"docs/[\w./-]+\.md", text) if not (CHECKOUT / name).exists()] == []


def test_code_cites_parts_of_the_architecture_that_exist():
    cited = set(re.findall(r"architecture(?:\.md)?, \"([^\"]+)\"", CODE))
    assert "Permissions" in cited
    assert [part for part in cited if part not in ARCHITECTURE] == []


def test_every_signal_stands_in_the_architecture():
    declared = [
        f"{path.parent.name}.signals.{name}"
        for path in SOURCES
        if path.name == "signals.py"
        for name in re.findall(r"^(\w+) = Signal\(", read(path), re.MULTILINE)
    ]
    assert declared
    assert [name for name in declared if f"`{name}`" not in ARCHITECTURE] == []


class TestUserGuide:
    @pytest.mark.parametrize("path", GUIDE, ids=lambda path: path.stem)
    def test_what_is_bold_stands_on_the_screen(self, path):
        with (CHECKOUT / "locale/nl/LC_MESSAGES/django.po").open("rb") as file:
            catalog = read_po(file)
        known = {message.string for message in catalog if isinstance(message.string, str)}
        bold = [" ".join(text.split()) for text in re.findall(r"\*\*([^*]+)\*\*", read(path))]
        if path.stem == "index":
            bold.remove("vette")
        assert [text for text in bold if text not in known] == []

    def test_every_page_is_in_the_index(self):
        index = read(CHECKOUT / "docs/handleiding/index.md")
        others = [path.name for path in GUIDE if path.name != "index.md"]
        assert [name for name in others if f"({name})" not in index] == []

    def test_numbers_are_those_of_the_settings(self):
        text = read(CHECKOUT / "docs/handleiding/inloggen.md")
        assert f"De link werkt {link_days()} dagen" in text
        assert f"ten minste {settings.PASSWORD_MIN_LENGTH} tekens" in text
        assert f"maximaal {settings.SESSION_COOKIE_AGE // 3600} uur" in text


class TestWhatCataloguesRead:
    published = yaml.safe_load(read(CHECKOUT / "publiccode.yml"))
    project = tomllib.loads(read(CHECKOUT / "pyproject.toml"))["project"]

    def test_has_what_the_standard_asks(self):
        asked = {"publiccodeYmlVersion", "name", "url", "platforms", "developmentStatus", "softwareType"}
        assert asked | {"description", "legal", "maintenance", "localisation"} <= self.published.keys()
        assert self.published["publiccodeYmlVersion"] == "0.7.0"
        assert self.published["softwareType"] == "standalone/web"
        assert self.published["developmentStatus"] in {"concept", "development", "beta", "stable", "obsolete"}
        assert self.published["localisation"]["localisationReady"] is True
        assert self.published["localisation"]["availableLanguages"] == [settings.LANGUAGE_CODE]

    @pytest.mark.parametrize("language", ["nl", "en"])
    def test_descriptions_have_the_right_length(self, language):
        description = self.published["description"][language]
        assert len(description["shortDescription"]) <= 150
        assert 150 <= len(description["longDescription"]) <= 10_000
        assert 5 <= len(description["features"]) <= 20

    def test_names_a_person_only_with_a_maintainer(self):
        maintenance = self.published["maintenance"]
        assert maintenance["type"] in {"internal", "contract", "community", "none"}
        assert ("contacts" in maintenance) == (maintenance["type"] in {"internal", "community"})

    def test_licence_is_the_same_everywhere(self):
        assert self.published["legal"]["license"] == self.project["license"] == "EUPL-1.2"
        licence = read(CHECKOUT / "LICENSE")
        assert "EUROPEAN UNION PUBLIC LICENCE v. 1.2" in licence
        assert "15. Applicable Law" in licence

    def test_changelog_begins_with_this_version(self):
        first = re.search(r"^## (\S+?),? ", read(CHECKOUT / "CHANGELOG.md"), re.MULTILINE)
        assert first
        assert first[1] == self.project["version"]
