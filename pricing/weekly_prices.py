"""What was asked for a product week by week, from the history of its prices and promotions.

The price asked, not the price paid: who bought many, or has a price list of their own, paid less
without anything having become cheaper.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
from django.conf import settings
from django.db.models import Q

from foundation import clock
from pricing.algorithms.panel import BoolArray, FloatArray, IntArray
from pricing.models import Price
from pricing.planned_promotions import Days, promotions_for_all


def asked_prices(variants: IntArray, *, first: date, days: int) -> tuple[FloatArray, BoolArray]:
    """Price of each variant on each day in the base currency, and where it was a reduced one.

    Both of shape (n, days), ``variants`` ascending. NaN before the first price that is known, and
    where it was nothing. A day's price is the last one that began on it.
    """
    price = np.full((len(variants), days), np.nan)
    reduced = np.zeros(price.shape, dtype=np.bool_)
    if not price.size:
        return price, reduced
    begin, end = clock.day_bounds(first)[0], clock.day_bounds(first + timedelta(days - 1))[1]
    rows = (
        Price.objects.filter(
            Q(ends_at=None) | Q(ends_at__gt=begin),
            currency=settings.SHOP_BASE_CURRENCY,
            starts_at__lt=end,
            variant_id__gte=int(variants[0]),
            variant_id__lte=int(variants[-1]),
        )
        .order_by("starts_at", "pk")
        .values_list("variant_id", "amount_minor", "compare_at_minor", "starts_at", "ends_at")
    )
    places = {variant: place for place, variant in enumerate(variants.tolist())}
    for variant, amount, compare_at, starts_at, ends_at in rows.iterator(5_000):
        place = places.get(variant)
        if place is None:
            continue
        since = max((clock.business_day(starts_at) - first).days, 0)
        # A price that followed begins on the day this one ended, and is written over it.
        until = days if ends_at is None else (clock.business_day(ends_at) - first).days + 1
        price[place, since:until] = amount if amount > 0 else np.nan
        reduced[place, since:until] = compare_at is not None
    return price, reduced


def promoted_prices(variants: IntArray, *, first: date, days: int) -> tuple[FloatArray, BoolArray]:
    """Share of the price that is left by promotions for everybody, and where there was one.

    Both of shape (n, days). The best promotion counts where there are several.
    """
    left = np.ones((len(variants), days))
    promoted = np.zeros(left.shape, dtype=np.bool_)
    for one in promotions_for_all(first, first + timedelta(days - 1)):
        columns = _columns(one.days, first)
        if one.variants is None:
            rows = np.arange(len(variants))
        else:
            rows = np.flatnonzero(np.isin(variants, np.array(one.variants, dtype=np.int64)))
        promoted[rows, columns] = True
        left[rows, columns] = np.minimum(left[rows, columns], 1.0 - one.share_off)
    return np.maximum(left, 0.01), promoted


def _columns(days: Days, first: date) -> slice:
    return slice((days.first - first).days, (days.last - first).days + 1)
