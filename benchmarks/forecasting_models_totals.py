"""Totals on Online Retail: Prophet for the shop and kinds of goods, and a plan by the month."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import holidays
import numpy as np

from benchmarks.forecasting_data import FIRST_DAY, PROTOCOLS
from benchmarks.reporting import Better, Row, columns
from forecasting.algorithms.panel import FloatArray, Panel, Period
from forecasting.algorithms.prophet_totals import Occasion, TotalSettings, fit_total
from forecasting.algorithms.scores import coverage, wape
from forecasting.algorithms.yearly import YearPlan, year_plan

WEEK = 7
NINETY_DAYS = 90
BY_NINETY_DAYS = tuple(date(2011, 5, 21) + timedelta(days=28 * step) for step in range(5))
"""Five origins, 28 days apart; the last ends a day before the data."""
PLANNED_FROM = tuple(date(2011, month, 1) for month in (4, 5, 6, 7, 8, 9))
MONTHS_AHEAD = 3
COLUMN_NAMES = ("model", "day WAPE", "week MAPE", "week WAPE", "sum off by", "80 %", "95 %")


@dataclass(frozen=True, slots=True)
class Span:
    """A total from a day on: what came (H,), the mean told, and quantiles (H, 5) where told."""

    actual: FloatArray
    mean: FloatArray
    quantiles: FloatArray | None = None


Teller = Callable[[FloatArray, int], Span]


def occasions() -> list[Occasion]:
    """England's bank holidays: the shop rests on them."""
    days = holidays.country_holidays("GB", subdiv="ENG", years=range(2010, 2013))
    return [Occasion(name, day) for day, name in days.items()]


def by_prophet(units: FloatArray, origin: int, horizon: int, settings: TotalSettings) -> Span:
    """What Prophet, or what stands in for it, told at a column."""
    told = fit_total(
        units[:origin], first=FIRST_DAY, occasions=occasions(), settings=settings
    ).look_ahead(horizon)
    return Span(units[origin : origin + horizon], told.mean, told.quantiles)


def by_last_weeks(units: FloatArray, origin: int, horizon: int) -> Span:
    """The last four weeks' mean of each weekday."""
    weekdays = units[origin - 28 : origin].reshape(4, WEEK).mean(axis=0)
    return Span(units[origin : origin + horizon], np.resize(weekdays, horizon))


def by_last_week(units: FloatArray, origin: int, horizon: int) -> Span:
    """Seasonal naive."""
    return Span(units[origin : origin + horizon], np.resize(units[origin - WEEK : origin], horizon))


def figures(spans: Sequence[Span]) -> dict[str, float]:
    """Means over spans, in per cent, in the order of ``COLUMN_NAMES``; NaN where not told."""
    return {
        name: float(np.mean([_figures(span)[name] for span in spans]))
        for name in _figures(spans[0])
    }


def _figures(span: Span) -> dict[str, float]:
    whole = len(span.actual) // WEEK * WEEK
    actual, mean = (part[:whole].reshape(-1, WEEK).sum(axis=1) for part in (span.actual, span.mean))
    band = span.quantiles
    nothing = float("nan")
    return {
        "day": wape(span.actual, span.mean),
        "week_mape": 100 * float(np.mean(np.abs(mean - actual)[actual > 0] / actual[actual > 0])),
        "week": wape(actual, mean),
        "sum": 100 * abs(float(span.mean.sum() / span.actual.sum()) - 1),
        "coverage_80": nothing if band is None else coverage(span.actual, band[:, 1], band[:, 3]),
        "coverage_95": nothing if band is None else coverage(span.actual, band[:, 0], band[:, 4]),
    }


def shop_totals(daily: Panel, *, quick: bool) -> list[Row]:
    """The whole shop, 28 days, 8 weeks and 90 days ahead."""
    units = np.nansum(daily.units, axis=0)
    rows: list[Row] = []
    for name, days, horizon, reach in (
        ("28d", PROTOCOLS[Period.DAY].origins, 28, None),
        ("8w", PROTOCOLS[Period.WEEK].origins, 56, None),
        ("90d", BY_NINETY_DAYS, NINETY_DAYS, 25.0),
    ):
        asked = [(day - FIRST_DAY).days for day in (days[-1:] if quick else days)]
        told = _told_by_all([units], asked, horizon, TotalSettings())
        _print(f"shop total, {name} ahead, {len(asked)} origins", told)
        rows += _rows(f"total-{name}", told, reach)
    return rows


