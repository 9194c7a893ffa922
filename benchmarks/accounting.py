"""The journal of a shop with many orders: what a night reads, what closing a month reads.

    python benchmarks/accounting.py [--quick] [--json FILE]

100,000 paid orders of two years are written by the writer of history and posted whole: that is the
baseline, which compares every order with what is posted of it, as the job does on Sundays. Then
200 more are placed and posted as every night does it, the month before is closed, and both are
done once more with nothing left to do. The database is SQLite in a folder of its own unless
``DATABASE_URL`` names another.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.reporting import Better, Row, columns, command_line, report  # noqa: E402

if TYPE_CHECKING:
    from orders.history import PastOrder

ORDERS, NEW, DAYS = 100_000, 200, 730
QUICK = 10
SECONDS_TO_REACH = 5.0


def main() -> None:
    told = command_line(__doc__ or "").parse_args()
    orders = ORDERS // QUICK if told.quick else ORDERS
    with tempfile.TemporaryDirectory(prefix="shelfwise-accounting-") as folder:
        _shop_in(folder)
        found = _measured(orders)
    print(
        columns(
            ("what", "entries", "wall s", "CPU s"),
            [
                (name, str(entries), f"{wall:.2f}", f"{cpu:.2f}")
                for name, (entries, wall, cpu) in found.items()
            ],
        ),
        end="\n\n",
    )
    whole = found["the whole, compared"][2]
    report(
        [
            Row(f"accounting/{orders}-orders/{name}_cpu_s", found[what][2], "s", whole,
                SECONDS_TO_REACH, Better.LOWER)
            for name, what in (("night", "a night"), ("closing", "a month closed"))
        ],
        json_path=told.json,
    )  # fmt: skip


def _shop_in(folder: str) -> None:
    """An empty shop, with Django set up."""
    os.environ["SHELFWISE_DATA_DIR"] = folder
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def _measured(orders: int) -> dict[str, tuple[int, float, float]]:
    from foundation import clock
    from orders.accounting.periods import month_before
    from orders.accounting.posting import post_days, post_journal
    from orders.history import record_history

    now = clock.now()
    first = now - timedelta(days=DAYS)
    list(record_history(orders=_past(first, now - timedelta(days=3), orders)))
    found = {"everything, for the first time": _timed(post_journal)}
    found["the whole, compared"] = _timed(lambda: post_journal(whole=True))
    list(record_history(orders=_past(now - timedelta(hours=9), now, NEW)))
    found["a night"] = _timed(post_journal)
    found["a night without news"] = _timed(post_journal)
    month = month_before(clock.business_day(now))
    found["a month closed"] = _timed(lambda: post_days(first=month.first, last=month.last))
    if found["a night"][0] != 2 * NEW or found["a month closed"][0]:
        raise SystemExit(f"not all was posted once: {found}")
    return found


def _past(first: datetime, last: datetime, count: int) -> Iterator[PastOrder]:
    from foundation.money import Money
    from orders.building import CheckoutDetails, LineSnapshot
    from orders.history import PastOrder, PastPayment
    from pricing.totals import TaxRule

    step = (last - first) / count
    for number in range(count):
        at = first + number * step
        yield PastOrder(
            placed_at=at,
            details=CheckoutDetails("b@example.com", "B", "Way 1", "10115", "Berlin", "DE"),
            lines=tuple(
                LineSnapshot(None, None, f"S{line}", "Thing", 1 + line, Money(999, "EUR"), None)
                for line in range(1 + number % 3)
            ),
            shipping=Money(490, "EUR"),
            tax=TaxRule(1900, included=True),
            base_currency="EUR",
            payment=PastPayment("elsewhere", at),
            is_sent=True,
            is_logged=False,
        )  # fmt: skip


def _timed(work: Callable[[], int]) -> tuple[int, float, float]:
    """How many entries were written, in how many seconds by the clock and of the CPU."""
    wall, cpu = time.perf_counter(), time.process_time()
    entries = work()
    return entries, time.perf_counter() - wall, time.process_time() - cpu


if __name__ == "__main__":
    main()
