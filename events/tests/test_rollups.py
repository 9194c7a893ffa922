"""Daily demand: the log's sums by the shop's own days."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from events.models import DailyDemand, Event
from events.names import EventName
from events.rollups import (
    DayCondition,
    _forget_sales,
    rebuild_daily_demand,
    record_conditions,
    record_promotions,
    roll_up_days,
    roll_up_lately,
)
from events.services import Fact, record, record_many
from foundation import clock
from foundation.money import Money

pytestmark = pytest.mark.django_db

DAY = date(2026, 7, 15)
NOON = datetime(2026, 7, 15, 11, tzinfo=UTC)


def sold(
    *, units: int = 1, value: int = 1_000, at: datetime = NOON, variant: int = 7, order: str = "a",
    base: int | None = None,
) -> Fact:  # fmt: skip
    return Fact(
        EventName.PRODUCT_PURCHASED,
        product_id=variant * 10,
        variant_id=variant,
        order_ref=order,
        quantity=units,
        value=Money(value, "EUR" if base is None else "JPY"),
        payload={} if base is None else {"base": base},
        at=at,
    )


def test_units_orders_revenue_and_average_price_of_a_day():
    record_many(
        [sold(units=2, value=1_990), sold(value=995, order="b"), sold(value=300, order="b")]
    )
    assert rebuild_daily_demand() == 1
    row = DailyDemand.objects.get()
    assert (row.variant_id, row.product_id, row.day) == (7, 70, DAY)
    assert (row.units, row.orders, row.revenue_minor) == (4, 2, 3_285)
    assert row.average_price_minor == 821  # 821.25


def test_orders_in_other_currencies_count_in_the_base_currency():
    record_many([sold(value=1_600, base=995), sold(value=1_000)])
    roll_up_days([DAY])
    assert DailyDemand.objects.get().revenue_minor == 1_995


def test_a_day_is_the_shops_day_not_utc(settings):
    settings.TIME_ZONE = "Europe/London"  # in July an hour ahead of UTC
    record_many([sold(at=datetime(2026, 7, 14, 23, 30, tzinfo=UTC))])
    record_many([sold(at=datetime(2026, 7, 14, 22, 59, 59, tzinfo=UTC), variant=8)])
    rebuild_daily_demand()
    assert dict(DailyDemand.objects.values_list("variant_id", "day")) == {
        7: DAY,
        8: DAY - timedelta(days=1),
    }


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25)])
def test_days_on_which_the_clocks_change_hold_all_their_hours(settings, day, hours):
    settings.TIME_ZONE = "Europe/London"
    start, end = clock.day_bounds(day)
    assert end - start == timedelta(hours=hours)
    record_many([sold(at=start + timedelta(minutes=30 + 60 * hour)) for hour in range(hours)])
    rebuild_daily_demand()
    assert [(row.day, row.units) for row in DailyDemand.objects.all()] == [(day, hours)]


def test_views_returns_and_lines_without_a_variant_are_no_demand():
    record(Fact(EventName.PRODUCT_VIEWED, product_id=70, variant_id=7, at=NOON))
    record(Fact(EventName.PRODUCT_RETURNED, product_id=70, variant_id=7, quantity=1, at=NOON))
    record(Fact(EventName.PRODUCT_PURCHASED, quantity=1, at=NOON))
    roll_up_days([DAY])
    assert not DailyDemand.objects.exists()


def test_rolling_up_again_follows_the_log():
    record_many([sold(), sold(variant=8)])
    roll_up_days([DAY])
    Event.objects.filter(variant_id=8).delete()
    record_many([sold(units=5, value=5_000, order="late")])
    roll_up_days([DAY])
    roll_up_days([DAY])
    assert list(DailyDemand.objects.values_list("variant_id", "units")) == [(7, 6)]


def test_stock_outs_and_promotions_survive_a_roll_up_even_without_sales():
    record_many([sold()])
    noted = [
        DayCondition(7, 70, DAY, promoted=True),
        DayCondition(9, 90, DAY, stock_out_minutes=600),
    ]
    record_conditions(noted)
    roll_up_days([DAY])
    record_conditions(noted)
    assert list(
        DailyDemand.objects.order_by("variant_id").values_list(
            "variant_id", "units", "promoted", "stock_out_minutes"
        )
    ) == [(7, 1, True, 0), (9, 0, False, 600)]


def test_promotions_noted_again_write_nothing_and_what_changed_alone_is_written():
    """Of a promotion of everything each night notes a row a variant and day: most stand already."""
    noted = {1: 10, 2: 20, 3: 30}
    assert record_promotions(DAY, noted) == 3
    with CaptureQueriesContext(connection) as queries:
        assert record_promotions(DAY, noted) == 3
    assert not [one for one in queries if one["sql"].startswith(("INSERT", "UPDATE"))]
    record_promotions(DAY, {2: 20, 4: 40})
    told = DailyDemand.objects.order_by("variant_id").values_list("variant_id", "promoted")
    assert list(told) == [(1, False), (2, True), (3, False), (4, True)]


def test_only_rows_with_sales_are_written_when_a_day_is_summed_again():
    """It is done each minute, and on a day of promotion every variant has its row."""
    record_promotions(DAY, {1: 10, 2: 20, 3: 30})
    DailyDemand.objects.filter(variant_id=2).update(units=4, orders=1, revenue_minor=400)
    assert _forget_sales(DAY) == 1
    assert set(DailyDemand.objects.values_list("units", "promoted")) == {(0, True)}
    assert _forget_sales(DAY) == 0


def test_lately_means_today_and_yesterday():
    record_many([sold(at=NOON - timedelta(days=days), variant=days + 1) for days in range(3)])
    roll_up_lately(at=NOON)
    assert set(DailyDemand.objects.values_list("variant_id", flat=True)) == {1, 2}


def test_an_empty_log_has_no_days():
    assert rebuild_daily_demand() == 0


@hypothesis_settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    sales=st.lists(
        st.tuples(st.integers(0, 96), st.integers(1, 3), st.integers(1, 50), st.integers(0, 10**7)),
        max_size=12,
    )
)
def test_the_sums_of_the_rollup_are_the_sums_of_the_log(sales):
    Event.objects.all().delete()
    DailyDemand.objects.all().delete()
    record_many(
        [
            sold(at=NOON + timedelta(hours=hour), variant=variant, units=units, value=value)
            for hour, variant, units, value in sales
        ]
    )
    rebuild_daily_demand()
    expected: dict[tuple[int, date], tuple[int, int]] = {}
    for hour, variant, units, value in sales:
        key = (variant, clock.business_day(NOON + timedelta(hours=hour)))
        before = expected.get(key, (0, 0))
        expected[key] = (before[0] + units, before[1] + value)
    rows = {(row.variant_id, row.day): row for row in DailyDemand.objects.all()}
    assert {key: (row.units, row.revenue_minor) for key, row in rows.items()} == expected
    for row in rows.values():
        assert abs(row.average_price_minor * row.units - row.revenue_minor) <= row.units / 2


def test_units_in_bundles_are_counted_beside_those_sold_alone():
    part = Fact(
        EventName.PART_SOLD, product_id=70, variant_id=7, order_ref="b", quantity=3, at=NOON
    )
    only_in_bundles = Fact(
        EventName.PART_SOLD, product_id=80, variant_id=8, order_ref="b", quantity=1, at=NOON
    )
    record_many([sold(units=2, value=2_000), part, only_in_bundles])
    rebuild_daily_demand()
    rebuild_daily_demand()  # again changes nothing
    row, other = DailyDemand.objects.order_by("variant_id")
    assert (row.units, row.orders, row.revenue_minor, row.in_bundles) == (2, 1, 2_000, 3)
    assert row.average_price_minor == 1_000
    assert (other.units, other.orders, other.revenue_minor, other.in_bundles) == (0, 0, 0, 1)
    assert _forget_sales(DAY) == 0  # both rows said nothing else
