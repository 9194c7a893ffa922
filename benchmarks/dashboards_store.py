"""A shop of years: one week by the shop's own services and jobs, the rest repeated by the database.

``make_shop`` needs configured Django and an empty, migrated database.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection, models

from accounts.history import PastConsent, PastCustomer, StoredCustomer
from accounts.history import record_history as record_customers
from analytics.customers.profiles import write_profiles
from analytics.journeys.jobs import look_at_journeys
from analytics.models import (
    ChannelDay,
    ChannelStep,
    CohortMonth,
    DailyMail,
    DailyOperations,
    DailyProduct,
    DailySales,
    DailyTraffic,
    JourneyPath,
    SegmentDay,
    StageMonth,
)
from analytics.operations.days import sum_up as sum_up_operations
from analytics.rollups.days import rebuild
from analytics.rollups.products import roll_up_month
from benchmarks.page_store import build_store
from catalog.models import Variant
from events.context import EventContext
from events.models import DailyDemand, Event
from events.names import Consent, Device, EventName
from events.rollups import roll_up_days as roll_up_demand
from events.services import Fact, event_row
from events.services import record_history as record_events
from foundation import clock
from foundation.money import Money
from orders.building import CheckoutDetails, LineSnapshot
from orders.history import PastOrder, PastPayment
from orders.history import record_history as record_orders
from orders.models import Order, OrderLine
from pricing.totals import TaxRule
from search.analytics import roll_up_days as roll_up_searches
from search.models import PlaceDay, QueryDay

SEED = 8
WEEK = 7
COUNTRIES = ("DE", "AT", "CH", "FR", "NL", "BE", "PL", "IT", "ES", "DK")
SOURCES = ("", "search", "newsletter", "social", "partner", "referral")
CAMPAIGNS = ("", "", "", *(f"campaign-{number}" for number in range(12)))
DEVICES = (Device.PHONE, Device.DESKTOP, Device.TABLET)
WORDS = tuple(f"{make} {kind}" for make in ("red", "oak", "wool", "small") for kind in
              ("lamp", "mug", "bag", "chair", "blanket"))  # fmt: skip
BY_DAY: tuple[type[models.Model], ...] = (
    DailySales, DailyTraffic, DailyProduct, DailyDemand, DailyOperations, DailyMail, ChannelDay,
    ChannelStep, QueryDay, PlaceDay, SegmentDay,
)  # fmt: skip
BY_MONTH: tuple[type[models.Model], ...] = (JourneyPath, StageMonth, CohortMonth)


@dataclass(frozen=True, slots=True)
class Size:
    """How large a shop: so many weeks, orders and events a day."""

    weeks: int
    orders_a_day: int
    sessions_a_day: int
    products: int
    customers: int


WHOLE = Size(weeks=104, orders_a_day=2_748, sessions_a_day=4_200, products=2_000, customers=2_000)
QUICK = Size(weeks=12, orders_a_day=200, sessions_a_day=400, products=400, customers=1_000)


def make_shop(size: Size) -> str:
    """Fill the empty shop; returns what it holds, in words."""
    build_store(size.products)
    today = clock.business_day()
    days = [today - timedelta(days=back) for back in range(WEEK, 0, -1)]
    _write_week(days, size)
    _sum_week(days)
    events = Event.objects.count()
    _repeat_orders(size.weeks)
    for model in BY_DAY:
        _repeat(model, "day", size.weeks, since=days[0])
    for model in BY_MONTH:
        _repeat(model, "month", size.weeks * WEEK // 30, since=days[0].replace(day=1), months=True)
    for month in _months(today, size.weeks):
        roll_up_month(month)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return (
        f"{Order.objects.count():,} orders, {events * size.weeks:,} events' worth of roll-ups, "
        f"{DailyProduct.objects.count():,} days of products"
    )


# --- the week ---------------------------------------------------------------------------------


def _write_week(days: Sequence[date], size: Size) -> None:
    dice = random.Random(SEED)
    began = clock.now() - timedelta(weeks=size.weeks)
    customers = record_customers(
        customers=[
            PastCustomer(
                created_at=began,
                email=f"buyer{number}@example.com",
                consents=(PastConsent(Consent.ALL, "1", began),),
            )
            for number in range(size.customers)
        ]
    )
    variants: list[Any] = list(
        Variant.objects.order_by("pk").values_list("pk", "product_id", "sku", named=True)
    )
    for day in days:
        moments = sorted(dice.randrange(86_000) for _ in range(size.orders_a_day))
        start = clock.day_bounds(day)[0]
        orders = [
            _order(dice, start + timedelta(seconds=second), dice.choice(customers), variants)
            for second in moments
        ]
        for _stored in record_orders(orders=orders):
            pass
        rows = list(_browsing(dice, start, size.sessions_a_day, variants))
        record_events(rows, first=start, last=start + timedelta(days=2))


def _order(
    dice: random.Random, at: datetime, customer: StoredCustomer, variants: Sequence[Any]
) -> PastOrder:
    lines = tuple(
        LineSnapshot(
            one.pk, one.product_id, one.sku, one.sku, dice.randint(1, 3),
            Money(dice.randint(900, 9_000), "EUR"), Money(500, "EUR"),
        )
        for one in dice.sample(variants, 2)
    )  # fmt: skip
    country = dice.choice(COUNTRIES)
    is_new = clock.business_day() - clock.business_day(at) < timedelta(days=2)
    return PastOrder(
        placed_at=at,
        details=CheckoutDetails("", "A buyer", "Street 1", "10115", "Berlin", country),
        lines=lines,
        shipping=Money(490, "EUR"),
        tax=TaxRule(1_900, included=True),
        base_currency="EUR",
        rate=Decimal(1),
        customer_id=customer.id,
        context=_context(dice, country, customer.pseudonym),
        payment=PastPayment("trial", at),
        started_at=at - timedelta(minutes=3),
        shipped_at=None if is_new else at + timedelta(hours=20),
        delivered_at=None if is_new else at + timedelta(hours=60),
    )


def _context(dice: random.Random, country: str, customer: UUID | None = None) -> EventContext:
    agreed = dice.random() < 0.7
    return EventContext(
        visitor=UUID(int=dice.getrandbits(128)), session=UUID(int=dice.getrandbits(128)),
        customer=customer, source=dice.choice(SOURCES), campaign=dice.choice(CAMPAIGNS),
        device=dice.choice(DEVICES), country=country,
        consent=Consent.PERSONALISATION if agreed else Consent.NECESSARY,
    ).minimised()  # fmt: skip


def _browsing(
    dice: random.Random, start: datetime, sessions: int, variants: Sequence[Any]
) -> Iterator[Sequence[Any]]:
    """About four events a session: a search now and then, products, some carts."""
    for _ in range(sessions):
        context = _context(dice, dice.choice(COUNTRIES))
        at = start + timedelta(seconds=dice.randrange(86_000))
        for fact in _steps(dice, variants):
            at += timedelta(seconds=dice.randrange(5, 60))
            told = Fact(
                fact.name, product_id=fact.product_id, variant_id=fact.variant_id,
                quantity=fact.quantity, payload=fact.payload, at=at,
            )  # fmt: skip
            yield event_row(told, context=context)


def _steps(dice: random.Random, variants: Sequence[Any]) -> Iterator[Fact]:
    if dice.random() < 0.3:
        words, found = dice.choice(WORDS), dice.choice((0, 9, 40))
        payload = {"words": words, "language": "en", "found": found}
        yield Fact(EventName.SEARCH_PERFORMED, payload=payload)
    for one in dice.choices(variants, k=dice.randint(1, 5)):
        yield Fact(EventName.PRODUCT_VIEWED, product_id=one.product_id)
        if dice.random() < 0.15:
            yield Fact(
                EventName.CART_ITEM_ADDED, product_id=one.product_id, variant_id=one.pk, quantity=1
            )


def _sum_week(days: Sequence[date]) -> None:
    """Every roll-up by its own job."""
    write_profiles()
    rebuild(days[0], days[-1])
    roll_up_demand(days)
    roll_up_searches(days)
    sum_up_operations(first=days[0], last=days[-1])
    look_at_journeys(lambda text: None, whole=True)


# --- the years --------------------------------------------------------------------------------

_SHIFTS = {
    "postgresql": {
        "day": "{0} - shifts.number * 7",
        "month": "CAST({0} - shifts.number * INTERVAL '1 month' AS DATE)",
        "moment": "{0} - shifts.number * INTERVAL '7 days'",
    },
    "sqlite": {
        "day": "date({0}, '-' || (shifts.number * 7) || ' days')",
        "month": "date({0}, '-' || shifts.number || ' months')",
        "moment": "strftime('%%Y-%%m-%%d %%H:%%M:%%f', {0}, '-' || (shifts.number * 7) || ' days')",
    },
}
_REPEAT = """
INSERT INTO {table} ({columns})
WITH RECURSIVE shifts(number) AS (
    SELECT 1 UNION ALL SELECT number + 1 FROM shifts WHERE number < {times}
)
SELECT {values} FROM {table} week CROSS JOIN shifts WHERE {which}
ON CONFLICT DO NOTHING
"""


def _repeat(
    model: type[models.Model], field: str, weeks: int, *, since: date, months: bool = False
) -> None:
    """The rows since a day once more for each week (or month) before."""
    names = [one.column for one in model._meta.concrete_fields if not one.primary_key]
    shift = _SHIFTS[connection.vendor]["month" if months else "day"]
    values = {field: shift.format(f"week.{field}")}
    _copy(model, names, values, which=f"week.{field} >= %(since)s", times=weeks - 1, since=since)


def _repeat_orders(weeks: int) -> None:
    """Orders and lines, each week with keys beyond those of the week after it."""
    last_order = _last_key(Order)
    last_line = _last_key(OrderLine)
    moment = _SHIFTS[connection.vendor]["moment"]
    names = [one.column for one in Order._meta.concrete_fields]
    key = f"week.id + shifts.number * {last_order}"
    values: dict[str, str] = {
        "id": key, "public_id": _text(key, "p"), "number": _text(key, "n"),
        "token": _text(key, "t"), "idempotency_key": "NULL", "cart_id": "NULL",
        "fulfilment_state": "'fulfilled'",
    }  # fmt: skip
    values |= {name: moment.format(f"week.{name}") for name in ("placed_at", "created_at")}
    _copy(Order, names, values, which=f"week.id <= {last_order}", times=weeks - 1)
    names = [one.column for one in OrderLine._meta.concrete_fields]
    values = {
        "id": f"week.id + shifts.number * {last_line}",
        "order_id": f"week.order_id + shifts.number * {last_order}",
        "shipped": "week.quantity",
    }
    _copy(OrderLine, names, values, which=f"week.id <= {last_line}", times=weeks - 1)


def _text(key: str, letter: str) -> str:
    return f"'{letter}' || CAST({key} AS TEXT)"


def _last_key(model: type[models.Model]) -> int:
    return int(model._default_manager.latest("pk").pk)


def _copy(
    model: type[models.Model], names: Sequence[str], values: dict[str, str], *, which: str,
    times: int, since: date | None = None,
) -> None:  # fmt: skip
    sql = _REPEAT.format(
        table=model._meta.db_table,
        columns=", ".join(names),
        values=", ".join(values.get(name, f"week.{name}") for name in names),
        which=which,
        times=times,
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, {"since": since and connection.ops.adapt_datefield_value(since)})


def _months(today: date, weeks: int) -> list[date]:
    """The months that are over of so many weeks."""
    first = (today - timedelta(weeks=weeks)).replace(day=1)
    months = []
    while first < today.replace(day=1):
        months.append(first)
        first = (first + timedelta(days=31)).replace(day=1)
    return months
