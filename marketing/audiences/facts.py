"""Conditions on a customer's row, as the database is asked them: one function for a kind of fact.

Each returns a ``Q`` over ``Customer`` that matches a row once at most: what stands in other tables
is asked by ``EXISTS``, or by a list of keys that is reckoned once for the whole question.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.models import Preference, Stance
from catalog.models import Brand, Category, Product
from events.models import Event
from events.names import Consent, EventName
from foundation import clock
from marketing.audiences.shapes import Deed, Operator, Value
from marketing.models import Message
from orders.models import Cart, CartState, Order, OrderLine, OrderState

AGREED_TO_PERSONALISATION = (Consent.PERSONALISATION, Consent.ALL)
LIKED_FIRST = 3
"""So many of the learned tastes, the strongest first, are what somebody likes."""


def among(path: str, operator: Operator, value: Value) -> Q:
    """A column has one of some values; ``NONE_OF`` takes the unknown too."""
    found = Q(**{f"{path}__in": value})
    return found if operator == Operator.ONE_OF else ~found


def amount(path: str, operator: Operator, value: Value, *, whole: int = 1) -> Q:
    """A column is at least or at most ``value`` parts of ``whole``; the unknown is neither."""
    lookup = "gte" if operator == Operator.AT_LEAST else "lte"
    return Q(**{f"{path}__{lookup}": int(str(value)) / whole})


def day(path: str, operator: Operator, value: Value, at: datetime) -> Q:
    """A moment is within so many days, or longer ago; the unknown is neither."""
    lookup = "gte" if operator == Operator.WITHIN else "lt"
    return Q(**{f"{path}__{lookup}": _since(at, int(str(value)))})


def orders_placed(operator: Operator, value: Value) -> Q:
    """So many orders at least, or at most."""
    number = int(str(value))
    if operator == Operator.AT_MOST:
        return ~orders_placed(Operator.AT_LEAST, number + 1)
    if number == 0:
        return Q(pk__isnull=False)
    if number == 1:
        return Q(Exists(_own_orders()))
    return Q(pk__in=_by_orders().annotate(n=Count("pk")).filter(n__gte=number).values(_BUYER))


def last_order(operator: Operator, value: Value, at: datetime) -> Q:
    """Whether the latest order is so recent; who never ordered is neither."""
    recent = Q(Exists(_own_orders().filter(placed_at__gte=_since(at, int(str(value))))))
    return recent if operator == Operator.WITHIN else Q(Exists(_own_orders())) & ~recent


def first_order(operator: Operator, value: Value, at: datetime) -> Q:
    """Whether the first order is so recent; who never ordered is neither."""
    earlier = Q(Exists(_own_orders().filter(placed_at__lt=_since(at, int(str(value))))))
    return earlier if operator == Operator.BEFORE else Q(Exists(_own_orders())) & ~earlier


def bought(deed: Deed, at: datetime, **which: Any) -> Q:
    """An order within the days has a line that ``which`` picks."""
    lines = OrderLine.objects.filter(
        order__customer=OuterRef("pk"), order__placed_at__gte=_since(at, deed.days), **which
    )
    return Q(Exists(lines.exclude(order__state__in=_NOT_PLACED)))


def bought_from(deed: Deed, at: datetime) -> Q:
    """Bought of one of some categories or of what stands below them; of any where none is named."""
    if not deed.of:
        return bought(deed, at)
    return bought(deed, at, product_id_then__in=_products_of(deed.of))


def looked_at(deed: Deed, at: datetime) -> Q:
    """Looked at a product of some categories while they agreed that it be known."""
    seen = _own_events(EventName.PRODUCT_VIEWED, deed, at)
    return Q(Exists(seen.filter(product_id__in=_products_of(deed.of)) if deed.of else seen))


def searched(deed: Deed, at: datetime) -> Q:
    """Searched for anything while they agreed that it be known."""
    return Q(Exists(_own_events(EventName.SEARCH_PERFORMED, deed, at)))


def read_mail(deed: Deed, at: datetime, *, column: str) -> Q:
    """Opened or clicked a message (``column``) of one of some campaigns, or of any."""
    read = Message.objects.filter(
        enrolment__customer=OuterRef("pk"), **{f"{column}__gte": _since(at, deed.days)}
    )
    return Q(Exists(read.filter(enrolment__campaign__slug__in=deed.of) if deed.of else read))


def has_cart() -> Q:
    """Something lies in their open cart."""
    return Q(Exists(Cart.objects.filter(
        customer=OuterRef("pk"), state=CartState.OPEN, lines__isnull=False
    )))  # fmt: skip


def likes(kind: str, slugs: Iterable[str]) -> Q:
    """Among their strongest learned tastes, or said by themselves; never what they muted.

    ``kind`` is a ``PreferenceKind`` that profiles know too: category or brand.
    """
    named = list(slugs)
    model: type[Category] | type[Brand] = Category if kind == "category" else Brand
    numbers = list(model.objects.filter(slug__in=named).values_list("pk", flat=True))
    learned = (
        Q(**{f"profile__preferences__{kind}__{place}__0": number})
        for place in range(LIKED_FIRST)
        for number in numbers
    )
    said = Preference.objects.filter(customer=OuterRef("pk"), kind=kind, name__in=named)
    boosted = Q(Exists(said.filter(stance=Stance.BOOSTED)))
    return reduce(or_, learned, boosted) & ~Q(Exists(said.filter(stance=Stance.MUTED)))


_BUYER = "customer"
# Left out instead of asked for: SQLite would go by the index of states, through all placed orders
# for each customer (13 s instead of 54 ms over 3,000 of them).
_NOT_PLACED = tuple(state for state in OrderState if state != OrderState.PLACED)


def _own_orders() -> QuerySet[Order]:
    return Order.objects.filter(customer=OuterRef("pk")).exclude(state__in=_NOT_PLACED)


def _by_orders() -> QuerySet[Order, dict[str, Any]]:
    placed = Order.objects.filter(state=OrderState.PLACED, customer__isnull=False)
    return placed.order_by().values(_BUYER)


def _own_events(name: EventName, deed: Deed, at: datetime) -> QuerySet[Event]:
    return Event.objects.filter(
        customer=OuterRef("pseudonym"),
        name=name,
        occurred_at__gte=_since(at, deed.days),
        consent__in=AGREED_TO_PERSONALISATION,
    )


def _products_of(slugs: Iterable[str]) -> QuerySet[Product, Any]:
    """Keys of the products that stand in some categories or below them."""
    paths = Category.objects.filter(slug__in=slugs).values_list("path", flat=True)
    below = reduce(or_, (Q(category__path__startswith=path) for path in paths), Q(pk__in=[]))
    return Product.objects.filter(below).values("pk")


def _since(at: datetime, days: int) -> datetime:
    """When the business day began so many days ago."""
    return clock.day_bounds(clock.business_day(at) - timedelta(days=days))[0]
