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
    """One value that ``read`` makes, believed for ``seconds``; every thread sees the same."""

    def __init__(self, read: Callable[[], Value], *, seconds: float = REMEMBERED_SECONDS) -> None:
        self._read = read
        self._seconds = seconds
        self._lock = threading.Lock()
        self._value: Value | None = None
        self._until = float("-inf")
        _all.append(self)  # type: ignore[arg-type]

    def get(self) -> Value:
        """The value, read anew where it is too old."""
        value = self._value
        if value is not None and time.monotonic() < self._until:
            return value
        with self._lock:
            if self._value is None or time.monotonic() >= self._until:
                self._value = self._read()
                self._until = time.monotonic() + self._seconds
            return self._value

    def forget(self) -> None:
        self._until = float("-inf")


def forget_all() -> None:
    """Read everything anew at the next question in this process (after a change, in tests)."""
    for one in _all:
        one.forget()
