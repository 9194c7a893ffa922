"""A shop with planted elasticities: roll-ups as the log leaves them, prices with their history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import numpy as np
from django.conf import settings

from catalog.models import Variant
from events.models import DailyDemand
from forecasting.tests.factories import make_variant
from foundation import clock
from pricing.history import PastPrice, record_history

WEEK = 7


@dataclass(frozen=True)
class PricedMarket:
    """Products with what their demand truly answers, in the order of ``variants``."""

    variants: list[Variant]
    elasticity: np.ndarray
    first: date


def make_market(
    *,
    products: int = 24,
    weeks: int = 40,
    changes: int = 5,
    weekly_units: float = 30.0,
    categories: int = 3,
    seed: int = 5,
    with_prices: bool = True,
) -> PricedMarket:
    """Prices that step a few times, demand that answers with about −2, noise of counting."""
    rng = np.random.default_rng(seed)
    today = clock.business_day()
    first = today - timedelta(days=weeks * WEEK)
    made = [make_variant(f"P-{n}", category=f"C{n % categories}") for n in range(products)]
    elasticity = rng.normal(-2.0, 0.5, products)
    prices: list[PastPrice] = []
    rows: list[DailyDemand] = []
    for number, variant in enumerate(made):
        course = _steps(rng, weeks, changes)
        asked = np.round(2_000 * np.exp(course)).astype(int)
        pace = weekly_units / WEEK * np.exp(elasticity[number] * np.log(asked / 2_000))
        units = rng.poisson(np.repeat(pace, WEEK))
        prices.extend(_prices(variant, asked, first))
        rows.extend(_rows(variant, units, np.repeat(asked, WEEK), first))
    DailyDemand.objects.bulk_create(rows, batch_size=1_000)
    if with_prices:
        record_history(prices=prices)
    return PricedMarket(made, elasticity, first)


def moment(day: date) -> datetime:
    return datetime.combine(day, time(0, 0), clock.shop_zone())


def _steps(rng: np.random.Generator, weeks: int, changes: int) -> np.ndarray:
    at = np.sort(rng.choice(np.arange(1, weeks), changes, replace=False)) if changes else []
    levels = np.append(0.0, rng.normal(0.0, 0.15, changes))
    return levels[np.searchsorted(at, np.arange(weeks), side="right")]


def _prices(variant: Variant, asked: np.ndarray, first: date) -> list[PastPrice]:
    began = [week for week in range(len(asked)) if week == 0 or asked[week] != asked[week - 1]]
    return [
        PastPrice(
            variant_id=variant.pk,
            currency=settings.SHOP_BASE_CURRENCY,
            amount_minor=int(asked[week]),
            starts_at=moment(first + timedelta(days=week * WEEK)),
        )
        for week in began
    ]


def _rows(variant: Variant, units: np.ndarray, price: np.ndarray, first: date) -> list[DailyDemand]:
    return [
        DailyDemand(
            variant_id=variant.pk,
            product_id=variant.product_id,
            day=first + timedelta(days=place),
            units=int(count),
            orders=int(count),
            revenue_minor=int(count * price[place]),
            average_price_minor=int(price[place]),
        )
        for place, count in enumerate(units)
        if count
    ]
