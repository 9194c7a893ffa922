"""Totals by the day: the shop, a category, or any one series that staff ask for, by Prophet.

Trend, week, year, holidays and outside series can be looked at one by one, which is what a total
is looked at for. Prophet's own bands are too narrow (75 and 88 per cent where 80 and 95 were
meant), so they are stretched by what the model missed when it was fitted to less than it knows
(split conformal: Lei and others 2018). Short and flat totals, failed fits and forecasts that no
one would believe are answered by the weekdays' means.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from forecasting.algorithms import prophet_engine as engine
from forecasting.algorithms.forecast import QUANTILES, Method
from forecasting.algorithms.panel import FloatArray
from forecasting.algorithms.total_stand_in import WeekdayMean, weekday_mean

MIDDLE = QUANTILES.index(0.5)
DAYS_A_YEAR = 365
MOST_TIMES_THE_LARGEST = 3
SMALLEST_SHARE = 0.1
OWN_COMPONENTS = ("trend", "week", "year", "holidays")
RECENT_DAYS = 91
NARROWEST, WIDEST = 0.7, 4.0
NEAR_DAY, FAR_DAY = 14, 56
"""Between these the band's factors go from those of near days to those of far ones."""
AS_TOLD = (1.0,) * len(QUANTILES)
Stretch = tuple[tuple[float, ...], tuple[float, ...]]
Regressors = Mapping[str, FloatArray]


@dataclass(frozen=True, slots=True)
class Occasion:
    """A holiday or an event of the shop's; one that comes again keeps its name.

    ``before`` and ``after`` are the days around it that it moves, too.
    """

    name: str
    day: date
    before: int = 0
    after: int = 0


@dataclass(frozen=True, slots=True)
class TotalSettings:
    """What is tuned. A year is learned from two; a gap is a run of days on which nothing sold."""

    fewest_days: int = 56
    fewest_sold: int = 20
    days_for_a_year: int = 2 * DAYS_A_YEAR - 14
    shortest_gap: int = 4
    changepoint_prior: float = 0.05
    changepoint_range: float = 0.9
    holidays_prior: float = 10.0
    calibrations: int = 3
    calibration_days: int = 28
    draws: int = 300
    seconds: float = 30.0


@dataclass(frozen=True, slots=True)
class Component:
    """What one cause adds, to be drawn: ``x`` labels, ``y`` shape (len(x),)."""

    x: tuple[str, ...]
    y: FloatArray


@dataclass(frozen=True, slots=True)
class TotalForecast:
    """A total's days to come.

    Attributes:
        first: the day that row 0 is about.
        mean: shape (H,), units a day.
        quantiles: shape (H, len(QUANTILES)), ascending, never negative.
        method: PROPHET, or STATISTICAL_STAND_IN where the weekdays' means answer.
        components: "trend" (ISO days, past and to come; units a day), "week" ("0" is Monday),
            "year" ("MM-DD"), "holidays" and each outside series (ISO days) as shares of the
            trend: .12 is 12 per cent above it. What was not learned is not there; an outside series
            with one of these names is "outside NAME".
    """

    first: date
    mean: FloatArray
    quantiles: FloatArray
    method: Method
    components: Mapping[str, Component]


