"""How long a recommendation takes inside the shop, and what its memory costs a second worker.

    python benchmarks/serving.py [--quick] [--json FILE]

Makes a store of 10,000 and one of 100,000 products of its own in a temporary folder, with people
and their events in the log, and a model of synthetic tables of the size that training leaves
there, registered as any other. Every question runs whole: the person's events with those of the
session, consent, the mask of what can be sold, what was dismissed, the staff's rules and reasons.
CPU and wall time; the baseline is the plain list of what sold most, read for every question.
A second worker's share of the mapped tables is read from Linux's ``smaps``.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.reporting import Better, Row, command_line, report

SIZES = {10_000: 5.0, 100_000: 10.0}
"""Products, and the p95 in milliseconds to reach."""
MEGABYTE = 1024.0


def main() -> None:
    arguments = command_line(__doc__ or "").parse_args()
    rows: list[Row] = []
    for size, to_reach in SIZES.items():
        if arguments.quick and size > 10_000:
            continue
        rows += _rows(size, to_reach, _measured(size, quick=arguments.quick))
    report(rows, json_path=arguments.json)


def _measured(size: int, *, quick: bool) -> dict[str, float]:
    """The figures of one store, measured by a process of its own."""
    with tempfile.TemporaryDirectory(prefix="serving-") as folder:
        environment = {
            name: value for name, value in os.environ.items() if not name.endswith("_URL")
        } | {"SHELFWISE_DATA_DIR": folder, "OMP_NUM_THREADS": "1"}
        command = [sys.executable, "-m", "benchmarks.serving_store", str(size), str(int(quick))]
        root = Path(__file__).resolve().parent.parent
        done = subprocess.run(
            command, env=environment, cwd=root, stdout=subprocess.PIPE, check=True
        )
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


def _rows(size: int, to_reach: float, figures: dict[str, float]) -> list[Row]:
    rows = []
    for name, value in figures.items():
        is_memory = name.endswith("_mb")
        clock = "cpu" if name.endswith("cpu_ms") else "wall"
        rows.append(
            Row(
                name=f"recommendations/serving-{size // 1000}k/{name}",
                value=value,
                unit="MB" if is_memory else "ms",
                baseline=None if is_memory else figures[f"best_sellers_p95_{clock}_ms"],
                to_reach=None if is_memory or "best_sellers" in name else to_reach,
                better=Better.LOWER,
            )
        )
    return rows


if __name__ == "__main__":
    main()
