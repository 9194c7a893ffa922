"""What is foretold of a variant, whatever its history, and the sentence that says how."""

from datetime import timedelta

import numpy as np
import pytest

from events.names import EventName
from events.services import Fact, record
from forecasting.models import SUM_DAYS, DemandForecast, SeriesClass
from forecasting.selectors import demand_over, explain, forecast_of
from forecasting.services import keep_forecasts
from forecasting.serving import Served, _no_surer_than_counts, forecast_variants
from forecasting.tests.factories import TODAY, make_variant, sell, steady
from foundation import clock

pytestmark = pytest.mark.django_db


def _row(variant) -> DemandForecast:
    """The forecast of one of a shop in which a few others sell steadily."""
    for number in range(6):
        sell(make_variant(f"STEADY-{number}"), steady(280, seed=number))
    numbers = [*range(1, variant.pk + 100)]
    rows = forecast_variants(numbers, as_of=TODAY, by=Served(), made_at=clock.now())
    keep_forecasts(rows)
    return DemandForecast.objects.get(variant_id=variant.pk)


def _is_sane(row: DemandForecast) -> bool:
    quantiles = np.array(row.weekly_quantiles)
    low, mean, high = (np.array(part) for part in (row.daily_low, row.daily, row.daily_high))
    return (
        (len(row.daily), len(row.weekly), len(row.sum_mean)) == (28, 13, len(SUM_DAYS))
        and quantiles.shape == (13, 5)
        and (np.diff(quantiles, axis=1) >= 0).all()
        and (quantiles >= 0).all()
        and (low >= 0).all()
        and (low <= high).all()
        and (mean <= high + 1e-3).all()
        and (np.diff(row.sum_mean) >= 0).all()
        and (np.diff(row.sum_sd) >= 0).all()
        and abs(sum(row.daily) - row.sum_mean[SUM_DAYS.index(28)]) < 0.1
        and row.next_28 == row.sum_mean[SUM_DAYS.index(28)]
    )


def test_a_steady_seller_goes_on():
    variant = make_variant("A")
    sell(variant, steady(364, level=6, seed=9))
    row = _row(variant)
    assert _is_sane(row)
    assert 0.8 * 28 * 6 < row.next_28 < 1.2 * 28 * 6
    assert row.demand_class == SeriesClass.SMOOTH
    assert "several methods" in explain(row)
    assert len(row.history) == 12


def test_three_days_of_history_are_told_by_the_category():
    variant = make_variant("NEW", days_old=3)
    sell(variant, [2, 1, 3])
    row = _row(variant)
    assert _is_sane(row)
    assert row.demand_class == SeriesClass.NEW
    assert 0 < row.next_28 < 28 * 12
    assert "3 days of history (6 units)" in explain(row)
    assert "category" in explain(row)


def test_what_was_never_sold_is_expected_to_sell_nothing():
    row = _row(make_variant("NEVER"))
    assert _is_sane(row)
    assert (row.next_28, row.sum_sd[-1]) == (0, pytest.approx(0, abs=2))
    assert row.demand_class == SeriesClass.NONE
    assert "never sold" in explain(row)


def test_what_only_came_back_is_expected_to_sell_nothing():
    variant = make_variant("BACK")
    record(
        Fact(
            EventName.PRODUCT_RETURNED, product_id=variant.product_id, variant_id=variant.pk,
            quantity=4, at=clock.now() - timedelta(days=9),
        )
    )  # fmt: skip
    row = _row(variant)
    assert row.next_28 == 0
    assert "only came back" in explain(row)


def test_one_order_of_five_thousand_does_not_come_every_week():
    plain, peaked = make_variant("PLAIN"), make_variant("PEAKED")
    course = steady(364, level=6, seed=9)
    sell(plain, course)
    course = course.copy()
    course[-20] = 5_000
    sell(peaked, course)
    row = _row(peaked)
    without = DemandForecast.objects.get(variant_id=plain.pk)
    assert _is_sane(row)
    assert row.next_28 == pytest.approx(without.next_28, rel=0.1)
    assert row.last_28 > 5_000
    assert "5,000 units" in explain(row)


def test_a_day_sold_out_is_told_and_does_not_lower_the_forecast():
    variant = make_variant("OUT")
    course = steady(364, level=6, seed=9)
    course[-28:] = 0
    sell(variant, course, stock_out_minutes={-28 + day: 1440 for day in range(28)})
    row = _row(variant)
    assert row.next_28 > 0.7 * 28 * 6
    assert "sold out" in explain(row)


def test_the_same_sales_give_the_same_rows():
    variant = make_variant("A")
    sell(variant, steady(364))
    made_at = clock.now()

    def values():
        (row,) = forecast_variants([variant.pk], as_of=TODAY, by=Served(), made_at=made_at)
        return {name: value for name, value in vars(row).items() if name != "_state"}

    assert values() == values()


def test_demand_over_any_number_of_days_is_between_what_is_told():
    variant = make_variant("A")
    sell(variant, steady(364))
    row = _row(variant)
    told = demand_over([variant.pk, 999_999], 14)
    assert told.keys() == {variant.pk}
    assert told[variant.pk].mean == pytest.approx(row.sum_mean[1])
    assert told[variant.pk].sd == pytest.approx(row.sum_sd[1])
    view = forecast_of(variant.pk)
    assert view.over(0).mean == 0
    assert view.over(182).mean == pytest.approx(2 * row.sum_mean[-1])
    assert row.sum_sd[1] <= view.over(20).sd <= row.sum_sd[2]
    assert sum(view.by_day(91)) == pytest.approx(row.sum_mean[-1], rel=0.01)
    assert len(view.by_day(120)) == 120


def test_a_variant_without_a_forecast_has_none():
    assert forecast_of(12345) is None


def test_a_band_of_a_day_is_no_surer_than_counts_are():
    """Errors pooled over goods that sell once a fortnight say little of one that sells daily."""
    mean = np.array([[1.5, 1.5], [0.01, 0.01]])
    pooled = np.stack([mean * 0, mean * 0.4, mean * 0.8, mean, mean], axis=2)

    told = _no_surer_than_counts(mean, pooled)

    assert told[0, 0] == pytest.approx([0.0, 0.0, 1.2, 3.0, 4.0])
    assert (told[1, 0] >= 0).all()
    assert (np.diff(told, axis=2) >= 0).all()
