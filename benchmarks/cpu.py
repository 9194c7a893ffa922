"""CPU time of other processes, read from Linux's ``/proc``."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

_TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")
_USER_TIME, _SYSTEM_TIME = 11, 12
"""Places in ``stat`` after the command's closing bracket, see proc(5)."""


def cpu_seconds(pids: Iterable[int]) -> float:
    """User and system time of live processes, all their threads included, to a hundredth.

    Raises:
        ProcessLookupError: one of them is gone, and its time with it.
    """
    return sum(_ticks(pid) for pid in pids) / _TICKS_A_SECOND


def family(pid: int) -> list[int]:
    """A process and all that descend from it."""
    return [pid, *(one for child in _children(pid) for one in family(child))]


def program_name(pid: int) -> str:
    """The name the kernel shows of a process; empty where there is no such process."""
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except FileNotFoundError:
        return ""


def _ticks(pid: int) -> int:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        raise ProcessLookupError(f"process {pid} ended while it was measured") from None
    fields = stat.rpartition(")")[2].split()
    return int(fields[_USER_TIME]) + int(fields[_SYSTEM_TIME])


def _children(pid: int) -> list[int]:
    return [
        int(child)
        for thread in Path(f"/proc/{pid}/task").glob("*/children")
        for child in thread.read_text().split()
    ]
