"""Demo stores of several seeds: how often intervals hold the elasticities that their markets hide.

    python benchmarks/pricing_demo_store.py [--quick] [--json FILE]

The whole way that a shop's figures go: a market plays thirteen months, `shop/demo` writes its
orders, prices, stock and promotions, the roll-ups are summed from the log, and `manage.py train
elasticity`'s trainer learns from those tables alone. Then the hidden truth beside each store is
opened. A store takes about two minutes of CPU; each is built in a folder of its own and thrown
away. `pricing_hidden_elasticities.py` asks the same of the bare market, without a shop around it.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np

from benchmarks.demo_judges import judged_by
from benchmarks.reporting import Row, columns, command_line, report

ROOT = Path(__file__).resolve().parent.parent
SEEDS, QUICK_SEEDS = (7, 8, 9, 10), (7,)
DAYS, QUICK_DAYS = 396, 200
LOWEST, HIGHEST = 0.74, 0.86
HEADER = (
    "seed", "true mean", "found", "80 % holds", "95 % holds", "error", "of one for all",
    "lift", "true", "CPU s to learn",
)  # fmt: skip


def main() -> int:
    told = command_line(__doc__ or "").parse_args()
    seeds, days = (QUICK_SEEDS, QUICK_DAYS) if told.quick else (SEEDS, DAYS)
    judged = [_judged(seed, days) for seed in seeds]
    served = [one for one in judged if "held_80" in one]
    print(columns(HEADER, [_line(one) for one in served]), end="\n\n")
    for one in judged:
        if "held_80" not in one:
            print(f"seed {one['seed']}: nothing is served ({one['state'] or 'nothing learned'})")
    if not served:
        return 0
    held = [one["held_80"] for one in served]
    error = float(np.std(held, ddof=1) / np.sqrt(len(held))) if len(held) > 1 else None
    row = Row(
        "pricing/demo-store/coverage_80",
        float(np.mean(held)),
        to_reach=LOWEST,
        at_most=HIGHEST,
        standard_error=error,
    )
    report([row], json_path=told.json)
    return 0


def _judged(seed: int, days: int) -> dict[str, Any]:
    """What one store says, built and learned from in a process and a folder of its own."""
    found = judged_by("benchmarks.pricing_demo_judge", seed=seed, days=days)
    held = f"{found['held_80']:.1%} held" if "held_80" in found else "nothing served"
    print(f"seed {seed}: built in {found['build_cpu']:.0f} CPU s, {held}", file=sys.stderr)
    return found


def _line(one: dict[str, Any]) -> tuple[str, ...]:
    return (
        str(one["seed"]),
        f"{one['true_mean']:.2f}",
        f"{one['found_mean']:.2f}",
        f"{one['held_80']:.1%}",
        f"{one['held_95']:.1%}",
        f"{one['error']:.2f}",
        f"{one['error_of_one']:.2f}",
        f"{one['lift']:.2f}",
        f"{one['true_lift']:.2f}",
        f"{one['learn_cpu']:.1f}",
    )


if __name__ == "__main__":
    raise SystemExit(main())
