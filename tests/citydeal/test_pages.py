"""Accessibility statement, privacy and the pages for when something is wrong."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape
from itertools import pairwise

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from citydeal import environment as env
from citydeal.views.pages import STATUSES, is_expired
from tests.factories.governance import UserFactory

STATEMENT, PRIVACY = "/toegankelijkheid/", "/privacy/"
NAME = "A_VARIABLE"
# Words that a reader at level B1 does not use (standards, "Writing").
BANNED = re.compile(
    r"\b(middels|teneinde|inzake|betreffende|alsmede|derhalve|reeds|thans|hetgeen|conform|omtrent"
    r"|dientengevolge|gaarne)\b",
    re.IGNORECASE,
)


def text_of(html: str) -> str:
    main = html[html.index("<main") : html.index("</main>")]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def check_page(html: str) -> None:
    """Fail unless this is a whole page in our look, in readable Dutch."""
    assert html.count("<h1") == 1
    assert '<html lang="nl">' in html
    assert 'href="#inhoud"' in html
    assert "<title> –" not in html
    assert not re.search(r"\sstyle=|<style|<script(?! src)|\son\w+=", html)
    levels = [
        int(level) for level in re.findall(r"<h([1-6])", html[html.index("<main") : html.index("</main>")])
    ]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    main = re.sub(r"</(p|li|dd|dt|td|th|h\d|button|a|label|div)>", ". ", html[html.index("<main") :])
    words = [
        len(sentence.split())
        for sentence in re.split(r"[.:?!]\s", unescape(re.sub(r"<[^>]+>", " ", main)))
        if sentence.strip()
    ]
    assert max(words) <= 25
    assert not BANNED.search(text_of(html))


@pytest.mark.django_db
class TestStatement:
    def get(self, client) -> str:
        html = client.get(STATEMENT).content.decode()
        check_page(html)
        return html

    def test_has_every_part_of_the_model(self, client, settings):
        settings.ORGANIZATION_NAME = "Gemeente Waterveen & co"
        settings.ACCESSIBILITY_OWNER = "Hoofd dienstverlening"
        settings.BASE_URL = "https://portaal.example.nl"
        settings.CONTACT_EMAIL = "hulp@example.nl"
        html = self.get(client)
        text = text_of(html)
        for part in (
            "Organisatie Gemeente Waterveen & co",
            "Geldt voor Alle pagina's op portaal.example.nl",
            "Status C: De eerste maatregelen voor dit portaal zijn genomen",
            "EN 301 549",
            "Opgesteld op 22 november 2026",
            "Verantwoordelijk Hoofd dienstverlening",
            "Oorzaak",
            "Gevolg",
            "Maatregel",
            "Klaar uiterlijk op 1 november 2027",
            "Nationale ombudsman",
        ):
            assert part in text
        assert 'id="contact"' in html
        assert 'href="mailto:hulp@example.nl"' in html

    def test_works_as_it_comes(self, client):
        text = text_of(self.get(client))
        assert "Organisatie De beheerder van dit portaal" in text
        assert "Verantwoordelijk Functioneel beheerder van het portaal" in text
        assert "Wij kennen geen andere problemen." in text

    def test_names_each_deviation_and_the_evidence(self, client, settings):
        settings.ACCESSIBILITY_STATUS = "B"
        settings.ACCESSIBILITY_REPORT_URL = "https://www.example.nl/onderzoek.pdf"
        settings.ACCESSIBILITY_REGISTER_URL = "https://www.example.nl/register"
        settings.ACCESSIBILITY_DEVIATIONS = [
            {
                "criterion": "1.2.5",
                "problem": "Een filmpje <mist> beeldbeschrijving",
                "cause": "Het filmpje is oud.",
                "consequence": "Blinde bezoekers missen beelden.",
                "measure": "Wij maken een beschrijving.",
                "date": "1 juni 2027",
            }
        ]
        html = self.get(client)
        assert "&lt;mist&gt;" in html
        text = text_of(html)
        for value in settings.ACCESSIBILITY_DEVIATIONS[0].values():
            assert value in text
        assert "nog geen onafhankelijk onderzoek" not in text
        assert 'href="https://www.example.nl/onderzoek.pdf"' in html
        assert 'href="https://www.example.nl/register"' in html

    @pytest.mark.parametrize("status", "ABCD")
    def test_says_each_status_in_words(self, client, settings, status):
        settings.ACCESSIBILITY_STATUS = status
        assert f"{status}: {STATUSES[status]}" in text_of(self.get(client))

    def test_the_statement_that_comes_with_the_code_is_valid(self, settings):
        assert not is_expired(settings.ACCESSIBILITY_DATE)
        planned = settings.ACCESSIBILITY_RESEARCH_BY - settings.ACCESSIBILITY_DATE
        assert planned <= timedelta(days=365)

    def test_an_old_statement_says_so(self, client, settings):
        settings.ACCESSIBILITY_DATE = timezone.localdate() - timedelta(days=3 * 365 + 1)
        assert "ouder dan 36 maanden" in self.get(client)

    @pytest.mark.parametrize("address", [STATEMENT, PRIVACY])
    def test_asks_the_database_nothing(self, client, address):
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        assert all("SAVEPOINT" in query["sql"] for query in asked)

    def test_stands_in_the_footer_of_every_page(self, client):
        footer = client.get(PRIVACY).content.decode().partition("<footer")[2]
        assert f'href="{STATEMENT}"' in footer
        assert f'href="{PRIVACY}"' in footer
        assert f'href="{STATEMENT}#contact"' in footer


@pytest.mark.django_db
class TestPrivacy:
    def test_has_every_part(self, client, settings):
        settings.ORGANIZATION_NAME = "Gemeente Waterveen"
        settings.PRIVACY_EMAIL = "privacy@example.nl"
        html = client.get(PRIVACY).content.decode()
        check_page(html)
        text = text_of(html)
        for part in (
            "Gemeente Waterveen is verantwoordelijk",
            "artikel 6, lid 1, onder e, van de AVG",
            "Archiefwet",
            "na 90 dagen",
            "maximaal 10 uur",
            settings.SESSION_COOKIE_NAME,
            settings.CSRF_COOKIE_NAME,
            "Autoriteit Persoonsgegevens",
            "binnen 1 maand",
        ):
            assert part in text
        assert 'href="mailto:privacy@example.nl"' in html

    def test_works_as_it_comes(self, client):
        assert "De beheerder van dit portaal is verantwoordelijk" in client.get(PRIVACY).content.decode()

    def test_names_every_cookie_that_the_portal_sets(self, client, settings):
        client.force_login(UserFactory())
        client.get("/account/email/")
        client.post("/account/logout/")
        client.get("/account/login/")
        html = client.get(PRIVACY).content.decode()
        assert client.cookies
        assert all(name in html for name in client.cookies)


class TestWhenSomethingIsWrong:
    @pytest.mark.parametrize("name", ["400", "500", "503"])
    def test_needs_no_request_and_no_database(self, name):
        html = render_to_string(f"{name}.html")
        check_page(html)
        assert "csrf" not in html
        assert "Inloggen" not in html

    @pytest.mark.django_db
    def test_a_missing_page_offers_the_way_on(self, client):
        response = client.get("/bestaat-niet/")
        assert response.status_code == 404
        html = response.content.decode()
        check_page(html)
        assert "pas als u inlogt" in html
        client.force_login(UserFactory())
        assert "pas als u inlogt" not in client.get("/bestaat-niet/").content.decode()

    @pytest.mark.parametrize("name", ["403", "429"])
    def test_the_others_are_whole_pages(self, name, rf):
        check_page(render_to_string(f"{name}.html", request=None))

    def test_an_old_form_gives_back_what_was_typed(self):
        html = render_to_string("403_csrf.html", {"typed": ["Een lange <b>tekst</b>"]})
        check_page(html)
        assert '<pre class="cd-code">Een lange &lt;b&gt;tekst&lt;/b&gt;</pre>' in html
        assert "Wat u hebt getypt" not in render_to_string("403_csrf.html", {"typed": []})


class TestSettings:
    @pytest.fixture
    def given(self, monkeypatch):
        monkeypatch.delenv(NAME, raising=False)
        return lambda value: monkeypatch.setenv(NAME, value)

    def test_defaults(self, given):
        assert env.choice(NAME, options="ABCD", default="C") == "C"
        assert env.day(NAME, example="2026-11-22", default="2026-11-22") == date(2026, 11, 22)
        assert env.address(NAME, example="a@example.nl", default="b@example.nl") == "b@example.nl"
        assert env.link(NAME, example="https://example.nl/") == ""
        assert env.contact(NAME, example="mailto:a@example.nl") == ""
        assert env.records(NAME, keys=("a",), example="[]") == []

    def test_good_values(self, given):
        given("b")
        assert env.choice(NAME, options="ABCD", default="C") == "B"
        given("2027-02-28")
        assert env.day(NAME, example="2026-11-22", default="2026-11-22") == date(2027, 2, 28)
        given("hulp@example.nl")
        assert env.address(NAME, example="a@example.nl", default="") == "hulp@example.nl"
        given("https://example.nl/x")
        assert env.link(NAME, example="https://example.nl/") == "https://example.nl/x"
        for value in ("mailto:veilig@example.nl", "https://example.nl/melden"):
            given(value)
            assert env.contact(NAME, example="mailto:a@example.nl") == value
        given('[{"a": "1"}]')
        assert env.records(NAME, keys=("a",), example="[]") == [{"a": "1"}]

    @pytest.mark.parametrize(
        ("read", "values"),
        [
            (lambda: env.choice(NAME, options="ABCD", default="C"), ["E", "AB"]),
            (lambda: env.day(NAME, example="2026-11-22", default="2026-11-22"), ["22-11-2026", "2026-02-30"]),
            (lambda: env.address(NAME, example="a@example.nl", default=""), ["geen", "a@b.nl, c@d.nl"]),
            (
                lambda: env.link(NAME, example="https://example.nl/"),
                ["http://example.nl", "example.nl", "https://", "https://example.nl/\nExpires: never"],
            ),
            (
                lambda: env.contact(NAME, example="mailto:a@example.nl"),
                ["a@example.nl", "mailto:", "mailto:a@b.nl,c@d.nl", "http://example.nl", "tel:+31"],
            ),
            (
                lambda: env.records(NAME, keys=("a",), example='[{"a": "x"}]'),
                ["{", "{}", '["a"]', '[{"b": "1"}]', '[{"a": ""}]', '[{"a": 1}]', '[{"a": "1", "b": "2"}]'],
            ),
        ],
    )
    def test_a_wrong_value_names_itself_and_an_example(self, given, read, values):
        for value in values:
            given(value)
            with pytest.raises(ImproperlyConfigured, match=f"^{NAME} has a value .* Example: {NAME}="):
                read()
