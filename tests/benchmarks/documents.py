"""How long the PDF of a report of 60 pages takes in a fresh process; ``run`` starts it."""

from __future__ import annotations

import io
import json
import sys
import time

import django

PARTS, STEPS = 12, 95


def main() -> None:
    """Print the number of pages, and the seconds from the first import of the renderer on."""
    django.setup()
    start = time.perf_counter()
    from reporting.rules.document import Cell, Chart, Document, Paragraph, Part, Series, Status, Table
    from reporting.services.rendering import PDF, render

    safe, danger = Status("safe", "Op koers"), Status("danger", "Bijsturen")
    rows: list[list[Cell]] = [
        [
            f"Stap {number} met een naam van gewone lengte",
            danger if number % 3 else safe,
            "1 maart 2027",
            "Gemeente Waterveen",
            "De partij had geen mensen vrij in het najaar.",
        ]
        for number in range(STEPS)
    ]
    months = ["feb", "apr", "jun", "aug", "okt", "nov"]
    series = [Series("Gehaald", [1, 3, 5, 7, 9, 9]), Series("Gepland", [1, 3, 5, 7, 10, 11])]
    chart = Chart("lines", "Mijlpalen", "In november zijn er 9 gehaald.", months, series)
    table = Table("Stappen", ["Stap", "Stand", "Datum", "Partij", "Waarom"], rows)
    text = Paragraph("Een inleiding van enkele regels. " * 20)
    parts = [Part(f"deel-{number}", f"Deel {number}", [text, table, chart]) for number in range(PARTS)]
    made = render(Document("Rapportage", "2026", [("Voor", "De stuurgroep")], parts), PDF)
    seconds = time.perf_counter() - start

    import pikepdf

    with pikepdf.open(io.BytesIO(made)) as document:
        json.dump({"pages": len(document.pages), "seconds": seconds}, sys.stdout)


if __name__ == "__main__":
    main()
