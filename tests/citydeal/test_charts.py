"""Charts: what they say in a drawing stands in the table too; nothing is told by colour alone."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import translation

from citydeal.common.chart_drawing import (
    PAPER_ROWS,
    amount_words,
    as_drawn,
    legend,
    svg_for_page,
    svgs_for_paper,
)
from citydeal.common.charts import Chart, Series, apart, pieces, scale_of
from citydeal.templatetags.charts import table_of

NASTY = "<b>&\"'</b>"


def chart(kind="columns", series=(("Gehaald", [1, 2]),), labels=("jan", "feb"), **fields):
    made = [Series(name, values) for name, values in series]
    texts = {"title": "Een titel", "description": "Een zin."} | fields
    return Chart(kind=kind, labels=labels, series=made, **texts)


def parsed(svg):
    return ET.fromstring(str(svg))  # our own


def counted(svg, css):
    return len(re.findall(rf'class="{css}[ "]', str(svg)))


def texts(svg):
    """Return what stands in the drawing, line by line; what is only shown to who points is not in it."""
    lines = re.sub(r"<title>.*?</title>", "", str(svg))
    return re.findall(r"<(?:text|tspan)[^>]*>([^<]+)(?=<)", lines)


class TestScale:
    @pytest.mark.parametrize(
        ("values", "expected"),
        [
            ([3, 11], (0, 15, 5)),
            ([], (0, 1, 1)),
            ([0, 0], (0, 1, 1)),
            ([0.2], (0, 0.2, 0.05)),
            ([1600, -300], (-500, 2000, 500)),
            ([-5], (-5, 0, 1)),
            ([1_000_000], (0, 1_000_000, 200_000)),
        ],
    )
    def test_starts_at_zero_and_has_round_steps(self, values, expected):
        scale = scale_of(values)
        assert (scale.low, scale.high, scale.step) == pytest.approx(expected)

    def test_marks_go_from_low_to_high(self):
        assert scale_of([1600, -300]).marks == [-500, 0, 500, 1000, 1500, 2000]

    def test_share_is_between_nothing_and_all(self):
        scale = scale_of([10, -10])
        assert [scale.share(value) for value in (-10, 0, Decimal(10))] == [0, 0.5, 1]


class TestHelpers:
    def test_labels_do_not_stand_on_each_other(self):
        assert apart([50, 52, 10], 20) == [50, 70, 10]

    def test_a_long_chart_comes_in_pieces_for_paper(self):
        long = chart("bars", [("a", list(range(5)))], labels=list("abcde"), notes=list("vwxyz"))
        found = pieces(long, 2)
        assert [each.labels for each in found] == [["a", "b"], ["c", "d"], ["e"]]
        assert [each.notes for each in found] == [["v", "w"], ["x", "y"], ["z"]]
        assert found[2].series[0].values == [4]
        assert pieces(long, 5) == [long]


class TestWords:
    @pytest.mark.parametrize(
        ("value", "unit", "expected"),
        [
            (1000, "uur", "1.000 uur"),
            (Decimal("2.50"), "uur", "2,5 uur"),
            (Decimal("1250.5"), "€", "€ 1.250,50"),
            (1250, "€", "€ 1.250"),
            (83, "%", "83%"),
            (0, "", "0"),
            (None, "uur", "niet bekend"),
        ],
    )
    def test_are_dutch(self, value, unit, expected):
        with translation.override("nl"):
            assert amount_words(value, unit).replace("\N{NO-BREAK SPACE}", " ") == expected

    def test_absent_has_its_own_word(self):
        assert amount_words(None, "uur", "nog niet bevestigd") == "nog niet bevestigd"


class TestBars:
    HOURS = (("Toegezegd", [1000, 600, 0]), ("Geleverd", [870, None, 0]), ("Verwacht", [800, 500, None]))

    def drawn(self, **fields):
        names = [NASTY, "Een ministerie met een heel lange naam", "Nul"]
        return svg_for_page(chart("bars", self.HOURS, labels=names, unit="uur", **fields), "k")

    def test_what_is_not_known_is_a_dashed_outline_without_figure(self):
        svg = self.drawn(absent="nog niet bevestigd")
        assert counted(svg, "cd-chart__pledge cd-chart__pledge--open") == 1
        assert "nog niet bevestigd" in texts(svg)

    def test_a_tick_only_where_something_is_known(self):
        assert counted(self.drawn(), "cd-chart__tick") == 1

    def test_nothing_is_no_bar(self):
        assert counted(self.drawn(), "cd-chart__bar") == 1

    def test_names_are_text_and_go_on_below(self):
        svg = self.drawn()
        assert "<b>" not in svg
        assert {"Een ministerie met een", "heel lange naam"} <= set(texts(svg))
        assert "…" not in svg

    def test_a_row_is_higher_where_its_name_goes_on(self):
        names = ["Kort", "Samenwerkende gemeenten van de regio Rijn en IJssel", "Ook kort"]
        svg = svg_for_page(chart("bars", [("a", [1, 2, 3])], labels=names), "k")
        assert texts(svg)[:2] == ["Kort", "1"]
        assert texts(svg)[2:5] == ["Samenwerkende gemeenten", "van de regio Rijn en IJssel", "2"]
        tops = [float(each.get("y")) for each in parsed(svg).iter() if each.tag.endswith("rect")]
        assert tops == [29, 62 + 20 + 29, 62 + 82 + 29]
        assert parsed(svg).get("height") == str(3 * 62 + 20 - 10)

    def test_a_name_without_end_is_cut_and_shown_whole_to_who_points_at_it(self):
        name = "Stichting " + " ".join(["Samenwerking"] * 12) + " <b>"
        svg = svg_for_page(chart("bars", [("a", [1])], labels=[name]), "k")
        shown = texts(svg)
        assert len(shown[:3]) == 3
        assert shown[2].endswith("…")
        assert f"<title>{name.replace('<b>', '&lt;b&gt;')}</title>" in svg
        unbroken = svg_for_page(chart("bars", [("a", [1])], labels=["x" * 60]), "k")
        assert texts(unbroken)[:2] == ["x" * 24, "x" * 36]

    def test_a_row_without_a_name_stands(self):
        assert texts(svg_for_page(chart("bars", [("a", [1])], labels=[""]), "k")) == ["1"]

    def test_notes_come_from_the_values_or_from_the_page(self):
        assert "870 van 1.000 uur" in [
            text.replace("\N{NO-BREAK SPACE}", " ") for text in texts(self.drawn())
        ]
        assert "zelf gezegd" in texts(self.drawn(notes=["zelf gezegd", "", ""]))

    def test_one_series_is_a_solid_bar_with_its_value(self):
        svg = svg_for_page(chart("bars", [("Uren", [3, None])], unit="€"), "k")
        assert counted(svg, "cd-chart__bar") == 1
        assert "€\N{NO-BREAK SPACE}3" in texts(svg)
        assert "niet bekend" in texts(svg)

    def test_euros_of_euros(self):
        svg = svg_for_page(chart("bars", [("T", [10, None]), ("G", [4, 2])], unit="€"), "k")
        assert "€\N{NO-BREAK SPACE}4 van €\N{NO-BREAK SPACE}10" in texts(svg)
        assert "niet bekend" in texts(svg)

    def test_percents_are_of_a_hundred(self):
        assert 'width="60.00%"' in svg_for_page(chart("bars", [("a", [60, 30])], unit="%"), "k")

    def test_nothing_at_all_draws(self):
        assert parsed(svg_for_page(chart("bars", [("a", [])], labels=[]), "k")).get("height") == "1"


class TestColumns:
    def test_each_series_has_its_own_looks(self):
        two = chart(series=[("Begroot", [5, -2]), ("Besteed", [4, None])], unit="€")
        svg = svg_for_page(two, "k")
        assert (counted(svg, "cd-chart__bar"), counted(svg, "cd-chart__pledge")) == (2, 1)
        assert [name for _mark, name in legend(two)] == ["Begroot", "Besteed"]

    def test_one_series_says_its_figures(self):
        svg = svg_for_page(chart(), "k")
        assert {"1", "2", "jan", "feb"} <= set(texts(svg))
        assert legend(chart()) == []

    def test_many_labels_are_thinned_out(self):
        many = chart(series=[("a", list(range(30)))], labels=[f"L{number}" for number in range(30)])
        shown = [text for text in texts(svg_for_page(many, "k")) if text.startswith("L")]
        assert len(shown) == 10
        assert counted(svg_for_page(many, "k"), "cd-chart__subtle cd-chart__minor") == 5

    def test_labels_that_do_not_fit_under_columns_give_bars(self):
        labels = ["Klaar voor gebruik", "In ontwikkeling", "Op de longlist", "Nog niet begonnen", "Gestopt"]
        long = chart(series=[("a", [1, 2, 3, 4, 5])], labels=labels)
        assert as_drawn(long).kind == "bars"
        assert "Klaar voor gebruik" in texts(svg_for_page(long, "k"))
        assert as_drawn(chart()).kind == "columns"
        two = chart(series=[("a", [1] * 5), ("b", [2] * 5)], labels=labels)
        assert as_drawn(two).kind == "columns"
        svg = svg_for_page(two, "k")
        assert "Klaar voor …" in texts(svg)
        assert "<title>Klaar voor gebruik</title>" in svg
        assert "<title>Gestopt</title>" not in svg


class TestLines:
    def test_says_the_last_values_at_the_end(self):
        svg = svg_for_page(chart("lines", [("Gehaald", [1, 9, None]), ("Gepland", [1, 11, 12])], "abc"), "k")
        assert "9 gehaald" in texts(svg)
        assert "12 gepland" in texts(svg)
        assert counted(svg, "cd-chart__done") == 2
        assert (counted(svg, "cd-chart__line-a"), counted(svg, "cd-chart__line-b")) == (1, 2)

    def test_a_series_without_values_says_nothing(self):
        svg = svg_for_page(chart("lines", [("Gehaald", [None, None])]), "k")
        assert not [text for text in texts(svg) if "gehaald" in text]

    def test_one_moment_draws(self):
        assert parsed(svg_for_page(chart("lines", [("a", [1])], labels=["nu"]), "k")) is not None


class TestPaper:
    @pytest.mark.parametrize("kind", ["bars", "columns", "lines"])
    def test_is_a_whole_drawing_of_its_own(self, kind):
        made = svgs_for_paper(chart(kind, [("a", [1, 2]), (NASTY, [1, None])]))
        root = parsed(made[0])
        assert root.tag == "{http://www.w3.org/2000/svg}svg"
        assert root.get("viewBox") == f"0 0 {root.get('width')} {root.get('height')}"

    def test_pieces_have_one_scale(self):
        count = PAPER_ROWS + 1
        long = chart("bars", [("a", [100] * PAPER_ROWS + [50])], labels=[str(n) for n in range(count)])
        first, second = svgs_for_paper(long)
        assert 'width="100.00%"' in first
        assert 'width="50.00%"' in second

    def test_has_room_for_longer_labels(self):
        name = "Een ministerie met een heel lange naam"
        long = chart("bars", [("a", [1])], labels=[name])
        assert name in texts(svgs_for_paper(long)[0])
        assert name not in texts(svg_for_page(long, "k"))

    def test_has_the_legend_inside(self):
        bars = chart("bars", [("Toegezegd", [2, 2]), ("Geleverd", [1, None])], absent="nog niet bevestigd")
        assert texts(svgs_for_paper(bars)[0])[:3] == ["Toegezegd", "Geleverd", "nog niet bevestigd"]


class TestTag:
    def shown(self, **context):
        text = (
            "{% chart chart 'sleutel' %}"
            if context.pop("folded", True)
            else "{% chart chart 's' folded=False %}"
        )
        return Template(text).render(Context(context))

    def test_has_title_description_and_the_same_numbers_in_a_table(self):
        page = self.shown(chart=chart("lines", [("Gehaald", [1, None])], unit="€"))
        assert 'role="img" aria-labelledby="sleutel-t sleutel-d"' in page
        assert '<title id="sleutel-t">Een titel</title><desc id="sleutel-d">Een zin.</desc>' in page
        assert "<details" in page
        assert '<th scope="row">jan</th><td class="cd-table__num">€\N{NO-BREAK SPACE}1</td>' in page
        assert "niet bekend" in page

    def test_table_is_in_sight_on_reports(self):
        assert "<details" not in self.shown(chart=chart(), folded=False)

    def test_has_a_legend_where_it_needs_one(self):
        assert "cd-legend" not in self.shown(chart=chart())
        assert "cd-legend" in self.shown(chart=chart(series=[("a", [1, 2]), ("b", [1, 2])]))

    def test_nothing_is_markup(self):
        page = self.shown(chart=chart(title=NASTY, description=NASTY, labels=[NASTY, "b"]))
        assert "<b>" not in page

    def test_table_has_a_row_per_label(self):
        assert table_of(chart()) == [("jan", ["1"]), ("feb", ["2"])]
