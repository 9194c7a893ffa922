"""Many threads at one thing, each with its own database connection."""

import threading
from collections.abc import Callable
from io import StringIO
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.db.models import QuerySet

from foundation.prepared import PreparedQuery


def race(work: Callable[[int], Any], *, threads: int) -> list[Any]:
    """Run ``work(index)`` in threads that start together; results or exceptions, by index."""
    results: list[Any] = [None] * threads
    start = threading.Barrier(threads)

    def run(index: int) -> None:
        try:
            connection.ensure_connection()
            start.wait(timeout=60)
            results[index] = work(index)
        except Exception as error:  # the test looks at what came of each thread
            results[index] = error
        finally:
            connection.close()

    started = [threading.Thread(target=run, args=(index,)) for index in range(threads)]
    for thread in started:
        thread.start()
    for thread in started:
        thread.join(timeout=120)
    assert not any(thread.is_alive() for thread in started), "a thread hangs"
    return results


def without_row_locks(monkeypatch: Any) -> None:
    """Take all row locks away: for the twins, which must go wrong without them."""
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **options: self)
    monkeypatch.setattr(
        PreparedQuery, "__call__", lambda self, **values: list(self.queryset(**values))
    )


def outcomes(results: list[Any], *, refused: type[Exception] | tuple[type[Exception], ...]) -> int:
    """How many went through; the others were refused as expected, and nothing else befell any."""
    failed = [result for result in results if isinstance(result, Exception)]
    unexpected = [error for error in failed if not isinstance(error, refused)]
    assert not unexpected, unexpected
    return len(results) - len(failed)


def balance() -> bool:
    """Whether ``manage.py balance`` finds nothing; an assertion lists what it found.

    By its name, as an operator calls it: so tests of lower floors may ask for the books too.
    """
    said = StringIO()
    try:
        call_command("balance", stdout=said)
    except SystemExit:
        raise AssertionError(said.getvalue()) from None
    return True
