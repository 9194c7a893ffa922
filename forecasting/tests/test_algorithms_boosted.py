"""What trees are told of a moment knows nothing of what came after it, nor of other series."""

from dataclasses import replace

import numpy as np
import pytest

from forecasting.algorithms.boosted import Objective, TreeSettings, train
from forecasting.algorithms.censoring_outliers import highest, tamed
from forecasting.algorithms.ensemble import (
    CANDIDATES,
    STANDARD_BLEND,
    Blend,
    Members,
    best_blend,
    mean_of,
    median_of,
)
from forecasting.algorithms.features import History
from forecasting.algorithms.panel import NO_PLANS, Period, Plans
from forecasting.tests.test_algorithms_pipeline import panel_of

FEW_TREES = TreeSettings(rounds=40, least_examples=20)


@pytest.fixture(scope="module")
def market():
    """80 series of 30 weeks whose price is halved at random, which doubles what they sell."""
    random = np.random.default_rng(8)
    level = random.uniform(20, 80, (80, 1))
    halved = random.random((80, 30)) < 0.25
    units = random.poisson(level * np.where(halved, 2.0, 1.0)).astype(float)
    return replace(panel_of(units), price=np.where(halved, 5.0, 10.0))


@pytest.mark.parametrize("period", Period)
def test_features_know_nothing_of_what_comes(period):
    random = np.random.default_rng(9)
    units = random.poisson(5.0, (4, 120)).astype(float)
    changed = units.copy()
    changed[:, 80:] = 1e6
    before, after = (
        History(panel_of(units, period=period)),
        History(panel_of(changed, period=period)),
    )

    assert (before.fixed(80) == after.fixed(80)).all()
    assert (before.level[:, 80] == after.level[:, 80]).all()
    for step in (1, 7, 28):
        assert (before.asked(80, step, NO_PLANS) == after.asked(80, step, NO_PLANS)).all()


@pytest.mark.parametrize("period", Period)
def test_features_know_nothing_of_other_series(period):
    units = np.random.default_rng(9).poisson(5.0, (4, 120)).astype(float)
    panel = panel_of(units, period=period)
    whole, alone = History(panel), History(panel.only([2]))

    assert alone.fixed(100)[0] == pytest.approx(whole.fixed(100)[2])
    assert alone.asked(100, 3, NO_PLANS)[0] == pytest.approx(whole.asked(100, 3, NO_PLANS)[2])


@pytest.mark.parametrize("units", [np.zeros((2, 30)), np.full((2, 30), np.nan), np.ones((2, 1))])
def test_features_are_numbers_whatever_was_sold(units):
    history = History(panel_of(units, period=Period.DAY))
    end = units.shape[1]

    assert np.isfinite(history.fixed(end)).all()
    assert np.isfinite(history.asked(end, 1, NO_PLANS)).all()


def test_a_planned_price_cut_is_told(market):
    trees = train(market, 4, settings=FEW_TREES)
    usual = Plans(price=np.full((80, 4), 10.0))
    cut = Plans(price=np.full((80, 4), 5.0))

    as_ever = trees.look_ahead(market, 4, usual)[Objective.AVERAGE].sum()
    cheaper = trees.look_ahead(market, 4, cut)[Objective.AVERAGE].sum()

    assert 1.4 < cheaper / as_ever < 2.3


def test_learning_twice_gives_the_same_trees(market):
    once, twice = (train(market, 3, settings=FEW_TREES) for _ in range(2))

    for objective in Objective:
        assert (once.texts[objective] == twice.texts[objective]).all()


def test_periods_past_those_learned_are_told_like_the_last(market):
    told = train(market, 3, settings=FEW_TREES).look_ahead(market, 6)

    assert (told[Objective.TYPICAL][:, 3:] == told[Objective.TYPICAL][:, 2:3]).all()


def test_too_short_a_panel_teaches_nothing(market):
    assert train(market.until(8), 4, settings=FEW_TREES) is None


def test_an_outlier_is_cut_to_twice_what_is_not_rare():
    units = np.full((3, 50), 10.0)
    units[0, 5], units[0, 9] = 5_000.0, 400.0
    units[1] = 0.0
    units[1, 7] = 5_000.0
    units[2, :4] = 35.0

    # 3 % of 50 periods are 2: the third largest of the first series is 10.
    assert highest(units).tolist() == [20.0, np.inf, 70.0]
    calm = tamed(panel_of(units)).units
    assert calm[0, [5, 9, 10]].tolist() == [20.0, 20.0, 10.0]
    assert calm[1, 7] == 5_000.0
    assert (calm[2] == units[2]).all()


def test_what_a_promotion_sold_is_not_cut():
    units = np.full((1, 50), 10.0)
    units[0, [5, 9]] = 500.0
    promoted = np.zeros((1, 50))
    promoted[0, 9] = 1.0

    calm = tamed(replace(panel_of(units), promoted=promoted)).units

    assert calm[0, [5, 9]].tolist() == [20.0, 500.0]


def test_members_become_one_by_hand():
    members = [np.array([[1.0]]), np.array([[2.0]]), np.array([[9.0]])]

    assert median_of(members)[0, 0] == 2.0
    assert mean_of(members)[0, 0] == 4.0
    assert mean_of(members, [2, 1, 1])[0, 0] == pytest.approx(13 / 4)
    assert Blend(0.5, 0.25, 0.25).of(Members(*members))[0, 0] == pytest.approx(13 / 4)


@pytest.mark.parametrize("weights", [[1.0], [0.0, 0.0]])
def test_weights_that_are_none_are_refused(weights):
    with pytest.raises(ValueError, match="weights"):
        mean_of([np.ones((1, 1)), np.ones((1, 1))], weights)


def test_nothing_has_no_middle():
    with pytest.raises(ValueError, match="nothing"):
        median_of([])


def test_trees_that_are_wrong_are_left_out_and_slight_gains_change_nothing():
    actual = np.full((5, 4), 10.0)
    wrong = Members(actual, actual * 3, actual * 3)
    alike = Members(actual * 0.5, actual * 0.501, actual * 0.501)

    assert best_blend([(actual, wrong)]) == Blend(1.0, 0.0, 0.0)
    assert best_blend([(actual, alike)]) == STANDARD_BLEND
    assert best_blend([]) == STANDARD_BLEND
    for blend in CANDIDATES:
        assert blend.statistical + blend.typical + blend.average == pytest.approx(1.0)
