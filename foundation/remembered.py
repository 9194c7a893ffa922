"""What each process remembers for some seconds of what staff say: read once, asked often."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

REMEMBERED_SECONDS = 5.0
Value = TypeVar("Value")
_all: list[Remembered[object]] = []


class Remembered(Generic[Value]):
    """One value that ``read`` makes, believed for ``seconds``; every thread sees the same.

    While one thread reads it anew the others go on with what it was, so that a slow database
    keeps one of them waiting instead of all.
    """

    def __init__(self, read: Callable[[], Value], *, seconds: float = REMEMBERED_SECONDS) -> None:
        self._read = read
        self._seconds = seconds
        self._lock = threading.Lock()
        self._value: Value | None = None
        self._until = float("-inf")
        _all.append(self)  # type: ignore[arg-type]

    def get(self) -> Value:
        """The value, read anew where it is too old; what reading raises is raised."""
        value = self._value
        if value is None:
            self._lock.acquire()
        elif time.monotonic() < self._until or not self._lock.acquire(blocking=False):
            return value
        try:
            value = self._value
            if value is None or time.monotonic() >= self._until:
                value = self._value = self._read()
                self._until = time.monotonic() + self._seconds
            return value
        finally:
            self._lock.release()

    def last(self) -> Value | None:
        """What was read last, however old, without asking anybody; None where it is forgotten."""
        return self._value

    def forget(self) -> None:
        self._value = None


def forget_all() -> None:
    """Read everything anew at the next question in this process (after a change, in tests)."""
    for one in _all:
        one.forget()
