"""The launcher's folders, lock, run.env and port."""

from __future__ import annotations

import errno
import os
import pwd
import shutil
import socket
import stat
import tempfile
from pathlib import Path
from types import SimpleNamespace

import pytest

from citydeal.local import places
from citydeal.local.places import LocalError


@pytest.fixture
def normal_user(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)


def test_data_folder_is_the_chosen_one(monkeypatch, tmp_path):
    monkeypatch.setenv("CITYDEAL_DATA", str(tmp_path / "een map"))
    assert places.data_folder() == tmp_path / "een map"


@pytest.mark.parametrize(("uid", "parent"), [(0, Path("/var/lib/citydeal")), (1000, places.CHECKOUT)])
def test_data_folder_of_root_is_outside_the_checkout(monkeypatch, uid, parent):
    monkeypatch.delenv("CITYDEAL_DATA", raising=False)
    monkeypatch.setattr(os, "geteuid", lambda: uid)
    assert places.data_folder().parent == parent


def test_two_checkouts_have_two_names():
    assert places.short_name(Path("/a")) != places.short_name(Path("/b"))


def test_root_without_a_service_user_is_told(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)

    def nobody(_name):
        raise KeyError

    monkeypatch.setattr(pwd, "getpwnam", nobody)
    with pytest.raises(LocalError, match="start as a normal user"):
        places.service_user()


def test_a_normal_user_runs_the_servers_itself(normal_user):
    assert places.service_user() is None


def test_prepare_folder_makes_it_private(normal_user, tmp_path):
    places.prepare_folder(tmp_path / "a" / "b")
    assert stat.S_IMODE((tmp_path / "a" / "b").stat().st_mode) == 0o700


def test_prepare_folder_lets_the_service_user_pass(monkeypatch):
    base = Path(tempfile.mkdtemp())
    base.chmod(0o711)
    monkeypatch.setattr(places, "service_user", lambda: SimpleNamespace(pw_name="nobody"))
    try:
        places.prepare_folder(base / "a" / "b")
        assert stat.S_IMODE((base / "a").stat().st_mode) == 0o711
        base.chmod(0o700)
        with pytest.raises(LocalError, match=f"cannot enter {base}; set CITYDEAL_DATA"):
            places.prepare_folder(base / "a" / "b")
    finally:
        shutil.rmtree(base)


def test_prepare_folder_on_a_full_disk(normal_user, monkeypatch, tmp_path):
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=12 * 1024**2))
    with pytest.raises(LocalError, match="is full: 12 MB left, 150 MB needed"):
        places.prepare_folder(tmp_path / "data")


@pytest.mark.parametrize(
    ("number", "text"), [(errno.ENOSPC, "is full"), (errno.EACCES, "cannot be used: Permission")]
)
def test_errors_of_the_disk_are_explained(number, text, tmp_path):
    assert text in places.explain(OSError(number, os.strerror(number)), tmp_path / "missing")


def test_prepare_folder_where_a_file_stands(normal_user, tmp_path):
    (tmp_path / "data").write_text("")
    with pytest.raises(LocalError, match="cannot be used: File exists"):
        places.prepare_folder(tmp_path / "data")


def test_socket_folder_prefers_the_session(normal_user, monkeypatch, tmp_path):
    session = Path(tempfile.mkdtemp())
    monkeypatch.setattr(os, "geteuid", os.getuid)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(session))
    try:
        folder = places.socket_folder(tmp_path, "test", None)
        assert folder.parent == session
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert places.socket_folder(tmp_path / "other", "test", None) != folder
    finally:
        shutil.rmtree(session)


def test_socket_folder_leaves_a_path_that_is_too_long(monkeypatch, tmp_path):
    long = tmp_path / ("x" * 80)
    long.mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(long))
    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(long))
    folder = places.socket_folder(tmp_path, "test", None)
    folder.rmdir()
    assert folder.parent == Path("/tmp")
    assert places.fits(folder)


def test_socket_folder_of_somebody_else_is_not_used(monkeypatch, tmp_path):
    base = Path(tempfile.mkdtemp())
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(base))
    try:
        first = places.socket_folder(tmp_path, "test", None)
        first.rmdir()
        first.symlink_to(tmp_path)
        second = places.socket_folder(tmp_path, "test", None)
        second.rmdir()
        assert second.parent != base
    finally:
        shutil.rmtree(base)


def test_no_folder_for_sockets(monkeypatch, tmp_path):
    monkeypatch.setattr(places, "fits", lambda _folder: False)
    with pytest.raises(LocalError, match="set TMPDIR to a shorter one"):
        places.socket_folder(tmp_path, "test", None)


def test_the_lock_is_held_once_and_says_by_whom(tmp_path):
    assert not places.is_locked(tmp_path)
    with places.locked(tmp_path) as note:
        note("http://localhost:8000")
        assert places.is_locked(tmp_path)
        with (
            pytest.raises(LocalError, match=r"runs already \(http://localhost:8000, process \d+\)"),
            places.locked(tmp_path),
        ):
            pass
    assert not places.is_locked(tmp_path)


def test_run_env_counts_only_while_it_runs(tmp_path):
    values = {"DATABASE_URL": "postgres:///a?host=/b&user=c", "EMAIL_URL": "file:///een map/mail"}
    places.write_environment(tmp_path, values)
    assert stat.S_IMODE((tmp_path / "run.env").stat().st_mode) == 0o600
    assert places.read_environment(tmp_path) == {}
    with places.locked(tmp_path):
        assert places.read_environment(tmp_path) == values
        (tmp_path / "run.env").unlink()
        assert places.read_environment(tmp_path) == {}


def test_the_key_is_made_once(tmp_path):
    key = places.secret_key(tmp_path)
    assert len(key) >= 50
    assert places.secret_key(tmp_path) == key
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600


@pytest.fixture
def taken_port():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


def test_a_taken_port_is_refused(taken_port):
    with pytest.raises(LocalError, match=f"Port {taken_port} is taken by another program"):
        places.listen(taken_port)


def test_without_a_port_the_next_free_one_is_taken(monkeypatch, taken_port):
    monkeypatch.setattr(places, "FIRST_PORT", taken_port)
    monkeypatch.setattr(places, "LAST_PORT", taken_port + 20)
    with places.listen(None) as server:
        assert taken_port < server.getsockname()[1] <= taken_port + 20


def test_no_port_is_free(monkeypatch, taken_port):
    monkeypatch.setattr(places, "FIRST_PORT", taken_port)
    monkeypatch.setattr(places, "LAST_PORT", taken_port)
    with pytest.raises(LocalError, match="name one with PORT=n"):
        places.listen(None)


def test_a_port_that_answers_on_ipv6_only_is_taken(monkeypatch, taken_port):
    monkeypatch.setattr(places, "_answers_on_ipv6", lambda _port: True)
    with pytest.raises(LocalError, match="is taken"):
        places.listen(taken_port)


def test_a_port_for_root_only(monkeypatch):
    class Refusing(socket.socket):
        def bind(self, _address):
            raise PermissionError

    monkeypatch.setattr(places.socket, "socket", Refusing)
    monkeypatch.setattr(places, "_answers_on_ipv6", lambda _port: False)
    with pytest.raises(LocalError, match="for root only"):
        places.listen(80)
