"""How long a recommendation takes inside the shop, and what its memory costs a second worker.

    python benchmarks/serving.py [--quick] [--json FILE]

Makes a shop of 10,000 and one of 100,000 products of its own in a temporary folder (with --quick
one of 1,000), with people and half a year of their events, staff rules and settings on every
surface, a tenth of the products sold out; trains the shop's own pipeline on that log, second stage
and all; and asks every surface for people who have just looked at something. Every question runs
whole: the person's events with those of the session, consent, the mask of what can be sold, what
was dismissed, the staff's rules and reasons. CPU and wall time; the baseline is the plain list of
what sold most, read for every question. The memory of some workers that all serve is read from
Linux's ``smaps``.
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

QUICK_SIZE = 1_000
SIZES = {QUICK_SIZE: 5.0, 10_000: 5.0, 100_000: 10.0}
"""Products, and the p95 in CPU milliseconds to reach."""
QUESTIONS, QUICK_QUESTIONS = 400, 100
NOT_ASKED_BY_PAGES = ("best_sellers", "email_picks")
"""The baseline, and what is made in the background."""


def main() -> None:
    parser = command_line(__doc__ or "")
    parser.add_argument("--size", type=int, choices=SIZES, help="a shop of this size alone")
    arguments = parser.parse_args()
    sizes = [size for size in SIZES if (size == QUICK_SIZE) == arguments.quick]
    if arguments.size:
        sizes = [arguments.size]
    rows: list[Row] = []
    for size in sizes:
        questions = QUICK_QUESTIONS if arguments.quick else QUESTIONS
        rows += _rows(size, _measured(size, questions))
    report(rows, json_path=arguments.json)


def _measured(size: int, questions: int) -> dict[str, float]:
    """The figures of one shop, made and asked by processes of its own."""
    with tempfile.TemporaryDirectory(prefix="serving-") as folder:
        environment = {
            name: value for name, value in os.environ.items() if not name.endswith("_URL")
        } | {"SHELFWISE_DATA_DIR": folder, "OMP_NUM_THREADS": "1"}
        return _told("serving_store", size, environment) | _told(
            "serving_answers", questions, environment
        )


def _told(module: str, number: int, environment: dict[str, str]) -> dict[str, float]:
    """The JSON that a module prints last."""
    done = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{module}", str(number)],
        env=environment,
        cwd=Path(__file__).resolve().parent.parent,
        stdout=subprocess.PIPE,
        check=True,
    )
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


def _rows(size: int, figures: dict[str, float]) -> list[Row]:
    rows = []
    for name, value in figures.items():
        clock = next((clock for clock in ("cpu", "wall") if name.endswith(f"{clock}_ms")), None)
        is_judged = clock == "cpu" and not name.startswith(NOT_ASKED_BY_PAGES)
        rows.append(
            Row(
                name=f"recommendations/serving-{size // 1000}k/{name}",
                value=value,
                unit="ms" if clock else name.rpartition("_")[2],
                baseline=figures[f"best_sellers_p95_{clock}_ms"] if clock else None,
                to_reach=SIZES[size] if is_judged else None,
                better=Better.LOWER,
            )
        )
    return rows


if __name__ == "__main__":
    main()
