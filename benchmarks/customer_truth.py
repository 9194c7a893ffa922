"""What the shop says of the demo's customers, held to what their market hides and to what they do.

    python benchmarks/customer_truth.py [--quick] [--json FILE]

A market plays thirteen months into a store; churn, value, segments, likely categories and cohorts
are learned from the store's own tables by the jobs of the night. Then the market goes on for 90
days that the shop never sees, and its hidden truth is opened: who has left for good, how often each
would buy, what tastes they have. "Oracle" is what somebody could say who knew every planted rate:
no model can rank the days to come better but by chance and season. A store takes about two minutes
of CPU; each is built in a folder of its own and thrown away.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np

from benchmarks.demo_judges import judged_by
from benchmarks.reporting import Better, Row, columns, command_line, report

ROOT = Path(__file__).resolve().parent.parent
SEEDS, QUICK_SEEDS = (7, 8, 9), (7,)
DAYS, QUICK_DAYS = 396, 250
# Figure, ours, the plain baseline, what the oracle reaches.
FIGURES = (
    ("churn_90d/auc", "churn_auc", "churn_auc_recency", "churn_auc_oracle"),
    ("gone_for_good/auc", "gone_auc", "gone_auc_recency", ""),
    ("purchase_rate/spearman", "rate_spearman", "rate_spearman_orders", ""),
    ("value_90d/spearman", "value_spearman", "value_spearman_spent", "value_spearman_oracle"),
    ("segments/spearman", "segment_spearman", "segment_spearman_orders", ""),
    ("next_categories/hit", "needs_hit", "needs_hit_popular", ""),
)
CALIBRATED = 0.08
HEADER = ("figure", "ours", "baseline", "oracle")


def main() -> int:
    told = command_line(__doc__ or "").parse_args()
    seeds, days = (QUICK_SEEDS, QUICK_DAYS) if told.quick else (SEEDS, DAYS)
    judged = [_judged(seed, days) for seed in seeds]
    lines = [
        (name, *(_mean(judged, key) for key in (ours, baseline, oracle)))
        for name, ours, baseline, oracle in FIGURES
    ]
    print(columns(HEADER, lines))
    for key, words in (
        ("value_in_interval", "of customers spent within their 80 % interval"),
        ("value_level", "foretold over spent, all customers together"),
        ("taste_information", "of the hidden taste is told by the best liked category"),
        ("cohort_spearman", "rank correlation of cohorts' retention with who is still there"),
    ):
        print(f"{_mean(judged, key)} {words}")
    print()
    report([*(_row(judged, *figure) for figure in FIGURES), *_others(judged)], json_path=told.json)
    return 0


def _row(judged: list[dict[str, Any]], name: str, ours: str, baseline: str, oracle: str) -> Row:
    values = [one[ours] for one in judged]
    beaten = float(np.mean([one[baseline] for one in judged]))
    return Row(
        f"customer-truth/{name}",
        float(np.mean(values)),
        baseline=beaten,
        to_reach=beaten,
        standard_error=_error(values),
    )


def _others(judged: list[dict[str, Any]]) -> list[Row]:
    calibration = [one["churn_calibration"] for one in judged]
    cohorts = [one["cohort_spearman"] for one in judged]
    return [
        Row(
            "customer-truth/churn_90d/calibration_error",
            float(np.mean(calibration)),
            to_reach=CALIBRATED,
            better=Better.LOWER,
            standard_error=_error(calibration),
        ),
        Row(
            "customer-truth/cohorts/spearman",
            float(np.mean(cohorts)),
            standard_error=_error(cohorts),
        ),
    ]


def _error(values: list[float]) -> float | None:
    return float(np.std(values, ddof=1) / np.sqrt(len(values))) if len(values) > 1 else None


def _mean(judged: list[dict[str, Any]], key: str) -> str:
    return f"{np.mean([one[key] for one in judged]):.3f}" if key else ""


def _judged(seed: int, days: int) -> dict[str, Any]:
    """What one store says, built and learned from in a process and a folder of its own."""
    found = judged_by("benchmarks.customer_truth_judge", seed=seed, days=days)
    print(
        f"seed {seed}: {found['buyers']} customers, built in {found['build_cpu']:.0f} and"
        f" learned in {found['learn_cpu']:.0f} CPU s",
        file=sys.stderr,
    )
    return found


if __name__ == "__main__":
    raise SystemExit(main())
