"""A thousand events a second from browsers into the log, over HTTP, for a minute.

Everything runs as in the shop, on the cores there are: the web server (granian, two processes),
Redis, ``manage.py ingest`` and PostgreSQL; the browsers are a process of their own that sends when
it is due. A request holds 1, 2, 4 or 10 events, 3.3 on average. ``per_second`` is what stood in the
log at the end for each second of sending, ``lost`` what was answered for and is not there, or is
there twice. ``freshness``: from the browser's clock in an event's id to the first look of another
connection, every quarter of a second, that found it in the log.

The baseline is the shop without the queue: every event a request, and inserted in it, as fast as
the same browsers are answered. ``singly`` is ours in the same way: an event a request, as fast as
they are answered.

Without ``DATABASE_URL`` and ``REDIS_URL`` it starts servers of its own by ``scripts/services``,
which do not wait for the disk; with them it makes a database there, and uses database 14 of that
Redis.
"""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import psycopg
from redis import Redis

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.reporting import Better, Row, command_line, report  # noqa: E402
from benchmarks.servers import own_database, start_again_with_servers  # noqa: E402

RATE = 1_000.0
PRODUCTS = 300
LOOK_SECONDS = 0.25
LONGEST_WAIT = 60.0
FRESH_TO_REACH = 60.0
REDIS_DATABASE = 14


@dataclass(slots=True)
class Watch:
    """Looks into the log from a connection of its own and notes when it first saw each event."""

    database: str
    delays: dict[UUID, float] = field(default_factory=dict)
    _stop: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def looking(self) -> Iterator[None]:
        thread = threading.Thread(target=self._look_on)
        thread.start()
        try:
            yield
        finally:
            self._stop.set()
            thread.join()

    def wait_for(self, events: int) -> None:
        """Until so many have been seen, or nothing comes any more."""
        deadline = time.monotonic() + LONGEST_WAIT
        while len(self.delays) < events and time.monotonic() < deadline:
            time.sleep(LOOK_SECONDS)

    def _look_on(self) -> None:
        since = datetime.now(UTC) - timedelta(seconds=5)
        with psycopg.connect(self.database, autocommit=True) as connection:
            while not self._stop.wait(LOOK_SECONDS):
                begun = datetime.now(UTC)
                query = "SELECT id FROM events_event WHERE occurred_at >= %s"
                ids = [row[0] for row in connection.execute(query, [since])]
                now = time.time()
                for one in ids:
                    self.delays.setdefault(one, now - (one.int >> 80) / 1000)
                # What may still come lies behind what came last.
                since = max(since, begun - timedelta(seconds=10))


@dataclass(frozen=True, slots=True)
class Run:
    """What the browsers told and what became of it."""

    seconds: float
    answered: int
    refused: int
    requests: int
    latest: float
    stored: int
    different: int
    delays: Sequence[float]
    cpu: Mapping[str, float]

    @property
    def per_second(self) -> float:
        return self.stored / self.seconds

    @property
    def lost(self) -> int:
        """Answered for and not there, and there more than once."""
        return abs(self.answered - self.different) + self.stored - self.different

    def delay(self, share: float) -> float:
        ordered = sorted(self.delays)
        return ordered[min(int(share * len(ordered)), len(ordered) - 1)] if ordered else 0.0


