"""The tag that shows a chart: a drawing made on the server, with a table of the same numbers beside it."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from citydeal.common.chart_drawing import amount_words, legend, svg_for_page
from citydeal.common.charts import Chart
from citydeal.templatetags.components import register


@register.simple_tag
def chart(chart: Chart, key: str, folded: bool = True) -> SafeString:
    """Show a chart (``citydeal/common/charts.py``), with its legend and its table.

    ``key`` is unique on the page; ``folded``: the table is behind a click, as on dashboards, or in sight, as
    on reports. Example: ``{% chart page.hours "uren" %}``.
    """
    return mark_safe(  # noqa: S308  # a template made it
        render_to_string(
            "components/chart.html",
            {
                "chart": chart,
                "drawing": svg_for_page(chart, key),
                "legend": legend(chart),
                "table": table_of(chart),
                "folded": folded,
            },
        )
    )


def table_of(chart: Chart) -> list[tuple[str, list[str]]]:
    """Return the same numbers as rows: a label, and what each series says there."""
    return [
        (label, [amount_words(series.values[place], chart.unit, chart.absent) for series in chart.series])
        for place, label in enumerate(chart.labels)
    ]
