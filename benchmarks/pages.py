"""CPU time of the shop's pages beside trivial Django views, on PostgreSQL.

Lists, categories and products of a catalogue of 1,000 and of 100,000 products, for a visitor that
nobody knows; warm, without any cache of pages. The floor (``benchmarks/floor``) shows 24 products,
or one, from tables of its own in the same database. Both are served by granian with two workers of
one thread and asked in turn over eight connections; what counts is the CPU time of the workers and
of their PostgreSQL backends for a request, which holds still where requests a second do not.

Without ``DATABASE_URL`` it starts a PostgreSQL of its own by ``scripts/services``. With it, it
makes and drops a database there; the server must run on this machine, to be measured.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, stdev

import psycopg

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.browsing import WrongPage, browse, fetch  # noqa: E402
from benchmarks.cpu import cpu_seconds, family, program_name  # noqa: E402
from benchmarks.reporting import Better, Row, columns, command_line, number, report  # noqa: E402
from benchmarks.servers import own_database, start_again_with_servers  # noqa: E402

DATABASE = f"shelfwise_pages_{os.getpid()}"
CONNECTIONS = 8
WORKERS = 2
START_SECONDS = 60
SMALL, LARGE = 1_000, 100_000


@dataclass(frozen=True, slots=True)
class Page:
    """A kind of page: what is asked of the shop and of the floor, and how often it must link."""

    name: str
    to_reach: float
    ours: Sequence[str]
    floor: Sequence[str]
    products: int


@dataclass(frozen=True, slots=True)
class Plan:
    rounds: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Server:
    """A running server; ``name`` is also what its connections call themselves in PostgreSQL."""

    name: str
    port: int
    pid: int


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU milliseconds of a request, and how many were answered in a second of the clock."""

    application: float
    database: float
    per_second: float

    @property
    def total(self) -> float:
        return self.application + self.database


@dataclass(frozen=True, slots=True)
class Finding:
    """A page at a size of the catalogue, round by round."""

    page: Page
    products: int
    ours: Sequence[Cost]
    floor: Sequence[Cost]

    @property
    def ratios(self) -> list[float]:
        return [ours.total / floor.total for ours, floor in zip(self.ours, self.floor, strict=True)]

    def rows(self) -> list[Row]:
        ending = "" if self.products == SMALL else "_100k"
        ratios = self.ratios
        return [
            Row(
                f"pages/{self.page.name}/cpu_ratio{ending}",
                mean(ratios),
                to_reach=self.page.to_reach,
                better=Better.LOWER,
                standard_error=stdev(ratios) / len(ratios) ** 0.5 if len(ratios) > 1 else None,
            ),
            Row(
                f"pages/{self.page.name}/cpu_ms{ending}",
                mean(cost.total for cost in self.ours),
                unit="ms",
                baseline=mean(cost.total for cost in self.floor),
                better=Better.LOWER,
            ),
        ]


def main() -> None:
    arguments = command_line(__doc__ or "").parse_args()
    if "DATABASE_URL" not in os.environ:
        start_again_with_servers(__file__)
    plan = Plan(rounds=2, seconds=1.5) if arguments.quick else Plan(rounds=5, seconds=3)
    findings = []
    for products in (SMALL,) if arguments.quick else (SMALL, LARGE):
        findings += _measure_store(products, plan)
    print(_details(findings))
    print()
    report([row for finding in findings for row in finding.rows()], json_path=arguments.json)


def pages_of(products: int) -> list[Page]:
    """What is asked: lists in every order, shelves of two heights, products from all over."""
    shelves = ["department-1", "shelf-2-3", "department-3", "shelf-3-7"]
    slugs = [f"product-{place * products // 50}" for place in range(50)]
    categories = [f"/c/{slug}/" for slug in shelves]
    lists = ["/products/", "/products/?sort=newest", "/products/?sort=price", "/products/?page=2"]
    details = [f"/p/{slug}/" for slug in slugs]
    return [
        Page("list", 4, lists, ["/products/"], 24),
        Page("category", 6, categories, ["/c/shelf-3-7/"], 24),
        Page("product", 10, details, details, 1),
    ]


def _measure_store(products: int, plan: Plan) -> list[Finding]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="shelfwise-pages-")))
        url = stack.enter_context(
            own_database(os.environ["DATABASE_URL"], DATABASE, in_one_process=True)
        )
        environment = _environment(url, folder)
        _build(products, environment)
        ours = stack.enter_context(_serving("ours", "shop.wsgi:application", environment))
        floor = stack.enter_context(
            _serving("floor", "benchmarks.floor.shop:application", environment)
        )
        return [_measure(page, products, ours, floor, url, plan) for page in pages_of(products)]


