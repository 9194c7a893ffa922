"""Full orders a second, through the shop's services, on PostgreSQL and on SQLite.

An order is all of it, from a filled cart on: totals are recomputed, the order drafted with its
stock reserved, the test provider asked (it writes its books to files, outside any
transaction), the order placed with its stock allocated, events and outbox rows. Buyers are
processes with threads, as a server has them. ``hot_product``: all want one product;
``distinct_products``: each another of 200; ``oversold``: units of a scarce product that were
ordered beyond those there were.

Beside it stand two baselines: for the hot product a loop that does nothing but lock its level of
stock and write it, which is what one row can bear; for ``oversold`` a naive twin that reads the
stock and then writes it.

Without ``DATABASE_URL`` it starts a PostgreSQL of its own by ``scripts/services`` (which does not
wait for the disk); with it, it makes and drops a database there.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.reporting import Better, Row, command_line, report  # noqa: E402

HOT_TO_REACH = 60.0
PROCESSES, THREADS = 4, 1
LEAD_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Sold:
    """What the buyers of one run did, all together."""

    placed: int
    refused: int
    cpu: float
    seconds: float

    @property
    def per_second(self) -> float:
        return self.placed / self.seconds


class Shop:
    """A database and a data folder, and the environment that names them."""

    def __init__(self, name: str, environment: Mapping[str, str]) -> None:
        self.name = name
        self._environment = environment

    def ask(self, *task: str) -> dict[str, float]:
        done = self._start(*task).communicate()[0]
        return dict(json.loads(done.splitlines()[-1]))

    def sell(self, who: str, what: str, seconds: float) -> Sold:
        start = time.time() + LEAD_SECONDS
        task = ("buy", who, what, str(start), str(seconds), str(THREADS))
        buyers = [self._start(*task) for _number in range(PROCESSES)]
        told = [json.loads(buyer.communicate()[0].splitlines()[-1]) for buyer in buyers]
        return Sold(
            placed=sum(entry["placed"] for entry in told),
            refused=sum(entry["refused"] for entry in told),
            cpu=sum(entry["cpu"] for entry in told),
            seconds=seconds,
        )

    def _start(self, *task: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "benchmarks.checkout_buyers", *task],
            cwd=ROOT, env=dict(self._environment), stdout=subprocess.PIPE, text=True,
        )  # fmt: skip


def measure(shop: Shop, seconds: float) -> list[Row]:
    """All rows of one database, with a line for people about each run."""
    shop.ask("build")
    hot = shop.sell("ours", "hot", seconds)
    _tell(shop, "hot product", hot)
    distinct = shop.sell("ours", "distinct", seconds)
    _tell(shop, "distinct products", distinct)
    lock = shop.sell("lock", "hot", seconds / 2)
    oversold = _oversold(shop, seconds)
    naive = shop.sell("naive", "distinct-1", seconds / 2)
    lost = naive.placed - _naive_kept(shop)
    place = f"checkout/{shop.name}"
    return [
        Row(
            f"{place}/hot_product_orders_per_second",
            hot.per_second,
            baseline=lock.per_second,
            to_reach=HOT_TO_REACH if shop.name == "postgresql" else None,
        ),
        Row(f"{place}/distinct_products_orders_per_second", distinct.per_second),
        Row(
            f"{place}/oversold",
            oversold,
            baseline=lost,
            to_reach=0,
            better=Better.LOWER,
        ),
        Row(
            f"{place}/cpu_ms_per_order",
            1000 * distinct.cpu / max(distinct.placed, 1),
            "ms",
            better=Better.LOWER,
        ),
    ]


def _oversold(shop: Shop, seconds: float) -> float:
    """Buyers of the scarce product until all is gone: units ordered beyond those there were."""
    scarce = shop.sell("ours", "scarce", seconds)
    _tell(shop, "scarce product", scarce)
    found = shop.ask("count", "scarce")
    if not found["allocated"] == found["moved"] == found["ordered"]:
        print(f"{shop.name}: the books differ: {found}")
    return max(found["ordered"] - found["on_hand"], 0)


def _naive_kept(shop: Shop) -> float:
    """How many of the naive twin's units its own stock remembers."""
    found = shop.ask("count", "distinct-1")
    return found["allocated"] - found["moved"]


def _tell(shop: Shop, what: str, sold: Sold) -> None:
    print(
        f"{shop.name}, {what}: {sold.placed} orders in {sold.seconds:.0f} s, {sold.refused} "
        f"refused, {1000 * sold.cpu / max(sold.placed, 1):.0f} ms of Python an order",
        flush=True,
    )


@contextmanager
def sqlite_shop() -> Iterator[Shop]:
    with tempfile.TemporaryDirectory(prefix="shelfwise-checkout-") as folder:
        environment = {**os.environ, "SHELFWISE_DATA_DIR": folder, "LOG_LEVEL": "ERROR"}
        environment.pop("DATABASE_URL", None)
        yield Shop("sqlite", environment)


@contextmanager
def postgresql_shop(server: str) -> Iterator[Shop]:
    name = f"shelfwise_checkout_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        settings = {
            setting: connection.execute(f"SHOW {setting}").fetchone()
            for setting in ("fsync", "synchronous_commit")
        }
    print(
        "postgresql: " + ", ".join(f"{key} {(value or '?')[0]}" for key, value in settings.items())
    )
    try:
        with tempfile.TemporaryDirectory(prefix="shelfwise-checkout-") as folder:
            yield Shop(
                "postgresql",
                {
                    **os.environ,
                    "SHELFWISE_DATA_DIR": folder,
                    "LOG_LEVEL": "ERROR",
                    "DATABASE_URL": f"{server.rpartition('/')[0]}/{name}",
                },
            )
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )


def main(arguments: Sequence[str] | None = None) -> None:
    given = command_line(__doc__ or "").parse_args(arguments)
    server = os.environ.get("DATABASE_URL")
    if not server:  # again, with a server of its own
        services = [str(ROOT / "scripts" / "services"), "run", "--", sys.executable, __file__]
        raise SystemExit(subprocess.call([*services, *(arguments or sys.argv[1:])]))
    seconds = 4.0 if given.quick else 15.0
    rows = []
    with postgresql_shop(server) as shop:
        rows += measure(shop, seconds)
    with sqlite_shop() as shop:
        rows += measure(shop, seconds)
    report(rows, json_path=given.json)


if __name__ == "__main__":
    main()
