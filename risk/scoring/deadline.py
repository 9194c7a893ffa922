"""Nobody waits for a judgement: what the database is asked is cut off when the time is over.

There are no threads: a thread that is given up goes on and keeps its connection. PostgreSQL ends
a statement itself; SQLite asks between its steps whether to go on while it reads. For its one
writer a judgement waits as every write of the checkout does.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import OperationalError, connection, transaction

_STEPS = 2_000
"""Of SQLite's machine between two looks at the clock: some hundredths of a millisecond."""
_LEAST_MS = 1
"""A limit of 0 would mean none."""


class TooLate(Exception):
    """The time for a judgement is over."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """The moment, by the monotonic clock, at which a judgement has to be there."""

    begun: float
    seconds: float

    @classmethod
    def from_now(cls) -> Deadline:
        """As long as the setting ``RISK_DEADLINE_MS`` says."""
        return cls(time.monotonic(), settings.RISK_DEADLINE_MS / 1000)

    def anew(self) -> Deadline:
        """As long again from now: writing down what was decided has a time of its own."""
        return Deadline(time.monotonic(), self.seconds)

    def spent(self) -> float:
        return time.monotonic() - self.begun

    def left_ms(self) -> int:
        return max(_LEAST_MS, round(1000 * (self.seconds - self.spent())))

    def is_over(self) -> bool:
        return self.spent() >= self.seconds

    def check(self) -> None:
        """Go on only where there is time.

        Raises:
            TooLate: it is over.
        """
        if self.is_over():
            raise TooLate


@contextmanager
def reading(deadline: Deadline) -> Iterator[None]:
    """Statements that only read, ended with the deadline; none is begun after it.

    Raises:
        TooLate: a statement was cut off, or came too late.
    """
    deadline.check()
    try:
        if connection.vendor == "postgresql":
            with transaction.atomic(), _limited_statements(deadline), _none_after(deadline):
                yield
        elif connection.vendor == "sqlite":
            with _interrupted(deadline), _none_after(deadline):
                yield
        else:
            with _none_after(deadline):
                yield
    except OperationalError as error:
        if deadline.is_over():
            raise TooLate from error
        raise


@contextmanager
def writing(deadline: Deadline) -> Iterator[None]:
    """A transaction whose statements PostgreSQL ends with the deadline.

    Raises:
        TooLate: it would have had to.
    """
    deadline.check()
    try:
        if connection.vendor == "postgresql":
            with transaction.atomic(), _limited_statements(deadline):
                yield
        else:
            with transaction.atomic():
                yield
    except OperationalError as error:
        if deadline.is_over():
            raise TooLate from error
        raise


def _none_after(deadline: Deadline) -> AbstractContextManager[None]:
    """A database that is slow with each of many statements is not waited for many times over."""

    def asked(execute: Callable[..., Any], *told: Any) -> Any:
        deadline.check()
        return execute(*told)

    return connection.execute_wrapper(asked)


@contextmanager
def _limited_statements(deadline: Deadline) -> Iterator[None]:
    """The setting lives as long as the outermost transaction, so a caller's gets its own back."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('statement_timeout'),"
            " set_config('statement_timeout', %s, true)",
            [f"{deadline.left_ms()}ms"],
        )
        before = cursor.fetchone()[0]
        yield
        if len(connection.savepoint_ids):
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [before])


@contextmanager
def _interrupted(deadline: Deadline) -> Iterator[None]:
    """Only for reading: a write that is interrupted takes its whole transaction with it."""
    connection.ensure_connection()
    raw: sqlite3.Connection = connection.connection
    raw.set_progress_handler(deadline.is_over, _STEPS)
    try:
        yield
    finally:
        raw.set_progress_handler(None, 0)
