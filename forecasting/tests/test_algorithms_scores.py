"""Figures by hand, and a backtest that looks at nothing after its origins."""

import numpy as np
import pytest

from forecasting.algorithms import scores
from forecasting.algorithms.backtest import backtest
from forecasting.algorithms.classes import DemandClass
from forecasting.algorithms.forecast import Forecast, Method
from forecasting.tests.test_algorithms_pipeline import panel_of

ACTUAL = np.array([[10.0, 0.0], [20.0, np.nan]])
TOLD = np.array([[8.0, 3.0], [25.0, 99.0]])


def test_figures_by_hand():
    assert scores.wape(ACTUAL, TOLD) == pytest.approx(100 * (2 + 3 + 5) / 30)
    assert scores.wape_h(ACTUAL, TOLD) == pytest.approx(100 * (1 + 5) / 30)
    assert scores.bias(ACTUAL, TOLD) == pytest.approx(100 * (-2 + 3 + 5) / 30)
    assert scores.mae(ACTUAL, TOLD) == pytest.approx(10 / 3)
    assert scores.rmse(ACTUAL, TOLD) == pytest.approx(np.sqrt((4 + 9 + 25) / 3))
    assert scores.mase(ACTUAL, TOLD, np.array([5.0, 2.0])) == pytest.approx((2.5 / 5 + 5 / 2) / 2)


def test_naive_scale_by_hand():
    units = np.array([[1.0, 4.0, 2.0], [np.nan, 3.0, 3.0]])

    assert scores.naive_scale(units, 1).tolist() == [2.5, 0.0]
    assert np.isnan(scores.naive_scale(units, 3)).all()


def test_quantile_loss_by_hand():
    # At .9: told 8 where 10 came loses .9 * 2, told 4 where 0 came .1 * 4; twice that, over 10.
    told = np.array([[8.0, 4.0]])[..., None]

    assert scores.wql(np.array([[10.0, 0.0]]), told, (0.9,)) == pytest.approx(
        100 * 2 * (1.8 + 0.4) / 10
    )


def test_coverage_counts_the_ends_and_leaves_out_what_nobody_knows():
    low, high = np.array([[10.0, 1.0], [0.0, 0.0]]), np.array([[12.0, 2.0], [9.0, 9.0]])

    assert scores.coverage(ACTUAL, low, high) == pytest.approx(100 / 3)


def test_nothing_wanted_has_no_percentage():
    assert np.isnan(scores.wape(np.zeros((1, 2)), np.ones((1, 2))))
    assert np.isnan(scores.mae(np.full((1, 2), np.nan), np.ones((1, 2))))


class Recorder:
    """Tells the last value again, and keeps what it was shown."""

    def __init__(self):
        self.shown = []

    def __call__(self, panel, horizon, plans):
        self.shown.append((panel.periods, len(panel), plans))
        mean = np.repeat(np.nan_to_num(panel.units[:, -1:]), horizon, axis=1)
        return Forecast(mean, np.full(len(panel), Method.SEASONAL_NAIVE, dtype=np.int8))


def test_a_backtest_shows_only_what_was_known():
    units = np.tile(np.arange(30.0), (3, 1))
    units[2, :20] = np.nan
    recorder = Recorder()

    told = backtest(panel_of(units), origins=[14, 26], horizon=6, answer=recorder)

    assert [shown[:2] for shown in recorder.shown] == [(14, 2), (26, 2)]
    assert told.actual[0, 0].tolist() == [14, 15, 16, 17, 18, 19]
    assert told.mean[0, 0].tolist() == [13.0] * 6
    assert np.isnan(told.actual[:, 2]).all(), "six weeks are too few to be asked about"
    assert np.isnan(told.actual[1, 0, 4:]).all(), "the data had ended"
    assert told.scores().bias < 0
    assert told.scores().series == 2


def test_origins_and_classes_can_be_looked_at_apart():
    units = np.array([[6.0] * 20, [6.0, 0.0] * 10])

    told = backtest(panel_of(units), origins=[12, 16], horizon=2, answer=Recorder())

    assert told.by_origin(1).origins.tolist() == [16]
    assert told.of_class(DemandClass.SMOOTH).scores().wape == 0.0
    assert told.of_class(DemandClass.INTERMITTENT).scores().wape == pytest.approx(100.0)
    assert np.isnan(told.of_class(DemandClass.LUMPY).scores().wape)


def test_what_could_not_be_bought_is_not_judged():
    in_stock = np.ones((1, 20))
    in_stock[0, 17] = 0.4

    told = backtest(
        panel_of(np.full((1, 20), 5.0), in_stock=in_stock),
        origins=[16],
        horizon=3,
        answer=Recorder(),
    )

    assert np.isnan(told.actual[0, 0]).tolist() == [False, True, False]


@pytest.mark.parametrize("origins", [[], [0], [20]])
def test_an_origin_needs_a_past_and_a_future(origins):
    with pytest.raises(ValueError, match="origin"):
        backtest(panel_of(np.ones((1, 20))), origins=origins, horizon=2, answer=Recorder())
