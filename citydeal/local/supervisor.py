"""Starts child processes, passes on what they say, restarts them and stops them in order.

One thread and one loop: a child is told by the kernel when the thread that started it ends
(Linux), so nothing stays behind when the launcher itself is killed.
"""

from __future__ import annotations

import ctypes
import os
import pwd
import selectors
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO

from citydeal.local.places import CHECKOUT, LocalError

PR_SET_PDEATHSIG = 1
LONGEST_PAUSE_S = 30.0
STEADY_AFTER_S = 60.0
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


class Stopped(KeyboardInterrupt):
    """The operator asked to stop (Ctrl-C or SIGTERM)."""


@dataclass(slots=True)
class Child:
    """One process to keep running.

    ``stop_signal`` asks it to end within ``patience`` seconds; ``loud`` prints its lines as they
    come, otherwise only the last ones when it ends by itself.
    """

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    user: pwd.struct_passwd | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    orphan_signal: signal.Signals = signal.SIGTERM
    patience: float = 10.0
    loud: bool = True
    restart: bool = True
    pass_fds: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = 1.0
    start_at: float | None = None
    last_lines: deque[str] = field(default_factory=lambda: deque(maxlen=8))
    unfinished: bytes = b""

    @property
    def alive(self) -> bool:
        """Tell whether its process runs."""
        return self.process is not None and self.process.poll() is None


