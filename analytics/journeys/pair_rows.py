"""What was bought together in the last year, as rows of products and of their categories."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
from django.db.models import F, TextField
from django.db.models.expressions import Value
from django.db.models.functions import Cast, Coalesce, Lower, NullIf

from analytics.algorithms.baskets import find_pairs
from analytics.models import BasketPair, ThingKind
from analytics.small_groups import FEWEST
from catalog.models import Product
from foundation import clock
from orders.models import OrderLine, OrderState

IntArray = npt.NDArray[np.int64]

BASKET_DAYS = 365
MOST = 500
"""Pairs of a kind that are kept."""
BELIEVED = 0.05
"""The false discovery rate up to which a pair is told."""
_AT_ONCE = 20_000


def pair_rows(*, until: date) -> Iterator[BasketPair]:
    """Pairs in the orders of the year before a business day, guests' orders among them."""
    basket, product, person = _lines(until)
    yield from _rows(ThingKind.PRODUCT, basket, product, person, until)
    category = _categories(product)
    known = category > 0
    yield from _rows(ThingKind.CATEGORY, basket[known], category[known], person[known], until)


def _lines(until: date) -> tuple[IntArray, IntArray, IntArray]:
    """Order, product and buyer of each line; a buyer is a customer, else an address of mail."""
    start = clock.day_bounds(until - timedelta(days=BASKET_DAYS))[0]
    who = Coalesce(
        Cast("order__customer_id", TextField()),
        NullIf(Lower("order__email"), Value(""), output_field=TextField()),
        Cast("order_id", TextField()),
        output_field=TextField(),
    )
    rows = (
        OrderLine.objects.filter(
            order__state=OrderState.PLACED,
            order__placed_at__gte=start,
            order__placed_at__lt=clock.day_bounds(until)[0],
            product_id_then__isnull=False,
            quantity__gt=F("cancelled"),
            is_gift=False,
        )
        .order_by()
        .annotate(who=who)
        .values_list("order_id", "product_id_then", "who")
    )
    numbers: dict[str, int] = {}
    found = [
        (order, product, numbers.setdefault(buyer, len(numbers)))
        for order, product, buyer in rows.iterator(_AT_ONCE)
    ]
    table = np.array(found, np.int64).reshape(-1, 3)
    return table[:, 0], table[:, 1], table[:, 2]


def _categories(product: IntArray) -> IntArray:
    """The main category of each product; 0 where there is none, or the product is gone."""
    numbers, row = np.unique(product, return_inverse=True)
    told = dict(Product.objects.values_list("pk", "category_id"))
    return np.array([told.get(one) or 0 for one in numbers.tolist()], np.int64)[row]


def _rows(
    kind: ThingKind, basket: IntArray, thing: IntArray, person: IntArray, until: date
) -> Iterator[BasketPair]:
    pairs = find_pairs(basket, thing, person, fewest=FEWEST)
    pairs = pairs.rows((pairs.q <= BELIEVED) & (pairs.low > 1))
    for place in range(min(len(pairs), MOST)):
        yield BasketPair(
            kind=kind,
            left_id=int(pairs.left[place]),
            right_id=int(pairs.right[place]),
            baskets=pairs.baskets,
            both=int(pairs.both[place]),
            with_left=int(pairs.with_left[place]),
            with_right=int(pairs.with_right[place]),
            people=int(pairs.people[place]),
            lift=float(pairs.lift[place]),
            low=float(pairs.low[place]),
            high=float(pairs.high[place]),
            q_value=float(pairs.q[place]),
            until=until,
        )
