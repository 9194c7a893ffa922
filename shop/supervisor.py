"""One foreground parent of several programs: starts them, restarts them, stops them in order.

Nothing here knows Django or the shop. What was measured and holds this together:

- every program leads a process group of its own, so that Ctrl-C reaches only the supervisor, and
  so that what a killed program leaves behind (a web server's workers) is swept before the restart;
- the kernel signals every program when the supervisor dies (``PR_SET_PDEATHSIG``, Linux only). It
  watches the *thread* that forked, hence one long-lived thread a program;
- it does so once, and a program may miss it (granian 2.8 forgets a TERM that comes while it
  replaces a worker). So a warden (``warden.py``) waits at a pipe that only the supervisor holds:
  at its end it tells what still runs again, and kills what did not stop in time. Even ``kill -9``
  leaves no orphan for longer than the longest of the programs' ``stop_seconds``.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO

PR_SET_PDEATHSIG = 1
FIRST_PAUSE = 1.0
LONGEST_PAUSE = 30.0
LIVED_WELL = 30.0
POLL = 0.05
WARDEN = Path(__file__).with_name("warden.py")
WARDEN_SECONDS = 2.0
ONE_GESTURE = 1.5  # a signal to the whole group comes twice when `make` passes it on as well

_libc = ctypes.CDLL(None) if sys.platform == "linux" else None

Say = Callable[[str, str], None]


@dataclass(frozen=True, slots=True)
class Program:
    """What to run and how to part with it.

    ``stop_seconds`` is how long it may take after TERM before it is killed; ``when_orphaned`` is
    what it is sent should the supervisor die. One that ``waits`` is started when the
    others are ready, and does not slow them down before.
    """

    name: str
    command: Sequence[str]
    stop_seconds: float = 5.0
    when_orphaned: signal.Signals = signal.SIGTERM
    waits: bool = False
    environment: Mapping[str, str] = field(default_factory=dict)


class Supervisor:
    """Keeps programs running until told to stop; they are stopped in the order given.

    ``say(name, line)`` gets every line a program writes, and the supervisor's own under the name
    given as ``own_name``.
    """

    def __init__(self, programs: Sequence[Program], *, say: Say, own_name: str = "store") -> None:
        self._say = say
        self._own_name = own_name
        longest = max((program.stop_seconds for program in programs), default=0.0)
        self._warden = _Warden(longest, say=lambda line: say(own_name, line))
        self._keepers = [_Keeper(program, say, self._warden) for program in programs]
        self._stop = threading.Event()
        self._hurry = threading.Event()
        self._told_at = 0.0

    def run(
        self,
        *,
        is_ready: Callable[[], bool],
        on_ready: Callable[[], None],
        ready_seconds: float = 90.0,
    ) -> int:
        """Run until TERM, HUP or Ctrl-C (a second one kills at once); returns the exit status.

        ``on_ready`` is called once, when ``is_ready`` first says so. If that takes longer than
        ``ready_seconds`` everything is stopped and the status is 1.
        """
        before = {number: signal.signal(number, self._on_signal) for number in _STOPPING}
        status = 0
        try:
            self._warden.start()
            self._start(waiting=False)
            if self._wait_until(is_ready, ready_seconds):
                self._start(waiting=True)
                on_ready()
                self._stop.wait()
            elif not self._stop.is_set():
                self._say(self._own_name, f"no answer within {ready_seconds:.0f} s: giving up")
                status = 1
        finally:
            self._stop_all()
            for number, handler in before.items():
                signal.signal(number, handler)
        return status

    def _start(self, *, waiting: bool) -> None:
        for keeper in self._keepers:
            if keeper.waits == waiting:
                keeper.start()

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        now = time.monotonic()
        if not self._stop.is_set():
            self._told_at = now
        elif now - self._told_at > ONE_GESTURE:
            self._hurry.set()
        self._stop.set()

    def _wait_until(self, is_ready: Callable[[], bool], seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and not self._stop.is_set():
            if is_ready():
                return True
            self._stop.wait(0.2)
        return False

    def _stop_all(self) -> None:
        for keeper in self._keepers:
            keeper.stop(self._hurry)
        self._warden.dismiss()
        self._say(self._own_name, "stopped")


_STOPPING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class _Warden:
    """The process that stops what a killed supervisor leaves, and what it has been told.

    One that is gone is replaced when the next program starts; nothing ends because of it.
    """

    def __init__(self, seconds: float, *, say: Callable[[str], None]) -> None:
        self._seconds = seconds
        self._say = say
        self._groups: dict[int, signal.Signals] = {}
        self._process: subprocess.Popen[bytes] | None = None
        self._telling = threading.Lock()

    def start(self) -> None:
        with self._telling:
            self._appoint()

    def watch(self, leader: int, when_orphaned: signal.Signals) -> None:
        """Name a program's process group, which is there from now on."""
        with self._telling:
            self._groups[leader] = when_orphaned
            if not self._tell(f"+{leader} {when_orphaned:d}"):
                self._say("the warden is gone: another is appointed")
                self._appoint()

    def forget(self, leader: int) -> None:
        """Say that a group was swept."""
        with self._telling:
            if self._groups.pop(leader, None) is not None:
                self._tell(f"-{leader}")

    def dismiss(self) -> None:
        """Let it go: nothing is left to be stopped."""
        with self._telling:
            if self._process is None:
                return
            self._hang_up(self._process)
            try:
                self._process.wait(WARDEN_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def _appoint(self) -> None:
        if self._process is not None:
            self._hang_up(self._process)
            self._process.wait()
        # In a session of its own, where no Ctrl-C and no end of a terminal reaches it.
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-I", str(WARDEN), str(self._seconds)],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                start_new_session=True,
                bufsize=0,
            )
        except OSError as error:
            self._process = None
            self._say(f"no warden ({error.strerror}): kill -9 may leave programs running")
        for leader, when_orphaned in self._groups.items():
            self._tell(f"+{leader} {when_orphaned:d}")

    def _tell(self, line: str) -> bool:
        if self._process is None or self._process.stdin is None:
            return False
        try:
            self._process.stdin.write(f"{line}\n".encode())
        except BrokenPipeError:
            return False
        return True

    @staticmethod
    def _hang_up(process: subprocess.Popen[bytes]) -> None:
        if process.stdin is not None:
            process.stdin.close()


