"""The charter of source 002, typed in through the pages as a user does (roles without names)."""

from __future__ import annotations

import html
import io
import re
import zipfile
from typing import Any

import pikepdf
import pytest
from django.urls import reverse

from tests.factories.governance import DecisionFactory
from tests.pdf_text import letters, letters_of
from workgroups.models import CharterVersion, ProjectCharter

pytestmark = pytest.mark.django_db

TITLE = "Voortgang en vervolg Samenlevingsprogramma"
OCCASION = (
    "Bij het opstellen van het Samenlevingsprogramma is afgesproken dat het lokaal bestuur via de Planning & "
    "Control cyclus en via een update van het Samenlevingsprogramma wordt geïnformeerd over de voortgang."
)
EFFECTS = (
    "- dat het Samenlevingsprogramma helpt om de juiste acties en concrete maatregelen uit te voeren\n"
    "- Samen met ons netwerk, experts en geïnteresseerden het Samenlevingsprogramma een stap verder brengen."
)
SECTIONS: dict[str, dict[str, Any]] = {
    "opdracht": {
        "title": TITLE,
        "principal": "College",
        "spokesperson": "portefeuillehouder",
        "official_principal": "Ambtelijk opdrachtgever",
        "project_leader": "Projectleider",
        "contractor": "",
    },
    "aanleiding-en-doel": {
        "occasion": OCCASION,
        "purpose": "Inzicht geven in voortgang van de inspanningen én benoemen van nieuwe inspanningen.",
        "effects": EFFECTS,
    },
    "resultaat": {
        "result": "Het resultaat bestaat uit twee delen:",
        "rows": [
            {
                "title": "Deel I",
                "period": "2020",
                "text": "Digitale Wrap up of wel een stand van zaken van de inspanningen",
                "delivery": "Gereed januari 2021",
            },
            {"title": "Deel II", "period": "2021", "text": "Update Samenlevingsprogramma"},
        ],
    },
    "mensen": {
        "people_text": "",
        "rows": [
            {"ring": "core", "role": "Ambtelijk opdrachtnemer"},
            {"ring": "core", "role": "Communicatie"},
            {"ring": "core", "role": "Collega met affiniteit stad- en dorpsgericht werken"},
            {"ring": "core", "role": "Collega met affiniteit participatie"},
            {"ring": "shell", "role": "Verbinders, (beleids)medewerkers met inhoudelijke expertise"},
            {"ring": "editors", "role": "AOG, AON, communicatie"},
        ],
    },
    "overleg": {
        "reporting_text": "Via de Planning & Control cyclus en een update.",
        "rows": [
            {
                "title": "Driehoeksoverleg",
                "who": "BOG, AOG en AON",
                "purpose": "bijpraatmomenten in college en voortgangsrapportage",
            },
            {"title": "Kernteam overleg"},
            {"title": "Overleg", "who": "AON en leden schil"},
            {"title": "Redactiegroepje"},
        ],
    },
    "planning": {
        "planning_text": "",
        "rows": [
            {"title": "Wrap up", "period": "Gereed januari 2021"},
            {"title": "Update", "period": "januari- juli 2021."},
        ],
    },
    "communicatie": {"communication_text": "zie bijlage"},
    "budget": {
        "budget_text": "in begroting opgenomen.",
        "rows": [
            {
                "title": "Eenmalig budget",
                "kind": "one_off",
                "amount": "10.000,-",
                "years": "2020",
                "reading": "per_year",
                "funding": "in begroting opgenomen",
            },
            {
                "title": "Structurele raming",
                "kind": "structural",
                "amount": "9707 euro",
                "years": "2021-2024",
                "reading": "per_year",
                "funding": "in begroting opgenomen",
            },
        ],
    },
    "kwaliteit": {"quality_text": "conform eerder doorlopen proces."},
}


def url(name: str, version: CharterVersion, *more: Any) -> str:
    charter = version.charter
    return reverse(f"workgroups:{name}", args=[charter.deal.slug, charter.pk, version.number, *more])


def fields(section: dict[str, Any]) -> dict[str, Any]:
    """Return what a browser sends for a section, as somebody typed it."""
    rows = section.get("rows", [])
    typed = {name: value for name, value in section.items() if name != "rows"}
    cells = {f"rij-{place}-{name}": value for place, row in enumerate(rows) for name, value in row.items()}
    return typed | cells | {"rijen": str(len(rows))}


def stamp_on(page: str) -> str:
    found = re.search(r'name="stamp" value="([0-9a-f]+)"', page)
    assert found
    return found[1]


