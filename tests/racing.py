"""Many threads at one thing, each with its own database connection."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection


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
