"""Four slides of a report: always four, its own words, and what does not fit is said to be left out."""

from __future__ import annotations

from reporting.rules.document import (
    Bullets,
    Chart,
    Document,
    Facts,
    Heading,
    Paragraph,
    Part,
    Series,
    Status,
    Table,
)
from reporting.rules.slides import MOST_COLUMNS, MOST_ITEMS, MOST_ROWS, slides_of


def report(*parts):
    return Document("Rapportage", "2026", [], parts)


def test_there_are_always_four():
    slides = slides_of(report())
    assert len(slides) == 4
    assert all(slide.blocks == [Paragraph("Het verslag zegt hier niets over.")] for slide in slides)


def test_takes_the_words_of_the_sections():
    slides = slides_of(report(Part("summary", "Samenvatting", [Paragraph("Het gaat goed.", tone="lead")])))
    assert slides[0].blocks == [Paragraph("Het gaat goed.", tone="lead")]


def test_two_sections_share_a_slide_under_their_own_names():
    parts = [Part("outlook", "Vooruit", [Paragraph("Straks.")]), Part("asked", "Gevraagd", [Bullets(["Ja"])])]
    blocks = slides_of(report(*parts))[3].blocks
    assert blocks == [Heading("Vooruit"), Paragraph("Straks."), Heading("Gevraagd"), Bullets(["Ja"])]


def test_long_lists_say_how_many_are_left_out():
    items = [str(number) for number in range(10)]
    slides = slides_of(report(Part("summary", "S", [Bullets(items)])))
    assert slides[0].blocks[0].items[-1] == "en nog 5 in de rapportage"
    assert len(slides[0].blocks[0].items) == MOST_ITEMS


def test_tables_keep_what_fits():
    header = [str(number) for number in range(6)]
    wide = Table("t", header, [header] * 20, numeric=frozenset({1, 5}), total=header)
    (block,) = slides_of(report(Part("groups", "G", [Heading("Weg"), wide])))[1].blocks
    assert (len(block.rows), len(block.header), len(block.total)) == (MOST_ROWS, MOST_COLUMNS, MOST_COLUMNS)
    assert block.numeric == {1}


def test_of_a_chart_and_its_table_one_is_enough():
    chart = Chart("columns", "t", "d", ["a"], [Series("s", [1])])
    part = Part("groups", "G", [chart, Table("t", ["a"], [["b"]]), Paragraph("x" * 400)])
    blocks = slides_of(report(part))[1].blocks
    assert blocks[0] == chart
    assert len(blocks) == 2
    assert blocks[1].text.endswith("…")


def test_headings_with_a_status_become_a_table_beside_the_chart():
    chart = Chart("columns", "t", "d", ["a"], [Series("s", [1])])
    well, badly = Status("safe", "Op koers"), Status("danger", "Bijsturen")
    blocks = [chart, Heading("Een", 3, well), Paragraph("x"), Heading("Twee", 3, badly), Heading("Drie")]
    shown = slides_of(report(Part("groups", "Werkgroepen", blocks)))[1].blocks
    assert shown[0] == chart
    assert shown[1].rows == [["Een", well], ["Twee", badly]]


def test_facts_stay_facts():
    facts = Facts([("Partijen", "13"), ("Waarom", "y" * 400)])
    (block,) = slides_of(report(Part("summary", "S", [facts])))[0].blocks
    assert block.rows[0] == ("Partijen", "13")
    assert block.rows[1][1].endswith("…")


def test_no_more_than_fits():
    part = Part("summary", "S", [Paragraph(str(number)) for number in range(9)])
    assert len(slides_of(report(part))[0].blocks) == 4