class Supervisor:
    """The launcher's children, their output and their end."""

    def __init__(self, width: int = 8) -> None:
        self.children: list[Child] = []
        self.stopping: int | None = None
        self._width = width
        self._mute = False
        self._selector = selectors.DefaultSelector()

    def take_signals(self) -> None:
        """Let Ctrl-C, SIGTERM and a closed terminal ask for an orderly stop."""

        def ask(number: int, _frame: FrameType | None) -> None:
            self.stopping = number

        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, ask)

    def say(self, text: str, name: str = "portal") -> None:
        """Print one line under a name; a closed output never stops the portal."""
        if self._mute:
            return
        try:
            print(f"{name:<{self._width}} | {text}", flush=True)
        except (OSError, ValueError):
            self._mute = True

    def start(self, child: Child) -> None:
        """Start a child and keep it; raises LocalError when its program cannot be started."""
        user = child.user
        try:
            child.process = subprocess.Popen(
                list(child.command),
                cwd="/" if user else CHECKOUT,
                env=dict(child.environment),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=die_with_parent(child.orphan_signal),
                pass_fds=child.pass_fds,
                user=user.pw_uid if user else None,
                group=user.pw_gid if user else None,
                extra_groups=[] if user else None,
            )
        except OSError as error:
            raise LocalError(f"{child.command[0]} cannot be started: {error.strerror}.") from error
        child.started, child.start_at = time.monotonic(), None
        if child.process.stdout:
            self._selector.register(child.process.stdout, selectors.EVENT_READ, child)
        if child not in self.children:
            self.children.append(child)

    def run_once(self, child: Child) -> int:
        """Run a child to its end and return its exit code; raises Stopped when asked to stop."""
        child.restart = False
        self.start(child)
        self.wait_until(lambda: not child.alive, seconds=3600)
        self.end(child)
        self.children.remove(child)
        return child.process.returncode if child.process else 1

    def run_in_front(self, command: Sequence[str], values: Mapping[str, str]) -> int:
        """Run a command with our terminal and return its exit code, as a shell gives it.

        Ctrl-C reaches it through the terminal; another request to stop is passed on.
        """
        with subprocess.Popen(
            list(command), cwd=CHECKOUT, env=dict(values), preexec_fn=die_with_parent()
        ) as process:
            asked = 0.0
            while process.poll() is None:
                self.pass_on(0.2)
                if self.stopping and not asked:
                    asked = time.monotonic() + (10 if self.stopping == signal.SIGINT else 0)
                if asked and time.monotonic() >= asked:
                    process.terminate()
                    asked += 10
        return process.returncode if process.returncode >= 0 else 128 - process.returncode

    def wait_until(self, ready: Callable[[], bool], seconds: float) -> bool:
        """Pass on output until ``ready``; False after ``seconds``. Raises Stopped when asked to."""
        limit = time.monotonic() + seconds
        while not ready():
            if self.stopping:
                raise Stopped
            if time.monotonic() > limit:
                return False
            self.pass_on(0.05)
        return True

    def watch(self) -> None:
        """Keep the children running until the operator asks to stop."""
        while not self.stopping:
            self.pass_on(0.2)
            now = time.monotonic()
            for child in self.children:
                if child.start_at is not None:
                    if now >= child.start_at:
                        self.start(child)
                elif not child.alive:
                    self._plan_restart(child, now)

    def _plan_restart(self, child: Child, now: float) -> None:
        """Say that a child ended by itself, and start it again after a pause that doubles."""
        self.end(child)
        if not child.loud:
            for line in child.last_lines:
                self.say(line, child.name)
        child.last_lines.clear()
        if now - child.started > STEADY_AFTER_S:
            child.pause = 1.0
        code = child.process.returncode if child.process else 1
        self.say(f"{child.name} ended by itself ({reason(code)}); again in {child.pause:.0f} s.")
        child.start_at = now + child.pause
        child.pause = min(child.pause * 2, LONGEST_PAUSE_S)

    def stop(self, *groups: Sequence[str]) -> None:
        """Stop the children named in each group together, group after group, then all others."""
        self.stopping = self.stopping or signal.SIGTERM
        for names in (*groups, [child.name for child in self.children]):
            chosen = [c for name in names for c in self.children if c.name == name and c.alive]
            for child in chosen:
                if child.process:
                    child.process.send_signal(child.stop_signal)
            for child in chosen:
                limit = time.monotonic() + child.patience
                while child.alive and time.monotonic() < limit:
                    self.pass_on(0.05)
                if child.alive:
                    self.say(f"{child.name} does not stop by itself; ending it.")
            for child in chosen:
                self.end(child)

    def end(self, child: Child) -> None:
        """End a child with all it started itself, and read what it still had to say."""
        if child.process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(child.process.pid, signal.SIGKILL)
        child.process.wait()
        self._read_rest(child)

    def pass_on(self, seconds: float) -> None:
        """Pass on what the children say within ``seconds``."""
        for key, _events in self._selector.select(seconds):
            self._read(key.data, key.fileobj)  # type: ignore[arg-type]

    def _read(self, child: Child, stream: IO[bytes]) -> bool:
        data = os.read(stream.fileno(), 65536)
        if not data:
            self._selector.unregister(stream)
            stream.close()
            return False
        *lines, child.unfinished = (child.unfinished + data).split(b"\n")
        for line in lines:
            self._line(child, line)
        return True

    def _line(self, child: Child, raw: bytes) -> None:
        text = raw.decode("utf-8", "replace").rstrip()
        if not text:
            return
        if child.loud:
            self.say(text, child.name)
        child.last_lines.append(text)

    def _read_rest(self, child: Child) -> None:
        """Read what an ended child still had to say; its own children may hold the pipe open."""
        stream = child.process.stdout if child.process else None
        if stream is not None and not stream.closed:
            os.set_blocking(stream.fileno(), False)
            try:
                while self._read(child, stream):
                    pass
            except BlockingIOError:
                self._selector.unregister(stream)
                stream.close()
        if child.unfinished:
            self._line(child, child.unfinished)
            child.unfinished = b""


def die_with_parent(number: signal.Signals = signal.SIGTERM) -> Callable[[], None]:
    """Return what a new child does first: ask the kernel for ``number`` when its parent ends.

    It runs after the change of user, which would clear the request. Linux only.
    """
    parent = os.getpid()

    def ask() -> None:
        if _libc:
            _libc.prctl(PR_SET_PDEATHSIG, int(number))
            if os.getppid() != parent:
                os._exit(1)

    return ask


def reason(code: int) -> str:
    """Say in words how a process ended, from its return code."""
    if code >= 0:
        return f"exit code {code}"
    try:
        return f"signal {signal.Signals(-code).name}"
    except ValueError:
        return f"signal {-code}"


def environment(extra: Mapping[str, str]) -> dict[str, str]:
    """Return the environment for the portal's own processes: ours, plus ``extra``."""
    return {**os.environ, "PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1", **extra}


def python(*arguments: str | Path) -> list[str]:
    """Return a command line for the Python that runs the launcher."""
    return [sys.executable, *map(str, arguments)]
