"""The whole way from a panel to forecasts, for series as a shop really has them."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from forecasting.algorithms.boosted import TreeSettings
from forecasting.algorithms.classes import DemandClass, demand_classes
from forecasting.algorithms.forecast import QUANTILES, Method
from forecasting.algorithms.panel import Panel, Period
from forecasting.algorithms.pipeline import Model, Settings, fit, look_ahead, sum_spread

WEEKS = 52
QUICK = Settings(trees=TreeSettings(rounds=30, most_examples=20_000))


def panel_of(units, *, period=Period.WEEK, groups=None, in_stock=None):
    units = np.asarray(units, dtype=float)
    return Panel(
        series=np.arange(len(units)),
        period=period,
        first=date(2026, 1, 5),
        units=units,
        groups=np.zeros(len(units), dtype=np.int64) if groups is None else np.asarray(groups),
        in_stock=in_stock,
    )


@pytest.fixture(scope="module")
def shop():
    """120 series of a year, each around its own level."""
    random = np.random.default_rng(3)
    level = random.gamma(2.0, 10.0, size=(120, 1))
    return panel_of(random.poisson(level, size=(120, WEEKS)))


@pytest.fixture(scope="module")
def model(shop):
    return fit(shop, settings=QUICK)


def check_sane(forecast, n, horizon):
    assert forecast.mean.shape == (n, horizon)
    assert forecast.quantiles.shape == (n, horizon, len(QUANTILES))
    for told in (forecast.mean, forecast.quantiles):
        assert np.isfinite(told).all()
        assert (told >= 0).all()
    assert (np.diff(forecast.quantiles, axis=2) >= 0).all()


@settings(max_examples=40, deadline=None)
@given(
    units=hnp.arrays(
        np.float64,
        st.tuples(st.integers(1, 6), st.integers(0, 40)),
        elements=st.one_of(st.just(0.0), st.integers(-20, 10_000).map(float), st.just(np.nan)),
    ),
    period=st.sampled_from(Period),
    horizon=st.integers(1, 30),
)
def test_never_negative_ascending_and_finite(units, period, horizon):
    panel = panel_of(units, period=period)

    forecast = look_ahead(None, panel, horizon)

    check_sane(forecast, len(units), horizon)
    assert (sum_spread(None, panel, forecast.mean).sd > 0).all()


@pytest.mark.parametrize("length", range(6))
def test_a_product_of_a_few_weeks_is_told_as_its_group_sells(shop, model, length):
    row = np.full((1, WEEKS), np.nan)
    if length:
        row[0, -length:] = 0.0
    newcomer = panel_of(row)

    forecast = look_ahead(model, newcomer, 4)

    usual = np.median(shop.units[:, -8:].mean(axis=1))
    assert forecast.method.tolist() == [Method.GROUP_SHARE]
    assert forecast.mean[0] == pytest.approx(np.full(4, usual * 4 / (4 + length)))


def test_a_group_is_told_as_itself():
    units = np.repeat([[2.0]] * 5 + [[50.0]] * 5, WEEKS, axis=1)
    learned = fit(panel_of(units, groups=[1] * 5 + [2] * 5), settings=QUICK)
    nobody = panel_of(np.full((3, WEEKS), np.nan), groups=[1, 2, 9])

    told = look_ahead(learned, nobody, 1).mean[:, 0]

    assert told == pytest.approx([2.0, 50.0, 26.0])


def test_what_was_never_sold_is_told_as_nothing(model):
    forecast = look_ahead(model, panel_of(np.zeros((1, WEEKS))), 4)

    assert forecast.method.tolist() == [Method.NOTHING]
    assert not forecast.mean.any()
    assert not forecast.quantiles.any()


def test_what_was_only_returned_is_told_as_nothing(model):
    returned = np.zeros((1, WEEKS))
    returned[0, 30] = -4.0

    forecast = look_ahead(model, panel_of(returned), 4)

    assert not forecast.mean.any()


def test_a_stock_out_is_not_learned_as_low_demand(model):
    sold = np.full((1, WEEKS), 20.0)
    sold[0, -6:] = 0.0
    in_stock = np.ones((1, WEEKS))
    in_stock[0, -6:] = 0.0

    told = look_ahead(model, panel_of(sold, in_stock=in_stock), 4).mean
    taken_at_its_word = look_ahead(model, panel_of(sold), 4).mean

    assert told == pytest.approx(np.full((1, 4), 20.0), rel=0.01)
    assert (taken_at_its_word < 15.0).all()


def test_seldom_sold_goes_to_the_models_of_seldom_demand(model):
    seldom = np.zeros((1, WEEKS))
    seldom[0, ::4] = 6.0
    panel = panel_of(seldom)

    forecast = look_ahead(model, panel, 4)

    assert demand_classes(panel).tolist() == [DemandClass.INTERMITTENT]
    assert forecast.method.tolist() == [Method.INTERMITTENT_MIX]
    assert forecast.mean[0, 0] == pytest.approx(1.5, abs=0.75)


@pytest.mark.parametrize("weeks_ago", [1, 3, 12, 40])
def test_one_order_of_5000_does_not_make_a_seller_of_hundreds(model, weeks_ago):
    units = np.tile([1.0, 3.0, 2.0, 2.0], 13)[None]
    units[0, -weeks_ago] = 5_000.0
    panel = panel_of(units)

    forecast = look_ahead(model, panel, 8)

    assert (forecast.mean > 0.5).all()
    assert (forecast.mean < 6.0).all()
    assert (forecast.quantiles[..., -1] < 30.0).all()
    assert (sum_spread(model, panel, forecast.mean).sd < 100.0).all()


def test_a_series_is_told_alike_in_whichever_shard_it_stands(shop, model):
    whole = look_ahead(model, shop, 8)
    shard = look_ahead(model, shop.only([3, 50, 7]), 8)

    assert shard.mean == pytest.approx(whole.mean[[3, 50, 7]], rel=1e-12)
    assert shard.quantiles == pytest.approx(whole.quantiles[[3, 50, 7]], rel=1e-12)


def test_a_model_answers_alike_from_its_arrays(shop, model):
    again = Model.from_arrays(model.to_arrays())

    assert look_ahead(again, shop, 8).mean == pytest.approx(look_ahead(model, shop, 8).mean)
    assert look_ahead(again, shop, 8).quantiles == pytest.approx(
        look_ahead(model, shop, 8).quantiles
    )


def test_weeks_are_not_told_by_what_was_learned_of_days(shop, model):
    with pytest.raises(ValueError, match="days"):
        look_ahead(model, panel_of(shop.units, period=Period.DAY), 8)


def test_sums_are_less_certain_the_longer_they_are(shop, model):
    spread = sum_spread(model, shop, look_ahead(model, shop, 13).mean)

    assert spread.days == (7, 14, 28, 56, 91)
    assert (np.diff(spread.sd, axis=1) >= 0).all()
    # Poisson demand at a known level would have sd(13 weeks) = sqrt(13) sd(week).
    ratio = spread.sd[:, -1] / spread.sd[:, 0]
    assert 2.0 < np.median(ratio) < 8.0
