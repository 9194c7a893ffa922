"""Quantity discounts, and the elasticity that is not one."""

from __future__ import annotations

import numpy as np
import pytest

from pricing.algorithms.elasticity import pooled, pooled_least_squares
from pricing.algorithms.quantity_discounts import (
    Lines,
    UnitsOf,
    average_sales,
    discount_curve,
    weekly_sales,
    with_idle_weeks,
)

TRUTH = -1.1
BULK_DISCOUNT = 0.15


def shop_with_discounts(seed=0, *, products=120, weeks=40):
    """Small buyers answer to the list price; now and then somebody buys 48 at 15 % off."""
    rng = np.random.default_rng(seed)
    rows = []
    for product in range(products):
        level = rng.normal(2.5, 0.5)
        log_price = np.repeat(rng.normal(0, 0.15, weeks // 8), 8)
        for week in range(weeks):
            small = rng.poisson(np.exp(level + TRUTH * log_price[week]))
            sizes = np.append(rng.integers(1, 7, small), np.full(rng.poisson(0.4), 48))
            paid = np.exp(log_price[week]) * np.where(sizes > 12, 1 - BULK_DISCOUNT, 1.0)
            rows.append((np.full(len(sizes), product), np.full(len(sizes), week), sizes, paid))
    product, week, units, price = (np.concatenate(column) for column in zip(*rows, strict=True))
    return Lines(product, week, units.astype(float), price)


@pytest.fixture(scope="module")
def lines():
    return shop_with_discounts()


def test_discounts_pass_for_elastic_demand_until_they_are_taken_out(lines):
    naive = pooled_least_squares(average_sales(lines))
    small = weekly_sales(lines, limit=12)
    assert naive.mean < TRUTH - 0.6
    for found in (pooled_least_squares(small), pooled(small)):
        assert abs(found.mean - TRUTH) < 3 * found.sd
        assert found.sd < 0.1


def test_the_curve_tells_where_discounts_begin_and_how_deep_they_are(lines):
    curve = discount_curve(lines)
    assert curve.limit() == 36  # the widest class below the 48 that are bought at once
    assert curve.discount[curve.largest == 48] == pytest.approx(BULK_DISCOUNT, abs=0.01)
    assert np.nanmax(np.abs(curve.discount[curve.largest <= 6])) < 0.01
    assert np.isnan(curve.discount[-1])


def test_without_a_discount_no_line_is_too_large():
    plain = shop_with_discounts(1, products=20)
    one_price = Lines(plain.product, plain.week, plain.units, np.full(len(plain.units), 4.0))
    assert discount_curve(one_price).limit() == float("inf")


def test_a_week_has_the_price_of_its_small_lines_and_the_units_asked_for():
    week = np.zeros(4, dtype=np.int64)
    four = Lines(week, week, np.array([1.0, 2.0, 100.0, 3.0]), np.array([5.0, 5.0, 2.0, 9.0]))
    small = weekly_sales(four, limit=12)
    assert (small.units[0], small.price[0]) == (6.0, 5.0)
    everyone = weekly_sales(four, limit=12, units_of=UnitsOf.ALL_LINES)
    assert (everyone.units[0], everyone.price[0]) == (106.0, 5.0)
    average = average_sales(four)
    assert (average.units[0], average.price[0]) == (106.0, pytest.approx(242 / 106))


def test_idle_weeks_are_rows_of_zero_at_the_last_price():
    product = np.array([7, 7, 9], dtype=np.int64)
    week = np.array([2, 5, 3], dtype=np.int64)
    lines = Lines(product, week, np.array([1.0, 4.0, 2.0]), np.array([10.0, 8.0, 3.0]))
    full = with_idle_weeks(weekly_sales(lines, limit=12))
    assert full.product.tolist() == [7, 7, 7, 7, 9]
    assert full.week.tolist() == [2, 3, 4, 5, 3]
    assert full.units.tolist() == [1, 0, 0, 4, 2]
    assert full.price.tolist() == [10, 10, 10, 8, 3]


def test_a_limit_below_one_unit_and_uneven_columns_are_refused(lines):
    with pytest.raises(ValueError, match="one unit at least"):
        weekly_sales(lines, limit=0.5)
    with pytest.raises(ValueError, match="as many rows"):
        Lines(lines.product, lines.week[1:], lines.units, lines.price)
