"""Every page of numbers over two million orders and the roll-ups of twenty million events.

    python benchmarks/dashboards.py [--quick] [--only sqlite|postgresql] [--json FILE]

A shop of 104 weeks is made on SQLite and on PostgreSQL. Its last week is written by the shop's
own code: orders with lines, payments, parcels and events by the history services, then every
roll-up by its real job. That week is then repeated back through the years by the database: the
orders and their lines as rows, the roll-ups as rows, shifted by whole weeks (months by whole
months); months of products are summed by the real roll-up from those days. So the books hold two
million orders, and the roll-ups as many rows as that shop's would; the log holds the last week
alone, and each page is watched: ``log`` says that it asked the log, which none may.

Each page is asked in process (Django's client, signed in, one thread; the databases are on the
same two cores) for the last 28 days and for the last 52 weeks against those before; the first
answer is thrown away, of the others the slowest counts. CPU seconds are those of the process and of
its connection's process at the database, which works alone. The baseline is the same revenue by day
and country asked of the orders themselves.

Without ``DATABASE_URL`` PostgreSQL is started by ``scripts/services``.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.reporting import Better, Row, columns, command_line, report  # noqa: E402
from benchmarks.servers import own_database, start_again_with_servers  # noqa: E402

ENGINES = ("sqlite", "postgresql")
DATABASE = "shelfwise_dashboards"
SECONDS_TO_REACH = 1.0
HEADER = ("page", "28 days s", "52 weeks s", "CPU s", "queries", "log")


def main() -> None:
    parser = command_line(__doc__ or "")
    parser.add_argument("--only", choices=ENGINES, help="on this database alone")
    told = parser.parse_args()
    engines = (told.only,) if told.only else ENGINES
    if "postgresql" in engines and "DATABASE_URL" not in os.environ:
        start_again_with_servers(__file__)
    rows: list[Row] = []
    for engine in engines:
        found = _measured(engine, quick=told.quick)
        print(f"{engine}: {found['made']}", end="\n\n")
        print(columns(HEADER, [_line(page) for page in found["pages"]]), end="\n\n")
        rows += _rows(engine, found)
    report(rows, json_path=told.json)


def _measured(engine: str, *, quick: bool) -> dict[str, Any]:
    """What one shop's pages took, made and asked in a process and a folder of its own."""
    begun = time.monotonic()
    with (
        tempfile.TemporaryDirectory(prefix="shelfwise-dashboards-") as folder,
        _database(engine) as url,
    ):
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.dashboards_pages", *(["quick"] * quick)],
            cwd=ROOT, env=_environment(url, folder), stdout=subprocess.PIPE, check=True, text=True,
        )  # fmt: skip
    print(f"{engine}: {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _database(engine: str) -> AbstractContextManager[str]:
    """An empty database of our own; "" is SQLite in the shop's folder."""
    if engine == "sqlite":
        return nullcontext("")
    return own_database(os.environ["DATABASE_URL"], DATABASE, in_one_process=True)


def _environment(url: str, folder: str) -> Mapping[str, str]:
    """The database and nothing else: the cache is the process's own memory."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in {"REDIS_URL", "DATABASE_URL", "CELERY_BROKER_URL"}
    }
    return kept | {"SHELFWISE_DATA_DIR": folder} | ({"DATABASE_URL": url} if url else {})


def _line(page: Mapping[str, Any]) -> tuple[str, ...]:
    return (
        page["page"],
        f"{page['seconds']['last-28']:.3f}",
        f"{page['seconds']['last-364']:.3f}",
        f"{page['cpu']:.3f}",
        str(page["queries"]),
        "asked" if page["asked_log"] else "",
    )


def _rows(engine: str, found: Mapping[str, Any]) -> list[Row]:
    pages, baseline = found["pages"], found["of_orders_seconds"]
    slowest = max(max(page["seconds"].values()) for page in pages)
    dearest = max(page["cpu"] for page in pages)
    return [
        Row(
            f"dashboards/{engine}/dearest_page_cpu_seconds", dearest, "s", None,
            SECONDS_TO_REACH, Better.LOWER,
        ),
        Row(
            f"dashboards/{engine}/slowest_page_seconds", slowest, "s", baseline,
            SECONDS_TO_REACH, Better.LOWER,
        ),
        Row(
            f"dashboards/{engine}/pages_that_ask_the_log",
            sum(page["asked_log"] for page in pages), to_reach=0, better=Better.LOWER,
        ),
    ]  # fmt: skip


if __name__ == "__main__":
    main()
