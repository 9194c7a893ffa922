"""Customers on Online Retail and CDNOW: who stays away, what they spend, when they come, for what.

    python benchmarks/customers.py [--quick] [--json FILE] [data path]

Everything is told on one morning, 90 days before the data ends, by models that learned from windows
that were over on that morning, and compared with what came. Baselines need no model: days since
the last order for churn, money spent so far for value, the customer's own mean gap for the next
order, what the shop sells for likely goods (kinds of goods by words of titles: the file has no
categories). Two more tables say what each view is worth alone and what calibrating on the latest
window alone would have done, and how earlier mornings fared: the rows are one of them, and not the
best. CDNOW (a shop of records, 1997 and 1998) is the same code on other customers; its file comes
with a development package. With --quick the morning of the rows alone.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
from sklearn.linear_model import LogisticRegression

from analytics.algorithms.boosting import answer
from analytics.algorithms.calibration import chance, log_odds
from analytics.algorithms.churn import Churn, fit_churn
from analytics.algorithms.closed_windows import Window, begins_of, closed_windows, joined, window
from analytics.algorithms.customer_facts import AHEAD, COLUMN, Fact
from analytics.algorithms.customer_scores import (
    calibration_error,
    placements,
    rank_agreements,
    squared_errors,
    top_shares,
)
from analytics.algorithms.customer_value import fit_spend
from analytics.algorithms.likely_groups import taste_of
from analytics.algorithms.next_order import fit_next_order
from analytics.algorithms.purchases import UNKNOWN, FloatArray, Purchases
from benchmarks.customer_data import cdnow_purchases, kind_of_products, retail_purchases
from benchmarks.online_retail import DATA
from benchmarks.reporting import Better, Row, columns, command_line, report, timed

EARLIER = (14, 28, 42)
DRAWS = 400
SHOWN = 3
Score = Callable[[FloatArray, FloatArray], float]


@dataclass(frozen=True, slots=True)
class Morning:
    """What was known on one morning, what was learned of it, and what came."""

    purchases: Purchases
    learned: list[Window]
    exam: Window

    @property
    def facts(self) -> FloatArray:
        return self.exam.facts.values

    @property
    def away(self) -> FloatArray:
        return self.exam.outcome.stayed_away

    @property
    def spent(self) -> FloatArray:
        return self.exam.outcome.revenue


@dataclass(frozen=True, slots=True)
class Target:
    """A score with the figure to reach."""

    metric: str
    score: Score
    to_reach: float | None
    better: Better = Better.HIGHER


def auc(told: FloatArray, came: FloatArray) -> float:
    return float(placements(told, came).mean())


def brier(told: FloatArray, came: FloatArray) -> float:
    return float(squared_errors(told, came).mean())


def spearman(told: FloatArray, came: FloatArray) -> float:
    return float(rank_agreements(told, came).mean())


def top_tenth(told: FloatArray, came: FloatArray) -> float:
    return float(top_shares(told, came).mean())


CHURN = (
    Target("auc", auc, 0.735),
    Target("brier", brier, 0.212, Better.LOWER),
    Target("calibration_error", calibration_error, 0.08, Better.LOWER),
)
VALUE = (Target("spearman", spearman, 0.51), Target("top_decile_share", top_tenth, 0.50))


def main() -> int:
    told = command_line(__doc__ or "", data=DATA).parse_args()
    if not told.data.exists():
        print(f"No data at {told.data}: nothing measured. See README for where to get it.")
        return 0
    purchases = retail_purchases(told.data)
    (rows, tables), seconds = timed(lambda: _retail(purchases, told.data, quick=told.quick))
    print("\n\n".join(tables), end="\n\n")
    if not told.quick:
        rows += _cdnow()
    report(rows, json_path=told.json)
    print(f"\n{seconds:.1f} CPU s for Online Retail")
    return 0


def _retail(purchases: Purchases, path: Path, *, quick: bool) -> tuple[list[Row], list[str]]:
    last = purchases.until - AHEAD
    morning = _morning(purchases, last)
    churn = fit_churn(morning.learned)
    rows = [
        *_churn_rows("customers", morning, churn),
        *_value_rows("customers", morning),
        _next_order_row(morning),
        _likely_row(purchases, kind_of_products(path), last),
    ]
    if quick:
        return rows, [_views(morning, churn)]
    return rows, [_views(morning, churn), _earlier(purchases, last)]


def _cdnow() -> list[Row]:
    purchases = cdnow_purchases()
    if purchases is None:
        print("CDNOW is not here (it comes with requirements-dev.txt): not measured.\n")
        return []
    morning = _morning(purchases, purchases.until - AHEAD)
    name = "customers/cdnow"
    rows = [*_churn_rows(name, morning, fit_churn(morning.learned)), *_value_rows(name, morning)]
    # Figures to reach are published for Online Retail alone.
    return [_without_target(row) for row in rows]


def _morning(purchases: Purchases, begins: int) -> Morning:
    known = purchases.before(begins)
    earlier = begins_of(int(known.day.min()), begins - AHEAD)
    learned = closed_windows(known, None, begins=earlier, days=AHEAD)
    exam = window(purchases, None, begins=begins, days=AHEAD)
    if exam is None:
        raise SystemExit("too few orders to learn from")
    return Morning(purchases, learned, exam)


def _churn_rows(name: str, morning: Morning, churn: Churn) -> list[Row]:
    plain = _recency(morning)
    told = churn.risks(morning.facts)
    return [_row(f"{name}/churn_90d", each, told, plain, morning.away) for each in CHURN]


def _value_rows(name: str, morning: Morning) -> list[Row]:
    spend = fit_spend(morning.learned)
    told, plain = spend.money(morning.facts), morning.exam.facts[Fact.REVENUE]
    low, high = spend.spread.ends(told)
    inside = (morning.spent >= low) & (morning.spent <= high)
    return [
        *(_row(f"{name}/value_90d", each, told, plain, morning.spent) for each in VALUE),
        Row(f"{name}/value_90d/in_interval", float(inside.mean())),
        Row(f"{name}/value_90d/foretold_over_spent", float(told.sum() / morning.spent.sum())),
    ]


def _row(name: str, target: Target, told: FloatArray, plain: FloatArray, came: FloatArray) -> Row:
    return Row(
        f"{name}/{target.metric}",
        target.score(told, came),
        baseline=target.score(plain, came),
        to_reach=target.to_reach,
        better=target.better,
        standard_error=_standard_error(target.score, told, came),
    )


def _without_target(row: Row) -> Row:
    return Row(
        row.name, row.value, baseline=row.baseline, better=row.better,
        standard_error=row.standard_error,
    )  # fmt: skip


def _standard_error(score: Score, told: FloatArray, came: FloatArray) -> float:
    """By bootstrap over the customers."""
    random, size = np.random.default_rng(7), len(told)
    drawn = (random.integers(0, size, size) for _each in range(DRAWS))
    return float(np.std([score(told[rows], came[rows]) for rows in drawn]))


def _recency(morning: Morning) -> FloatArray:
    cases = joined(morning.learned)
    column = [COLUMN[Fact.RECENCY]]
    model = LogisticRegression(C=1e3).fit(
        np.log1p(cases.facts[:, column]), cases.outcome.stayed_away
    )
    return np.asarray(model.predict_proba(np.log1p(morning.facts[:, column]))[:, 1])


def _next_order_row(morning: Morning) -> Row:
    """Days by which the middle of the window misses, of those who did order."""
    model = fit_next_order(morning.learned)
    if model is None:
        raise SystemExit("too few returns to learn from")
    waited = morning.exam.outcome.days_to_next
    came = np.isfinite(waited)
    told = model.quantiles(morning.facts)[:, 1]
    facts = morning.exam.facts
    own = np.nan_to_num(facts[Fact.GAP] - facts[Fact.RECENCY], nan=AHEAD / 2)
    errors = np.abs(told - waited)[came]
    plain = np.abs(np.clip(own, 0, AHEAD - 1) - waited)[came]
    return Row(
        "customers/next_order/missed_days",
        float(errors.mean()),
        "days",
        baseline=float(plain.mean()),
        better=Better.LOWER,
        standard_error=float(errors.std() / np.sqrt(len(errors))),
    )


def _likely_row(purchases: Purchases, kind: np.ndarray, begins: int) -> Row:
    """Of the three likeliest kinds of goods, the share that the next order held."""
    past, later = purchases.before(begins), purchases.between(begins, purchases.until)
    taste = taste_of(past, kind[past.lines.product])
    held = _held_next(later, kind, len(taste.groups))
    rows = np.searchsorted(past.customers, later.customers)
    rows = np.minimum(rows, len(past.customers) - 1)
    known = past.customers[rows] == later.customers
    own = np.argsort(-taste.chances(rows[known]), axis=1)[:, :SHOWN]
    shops = np.argsort(-taste.shop)[:SHOWN]
    hits = np.take_along_axis(held[known], own, axis=1).mean(axis=1)
    return Row(
        "customers/likely_goods/hit_at_3",
        float(hits.mean()),
        baseline=float(held[known][:, shops].mean()),
        standard_error=float(hits.std() / np.sqrt(len(hits))),
    )


def _held_next(later: Purchases, kind: np.ndarray, kinds: int) -> np.ndarray:
    lines = later.lines
    is_first = np.isin(lines.order, later.starts[:-1])
    group = kind[lines.product]
    chosen = is_first & (group != UNKNOWN)
    held = np.zeros((len(later.customers), kinds), np.bool_)
    held[later.customer[lines.order[chosen]], group[chosen]] = True
    return held


def _views(morning: Morning, churn: Churn) -> str:
    """What each view is worth alone, and their mean by ways to calibrate it."""
    facts, away = morning.facts, morning.away
    silent = np.exp(-facts[:, COLUMN[Fact.EXPECTED_ORDERS]])
    mean = churn.mean_of_views(facts)
    ways = {
        "BG/NBD, exp(-orders)": silent,
        "logistic regression": 3 * mean - silent - answer(churn.trees, facts),
        "boosted trees": answer(churn.trees, facts),
        "their mean": mean,
        "… calibrated on all windows (served)": churn.risks(facts),
        "… on the latest window alone": _by_latest(morning, mean),
    }
    lines = [
        (name, *(f"{target.score(told, away):.4f}" for target in CHURN))
        for name, told in ways.items()
    ]
    return columns(("churn in 90 days", "AUC", "Brier", "calibration error"), lines)


def _by_latest(morning: Morning, mean: FloatArray) -> FloatArray:
    """Platt's on the latest window that is over, told by the windows that were over before it."""
    latest = morning.learned[0]
    before = [each for each in morning.learned if each.begins + AHEAD <= latest.begins]
    if not before:
        return mean
    told = fit_churn(before).mean_of_views(latest.facts.values)
    found = LogisticRegression(C=1e3).fit(log_odds(told)[:, None], latest.outcome.stayed_away)
    return chance(found.coef_[0][0] * log_odds(mean) + found.intercept_[0])


def _earlier(purchases: Purchases, last: int) -> str:
    lines = []
    for days in (0, *EARLIER):
        morning = _morning(purchases, last - days)
        risk = fit_churn(morning.learned).risks(morning.facts)
        money = fit_spend(morning.learned).money(morning.facts)
        scores = [target.score(risk, morning.away) for target in CHURN]
        scores += [target.score(money, morning.spent) for target in VALUE]
        lines.append(
            (f"{days} days earlier", f"{len(morning.exam):,}", *(f"{each:.4f}" for each in scores))
        )
    header = ("morning", "customers", "AUC", "Brier", "calibration", "Spearman", "top tenth")
    return columns(header, lines)


if __name__ == "__main__":
    raise SystemExit(main())