def _environment(url: str, folder: Path) -> dict[str, str]:
    """PostgreSQL and nothing else: the cache is each worker's own memory."""
    kept = {name: value for name, value in os.environ.items() if name != "REDIS_URL"}
    return kept | {
        "DATABASE_URL": url,
        "SHELFWISE_DATA_DIR": str(folder),
        "PYTHONPATH": str(ROOT),
        "OMP_NUM_THREADS": "1",
    }


def _build(products: int, environment: Mapping[str, str]) -> None:
    begun = time.monotonic()
    print(f"building a store of {products:,} products ...", file=sys.stderr, flush=True)
    command = [sys.executable, "-m", "benchmarks.page_database", str(products)]
    subprocess.run(command, env=dict(environment), cwd=ROOT, check=True)
    print(f"... in {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)


@contextmanager
def _serving(name: str, application: str, environment: Mapping[str, str]) -> Iterator[Server]:
    port = _free_port()
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws",
        "--host", "127.0.0.1", "--port", str(port), "--workers", str(WORKERS),
        "--blocking-threads", "1", "--log-level", "warning", application,
    ]  # fmt: skip
    url = f"{environment['DATABASE_URL']}?application_name={name}"
    process = subprocess.Popen(
        command, env={**environment, "DATABASE_URL": url}, cwd=ROOT, start_new_session=True
    )
    try:
        _wait_for(port, process)
        yield Server(name, port, process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("a server to measure did not start")


def _measure(
    page: Page, products: int, ours: Server, floor: Server, url: str, plan: Plan
) -> Finding:
    """Both in turn, so that whatever else the machine does meets both alike."""
    turns = ((ours, page.ours), (floor, page.floor))
    for server, paths in turns:
        _check(server, paths, page.products)
        browse(server.port, paths, connections=CONNECTIONS, seconds=plan.seconds / 2)
    found: dict[str, list[Cost]] = {ours.name: [], floor.name: []}
    for _round in range(plan.rounds):
        for server, paths in turns:
            found[server.name].append(_cost(server, paths, url, plan.seconds))
    return Finding(page, products, found[ours.name], found[floor.name])


def _check(server: Server, paths: Sequence[str], products: int) -> None:
    """Raises:
    WrongPage: a page shows fewer products than it should.
    """
    for path in paths:
        links = {part.partition('"')[0] for part in fetch(server.port, path).split('"/p/')[1:]}
        if len(links) < products and products > 1:
            raise WrongPage(f"{server.name}{path} links to {len(links)} products, not {products}")


def _cost(server: Server, paths: Sequence[str], url: str, seconds: float) -> Cost:
    workers, backends = family(server.pid), _backends(server.name, url)
    before = cpu_seconds(workers), cpu_seconds(backends)
    begun = time.monotonic()
    answers = browse(server.port, paths, connections=CONNECTIONS, seconds=seconds)
    took = time.monotonic() - begun
    if backends != _backends(server.name, url):
        raise WrongPage(f"{server.name} opened new connections to PostgreSQL while measured")
    return Cost(
        application=1_000 * (cpu_seconds(workers) - before[0]) / answers,
        database=1_000 * (cpu_seconds(backends) - before[1]) / answers,
        per_second=answers / took,
    )


def _backends(name: str, url: str) -> list[int]:
    """PostgreSQL's processes that serve the connections of one server."""
    with psycopg.connect(url) as connection:
        rows = connection.execute(
            "SELECT pid FROM pg_stat_activity WHERE application_name = %s AND datname = %s"
            " ORDER BY pid",
            [name, DATABASE],
        )
        pids = [int(pid) for (pid,) in rows]
    if not all(program_name(pid).startswith("postgres") for pid in pids):
        raise SystemExit("PostgreSQL does not run on this machine: its CPU time cannot be read")
    return pids


def _details(findings: Sequence[Finding]) -> str:
    """Where the time goes, in CPU milliseconds a request."""
    header = ("page", "products", "application", "database", "floor's", "floor's database",
              "ratio", "a second", "floor's a second")  # fmt: skip
    return columns(header, [_detail(finding) for finding in findings])


def _detail(finding: Finding) -> Sequence[str]:
    ours, floor = finding.ours, finding.floor
    return (
        finding.page.name,
        f"{finding.products:,}",
        number(mean(cost.application for cost in ours)),
        number(mean(cost.database for cost in ours)),
        number(mean(cost.application for cost in floor)),
        number(mean(cost.database for cost in floor)),
        number(mean(finding.ratios)),
        f"{mean(cost.per_second for cost in ours):,.0f}",
        f"{mean(cost.per_second for cost in floor):,.0f}",
    )


if __name__ == "__main__":
    main()
