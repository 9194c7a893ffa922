"""What dashboards read: a row for every day, sums by value, and None for what nobody knows."""

from datetime import date, timedelta

import pytest

from analytics.models import DailyProduct, DailySales, DailyTraffic, Dimension
from analytics.rollups import selectors
from analytics.rollups.figures import ProductFigures, SalesFigures, TrafficFigures

pytestmark = pytest.mark.django_db

FIRST = date(2026, 3, 1)
LAST = date(2026, 3, 4)


def sales(day, dimension=Dimension.ALL, value="", **counts):
    return DailySales.objects.create(day=day, dimension=dimension, value=value, **counts)


def test_every_day_of_the_period_has_a_row_and_no_other():
    sales(FIRST, orders=2, revenue_minor=500)
    sales(FIRST - timedelta(days=1), orders=9)
    sales(FIRST, Dimension.COUNTRY, "DE", orders=1)
    days = selectors.sales_by_day(FIRST, LAST)
    assert [day for day, _ in days] == [FIRST + timedelta(days=n) for n in range(4)]
    assert [figures.orders for _, figures in days] == [2, 0, 0, 0]
    assert selectors.sales_total(FIRST, LAST) == SalesFigures(orders=2, revenue_minor=500)


def test_a_filter_reads_the_rows_of_its_value_alone():
    sales(FIRST, Dimension.COUNTRY, "DE", orders=1)
    sales(LAST, Dimension.COUNTRY, "DE", orders=2)
    sales(LAST, Dimension.COUNTRY, "AT", orders=4)
    german = {"dimension": Dimension.COUNTRY, "value": "DE"}
    assert selectors.sales_total(FIRST, LAST, **german).orders == 3
    assert [row.orders for _, row in selectors.sales_by_day(FIRST, LAST, **german)] == [1, 0, 0, 2]


def test_values_come_largest_revenue_first():
    sales(FIRST, Dimension.SOURCE, "search", revenue_minor=10)
    sales(LAST, Dimension.SOURCE, "search", revenue_minor=10)
    sales(LAST, Dimension.SOURCE, "newsletter", revenue_minor=30)
    rows = selectors.sales_by_value(FIRST, LAST, dimension=Dimension.SOURCE)
    assert [(value, row.revenue_minor) for value, row in rows] == [
        ("newsletter", 30),
        ("search", 20),
    ]


def test_traffic_is_read_like_sales():
    for day, value in ((FIRST, "phone"), (LAST, "desktop")):
        DailyTraffic.objects.create(
            day=day, dimension=Dimension.DEVICE, value=value, sessions=4, ordered=1, carted=2
        )
    device = {"dimension": Dimension.DEVICE}
    total = selectors.traffic_total(FIRST, LAST, **device, value="phone")
    assert total == TrafficFigures(sessions=4, ordered=1, carted=2)
    assert [value for value, _ in selectors.traffic_by_value(FIRST, LAST, **device)] == [
        "desktop",
        "phone",
    ]
    assert len(selectors.traffic_by_day(FIRST, LAST)) == 4


def test_products_are_summed_over_the_days_and_ordered_by_what_is_asked():
    for day, product, units, views in ((FIRST, 1, 5, 1), (LAST, 1, 5, 1), (LAST, 2, 7, 9)):
        DailyProduct.objects.create(day=day, product_id=product, units=units, views=views)
    by_units = selectors.products_total(FIRST, LAST, order_by="units")
    assert by_units == [
        ProductFigures(1, units=10, views=2),
        ProductFigures(2, units=7, views=9),
    ]
    assert [row.product_id for row in selectors.products_total(FIRST, LAST, order_by="views")] == [
        2,
        1,
    ]
    assert len(selectors.products_total(FIRST, LAST, limit=1)) == 1
    assert [row.product_id for row in selectors.products_total(FIRST, LAST, products=[2])] == [2]


def test_products_are_ordered_by_counts_alone():
    with pytest.raises(ValueError, match="no count"):
        selectors.products_total(FIRST, LAST, order_by="product_id; DROP TABLE")


def test_values_to_filter_by_are_of_sales_and_traffic_without_the_unknown():
    sales(FIRST, Dimension.COUNTRY, "DE")
    sales(FIRST, Dimension.COUNTRY, "")
    DailyTraffic.objects.create(day=LAST, dimension=Dimension.COUNTRY, value="AT")
    DailyTraffic.objects.create(day=LAST, dimension=Dimension.DEVICE, value="phone")
    assert selectors.values_of(Dimension.COUNTRY, FIRST, LAST) == ["AT", "DE"]


def test_what_nobody_knows_is_none():
    nothing = SalesFigures()
    assert (nothing.margin_minor, nothing.average_order_minor, nothing.repeat_rate) == (None,) * 3
    assert TrafficFigures().conversion is None
    assert SalesFigures(revenue_minor=900).margin_share is None
    assert selectors.rolled_up_until() is None


def test_a_margin_is_of_what_has_a_cost():
    figures = SalesFigures(orders=2, revenue_minor=1_001, costed_minor=800, cost_minor=600)
    assert (figures.margin_minor, figures.margin_share) == (200, 0.25)
    assert figures.average_order_minor == 501
    assert SalesFigures(first_orders=1, repeat_orders=3, orders=9).repeat_rate == 0.75


def test_the_last_day_that_is_known():
    sales(FIRST)
    DailyTraffic.objects.create(day=LAST, dimension=Dimension.ALL)
    assert selectors.rolled_up_until() == LAST
