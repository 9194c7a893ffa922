"""When customers are written to: their own hour, and when they need something again.

    python benchmarks/marketing_times.py [--quick] [--json FILE] [data path]

Hours, on drawn people: each is seen at a few visits around an hour of their own (evening or noon,
as in the simulated market), and is judged by how near the chosen hour is to it; beside the best
hour for all, and the hour of each one's own visits alone. Hours, on Online Retail: learned of all
orders but each customer's last, judged by whether that one came within an hour of what was chosen.
Cycles, on Online Retail: the last gap between two purchases of the same thing foretold from those
before; beside the product's cycle alone, and the customer's own mean alone.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
import numpy.typing as npt

from analytics.algorithms.purchases import Purchases
from benchmarks.customer_data import retail_purchases
from benchmarks.online_retail import DATA
from benchmarks.reporting import Better, Row, command_line, report
from marketing.algorithms.cycles import Gaps, fit_cycles
from marketing.algorithms.hours import HOURS, best_slots, learn_hours
from marketing.algorithms.repurchases import bought_last

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
PEOPLE, QUICK_PEOPLE = 20_000, 2_000
MEAN_SIGHTINGS = 4.0
NEAR_HOURS = 1
SPREAD_OF_VISITS = 1.5
SEED = 7
ALL_HOURS = np.arange(HOURS)


def learned(counts: FloatArray) -> IntArray:
    hours = learn_hours(counts, np.full(len(counts), -1), groups=0)
    if hours is None:
        raise SystemExit("nobody was seen")
    return best_slots(hours.own, hours=ALL_HOURS)


def own_alone(counts: FloatArray) -> IntArray:
    """The hour at which each was seen most; everybody's where they were never seen."""
    return np.where(counts.any(axis=1), counts.argmax(axis=1), counts.sum(axis=0).argmax())


def near(chosen: IntArray | int, truth: FloatArray | IntArray) -> FloatArray:
    """Of each whether the chosen hour lies within an hour of the true one, midnight and all."""
    apart = np.abs((chosen - truth + HOURS / 2) % HOURS - HOURS / 2)
    return (apart <= NEAR_HOURS).astype(np.float64)


def best_for_all(truth: FloatArray | IntArray) -> FloatArray:
    """The share at the one hour that is best for all, chosen in hindsight: hard to beat."""
    return max((near(hour, truth) for hour in range(HOURS)), key=lambda share: float(share.mean()))


def error_of(values: FloatArray) -> float:
    return float(values.std(ddof=1) / np.sqrt(len(values)))


def drawn_rows(people: int) -> list[Row]:
    random = np.random.default_rng(SEED)
    is_evening = random.random(people) < 0.6
    usual = np.where(is_evening, random.normal(19.5, 1.6, people), random.normal(12, 2.5, people))
    usual = np.clip(usual, 6.0, 22.5)
    seen = random.poisson(random.gamma(1.0, MEAN_SIGHTINGS, people))
    person = np.repeat(np.arange(people), seen)
    hour = np.floor(usual[person] + random.normal(0, SPREAD_OF_VISITS, len(person))) % HOURS
    counts = np.zeros((people, HOURS))
    np.add.at(counts, (person, hour.astype(np.int64)), 1.0)
    truth = usual - 0.5  # of an hour's beginning
    return _rows("drawn", learned(counts), own_alone(counts), truth)


def retail_rows(bought: Purchases) -> list[Row]:
    last = bought.starts[1:] - 1
    counts = np.zeros((len(bought.customers), HOURS))
    before = np.ones(len(bought), np.bool_)
    before[last] = False
    np.add.at(counts, (bought.customer[before], bought.hour[before]), 1.0)
    return _rows("online_retail", learned(counts), own_alone(counts), bought.hour[last])


def _rows(of: str, ours: IntArray, own: IntArray, truth: FloatArray | IntArray) -> list[Row]:
    hits, fixed = near(ours, truth), best_for_all(truth)
    against_own = near(own, truth)
    name = f"marketing/send_time/{of}"
    return [
        Row(f"{name}_near_vs_one_hour", float(hits.mean()), "", float(fixed.mean()),
            float(fixed.mean()), standard_error=error_of(hits - fixed)),
        Row(f"{name}_near_vs_own_alone", float(hits.mean()), "", float(against_own.mean()),
            float(against_own.mean()), standard_error=error_of(hits - against_own)),
    ]  # fmt: skip


def cycle_rows(bought: Purchases) -> list[Row]:
    """Mean squared error of the logarithm of each pair's last gap, of pairs with two and more."""
    table = bought_last(bought)
    gaps = table.all_gaps
    is_last = np.append(gaps.pair[1:] != gaps.pair[:-1], True)
    count = np.bincount(gaps.pair, minlength=len(table.day))
    judged = is_last & (count[gaps.pair] > 1)
    kept = ~is_last
    logs = np.log(gaps.days)
    cycles = fit_cycles(
        Gaps(gaps.pair[kept], gaps.product[kept], gaps.days[kept]), products=len(table.products)
    )
    if cycles is None:
        raise SystemExit("nothing was bought twice")
    pair, product, truth = gaps.pair[judged], gaps.product[judged], logs[judged]
    known = np.bincount(gaps.pair[kept], minlength=len(table.day))
    sums = np.bincount(gaps.pair[kept], weights=logs[kept], minlength=len(table.day)).astype(
        np.float64
    )
    ours = (np.log(cycles.expected(product, known[pair], sums[pair])) - truth) ** 2
    by_product = (cycles.product_means[product] - truth) ** 2
    own = (sums[pair] / known[pair] - truth) ** 2
    name = "marketing/replenishment/online_retail_log_error"
    return [
        _error_row(f"{name}_vs_product", ours, by_product),
        _error_row(f"{name}_vs_own_mean", ours, own),
    ]


def _error_row(name: str, ours: FloatArray, baseline: FloatArray) -> Row:
    return Row(
        name, float(ours.mean()), "", float(baseline.mean()), float(baseline.mean()),
        Better.LOWER, error_of(ours - baseline),
    )  # fmt: skip


def main() -> int:
    arguments = command_line("Times at which customers are written to", data=DATA).parse_args()
    rows = drawn_rows(QUICK_PEOPLE if arguments.quick else PEOPLE)
    if arguments.data.exists():
        bought = retail_purchases(arguments.data)
        rows += retail_rows(bought) + cycle_rows(bought)
    else:
        print(f"Online Retail is not there ({arguments.data}): its figures are left out.")
    report(rows, json_path=arguments.json)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
