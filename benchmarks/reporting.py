"""What every benchmark shares: its command line, its table for people and its rows for machines.

A benchmark is `python benchmarks/NAME.py [--json FILE] [--quick] [data path]`; it ends with
status 0 when it ran, whatever it found.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

Answer = TypeVar("Answer")


class Better(StrEnum):
    """Which way is up."""

    HIGHER = "higher"
    LOWER = "lower"


@dataclass(frozen=True, slots=True)
class Row:
    """One measured figure; `name` is `benchmark/task/metric` in the words of the figures' tables.

    `baseline` and `to_reach` are None where there is none; `standard_error` likewise. `at_most` is
    the other end where too much of what is better is wrong as well.
    """

    name: str
    value: float
    unit: str = ""
    baseline: float | None = None
    to_reach: float | None = None
    better: Better = Better.HIGHER
    standard_error: float | None = None
    at_most: float | None = None

    @property
    def ok(self) -> bool:
        """Whether the figure to reach is reached; true where there is none."""
        if self.to_reach is None:
            return True
        if self.at_most is not None and self.value > self.at_most:
            return False
        if self.better is Better.HIGHER:
            return self.value >= self.to_reach
        return self.value <= self.to_reach

    @property
    def ratio(self) -> float | None:
        """Ours over the baseline."""
        return self.value / self.baseline if self.baseline else None

    def as_json(self) -> dict[str, object]:
        """The row as `--json` writes it."""
        return {
            "name": self.name,
            "value": self.value,
            "unit": self.unit,
            "baseline": self.baseline,
            "to_reach": self.to_reach,
            "better": str(self.better),
            "ok": self.ok,
        }


def command_line(description: str, *, data: Path | None = None) -> argparse.ArgumentParser:
    """The arguments that all benchmarks take; with `data`, a path that defaults to it."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the rows to FILE")
    parser.add_argument("--quick", action="store_true", help="fewer cases, in seconds")
    if data is not None:
        parser.add_argument("data", nargs="?", type=Path, default=data, help=f"default: {data}")
    return parser


def timed(work: Callable[[], Answer]) -> tuple[Answer, float]:
    """The answer of `work` and the CPU seconds of this process that it took."""
    begun = time.process_time()
    answer = work()
    return answer, time.process_time() - begun


def columns(header: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    """A table in plain text, the first column to the left and all others to the right."""
    widths = [max(map(len, cells)) for cells in zip(header, *lines, strict=True)]
    ruled = [header, ["-" * width for width in widths], *lines]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if place else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in ruled
    )


def report(rows: Sequence[Row], *, json_path: Path | None) -> None:
    """Print the rows for people and, with `json_path`, write them for machines."""
    header = ("figure", "ours", "± s.e.", "baseline", "ratio", "to reach", "")
    print(columns(header, [_line(row) for row in rows]))
    if json_path is not None:
        json_path.write_text(json.dumps([row.as_json() for row in rows], indent=2) + "\n")


def _line(row: Row) -> Sequence[str]:
    return (
        row.name,
        number(row.value) + (f" {row.unit}" if row.unit else ""),
        number(row.standard_error),
        number(row.baseline),
        number(row.ratio),
        _to_reach(row),
        "" if row.to_reach is None else ("reached" if row.ok else "not yet"),
    )


def _to_reach(row: Row) -> str:
    if row.to_reach is None:
        return ""
    if row.at_most is not None:
        return f"{number(row.to_reach)} to {number(row.at_most)}"
    return f"{'≥' if row.better is Better.HIGHER else '≤'} {number(row.to_reach)}"


def number(value: float | None) -> str:
    """Four decimals for small figures, one for large ones, nothing for None."""
    if value is None:
        return ""
    return f"{value:.4f}" if abs(value) < 10 else f"{value:,.1f}"
