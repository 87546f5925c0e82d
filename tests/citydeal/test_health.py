"""``/healthz`` and ``/readyz``, and the portal without its database or its broker."""

from __future__ import annotations

import socket
import time
from datetime import timedelta

import pytest
from django.conf import settings as portal_settings
from django.contrib.auth.models import AnonymousUser
from django.db import InterfaceError, OperationalError, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder
from django.test import RequestFactory
from django.utils import timezone

from citydeal.celery import app
from citydeal.models import JobRun, MailStatus, OutgoingMail
from citydeal.selectors import health
from citydeal.views import errors


@pytest.fixture
def broker(monkeypatch):
    """A broker that answers, unless a test says otherwise."""
    monkeypatch.setattr(health, "broker_answers", lambda: True)


@pytest.fixture
def dead_database(monkeypatch):
    def refuse(self) -> None:
        raise OperationalError("connection to server at 127.0.0.1 failed:\n  Connection refused")

    monkeypatch.setattr(BaseDatabaseWrapper, "ensure_connection", refuse)


@pytest.fixture
def jobs(db):
    for name in health.MAXIMUM_AGE:
        JobRun.objects.create(name=name, started_at=timezone.now(), finished_at=timezone.now())


def mail(**values) -> OutgoingMail:
    fields = {"key": "a", "kind": "test", "to": "a@example.nl", "subject": "x"}
    return OutgoingMail.objects.create(next_attempt_at=timezone.now(), **fields, **values)


class TestHealth:
    @pytest.mark.parametrize("method", ["get", "head"])
    def test_the_process_answers_without_database_for_any_host(self, client, method, dead_database):
        client.cookies[portal_settings.SESSION_COOKIE_NAME] = "x" * 32
        answer = getattr(client, method)("/healthz", headers={"host": "10.0.0.7:8000"})
        assert answer.status_code == 200
        assert answer["Content-Type"] == "application/json"
        assert "no-store" in answer["Cache-Control"]
        if method == "get":
            assert answer.json() == {"status": "ok"}

    @pytest.mark.parametrize("path", ["/healthz", "/readyz"])
    def test_it_never_redirects_and_takes_no_post(self, client, path, settings, dead_database):
        settings.SECURE_SSL_REDIRECT = True
        assert client.get(path).status_code in {200, 503}
        assert client.post(path).status_code == 405


@pytest.mark.django_db
class TestReady:
    def test_all_is_well(self, client, broker, jobs, django_assert_num_queries):
        # The table of migrations, the migrations, two jobs, the outbox.
        with django_assert_num_queries(5):
            answer = client.get("/readyz", headers={"host": "localhost"})
        assert answer.status_code == 200
        assert answer.json()["status"] == "ok"
        assert answer.json()["parts"]["outbox"] == {
            "status": "ok",
            "waiting": 0,
            "oldest_minutes": 0,
            "dead": 0,
        }

    def test_unapplied_migrations_serve_nothing(self, client, broker):
        MigrationRecorder(connection).record_unapplied("citydeal", "0001_accounts_mail_files")
        answer = client.get("/readyz")
        assert answer.status_code == 503
        assert answer.json() == {
            "status": "unavailable",
            "parts": {
                "database": {"status": "ok"},
                "migrations": {"status": "unavailable", "unapplied": 1},
            },
        }

    def test_a_clock_that_never_ran_is_degraded(self, client, broker):
        parts = client.get("/readyz").json()["parts"]
        assert parts["ensure"] == {"status": "degraded", "last_run_minutes_ago": None}
        JobRun.objects.create(name="ensure", started_at=timezone.now())
        assert client.get("/readyz").json()["parts"]["ensure"]["status"] == "degraded"

    @pytest.mark.parametrize(
        ("name", "minutes", "failed", "status"),
        [
            ("ensure", 179, False, "ok"),
            ("ensure", 181, False, "degraded"),
            ("ensure", 1, True, "degraded"),
            ("drain_outbox", 9, False, "ok"),
            ("drain_outbox", 11, False, "degraded"),
        ],
    )
    def test_an_old_or_failed_run_is_degraded(self, client, broker, jobs, name, minutes, failed, status):
        finished = timezone.now() - timedelta(minutes=minutes)
        JobRun.objects.filter(name=name).update(finished_at=finished, failed=failed)
        answer = client.get("/readyz")
        assert answer.status_code == 200
        assert answer.json()["status"] == status
        assert answer.json()["parts"][name]["last_run_minutes_ago"] == minutes

    @pytest.mark.parametrize(("minutes", "status"), [(14, "ok"), (16, "degraded")])
    def test_mail_that_waits_long_is_degraded(self, client, broker, jobs, minutes, status):
        row = mail()
        OutgoingMail.objects.filter(pk=row.pk).update(created_at=timezone.now() - timedelta(minutes=minutes))
        OutgoingMail.objects.create(
            key="dead",
            kind="x",
            to="b@example.nl",
            subject="y",
            status=MailStatus.DEAD,
            next_attempt_at=timezone.now(),
        )
        part = client.get("/readyz").json()["parts"]["outbox"]
        assert part == {"status": status, "waiting": 1, "oldest_minutes": minutes, "dead": 1}

    def test_without_broker_it_serves_but_is_degraded(self, client, jobs, monkeypatch):
        monkeypatch.setattr(app.conf, "broker_url", "redis://127.0.0.1:1/0")
        answer = client.get("/readyz")
        assert answer.status_code == 200
        assert answer.json()["status"] == "degraded"
        assert answer.json()["parts"]["broker"] == {"status": "degraded"}

    def test_names_nobody_and_nothing_secret(self, client, jobs, settings):
        mail()
        text = client.get("/readyz").content.decode()
        assert "@" not in text
        assert settings.SECRET_KEY not in text
        assert settings.DATABASES["default"]["NAME"] not in text


