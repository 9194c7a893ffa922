"""Demand forecasts on Online Retail: what the shop's pipeline would have told, beside what came.

At each origin the pipeline learns from what was known before it and nothing else, and tells every
series; figures are means over origins, as the published ones are.

    python benchmarks/forecasting.py PATH                weekly and daily, and what it costs
    python benchmarks/forecasting.py PATH --searched     AutoARIMA in the table, too (minutes)
    python benchmarks/forecasting.py --csv FILE          any CSV of series, date, value
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.forecasting_answers import mean_scores, naive, single_models  # noqa: E402
from benchmarks.forecasting_data import (  # noqa: E402
    DATA,
    PROTOCOLS,
    UnreadableData,
    csv_panel,
    online_retail,
)
from benchmarks.reporting import Better, Row, columns, command_line, report, timed  # noqa: E402
from forecasting.algorithms.backtest import Answer, Scores, backtest  # noqa: E402
from forecasting.algorithms.forecast import Forecast  # noqa: E402
from forecasting.algorithms.panel import Panel, Period, Plans  # noqa: E402
from forecasting.algorithms.pipeline import fit, look_ahead  # noqa: E402

TO_REACH: Mapping[str, float] = {
    "weekly-200/wape": 58.0,
    "weekly-200/wape_h": 36.0,
    "weekly-200/wql": 28.0,
    "daily-200/wape": 91.0,
    "daily-200/wape_h": 38.0,
}
COVERAGE = {"coverage_80": (77.0, 83.0), "coverage_95": (93.0, 97.0)}
CPU_SECONDS = 60.0
MANY = 10_000
SHARD = 1_000
NAMES = {Period.WEEK: "weekly", Period.DAY: "daily"}


@dataclass(frozen=True, slots=True)
class Question:
    """A panel, from where it is told, and how far."""

    name: str
    panel: Panel
    origins: list[int]
    horizon: int
    fewest: int

    def asked(self, answer: Answer) -> Scores:
        """Means over the origins."""
        return mean_scores(
            backtest(
                self.panel,
                origins=self.origins,
                horizon=self.horizon,
                answer=answer,
                fewest=self.fewest,
            )
        )


def shelfwise(panel: Panel, horizon: int, plans: Plans) -> Forecast:
    """Learn from a panel and tell it."""
    return look_ahead(fit(panel), panel, horizon, plans)


def measured(question: Question, *, searched: bool) -> list[Row]:
    """Ask ours and every single model, print the table, and give ours as rows."""
    print(f"\n{question.name}: {len(question.panel):,} series, {len(question.origins)} origins")
    baseline = question.asked(naive)
    told = {"seasonal naive": baseline}
    for name, answer in single_models(question.panel.period, searched=searched).items():
        told[name] = question.asked(answer)
    ours, cpu = timed(lambda: question.asked(shelfwise))
    told["Shelfwise"] = ours
    print(_table(told))
    print(f"Shelfwise: {cpu:.1f} CPU seconds, learning included, for all origins")
    return rows(question.name, ours, baseline)


def rows(name: str, ours: Scores, baseline: Scores) -> list[Row]:
    """The figures of the demand table."""
    figures = [
        Row(
            f"forecasting/{name}/{figure}",
            getattr(ours, figure),
            unit="%",
            baseline=getattr(baseline, figure),
            to_reach=TO_REACH.get(f"{name}/{figure}"),
            better=Better.LOWER,
        )
        for figure in ("wape", "wape_h", "wql")
    ]
    return figures + [
        Row(
            f"forecasting/{name}/{figure}",
            getattr(ours, figure),
            unit="%",
            baseline=getattr(baseline, figure),
            to_reach=least,
            at_most=most,
        )
        for figure, (least, most) in COVERAGE.items()
    ]


def _table(told: Mapping[str, Scores]) -> str:
    header = ("model", "WAPE", "WAPE_H", "wQL", "MASE", "bias", "80 %", "95 %")
    fields = ("wape", "wape_h", "wql", "mase", "bias", "coverage_80", "coverage_95")
    return columns(
        header,
        [
            (name, *(_shown(getattr(scores, field)) for field in fields))
            for name, scores in told.items()
        ],
    )


def _shown(figure: float) -> str:
    return "" if np.isnan(figure) else f"{figure:.2f}"


def questions(path: Path, *, quick: bool) -> list[Question]:
    """The 200 best-selling stock codes by week and by day; quick: the last origin alone."""
    asked = []
    for period, name in NAMES.items():
        protocol = PROTOCOLS[period]
        panel = online_retail(path, period=period, most=200).panel
        origins = protocol.columns(panel)[-1:] if quick else protocol.columns(panel)
        asked.append(Question(f"{name}-200", panel, origins, protocol.horizon, protocol.fewest))
    return asked


def own_questions(path: Path) -> list[Question]:
    """The same horizons and as many origins of anybody's series, the last ending with the data."""
    asked = []
    for period, name in NAMES.items():
        protocol = PROTOCOLS[period]
        panel = csv_panel(path, period=period).panel
        step = 28 // period.days
        last = panel.periods - protocol.horizon
        origins = [last - step * back for back in reversed(range(len(protocol.origins)))]
        kept = [origin for origin in origins if origin >= 2 * protocol.fewest]
        if kept:
            asked.append(Question(f"own-{name}", panel, kept, protocol.horizon, protocol.fewest))
        else:
            print(f"own-{name}: {panel.periods} periods are too few to be told and to learn from")
    return asked


