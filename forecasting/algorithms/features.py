"""What boosted trees are told of a series at a moment, and of the period that is asked about.

Everything that has a unit is divided by the level of its series, so that what is learned of one
series holds for another, and nothing is said of other series, so that a series is told alike in
whichever shard it stands. Nothing of a period after the moment is looked at, but for the calendar,
and prices and promotions that were planned.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from forecasting.algorithms.panel import FloatArray, Panel, Period, Plans

WINDOW_WEEKS = (1, 2, 4, 8, 13, 26)
HALF_LIFE_WEEKS = (2.0, 4.0, 8.0, 16.0)
LEVEL_HALF_LIFE_WEEKS = 6.0
QUARTER_WEEKS = 13
LEAST_LEVEL = 0.05
"""Units a period: what never sold lately is divided by this and not by nothing."""


@dataclass(frozen=True)
class History:
    """A panel with its running sums, so that any of its moments is described in one step."""

    panel: Panel

    @cached_property
    def level(self) -> FloatArray:
        """Shape (n, T + 1): the smoothed level as known before each column; above zero."""
        smoothed = self._smoothed(LEVEL_HALF_LIFE_WEEKS)
        total, times = self._sums, self._times
        floor = 0.2 * total / np.maximum(times, 1.0)
        return np.asarray(np.maximum(np.maximum(smoothed, floor), LEAST_LEVEL))

    def fixed(self, origin: int) -> FloatArray:
        """Shape (n, F): what is known before a column, whichever period is asked about."""
        level = self.level[:, origin]
        times = self._times[:, origin]
        per_week = 7 // self.panel.period.days
        quarter = self._recent(origin, QUARTER_WEEKS * per_week)
        sold = quarter > 0
        known = np.maximum((~np.isnan(quarter)).sum(axis=1), 1)
        filled = np.nan_to_num(quarter)
        columns = [
            np.log(level),
            np.log1p(times),
            *(self._mean(origin, weeks * per_week) / level for weeks in WINDOW_WEEKS),
            *(smoothed[:, origin] / level for smoothed in self._all_smoothed),
            sold.sum(axis=1) / known,
            filled.std(axis=1) / level,
            (filled.max(axis=1) if filled.shape[1] else np.zeros(len(level))) / level,
            self._since_sale(quarter),
            self._price_ratio(origin),
        ]
        return np.stack(columns, axis=1)

    def asked(self, origin: int, step: int, plans: Plans) -> FloatArray:
        """Shape (n, G): what is known of the period ``step`` after a column (1: itself).

        Args:
            plans: of the periods from the column on, at least ``step`` of them where told.
        """
        n, column = len(self.panel), origin + step - 1
        shown = [np.full(n, float(step))]
        if self.panel.period is Period.DAY:
            level = self.level[:, origin]
            weekday = self.panel.start_of(column).weekday()
            shown.append(np.full(n, float(weekday)))
            shown.append(self._same_weekday(origin, column, 4) / level)
            shown.append(self._same_weekday(origin, column, 13) / level)
        shown += self._planned(origin, step, plans)
        return np.stack(shown, axis=1)

    @cached_property
    def _filled(self) -> FloatArray:
        return np.nan_to_num(self.panel.units)

    @cached_property
    def _sums(self) -> FloatArray:
        return np.pad(np.cumsum(self._filled, axis=1), ((0, 0), (1, 0)))

    @cached_property
    def _times(self) -> FloatArray:
        return np.pad(np.cumsum(self.panel.known, axis=1), ((0, 0), (1, 0))).astype(np.float64)

    @cached_property
    def _all_smoothed(self) -> list[FloatArray]:
        return [self._smoothed(weeks) for weeks in HALF_LIFE_WEEKS]

    def _smoothed(self, half_life_weeks: float) -> FloatArray:
        """Shape (n, T + 1): means weighted by age, of the known periods before each column."""
        keep = 0.5 ** (self.panel.period.days / (7.0 * half_life_weeks))
        known = self.panel.known
        total, weight = np.zeros(len(self.panel)), np.zeros(len(self.panel))
        smoothed = np.zeros((len(self.panel), self.panel.periods + 1))
        for column in range(self.panel.periods):
            total = keep * total + self._filled[:, column]
            weight = keep * weight + known[:, column]
            smoothed[:, column + 1] = total / np.maximum(weight, 1e-9)
        return smoothed

    def _recent(self, origin: int, width: int) -> FloatArray:
        return self.panel.units[:, max(0, origin - width) : origin]

    def _mean(self, origin: int, width: int) -> FloatArray:
        begin = max(0, origin - width)
        total = self._sums[:, origin] - self._sums[:, begin]
        return np.asarray(total / np.maximum(self._times[:, origin] - self._times[:, begin], 1.0))

    @staticmethod
    def _since_sale(recent: FloatArray) -> FloatArray:
        """Shape (n,): periods since the last sale, the width of the window at most."""
        sold = recent[:, ::-1] > 0
        first = np.argmax(sold, axis=1) if sold.shape[1] else np.zeros(len(recent))
        return np.where(sold.any(axis=1), first, recent.shape[1]).astype(np.float64)

    def _price_ratio(self, origin: int) -> FloatArray:
        if self.panel.price is None or origin == 0:
            return np.ones(len(self.panel))
        usual = self._usual_price[:, origin]
        now = self.panel.price[:, origin - 1]
        return np.nan_to_num(now / usual, nan=1.0, posinf=1.0)

    @cached_property
    def _usual_price(self) -> FloatArray:
        """Shape (n, T + 1): the mean price before each column; NaN where nobody knows."""
        price = self.panel.price
        assert price is not None  # noqa: S101
        known = ~np.isnan(price)
        total = np.pad(np.cumsum(np.where(known, price, 0.0), axis=1), ((0, 0), (1, 0)))
        times = np.pad(np.cumsum(known, axis=1), ((0, 0), (1, 0)))
        return np.where(times > 0, total / np.maximum(times, 1), np.nan)

    def _same_weekday(self, origin: int, column: int, weeks: int) -> FloatArray:
        """Shape (n,): mean of the same weekday in the last weeks before a column."""
        last = column - 7 * ((column - origin) // 7 + 1)
        columns = [place for place in range(last, last - 7 * weeks, -7) if place >= 0]
        if not columns:
            return np.zeros(len(self.panel))
        times = self.panel.known[:, columns].sum(axis=1)
        return np.asarray(self._filled[:, columns].sum(axis=1) / np.maximum(times, 1))

    def _planned(self, origin: int, step: int, plans: Plans) -> list[FloatArray]:
        n, shown = len(self.panel), []
        if self.panel.price is not None:
            told = None if plans.price is None else plans.price[:, step - 1]
            ratio = self._price_ratio(origin)
            if told is not None:
                ratio = np.where(np.isnan(told), ratio, told / self._usual_price[:, origin])
            shown.append(np.nan_to_num(ratio, nan=1.0, posinf=1.0))
        if self.panel.promoted is not None:
            told = None if plans.promoted is None else plans.promoted[:, step - 1]
            shown.append(np.zeros(n) if told is None else np.nan_to_num(told))
        if self.panel.outside is not None:
            for kind in range(len(self.panel.outside)):
                known = None if plans.outside is None else float(plans.outside[kind, step - 1])
                shown.append(np.full(n, 0.0 if known is None else known))
        return shown


def plans_of(panel: Panel, origin: int, horizon: int) -> Plans:
    """What came true after a column, as if it had been planned: what trees learn from."""
    end = origin + horizon
    return Plans(
        price=None if panel.price is None else panel.price[:, origin:end],
        promoted=None if panel.promoted is None else panel.promoted[:, origin:end],
        outside=None if panel.outside is None else panel.outside[:, origin:end],
    )
