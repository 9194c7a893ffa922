"""Prices in a market of known elasticities: profit, who is worse off, rails, and markdown paths.

    python benchmarks/pricing.py [--quick] [--json FILE]

Four ways to estimate elasticities and act on them play the same markets (pricing_simulator.py has
the rules): least squares of each good, one elasticity for all, each good's own drawn towards its
category, and that acting only where the gain holds at one standard deviation either way. Ours adds
a budget of risk: of all goods at most .5 % a round may be expected to lose; larger
budgets are shown beside it, and budgets over all rounds at once (pricing_horizon.py). Random
policies (pricing_policies.py) are held against a judge
of its own, and season ends (pricing_season_ends.py) are played with a markdown path and with one
discount. Means over markets with standard errors; each way sees the same markets and the same luck.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np

from benchmarks import pricing_season_ends as season_ends
from benchmarks.pricing_policies import broken_by_policy
from benchmarks.pricing_simulator import BUDGETED, SURE, WAYS, draw_truth, play
from benchmarks.reporting import Better, Row, columns, command_line, report, timed
from pricing.algorithms.panel import FloatArray

MARKETS, QUICK_MARKETS = range(1, 21), range(1, 4)
POLICIES, QUICK_POLICIES = 10_000, 500
SEASONS, QUICK_SEASONS = 300, 40
GAIN_TO_REACH, WORSE_AT_MOST = 0.07, 0.02
LUCK_SEED = 1_000_000
HEADER = ("way", "profit gain", "± s.e.", "worse off", "± s.e.", "moved", "rails broken")


@dataclass(frozen=True, slots=True)
class Played:
    """One way over all markets, each (markets,)."""

    gain: FloatArray
    worse: FloatArray
    moved: FloatArray
    broken: int


def main() -> int:
    told = command_line(__doc__ or "").parse_args()
    markets = QUICK_MARKETS if told.quick else MARKETS
    ways, seconds = timed(lambda: _played(markets))
    print(f"{len(markets)} markets, {seconds:.0f} CPU s\n\n{_table(ways)}\n")
    policies = QUICK_POLICIES if told.quick else POLICIES
    (broken, changed), seconds = timed(lambda: _held(policies))
    print(f"{policies:,} random policies changed {changed:,} prices, {seconds:.0f} CPU s\n")
    seasons = QUICK_SEASONS if told.quick else SEASONS
    ends, seconds = timed(lambda: season_ends.compare(seasons))
    print(f"{seasons} season ends, {seconds:.0f} CPU s\n\n{season_ends.table(ends)}\n")
    rows = [*_rows(ways, broken), *season_ends.rows(ends)]
    report(rows, json_path=told.json)
    return 0


def _played(markets: range) -> dict[str, Played]:
    outcomes = {
        name: [
            play(draw_truth(np.random.default_rng(seed)), way, seed=LUCK_SEED + seed)
            for seed in markets
        ]
        for name, way in WAYS.items()
    }
    return {
        name: Played(
            gain=np.array([one.gain for one in all_of]),
            worse=np.array([one.worse for one in all_of]),
            moved=np.array([one.moved for one in all_of]),
            broken=sum(one.broken for one in all_of),
        )
        for name, all_of in outcomes.items()
    }


def _held(policies: int) -> tuple[int, int]:
    """Rails that were broken, and prices that were changed, under random policies."""
    judged = [broken_by_policy(seed) for seed in range(policies)]
    return sum(broken for broken, _ in judged), sum(changed for _, changed in judged)


def _table(ways: Mapping[str, Played]) -> str:
    lines = [
        (
            name,
            f"{one.gain.mean():+.2%}",
            f"{_error(one.gain):.2%}",
            f"{one.worse.mean():.1%}",
            f"{_error(one.worse):.1%}",
            f"{one.moved.mean():.0%}",
            str(one.broken),
        )
        for name, one in ways.items()
    ]
    return columns(HEADER, lines)


def _rows(ways: Mapping[str, Played], broken: int) -> list[Row]:
    ours, sure = ways[BUDGETED], ways[SURE]
    return [
        Row(
            "pricing/simulator/profit_gain",
            float(ours.gain.mean()),
            baseline=float(sure.gain.mean()),
            to_reach=GAIN_TO_REACH,
            standard_error=_error(ours.gain),
        ),
        Row(
            "pricing/simulator/share_worse",
            float(ours.worse.mean()),
            baseline=float(sure.worse.mean()),
            to_reach=WORSE_AT_MOST,
            better=Better.LOWER,
            standard_error=_error(ours.worse),
        ),
        Row(
            "pricing/simulator/guard_rails_broken",
            float(broken + sum(one.broken for one in ways.values())),
            to_reach=0.0,
            better=Better.LOWER,
        ),
    ]


def _error(values: FloatArray) -> float:
    return float(values.std(ddof=1) / values.size**0.5)


if __name__ == "__main__":
    raise SystemExit(main())