def type_in(client: Any, version: CharterVersion, **sections: dict[str, Any]) -> None:
    """Open each section, add rows with its button, and save it."""
    for key, section in (SECTIONS | sections).items():
        address = url("charter_section", version, key)
        page = client.get(address).content.decode()
        typed = fields(section) | {"stamp": stamp_on(page)}
        added = client.post(address, typed | {"doe": "erbij"})
        assert added.status_code == 200
        saved = client.post(address, typed)
        assert saved.status_code == 303, saved.content.decode()


@pytest.fixture
def secretary(cast):
    return cast.client("project_secretary")


@pytest.fixture
def version(cast, secretary):
    address = reverse("workgroups:charter_create", args=[cast.deal.slug])
    made = secretary.post(address, {"title": TITLE, "group": "", "access": "deal"})
    assert made.status_code == 303
    return CharterVersion.objects.select_related("charter__deal").get()


def shown(response) -> str:
    """Return the words of a page."""
    plain = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(html.unescape(plain).replace("\N{NO-BREAK SPACE}", " ").split())


def test_typed_in_read_printed_and_adopted(cast, secretary, version):
    first = shown(secretary.get(url("charter_version", version)))
    assert "Vul de bestuurlijk opdrachtgever in." in first
    assert "Nog niet vastgesteld: datum en orgaan staan nog open" in first
    type_in(secretary, version)

    page = shown(secretary.get(url("charter_version", version)))
    assert "Totaal: € 48.828" in page
    assert "2021 tot en met 2024 is gelezen als bedrag per jaar: 4 × € 9.707 = € 38.828." in page
    assert "Anders gelezen zou het totaal € 19.707 zijn." in page
    assert "College, woordvoerder: portefeuillehouder" in page
    assert "Ambtelijk opdrachtnemer de projectleider" in page
    assert "Deel I 2020 Digitale Wrap up of wel een stand van zaken van de inspanningen januari 2021" in page
    assert "januari tot en met juli 2021" in page
    assert "Alles is ingevuld." in page

    saved = secretary.get(url("charter_file", version, "pdf"))
    assert saved["Content-Type"] == "application/pdf"
    with pikepdf.open(io.BytesIO(saved.content)) as pdf:
        assert "pdfuaid" in str(pdf.Root.Metadata.read_bytes())
    printed = letters_of(saved.content)
    for words in _all_words():
        assert letters(words) in printed, words
    assert letters("Totaal: € 48.828") in printed
    assert letters("Versie 1, concept. Nog niet vastgesteld: datum en orgaan staan nog open.") in printed

    saved = secretary.get(url("charter_file", version, "odt"))
    content = zipfile.ZipFile(io.BytesIO(saved.content)).read("content.xml").decode()
    words_of_odt = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", content)).split())
    for words in ("Driehoeksoverleg", "Redactiegroep", "conform eerder doorlopen proces.", "Deel II"):
        assert words in words_of_odt

    adopt = url("charter_adopt", version)
    stamp = stamp_on(secretary.get(adopt).content.decode())
    refused = secretary.post(adopt, {"stamp": stamp, "decision": ""})
    assert refused.status_code == 422
    assert "Kies een antwoord bij" in shown(refused)
    decision = DecisionFactory(body=cast.steering)
    typed = {"stamp": stamp, "decision": decision.pk, "stap": "gevolgen"}
    asked = secretary.post(adopt, typed)
    assert "vastgesteld op 1 maart 2026 door Stuurgroep" in shown(asked)
    assert secretary.post(adopt, typed | {"stap": "bevestigen"}).status_code == 303
    adopted = shown(secretary.get(url("charter_version", version)))
    assert "Vastgesteld op 1 maart 2026 door Stuurgroep" in adopted
    assert secretary.get(url("charter_section", version, "budget")).status_code == 404
    printed = letters_of(secretary.get(url("charter_file", version, "pdf")).content)
    assert letters("Versie 1. Vastgesteld op 1 maart 2026 door Stuurgroep.") in printed
    assert ProjectCharter.objects.get().title == TITLE


def _all_words() -> list[str]:
    """Return everything that was typed, as it is read back: texts, and cells of rows."""
    found = []
    for section in SECTIONS.values():
        texts = [value for name, value in section.items() if name != "rows"]
        cells = [
            row[name]
            for row in section.get("rows", [])
            for name in ("title", "role", "text", "who", "purpose")
            if name in row
        ]
        found += [" ".join(line.split()) for text in (*texts, *cells) for line in text.splitlines()]
    return [words for words in found if words]
