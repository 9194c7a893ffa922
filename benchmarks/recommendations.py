"""Recommendations on Online Retail: what the shop's lists would have found.

Trains the shop's own pipeline on what was known before a moment, asks the shop's own scorer, and
counts against what was bought after. Full ranking over the training catalogue; four tasks:
A new items, B next basket, C cart completion, C3 the same from three items.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.reporting import Better, Row, columns, command_line, number, report, timed  # noqa: E402
from recommendations.algorithms.evaluation import (  # noqa: E402
    Case,
    Metrics,
    Split,
    Task,
    cases_of,
    evaluate,
    split_at,
)
from recommendations.algorithms.interactions import (  # noqa: E402
    IntArray,
    Interactions,
    ItemFeatures,
    basket_item_matrix,
)
from recommendations.algorithms.item_knn import item_knn  # noqa: E402
from recommendations.algorithms.models import (  # noqa: E402
    Blend,
    Member,
    Surface,
    TrainedModels,
)
from recommendations.algorithms.personal import Histories  # noqa: E402
from recommendations.algorithms.pipeline import PipelineConfig, fit  # noqa: E402
from recommendations.algorithms.scoring import Filters, Scorer  # noqa: E402

DATA = Path("../shared/data/online-retail/online_retail.parquet")
PRODUCT_CODE = r"^\d{5}[A-Za-z]*$"
FINAL = (pd.Timestamp("2011-11-01"), None)
TUNING = (pd.Timestamp("2011-10-01"), pd.Timestamp("2011-11-01"))
QUICK_CASES = 300

BASKET_TASKS = (Task.COMPLETE_BASKET, Task.COMPLETE_SMALL_BASKET)
BASKET_KNN = "item_knn of baskets"
SHOPPER_ONLY = frozenset({Member.PERSONAL, Member.LIGHTFM})
"""Members that say nothing of a basket without its shopper."""
MEMBER_FIGURES: Sequence[tuple[Task, Callable[[Metrics], float]]] = (
    (Task.NEW_ITEMS, lambda metrics: metrics.recall.mean),
    (Task.NEW_ITEMS, lambda metrics: metrics.ndcg.mean),
    (Task.NEW_ITEMS, lambda metrics: metrics.coverage),
    (Task.NEXT_BASKET, lambda metrics: metrics.ndcg.mean),
    (Task.NEXT_BASKET, lambda metrics: metrics.coverage),
    (Task.COMPLETE_BASKET, lambda metrics: metrics.hit.mean),
    (Task.COMPLETE_SMALL_BASKET, lambda metrics: metrics.hit.mean),
)
TO_REACH = {
    "A/recall@10": 0.090,
    "A/ndcg@10": 0.155,
    "A/coverage@10": 0.20,
    "B/ndcg@10": 0.305,
    "C/hit@10": 0.335,
    "C3/hit@10": 0.165,
    "training/cpu_seconds": 500.0,
}


class Stopwatch:
    """Milliseconds of wall time of every answer."""

    def __init__(self) -> None:
        self._milliseconds: list[float] = []

    @contextmanager
    def running(self) -> Iterator[None]:
        """Count the enclosed work as one answer."""
        begun = time.perf_counter()
        yield
        self._milliseconds.append(1_000 * (time.perf_counter() - begun))

    def percentile(self, percent: float) -> float:
        """The given percentile over all answers so far."""
        return float(np.percentile(self._milliseconds, percent))


@dataclass(frozen=True)
class Shop:
    """A shop as it stood at the split: what it knew and what it had trained."""

    split: Split
    histories: Histories
    models: TrainedModels
    stopwatch: Stopwatch

    def with_only(self, member: Member) -> Shop:
        """The same shop, were one member asked alone."""
        alone = {
            surface: Blend({member: 1.0}, blend.half_life_days, blend.personal_half_life_days)
            for surface, blend in self.models.blends.items()
        }
        return replace(self, models=replace(self.models, blends=alone), stopwatch=Stopwatch())

    def with_basket_knn(self) -> Shop:
        """The same shop, were item-kNN over baskets asked alone: the usual cart completion."""
        baskets = basket_item_matrix(self.split.train, now=self.split.moment)
        table = item_knn(baskets, k=PipelineConfig().knn_neighbours)
        models = replace(self.models, tables={**self.models.tables, Member.ITEM_KNN: table})
        return replace(self, models=models).with_only(Member.ITEM_KNN)

    def measure(self, task: Task, cases: Sequence[Case]) -> Metrics:
        """Quality of this shop's lists of ten."""
        scorer = Scorer(self.models)

        def recommend(case: Case) -> IntArray:
            with self.stopwatch.running():
                return self._ask(scorer, task, case)

        return evaluate(cases, recommend, catalogue_size=int(self.split.catalogue.sum()))

    def _only_popularity(self) -> bool:
        weights = self.models.blends[Surface.COMPLETE_BASKET].weights
        return list(weights) == [Member.POPULARITY]

    def _ask(self, scorer: Scorer, task: Task, case: Case) -> IntArray:
        available = Filters(available=self.split.catalogue)
        if self._only_popularity() and len(case.context):
            # What is trending knows nothing of baskets: the line that completion must beat.
            new = Filters(available=self.split.catalogue, excluded=case.context)
            found = scorer.trending(n=10, filters=new)
        elif task in BASKET_TASKS:
            found = scorer.complete_basket(case.context, n=10, filters=available)
        else:
            history = self.histories.of(case.user)
            if task is Task.NEW_ITEMS:
                new = Filters(available=self.split.catalogue, excluded=history.items)
                found = scorer.for_user(history, n=10, user=case.user, filters=new)
            else:
                found = scorer.next_basket(history, n=10, user=case.user, filters=available)
        return np.array([recommendation.item for recommendation in found], dtype=np.int32)


