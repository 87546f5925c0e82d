"""security.txt: what RFC 9116 asks, and nothing where nobody was named."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

pytestmark = pytest.mark.django_db
ADDRESS = "/.well-known/security.txt"


def test_without_a_contact_it_is_not_there(client, settings):
    settings.SECURITY_CONTACT = ""
    assert client.get(ADDRESS).status_code == 404
    settings.DEMO = True
    assert client.get(ADDRESS).status_code == 404


@pytest.mark.parametrize("contact", ["mailto:veilig@voorbeeld.example", "https://voorbeeld.example/melden"])
def test_names_the_contact_for_at_most_a_year(client, settings, contact):
    settings.SECURITY_CONTACT = contact
    settings.BASE_URL = "https://portaal.voorbeeld.example"
    response = client.get(ADDRESS)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    text = response.content.decode()
    assert text.endswith("\n")
    fields = dict(line.split(": ", 1) for line in text.splitlines())
    expires = datetime.fromisoformat(fields.pop("Expires"))
    assert timedelta(days=178) < expires - datetime.now(UTC) <= timedelta(days=180)
    assert fields == {
        "Contact": contact,
        "Preferred-Languages": "nl, en",
        "Canonical": f"https://portaal.voorbeeld.example{ADDRESS}",
    }


def test_is_for_everybody_and_asks_the_database_nothing(client, settings, queries):
    settings.SECURITY_CONTACT = "mailto:veilig@voorbeeld.example"
    with queries(0):
        assert client.head(ADDRESS).status_code == 200
    assert client.post(ADDRESS).status_code == 405