@dataclass(frozen=True, slots=True)
class TotalModel:
    """A fitted total; ``prophet`` is Prophet's JSON, empty where the stand-in answers alone.

    ``regressors`` are the outside series that were learned, in the order of their codes, with
    their past; ``stretch`` widens Prophet's band, one factor a quantile for near and for far days;
    ``ceiling`` is the largest mean that is believed.
    """

    first: date
    days: int
    stand_in: WeekdayMean
    prophet: str = ""
    regressors: Regressors = field(default_factory=dict)
    stretch: Stretch = (AS_TOLD, AS_TOLD)
    ceiling: float = 0.0
    draws: int = 300

    def look_ahead(self, horizon: int, *, regressors: Regressors | None = None) -> TotalForecast:
        """The next ``horizon`` days; an outside series that is not told stays at its mean.

        Raises:
            ValueError: an outside series is told for fewer days than the horizon.
        """
        future = _future(self.regressors, regressors or {}, horizon)
        if self.prophet:
            try:
                told = self._by_prophet(engine.from_json(self.prophet), horizon, future)
            except engine.FAILURES:
                told = None
            if told is not None and self._believable(told.mean):
                return told
        return self._by_weekdays(horizon)

    def _by_prophet(self, model: Any, horizon: int, future: Regressors) -> TotalForecast:
        first = self.first + timedelta(days=self.days)
        coming = pd.date_range(first, periods=horizon)
        table = engine.predict(
            model, pd.date_range(self.first, coming[-1]), _joined(self.regressors, future)
        )
        mean = np.maximum(table["yhat"].to_numpy()[-horizon:], 0)
        courses = engine.samples(model, coming, future, draws=self.draws)
        band = np.quantile(courses, QUANTILES, axis=1).T
        return TotalForecast(
            first=first,
            mean=mean,
            quantiles=_stretched(mean, band, self.stretch),
            method=Method.PROPHET,
            components=_components(table, tuple(self.regressors)),
        )

    def _by_weekdays(self, horizon: int) -> TotalForecast:
        first = self.first + timedelta(days=self.days)
        level = self.stand_in.level
        everyday = pd.date_range(self.first, periods=self.days + horizon)
        components = {"trend": Component(_iso(everyday), np.full(len(everyday), level))}
        if level > 0:
            shares = np.asarray(self.stand_in.weekdays) / level - 1
            components["week"] = Component(tuple(map(str, range(7))), shares)
        return TotalForecast(
            first=first,
            mean=self.stand_in.mean(first, horizon),
            quantiles=self.stand_in.quantiles(first, horizon),
            method=Method.STATISTICAL_STAND_IN,
            components=components,
        )

    def _believable(self, mean: FloatArray) -> bool:
        """Neither shooting up nor falling to nothing: a bent line may do both within 90 days."""
        least = SMALLEST_SHARE * self.stand_in.level * len(mean)
        return bool(
            np.isfinite(mean).all() and mean.max(initial=0) <= self.ceiling and mean.sum() >= least
        )

    def to_json(self) -> str:
        """Everything as JSON, Prophet's part in its own form."""
        told = asdict(replace(self, regressors={}))
        told |= {
            "first": self.first.isoformat(),
            "regressors": {name: past.tolist() for name, past in self.regressors.items()},
        }
        return json.dumps(told)

    @classmethod
    def from_json(cls, text: str) -> TotalModel:
        """What ``to_json`` wrote.

        Raises:
            ValueError, KeyError, TypeError: it was not written by ``to_json``.
        """
        told = json.loads(text)
        stand_in = told["stand_in"]
        return cls(
            first=date.fromisoformat(told["first"]),
            days=int(told["days"]),
            stand_in=WeekdayMean(tuple(stand_in["weekdays"]), float(stand_in["spread"])),
            prophet=str(told["prophet"]),
            regressors={name: np.asarray(past) for name, past in told["regressors"].items()},
            stretch=(tuple(told["stretch"][0]), tuple(told["stretch"][1])),
            ceiling=float(told["ceiling"]),
            draws=int(told["draws"]),
        )


