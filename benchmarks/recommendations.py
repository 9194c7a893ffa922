"""Recommendations on Online Retail: what the shop's lists would have found.

Trains the shop's own pipeline on what was known before a moment, asks the shop's own scorer, and
counts against what was bought after. Full ranking over the training catalogue; four tasks:
A new items, B next basket, C cart completion, C3 the same from three items.

    python benchmarks/recommendations.py PATH                the test (November) and October
    python benchmarks/recommendations.py PATH --tuning       October alone: what is tuned on
    python benchmarks/recommendations.py --interactions FILE [--items FILE]
                                                             the same of anybody's own data
"""

from __future__ import annotations

import argparse
import resource
import sys
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.interaction_file import (  # noqa: E402
    leave_one_out,
    read_features,
    read_interactions,
    split_moment,
)
from benchmarks.online_retail import (  # noqa: E402
    DATA,
    as_interactions,
    cleaned,
    features_before,
    seconds,
)
from benchmarks.recommendation_shop import (  # noqa: E402
    BASKET_KNN,
    BASKET_TASKS,
    TWO_STAGES,
    Results,
    Shop,
    results_by_name,
    results_table,
    sampled,
    trained_shop,
)
from benchmarks.reporting import Better, Row, command_line, report  # noqa: E402
from recommendations.algorithms.evaluation import (  # noqa: E402
    Metrics,
    Split,
    Task,
    cases_of,
    split_at,
)
from recommendations.algorithms.interactions import Interactions, ItemFeatures  # noqa: E402
from recommendations.algorithms.models import Member  # noqa: E402

FINAL = (pd.Timestamp("2011-11-01"), None)
TUNING = (pd.Timestamp("2011-10-01"), pd.Timestamp("2011-11-01"))
TO_REACH = {
    "A/recall@10": 0.090,
    "A/ndcg@10": 0.155,
    "A/coverage@10": 0.20,
    "B/ndcg@10": 0.305,
    "C/hit@10": 0.335,
    "C3/hit@10": 0.165,
}
TRAINING_CPU_SECONDS = 500.0
TRAINING_PEAK_MB = 2_048.0
SERVING_P95_MS = 5.0


def online_retail_split(
    events: pd.DataFrame, moment: pd.Timestamp, until: pd.Timestamp | None
) -> Split:
    """Train before `moment`; test from it on, or up to `until`."""
    split = split_at(
        as_interactions(events), seconds(moment), until=None if until is None else seconds(until)
    )
    print(f"Online Retail: training on {len(split.train):,} events before {moment:%Y-%m-%d}")
    return split


def measured(
    split: Split, features: ItemFeatures, *, quick: bool
) -> tuple[Shop, dict[str, Results], float]:
    """Train, ask and print; also the peak memory in MB of the process, as training left it."""
    shop = trained_shop(split, features)
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024
    print(f"trained in {shop.cpu_seconds:.0f} CPU seconds, peak {peak_mb:,.0f} MB")
    cases = {task: sampled(cases_of(split, task), quick=quick) for task in Task}
    print("cases: " + ", ".join(f"{task} {len(cases[task]):,}" for task in Task), end="\n\n")
    results = results_by_name(shop, {task: some for task, some in cases.items() if some})
    print(results_table(results), end="\n\n")
    return shop, results, peak_mb


def quality_rows(results: dict[str, Results], *, month: str = "") -> list[Row]:
    """Our figures by name, beside the baseline of the same run; with `month`, nothing to reach."""
    ours = results[TWO_STAGES]
    baseline = {**results[Member.ITEM_KNN], **results[BASKET_KNN]}
    rows = []
    for task in (Task.NEW_ITEMS, Task.NEXT_BASKET):
        rows += [_row(task, name, ours[task], baseline[task], month) for name in ("recall", "ndcg")]
        rows.append(_row(task, "coverage", ours[task], baseline[task], month))
    return rows + [_row(task, "hit", ours[task], baseline[task], month) for task in BASKET_TASKS]


def _row(task: Task, metric: str, ours: Metrics, baseline: Metrics, month: str) -> Row:
    name = f"{task}/{metric}@10"
    value, compared = getattr(ours, metric), getattr(baseline, metric)
    plain = isinstance(value, float)
    return Row(
        f"recommendations/{month}{name}",
        value if plain else value.mean,
        baseline=compared if plain else compared.mean,
        to_reach=None if month else TO_REACH.get(name),
        standard_error=None if plain else value.standard_error,
    )


