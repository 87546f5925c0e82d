"""docker-compose.yml and the Dockerfile: the same commands as here, no secret, health checks."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml

from citydeal import probe
from citydeal.local import commands, places
from citydeal.local.places import CHECKOUT

COMPOSE = yaml.safe_load((CHECKOUT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
OURS = ("migrate", "web", "worker", "beat")
SECRETS = ("SECRET_KEY", "EMAIL_URL", "POSTGRES_PASSWORD")


def test_the_commands_are_those_of_the_launcher():
    assert SERVICES["web"]["command"] == list(commands.WEB)
    assert SERVICES["worker"]["command"] == list(commands.WORKER)
    assert SERVICES["beat"]["command"] == [*commands.BEAT, "--schedule", "/tmp/beat-schedule"]
    assert SERVICES["migrate"]["command"] == list(commands.MIGRATE)
    dockerfile = (CHECKOUT / "Dockerfile").read_text()
    assert str(list(commands.WEB)).replace("'", '"') in dockerfile


def test_no_secret_has_a_default():
    text = (CHECKOUT / "docker-compose.yml").read_text()
    for name in SECRETS:
        uses = re.findall(rf"\$\{{{name}\b([^}}]*)}}", text)
        assert uses
        assert all(use.startswith(":?") for use in uses), name


def test_every_service_has_a_health_check_and_can_be_scaled():
    for name, service in SERVICES.items():
        assert "container_name" not in service
        assert "healthcheck" in service
        assert not service.get("ports"), "the reverse proxy reaches it, or an override publishes it"
        assert "no-new-privileges:true" in service["security_opt"]
        assert name == "migrate" or "test" in service["healthcheck"]


def test_every_setting_can_be_given_and_is_explained():
    code = (CHECKOUT / "citydeal/settings.py").read_text()
    names = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', code))
    assert {"SECRET_KEY", "BASE_URL", "ALLOWED_HOSTS", "EMAIL_URL"} <= names
    passed = set(SERVICES["web"]["environment"]) | {"LOCAL", "DEMO", "STATIC_ROOT"}
    assert names <= passed
    explained = (CHECKOUT / "docs/operations.md").read_text()
    assert [name for name in sorted(names) if f"`{name}`" not in explained] == []


def test_our_services_run_with_the_least_rights():
    for name in OURS:
        assert SERVICES[name]["read_only"] is True
        assert SERVICES[name]["cap_drop"] == ["ALL"]
    assert "USER 10001" in (CHECKOUT / "Dockerfile").read_text()


def test_all_wait_for_the_migrations():
    for name in ("web", "worker", "beat"):
        wait = SERVICES[name]["depends_on"]
        assert wait["migrate"] == {"condition": "service_completed_successfully"}


def test_the_database_sorts_as_the_local_one():
    arguments = SERVICES["postgres"]["environment"]["POSTGRES_INITDB_ARGS"]
    assert arguments == "--locale-provider=builtin --builtin-locale=C.UTF-8"
    assert SERVICES["postgres"]["volumes"] == ["postgres:/var/lib/postgresql"]


def test_the_image_holds_every_app():
    text = (CHECKOUT / "Dockerfile").read_text()
    for name in ("citydeal", "governance", "workgroups", "panels", "reporting", "templates"):
        assert f"COPY {name} {name}\n" in text


def start(command, **extra):
    return subprocess.Popen(
        [sys.executable, "-m", *command],
        cwd=CHECKOUT,
        env={**os.environ, **extra},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@pytest.mark.slow
def test_the_web_command_serves_and_its_health_check_tells(monkeypatch):
    with places.listen(None) as found:
        port = found.getsockname()[1]
    monkeypatch.setenv("PORT", str(port))
    assert probe.main(["web"]) == 1
    with start(commands.WEB) as web:
        try:
            limit = time.monotonic() + 30
            while probe.main(["web"]) and web.poll() is None and time.monotonic() < limit:
                time.sleep(0.1)
            assert probe.main(["web"]) == 0
        finally:
            web.terminate()
            web.communicate(timeout=30)


@pytest.mark.slow
def test_web_without_a_key_stops_with_one_line():
    with start(commands.WEB, SECRET_KEY="", LOCAL="false") as web:
        said = web.communicate(timeout=30)[0]
    assert web.returncode != 0
    assert "SECRET_KEY is not set. Example: SECRET_KEY=" in said
    assert "Traceback" not in said


def test_beat_is_healthy_while_it_writes_its_schedule(tmp_path):
    schedule = tmp_path / "beat-schedule"
    assert probe.main(["beat", str(schedule)]) == 1
    written = Path(f"{schedule}.db")
    written.write_text("")
    assert probe.main(["beat", str(schedule)]) == 0
    long_ago = time.time() - probe.BEAT_SILENT_S - 1
    os.utime(written, (long_ago, long_ago))
    assert probe.main(["beat", str(schedule)]) == 1


def test_the_health_check_says_how_it_is_used():
    with pytest.raises(SystemExit, match="Usage"):
        probe.main([])