def cleaned(path: Path) -> pd.DataFrame:
    """One row an (invoice, item) with `user`, `item`, `basket`, `at`, `price` and `title`.

    Left out: cancellations and adjustments (C, A), guests, quantity or price not above zero, and
    stock codes that are no products.
    """
    lines = pd.read_parquet(path)
    invoices = lines["InvoiceNo"].astype(str)
    codes = lines["StockCode"].astype(str).str.strip().str.upper()
    kept = (
        ~invoices.str.upper().str.startswith(("C", "A"))
        & lines["CustomerID"].notna()
        & (lines["Quantity"] > 0)
        & (lines["UnitPrice"] > 0)
        & codes.str.match(PRODUCT_CODE)
    )
    events = pd.DataFrame(
        {
            "basket": invoices[kept],
            "item": codes[kept],
            "user": lines["CustomerID"][kept].astype("int64"),
            "at": pd.to_datetime(lines["InvoiceDate"][kept]),
            "price": lines["UnitPrice"][kept],
            "title": lines["Description"][kept].astype(str).str.strip(),
        }
    ).sort_values(["at", "basket"], kind="stable")
    return events.groupby(["basket", "item"], as_index=False, sort=False).agg(
        user=("user", "first"),
        at=("at", "first"),
        price=("price", "median"),
        title=("title", "last"),
    )


def as_interactions(events: pd.DataFrame) -> Interactions:
    """Indices in the sorted order of users, items and baskets."""
    users, items, baskets = (
        np.unique(events[name].to_numpy(), return_inverse=True)
        for name in ("user", "item", "basket")
    )
    return Interactions(
        users=users[1].astype(np.int32),
        items=items[1].astype(np.int32),
        times=events["at"].astype("datetime64[s]").astype("int64").to_numpy(),
        weights=np.ones(len(events), dtype=np.float32),
        baskets=baskets[1].astype(np.int32),
        n_users=len(users[0]),
        n_items=len(items[0]),
    )


def features_before(events: pd.DataFrame, moment: pd.Timestamp) -> ItemFeatures:
    """Titles and prices as known at `moment`; empty for items that came later."""
    items = np.unique(events["item"].to_numpy())
    known = events[events["at"] < moment].groupby("item")
    described = known.agg(title=("title", "last"), price=("price", "median")).reindex(items)
    return ItemFeatures(
        texts=described["title"].fillna("").tolist(),
        prices=described["price"].to_numpy(dtype=np.float32),
    )


def seconds(moment: pd.Timestamp) -> int:
    """Seconds since the epoch; the file's times carry no zone and are read as UTC throughout."""
    return int(moment.timestamp())


def trained_shop(
    events: pd.DataFrame, moment: pd.Timestamp, until: pd.Timestamp | None
) -> tuple[Shop, float]:
    """The shop as trained at `moment`, to be judged by what came before `until`; CPU seconds."""
    split = split_at(
        as_interactions(events),
        seconds(moment),
        until=None if until is None else seconds(until),
    )
    print(f"Online Retail: training on {len(split.train):,} events before {moment:%Y-%m-%d}")
    models, cpu_seconds = timed(
        lambda: fit(
            split.train,
            features_before(events, moment),
            PipelineConfig(),
            now=split.moment,
            progress=lambda step: print(f"  {step}", file=sys.stderr),
        )
    )
    histories = Histories(split.train, now=split.moment)
    return Shop(split, histories, models, Stopwatch()), cpu_seconds


