"""What a page costs: processor time of the process and queries, a request at a time."""

from __future__ import annotations

import time
from dataclasses import dataclass

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

BROWSER = "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0"


@dataclass(frozen=True, slots=True)
class PageProfile:
    """``cpu_ms`` is the median a request, without the database's own work."""

    cpu_ms: float
    queries: int
    status: int


def profile_page(path: str, *, repeats: int = 30) -> PageProfile:
    """Ask for a page as an anonymous browser, warm, ``repeats`` times."""
    client = Client(HTTP_HOST="localhost", HTTP_USER_AGENT=BROWSER)
    status = client.get(path).status_code
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    count = len(queries)  # the log is emptied by the next request
    times = []
    for _ in range(repeats):
        began = time.process_time()
        client.get(path)
        times.append(time.process_time() - began)
    return PageProfile(sorted(times)[repeats // 2] * 1000, count, status)