def fit_total(
    units: FloatArray,
    *,
    first: date,
    occasions: Sequence[Occasion] = (),
    regressors: Regressors | None = None,
    settings: TotalSettings | None = None,
) -> TotalModel:
    """Learn one total; never fails for what the data are like.

    Args:
        units: shape (T,), units a day from ``first`` on; NaN where not known.
        occasions: holidays and events, past and to come.
        regressors: outside series by name, each of shape (T,); one that never changes or has
            unknown days is left out.

    Raises:
        ValueError: an outside series is not as long as the total.
    """
    tuned = settings or TotalSettings()
    outside = dict(regressors or {})
    if any(len(told) != len(units) for told in outside.values()):
        raise ValueError("an outside series is as long as the total")
    known = without_gaps(np.asarray(units, dtype=float), shortest=tuned.shortest_gap)
    plain = TotalModel(first, len(units), weekday_mean(units, first), draws=tuned.draws)
    if not _worth_a_fit(known, tuned):
        return plain
    learned = {name: told for name, told in outside.items() if _tells_something(told)}
    try:
        fitted = _fit(known, first, occasions, learned, tuned)
        stretch = _stretch(known, first, occasions, learned, tuned)
    except engine.FAILURES:
        return plain
    return replace(
        plain,
        prophet=engine.to_json(fitted),
        regressors=learned,
        stretch=stretch,
        ceiling=MOST_TIMES_THE_LARGEST * float(np.nanmax(known[-RECENT_DAYS:], initial=0)),
    )


def without_gaps(units: FloatArray, *, shortest: int) -> FloatArray:
    """Runs of at least so many days without a sale are unknown: the shop was closed.

    Nothing is taken from a series that rarely sells: there such runs are demand.
    """
    sold = np.nan_to_num(units) > 0
    if 2 * sold.sum() < len(sold):
        return units
    edges = np.flatnonzero(np.diff(np.concatenate([[True], sold, [True]]).astype(int)))
    kept = units.copy()
    for begin, end in edges.reshape(-1, 2):
        if end - begin >= shortest:
            kept[begin:end] = np.nan
    return kept


def _worth_a_fit(units: FloatArray, settings: TotalSettings) -> bool:
    known = units[~np.isnan(units)]
    enough = len(known) >= settings.fewest_days and (known > 0).sum() >= settings.fewest_sold
    return bool(enough and np.ptp(known) > 0)


def _tells_something(told: FloatArray) -> bool:
    return bool(np.isfinite(told).all() and np.ptp(told) > 0)


def _fit(
    units: FloatArray,
    first: date,
    occasions: Sequence[Occasion],
    regressors: Regressors,
    settings: TotalSettings,
) -> Any:
    codes = {name: f"h{place}" for place, name in enumerate(sorted({o.name for o in occasions}))}
    shape = engine.Shape(
        changepoint_prior=settings.changepoint_prior,
        changepoint_range=settings.changepoint_range,
        holidays_prior=settings.holidays_prior,
        by_year=len(units) >= settings.days_for_a_year,
        holidays=[engine.Holiday(codes[o.name], o.day, o.before, o.after) for o in occasions],
        regressors=_coded(regressors),
    )
    days = pd.date_range(first, periods=len(units))
    return engine.fit(days, units, shape, seconds=settings.seconds)


def _coded(regressors: Regressors) -> Regressors:
    """Prophet forbids some names; numbers are never among them."""
    return {f"x{place}": told for place, told in enumerate(regressors.values())}


def _stretch(
    units: FloatArray,
    first: date,
    occasions: Sequence[Occasion],
    regressors: Regressors,
    settings: TotalSettings,
) -> Stretch:
    """By how much bands must widen to hold what they say they hold, for near days and far.

    The total is foretold from some earlier days until its end; where no origin leaves enough,
    bands stay.
    """
    near, far = [], []
    for back in range(1, settings.calibrations + 1):
        end = len(units) - back * settings.calibration_days
        if end < settings.fewest_days or not _worth_a_fit(units[:end], settings):
            break
        past = {name: told[:end] for name, told in regressors.items()}
        future = _coded({name: told[end:] for name, told in regressors.items()})
        model = _fit(units[:end], first, occasions, past, settings)
        days = pd.date_range(first + timedelta(days=end), periods=len(units) - end)
        mean = np.maximum(engine.predict(model, days, future)["yhat"].to_numpy(), 0)
        courses = engine.samples(model, days, future, draws=settings.draws)
        missed = _missed(units[end:], mean, np.quantile(courses, QUANTILES, axis=1).T)
        near.append(missed[: settings.calibration_days])
        far.append(missed[settings.calibration_days :])
    if not near:
        return AS_TOLD, AS_TOLD
    by_near_days = _factors(np.concatenate(near))
    distant = np.concatenate(far)
    if len(distant) < settings.calibration_days:
        return by_near_days, by_near_days
    widest = np.maximum(_factors(distant), by_near_days)
    return by_near_days, tuple(widest.tolist())


