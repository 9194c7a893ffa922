"""The calendar's hand on demand: weekdays, months by category, Christmas, payday, trends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from simulation.catalogue import Catalogue
from simulation.columns import FloatArray
from simulation.config import MarketConfig

_WEEKDAY_TRAFFIC = (1.04, 1.0, 0.98, 0.99, 0.94, 0.98, 1.12)
_CHRISTMAS_TRAFFIC = 0.9
_CHRISTMAS_MOOD = 0.45
_PAYDAY_MOOD = 0.15


@dataclass(frozen=True)
class Seasons:
    """Multipliers by day. ``interest`` is how much a category draws, against the others."""

    start: date
    growth_a_year: float
    category_month: FloatArray
    """(C, 12) log interest by calendar month, mean zero over the year."""
    category_christmas: FloatArray
    """(C,) log interest at the height of Christmas."""
    category_trend: FloatArray
    """(C,) log interest gained a year."""

    def date(self, day: int) -> date:
        return self.start + timedelta(days=day)

    def traffic(self, day: int) -> float:
        """Factor on the number of visits, 1 on a mean weekday of the first day's level."""
        today = self.date(day)
        weekday = _WEEKDAY_TRAFFIC[today.weekday()]
        return weekday * (1 + _CHRISTMAS_TRAFFIC * christmas(today)) * self.growth(day)

    def growth(self, day: int) -> float:
        return float((1 + self.growth_a_year) ** (day / 365))

    def mood(self, day: int) -> float:
        """Log odds added to every purchase: payday and the weeks before Christmas."""
        today = self.date(day)
        payday = today.day >= 26 or today.day <= 2
        return _PAYDAY_MOOD * payday + _CHRISTMAS_MOOD * christmas(today)

    def interest(self, day: int) -> FloatArray:
        """(C,) factor on how much each category draws."""
        today = self.date(day)
        log_interest = (
            self.category_month[:, today.month - 1]
            + self.category_christmas * christmas(today)
            + self.category_trend * day / 365
        )
        return np.asarray(np.exp(log_interest), dtype=np.float64)


def christmas(day: date) -> float:
    """Height of the Christmas season, 0 to 1: up from mid November, down after the last post."""
    if day.month == 11:
        return max(0.0, (day.day - 10) / 40)
    if day.month != 12 or day.day > 26:
        return 0.0
    if day.day <= 16:
        return 0.5 + day.day / 32
    return 1.0 if day.day <= 20 else max(0.0, 1 - (day.day - 20) / 4)


def draw_seasons(catalogue: Catalogue, config: MarketConfig, rng: np.random.Generator) -> Seasons:
    """A yearly wave of random height and phase for each category, alike within a department."""
    departments, categories = len(catalogue.departments), len(catalogue.categories)
    phase = rng.uniform(0, 12, departments)[catalogue.category_department]
    phase = phase + rng.normal(0, 1.0, categories)
    height = np.abs(rng.normal(0.25, 0.15, categories))
    months = np.arange(12)
    wave = height[:, None] * np.cos((months[None, :] - phase[:, None]) * 2 * np.pi / 12)
    gift = np.where(catalogue.category_gift, 0.7, 0.0)
    return Seasons(
        start=config.start,
        growth_a_year=config.growth_a_year,
        category_month=wave,
        category_christmas=gift + rng.normal(0, 0.1, categories),
        category_trend=rng.normal(0, 0.25, categories),
    )