class _Keeper:
    """Runs one program, again and again, from a thread that lives as long as the supervisor."""

    def __init__(self, program: Program, say: Say, warden: _Warden) -> None:
        self.waits = program.waits
        self._program = program
        self._say = say
        self._warden = warden
        self._process: subprocess.Popen[str] | None = None
        self._stopping = threading.Event()
        # Held while a process is being started, so that stopping never misses one.
        self._starting = threading.Lock()
        self._thread = threading.Thread(target=self._keep, daemon=True, name=f"keep-{program.name}")

    def start(self) -> None:
        self._thread.start()

    def stop(self, hurry: threading.Event) -> None:
        """TERM, then KILL after the program's time or when in a hurry; leaves nothing running."""
        self._stopping.set()
        with self._starting:
            process = self._process
        if process is None:
            return
        if process.poll() is None:
            process.terminate()
        deadline = time.monotonic() + self._program.stop_seconds
        while process.poll() is None and time.monotonic() < deadline and not hurry.is_set():
            time.sleep(POLL)
        if process.poll() is None:
            self._say(self._program.name, "did not stop in time: killed")
        _sweep_group(process.pid)
        process.wait()
        self._warden.forget(process.pid)

    def _keep(self) -> None:
        pause = FIRST_PAUSE
        while not self._stopping.is_set():
            began = time.monotonic()
            with self._starting:
                if self._stopping.is_set():
                    return
                process = self._process = self._spawn()
                self._warden.watch(process.pid, self._program.when_orphaned)
            threading.Thread(target=self._relay, args=(process.stdout,), daemon=True).start()
            status = process.wait()
            if self._stopping.is_set():
                return
            _sweep_group(process.pid)
            self._warden.forget(process.pid)
            pause = FIRST_PAUSE if time.monotonic() - began > LIVED_WELL else pause
            self._say(self._program.name, f"ended ({_told(status)}); again in {pause:.0f} s")
            self._stopping.wait(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    def _spawn(self) -> subprocess.Popen[str]:
        number = int(self._program.when_orphaned)

        def ask_kernel() -> None:  # runs between fork and exec: one system call, no locks
            if _libc is not None:
                _libc.prctl(PR_SET_PDEATHSIG, number)

        return subprocess.Popen(
            list(self._program.command),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, "PYTHONUNBUFFERED": "1", **self._program.environment},
            text=True,
            errors="replace",
            process_group=0,
            preexec_fn=ask_kernel,
        )

    def _relay(self, output: IO[str]) -> None:
        for line in output:
            self._say(self._program.name, line.rstrip())


def _sweep_group(leader: int) -> None:
    """Kill what is left of a program's process group."""
    # Nothing may be left; macOS says EPERM of a group of zombies.
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


def _told(status: int) -> str:
    if status < 0:
        return f"signal {signal.Signals(-status).name}"
    return f"status {status}"
