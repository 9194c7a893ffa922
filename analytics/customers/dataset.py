"""From orders and the log to the arrays that everything about customers is learned from.

Orders are the shop's books and are read of every customer who is not erased. Behaviour is read
only of customers who agree to personalisation today, and the log names nobody else anyway.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain, islice
from typing import Any

import numpy as np
from django.db.models import (
    Case,
    F,
    FloatField,
    Max,
    Min,
    OuterRef,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce

from accounts.models import ConsentRecord, Customer, VisitorLink
from analytics.algorithms.behaviour import Behaviour
from analytics.algorithms.purchases import UNKNOWN, FloatArray, IntArray, Lines, Purchases
from events.models import Event
from events.names import Consent, EventName
from foundation import clock
from foundation.moments import EpochSeconds, business_days, day_number, hours_of_day
from foundation.money import exponent
from orders.models import Order, OrderLine, OrderState

WATCHED = (
    EventName.PRODUCT_VIEWED,
    EventName.LIST_VIEWED,
    EventName.SEARCH_PERFORMED,
    EventName.CART_ITEM_ADDED,
    EventName.WISH_ADDED,
    EventName.CHECKOUT_STARTED,
    EventName.REVIEW_WRITTEN,
    EventName.MAIL_SENT,
    EventName.MAIL_OPENED,
    EventName.MAIL_CLICKED,
)
"""What tells of interest; what was merely shown to people is the shop's doing, and left out."""
NAMING = [level for level in Consent if level & Consent.PERSONALISATION]
"""Consents under which the log may name somebody."""
BEHAVIOUR_DAYS = 365
ASLEEP_AFTER = timedelta(days=28)
AT_ONCE = 20_000
Range = tuple[int, int]
"""First and last number of customers, both included."""


@dataclass(frozen=True, slots=True)
class _Orders:
    """Orders by customer and moment; ``factor`` turns their minor units into those of the base."""

    pk: IntArray
    customer: IntArray
    seconds: IntArray
    discount: IntArray
    factor: FloatArray

    @classmethod
    def joined(cls, parts: Sequence[_Orders]) -> _Orders:
        return cls(
            pk=np.concatenate([part.pk for part in parts]),
            customer=np.concatenate([part.customer for part in parts]),
            seconds=np.concatenate([part.seconds for part in parts]),
            discount=np.concatenate([part.discount for part in parts]),
            factor=np.concatenate([part.factor for part in parts]),
        )


def load_purchases(*, until: date, customers: Range | None = None, every: int = 1) -> Purchases:
    """What was ordered before a business day: by all customers, a range of numbers, or a sample.

    Orders of guests are nobody's; drafts, orders that wait for their payment and cancelled ones
    are not bought, or no more. With ``every`` only customers whose number it divides are read.
    """
    placed = _placed(until, customers, every)
    orders = _orders(placed)
    lines = _lines(placed, orders)
    numbers, rows = np.unique(orders.customer, return_inverse=True)
    units, returned, revenue = (
        np.bincount(lines.order, weights=each, minlength=len(rows)).astype(np.int64)
        for each in (lines.units, lines.returned, lines.revenue)
    )
    return Purchases(
        until=day_number(until),
        customers=numbers,
        customer=rows.astype(np.int64),
        seconds=orders.seconds,
        day=business_days(orders.seconds),
        hour=hours_of_day(orders.seconds),
        units=units,
        returned=returned,
        revenue=revenue,
        discount=orders.discount,
        lines=lines,
    )


