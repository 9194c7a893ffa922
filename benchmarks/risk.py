"""Thieves and honest people at a simulated market's doors: who is found, who is insulted.

A market of thirteen months with planted attacks (card testing, stolen cards, account takeovers,
rings that live off first-order codes, worn returns, review spam) and an honest life that looks like
them. Every attempt is judged on its day by the code that serves: signals, the rules a shop begins
with, the search for the unusual and the learned model, which hears of chargebacks weeks later and
of a reviewer's word on what was looked at (5 % of it wrong). The last 180 days are judged: what of
each attack is among the 2 % that can be looked at, beside the rules alone, the unusual alone and
the amount alone. All rankings are given the signals of the same past, so that the rules alone have
the labels that our queue brought in.

Everything here is simulated: it tells rankings apart, and nothing of a real shop's losses.

    python benchmarks/risk.py [--quick] [--seeds N [N …]] [--customers N] [--workers N]
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402

from benchmarks.reporting import Better, Row, columns, command_line, report  # noqa: E402
from benchmarks.risk_market import DAYS, QUICK_DAYS, Shop, Year  # noqa: E402
from benchmarks.risk_measures import (  # noqa: E402
    Attack,
    Found,
    Ranking,
    asked,
    at_stake,
    bill,
    held,
    honest_groups,
    looked_at,
    recalls,
)
from simulation.columns import BoolArray  # noqa: E402

SEEDS, QUICK_SEEDS = (104, 105, 106), (104,)
"""Nothing was tuned on these; 7 to 10 are for that, and 101 to 103 were reported before."""
CUSTOMERS = 3_000
LEAST_INSULT = 1.0
"""Per cent of honest look-alikes that may be held."""
LOOK_ALIKES = ("gifts", "offices", "families")


def main() -> int:
    parser = command_line((__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--seeds", type=int, nargs="+", metavar="N")
    parser.add_argument("--customers", type=int, default=CUSTOMERS)
    parser.add_argument("--workers", type=int, default=1, help="markets played side by side")
    told = parser.parse_args()
    seeds = told.seeds or (QUICK_SEEDS if told.quick else SEEDS)
    days = QUICK_DAYS if told.quick else DAYS
    years, seconds = _played(seeds, told.customers, days, told.workers)
    print(f"Simulated. Seeds {', '.join(map(str, seeds))}; {sum(map(len, years)):,} attempts in")
    print(f"the days judged; {seconds:.0f} CPU s\n")
    for by_door, queue in ((False, "One queue"), (True, "A queue at each door")):
        print(f"{queue}: looked at of what was planted, 2 % of the attempts")
        print(_found_table(years, by_door=by_door), "\n")
    print(_honest_table(years), "\n")
    print(_money_table(years), "\n")
    report([*_recall_rows(years), *_honest_rows(years), *_money_rows(years)], json_path=told.json)
    return 0


def _played(
    seeds: Sequence[int], customers: int, days: int, workers: int
) -> tuple[list[Year], float]:
    """A year of each seed, and the CPU seconds of all together."""
    with ProcessPoolExecutor(workers) as pool:
        many = len(seeds)
        told = list(pool.map(_year, seeds, [customers] * many, [days] * many))
    return [year for year, _seconds in told], sum(seconds for _year, seconds in told)


def _year(seed: int, customers: int, days: int) -> tuple[Year, float]:
    began = time.process_time()
    return Shop(seed, customers).live(days), time.process_time() - began


def _found(years: Sequence[Year], ranking: Ranking, *, by_door: bool) -> dict[Attack, Found]:
    """Of all seeds together."""
    told = [recalls(year, ranking, by_door=by_door) for year in years]
    return {attack: sum((one[attack] for one in told), Found(0, 0, 0)) for attack in Attack}


def _found_table(years: Sequence[Year], *, by_door: bool) -> str:
    found = {ranking: _found(years, ranking, by_door=by_door) for ranking in Ranking}
    lines = []
    for attack in Attack:
        ours = found[Ranking.OURS][attack]
        seen = [str(found[ranking][attack].seen) for ranking in Ranking]
        lines.append((attack.value, str(ours.planted), str(ours.ceiling), *seen))
    totals = [sum(found[ranking].values(), Found(0, 0, 0)) for ranking in Ranking]
    lines.append(("all", str(totals[0].planted), "", *(str(total.seen) for total in totals)))
    header = ("attack", "planted", "at best", *(ranking.value for ranking in Ranking))
    return columns(header, lines)


def _honest_table(years: Sequence[Year]) -> str:
    """By the policy that a shop begins with."""
    lines = []
    for name in honest_groups(years[0]):
        groups = [honest_groups(year)[name] for year in years]
        many = sum(int(group.sum()) for group in groups)
        lines.append(
            (name, f"{many:,}", _percent(_share(years, name, held)),
             _percent(_share(years, name, asked)))
        )  # fmt: skip
    return columns(("honest", "attempts", "held", "asked for proof"), lines)


def _money_table(years: Sequence[Year]) -> str:
    lines = []
    for ranking in Ranking:
        bills = [bill(year, looked_at(year, ranking, by_door=True)) for year in years]
        parts = [[one.kept, one.looks, one.insults, one.net] for one in bills]
        lines.append((ranking.value, *(f"{mean:,.0f}" for mean in np.mean(parts, axis=0))))
    stake = float(np.mean([at_stake(year) for year in years]))
    header = ("2 % of the orders, 180 days", "kept", "looks", "insults", "net")
    return f"{columns(header, lines)}\nat stake: {stake:,.0f} a shop"


def _share(years: Sequence[Year], name: str, what: Callable[[Year], BoolArray]) -> float:
    """Per cent of a group of all seeds together that met it."""
    met = total = 0
    for year in years:
        group = honest_groups(year)[name]
        met += int((what(year) & group).sum())
        total += int(group.sum())
    return 100 * met / max(total, 1)


def _recall_rows(years: Sequence[Year]) -> list[Row]:
    """Baseline and figure to reach: the rules alone; the amount alone has rows of its own."""
    found = {ranking: _found(years, ranking, by_door=False) for ranking in Ranking}
    total = {ranking: sum(found[ranking].values(), Found(0, 0, 0)).recall for ranking in Ranking}
    rules, ours = total[Ranking.RULES], total[Ranking.OURS]
    error = _error(
        [
            sum(recalls(year, Ranking.OURS, by_door=False).values(), Found(0, 0, 0)).recall
            for year in years
        ]
    )
    rows = [
        Row("risk/queue/recall", ours, baseline=rules, to_reach=rules, standard_error=error),
        Row("risk/queue/recall_beside_amount", ours, baseline=total[Ranking.AMOUNT],
            to_reach=total[Ranking.AMOUNT]),
    ]  # fmt: skip
    for attack in Attack:
        one = {ranking: found[ranking][attack].recall for ranking in Ranking}
        plain = max(one[Ranking.RULES], one[Ranking.AMOUNT])
        rows.append(
            Row(f"risk/queue/recall_{attack}", one[Ranking.OURS], baseline=plain, to_reach=plain)
        )
    return rows


def _honest_rows(years: Sequence[Year]) -> list[Row]:
    return [
        Row(f"risk/honest/{name}_held", _share(years, name, held), "%",
            to_reach=LEAST_INSULT if name in LOOK_ALIKES else None, better=Better.LOWER)
        for name in honest_groups(years[0])
        if name != "logins"
    ]  # fmt: skip


def _money_rows(years: Sequence[Year]) -> list[Row]:
    net = {
        ranking: float(
            np.mean([bill(year, looked_at(year, ranking, by_door=True)).net for year in years])
        )
        for ranking in Ranking
    }
    plain = max(net[Ranking.RULES], net[Ranking.AMOUNT])
    return [
        Row("risk/orders/net_kept", net[Ranking.OURS], "a shop in 180 days", baseline=plain,
            to_reach=plain)
    ]  # fmt: skip


def _percent(value: float) -> str:
    return f"{value:.2f} %"


def _error(values: Sequence[float]) -> float | None:
    return float(np.std(values, ddof=1) / np.sqrt(len(values))) if len(values) > 1 else None


if __name__ == "__main__":
    sys.exit(main())
