"""Customers of whom the truth is known: what they buy is drawn from it."""

from dataclasses import dataclass, replace

import numpy as np

from analytics.algorithms.purchases import Lines, Purchases

UNTIL = 20_000
"""Days since 1970."""
FAVOURITES = 5


@dataclass(frozen=True)
class Truth:
    """Of each customer: orders a day, until when they buy, money of an order, favourite goods."""

    rate: np.ndarray
    leaves: np.ndarray
    amount: np.ndarray
    favourite: np.ndarray


def draw(customers: int = 800, *, days: int = 500, seed: int = 7) -> tuple[Purchases, Truth]:
    """Orders of the ``days`` before ``UNTIL``: a gamma of rates, a third who leave, own amounts."""
    random = np.random.default_rng(seed)
    begins = UNTIL - days + random.integers(0, days - 60, customers)
    stays = np.where(random.random(customers) < 0.35, random.exponential(120, customers), 9_999)
    truth = Truth(
        rate=random.gamma(1.2, 1 / 45, customers) + 1 / 400,
        leaves=begins + stays,
        amount=random.gamma(4, 1_500, customers) + 500,
        favourite=random.integers(0, FAVOURITES, customers),
    )
    orders = [
        (customer, day)
        for customer in range(customers)
        for day in _days(random, begins[customer], truth, customer)
    ]
    return _purchases(random, truth, np.array(orders)), truth


def _days(random, begins: int, truth: Truth, customer: int) -> list[int]:
    day, found = float(begins), []
    while day < min(UNTIL, truth.leaves[customer]):
        found.append(int(day))
        day += random.exponential(1 / truth.rate[customer])
    return found


def _purchases(random, truth: Truth, orders: np.ndarray) -> Purchases:
    order = np.lexsort((orders[:, 1], orders[:, 0]))
    customer, day = orders[order].T
    numbers, rows = np.unique(customer, return_inverse=True)
    size = len(rows)
    revenue = np.rint(truth.amount[customer] * random.gamma(6, 1 / 6, size)).astype(np.int64)
    is_favourite = random.random(size) < 0.7
    product = np.where(is_favourite, truth.favourite[customer], random.integers(0, 20, size))
    ones, none = np.ones(size, np.int64), np.zeros(size, np.int64)
    return Purchases(
        until=UNTIL,
        customers=numbers + 1,
        customer=rows,
        seconds=day * 86_400 + 43_200,
        day=day,
        hour=np.full(size, 12),
        units=ones,
        returned=none,
        revenue=revenue,
        discount=none,
        lines=Lines(np.arange(size), product, product, ones, none, revenue),
    )


def with_later(purchases: Purchases, day: int) -> Purchases:
    """The same before a day, with everything from it on made ten times as dear."""
    later = purchases.day >= day
    return replace(purchases, revenue=np.where(later, purchases.revenue * 10, purchases.revenue))
