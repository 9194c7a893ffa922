"""Season ends with too much stock: a markdown path against one discount to the end.

Each season has 4 to 10 weeks left, 1.2 to 3 times the stock that would sell at the usual price,
demand that fades by up to a tenth a week, a salvage value of 10 to 40 % of cost, and an elasticity
of which the shop knows no more than its estimate (standard deviation .3). Weeks are Poisson. The
path is planned anew each Monday from the stock that is left; the fixed discounts are 30 % off at
once, and the one that earns most on average of all prices on the path's list, known beforehand.
All ways meet the same truth; luck is each one's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from benchmarks.reporting import Row, columns
from pricing.algorithms.markdown import Season, best_fixed, plan_markdowns
from pricing.algorithms.panel import FloatArray

OFF = np.arange(0, 75, 5)
THIRTY = int(np.flatnonzero(OFF == 30)[0])
ESTIMATE_SD, RUNS = 0.3, 20
PATH, BEST, FIXED = "markdown path", "best fixed discount", "30 % off at once"
Z = 1.96


@dataclass(frozen=True, slots=True)
class Ended:
    """One way over all seasons, (seasons,): means over runs of share sold and money a season.

    ``revenue`` includes salvage and is a share of stock at the usual price; ``margin`` is revenue
    and salvage less what the stock cost, as the same share.
    """

    sold: FloatArray
    margin: FloatArray


def compare(seasons: int) -> dict[str, Ended]:
    """Play that many season ends in three ways."""
    kept: dict[str, list[tuple[float, float]]] = {PATH: [], BEST: [], FIXED: []}
    for seed in range(seasons):
        rng = np.random.default_rng(seed)
        believed, truth, cost = _draw(rng)
        path = plan_markdowns(believed).level
        fixed = best_fixed(believed)
        constant = {BEST: np.full_like(path, fixed), FIXED: np.full_like(path, THIRTY)}
        for name, level in {PATH: path, **constant}.items():
            kept[name].append(_played(believed, truth, level, cost, rng))
    return {name: Ended(*np.array(pairs).T) for name, pairs in kept.items()}


def table(ends: Mapping[str, Ended]) -> str:
    """Sell-through and margin of each way with 95 % intervals of the mean."""
    header = ("season ends", "sold", "95 %", "margin of stock's value", "95 %")
    lines = [(name, *_cells(one.sold), *_cells(one.margin)) for name, one in ends.items()]
    paired = ends[PATH]
    lines += [
        (
            f"path less {name}",
            *_cells(paired.sold - ends[name].sold),
            *_cells(paired.margin - ends[name].margin),
        )
        for name in (BEST, FIXED)
    ]
    return columns(header, lines)


def rows(ends: Mapping[str, Ended]) -> list[Row]:
    """The path's sell-through and margin, with 30 % off at once as the baseline."""
    path, fixed = ends[PATH], ends[FIXED]
    return [
        _row("sell_through", path.sold, fixed.sold),
        _row("margin", path.margin, fixed.margin),
    ]


def _draw(rng: np.random.Generator) -> tuple[Season, float, float]:
    """A season as the shop believes it, its true elasticity, and what a unit cost."""
    price = int(np.rint(np.exp(rng.normal(np.log(4_000), 0.5))))
    cost = price * rng.uniform(0.35, 0.65)
    weeks = int(rng.integers(4, 11))
    fading = rng.uniform(0.9, 1.0) ** np.arange(weeks, dtype=np.float64)
    weekly: FloatArray = rng.uniform(3, 12) * fading
    truth = min(rng.normal(-2.0, 0.7), -0.3)
    season = Season(
        prices=np.rint(price * (1 - OFF / 100)).astype(np.int64),
        weekly=weekly,
        stock=int(np.rint(weekly.sum() * rng.uniform(1.2, 3.0))),
        elasticity=float(truth + rng.normal(0, ESTIMATE_SD)),
        elasticity_sd=ESTIMATE_SD,
        salvage=float(cost * rng.uniform(0.1, 0.4)),
    )
    return season, float(truth), float(cost)


def _played(
    season: Season,
    truth: float,
    level: np.ndarray[tuple[int, ...], np.dtype[np.int64]],
    cost: float,
    rng: np.random.Generator,
) -> tuple[float, float]:
    """Share sold, and margin as a share of the stock's value, on average over runs."""
    stock = np.full(RUNS, season.stock)
    now = np.zeros(RUNS, dtype=np.int64)
    money = np.zeros(RUNS)
    for week, usual in enumerate(season.weekly):
        now = level[week, now, stock]
        price = season.prices[now]
        sold = np.minimum(rng.poisson(usual * (price / season.prices[0]) ** truth), stock)
        money += price * sold
        stock = stock - sold
    money += season.salvage * stock - cost * season.stock
    value = float(season.prices[0]) * season.stock
    return float(1 - stock.mean() / season.stock), float(money.mean() / value)


def _cells(values: FloatArray) -> tuple[str, str]:
    mean, reach = values.mean(), Z * values.std(ddof=1) / values.size**0.5
    return f"{mean:+.1%}", f"{mean - reach:+.1%} to {mean + reach:+.1%}"


def _row(name: str, ours: FloatArray, fixed: FloatArray) -> Row:
    return Row(
        f"pricing/season-ends/{name}",
        float(ours.mean()),
        baseline=float(fixed.mean()),
        standard_error=float((ours - fixed).std(ddof=1) / ours.size**0.5),
    )