def kinds_of_goods(daily: Panel, *, quick: bool) -> list[Row]:
    """Fifteen kinds of goods, 8 weeks ahead."""
    units = by_kind(daily)
    protocol = PROTOCOLS[Period.WEEK]
    asked = [
        (day - FIRST_DAY).days for day in (protocol.origins[-1:] if quick else protocol.origins)
    ]
    told = _told_by_all(list(units), asked, 56, TotalSettings())
    _print(f"{len(units)} kinds of goods, 8w ahead, {len(asked)} origins", told)
    return _rows("kinds-8w", told, None)


def by_kind(daily: Panel) -> FloatArray:
    """Shape (kinds, T): units a day."""
    units = np.zeros((int(daily.groups.max()) + 1, daily.periods))
    np.add.at(units, daily.groups, np.nan_to_num(daily.units))
    return units


def _told_by_all(
    series: Sequence[FloatArray], asked: Sequence[int], horizon: int, settings: TotalSettings
) -> dict[str, dict[str, float]]:
    tellers: dict[str, Callable[[FloatArray, int, int], Span]] = {
        "seasonal naive": by_last_week,
        "mean of four weeks": by_last_weeks,
        "Prophet": lambda units, origin, ahead: by_prophet(units, origin, ahead, settings),
    }
    return {
        name: figures([teller(units, origin, horizon) for units in series for origin in asked])
        for name, teller in tellers.items()
    }


def _print(title: str, told: dict[str, dict[str, float]]) -> None:
    print(f"\n{title}")
    lines = [
        (name, *("" if np.isnan(figure) else f"{figure:.1f}" for figure in some.values()))
        for name, some in told.items()
    ]
    print(columns(COLUMN_NAMES, lines))


def _rows(name: str, told: dict[str, dict[str, float]], reach: float | None) -> list[Row]:
    ours, baseline = told["Prophet"], told["seasonal naive"]
    return [
        Row(
            f"forecasting/{name}/{row}",
            ours[figure],
            unit="%",
            baseline=baseline[figure],
            to_reach=reach if figure == "week" else None,
            better=Better.LOWER,
        )
        for row, figure in (("wape", "day"), ("weekly_mape", "week_mape"), ("weekly_wape", "week"))
    ] + [
        Row(f"forecasting/{name}/{figure}", ours[figure], unit="%")
        for figure in ("coverage_80", "coverage_95")
    ]


def monthly_plan(daily: Panel) -> list[Row]:
    """Three months ahead by kind of goods; of nine months of history no year can be known."""
    units = by_kind(daily)
    plans, truths, flats = [], [], []
    for day in PLANNED_FROM:
        known = (day - FIRST_DAY).days
        plan = year_plan(units[:, :known], first=FIRST_DAY)
        plans.append(plan)
        truths.append(_months(units, plan))
        lengths = np.array([_days_of(plan, place) for place in range(MONTHS_AHEAD)])
        flats.append(units[:, known - 56 : known].mean(axis=1, keepdims=True) * lengths)
    mean = np.stack([plan.mean[:, :MONTHS_AHEAD] for plan in plans])
    band = np.stack([plan.quantiles[:, :MONTHS_AHEAD] for plan in plans])
    truth, flat = np.stack(truths), np.stack(flats)
    print(f"\nplan by month, {MONTHS_AHEAD} months of {mean.shape[1]} kinds, {len(plans)} origins")
    told = [
        ("mean of eight weeks", wape(truth, flat), float("nan"), float("nan")),
        (
            "plan",
            wape(truth, mean),
            coverage(truth, band[..., 1], band[..., 3]),
            coverage(truth, band[..., 0], band[..., 4]),
        ),
    ]
    lines = [
        (name, *("" if np.isnan(one) else f"{one:.1f}" for one in some)) for name, *some in told
    ]
    print(columns(("model", "month WAPE", "80 %", "95 %"), lines))
    return [
        Row("forecasting/plan-3m/wape", told[1][1], "%", told[0][1], None, Better.LOWER),
        Row("forecasting/plan-3m/coverage_80", told[1][2], "%"),
        Row("forecasting/plan-3m/coverage_95", told[1][3], "%"),
    ]


def _days_of(plan: YearPlan, place: int) -> int:
    return (plan.months[place + 1] - plan.months[place]).days


def _months(units: FloatArray, plan: YearPlan) -> FloatArray:
    """Shape (kinds, months): what was sold in the first months of a plan."""
    begins = [(month - FIRST_DAY).days for month in plan.months[: MONTHS_AHEAD + 1]]
    sums = [
        units[:, begin:end].sum(axis=1)
        for begin, end in zip(begins[:-1], begins[1:], strict=True)  # noqa: RUF007
    ]
    return np.stack(sums, axis=1)