def _factors(missed: FloatArray) -> tuple[float, ...]:
    """What each quantile's distance from the mean must be taken times; the middle stays."""
    seen = missed[np.isfinite(missed).all(axis=1)]
    if not len(seen):
        return AS_TOLD
    levels = np.abs(2 * np.asarray(QUANTILES) - 1)
    factors = [np.quantile(seen[:, place], level) for place, level in enumerate(levels)]
    factors[MIDDLE] = np.float64(1)
    return tuple(np.clip(factors, NARROWEST, WIDEST).tolist())


def _missed(units: FloatArray, mean: FloatArray, band: FloatArray) -> FloatArray:
    """Shape (H, 5): how many half-widths of each level's band a day lay from the mean."""
    widths = np.abs(band - mean[:, None])
    with np.errstate(divide="ignore", invalid="ignore"):
        missed: FloatArray = np.abs(units - mean)[:, None] / widths
    missed[:, MIDDLE] = 0
    return missed


def _stretched(mean: FloatArray, band: FloatArray, stretch: Stretch) -> FloatArray:
    far = np.clip((np.arange(len(mean)) - NEAR_DAY) / (FAR_DAY - NEAR_DAY), 0, 1)[:, None]
    factors = (1 - far) * np.asarray(stretch[0]) + far * np.asarray(stretch[1])
    wide = mean[:, None] + (band - mean[:, None]) * factors
    return np.sort(np.maximum(wide, 0), axis=1)


def _future(past: Regressors, told: Regressors, horizon: int) -> Regressors:
    future = {name: told.get(name, np.full(horizon, past[name].mean())) for name in past}
    if any(len(values) < horizon for values in future.values()):
        raise ValueError("an outside series is told for fewer days than are looked ahead")
    return _coded({name: np.asarray(values)[:horizon] for name, values in future.items()})


def _joined(past: Regressors, future: Regressors) -> Regressors:
    return {code: np.concatenate([told, future[code]]) for code, told in _coded(past).items()}


def _components(table: pd.DataFrame, names: Sequence[str]) -> dict[str, Component]:
    days = _iso(table["ds"])
    components = {"trend": Component(days, table["trend"].to_numpy())}
    week = table.iloc[-7:].assign(weekday=lambda some: some["ds"].dt.dayofweek)
    week = week.sort_values("weekday")
    components["week"] = Component(
        tuple(week["weekday"].astype(str)), week["weekly"].to_numpy(dtype=float)
    )
    if "yearly" in table:
        year = table.iloc[-DAYS_A_YEAR:].assign(day=lambda some: some["ds"].dt.strftime("%m-%d"))
        year = year.drop_duplicates("day").sort_values("day")
        components["year"] = Component(tuple(year["day"]), year["yearly"].to_numpy(dtype=float))
    if "holidays" in table:
        components["holidays"] = Component(days, table["holidays"].to_numpy(dtype=float))
    for place, name in enumerate(names):
        free = name if name not in OWN_COMPONENTS else f"outside {name}"
        components[free] = Component(days, table[f"x{place}"].to_numpy(dtype=float))
    return components


def _iso(days: Any) -> tuple[str, ...]:
    return tuple(pd.DatetimeIndex(days).strftime("%Y-%m-%d"))
