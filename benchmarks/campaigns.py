"""Flows against their truth: what a shop reports from its holdout, and what twin markets show.

A market runs flows of mail with the shop's own hash for who is held out. Its twins run without the
flow in question, all chances being the same (common random numbers): what the customers who were
spoken to order more, in the days after they entered, is the truth. Beside it stands what the shop
would report, from its holdout alone and with the interval that it shows, and what a count of last
clicks would have claimed. Many markets tell how often the interval holds the truth.

    python benchmarks/campaigns.py [--seeds N] [--customers N] [--holdout N]
"""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.reporting import Row, command_line, report  # noqa: E402
from experiments.algorithms.assignment import bucket  # noqa: E402
from experiments.algorithms.moments import Moments  # noqa: E402
from marketing.algorithms.effects import Effect, effect  # noqa: E402
from simulation import (  # noqa: E402
    Entry,
    FlowDesk,
    FlowPlan,
    MailKind,
    Market,
    MarketConfig,
    StepResult,
    synthetic_catalogue,
)
from simulation.channels import FIRST_MAIL_CAMPAIGN  # noqa: E402
from simulation.columns import BoolArray, FloatArray, IntArray  # noqa: E402

DAYS, GOAL_DAYS, DAYS_BEFORE = 240, 14, 180
NOMINAL = 0.95
FLOWS = (
    FlowPlan("abandoned-cart", MailKind.ABANDONED_CART, (0, 2)),
    FlowPlan("welcome", MailKind.WELCOME, (0, 4), reentry_days=10_000),
    FlowPlan("win-back", MailKind.WIN_BACK, (0, 7), reentry_days=90, first_day=70),
)
JUDGED = {"abandoned-cart": "abandoned_cart", "win-back": "win_back"}


@dataclass(slots=True)
class Bought:
    """Orders (days, customers) of a market, and those that came by a mail of each campaign."""

    orders: FloatArray
    clicked: dict[int, FloatArray] = field(default_factory=dict)

    def between(self, first: int, end: int) -> FloatArray:
        return np.asarray(self.orders[max(first, 0) : max(end, 0)].sum(axis=0))

    def watch(self, result: StepResult) -> None:
        orders = result.orders
        known = orders.customer >= 0
        np.add.at(self.orders[result.day], orders.customer[known], 1.0)
        campaign = result.sessions.campaign[orders.session]
        for number in np.unique(campaign[known & (campaign >= FIRST_MAIL_CAMPAIGN)]).tolist():
            by_mail = self.clicked.setdefault(number, np.zeros_like(self.orders))
            np.add.at(by_mail[result.day], orders.customer[known & (campaign == number)], 1.0)


@dataclass(frozen=True, slots=True)
class Judged:
    """One flow in one market; orders of all who were spoken to."""

    spoken_to: int
    held_out: int
    truth: float
    reported: Effect
    last_click: float

    @property
    def holds(self) -> bool:
        low, high = self.reported.low, self.reported.high
        return low is not None and high is not None and low <= self.truth <= high


def main() -> None:
    parser = command_line("What flows are reported to earn, against what they truly earn.")
    parser.add_argument("--seeds", type=int, default=24)
    parser.add_argument("--customers", type=int, default=2_500)
    parser.add_argument("--holdout", type=int, default=3_000, help="of ten thousand")
    options = parser.parse_args()
    seeds = 3 if options.quick else options.seeds
    found: dict[str, list[Judged]] = {name: [] for name in JUDGED}
    for seed in range(seeds):
        for name, judged in _judge(seed, options.customers, options.holdout).items():
            found[name].append(judged)
    report(_rows(found), json_path=options.json)


def _judge(seed: int, customers: int, holdout: int) -> dict[str, Judged]:
    market, entries, bought = _play(seed, customers, holdout, FLOWS)
    judged = {}
    for name in JUDGED:
        number = next(row for row, plan in enumerate(FLOWS) if plan.name == name)
        others = [plan for plan in FLOWS if plan.name != name]
        _market, _entries, without = _play(seed, customers, holdout, others)
        mine = _first_entries([entry for entry in entries if entry.flow == number])
        campaign = FIRST_MAIL_CAMPAIGN + FLOWS[number].kind
        judged[name] = _compare(mine, bought, without, campaign, len(market.customers))
    return judged