def load_behaviour(
    *,
    until: date,
    days: int = BEHAVIOUR_DAYS,
    customers: Range | None = None,
    every: int = 1,
) -> Behaviour:
    """What consenting customers did in the ``days`` before a business day; whose, as above."""
    since = until - timedelta(days=days)
    agreed = _consenting(customers, every)
    numbers = np.array(agreed.order_by("pk").values_list("pk", flat=True), np.int64)
    found = np.concatenate(list(_events_of_customers(since, until, agreed)))
    found = found[np.lexsort((found[:, 2], found[:, 0]))]
    seconds = found[:, 2]
    return Behaviour(
        since=_log_begins(since, until),
        until=day_number(until),
        customers=numbers,
        customer=np.searchsorted(numbers, found[:, 0]).astype(np.int64),
        kinds=tuple(str(name) for name in WATCHED),
        kind=found[:, 1],
        seconds=seconds,
        day=business_days(seconds),
        hour=hours_of_day(seconds),
        product=found[:, 3],
        known_from=_known_from(agreed),
    )


def day_to_look_from(at: datetime | None = None) -> date:
    """Today, or the day after the last order of a shop that slept or brought an old history."""
    today = clock.business_day(at)
    placed = _placed(today).aggregate(last=Max("placed_at"))["last"]
    if placed is None:
        return today
    last = clock.business_day(placed)
    return today if today - last <= ASLEEP_AFTER else last + timedelta(days=1)


def customer_ranges(size: int) -> Iterator[Range]:
    """Ranges of numbers that hold ``size`` customers each, for shops that fit in no memory."""
    numbers = Customer.objects.order_by("pk").values_list("pk", flat=True)
    last = 0
    while len(part := list(numbers.filter(pk__gt=last)[:size])):
        yield part[0], part[-1]
        last = part[-1]


def _placed(until: date, customers: Range | None = None, every: int = 1) -> QuerySet[Order]:
    placed = Order.objects.filter(
        state=OrderState.PLACED,
        placed_at__lt=clock.day_bounds(until)[0],
        customer__isnull=False,
        customer__erased_at__isnull=True,
    )
    if every > 1:
        placed = placed.alias(rest=F("customer_id") % every).filter(rest=0)
    if customers is None:
        return placed
    first, last = customers
    return placed.filter(customer__gte=first, customer__lte=last)


def _orders(placed: QuerySet[Order]) -> _Orders:
    rows = (
        placed.order_by("customer_id", "placed_at", "pk")
        .annotate(seconds=EpochSeconds("placed_at"), per_base=Cast("rate", FloatField()))
        .values_list(
            "pk", "customer_id", "seconds", "discount_minor", "per_base", "currency",
            "base_currency",
        )
    )  # fmt: skip
    parts = [_orders_of(batch) for batch in _batches(rows.iterator(AT_ONCE))]
    return _Orders.joined(parts or [_orders_of([])])


def _orders_of(rows: Sequence[tuple[Any, ...]]) -> _Orders:
    columns = list(zip(*rows, strict=True)) or [()] * 7
    pk, customer, seconds, discount = (np.array(column, np.int64) for column in columns[:4])
    factor = _in_base(*columns[4:])
    return _Orders(pk, customer, seconds, np.rint(discount * factor).astype(np.int64), factor)


