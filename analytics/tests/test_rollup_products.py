"""Days and months of products, and which days are summed when."""

from datetime import UTC, date, datetime, timedelta

import pytest

from analytics.models import DailyProduct, DailySales, DailyTraffic, Dimension, MonthlyProduct
from analytics.rollups import selectors
from analytics.rollups.days import (
    known_span,
    rebuild,
    roll_up_lately,
    roll_up_missing,
    roll_up_nightly,
)
from analytics.rollups.figures import ProductFigures
from analytics.rollups.products import roll_up_month, roll_up_products
from analytics.tests.buyers import bought
from events.models import ArchivedDay, Event
from events.names import EventName
from events.services import Fact, record
from orders.models import Order, OrderLine, OrderState

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def seen(name=EventName.PRODUCT_VIEWED, *, product=7, at=NOON, **fact):
    record(Fact(name, product_id=product, at=at, **fact))


def figures(product=7):
    found = selectors.products_total(DAY, DAY, products=[product])
    return found[0] if found else None


def test_a_product_is_seen_by_the_log_and_sold_by_the_books():
    for name in (
        EventName.PRODUCT_VIEWED, EventName.PRODUCT_VIEWED, EventName.CART_ITEM_ADDED,
        EventName.IMPRESSION, EventName.IMPRESSION_CLICKED,
    ):  # fmt: skip
        seen(name)
    seen(EventName.PRODUCT_RETURNED, quantity=3)
    bought(None, at=NOON, product_id=7, quantity=2, unit_cost_minor=100)
    bought(None, at=NOON, product_id=7)
    roll_up_products(DAY)
    assert figures() == ProductFigures(
        7, views=2, carts=1, recommended=1, recommended_clicks=1, orders=2, units=3,
        returned_units=3, revenue_minor=2_000, costed_minor=1_000, cost_minor=200,
    )  # fmt: skip


def test_what_was_cancelled_goes_without_a_trace_of_revenue():
    order = bought(None, at=NOON, product_id=7)
    part = bought(None, at=NOON, product_id=7, quantity=2, shipped=0)
    roll_up_products(DAY)
    Order.objects.filter(pk=order.pk).update(state=OrderState.CANCELLED)
    OrderLine.objects.filter(order=part).update(cancelled=1)
    roll_up_products(DAY)
    assert figures() == ProductFigures(7, orders=1, units=1, revenue_minor=500)


def test_views_that_are_gone_go_when_the_day_is_summed_anew():
    seen()
    roll_up_products(DAY)
    Event.objects.all().delete()
    roll_up_products(DAY)
    assert figures().views == 1
    roll_up_products(DAY, anew=True)
    assert figures() is None


def test_views_stay_when_the_log_was_dropped_and_orders_still_change():
    seen()
    order = bought(None, at=NOON, product_id=7)
    roll_up_products(DAY, anew=True)
    Event.objects.all().delete()
    ArchivedDay.objects.create(
        day=DAY, rows=1, size=1, sha256="0" * 64, exported_at=NOON, dropped_at=NOON
    )
    Order.objects.filter(pk=order.pk).update(state=OrderState.CANCELLED)
    roll_up_products(DAY, anew=True)
    assert figures() == ProductFigures(7, views=1)


def test_products_and_days_sum_to_the_same_cent_in_any_currency():
    for number in range(1, 8):
        order = bought(None, at=NOON, product_id=number, paid_minor=333 * number, quantity=2)
        Order.objects.filter(pk=order.pk).update(currency="USD", rate="1.08375")
    rebuild()
    by_product = selectors.products_total(DAY, DAY)
    assert sum(row.revenue_minor for row in by_product) == (
        selectors.sales_total(DAY, DAY).revenue_minor
    )


def test_whole_months_are_read_from_their_sums_and_the_rest_from_days():
    for day in (date(2026, 1, 31), date(2026, 2, 1), date(2026, 2, 28), date(2026, 3, 5)):
        DailyProduct.objects.create(day=day, product_id=7, units=1)
    roll_up_month(date(2026, 2, 1))
    assert MonthlyProduct.objects.get().units == 2
    MonthlyProduct.objects.update(units=20)  # told apart from its days
    span = (date(2026, 1, 31), date(2026, 3, 5))
    assert selectors.products_total(*span)[0].units == 22
    part = (date(2026, 2, 1), date(2026, 2, 27))
    assert selectors.products_total(*part)[0].units == 1


def test_a_month_that_nobody_summed_is_read_from_its_days():
    for day in (date(2026, 1, 15), date(2026, 2, 15), date(2026, 3, 15), date(2026, 4, 15)):
        DailyProduct.objects.create(day=day, product_id=7, units=1, returned_units=2)
    for month in (date(2026, 1, 1), date(2026, 3, 1)):
        roll_up_month(month)
    span = (date(2026, 1, 1), date(2026, 4, 15))
    assert selectors.products_total(*span)[0].units == 4
    assert selectors.returned_units(*span) == 8
    assert selectors.returned_units(date(2026, 1, 16), date(2026, 4, 14)) == 4


def test_lately_is_today_and_for_some_hours_yesterday():
    assert roll_up_lately(at=NOON) == [DAY]
    assert roll_up_lately(at=NOON.replace(hour=1)) == [DAY - timedelta(days=1), DAY]
    assert DailySales.objects.filter(day=DAY).exists()
    assert DailyTraffic.objects.filter(day=DAY).exists()


def test_a_month_is_summed_once_it_is_over():
    bought(None, at=datetime(2026, 2, 28, 12, tzinfo=UTC), product_id=7)
    roll_up_lately(at=datetime(2026, 2, 28, 20, tzinfo=UTC))
    assert not MonthlyProduct.objects.exists()
    roll_up_lately(at=datetime(2026, 3, 1, 1, tzinfo=UTC))
    assert MonthlyProduct.objects.get().month == date(2026, 2, 1)


def test_each_night_finds_what_was_cancelled_weeks_ago():
    order = bought(None, at=NOON - timedelta(days=30), product_id=7)
    rebuild()
    day = DAY - timedelta(days=30)
    assert selectors.sales_total(day, day).orders == 1
    Order.objects.filter(pk=order.pk).update(state=OrderState.CANCELLED)
    roll_up_nightly(at=NOON)
    assert selectors.sales_total(day, day).orders == 0
    assert selectors.products_total(day, day) == []


def test_each_night_sums_days_that_were_never_summed():
    """Of a shop that was imported, or stood still: once, and the others are not touched."""
    bought(None, at=NOON - timedelta(days=90))
    assert len(roll_up_missing(at=NOON)) == 1
    bought(None, at=NOON - timedelta(days=88))
    DailySales.objects.filter(dimension=Dimension.ALL).update(orders=7)
    days = roll_up_nightly(at=NOON)
    missing = [DAY - timedelta(days=number) for number in (89, 88)]
    assert days[:2] == missing
    assert len(days) == 2 + 36
    assert selectors.sales_total(DAY - timedelta(days=90), DAY).orders == 7 + 1
    assert roll_up_missing(at=NOON) == []


def test_history_is_summed_from_the_first_order_or_event_to_the_last():
    assert rebuild() == 0
    bought(None, at=NOON)
    seen(at=NOON + timedelta(days=2))
    heard = []
    assert rebuild(advance=heard.append) == len(heard) == 3
    assert known_span().last == DAY + timedelta(days=2)
    assert DailySales.objects.filter(dimension=Dimension.ALL).count() == 3
