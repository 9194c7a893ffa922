"""Full orders a second, through the shop's services, on PostgreSQL and on SQLite.

An order is all of it, from a filled cart on: totals are recomputed, the order drafted with its
stock reserved, the test provider asked (it writes its books to files, outside any
transaction), the order placed with its stock allocated, events and outbox rows. Four buyers order
at once, each a process with a connection of its own, as a server's workers have. ``hot_product``:
all want one product; ``distinct_products``: 200 products in turn; ``oversold``: units of a scarce
product that were ordered beyond those there were. Each figure is the median of three rounds;
CPU time is that of the buyers and of the database processes that serve them.

Beside it stands a naive twin, whose order is no more than to read the stock, write an order row
and write the stock. Its ``oversold`` are the units that its stock forgot.

Without ``DATABASE_URL`` it starts a PostgreSQL of its own by ``scripts/services`` (which does not
wait for the disk); with it, it makes and drops a database there, under that server's settings,
which it prints.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psycopg

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.reporting import Better, Row, command_line, report  # noqa: E402
from benchmarks.servers import own_database, start_again_with_servers  # noqa: E402

HOT_TO_REACH = 60.0
BUYERS = 4
ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Round:
    """What all buyers did in some seconds, and the CPU seconds that it took."""

    placed: int
    refused: int
    per_second: float
    python_cpu: float
    database_cpu: float

    @property
    def cpu_ms(self) -> float:
        """CPU milliseconds of application and database for an order."""
        return 1000 * (self.python_cpu + self.database_cpu) / max(self.placed, 1)


@dataclass(frozen=True, slots=True)
class Sold:
    """The rounds of one kind of buyers."""

    rounds: tuple[Round, ...]

    @property
    def placed(self) -> int:
        return sum(one.placed for one in self.rounds)

    @property
    def per_second(self) -> float:
        return statistics.median(one.per_second for one in self.rounds)

    @property
    def cpu_ms(self) -> float:
        return statistics.median(one.cpu_ms for one in self.rounds)


class Shop:
    """A database and a data folder, and the environment that names them."""

    def __init__(self, name: str, environment: Mapping[str, str]) -> None:
        self.name = name
        self._environment = environment

    def ask(self, *task: str) -> dict[str, float]:
        """Have one task done and read its answer.

        Raises:
            RuntimeError: it failed; its own message is on the standard error.
        """
        process = self._start(*task)
        answer = process.communicate()[0]
        if process.returncode:
            raise RuntimeError(f"{' '.join(task)} failed")
        return dict(json.loads(answer.splitlines()[-1]))

    def sell(self, who: str, what: str, seconds: float, rounds: int = ROUNDS) -> Sold:
        """Have all buyers buy at once, after each has said that it is ready."""
        buyers = [self._start("buy", who, what) for _number in range(BUYERS)]
        try:
            for buyer in buyers:
                if _line(buyer.stdout) != "ready":
                    raise RuntimeError("a buyer did not start")
            return Sold(tuple(self._round(buyers, seconds) for _number in range(rounds)))
        finally:
            for buyer in buyers:
                buyer.communicate()

    def _round(self, buyers: Sequence[subprocess.Popen[str]], seconds: float) -> Round:
        for buyer in buyers:
            assert buyer.stdin is not None  # noqa: S101
            buyer.stdin.write(f"{seconds}\n")
            buyer.stdin.flush()
        told = [json.loads(_line(buyer.stdout)) for buyer in buyers]
        return Round(
            placed=sum(entry["placed"] for entry in told),
            refused=sum(entry["refused"] for entry in told),
            per_second=sum(entry["placed"] / entry["seconds"] for entry in told),
            python_cpu=sum(entry["python_cpu"] for entry in told),
            database_cpu=sum(entry["database_cpu"] for entry in told),
        )

    def _start(self, *task: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "benchmarks.checkout_buyers", *task], cwd=ROOT, text=True,
            env=dict(self._environment), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            start_new_session=True,  # each a session, as servers are: Linux shares CPU among those
        )  # fmt: skip


def _line(pipe: IO[str] | None) -> str:
    """The next line of a buyer."""
    assert pipe is not None  # noqa: S101
    return pipe.readline().strip()


def measure(shop: Shop, seconds: float) -> list[Row]:
    """All rows of one database, with a line for people about each run."""
    shop.ask("build")
    hot = shop.sell("careful", "hot", seconds)
    _tell(shop, "hot product", hot)
    distinct = shop.sell("careful", "distinct", seconds)
    _tell(shop, "distinct products", distinct)
    oversold = _oversold(shop, seconds)
    naive = shop.sell("naive", "naive", seconds / 2)
    _tell(shop, "naive orders of one product", naive)
    forgotten = naive.placed - shop.ask("count", "naive")["allocated"]
    return _rows(shop, hot, distinct, naive, oversold, forgotten)


def _rows(
    shop: Shop, hot: Sold, distinct: Sold, naive: Sold, oversold: float, forgotten: float
) -> list[Row]:
    place = f"checkout/{shop.name}"
    to_reach = HOT_TO_REACH if shop.name == "postgresql" else None
    speeds = [
        Row(
            f"{place}/{name}_orders_per_second",
            sold.per_second,
            baseline=naive.per_second,
            to_reach=wanted,
        )
        for name, sold, wanted in (
            ("hot_product", hot, to_reach),
            ("distinct_products", distinct, None),
        )
    ]
    costs = [
        Row(f"{place}/{name}_cpu_per_order", sold.cpu_ms, "ms", naive.cpu_ms, better=Better.LOWER)
        for name, sold in (("hot_product", hot), ("distinct_products", distinct))
    ]
    sold_out = Row(
        f"{place}/oversold", oversold, baseline=forgotten, to_reach=0, better=Better.LOWER
    )
    return [*speeds, *costs, sold_out]


def _oversold(shop: Shop, seconds: float) -> float:
    """Buyers of the scarce product until all is gone: units ordered beyond those there were."""
    scarce = shop.sell("careful", "scarce", seconds, rounds=1)
    _tell(shop, "scarce product", scarce)
    found = shop.ask("count", "scarce")
    if not found["allocated"] == found["moved"] == found["ordered"]:
        print(f"{shop.name}: the books differ: {found}")
    return max(found["ordered"] - found["on_hand"], 0)


def _tell(shop: Shop, what: str, sold: Sold) -> None:
    python = 1000 * sum(one.python_cpu for one in sold.rounds) / max(sold.placed, 1)
    database = 1000 * sum(one.database_cpu for one in sold.rounds) / max(sold.placed, 1)
    speeds = ", ".join(f"{one.per_second:.0f}" for one in sold.rounds)
    print(
        f"{shop.name}, {what}: {sold.placed} orders, {sum(r.refused for r in sold.rounds)} "
        f"refused; rounds of {speeds} a second; CPU an order {python:.1f} ms of Python and "
        f"{database:.1f} ms of the database; load {os.getloadavg()[0]:.1f}",
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
    with (
        own_database(server, f"shelfwise_checkout_{os.getpid()}") as url,
        tempfile.TemporaryDirectory(prefix="shelfwise-checkout-") as folder,
    ):
        with psycopg.connect(url) as connection:
            settings = {
                setting: (connection.execute(f"SHOW {setting}").fetchone() or "?")[0]
                for setting in ("fsync", "synchronous_commit")
            }
        print("postgresql: " + ", ".join(f"{name} {value}" for name, value in settings.items()))
        yield Shop(
            "postgresql",
            {
                **os.environ,
                "SHELFWISE_DATA_DIR": folder,
                "LOG_LEVEL": "ERROR",
                "DATABASE_URL": url,
            },
        )


def main(arguments: Sequence[str] | None = None) -> None:
    given = command_line(__doc__ or "").parse_args(arguments)
    server = os.environ.get("DATABASE_URL")
    if not server:  # again, with a server of its own
        start_again_with_servers(__file__, arguments)
    seconds = 3.0 if given.quick else 10.0
    rows = []
    with postgresql_shop(server) as shop:
        rows += measure(shop, seconds)
    with sqlite_shop() as shop:
        rows += measure(shop, seconds)
    report(rows, json_path=given.json)


if __name__ == "__main__":
    main()
