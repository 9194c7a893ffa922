"""Each model alone: known answers, and statsforecast's where it does the same."""

import numpy as np
import pytest

from forecasting.algorithms import statistical
from forecasting.algorithms.panel import Period
from forecasting.algorithms.statistical_searched import auto_arima, auto_ets
from forecasting.algorithms.statistical_smoothing import Weights, best_of, smooth
from forecasting.tests.test_algorithms_pipeline import panel_of

MODELS = (
    statistical.seasonal_naive,
    statistical.moving_average,
    statistical.ets,
    statistical.theta,
    statistical.imapa,
    statistical.tsb,
    auto_ets,
    auto_arima,
)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("length", range(6))
@pytest.mark.parametrize("period", Period)
def test_every_model_tells_the_shortest_series(model, length, period):
    units = np.full((2, 10), np.nan)
    if length:
        units[0, -length:] = np.arange(length) + 1.0
    for panel in (panel_of(units, period=period), panel_of(units[:, 10 - length :], period=period)):
        told = model(panel, 9)

        assert told.shape == (2, 9)
        assert np.isfinite(told).all()
        assert (told >= 0).all()
        assert not told[1].any(), "a series that never began sells nothing"


@pytest.mark.parametrize("model", MODELS)
def test_a_level_goes_on(model):
    told = model(panel_of(np.full((1, 40), 7.0)), 6)

    assert told == pytest.approx(np.full((1, 6), 7.0))


def test_seasonal_naive_repeats_the_last_seven_days():
    told = statistical.seasonal_naive(panel_of([range(1, 15)], period=Period.DAY), 9)

    assert told[0].tolist() == [8, 9, 10, 11, 12, 13, 14, 8, 9]


def test_moving_average_is_taken_by_weekday():
    days = np.tile([1.0, 2, 3, 4, 5, 6, 7], 8) + np.repeat(np.arange(8.0), 7)

    told = statistical.moving_average(panel_of([days], period=Period.DAY), 8)

    assert told[0] == pytest.approx([4.5, 5.5, 6.5, 7.5, 8.5, 9.5, 10.5, 4.5])


def test_simple_smoothing_by_hand():
    # Begins at the mean of what is known, 4: 4 + .5 (2 - 4) = 3, then 3 + .5 (6 - 3) = 4.5.
    assert smooth(np.array([[2.0, 6.0]]), Weights(0.5)).level == pytest.approx([4.5])


def test_what_was_before_the_beginning_changes_nothing():
    row = np.array([3.0, 8.0, 1.0, 9.0, 4.0, 4.0, 7.0, 2.0, 5.0])
    late = np.concatenate([np.full(7, np.nan), row])

    for season in (1, 7):
        alone = smooth(row[None], Weights(0.2, season=0.1), season=season).ahead(9)
        after = smooth(late[None], Weights(0.2, season=0.1), season=season).ahead(9)
        assert after == pytest.approx(alone)


def test_a_season_of_days_is_found():
    days = np.tile([0.0, 10, 10, 10, 10, 30, 0], 20)

    told = statistical.ets(panel_of([days], period=Period.DAY), 7)

    assert told[0] == pytest.approx([0, 10, 10, 10, 10, 30, 0], abs=0.5)


def test_a_trend_is_carried_on_and_damped():
    told = statistical.ets(panel_of([np.arange(10.0, 60.0)]), 8)[0]

    assert (told > 59).all()
    assert (np.diff(told) > 0).all()
    assert np.diff(told)[-1] < np.diff(told)[0]


def test_the_smallest_error_chooses_the_weights():
    random = np.random.default_rng(2)
    walk = 500 + np.cumsum(random.normal(0, 10, 200))
    noise = 500 + random.normal(0, 10, 200)
    grid = (Weights(0.05), Weights(0.9))

    chosen = best_of(np.array([walk, noise]), grid)

    assert chosen.level[0] == smooth(walk[None], grid[1]).level[0]
    assert chosen.level[1] == smooth(noise[None], grid[0]).level[0]


def test_tsb_forgets_what_no_longer_sells():
    sold = np.array([[4.0, 0, 4, 0] * 8])
    stopped = np.concatenate([sold, np.zeros((1, 20))], axis=1)

    assert statistical.tsb(panel_of(sold), 1)[0, 0] == pytest.approx(2.0, abs=0.6)
    assert statistical.tsb(panel_of(stopped), 1)[0, 0] < 0.05


def test_simple_smoothing_is_statsforecasts():
    from statsforecast.models import _ses_forecast

    random = np.random.default_rng(4)
    units = random.poisson(20, 60).astype(float)
    units[0] = units[:8].mean()  # Theirs begins with the first value, ours with the first eight's.
    units[1:8] += (units[0] * 8 - units[:8].sum()) / 7

    ours = smooth(units[None], Weights(0.3)).level[0]

    assert ours == pytest.approx(_ses_forecast(units, 0.3)[0])
