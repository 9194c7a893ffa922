"""Outlives a supervisor that was killed, and stops what that left running.

Run by its path with the bare interpreter (``python -I warden.py SECONDS``): it imports nothing
but the standard library, for it waits beside the store as long as that runs.

Its standard input is a pipe whose other end only the supervisor holds. ``+PID SIGNAL`` names the
leader of a process group and what it is sent when it is orphaned, ``-PID`` one that is gone. The
end of the pipe is the end of the supervisor. One that ended in good order left no groups; of one
that was killed each is told, and after SECONDS no more waited for.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterable

POLL = 0.05
BEFORE_TELLING_AGAIN = 1.0
"""Seconds before a second TERM: on Linux the first came from the kernel, and a program that is
about to end (a scheduler that writes its schedule) should be left alone."""


def left_behind(lines: Iterable[str]) -> dict[int, int]:
    """The signals of the groups that are still there when the lines end, by their leaders."""
    groups: dict[int, int] = {}
    for line in lines:
        leader, _space, number = line[1:].partition(" ")
        if line.startswith("+"):
            groups[int(leader)] = int(number)
        else:
            groups.pop(int(leader), None)
    return groups


def stop(groups: dict[int, int], *, seconds: float) -> None:
    """Return when the groups are gone: by themselves, or killed after so many seconds."""
    began = time.monotonic()
    for leader, number in groups.items():
        if number == signal.SIGKILL:
            _send(leader, signal.SIGKILL)
    _wait(lambda: not _alive(groups), until=began + min(BEFORE_TELLING_AGAIN, seconds))
    for leader in _alive(groups):
        _tell(leader, groups[leader])
    _wait(lambda: not _alive(groups), until=began + seconds)
    for leader in _alive(groups):
        _send(leader, signal.SIGKILL)


def _tell(leader: int, number: int) -> None:
    """Signal a group's leader as the supervisor would: it parts with its own children itself."""
    try:
        os.kill(leader, number)
    except (ProcessLookupError, PermissionError):
        _send(leader, number)


def _alive(groups: Iterable[int]) -> list[int]:
    return [leader for leader in groups if _send(leader, 0)]


def _send(leader: int, number: int) -> bool:
    """Signal a whole group; returns whether any of it is there."""
    try:
        os.killpg(leader, number)
    except (ProcessLookupError, PermissionError):  # macOS says EPERM of a group of zombies
        return False
    return True


def _wait(is_over: Callable[[], bool], *, until: float) -> None:
    while not is_over() and time.monotonic() < until:
        time.sleep(POLL)


def main() -> None:
    # What is sent to all of a service's processes must not end it before the supervisor.
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    stop(left_behind(sys.stdin), seconds=float(sys.argv[1]))


if __name__ == "__main__":
    main()
