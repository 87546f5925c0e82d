"""The launcher's children: output, restarts and the end."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from pathlib import Path

import pytest

from citydeal.local import supervisor as supervisor_module
from citydeal.local.places import LocalError
from citydeal.local.supervisor import Child, Stopped, Supervisor, reason

SLEEPS = ["/bin/sh", "-c", "echo up; exec sleep 60"]


def stop_after(supervisor: Supervisor, seconds: float) -> None:
    def ask() -> None:
        supervisor.stopping = signal.SIGTERM

    threading.Timer(seconds, ask).start()


def test_lines_carry_the_name(capsys):
    supervisor = Supervisor()
    assert supervisor.run_once(Child("one", ["/bin/sh", "-c", "echo a; echo b >&2; exit 3"])) == 3
    assert capsys.readouterr().out == "one      | a\none      | b\n"
    assert supervisor.children == []


def test_a_program_that_is_not_there():
    with pytest.raises(LocalError, match=r"/nonexistent cannot be started: No such file"):
        Supervisor().start(Child("x", ["/nonexistent"]))


def test_a_child_that_ends_is_started_again_and_told(capsys, monkeypatch):
    supervisor = Supervisor()
    child = Child("fickle", ["/bin/sh", "-c", "echo hint; exit 7"], loud=False, pause=0.2)
    supervisor.start(child)
    stop_after(supervisor, 1.2)
    supervisor.watch()
    supervisor.stop()
    said = capsys.readouterr().out
    assert "portal   | fickle ended by itself (exit code 7); again in 0 s." in said
    assert said.count("fickle   | hint") >= 2
    assert child.pause > 0.4


def test_a_child_that_ran_long_is_started_again_soon(monkeypatch, capsys):
    supervisor = Supervisor()
    child = Child("steady", ["/bin/true"], pause=16)
    supervisor.start(child)
    child.started -= supervisor_module.STEADY_AFTER_S + 1
    stop_after(supervisor, 0.6)
    supervisor.watch()
    supervisor.stop()
    assert "again in 1 s" in capsys.readouterr().out


def test_the_end_is_in_order(capsys):
    supervisor = Supervisor()
    tell = "trap 'echo bye; exit 0' TERM; echo up; while :; do sleep 0.05; done"
    for name in ("postgres", "web", "worker"):
        supervisor.start(Child(name, ["/bin/sh", "-c", tell]))
    supervisor.wait_until(lambda: all(c.last_lines for c in supervisor.children), 5)
    supervisor.stop(("worker",), ("web", "absent"), ("postgres",))
    byes = [line for line in capsys.readouterr().out.splitlines() if line.endswith("bye")]
    assert byes == ["worker   | bye", "web      | bye", "postgres | bye"]
    assert not any(child.alive for child in supervisor.children)


def test_a_child_that_does_not_stop_is_ended_with_its_own_children(capsys, tmp_path):
    supervisor = Supervisor()
    script = f"trap '' TERM; sleep 60 & echo $! > '{tmp_path}/pid'; echo up; while :; do sleep 1; done"
    child = Child("stubborn", ["/bin/sh", "-c", script], patience=0.2)
    supervisor.start(child)
    supervisor.wait_until(lambda: bool(child.last_lines), 5)
    supervisor.stop()
    assert "stubborn does not stop by itself" in capsys.readouterr().out
    grandchild = int((tmp_path / "pid").read_text())
    for _ in range(50):
        try:
            os.kill(grandchild, 0)
        except ProcessLookupError:
            return
        # It has ended and waits to be collected by the first process of the machine.
        if Path(f"/proc/{grandchild}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z":
            return
        time.sleep(0.05)
    pytest.fail("a grandchild is left")


def test_waiting_ends_when_asked_to_stop():
    supervisor = Supervisor()
    assert not supervisor.wait_until(lambda: False, 0.1)
    supervisor.stopping = signal.SIGINT
    with pytest.raises(Stopped):
        supervisor.wait_until(lambda: False, 5)


def test_signals_ask_to_stop(monkeypatch):
    supervisor = Supervisor()
    before = {n: signal.getsignal(n) for n in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        supervisor.take_signals()
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(0.01)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    assert supervisor.stopping == signal.SIGTERM


def test_a_closed_output_does_not_stop_the_portal(monkeypatch):
    class Closed:
        def write(self, _text):
            raise BrokenPipeError

        def flush(self):
            raise BrokenPipeError

    supervisor = Supervisor()
    monkeypatch.setattr(sys, "stdout", Closed())
    supervisor.say("a")
    supervisor.say("b")


@pytest.mark.parametrize(("script", "code"), [("exit 5", 5), ("kill -TERM $$", 128 + signal.SIGTERM)])
def test_the_exit_code_of_a_command_in_front(script, code):
    assert Supervisor().run_in_front(["/bin/sh", "-c", script], dict(os.environ)) == code


def test_a_request_to_stop_is_passed_on_to_a_command_in_front():
    supervisor = Supervisor()
    stop_after(supervisor, 0.3)
    assert supervisor.run_in_front(["/bin/sleep", "60"], {}) == 128 + signal.SIGTERM


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent ended")
def test_children_end_when_the_launcher_is_killed(tmp_path):
    script = (
        "import os, signal, time\n"
        "from citydeal.local.supervisor import Child, Supervisor\n"
        "s = Supervisor(); c = Child('x', ['/bin/sleep', '60']); s.start(c)\n"
        "print(c.process.pid, flush=True); os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    supervisor = Supervisor()
    child = Child("launcher", [sys.executable, "-c", script], os.environ, loud=False)
    assert supervisor.run_once(child) == -signal.SIGKILL
    left = int(child.last_lines[0])
    for _ in range(100):
        status = Path(f"/proc/{left}/stat")
        try:
            if status.read_text().rsplit(")", 1)[1].split()[0] == "Z":
                return
        except (FileNotFoundError, ProcessLookupError):
            return
        time.sleep(0.05)
    pytest.fail("a child is left")


def test_reasons_in_words():
    assert reason(3) == "exit code 3"
    assert reason(-9) == "signal SIGKILL"
    assert reason(-99) == "signal 99"
