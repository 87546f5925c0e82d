"""A document in each of its formats: the standards it keeps, and text that looks like markup stays text."""

from __future__ import annotations

import base64
import io
import json
import re
import subprocess
import zipfile
from dataclasses import replace
from decimal import Decimal
from xml.etree import ElementTree

import odfdo
import pdfua
import pikepdf
import pytest

from governance.services import typesetting, typesetting_child
from governance.services.typesetting import TypesettingError, typeset
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
from reporting.services.document_data import document_data
from reporting.services.rendering import FORMATS, render
from tests.pdf_text import letters, letters_of

# What people may type: markup of the typesetter, of HTML, of templates and of the converter.
NASTY = '#set text(red) *vet* _schuin_ $x^2$ <b>kop</b> & "aan" \\ @ref [a](b) {{ x }} {% y %} #import "a"'
HOURS = Chart(
    kind="bars",
    title="Uren per partij",
    description="Een partij heeft de uren nog niet bevestigd.",
    labels=["Gemeente <Waterveen>", "Ministerie"],
    series=[
        Series("Toegezegd", [1600, 600]),
        Series("Geleverd", [Decimal("1392.25"), None]),
        Series("Verwacht", [1300, 500]),
    ],
    unit="uur",
    absent="nog niet bevestigd",
)
REACHED = Chart(
    kind="lines",
    title="Mijlpalen",
    description="In november zijn 9 mijlpalen gehaald.",
    labels=["okt", "nov"],
    series=[Series("Gehaald", [9, 9]), Series("Gepland", [10, 11])],
)
WHOLE = Document(
    title="Voortgangsrapportage",
    subtitle="juli tot en met december 2026",
    owner="City Deal Dichtbij Geregeld",
    state="Concept",
    facts=[("Voor", "De stuurgroep"), ("Van", NASTY)],
    parts=[
        Part("summary", "Samenvatting", [Paragraph("Op koers.", tone="lead"), Paragraph(f"Een\n\n{NASTY}")]),
        Part("asked", "Gevraagd", [Bullets([NASTY, "Instemmen"], numbered=True), Bullets(["Los"])]),
        Part(
            "groups",
            "Werkgroepen",
            [
                Table(
                    "Stand per werkgroep",
                    ["Werkgroep", "Nu"],
                    [["Een", Status("danger", "Bijsturen")], [NASTY, Status("safe", "Op koers")]],
                ),
                Heading("Een", 3, Status("warning", "Aandacht")),
                Heading("Twee", 4),
                Facts([("Oorzaak", "Regel\nop regel")]),
            ],
        ),
        Part("milestones", "Mijlpalen", [REACHED]),
        Part(
            "contributions",
            "Bijdragen",
            [
                HOURS,
                Table(
                    "Euro's",
                    ["Partij", "Bedrag"],
                    [["Ministerie", "€\N{NO-BREAK SPACE}6.000"]],
                    frozenset({1}),
                    ["Totaal", Status("neutral", "Nog niet bekend")],
                ),
                Paragraph("In de volgorde van het convenant.", tone="note"),
            ],
        ),
        Part("empty", "Niets", []),
    ],
)


@pytest.fixture(scope="module")
def made():
    """Return the whole document in every format, made once."""
    return {format: render(WHOLE, format) for format in FORMATS}


