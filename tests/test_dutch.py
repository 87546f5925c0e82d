"""The Dutch that users read is at language level B1: short sentences, plain words, and "u"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.formats import date_format

CHECKOUT = Path(settings.BASE_DIR)
PO = CHECKOUT / "locale/nl/LC_MESSAGES/django.po"
GUIDE = sorted((CHECKOUT / "docs/handleiding").glob("*.md"))

LONGEST = 25
LONGEST_MEAN = 15
OFFICE_WORDS = [
    *("middels", "teneinde", "inzake", "betreffende", "alsmede", "derhalve", "reeds", "thans"),
    *("hetgeen", "conform", "omtrent", "dientengevolge", "gaarne"),
]
INFORMAL = ["je", "jij", "jou", "jouw", "jullie"]
# What says that something is wrong and not how to repair it; and a second form beside "hebt u".
PHRASES = ["dit veld is verplicht", "ongeldige invoer", "ongeldige waarde", "u heeft", "heeft u"]

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
SENTENCE_END = re.compile(r"(?<=[.?!:])[\"'’*)]*\s+")
LIST_ITEM = re.compile(r"^\s*(?:-|\d+\.)\s+")


def screen_texts() -> Iterator[tuple[str, str]]:
    with PO.open("rb") as file:
        catalog = read_po(file)
    for message in catalog:
        if message.id:
            forms = [message.string] if isinstance(message.string, str) else message.string
            for text in forms:
                yield str(message.id), PLACEHOLDER.sub("X", text)


def guide_texts(path: Path) -> Iterator[str]:
    """Yield the headings, paragraphs, list items and cells of a page as plain text."""
    block = ""
    for line in [*path.read_text(encoding="utf-8").splitlines(), ""]:
        starts = line.startswith(("#", "|")) or LIST_ITEM.match(line) or not line.strip()
        if starts and block:
            yield from (plain(part) for part in block.split("|") if part.strip(" -"))
            block = ""
        block = f"{block} {LIST_ITEM.sub('', line).strip('# ')}".strip()


def plain(text: str) -> str:
    return re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text).replace("**", "").strip()


def sentences(text: str) -> list[str]:
    return [part for part in SENTENCE_END.split(text) if part.strip()]


def words_in(text: str, wanted: list[str]) -> list[str]:
    return re.findall(rf"\b(?:{'|'.join(wanted)})\b", text, re.IGNORECASE)


def all_texts() -> list[tuple[str, str]]:
    guide = [(path.name, text) for path in GUIDE for text in guide_texts(path)]
    return [*screen_texts(), *guide]


TEXTS = all_texts()


def test_there_are_texts_of_both_kinds():
    assert len(TEXTS) > 500
    assert {path.name for path in GUIDE} <= {source for source, _text in TEXTS}


def test_no_sentence_is_long():
    long = [
        (len(sentence.split()), source, sentence)
        for source, text in TEXTS
        for sentence in sentences(text)
        if len(sentence.split()) > LONGEST
    ]
    assert long == []


@pytest.mark.parametrize("path", GUIDE, ids=lambda path: path.stem)
def test_the_guide_is_short_on_average(path):
    lengths = [len(s.split()) for text in guide_texts(path) for s in sentences(text)]
    assert sum(lengths) / len(lengths) <= LONGEST_MEAN


@pytest.mark.parametrize(
    "unwanted", [OFFICE_WORDS, INFORMAL, PHRASES], ids=["office words", "informal", "phrases"]
)
def test_words_are_plain(unwanted):
    found = [(source, text) for source, text in TEXTS if words_in(text, unwanted)]
    assert found == []


def test_what_is_quoted_stands_between_the_same_marks():
    assert [(source, text) for source, text in TEXTS if re.search("[“”„]", text)] == []


class TestTheMeasureItself:
    def test_splits_sentences_but_not_dates_and_numbers(self):
        assert len(sentences("Op 31.12 is het zo. Daarna niet. ‘Klaar?’ Ja.")) == 4

    def test_finds_whole_words_only(self):
        assert words_in("De welkomstpagina en het jaar", [*OFFICE_WORDS, *INFORMAL]) == []
        assert words_in("Thans? Die van jou.", [*OFFICE_WORDS, *INFORMAL]) == ["Thans", "jou"]

    def test_reads_a_page_as_plain_text(self, tmp_path):
        page = tmp_path / "pagina.md"
        page.write_text(
            "# Kop\n\nEen **regel** en\n[nog een](b.md).\n\n- punt\n  verder\n| a | b |\n|---|---|\n"
        )
        assert list(guide_texts(page)) == ["Kop", "Een regel en nog een.", "punt verder", "a", "b"]


def test_months_keep_their_short_names():
    """A text of ours with the words of Django's "may" once turned May into "mag"."""
    short = ["jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"]
    assert [date_format(date(2026, month, 1), "b") for month in range(1, 13)] == short
