"""Environment variables: a wrong one stops the start with its name and an example."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from citydeal import environment as env

ROOT = Path(__file__).resolve().parents[2]
NAME = "A_VARIABLE"


@pytest.fixture
def given(monkeypatch):
    """Set the variable of the test."""
    monkeypatch.delenv(NAME, raising=False)
    return lambda value: monkeypatch.setenv(NAME, value)


def refused(read) -> str:
    with pytest.raises(ImproperlyConfigured) as caught:
        read()
    text = str(caught.value)
    assert text.startswith(NAME)
    assert f"Example: {NAME}=" in text
    assert "\n" not in text
    return text


def base_url():
    return env.base_url(NAME, example="https://portaal.example.nl", insecure=False)


class TestMissing:
    @pytest.mark.parametrize(
        "read",
        [
            lambda: env.text(NAME, example="x"),
            base_url,
            lambda: env.database(NAME),
            lambda: env.broker(NAME),
            lambda: env.email(NAME),
            lambda: env.words(NAME, example="a,b"),
        ],
    )
    @pytest.mark.parametrize("value", [None, "", "   "])
    def test_names_itself_and_an_example(self, given, read, value):
        if value is not None:
            given(value)
        assert "is not set" in refused(read)

    def test_a_default_is_taken(self, given):
        assert env.text(NAME, example="x", default="y") == "y"
        assert env.flag(NAME, default=True) is True
        assert env.number(NAME, example="1", default=0) == 0
        assert env.words(NAME, example="x", default=["a"]) == ["a"]


class TestValues:
    def test_text(self, given):
        given("kort")
        assert env.text(NAME, example="x") == "kort"
        assert "at least 50 characters" in refused(lambda: env.text(NAME, example="x", min_length=50))

    @pytest.mark.parametrize(
        ("value", "flag"), [("TRUE", True), ("1", True), ("on", True), ("No", False), ("0", False)]
    )
    def test_flag(self, given, value, flag):
        given(value)
        assert env.flag(NAME, default=not flag) is flag

    def test_flag_refuses_a_guess(self, given):
        given("ja")
        assert "true or false" in refused(lambda: env.flag(NAME, default=False))

    def test_number(self, given):
        given("3")
        assert env.number(NAME, example="1", default=0) == 3
        for value in ("-1", "drie", "1.5"):
            given(value)
            refused(lambda: env.number(NAME, example="1", default=0))

    def test_words(self, given):
        given(" a.nl, ,b.nl ")
        assert env.words(NAME, example="x") == ["a.nl", "b.nl"]
        given(" , ")
        refused(lambda: env.words(NAME, example="x"))

    def test_base_url(self, given):
        given("https://portaal.example.nl/")
        assert base_url() == "https://portaal.example.nl"
        given("http://localhost:8000")
        assert env.base_url(NAME, example="x", insecure=True) == "http://localhost:8000"
        for value in (
            "http://a.nl",
            "https://a.nl/pad",
            "https://a.nl?x",
            "portaal.nl",
            "https://",
        ):
            given(value)
            refused(base_url)

    @pytest.mark.parametrize(
        ("value", "expected"),
        [
            (
                "postgres://u:p%40@db:5433/portaal",
                {"HOST": "db", "PORT": 5433, "USER": "u", "PASSWORD": "p@", "NAME": "portaal"},
            ),
            (
                "postgres:///portaal?host=/run/my%20place&user=u",
                {"HOST": "/run/my place", "USER": "u", "NAME": "portaal"},
            ),
        ],
    )
    def test_database(self, given, value, expected):
        given(value)
        config = env.database(NAME)
        assert config["ENGINE"] == "django.db.backends.postgresql"
        assert {key: config[key] for key in expected} == expected

    @pytest.mark.parametrize("value", ["sqlite:///x.db", "mysql://a/b", "postgres://host", "x"])
    def test_another_database_is_refused(self, given, value):
        given(value)
        refused(lambda: env.database(NAME))

    @pytest.mark.parametrize(
        ("value", "expected"),
        [
            ("redis://valkey:6379/0", "redis://valkey:6379/0"),
            ("rediss://valkey/0", "rediss://valkey/0"),
            ("unix:///run/v.sock", "redis+socket:///run/v.sock"),
            ("redis+socket:///run/v.sock", "redis+socket:///run/v.sock"),
        ],
    )
    def test_broker(self, given, value, expected):
        given(value)
        assert env.broker(NAME) == expected

    def test_another_broker_is_refused(self, given):
        given("amqp://rabbit")
        refused(lambda: env.broker(NAME))

    def test_email_to_a_folder(self, given):
        given("file:///srv/my mail")
        assert env.email(NAME)["EMAIL_FILE_PATH"] == "/srv/my mail"

    @pytest.mark.parametrize(
        ("value", "secure"),
        [
            ("smtp+tls://u:p%40@mail.example.nl:587", "EMAIL_USE_TLS"),
            ("smtp+ssl://u:p%40@mail.example.nl:465", "EMAIL_USE_SSL"),
            ("smtp://u:p%40@mail.example.nl:25", None),
        ],
    )
    def test_email_to_a_server(self, given, value, secure):
        given(value)
        config = env.email(NAME)
        assert config["EMAIL_BACKEND"] == "django.core.mail.backends.smtp.EmailBackend"
        assert config["EMAIL_HOST"] == "mail.example.nl"
        assert (config["EMAIL_HOST_USER"], config["EMAIL_HOST_PASSWORD"]) == ("u", "p@")
        assert [key for key in ("EMAIL_USE_TLS", "EMAIL_USE_SSL") if config.get(key)] == (
            [secure] if secure else []
        )

    @pytest.mark.parametrize("value", ["imap://a.nl", "smtp://", "mail.example.nl"])
    def test_another_way_of_mail_is_refused(self, given, value):
        given(value)
        refused(lambda: env.email(NAME))


class TestStatement:
    """What the accessibility statement and the privacy page are made from."""

    def test_choice(self, given):
        assert env.choice(NAME, options="ABCD", default="C") == "C"
        given("b")
        assert env.choice(NAME, options="ABCD", default="C") == "B"
        for value in ("E", "AB"):
            given(value)
            assert "A, B, C, D" in refused(lambda: env.choice(NAME, options="ABCD", default="C"))

    def test_day(self, given):
        def read() -> date:
            return env.day(NAME, example="2026-11-22", default="2026-11-22")

        assert read() == date(2026, 11, 22)
        given("2027-02-28")
        assert read() == date(2027, 2, 28)
        for value in ("28-02-2027", "2027-02-29"):
            given(value)
            refused(read)

    def test_address(self, given):
        def read() -> str:
            return env.address(NAME, example="a@example.nl", default="b@example.nl")

        assert read() == "b@example.nl"
        given("c@example.nl")
        assert read() == "c@example.nl"
        given("c@example.nl, d@example.nl")
        assert "one e-mail address" in refused(read)

    def test_link(self, given):
        def read() -> str:
            return env.link(NAME, example="https://example.nl/x.pdf")

        assert read() == ""
        given("https://example.nl/x.pdf")
        assert read() == "https://example.nl/x.pdf"
        for value in ("http://example.nl", "javascript:alert(1)", "https:///x"):
            given(value)
            refused(read)

    def test_records(self, given):
        def read() -> list[dict[str, str]]:
            return env.records(NAME, keys=("what", "why"), example='[{"what": "", "why": ""}]')

        assert read() == []
        given('[{"what": "a", "why": "b"}]')
        assert read() == [{"what": "a", "why": "b"}]
        for value in ("{", "{}", "[1]", '[{"what": "a"}]', '[{"what": "a", "why": " "}]'):
            given(value)
            refused(read)


@pytest.mark.slow
class TestSettings:
    GOOD = {
        "DATABASE_URL": "postgres://u:p@db/portaal",
        "REDIS_URL": "redis://valkey",
        "SECRET_KEY": "k" * 50,
        "BASE_URL": "https://portaal.example.nl",
        "EMAIL_URL": "smtp://mail.example.nl",
        "FILES_DIR": "/srv/files",
    }

    def start(self, **changes: str) -> subprocess.CompletedProcess[str]:
        values = {key: value for key, value in {**self.GOOD, **changes}.items() if value}
        return subprocess.run(
            [
                sys.executable,
                "-c",
                "from django.conf import settings as s; print(s.ALLOWED_HOSTS,"
                " s.SESSION_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, s.DEBUG, s.DEMO)",
            ],
            cwd=ROOT,
            env={
                "PATH": os.environ["PATH"],
                "DJANGO_SETTINGS_MODULE": "citydeal.settings",
                **values,
            },
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    def test_the_least_that_production_needs_is_safe(self):
        done = self.start()
        assert done.stdout.strip() == "['portaal.example.nl'] True True False False", done.stderr

    @pytest.mark.parametrize("name", list(GOOD))
    def test_each_one_that_is_missing_is_named(self, name):
        done = self.start(**{name: ""})
        assert done.returncode != 0
        assert re.search(f"ImproperlyConfigured: {name} is not set. Example: {name}=", done.stderr)

    def test_a_status_that_needs_research_names_the_report(self):
        found = self.start(ACCESSIBILITY_STATUS="A").stderr
        assert "ACCESSIBILITY_STATUS=A needs a research report. Example: " in found

    def test_a_short_key_is_refused_in_production(self):
        assert "at least 50 characters" in self.start(SECRET_KEY="kort").stderr