def told(pdf):
    """Return what a PDF says about the standards it keeps."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        about = document.open_metadata()
        return about.get("pdfaid:part"), about.get("pdfaid:conformance"), about.get("pdfuaid:part")


def tags_of(pdf):
    """Return the kinds of all tags of a PDF, and the texts for who cannot see."""
    found, alternatives = [], []

    def walk(node):
        if isinstance(node, pikepdf.Array):
            for each in node:
                walk(each)
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                found.append(str(node.S))
            if "/Alt" in node:
                alternatives.append(str(node.Alt))
            if "/K" in node:
                walk(node.K)

    with pikepdf.open(io.BytesIO(pdf)) as document:
        walk(document.Root.StructTreeRoot.K)
        return found, alternatives


def bookmarks_of(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as document, document.open_outline() as outline:
        return [item.title for item in outline.root]


def inside(archive, name):
    with zipfile.ZipFile(io.BytesIO(archive)) as file:
        return file.read(name).decode()


def words(xml):
    """Return the text of XML, without what the layout adds."""
    return " ".join("".join(ElementTree.fromstring(xml).itertext()).split())  # our own


class TestPdf:
    @pytest.mark.parametrize("format", ["pdf", "slides"])
    def test_is_pdf_a_2a_and_pdf_ua_1_at_once(self, made, format):
        assert told(made[format]) == ("2", "A", "1")

    @pytest.mark.parametrize("format", ["pdf", "slides"])
    def test_passes_the_checker(self, made, format, tmp_path):
        path = tmp_path / "a.pdf"
        path.write_bytes(made[format])
        assert pdfua.validate(str(path)).findings == ()

    def test_has_language_title_tags_and_fonts(self, made):
        with pikepdf.open(io.BytesIO(made["pdf"])) as document:
            assert str(document.Root.Lang) == "nl-NL"
            assert bool(document.Root.MarkInfo.Marked)
            assert bool(document.Root.ViewerPreferences.DisplayDocTitle)
            assert str(document.docinfo.Title) == "Voortgangsrapportage"
            for page in document.pages:
                for font in page.Resources.Font.values():
                    descriptor = font.DescendantFonts[0].FontDescriptor
                    assert {"/FontFile2", "/FontFile3"} & set(descriptor.keys())

    def test_has_contents_and_bookmarks(self, made):
        titles = ["Samenvatting", "Gevraagd", "Werkgroepen", "Mijlpalen", "Bijdragen", "Niets"]
        numbered = [f"{number}. {title}" for number, title in enumerate(titles, start=1)]
        assert [title.replace("\N{NO-BREAK SPACE}", " ") for title in bookmarks_of(made["pdf"])][
            -6:
        ] == numbered
        assert "/TOC" in tags_of(made["pdf"])[0]

    def test_tables_and_lists_are_tagged(self, made):
        found, _texts = tags_of(made["pdf"])
        assert {"/Table", "/Caption", "/TH", "/TD", "/L", "/LI", "/H1", "/H2"} <= set(found)

    def test_charts_are_drawings_with_a_text_for_who_cannot_see(self, made):
        _found, texts = tags_of(made["pdf"])
        assert "Mijlpalen. In november zijn 9 mijlpalen gehaald." in texts
        with pikepdf.open(io.BytesIO(made["pdf"])) as document:
            assert not [name for page in document.pages for name in page.get_images()]

    def test_every_word_stands_in_it_as_it_was_typed(self, made):
        text = letters_of(made["pdf"])
        assert text.count(letters(NASTY)) == 4
        for said in ("Bijsturen", "Nog niet bekend", "Regel op regel", "€6.000", "Concept", "1.392,25uur"):
            assert letters(said) in text

    def test_a_sign_without_a_picture_of_its_own_does_not_stop_it(self):
        smiling = replace(WHOLE, title="Klaar 🙂", parts=[Part("a", "A\x00\x07", [Paragraph("b\x0cc")])])
        made = render(smiling, "pdf")
        assert told(made) == ("2", "A", "1")
        assert "Klaar*" in letters_of(made)

    def test_letters_that_the_font_lacks_give_a_plain_pdf(self):
        made = render(replace(WHOLE, title="日本"), "pdf")
        assert told(made) == (None, None, None)

    def test_a_document_without_anything_is_made(self):
        empty = Document("Leeg", "", [])
        assert told(render(empty, "pdf")) == ("2", "A", "1")
        assert render(empty, "odt").startswith(b"PK")

    def test_a_long_chart_goes_over_pages(self):
        many = [f"Partij {number}" for number in range(60)]
        long = replace(HOURS, labels=many, series=[Series("Uren", list(range(60)))])
        made = render(replace(WHOLE, parts=[Part("a", "A", [long])]), "pdf")
        with pikepdf.open(io.BytesIO(made)) as document:
            assert len(document.pages) >= 4

    def test_a_letter_has_no_contents_and_no_numbers(self):
        made = render(replace(WHOLE, kind="letter"), "pdf")
        assert "Samenvatting" in bookmarks_of(made)
        assert letters("Inhoud") not in letters_of(made)


class TestSlides:
    def test_are_four(self, made):
        with pikepdf.open(io.BytesIO(made["slides"])) as document:
            assert len(document.pages) == 4
            assert float(document.pages[0].MediaBox[2]) > float(document.pages[0].MediaBox[3])

    def test_stay_four_however_much_there_is(self):
        long = Paragraph("Een heel lange zin over van alles en nog wat. " * 30)
        table = Table("t", list("abcd"), [["Een naam van gewone lengte met nog wat"] * 4] * 30)
        parts = [
            Part(key, key, [long, table, HOURS]) for key in ("summary", "groups", "milestones", "outlook")
        ]
        made = render(replace(WHOLE, parts=[*parts, Part("asked", "a", [long, HOURS])]), "slides")
        with pikepdf.open(io.BytesIO(made)) as document:
            assert len(document.pages) == 4

    def test_names_no_party_in_a_heading(self, made):
        assert not [title for title in bookmarks_of(made["slides"]) if "Gemeente" in title]


class TestOdt:
    def test_is_what_odf_asks(self, made):
        with zipfile.ZipFile(io.BytesIO(made["odt"])) as file:
            first = file.infolist()[0]
            assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
            assert file.testzip() is None
        content, styles = inside(made["odt"], "content.xml"), inside(made["odt"], "styles.xml")
        for xml in (content, styles):
            assert 'office:version="1.3"' in xml
        assert 'fo:language="nl"' in styles
        assert 'fo:page-width="21cm"' in styles
        assert content.count("<table:table-header-rows>") == 4

    def test_opens_with_its_headings_and_tables(self, made):
        document = odfdo.Document(io.BytesIO(made["odt"]))
        headings = [heading.text_recursive.strip() for heading in document.body.headers]
        assert headings[:3] == ["1. Samenvatting", "2. Gevraagd", "3. Werkgroepen"]
        assert "Een – Aandacht" in headings
        assert len(document.body.tables) == 6

    def test_styles_take_over_from_styles_that_have_a_name(self, made):
        content = inside(made["odt"], "content.xml")
        assert not re.search(r'parent-style-name="P\d+"', content)
        assert 'style:name="Title"' in inside(made["odt"], "styles.xml")

    def test_text_stays_text(self, made):
        assert words(inside(made["odt"], "content.xml")).count(NASTY) == 4

    def test_what_looks_like_a_style_stays_as_it_was_typed(self):
        typed = 'style:name="TableRowCell" fo:border="none" style:parent-style-name="P1"'
        made = render(replace(WHOLE, parts=[Part("a", "A", [Paragraph(typed)])]), "odt")
        assert typed in words(inside(made, "content.xml"))

    def test_has_a_picture_of_each_chart_with_its_name(self, made):
        with zipfile.ZipFile(io.BytesIO(made["odt"])) as file:
            pictures = [name for name in file.namelist() if name.startswith("Pictures/")]
            assert len(pictures) == 2
            assert all(file.read(name).startswith(b"\x89PNG") for name in pictures)
        assert "<svg:title>Uren per partij</svg:title>" in inside(made["odt"], "content.xml")


class TestDocx:
    def test_text_stays_text(self, made):
        xml = inside(made["docx"], "word/document.xml")
        assert words(xml).count(NASTY) == 4
        assert xml.count("<w:tblHeader") == 4

    def test_amounts_stay_on_one_line_at_the_right_and_totals_stand_out(self, made):
        content, document = inside(made["odt"], "content.xml"), inside(made["docx"], "word/document.xml")
        for xml in (content, document):
            assert "€\N{NO-BREAK SPACE}6.000" in xml
        assert 'fo:text-align="end"' in content
        assert re.search(r'<w:jc w:val="(right|end)" ?/>', document)
        total = document[: document.index("Nog niet bekend")].rsplit("<w:r>", 1)[1]
        assert "<w:b" in total

    def test_has_its_language_and_pictures(self, made):
        assert "nl-NL" in inside(made["docx"], "word/styles.xml")
        with zipfile.ZipFile(io.BytesIO(made["docx"])) as file:
            assert len([name for name in file.namelist() if name.startswith("word/media/")]) == 2


class TestHtml:
    def test_stands_alone_and_holds_no_script(self, made):
        page = made["html"].decode()
        assert page.lstrip().startswith("<!doctype html>")
        assert '<html lang="nl">' in page
        assert not re.search(r"<script|<link|src=|url\(", page)

    def test_text_stays_text(self, made):
        page = made["html"].decode()
        assert "<b>" not in page
        assert page.count("#set text(red) *vet*") == 4

    def test_has_one_title_and_every_part(self, made):
        page = made["html"].decode()
        assert page.count("<h1") == 1
        for part in WHOLE.parts:
            assert f'id="{part.key}"' in page

    def test_shows_statuses_in_words_and_totals(self, made):
        page = made["html"].decode()
        assert page.count("utrecht-status-badge--danger") >= 1
        assert "Bijsturen" in page
        assert "<tfoot>" in page

    def test_ids_are_unique(self, made):
        ids = re.findall(r'\bid="([^"]+)"', made["html"].decode())
        assert len(ids) == len(set(ids))


class TestFormats:
    def test_another_format_is_unknown(self):
        with pytest.raises(KeyError):
            render(WHOLE, "exe")

    def test_words_of_the_portal_are_in_the_language_of_the_document(self):
        english = render(replace(WHOLE, language="en"), "pdf")
        assert letters("Contents") in letters_of(english)


class TestData:
    def test_columns_share_the_width_by_what_stands_in_them(self):
        table = Table("t", ["Kort", "Lang"], [["a", "x" * 100]])
        (block,) = document_data(Document("t", "", [], [Part("a", "A", [table])]))["parts"][0]["blocks"]
        assert block["widths"] == [0, 60]
        assert block["shares"] == [18, 81]


class TestTypesetter:
    def test_says_why_it_refuses(self, tmp_path):
        (tmp_path / "a.typ").write_text("#nonsense()")
        with pytest.raises(TypesettingError, match="nonsense"):
            typeset("a.typ", {}, folder=tmp_path)

    def asks(self, monkeypatch, tmp_path, text):
        (tmp_path / "a.typ").write_text(text)
        options = {"format": "pdf", "pdf_standards": []}
        wanted = {"template": str(tmp_path / "a.typ"), "root": str(tmp_path), "fonts": [], "data": '"Hallo"'}
        monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(wanted | {"options": options})))

    def test_the_process_hands_back_what_it_made(self, monkeypatch, tmp_path, capsys):
        self.asks(monkeypatch, tmp_path, "#json(bytes(sys.inputs.data))")
        assert typesetting_child.main() == 0
        (page,) = json.loads(capsys.readouterr().out)
        assert base64.b64decode(page).startswith(b"%PDF")

    def test_the_process_says_that_it_refuses(self, monkeypatch, tmp_path, capsys):
        self.asks(monkeypatch, tmp_path, "#nonsense()")
        assert typesetting_child.main() == typesetting.REFUSED == typesetting_child.REFUSED
        assert "nonsense" in capsys.readouterr().err

    def test_a_process_that_breaks_is_an_error(self, monkeypatch, tmp_path):
        broken = tmp_path / "kind.py"
        broken.write_text("raise SystemExit(9)")
        monkeypatch.setattr(typesetting, "CHILD", broken)
        with pytest.raises(subprocess.CalledProcessError):
            typeset("report.typ", {})