def cost_rows(shop: Shop, peak_mb: float) -> list[Row]:
    """CPU time of training and answering; of answers the 95th percentile of the slowest task."""
    slowest = max(shop.stopwatch.percentile(task, 95) for task in shop.stopwatch.milliseconds)
    limits = (
        ("training/cpu_seconds", shop.cpu_seconds, "s", TRAINING_CPU_SECONDS),
        ("training/peak_mb", peak_mb, "MB", TRAINING_PEAK_MB),
        ("serving/p95_cpu_ms", slowest, "ms", SERVING_P95_MS),
    )
    return [
        Row(f"recommendations/{name}", value, unit=unit, to_reach=limit, better=Better.LOWER)
        for name, value, unit, limit in limits
    ]


def online_retail(arguments: argparse.Namespace) -> list[Row]:
    """The test and the month before it, or that month alone."""
    events = cleaned(arguments.data)
    rows: list[Row] = []
    if not arguments.tuning:
        split = online_retail_split(events, *FINAL)
        features = features_before(events, FINAL[0])
        shop, results, peak_mb = measured(split, features, quick=arguments.quick)
        rows += quality_rows(results) + cost_rows(shop, peak_mb)
        print("the shop's lists; baseline: item-kNN, for carts of baskets, in the same run")
        report(rows, json_path=arguments.json)
        print()
    split = online_retail_split(events, *TUNING)
    _, results, _ = measured(split, features_before(events, TUNING[0]), quick=arguments.quick)
    return rows + quality_rows(results, month="october/")


def own_data(arguments: argparse.Namespace) -> list[Row]:
    """Leave one out, and the last tenth of the time, of a file of interactions."""
    try:
        interactions, items = read_interactions(arguments.interactions)
        features = read_features(arguments.items, items)
    except (OSError, ValueError) as error:
        print(f"Cannot be read: {error}", file=sys.stderr)
        raise SystemExit(2) from error
    print(
        f"{arguments.interactions.name}: {len(interactions):,} events of "
        f"{interactions.n_users:,} users and {interactions.n_items:,} items"
    )
    print("\nleave one out: the last new item of everybody, from all that was before or elsewhere")
    _leave_one_out(interactions, features, quick=arguments.quick)
    print("\nsplit by time: the last tenth of all events, from what was before")
    split = split_at(interactions, split_moment(interactions))
    if not len(split.train) or not any(cases_of(split, task) for task in Task):
        print("nobody who was known before came back in it: nothing can be asked")
        return []
    shop, results, peak_mb = measured(split, features, quick=arguments.quick)
    complete = all(task in results[TWO_STAGES] for task in Task)
    return (quality_rows(results, month="own/") if complete else []) + cost_rows(shop, peak_mb)


def _leave_one_out(interactions: Interactions, features: ItemFeatures, *, quick: bool) -> None:
    split, cases = leave_one_out(interactions)
    if not cases:
        print("nobody ended with an item that was new to them and known to others: no case")
        return
    shop = trained_shop(split, features)
    asked = {Task.NEW_ITEMS: sampled(cases, quick=quick)}
    print(f"cases: {len(asked[Task.NEW_ITEMS]):,}", end="\n\n")
    print(results_table(results_by_name(shop, asked)))


def main() -> int:
    """Train, ask, count, print."""
    parser = command_line("Recommendations on Online Retail", data=ROOT / DATA)
    parser.add_argument(
        "--tuning", action="store_true", help="only October, which settings are tuned on"
    )
    parser.add_argument(
        "--interactions", type=Path, metavar="FILE", help="CSV with user, item, time instead"
    )
    parser.add_argument(
        "--items", type=Path, metavar="FILE", help="CSV with item and any attributes"
    )
    arguments = parser.parse_args()
    if arguments.interactions is not None:
        report(own_data(arguments), json_path=arguments.json)
        return 0
    if not arguments.data.exists():
        print(f"No data at {arguments.data}: nothing measured. See README for where to get it.")
        return 0
    report(online_retail(arguments), json_path=arguments.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
