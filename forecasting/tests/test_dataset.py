"""Panels from the roll-ups: who began when, what was cut off, what is no sign of days to come."""

from datetime import timedelta

import numpy as np
import pytest

from events.models import DailyDemand
from events.rollups import record_promotions
from forecasting.algorithms.peaks import tame
from forecasting.dataset import (
    _rows,
    business_day_to_forecast,
    by_week,
    load_history,
    sellable,
)
from forecasting.tests.factories import TODAY, make_variant, sell, steady

pytestmark = pytest.mark.django_db


def _load(*variants, weeks=104):
    chosen = sellable().filter(pk__in=[variant.pk for variant in variants])
    return load_history(chosen, as_of=TODAY, weeks=weeks)


def test_only_variants_asked_for_are_read_in_two_queries(django_assert_num_queries):
    one, other = make_variant("ONE"), make_variant("OTHER")
    sell(one, [3] * 70)
    sell(other, [5] * 70)
    with django_assert_num_queries(5):  # the first day, goods, roll-ups, events, outside series
        history = _load(one)
    assert history.goods.variants.tolist() == [one.pk]
    assert history.daily.units.shape == (1, 70)
    assert history.daily.units.sum() == 210


def test_of_a_few_variants_among_many_no_other_s_sales_are_read():
    made = [make_variant(f"SKU-{number}") for number in range(8)]
    for variant in made:
        sell(variant, [1] * 70)
    goods = _load(made[0], made[-1]).goods
    assert len(_rows(goods, TODAY - timedelta(days=70), TODAY)) == 140
    assert len(_rows(_load(*made).goods, TODAY - timedelta(days=70), TODAY)) == 560


def test_a_week_sums_seven_days_and_the_last_ends_yesterday():
    variant = make_variant("A")
    sell(variant, [1] * 63 + [2] * 7)
    weekly = _load(variant).weekly
    assert weekly.units[0].tolist() == [7.0] * 9 + [14.0]
    assert weekly.start_of(weekly.periods) == TODAY


def test_a_series_begins_when_it_could_first_be_bought():
    sell(make_variant("OLD"), [1] * 70)
    young = make_variant("YOUNG", days_old=10)
    sell(young, [4] * 3)
    units = _load(young).daily.units[0]
    assert np.isnan(units[:60]).all()
    assert units[60:].tolist() == [0.0] * 7 + [4.0] * 3


def test_a_series_that_sold_before_it_was_published_began_then():
    variant = make_variant("IMPORTED", days_old=5)
    sell(variant, [2] * 70)
    assert _load(variant).daily.lengths.tolist() == [70]


def test_a_day_of_promotion_before_it_was_published_is_not_its_beginning():
    """A promotion of the whole shop is noted for every variant there is now, on days gone by."""
    sell(make_variant("OLD"), [1] * 70)
    young = make_variant("YOUNG", days_old=3)
    sell(young, [4] * 3)
    long_ago = TODAY - timedelta(days=60)
    record_promotions(long_ago, {young.pk: young.product_id})
    assert _load(young).daily.lengths.tolist() == [3]


def test_days_before_the_shop_s_first_are_not_days_without_demand():
    """Weeks are whole, counted from the end; the first may reach back to before the shop."""
    variant = make_variant("FIRST")
    sell(variant, [7] * 8)
    history = _load(variant)
    assert history.daily.lengths.tolist() == [8]
    assert history.weekly.units[0].tolist() == [49.0, 49.0]


def test_a_week_in_which_a_series_began_is_counted_at_the_pace_of_its_days():
    sell(make_variant("OLD"), [1] * 70)
    young = make_variant("YOUNG", days_old=3)
    sell(young, [4] * 3)
    assert _load(young).weekly.units[0, -1] == 28.0


def test_a_day_without_stock_is_not_a_day_without_demand():
    variant = make_variant("OUT")
    sell(variant, [5] * 60 + [0] * 10, stock_out_minutes={-10 + day: 1440 for day in range(10)})
    history = _load(variant)
    assert history.daily.units[0, -10:].sum() == 0
    assert history.wanted[0, -10:] == pytest.approx(np.full(10, 5.0))
    assert history.daily.in_stock[0, -11:].tolist() == [1.0] + [0.0] * 10


def test_the_price_of_a_day_without_sales_is_the_one_before():
    variant = make_variant("P")
    sell(variant, [0] * 5 + [1] + [0] * 64, price=900)
    prices = _load(variant).daily.price[0]
    assert np.isnan(prices[:5]).all()
    assert (prices[5:] == 900).all()


def test_a_single_wholesale_order_is_tamed_and_a_habit_is_not():
    course = steady(140).astype(float)
    course[70] = 5_000
    habit = steady(140, seed=2).astype(float)
    habit[::14] = 300
    tamed, peaks = tame(np.array([course, habit]))
    assert np.flatnonzero(peaks[0]).tolist() == [70]
    assert tamed[0, 70] == np.delete(course, 70).max()
    assert not peaks[1].any()
    assert tamed[1].tolist() == habit.tolist()


def test_nothing_is_tamed_where_there_is_nothing_to_compare_with():
    _tamed, peaks = tame(np.array([[0.0] * 30 + [5_000.0], [np.nan] * 31, [0.0] * 31]))
    assert not peaks.any()


def test_a_shop_that_slept_looks_ahead_from_its_last_sale():
    variant = make_variant("S")
    sell(variant, [1] * 10, until=TODAY - timedelta(days=200))
    DailyDemand.objects.create(
        variant_id=variant.pk, product_id=variant.product_id, day=TODAY - timedelta(days=5),
        stock_out_minutes=30,
    )  # fmt: skip
    assert business_day_to_forecast() == TODAY - timedelta(days=200)


def test_an_empty_shop_gives_empty_panels():
    history = load_history(sellable(), as_of=TODAY)
    assert len(history.goods) == 0
    assert by_week(history.daily).units.shape[0] == 0
