"""Policies for stock, replayed over Online Retail: lost sales, random lead times, weekly review.

    python benchmarks/inventory.py [--quick] [--json FILE] [--svg FILE] [--earlier] [data path]

200 best-selling goods, 113 days to 9 December 2011. Each order takes 5 to 12 days at random, anew
for each seed; what is not there is not sold. A policy is made anew each Monday from what was known
then, and starts filled up to its level; its knob (z, days of cover, a quantile) is turned from
little stock to much, which draws its frontier. The point to beat is one reorder point a good, set
once, with 14 days of cover. Compared are lost revenue at that point's stock value, and stock value
at its fill rate: means over 20 seeds of lead times, with 95 % intervals of that mean. The interval
is of the lead times alone: demand happened once.

Orders cost nothing in this game, so no way may buy less stock by more of them: all but one order 21
days of demand of every good; that one orders each good as often as its turnover asks for, 21 days
on average, and how many orders it placed beside the fixed point's stands in its row.

``--earlier`` replays 25 April to 18 August instead: the days on which all choices were made.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.forecasting_data import DATA
from benchmarks.inventory_frontier import (
    Comparison,
    Gain,
    Outcome,
    as_svg,
    as_text,
    compare,
    measure,
)
from benchmarks.inventory_policies import (
    EARLIER,
    FIXED,
    FIXED_COVER,
    OURS,
    SAME_CYCLE,
    TEST,
    WAYS,
    Warehouse,
    fixed_point,
    warehouse,
)
from benchmarks.reporting import Better, Row, columns, command_line, report, timed

SEEDS, QUICK_SEEDS = range(1, 21), range(1, 5)
LOST_TO_REACH, STOCK_TO_REACH, ORDERS_AT_MOST = -0.25, -0.16, 0.0
HEADER = ("at equal stock or fill, %", "lost revenue", "stock", "stock-out days", "orders")


def main() -> int:
    arguments = command_line(__doc__ or "", data=DATA)
    arguments.add_argument("--svg", type=Path, metavar="FILE", help="draw the frontier to FILE")
    arguments.add_argument("--earlier", action="store_true", help="the days choices were made on")
    told = arguments.parse_args()
    if not told.data.exists():
        print(f"No data at {told.data}: nothing measured. See README for where to get it.")
        return 0
    window = EARLIER if told.earlier else TEST
    house, seconds = timed(lambda: warehouse(told.data, window))
    print(f"{len(house.demand)} goods, {len(house.looks)} reviews; forecasts {seconds:.1f} CPU s")
    seeds = QUICK_SEEDS if told.quick else SEEDS
    (outcomes, point), seconds = timed(lambda: _measured(house, seeds))
    print(f"{len(seeds)} seeds of lead times; replays {seconds:.1f} CPU s\n")
    compared = {name: compare(outcome, point) for name, outcome in outcomes.items()}
    print(_table(compared, point), end="\n\n")
    print(as_text(outcomes, point), end="\n\n")
    if told.svg is not None:
        told.svg.write_text(as_svg(outcomes, point), encoding="utf-8")
    # Other days have other figures: those to reach are of the test.
    report([] if told.earlier else _rows(compared), json_path=told.json)
    return 0


def _measured(house: Warehouse, seeds: range) -> tuple[dict[str, Outcome], Outcome]:
    outcomes = {name: measure(house, way, knobs, seeds) for name, (way, knobs) in WAYS.items()}
    return outcomes, measure(house, fixed_point, [FIXED_COVER], seeds)


def _table(compared: Mapping[str, Comparison], point: Outcome) -> str:
    told = (
        f"fixed reorder point, 14 days: stock {point.stock.mean():,.0f}, fill rate "
        f"{point.fill.mean():.2%}, lost revenue {point.lost.mean():,.0f}, "
        f"{point.orders.mean():,.0f} orders\n\n"
    )
    lines = [
        (name, str(one.lost), str(one.stock), str(one.stock_outs), str(one.orders))
        for name, one in compared.items()
        if name != FIXED
    ]
    return told + columns(HEADER, lines)


def _rows(compared: Mapping[str, Comparison]) -> list[Row]:
    ours, alike = compared[OURS], compared[SAME_CYCLE]
    return [
        _row("lost_revenue_vs_fixed", ours.lost, LOST_TO_REACH),
        _row("stock_value_vs_fixed", ours.stock, STOCK_TO_REACH),
        _row("orders_vs_fixed", ours.orders, ORDERS_AT_MOST),
        _row("lost_revenue_same_cycle", alike.lost, LOST_TO_REACH),
        _row("stock_value_same_cycle", alike.stock, STOCK_TO_REACH),
    ]


def _row(name: str, gain: Gain, to_reach: float) -> Row:
    return Row(
        f"inventory/{name}",
        gain.mean,
        to_reach=to_reach,
        better=Better.LOWER,
        standard_error=gain.error,
    )


if __name__ == "__main__":
    raise SystemExit(main())
