"""What is known of each customer on one morning, as numbers that models learn from.

Only what happened before that morning counts. Facts of behaviour are not a number (NaN) for those
who did not agree to be known; the models take that for what it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from analytics.algorithms.behaviour import Behaviour
from analytics.algorithms.buying_rhythm import BuyingRhythm, Rhythm, rhythm_of
from analytics.algorithms.purchases import FloatArray, IntArray, Purchases
from analytics.algorithms.spending import Spending

AHEAD = 90
"""Days that churn and value look ahead; what is expected of the rhythm is told for these too."""
LATELY = 90
MOST_SILENT = 365.0
"""Days without a visit; longer ones are alike."""
VISIT = (
    "product.viewed",
    "list.viewed",
    "search.performed",
    "cart.item_added",
    "wish.added",
    "checkout.started",
)


class Fact(StrEnum):
    """One number about a customer."""

    RECENCY = "recency"
    OVERDUE = "overdue"
    AGE = "age"
    REPEATS = "repeats"
    SPAN = "span"
    GAP = "gap"
    RATE = "rate"
    EXPECTED_ORDERS = "expected_orders"
    CHANCE_OF_NONE = "chance_of_none"
    ORDERS_30 = "orders_30"
    ORDERS_60 = "orders_60"
    ORDERS_90 = "orders_90"
    ORDERS_180 = "orders_180"
    REVENUE_90 = "revenue_90"
    REVENUE = "revenue"
    AVERAGE_ORDER = "average_order"
    LARGEST_ORDER = "largest_order"
    LAST_ORDER = "last_order"
    EXPECTED_ORDER = "expected_order"
    EXPECTED_REVENUE = "expected_revenue"
    UNITS = "units"
    LINES = "lines"
    PRODUCTS = "products"
    BOUGHT_AGAIN = "bought_again"
    HOUR = "hour"
    VISIT_DAYS_30 = "visit_days_30"
    VISIT_DAYS_90 = "visit_days_90"
    LAST_VISIT = "last_visit"
    SEARCHES = "searches"
    CARTED = "carted"
    WISHES = "wishes"
    MAILS_OPENED = "mails_opened"
    MAILS_CLICKED = "mails_clicked"


class Ground(StrEnum):
    """What facts have in common: what a person would call the reason."""

    RHYTHM = "rhythm"
    LATELY = "lately"
    SPENDING = "spending"
    RANGE = "range"
    AGE = "age"
    VISITS = "visits"
    MAIL = "mail"


GROUND_OF: dict[Fact, Ground] = {
    **dict.fromkeys(
        (
            Fact.RECENCY,
            Fact.OVERDUE,
            Fact.REPEATS,
            Fact.SPAN,
            Fact.GAP,
            Fact.RATE,
            Fact.EXPECTED_ORDERS,
            Fact.CHANCE_OF_NONE,
        ),
        Ground.RHYTHM,
    ),
    **dict.fromkeys(
        (Fact.ORDERS_30, Fact.ORDERS_60, Fact.ORDERS_90, Fact.ORDERS_180, Fact.REVENUE_90),
        Ground.LATELY,
    ),
    **dict.fromkeys(
        (
            Fact.REVENUE,
            Fact.AVERAGE_ORDER,
            Fact.LARGEST_ORDER,
            Fact.LAST_ORDER,
            Fact.EXPECTED_ORDER,
            Fact.EXPECTED_REVENUE,
        ),
        Ground.SPENDING,
    ),
    **dict.fromkeys(
        (Fact.UNITS, Fact.LINES, Fact.PRODUCTS, Fact.BOUGHT_AGAIN, Fact.HOUR), Ground.RANGE
    ),
    Fact.AGE: Ground.AGE,
    **dict.fromkeys(
        (
            Fact.VISIT_DAYS_30,
            Fact.VISIT_DAYS_90,
            Fact.LAST_VISIT,
            Fact.SEARCHES,
            Fact.CARTED,
            Fact.WISHES,
        ),
        Ground.VISITS,
    ),
    **dict.fromkeys((Fact.MAILS_OPENED, Fact.MAILS_CLICKED), Ground.MAIL),
}


@dataclass(frozen=True, slots=True)
class Facts:
    """Customers by rows, facts by columns in the order of ``Fact``.

    Attributes:
        customers: shape (n,), their numbers.
        values: shape (n, facts); money in minor units of the base currency, times in days.
        rhythm: what BG/NBD reads.
    """

    customers: IntArray
    values: FloatArray
    rhythm: Rhythm

    def __len__(self) -> int:
        return len(self.customers)

    def __getitem__(self, fact: Fact) -> FloatArray:
        return self.values[:, COLUMN[fact]]


COLUMN = {fact: column for column, fact in enumerate(Fact)}


def facts_of(
    past: Purchases, behaviour: Behaviour | None, buying: BuyingRhythm, spending: Spending
) -> Facts:
    """The facts on the morning of ``past.until``.

    Args:
        past: what was bought before that morning.
        behaviour: what was done; later events in it are passed over.
        buying, spending: fitted to nothing later than that morning.
    """
    rhythm = rhythm_of(past)
    columns = {
        **_of_rhythm(rhythm, buying),
        **_of_orders(past),
        **_of_money(past, rhythm, buying, spending),
        **_of_baskets(past),
        **_of_behaviour(past, behaviour),
    }
    return Facts(past.customers, np.stack([columns[fact] for fact in Fact], axis=1), rhythm)


def average_orders(past: Purchases) -> tuple[FloatArray, FloatArray]:
    """How many orders with something paid each customer placed, and their average; (n,) each."""
    orders = _summed(past, (past.revenue > 0).astype(np.float64))
    return orders, _summed(past, np.maximum(past.revenue, 0)) / np.maximum(orders, 1)


def _of_rhythm(rhythm: Rhythm, buying: BuyingRhythm) -> dict[Fact, FloatArray]:
    recency, came_back = rhythm.age - rhythm.last, rhythm.repeats > 0
    gap = np.where(came_back, rhythm.last / np.maximum(rhythm.repeats, 1), np.nan)
    return {
        Fact.RECENCY: recency,
        Fact.OVERDUE: recency / gap,
        Fact.AGE: rhythm.age,
        Fact.REPEATS: rhythm.repeats,
        Fact.SPAN: rhythm.last,
        Fact.GAP: gap,
        # A month is added so that a newcomer's single order makes no daily buyer.
        Fact.RATE: (rhythm.repeats + 1) / (rhythm.age + 30),
        Fact.EXPECTED_ORDERS: buying.expected_orders(rhythm, AHEAD),
        Fact.CHANCE_OF_NONE: buying.chance_of_none(rhythm, AHEAD),
    }


def _of_orders(past: Purchases) -> dict[Fact, FloatArray]:
    windows = {
        Fact.ORDERS_30: 30,
        Fact.ORDERS_60: 60,
        Fact.ORDERS_90: 90,
        Fact.ORDERS_180: 180,
    }
    counted = {
        fact: _summed(past, (past.day >= past.until - days).astype(np.float64))
        for fact, days in windows.items()
    }
    recent = np.where(past.day >= past.until - LATELY, past.revenue, 0)
    return {**counted, Fact.REVENUE_90: _summed(past, recent)}


def _of_money(
    past: Purchases, rhythm: Rhythm, buying: BuyingRhythm, spending: Spending
) -> dict[Fact, FloatArray]:
    orders, average = average_orders(past)
    largest = np.zeros(len(past.customers))
    np.maximum.at(largest, past.customer, past.revenue)
    expected = spending.expected(orders, average)
    last = past.revenue[past.starts[1:] - 1] if len(past) else np.empty(0)
    return {
        Fact.REVENUE: _summed(past, past.revenue),
        Fact.AVERAGE_ORDER: average,
        Fact.LARGEST_ORDER: largest,
        Fact.LAST_ORDER: last / np.maximum(average, 1),
        Fact.EXPECTED_ORDER: expected,
        Fact.EXPECTED_REVENUE: expected * buying.expected_orders(rhythm, AHEAD),
    }


def _of_baskets(past: Purchases) -> dict[Fact, FloatArray]:
    orders = past.counts().astype(np.float64)
    buyer = past.customer[past.lines.order]
    size = len(past.customers)
    lines = np.bincount(buyer, minlength=size).astype(np.float64)
    pairs = np.unique(np.stack([buyer, past.lines.product]), axis=1)
    products = np.bincount(pairs[0], minlength=size).astype(np.float64)
    return {
        Fact.UNITS: _summed(past, past.units) / orders,
        Fact.LINES: lines / orders,
        Fact.PRODUCTS: products,
        Fact.BOUGHT_AGAIN: 1 - products / np.maximum(lines, 1),
        Fact.HOUR: _summed(past, past.hour) / orders,
    }


def _of_behaviour(past: Purchases, behaviour: Behaviour | None) -> dict[Fact, FloatArray]:
    found = {fact: np.full(len(past.customers), np.nan) for fact in BEHAVIOURAL}
    if behaviour is None or not len(behaviour.customers) or not len(past.customers):
        return found
    place = np.searchsorted(behaviour.customers, past.customers)
    place = np.minimum(place, len(behaviour.customers) - 1)
    known = behaviour.customers[place] == past.customers
    known &= behaviour.is_known(past.until - LATELY)[place]
    lately = behaviour.between(past.until - LATELY, past.until)
    columns = {
        Fact.VISIT_DAYS_30: _visit_days(behaviour.between(past.until - 30, past.until)),
        Fact.VISIT_DAYS_90: _visit_days(lately),
        Fact.LAST_VISIT: _days_since_visit(behaviour, past.until),
        Fact.SEARCHES: lately.counts("search.performed"),
        Fact.CARTED: lately.counts("cart.item_added"),
        Fact.WISHES: lately.counts("wish.added"),
        Fact.MAILS_OPENED: lately.counts("mail.opened"),
        Fact.MAILS_CLICKED: lately.counts("mail.clicked"),
    }
    for fact, column in columns.items():
        found[fact][known] = column[place[known]]
    return found


BEHAVIOURAL = tuple(
    fact for fact, ground in GROUND_OF.items() if ground in (Ground.VISITS, Ground.MAIL)
)


def _visit_days(behaviour: Behaviour) -> FloatArray:
    visits = behaviour.of_kind(*VISIT)
    pairs = np.unique(np.stack([behaviour.customer[visits], behaviour.day[visits]]), axis=1)
    return np.bincount(pairs[0], minlength=len(behaviour.customers)).astype(np.float64)


def _days_since_visit(behaviour: Behaviour, until: int) -> FloatArray:
    visits = behaviour.of_kind(*VISIT) & (behaviour.day < until)
    last = np.full(len(behaviour.customers), -np.inf)
    np.maximum.at(last, behaviour.customer[visits], behaviour.day[visits].astype(np.float64))
    return np.minimum(until - last, MOST_SILENT)


def _summed(past: Purchases, values: FloatArray | IntArray) -> FloatArray:
    return np.bincount(past.customer, values, len(past.customers)).astype(np.float64)