def _batches(rows: Iterator[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    """A million rows as tuples would take ten times what their arrays do."""
    while batch := list(islice(rows, AT_ONCE)):
        yield batch


def _in_base(rates: Sequence[float], currencies: Sequence[str], bases: Sequence[str]) -> FloatArray:
    """Minor units of the base currency for one of each order's own."""
    digits = [
        exponent(base) - exponent(currency)
        for currency, base in zip(currencies, bases, strict=True)
    ]
    return 10.0 ** np.array(digits, np.float64) / np.array(rates, np.float64)


def _lines(placed: QuerySet[Order], orders: _Orders) -> Lines:
    rows = (
        OrderLine.objects.filter(order__in=placed.values("pk"))
        .order_by()
        .values_list(
            "order_id",
            Coalesce("product_id_then", UNKNOWN),
            Coalesce("variant_id", UNKNOWN),
            "quantity",
            F("quantity") - F("cancelled") - F("returned"),
            "returned",
            F("total_minor") - F("tax_minor"),
            "pk",
        )
    )
    found = _table(rows.iterator(AT_ONCE), 8)
    by_pk = np.argsort(orders.pk)
    place = np.searchsorted(orders.pk, found[:, 0], sorter=by_pk)
    order = by_pk[np.minimum(place, max(len(by_pk) - 1, 0))] if len(by_pk) else place
    # An order may have been placed between the two statements.
    known = orders.pk[order] == found[:, 0] if len(by_pk) else np.zeros(len(found), np.bool_)
    order, found = order[known], found[known]
    sort = np.lexsort((found[:, 7], order))
    order, found = order[sort], found[sort]
    _order, product, variant, quantity, units, returned, paid, _pk = found.T
    revenue = np.rint(paid * units / np.maximum(quantity, 1) * orders.factor[order])
    return Lines(order, product, variant, units, returned, revenue.astype(np.int64))


def _consenting(customers: Range | None, every: int = 1) -> QuerySet[Customer]:
    found = Customer.objects.filter(consent__in=NAMING, erased_at__isnull=True)
    if every > 1:
        found = found.alias(rest=F("pk") % every).filter(rest=0)
    return found.filter(pk__range=customers) if customers else found


def _log_begins(since: date, until: date) -> int:
    """The log may be kept for a shorter time, or have begun later, than was asked for."""
    first = _watched(since, until).aggregate(first=Min("occurred_at"))["first"]
    return day_number(clock.business_day(first) if first else until)


def _known_from(agreed: QuerySet[Customer]) -> IntArray:
    """The day on which each agreed first: by the record of it, else as they became a customer."""
    given = ConsentRecord.objects.filter(customer=OuterRef("pk"), level__in=NAMING)
    first = given.order_by("given_at").values("given_at")[:1]
    moments = agreed.annotate(known=EpochSeconds(Coalesce(Subquery(first), "created_at")))
    return business_days(np.array(moments.order_by("pk").values_list("known", flat=True), np.int64))


def _events_of_customers(
    since: date, until: date, customers: QuerySet[Customer]
) -> Iterator[IntArray]:
    """Number of the customer, row of ``WATCHED``, seconds and product of each event."""
    events = _watched(since, until)
    yield _events_of(
        events.filter(customer__in=customers.values("pseudonym")),
        by="customer",
        numbers=dict(customers.values_list(Cast("pseudonym", TextField()), "pk")),
    )
    links = VisitorLink.objects.filter(customer__in=customers)
    # What a browser did before its owner logged in.
    yield _events_of(
        events.filter(customer__isnull=True, visitor__in=links.values("visitor")),
        by="visitor",
        numbers=dict(links.values_list(Cast("visitor", TextField()), "customer_id")),
    )


def _watched(since: date, until: date) -> QuerySet[Event]:
    first, end = clock.day_bounds(since)[0], clock.day_bounds(until)[0]
    kinds = [When(name=name, then=Value(row)) for row, name in enumerate(WATCHED)]
    return Event.objects.filter(
        name__in=WATCHED, occurred_at__gte=first, occurred_at__lt=end
    ).annotate(kind=Case(*kinds), seconds=EpochSeconds("occurred_at"))


def _events_of(events: QuerySet[Event], *, by: str, numbers: dict[str, int]) -> IntArray:
    # As text: half of the time would go into making UUIDs.
    rows = events.annotate(who=Cast(by, TextField())).values_list(
        "who", "kind", "seconds", Coalesce("product_id", UNKNOWN)
    )
    known = (
        (numbers[who], kind, seconds, product)
        for who, kind, seconds, product in rows.iterator(AT_ONCE)
        if who in numbers
    )
    return _table(known, 4)


def _table(rows: Iterable[Sequence[int]], columns: int) -> IntArray:
    return np.fromiter(chain.from_iterable(rows), np.int64).reshape(-1, columns)