def cost_rows(path: Path, *, quick: bool) -> list[Row]:
    """CPU seconds of learning and telling 1,000 series by week and by day; and of many."""
    panels = [online_retail(path, period=period, most=1_000).panel for period in NAMES]
    seconds = sum(_cost(panel) for panel in panels)
    found = [
        Row(
            "forecasting/cost/cpu_seconds_1000",
            seconds,
            unit="s",
            to_reach=CPU_SECONDS,
            better=Better.LOWER,
        ),
        _a_series("1000", seconds, len(panels[0])),
    ]
    if not quick:
        many = sum(_cost(_repeated(panel)) for panel in panels)
        found.append(_a_series(str(MANY), many, MANY))
    return found


def _a_series(name: str, seconds: float, series: int) -> Row:
    return Row(
        f"forecasting/cost/seconds_a_sku_{name}",
        seconds / series,
        unit="s",
        better=Better.LOWER,
    )


def _cost(panel: Panel) -> float:
    """CPU seconds of learning from a panel and telling it shard by shard."""
    horizon = 13 if panel.period is Period.WEEK else 28

    def work() -> None:
        model = fit(panel)
        for begin in range(0, len(panel), SHARD):
            look_ahead(model, panel.only(range(begin, min(begin + SHARD, len(panel)))), horizon)

    return timed(work)[1]


def _repeated(panel: Panel) -> Panel:
    """Ten thousand series: those of the panel again, each with chance of its own."""
    random = np.random.default_rng(11)
    some = panel.only(np.arange(MANY) % len(panel))
    units = np.where(some.known, random.poisson(np.nan_to_num(some.units)), np.nan)
    return replace(some, series=np.arange(MANY), units=units)


def main() -> int:
    """Learn, tell, count, print."""
    parser = command_line("Demand forecasts on Online Retail", data=ROOT / DATA)
    parser.add_argument("--csv", type=Path, metavar="FILE", help="CSV with series, date, value")
    parser.add_argument("--searched", action="store_true", help="also AutoARIMA, by the week")
    arguments = parser.parse_args()
    found = _own(arguments) if arguments.csv else _online_retail(arguments)
    print()
    report(found, json_path=arguments.json)
    return 0


def _online_retail(arguments: argparse.Namespace) -> list[Row]:
    if not arguments.data.exists():
        print(f"{arguments.data} is not there: nothing was measured", file=sys.stderr)
        return []
    found: list[Row] = []
    for question in questions(arguments.data, quick=arguments.quick):
        found += measured(question, searched=arguments.searched)
    return found + cost_rows(arguments.data, quick=arguments.quick)


def _own(arguments: argparse.Namespace) -> list[Row]:
    try:
        asked = own_questions(arguments.csv)
    except (OSError, UnreadableData) as wrong:
        print(f"Cannot be read: {wrong}", file=sys.stderr)
        raise SystemExit(2) from wrong
    return [row for one in asked for row in measured(one, searched=arguments.searched)]


if __name__ == "__main__":
    sys.exit(main())
