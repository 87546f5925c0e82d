"""Draw a chart as SVG: for the page, where it is as wide as its column, and for paper, where it is fixed.

No script and no fixed width on the page: x is a percentage, and text keeps its size on every screen. Series
differ by shape, line and outline, never by colour alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from textwrap import wrap

from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from citydeal.common.charts import Amount, Chart, Scale, Series, apart, known, pieces, scale_of

# So many signs of a label stand on a line beside the figures, on a page and on paper; the rest stands below.
LONGEST_LABEL, LONGEST_ON_PAPER = 24, 60
# After so many lines a label is cut: its whole name is shown to who points at it, and stands in the table.
LABEL_LINES, LABEL_LEADING = 3, 20
# No figures stand beside the lines below, so they hold so many signs more.
LABEL_WIDER = 12
# Labels on a horizontal axis: more would touch each other.
MOST_LABELS = 12
# So many letters and digits fit on it, on paper and on a tablet.
AXIS_SIGNS = 64
# On paper: the width of the drawing, and how many rows of bars stand on one piece.
PAPER_WIDTH = 680
PAPER_ROWS = 12
_ROW, _BASE, _HEAD, _FOOT = 62, 216, 30, 34
_HEIGHT = _BASE + _FOOT
# How each series of columns and of lines is told from the others.
_COLUMNS = ("cd-chart__bar", "cd-chart__pledge", "cd-chart__pledge cd-chart__pledge--open")
_LINES = ("cd-chart__line-a", "cd-chart__line-b", "cd-chart__line-c")
# The same looks on paper, where no style sheet of the page reaches. Of a variable font the typesetter takes
# the thinnest weight where none is set as a variation.
PAPER_STYLE = """
text { font-family: "Source Sans 3"; font-size: 15px; font-variation-settings: "wght" 400; fill: #1d2429 }
.cd-chart__strong { font-variation-settings: "wght" 600 } .cd-chart__subtle { fill: #4a5568 }
.cd-chart__bar, .cd-chart__done { fill: #10637a; stroke: #10637a }
.cd-chart__pledge { fill: #dfeef2; stroke: #10637a; stroke-width: 1 }
.cd-chart__pledge--open { fill: none; stroke-dasharray: 4 3 }
.cd-chart__tick { stroke: #1d2429; stroke-width: 3 } .cd-chart__axis { stroke: #cbd5e0 }
.cd-chart__line-a, .cd-chart__line-b, .cd-chart__line-c { fill: none; stroke-width: 3; stroke: #10637a }
.cd-chart__line-a { stroke-linecap: round } .cd-chart__line-b { stroke: #5a6b75; stroke-dasharray: 7 5 }
.cd-chart__line-c { stroke: #5a6b75; stroke-dasharray: 2 4 }
"""


def amount_words(value: Amount | None, unit: str = "", absent: str = "") -> str:
    """Return a value as people write it: "1.000 uur", "€ 1.250,50", "83%"; ``absent`` for None."""
    if value is None:
        return absent or _("not known")
    exact = Decimal(str(value))
    if exact == exact.to_integral_value():
        exact = exact.quantize(Decimal(1))
    else:
        exact = exact.quantize(Decimal("0.01"))
        exact = exact if unit == "€" else exact.normalize()
    number = number_format(exact, use_l10n=True, force_grouping=True)
    if unit == "€":
        return f"€\N{NO-BREAK SPACE}{number}"
    if unit == "%":
        return f"{number}%"
    return f"{number}\N{NO-BREAK SPACE}{unit}" if unit else number


def svg_for_page(chart: Chart, key: str) -> SafeString:
    """Return the drawing for a page; ``key`` is unique on it and names its title and description."""
    body, height = _drawn(chart, _whole_scale(chart))
    return format_html(
        '<svg class="cd-chart__svg" role="img" aria-labelledby="{0}-t {0}-d" height="{1}">'
        '<title id="{0}-t">{2}</title><desc id="{0}-d">{3}</desc>{4}</svg>',
        key,
        height,
        chart.title,
        chart.description,
        body,
    )


def svgs_for_paper(chart: Chart) -> list[str]:
    """Return the drawing in pieces that fit on paper, each a whole SVG with a legend of its own."""
    scale = _whole_scale(chart)
    most = PAPER_ROWS if as_drawn(chart).kind == "bars" else max(len(chart.labels), 1)
    return [_on_paper(piece, scale) for piece in pieces(chart, most)]


def legend(chart: Chart) -> list[tuple[SafeString, str]]:
    """Return how each series looks, with its name; nothing where one series speaks for itself."""
    marks = _marks(chart)
    shown = [(mark, series.name) for mark, series in zip(marks, chart.series, strict=False)]
    if chart.kind == "bars" and len(chart.series) > 1 and None in chart.series[1].values:
        shown.append((_swatch("cd-chart__pledge cd-chart__pledge--open", 16), absent_words(chart)))
    return shown if len(shown) > 1 else []


def absent_words(chart: Chart) -> str:
    """Return what stands where nothing is known."""
    return chart.absent or _("not known")


def _whole_scale(chart: Chart) -> Scale:
    if as_drawn(chart).kind == "bars":  # a row ends where the longest does, not at a round number
        longest = max([100.0 if chart.unit == "%" else 0.0, *known(chart)])
        return Scale(0.0, longest or 1.0, longest or 1.0)
    return scale_of(known(chart))


def as_drawn(chart: Chart) -> Chart:
    """Return a chart as it is drawn: columns whose labels do not fit under them as bars."""
    if chart.kind != "columns" or len(chart.series) > 1 or len(chart.labels) > MOST_LABELS:
        return chart
    needed = max((len(label) for label in chart.labels), default=0) * len(chart.labels)
    return replace(chart, kind="bars") if needed > AXIS_SIGNS else chart


def _drawn(chart: Chart, scale: Scale, longest: int = LONGEST_LABEL) -> tuple[SafeString, int]:
    """Return the marks of a chart and their height in pixels."""
    chart = as_drawn(chart)
    if chart.kind == "bars":
        return _bars(chart, scale, longest)
    draw: Callable[[Chart, Scale], list[SafeString]] = _columns if chart.kind == "columns" else _lines
    plot = _joined([*_horizontal_axis(chart), *draw(chart, scale)])
    inner = format_html('<svg x="12%" width="84%" height="{}" overflow="visible">{}</svg>', _HEIGHT, plot)
    return _joined([*_vertical_axis(chart, scale), inner]), _HEIGHT


def _on_paper(chart: Chart, scale: Scale) -> str:
    body, height = _drawn(chart, scale, LONGEST_ON_PAPER)
    names = legend(chart)
    rows = [
        format_html(
            '<svg x="0" y="{}" width="36" height="20" overflow="visible">{}</svg>'
            '<text x="46" y="{}">{}</text>',
            place * 24,
            mark,
            place * 24 + 15,
            name,
        )
        for place, (mark, name) in enumerate(names)
    ]
    above = 24 * len(names) + (12 if names else 0)
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="{1}" viewBox="0 0 {0} {1}">'
        '<style>{2}</style>{3}<svg x="0" y="{4}" width="{0}" height="{5}" overflow="visible">{6}</svg></svg>',
        PAPER_WIDTH,
        above + height + 6,
        SafeString(PAPER_STYLE),
        _joined(rows),
        above,
        height,
        body,
    )


# --- Bars ------------------------------------------------------------------------------------


def _bars(chart: Chart, scale: Scale, longest: int) -> tuple[SafeString, int]:
    """Return the rows of a chart of bars, and their height: a row is higher where its label goes on."""
    notes = chart.notes or [_note(chart, place) for place in range(len(chart.labels))]
    rows, y = [], 0
    for place, (label, note) in enumerate(zip(chart.labels, notes, strict=True)):
        name, extra = _label(label, longest, y + 18)
        rows.append(
            format_html(
                '{}<text class="cd-chart__subtle" x="100%" y="{}" text-anchor="end">{}</text>{}',
                name,
                y + 18,
                note,
                _row_of_bars([series.values[place] for series in chart.series], scale, y + extra),
            )
        )
        y += _ROW + extra
    return _joined(rows), max(y - 10, 1)


def _label(label: str, longest: int, y: int) -> tuple[SafeString, int]:
    """Return the name of a row on as many lines as it needs, and how much higher that makes its row."""
    first = (wrap(label, longest) or [""])[0]
    rest = " ".join(label.split()).removeprefix(first).strip()
    more = wrap(rest, longest + LABEL_WIDER, max_lines=LABEL_LINES - 1, placeholder=" …")
    spans = [format_html('<tspan x="0" dy="{}">{}</tspan>', LABEL_LEADING, line) for line in more]
    text = format_html(
        '<text class="cd-chart__strong" x="0" y="{}">{}{}{}</text>',
        y,
        _whole_name(label) if more and more[-1].endswith("…") else "",
        first,
        _joined(spans),
    )
    return text, LABEL_LEADING * len(more)


def _whole_name(label: str) -> SafeString:
    return format_html("<title>{}</title>", label)


def _note(chart: Chart, place: int) -> str:
    values = [series.values[place] for series in chart.series]
    if len(values) == 1 or values[0] is None:
        return amount_words(values[0], chart.unit, chart.absent)
    if values[1] is None:
        return absent_words(chart)
    return _("%(part)s of %(whole)s") % {
        "part": amount_words(values[1]) if chart.unit != "€" else amount_words(values[1], "€"),
        "whole": amount_words(values[0], chart.unit),
    }


def _row_of_bars(values: Sequence[Amount | None], scale: Scale, y: int) -> SafeString:
    """Return one solid bar, or what is there of a whole, with a tick for what is expected."""
    whole, *rest = values
    if not rest:
        return _bar("cd-chart__bar", whole, scale, y + 29, 16)
    part, *expected = rest
    outline = "cd-chart__pledge" if part is not None else "cd-chart__pledge cd-chart__pledge--open"
    drawn = [_bar(outline, whole, scale, y + 29, 16), _bar("cd-chart__bar", part, scale, y + 33, 8)]
    if expected and expected[0] is not None and part is not None:
        x = _percent(scale.share(expected[0]))
        drawn.append(
            format_html(
                '<line class="cd-chart__tick" x1="{0}" x2="{0}" y1="{1}" y2="{2}"/>', x, y + 26, y + 48
            )
        )
    return _joined(drawn)


def _bar(looks: str, value: Amount | None, scale: Scale, y: float, height: float) -> SafeString:
    if value is None or value <= 0:
        return SafeString("")
    return format_html(
        '<rect class="{}" x="0" y="{}" width="{}" height="{}" rx="1"/>',
        looks,
        y,
        _percent(scale.share(value)),
        height,
    )


# --- Columns and lines -----------------------------------------------------------------------


def _y(scale: Scale, value: Amount) -> float:
    return _BASE - (_BASE - _HEAD) * scale.share(value)


def _vertical_axis(chart: Chart, scale: Scale) -> list[SafeString]:
    # Only a sign before or right behind a number: a word would run into the columns.
    unit = chart.unit if chart.unit in ("€", "%") else ""
    return [
        format_html(
            '<line class="cd-chart__axis" x1="0" x2="100%" y1="{0}" y2="{0}"/>'
            '<text class="cd-chart__subtle" x="0" y="{1}">{2}</text>',
            f"{_y(scale, mark):.1f}",
            f"{_y(scale, mark) - 5:.1f}",
            amount_words(round(mark, 6), unit),
        )
        for mark in scale.marks
    ]


def _horizontal_axis(chart: Chart) -> list[SafeString]:
    count = len(chart.labels)
    each = -(-count // MOST_LABELS) or 1
    shown = range(0, count, each)
    longest = max(4, AXIS_SIGNS // len(shown)) if count else 0
    return [
        format_html(
            '<text class="cd-chart__subtle{}" x="{}" y="{}" text-anchor="middle">{}{}</text>',
            " cd-chart__minor" if len(shown) > 5 and rank % 2 else "",
            _percent(_middle(chart, place)),
            _BASE + 24,
            _whole_name(chart.labels[place]) if len(chart.labels[place]) > longest else "",
            Truncator(chart.labels[place]).chars(longest),
        )
        for rank, place in enumerate(shown)
    ]


def _middle(chart: Chart, place: int) -> float:
    """Return where a label stands: the middle of its columns, or from one end to the other for lines."""
    if chart.kind == "columns":
        return (place + 0.5) / len(chart.labels)
    return place / max(1, len(chart.labels) - 1)


def _columns(chart: Chart, scale: Scale) -> list[SafeString]:
    room = 1 / max(1, len(chart.labels))
    width = room * 0.7 / len(chart.series)
    zero = _y(scale, 0)
    drawn = []
    for rank, series in enumerate(chart.series):
        for place, value in enumerate(series.values):
            if value is None:
                continue
            y = _y(scale, value)
            left = _middle(chart, place) - room * 0.35 + rank * width
            drawn.append(
                format_html(
                    '<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>',
                    _COLUMNS[rank % len(_COLUMNS)],
                    _percent(left),
                    f"{min(y, zero):.1f}",
                    _percent(width * 0.92),
                    f"{abs(zero - y):.1f}",
                )
            )
            if len(chart.series) == 1 and len(chart.labels) <= MOST_LABELS:
                drawn.append(_figure(_percent(left + width / 2), min(y, zero) - 6, value))
    return drawn


def _figure(x: str, y: float, value: Amount) -> SafeString:
    return format_html(
        '<text class="cd-chart__subtle cd-chart__halo" x="{}" y="{}" text-anchor="middle">{}</text>',
        x,
        f"{y:.1f}",
        amount_words(value),
    )


def _lines(chart: Chart, scale: Scale) -> list[SafeString]:
    # What it is compared with first, so that what happened lies above it.
    ranked = list(reversed(list(enumerate(chart.series))))
    drawn = [_line(chart, series, scale, _LINES[rank % len(_LINES)]) for rank, series in ranked]
    ends = [_end_of(series, scale) for series in chart.series]
    # The highest stands above its line, the others below theirs.
    top = min(y for _value, y in ends)
    where = apart([y - 12 if y == top else y + 24 for _value, y in ends], 20)
    for rank, (series, (value, _spot)) in enumerate(zip(chart.series, ends, strict=True)):
        if value is not None:
            drawn.append(
                format_html(
                    '<text class="{} cd-chart__halo" x="100%" dx="8" y="{}" text-anchor="end">{}</text>',
                    "cd-chart__subtle" if rank else "cd-chart__strong",
                    f"{where[rank]:.1f}",
                    f"{amount_words(value)} {series.name.lower()}",
                )
            )
    return drawn


def _end_of(series: Series, scale: Scale) -> tuple[Amount | None, float]:
    """Return the last value that is known, and its height."""
    values = [value for value in series.values if value is not None]
    return (values[-1], _y(scale, values[-1])) if values else (None, float(_BASE))


def _line(chart: Chart, series: Series, scale: Scale, looks: str) -> SafeString:
    spots = [
        None if value is None else (_percent(_middle(chart, place)), f"{_y(scale, value):.1f}")
        for place, value in enumerate(series.values)
    ]
    drawn = [
        format_html('<line class="{}" x1="{}" y1="{}" x2="{}" y2="{}"/>', looks, *before, *after)
        for before, after in pairwise(spots)
        if before and after
    ]
    if looks == _LINES[0]:
        drawn += [
            format_html('<circle class="cd-chart__done" cx="{}" cy="{}" r="5"/>', *spot)
            for spot in spots
            if spot
        ]
    return _joined(drawn)


# --- Legend ----------------------------------------------------------------------------------


def _marks(chart: Chart) -> list[SafeString]:
    if chart.kind == "lines":
        line = '<line class="{}" x1="0" x2="36" y1="10" y2="10"/>'
        return [format_html(line, _LINES[rank % len(_LINES)]) for rank in range(len(chart.series))]
    if chart.kind == "columns":
        return [_swatch(_COLUMNS[rank % len(_COLUMNS)], 16) for rank in range(len(chart.series))]
    tick = '<line class="cd-chart__tick" x1="18" x2="18" y1="0" y2="20"/>'
    return [_swatch("cd-chart__pledge", 16), _swatch("cd-chart__bar", 8), SafeString(tick)]


def _swatch(looks: str, height: int) -> SafeString:
    return format_html(
        '<rect class="{}" x="1" y="{}" width="34" height="{}" rx="1"/>', looks, (20 - height) / 2, height
    )


def _joined(parts: Sequence[SafeString]) -> SafeString:
    return SafeString("".join(parts))


def _percent(share: float) -> str:
    return f"{100 * share:.2f}%"
