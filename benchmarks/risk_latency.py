"""What judging costs inside a checkout, beside a checkout that is not judged.

    python benchmarks/risk_latency.py [--quick] [--json FILE]

A shop with a past of 100,000 attempts in a year (10,000 people who come again and again, from
networks that 40 of them share) and models learned from it, an isolation forest and boosted trees,
places orders through its own checkout: one judged before the payment and once more when the card
is known, one with the door switched off, in turn. SQLite below a temporary folder; PostgreSQL too
where ``DATABASE_URL`` names a server, in a database that is made and dropped there. CPU is that of
the shop's process.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.reporting import Better, Row, command_line, report  # noqa: E402
from benchmarks.servers import own_database  # noqa: E402

ATTEMPTS, ORDERS = 100_000, 400
QUICK_ATTEMPTS, QUICK_ORDERS = 10_000, 60
TO_REACH_MS = 10.0


def measure(database: str, url: str, attempts: int, orders: int) -> list[Row]:
    """The figures of one database; ``url`` empty for SQLite."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "SHELFWISE_DATA_DIR": folder, "LOG_LEVEL": "ERROR"}
        environment |= {"DATABASE_URL": url, "REDIS_URL": "", "OMP_NUM_THREADS": "1"}
        told = subprocess.run(
            [sys.executable, "-m", "benchmarks.risk_orders", str(attempts), str(orders)],
            cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True,
        ).stdout  # fmt: skip
    answer = json.loads(told.splitlines()[-1])
    print(f"{database}: models {answer['models'] or 'none'}, {answer['judged']} orders judged")
    return _rows(f"risk/{database}", answer)


def _rows(name: str, answer: dict[str, Any]) -> list[Row]:
    def at(key: str, percentile: int) -> float:
        return float(np.percentile(answer[key], percentile))

    def row(
        figure: str, value: float, baseline: float | None = None, to_reach: float | None = None
    ) -> Row:
        return Row(f"{name}/{figure}", value, "ms", baseline, to_reach, Better.LOWER)

    return [
        row("judge_p50_ms", at("judge", 50)),
        row("judge_p50_cpu_ms", at("judge_cpu", 50)),
        row("judge_p95_ms", at("judge", 95), to_reach=TO_REACH_MS),
        row("judge_again_p50_ms", at("judge_again", 50)),
        row("judge_again_p50_cpu_ms", at("judge_again_cpu", 50)),
        row("judge_again_p95_ms", at("judge_again", 95), to_reach=TO_REACH_MS),
        row("checkout_p50_ms", at("order_judged", 50), at("order_plain", 50)),
        row("checkout_p95_ms", at("order_judged", 95), at("order_plain", 95)),
    ]


def main() -> int:
    arguments = command_line("What judging costs inside a checkout").parse_args()
    size = (QUICK_ATTEMPTS, QUICK_ORDERS) if arguments.quick else (ATTEMPTS, ORDERS)
    rows = measure("sqlite", "", *size)
    if server := os.environ.get("DATABASE_URL"):
        with own_database(server, f"risk_latency_{os.getpid()}") as url:
            rows += measure("postgresql", url, *size)
    report(rows, json_path=arguments.json)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