class Shop:
    """Servers of one shop in a data folder and a database of their own."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = dict(environment)
        self.products = Path(environment["SHELFWISE_DATA_DIR"]) / "products"

    def build(self) -> None:
        """Raises:
        CalledProcessError: it could not be built.
        """
        subprocess.run(
            [sys.executable, "-m", "benchmarks.page_database", str(PRODUCTS)],
            cwd=ROOT, env=self.environment, check=True,
        )  # fmt: skip
        with self.connected() as connection:
            rows = connection.execute("SELECT public_id FROM catalog_product").fetchall()
        self.products.write_text("\n".join(row[0] for row in rows))

    def run(self, *, rate: float, seconds: float, sink: str, singly: bool = False) -> Run:
        """Serve, have the browsers tell, and wait until what they told is there."""
        with self.connected() as connection:
            connection.execute("TRUNCATE events_event")
        Redis.from_url(self.environment["REDIS_URL"]).flushdb()
        watch = Watch(self.environment["DATABASE_URL"])
        with self._serving(sink) as (port, servers), watch.looking():
            before = {name: _cpu_seconds(process.pid) for name, process in servers.items()}
            told = self._tell(port, rate, seconds, singly)
            watch.wait_for(int(told["events"]))
            cpu = {name: _cpu_seconds(servers[name].pid) - used for name, used in before.items()}
        with self.connected() as connection:
            query = "SELECT count(*), count(DISTINCT id) FROM events_event"
            stored, different = connection.execute(query).fetchone() or (0, 0)
        return Run(
            seconds=seconds,
            answered=int(told["events"]),
            refused=int(told["refused"]),
            requests=int(told["requests"]),
            latest=told["latest"],
            stored=stored,
            different=different,
            delays=list(watch.delays.values()),
            cpu={**cpu, "browsers": told["cpu"]},
        )

    def connected(self) -> psycopg.Connection:
        return psycopg.connect(self.environment["DATABASE_URL"], autocommit=True)

    def _tell(self, port: int, rate: float, seconds: float, singly: bool) -> dict[str, float]:
        told = subprocess.run(
            [sys.executable, "-m", "benchmarks.events_visitors", str(port), str(self.products),
             str(rate), str(seconds), *(["--singly"] if singly else [])],
            cwd=ROOT, env=self.environment, check=True, capture_output=True, text=True,
        )  # fmt: skip
        return dict(json.loads(told.stdout))

    @contextmanager
    def _serving(self, sink: str) -> Iterator[tuple[int, dict[str, subprocess.Popen[bytes]]]]:
        port = _free_port()
        environment = {**self.environment, "EVENT_SINK": sink}
        commands = {
            "web": ["-m", "granian", "--interface", "wsgi", "--no-ws", "--host", "127.0.0.1",
                    "--port", str(port), "--workers", "2", "--blocking-threads", "4",
                    "--log-level", "warning", "shop.wsgi:application"],
            "ingest": ["manage.py", "ingest"],
        }  # fmt: skip
        servers = {
            name: subprocess.Popen(
                [sys.executable, *command], cwd=ROOT, env=environment, start_new_session=True
            )
            for name, command in commands.items()
        }
        try:
            _wait_for(port)
            time.sleep(3.0)  # ingest has started, and the first requests were slow
            yield port, servers
        finally:
            for process in servers.values():
                process.terminate()
            for process in servers.values():
                process.wait(20)


def _cpu_seconds(leader: int) -> float:
    """CPU time of a process and of its living children, which are of its session."""
    ticks = os.sysconf("SC_CLK_TCK")
    total = 0.0
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == leader:
            total += (int(fields[11]) + int(fields[12])) / ticks
    return total


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connection.request("GET", "/robots.txt")
            if connection.getresponse().status < 500:
                return
        except (OSError, http.client.HTTPException):
            time.sleep(0.2)
        finally:
            connection.close()
    raise RuntimeError("the web server does not answer")


@contextmanager
def own_shop(server: str, redis: str) -> Iterator[Shop]:
    with (
        own_database(server, f"shelfwise_events_{os.getpid()}") as url,
        tempfile.TemporaryDirectory(prefix="shelfwise-events-") as folder,
    ):
        with psycopg.connect(url) as connection:
            fsync = (connection.execute("SHOW fsync").fetchone() or "?")[0]
        print(f"postgresql: fsync {fsync}; load {os.getloadavg()[0]:.1f}", flush=True)
        yield Shop(
            {
                **os.environ,
                "SHELFWISE_DATA_DIR": folder,
                "LOG_LEVEL": "WARNING",
                "OMP_NUM_THREADS": "1",
                "RATE_BEACON": "",  # all browsers have one address here
                "DATABASE_URL": url,
                "REDIS_URL": f"{redis.rpartition('/')[0]}/{REDIS_DATABASE}",
            }
        )


def _tell(name: str, run: Run) -> None:
    cpu = ", ".join(f"{who} {seconds:.1f}" for who, seconds in run.cpu.items())
    print(
        f"{name}: {run.answered} events in {run.requests} requests answered in {run.seconds:.0f} s,"
        f" {run.refused} refused, the latest {run.latest:.2f} s late; {run.stored} stored,"
        f" {run.different} different; seen after {run.delay(0.5):.2f} s (median),"
        f" {run.delay(0.99):.2f} s (p99); CPU seconds: {cpu}; load {os.getloadavg()[0]:.1f}",
        flush=True,
    )


def measure(shop: Shop, *, quick: bool) -> list[Row]:
    shop.build()
    short = 4.0 if quick else 15.0
    naive = shop.run(rate=0, seconds=short, sink="log", singly=True)
    _tell("an insert a request", naive)
    singly = shop.run(rate=0, seconds=short, sink="queue", singly=True)
    _tell("an event a request, through the queue", singly)
    steady = shop.run(rate=RATE, seconds=8.0 if quick else 60.0, sink="queue")
    _tell(f"{RATE:.0f} events a second", steady)
    return [
        Row("events/ingest/per_second", steady.per_second, baseline=naive.per_second,
            to_reach=RATE * 0.99),
        Row("events/ingest/lost", steady.lost + singly.lost, to_reach=0, better=Better.LOWER),
        Row("events/freshness/p99_seconds", steady.delay(0.99), "s", to_reach=FRESH_TO_REACH,
            better=Better.LOWER),
        Row("events/ingest/singly_per_second", singly.per_second, baseline=naive.per_second),
        Row("events/ingest/cpu_ms_per_event",
            1000 * (steady.cpu["web"] + steady.cpu["ingest"]) / max(steady.stored, 1), "ms",
            1000 * naive.cpu["web"] / max(naive.stored, 1), better=Better.LOWER),
    ]  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> None:
    given = command_line(__doc__ or "").parse_args(arguments)
    server, redis = os.environ.get("DATABASE_URL"), os.environ.get("REDIS_URL")
    if not server or not redis:  # again, with servers of its own
        start_again_with_servers(__file__, arguments)
    with own_shop(server, redis) as shop:
        rows = measure(shop, quick=given.quick)
    report(rows, json_path=given.json)


if __name__ == "__main__":
    main()
