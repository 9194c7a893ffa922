"""Demand of many series over the same periods, as every model of this package reads it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum
from typing import Any

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


class Period(Enum):
    """How long a period is, in days; ``season`` is how many of them come again alike."""

    DAY = 1
    WEEK = 7

    @property
    def days(self) -> int:
        return self.value

    @property
    def season(self) -> int:
        """Seven days; a week has no shorter season, and few series hold two years of them."""
        return 7 if self is Period.DAY else 1


@dataclass(frozen=True, slots=True)
class Panel:
    """Demand of n series over T periods.

    Attributes:
        series: shape (n,), what each row is, ascending (variant ids, or numbers of groups).
        period: how long a column is.
        first: first day of the first column.
        units: shape (n, T), units wanted; NaN before a series began.
        groups: shape (n,), the group (category) that a series belongs to.
        price: shape (n, T), what a unit cost; NaN where unknown; None where nobody knows.
        promoted: shape (n, T), share of the period under a promotion, 0 to 1; None: never.
        in_stock: shape (n, T), share of the period in which it could be bought, 0 to 1; None:
            always.
        outside: shape (k, T), outside series (holidays, events, weather) alike for every series.
    """

    series: IntArray
    period: Period
    first: date
    units: FloatArray
    groups: IntArray
    price: FloatArray | None = None
    promoted: FloatArray | None = None
    in_stock: FloatArray | None = None
    outside: FloatArray | None = None

    def __len__(self) -> int:
        return len(self.series)

    @property
    def periods(self) -> int:
        return int(self.units.shape[1])

    @property
    def known(self) -> BoolArray:
        """Shape (n, T): where a series had begun."""
        return ~np.isnan(self.units)

    @property
    def lengths(self) -> IntArray:
        """Shape (n,): periods since each series began."""
        return self.known.sum(axis=1).astype(np.int64)

    def start_of(self, column: int) -> date:
        """First day of a column; columns past the last are the future."""
        return self.first + timedelta(days=column * self.period.days)

    def until(self, column: int) -> Panel:
        """What was known before a column: what a backtest may look at."""
        return replace(
            self,
            units=self.units[:, :column],
            price=_columns(self.price, column),
            promoted=_columns(self.promoted, column),
            in_stock=_columns(self.in_stock, column),
            outside=_columns(self.outside, column),
        )

    def only(self, rows: npt.NDArray[Any] | Sequence[int]) -> Panel:
        """Some series, by a mask or by their rows."""
        return replace(
            self,
            series=self.series[rows],
            units=self.units[rows],
            groups=self.groups[rows],
            price=_rows(self.price, rows),
            promoted=_rows(self.promoted, rows),
            in_stock=_rows(self.in_stock, rows),
        )


def _columns(told: FloatArray | None, end: int) -> FloatArray | None:
    return None if told is None else told[:, :end]


def _rows(told: FloatArray | None, rows: npt.NDArray[Any] | Sequence[int]) -> FloatArray | None:
    return None if told is None else told[rows]


@dataclass(frozen=True, slots=True)
class Plans:
    """What is known of the periods to come, for n series over H of them; as in ``Panel``."""

    price: FloatArray | None = None
    promoted: FloatArray | None = None
    outside: FloatArray | None = None


NO_PLANS = Plans()
"""Nothing is known of the periods to come."""