class TestBroker:
    def test_a_broker_that_hangs_costs_a_second(self, monkeypatch):
        with socket.create_server(("127.0.0.1", 0)) as server:
            url = f"redis://127.0.0.1:{server.getsockname()[1]}/0"
            monkeypatch.setattr(app.conf, "broker_url", url)
            start = time.monotonic()
            assert not health.broker_answers()
            assert time.monotonic() - start < 3

    def test_a_broker_that_answers(self, monkeypatch):
        monkeypatch.setattr(app.conf, "broker_url", "memory://")
        assert health.broker_answers()


class TestDeadDatabase:
    def test_not_ready_in_words_for_a_machine(self, client, dead_database, caplog):
        answer = client.get("/readyz")
        assert answer.status_code == 503
        assert answer.json() == {
            "status": "unavailable",
            "parts": {"database": {"status": "unavailable"}},
        }
        assert "The database does not answer: connection to server" in caplog.text
        assert len([entry for entry in caplog.records if entry.levelname == "ERROR"]) == 1

    def test_a_database_that_hangs_costs_two_seconds(self, db, monkeypatch):
        with socket.create_server(("127.0.0.1", 0)) as server:
            port = str(server.getsockname()[1])
            hung = {**connection.settings_dict, "HOST": "127.0.0.1", "PORT": port}
            monkeypatch.setitem(health.connections.settings, "default", hung)
            start = time.monotonic()
            report = health.readiness()
            assert time.monotonic() - start < 4
        assert not report.serves

    @pytest.mark.parametrize("cookie", [False, True])
    def test_a_page_says_so_in_dutch_and_the_log_in_one_line(self, client, dead_database, caplog, cookie):
        client.raise_request_exception = False
        if cookie:
            client.cookies[portal_settings.SESSION_COOKIE_NAME] = "x" * 32
        answer = client.get("/account/login/" if cookie else "/account/password/reset/key/1-a-b/")
        assert answer.status_code == 503
        assert "Het portaal heeft nu een storing" in answer.content.decode()
        assert answer["Retry-After"] == "60"
        lines = [entry for entry in caplog.records if entry.levelname == "ERROR"]
        assert len(lines) == 1
        assert "\n" not in lines[0].getMessage()
        assert lines[0].exc_info is None

    def test_a_real_address_where_nothing_listens(self, settings, db):
        extra = connections.create_connection("default")
        extra.settings_dict = {**extra.settings_dict, "HOST": "127.0.0.1", "PORT": "1"}
        with pytest.raises(OperationalError) as caught:
            extra.ensure_connection()
        assert errors.is_outage(caught.value)


class TestErrorPages:
    @pytest.mark.parametrize(
        ("code", "outage"),
        [(None, True), ("57P01", True), ("53100", True), ("08006", True), ("55P03", False)],
    )
    def test_only_an_outage_is_an_outage(self, code, outage):
        error = OperationalError("x")
        cause = Exception("driver")
        cause.pgcode = code
        error.__cause__ = cause
        assert errors.is_outage(error) is outage
        assert errors.is_outage(InterfaceError("connection already closed"))
        assert not errors.is_outage(ValueError("x"))
        assert not errors.is_outage(None)

    def test_our_own_mistake_is_500_without_the_request(self, rf):
        assert errors.server_error(rf.get("/")).status_code == 500

    def test_an_error_page_that_fails_still_says_something(self, rf, monkeypatch, caplog):
        def fail(*_args: object, **_values: object) -> str:
            raise RuntimeError("no templates")

        monkeypatch.setattr(errors, "render_to_string", fail)
        answer = errors.server_error(rf.get("/"))
        assert answer.status_code == 500
        assert "storing" in answer.content.decode()
        assert "could not be rendered" in caplog.text

    def test_a_host_that_is_not_ours_is_400(self, client):
        assert client.get("/account/login/", headers={"host": "evil.example"}).status_code == 400

    @pytest.mark.parametrize(
        ("view", "status"),
        [(errors.forbidden, 403), (errors.not_found, 404), (errors.too_many_requests, 429)],
    )
    def test_the_other_pages(self, rf, view, status):
        request = rf.get("/")
        request.user = AnonymousUser()
        request.resolver_match = None
        assert view(request).status_code == status


@pytest.mark.django_db
class TestCsrf:
    def test_keeps_the_long_texts_that_were_typed_but_no_secrets(self, rf: RequestFactory, monkeypatch):
        shown = {}

        def keep(request, template, context, status):
            shown.update(context)
            return errors.HttpResponse(status=status)

        monkeypatch.setattr(errors, "render", keep)
        text = "Dit schreef ik in tien minuten."
        request = rf.post(
            "/",
            {
                "reason": ["kort", text],
                "password1": "x" * 40,
                "csrfmiddlewaretoken": "y" * 64,
            },
        )
        answer = errors.csrf_failure(request, reason="CSRF token missing.")
        assert answer.status_code == 403
        assert "no-store" in answer["Cache-Control"]
        assert shown == {"typed": [text]}

    def test_a_form_that_broke_off_shows_none(self, rf):
        request = rf.post("/", data=b"x", content_type="application/x-www-form-urlencoded")
        request._read_started = True

        def fail() -> None:
            raise errors.UnreadablePostError("gone")

        request._load_post_and_files = fail
        assert errors._typed_texts(request) == []

    def test_in_a_browser(self, settings):
        from django.test import Client

        answer = Client(enforce_csrf_checks=True).post("/account/login/", {"login": "x" * 30})
        assert answer.status_code == 403