def sampled(cases: list[Case], *, quick: bool) -> list[Case]:
    """All cases, or with `quick` a fixed random part of them."""
    if not quick or len(cases) <= QUICK_CASES:
        return cases
    chosen = np.random.default_rng(7).choice(len(cases), QUICK_CASES, replace=False)
    return [cases[place] for place in sorted(chosen)]


def member_results(shop: Shop, cases: dict[Task, list[Case]]) -> dict[str, dict[Task, Metrics]]:
    """Every member alone on every task that it can answer, by name."""
    results: dict[str, dict[Task, Metrics]] = {}
    for member in Member:
        tasks = [
            task
            for task in Task
            if not (member in SHOPPER_ONLY and task in BASKET_TASKS)
            and not (member is Member.PERSONAL and task is Task.NEW_ITEMS)
        ]
        alone = shop.with_only(member)
        results[member] = {task: alone.measure(task, cases[task]) for task in tasks}
    basket_knn = shop.with_basket_knn()
    results[BASKET_KNN] = {task: basket_knn.measure(task, cases[task]) for task in BASKET_TASKS}
    return results


def print_members(members: dict[str, dict[Task, Metrics]], ours: dict[Task, Metrics]) -> None:
    """Each member alone and the blend under them, in the columns of the figures' table."""
    header = ("alone", "A recall", "A ndcg", "A cover", "B ndcg", "B cover", "C hit", "C3 hit")
    named = list(members.items())
    print(
        columns(
            header, [_member_line(name, results) for name, results in [*named, ("blend", ours)]]
        )
    )
    print()


def _member_line(name: str, results: dict[Task, Metrics]) -> Sequence[str]:
    return (
        name,
        *(
            number(figure(results[task])) if task in results else ""
            for task, figure in MEMBER_FIGURES
        ),
    )


def rows_of(
    ours: dict[Task, Metrics], baseline: dict[Task, Metrics], *, cpu_seconds: float, p95: float
) -> list[Row]:
    """The figures by name, beside the baseline of the same run."""
    rows = []
    for task in (Task.NEW_ITEMS, Task.NEXT_BASKET):
        for metric in ("recall", "ndcg"):
            rows.append(_row(task, metric, ours[task], baseline[task]))
        name = f"{task}/coverage@10"
        rows.append(
            Row(
                f"recommendations/{name}",
                ours[task].coverage,
                baseline=baseline[task].coverage,
                to_reach=TO_REACH.get(name),
            )
        )
    for task in BASKET_TASKS:
        rows.append(_row(task, "hit", ours[task], baseline[task]))
    training = "training/cpu_seconds"
    rows.append(
        Row(
            f"recommendations/{training}",
            cpu_seconds,
            unit="s",
            to_reach=TO_REACH[training],
            better=Better.LOWER,
        )
    )
    answer = "recommendations/serving/p95_ms"
    rows.append(Row(answer, p95, unit="ms", to_reach=5.0, better=Better.LOWER))
    return rows


def _row(task: Task, metric: str, ours: Metrics, baseline: Metrics) -> Row:
    name = f"{task}/{metric}@10"
    measured, compared = getattr(ours, metric), getattr(baseline, metric)
    return Row(
        f"recommendations/{name}",
        measured.mean,
        baseline=compared.mean,
        to_reach=TO_REACH.get(name),
        standard_error=measured.standard_error,
    )


def main() -> int:
    """Train, ask, count, print."""
    parser = command_line("Recommendations on Online Retail", data=ROOT / DATA)
    parser.add_argument(
        "--october", action="store_true", help="the month that settings are tuned on, not the test"
    )
    arguments = parser.parse_args()
    if not arguments.data.exists():
        print(f"No data at {arguments.data}: nothing measured. See README for where to get it.")
        return 0
    shop, cpu_seconds = trained_shop(
        cleaned(arguments.data), *(TUNING if arguments.october else FINAL)
    )
    cases = {task: sampled(cases_of(shop.split, task), quick=arguments.quick) for task in Task}
    print("cases: " + ", ".join(f"{task} {len(cases[task]):,}" for task in Task), end="\n\n")
    ours = {task: shop.measure(task, cases[task]) for task in Task}
    members = member_results(shop, cases)
    print_members(members, ours)
    print("the shop's lists; baseline: item-kNN, for carts of baskets, in the same run")
    rows = rows_of(
        ours,
        {**members[Member.ITEM_KNN], **members[BASKET_KNN]},
        cpu_seconds=cpu_seconds,
        p95=shop.stopwatch.percentile(95),
    )
    report(rows, json_path=arguments.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
