"""Makes a large shop where ``DATABASE_URL`` and ``SHELFWISE_DATA_DIR`` say, and asks its pages.

``python -m benchmarks.dashboards_pages [quick]``; the last line it prints is JSON.
"""

from __future__ import annotations

import json
import os
import re
import sys
import time
from datetime import timedelta
from typing import Any

import django
from django.core.management import call_command

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
django.setup()

from django.db import connection  # noqa: E402
from django.db.models import F, Sum  # noqa: E402
from django.db.models.functions import TruncDate  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import reverse  # noqa: E402

from accounts.models import User  # noqa: E402
from benchmarks.cpu import cpu_seconds  # noqa: E402
from benchmarks.dashboards_store import QUICK, WHOLE, make_shop  # noqa: E402
from foundation import clock  # noqa: E402
from orders.models import Order  # noqa: E402
from shop.dashboards.frame import dashboards  # noqa: E402

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
SPANS = ("last-28", "last-364")
TIMES = 3
_LOG = re.compile(r'(?:FROM|JOIN) "?events_event"?\b')


def main() -> None:
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    made = make_shop(QUICK if "quick" in sys.argv else WHOLE)
    client = Client(SERVER_NAME="localhost")
    client.force_login(
        User.objects.create_superuser("owner@example.com", "not-for-people"), backend=BACKEND
    )
    pages = [_page(client, slug) for slug in dashboards.names()]
    print(json.dumps({"made": made, "pages": pages, "of_orders_seconds": _of_orders()}))


def _page(client: Client, slug: str) -> dict[str, Any]:
    address = reverse(f"admin:dashboard_{slug}")
    seconds, cpu, queries, asked_log = {}, 0.0, 0, False
    for span in SPANS:
        with CaptureQueriesContext(connection) as captured:  # the first answer warms what is cached
            _ask(client, address, span)
        queries = max(queries, len(captured))
        asked_log |= any(_LOG.search(query["sql"]) for query in captured)
        times = []
        for _ in range(TIMES):
            begun, cpu_begun = time.perf_counter(), _cpu()
            _ask(client, address, span)
            times.append(time.perf_counter() - begun)
            cpu = max(cpu, _cpu() - cpu_begun)
        seconds[span] = max(times)
    return {
        "page": slug, "seconds": seconds, "cpu": cpu, "queries": queries, "asked_log": asked_log,
    }  # fmt: skip


def _cpu() -> float:
    """CPU seconds of this process and of its connection's process at the database."""
    own = time.process_time()
    if connection.vendor != "postgresql":
        return own
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return own + cpu_seconds([cursor.fetchone()[0]])


def _ask(client: Client, address: str, span: str) -> None:
    answer = client.get(address, {"range": span, "compare": "before"})
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}")


def _of_orders() -> float:
    """Revenue by day and country of a year, from the orders: what the owner's page would ask."""
    since = clock.now() - timedelta(days=364)
    begun = time.perf_counter()
    list(
        Order.objects.filter(placed_at__gte=since, state="placed")
        .annotate(day=TruncDate("placed_at", tzinfo=clock.shop_zone()))
        .values("day", "ship_country")
        .annotate(revenue=Sum(F("lines__total_minor") - F("lines__tax_minor")))
        .order_by()
    )
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