def _play(
    seed: int, customers: int, holdout: int, plans: Sequence[FlowPlan]
) -> tuple[Market, list[Entry], Bought]:
    config = MarketConfig(
        customers=customers, guest_sessions=5.0, bot_sessions=1.0, horizon_days=DAYS, attacks=False
    )
    market = Market(synthetic_catalogue(seed=1, n=60), seed, config)

    def is_held_out(plan: FlowPlan, rows: IntArray) -> BoolArray:
        salt = f"{seed}:{plan.name}"
        drawn = (bucket(salt=salt, purpose="holdout", subject=str(row)) for row in rows.tolist())
        return np.fromiter((number < holdout for number in drawn), np.bool_, len(rows))

    desk = FlowDesk(market.catalogue, market.customers, plans, is_held_out)
    bought = Bought(np.zeros((DAYS, len(market.customers))))
    for day in range(DAYS):
        result = market.step(
            market.catalogue.variant_price,
            market.propose_promotions(day),
            mailings=desk.mailings(day),
        )
        desk.watch(result)
        bought.watch(result)
    return market, desk.entries, bought


def _first_entries(entries: Sequence[Entry]) -> list[Entry]:
    """Each customer's first, where all of its days were played."""
    first: dict[int, Entry] = {}
    for entry in entries:
        first.setdefault(entry.customer, entry)
    return [entry for entry in first.values() if entry.day + GOAL_DAYS <= DAYS]


def _compare(
    entries: Sequence[Entry], bought: Bought, without: Bought, campaign: int, customers: int
) -> Judged:
    after, before, truth, clicks = (np.zeros(len(entries)) for _ in range(4))
    nobody = np.zeros((DAYS, customers))
    by_mail = bought.clicked.get(campaign, nobody)
    for row, entry in enumerate(entries):
        window = slice(entry.day, entry.day + GOAL_DAYS)
        past = slice(max(entry.day - DAYS_BEFORE, 0), entry.day)
        after[row] = bought.orders[window, entry.customer].sum()
        before[row] = bought.orders[past, entry.customer].sum()
        truth[row] = after[row] - without.orders[window, entry.customer].sum()
        clicks[row] = by_mail[window, entry.customer].sum()
    held = np.array([entry.is_held_out for entry in entries], np.bool_)
    return Judged(
        spoken_to=int((~held).sum()),
        held_out=int(held.sum()),
        truth=float(truth[~held].sum()),
        reported=effect(
            Moments.of_values(after[~held], before[~held]),
            Moments.of_values(after[held], before[held]),
        ),
        last_click=float(clicks[~held].sum()),
    )


def _rows(found: dict[str, list[Judged]]) -> list[Row]:
    rows = [row for name, judged in found.items() for row in _rows_of(JUDGED[name], judged)]
    every = [one for judged in found.values() for one in judged]
    held = np.array([one.holds for one in every], np.float64)
    error = math.sqrt(NOMINAL * (1 - NOMINAL) / len(every))
    rows.append(
        Row(
            "marketing/effect_interval/coverage",
            float(held.mean()),
            to_reach=NOMINAL - 2 * error,
            standard_error=error,
        )
    )
    return rows


def _rows_of(name: str, judged: Sequence[Judged]) -> list[Row]:
    """Means over the markets, for a thousand customers who were spoken to."""
    spoken_to = np.array([one.spoken_to for one in judged], np.float64)
    truth = np.array([one.truth for one in judged]) / spoken_to * 1_000
    reported = np.array([one.reported.total or 0.0 for one in judged]) / spoken_to * 1_000
    clicks = np.array([one.last_click for one in judged]) / spoken_to * 1_000
    gap = reported - truth
    error = float(gap.std(ddof=1) / math.sqrt(len(gap)))
    held_out = sum(one.held_out for one in judged)
    print(f"{name}: {int(spoken_to.sum()):,} spoken to, {held_out:,} held out")
    true = float(truth.mean())
    return [
        Row(
            f"marketing/{name}/incremental_orders",
            float(reported.mean()),
            "per 1,000",
            baseline=true,
            to_reach=true - 2 * error,
            at_most=true + 2 * error,
            standard_error=error,
        ),
        Row(f"marketing/{name}/last_click_orders", float(clicks.mean()), "per 1,000", true),
    ]


if __name__ == "__main__":
    main()
