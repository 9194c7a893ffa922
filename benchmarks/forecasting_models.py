"""Every kind of demand model on Online Retail, each on the protocol of `forecasting.py`.

    python benchmarks/forecasting_models.py PATH             all of it (some minutes)
    python benchmarks/forecasting_models.py PATH --quick     the last origin alone
    python benchmarks/forecasting_models.py PATH --prophet   Prophet for each of 200 SKUs, too

Learners: seasonal naive, random forest, LSTM (where JAX is) and the shop's pipeline on the 200
best-selling SKUs by week and by day. Totals: Prophet for the shop and for fifteen kinds of goods,
28 days, 8 weeks and 90 days ahead. Hierarchy: what bringing SKUs, kinds and the shop to add up
does to each level. Cold start: SKUs under eight weeks old. Plan: months of kinds of goods.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.forecasting import Question, questions, shelfwise  # noqa: E402
from benchmarks.forecasting_answers import mean_scores, naive  # noqa: E402
from benchmarks.forecasting_data import (  # noqa: E402
    DATA,
    PROTOCOLS,
    by_week,
    online_retail,
)
from benchmarks.forecasting_models_totals import (  # noqa: E402
    by_prophet,
    kinds_of_goods,
    monthly_plan,
    shop_totals,
)
from benchmarks.reporting import (  # noqa: E402
    Better,
    Row,
    columns,
    command_line,
    report,
    timed,
)
from forecasting.algorithms import recurrent_net_training as recurrent  # noqa: E402
from forecasting.algorithms.backtest import Answer, Scores, backtest  # noqa: E402
from forecasting.algorithms.cold_start import group_share, is_new  # noqa: E402
from forecasting.algorithms.ensemble_groups import group_levels  # noqa: E402
from forecasting.algorithms.ensemble_groups import group_share as level_share  # noqa: E402
from forecasting.algorithms.forecast import Forecast, Forecaster, Method  # noqa: E402
from forecasting.algorithms.hierarchy import Reconciliation, Tree, reconcile  # noqa: E402
from forecasting.algorithms.panel import FloatArray, Panel, Period, Plans  # noqa: E402
from forecasting.algorithms.prophet_totals import TotalSettings  # noqa: E402
from forecasting.algorithms.random_forest import RandomForest  # noqa: E402
from forecasting.algorithms.recurrent_net import RecurrentSettings  # noqa: E402
from forecasting.algorithms.scores import wape, wape_h  # noqa: E402
from forecasting.algorithms.statistical import ets  # noqa: E402

NET_FOR_DAYS = RecurrentSettings(weeks=6, steps=300)
SPANS = 12
NEW_FROM = range(13, 46, 4)
"""Weeks from which SKUs under eight weeks old are told: every fourth from the fourteenth on."""


def only_means(forecaster: Forecaster, method: Method) -> Answer:
    """A forecaster as the backtest asks it."""

    def answer(panel: Panel, horizon: int, plans: Plans) -> Forecast:
        made_by = np.full(len(panel), method, dtype=np.int8)
        return Forecast(forecaster(panel, horizon, plans), made_by)

    return answer


def _net(panel: Panel, horizon: int, plans: Plans) -> FloatArray:
    settings = NET_FOR_DAYS if panel.period is Period.DAY else RecurrentSettings()
    return recurrent.train(panel, horizon, settings=settings)(panel, horizon, plans)


def _prophet(panel: Panel, horizon: int, plans: Plans) -> FloatArray:
    """Each SKU by itself, from its days."""
    settings = TotalSettings(calibrations=0, draws=1)
    told = [by_prophet(units, panel.periods, horizon, settings).mean for units in panel.units]
    return np.stack(told)


def learners(path: Path, *, quick: bool, prophet: bool) -> list[Row]:
    """All learners on the 200 best-selling SKUs."""
    rows: list[Row] = []
    for question in questions(path, quick=quick):
        answers: dict[str, Answer] = {
            "naive": naive,
            "forest": only_means(RandomForest(), Method.RANDOM_FOREST),
            "shelfwise": shelfwise,
        }
        if recurrent.available():
            answers["lstm"] = only_means(_net, Method.RECURRENT_NET)
        else:
            print("No LSTM: pip install -r requirements-deep.txt")
        if prophet and question.panel.period is Period.DAY:
            answers["prophet"] = only_means(_prophet, Method.PROPHET)
        told = {name: timed(partial(_asked, question, answer)) for name, answer in answers.items()}
        _print_learners(question, told)
        rows += _learner_rows(question.name, told)
    return rows


@dataclass(frozen=True, slots=True)
class Found:
    """Figures by SKU, and the mean error of all SKUs together by period, in per cent."""

    scores: Scores
    together: float


def _asked(question: Question, answer: Answer) -> Found:
    told = backtest(
        question.panel,
        origins=question.origins,
        horizon=question.horizon,
        answer=answer,
        fewest=question.fewest,
    )
    actual = np.nansum(told.actual, axis=1)
    mean = np.where(np.isnan(told.actual), 0, told.mean).sum(axis=1)
    sold = actual > 0
    together = 100 * float(np.mean(np.abs(mean[sold] / actual[sold] - 1)))
    return Found(mean_scores(told), together)


def _print_learners(question: Question, told: dict[str, tuple[Found, float]]) -> None:
    print(f"\n{question.name}: {len(question.panel):,} SKUs, {len(question.origins)} origins")
    lines = [
        (
            name,
            *(f"{figure:.1f}" for figure in (one.scores.wape, one.scores.wape_h, one.scores.bias)),
            f"{one.scores.mase:.3f}",
            f"{one.together:.1f}",
            f"{cpu:.0f}",
        )
        for name, (one, cpu) in told.items()
    ]
    print(columns(("model", "WAPE", "WAPE_H", "bias", "MASE", "MAPE of sum", "CPU s"), lines))


def _learner_rows(name: str, told: dict[str, tuple[Found, float]]) -> list[Row]:
    baseline = told["naive"][0].scores
    together = Row(
        f"forecasting/{name}/mape_of_sum",
        told["shelfwise"][0].together,
        unit="%",
        baseline=told["naive"][0].together,
        better=Better.LOWER,
    )
    return [together] + [
        Row(
            f"forecasting/{name}-{model}/{figure}",
            getattr(found.scores, figure),
            unit="%",
            baseline=getattr(baseline, figure),
            better=Better.LOWER,
        )
        for model, (found, _) in told.items()
        if model not in ("naive", "shelfwise")
        for figure in ("wape", "wape_h")
    ]


def hierarchy(weekly: Panel, *, quick: bool) -> list[Row]:
    """WAPE of the sums over 8 weeks by level: each node for itself, and brought to add up."""
    protocol = PROTOCOLS[Period.WEEK]
    missed: dict[str, list[list[float]]] = {}
    for origin in protocol.columns(weekly)[-1:] if quick else protocol.columns(weekly):
        asked = weekly.only(np.flatnonzero(weekly.until(origin).lengths >= protocol.fewest))
        _, places = np.unique(asked.groups, return_inverse=True)
        tree = Tree(places, int(places.max()) + 1)
        nodes = replace(
            asked,
            series=np.arange(tree.nodes),
            units=tree.sums(np.nan_to_num(asked.units)),
            groups=np.zeros(tree.nodes, dtype=np.int64),
            price=None,
        )
        ways = _told_by_way(nodes, tree, origin, protocol.horizon)
        truth = nodes.units[:, origin : origin + protocol.horizon]
        for way, told in ways.items():
            levels = zip(tree.levels(truth), tree.levels(told), strict=True)
            missed.setdefault(way, []).append([wape_h(*level) for level in levels])
    means = {way: np.mean(some, axis=0) for way, some in missed.items()}
    print("\nhierarchy: WAPE of 8 weeks' sums by level, each node by exponential smoothing")
    lines = [(way, *(f"{level:.1f}" for level in levels)) for way, levels in means.items()]
    print(columns(("way", "shop", "kinds", "SKUs"), lines))
    agreed, apart = means[Reconciliation.MINT_SHRINK.value], means["apart"]
    return [
        Row(
            f"forecasting/hierarchy/{level}_wape_h",
            float(agreed[place]),
            unit="%",
            baseline=float(apart[place]),
            better=Better.LOWER,
        )
        for place, level in enumerate(("shop", "category", "sku"))
    ]


def _told_by_way(nodes: Panel, tree: Tree, origin: int, horizon: int) -> dict[str, FloatArray]:
    """Base forecasts as they are, and reconciled in every way with what earlier ones missed."""
    base = ets(nodes.until(origin), horizon)
    errors = []
    for back in range(horizon, horizon + SPANS):
        earlier = origin - back
        came = nodes.units[:, earlier : earlier + horizon].mean(axis=1)
        errors.append(ets(nodes.until(earlier), horizon).mean(axis=1) - came)
    missed = np.stack(errors, axis=1)
    ways = {way.value: reconcile(base, tree, errors=missed, way=way) for way in Reconciliation}
    return {"apart": base, **ways}


def cold_start(weekly: Panel, *, quick: bool) -> list[Row]:
    """SKUs between one week and eight weeks old, 8 weeks ahead, of all that were sold."""
    tellers: dict[str, Callable[[Panel], FloatArray]] = {
        "own mean": lambda panel: np.repeat(np.nanmean(panel.units, axis=1)[:, None], 8, axis=1),
        "own mean and the group's level": lambda panel: level_share(panel, 8, group_levels(panel)),
        "group's launches": lambda panel: group_share(panel, 8),
    }
    origins: Sequence[int] = list(NEW_FROM)[-1:] if quick else NEW_FROM
    actual: list[FloatArray] = []
    told: dict[str, list[FloatArray]] = {name: [] for name in tellers}
    for origin in origins:
        known = weekly.until(origin)
        known = known.only(known.lengths > 0)
        came = weekly.only(weekly.until(origin).lengths > 0).units[:, origin : origin + 8]
        new = is_new(known)
        actual.append(came[new])
        for name, teller in tellers.items():
            told[name].append(teller(known)[new])
    truth = np.concatenate(actual)
    figures = {
        name: (wape(truth, np.concatenate(some)), wape_h(truth, np.concatenate(some)))
        for name, some in told.items()
    }
    print(
        f"\ncold start: {len(truth):,} SKUs under eight weeks old, 8 weeks, {len(origins)} origins"
    )
    lines = [(name, *(f"{figure:.1f}" for figure in some)) for name, some in figures.items()]
    print(columns(("model", "WAPE", "WAPE_H"), lines))
    ours, own = figures["group's launches"], figures["own mean"]
    return [
        Row(f"forecasting/cold-start/{name}", ours[place], "%", own[place], None, Better.LOWER)
        for place, name in enumerate(("wape", "wape_h"))
    ]


def main() -> None:
    parser = command_line(__doc__ or "", data=DATA)
    parser.add_argument("--prophet", action="store_true", help="Prophet for each SKU (minutes)")
    arguments = parser.parse_args()
    if not arguments.data.exists():
        print(f"{arguments.data} is not there: nothing was measured")
        return
    quick = arguments.quick
    daily = online_retail(arguments.data, period=Period.DAY, most=None, grouped=True).panel
    weekly = by_week(daily)
    rows = shop_totals(daily, quick=quick) + monthly_plan(daily)
    rows += hierarchy(weekly, quick=quick) + cold_start(weekly, quick=quick)
    rows += kinds_of_goods(daily, quick=quick)
    rows += learners(arguments.data, quick=quick, prophet=arguments.prophet)
    print()
    report(rows, json_path=arguments.json)


if __name__ == "__main__":
    main()
