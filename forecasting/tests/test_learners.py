"""The random forest and the recurrent net: what can be learned is, and the net's extra is one."""

import sys
from datetime import date

import numpy as np
import pytest

from forecasting.algorithms import recurrent_net_training as teaching
from forecasting.algorithms.panel import Panel, Period, Plans
from forecasting.algorithms.random_forest import RandomForest
from forecasting.algorithms.recurrent_net import RecurrentNet, RecurrentSettings

FIRST = date(2025, 1, 6)
WEEK = np.array([1.0, 1.0, 1.0, 1.0, 2.0, 3.0, 0.2])
QUICK = RecurrentSettings(weeks=4, hidden=12, head=16, steps=250, batch=64, fewest_examples=100)

needs_jax = pytest.mark.skipif(
    not teaching.available(), reason="pip install -r requirements-deep.txt"
)


def _panel(*, days=150, series=40, period=Period.DAY, seed=0):
    """Series of very different levels with one week in common, sold for half at random times."""
    rng = np.random.default_rng(seed)
    level = rng.gamma(1, 20, (series, 1)) + 1
    promoted = (rng.random((series, days)) < 0.15).astype(float)
    mean = level * WEEK[np.arange(days) % 7] * (1 + promoted)
    if period is Period.WEEK:
        mean = level * np.ones((series, days))
    units = rng.poisson(mean).astype(float)
    units[0, : days // 2] = np.nan
    return Panel(
        np.arange(series), period, FIRST, units, np.zeros(series, dtype=int), promoted=promoted
    ), mean


def _split(panel, horizon):
    past = panel.until(panel.periods - horizon)
    return past, Plans(promoted=panel.promoted[:, -horizon:])


def _missed(told, mean):
    return np.abs(told - mean[:, -told.shape[1] :]).sum() / mean[:, -told.shape[1] :].sum()


def _flat(past, horizon):
    return np.nanmean(past.units[:, -28:], axis=1)[:, None].repeat(horizon, axis=1)


def test_the_forest_learns_the_week_of_all_series():
    panel, mean = _panel()
    past, plans = _split(panel, 14)
    told = RandomForest()(past, 14, plans)
    assert told.shape == (40, 14)
    assert _missed(told, mean) < 0.7 * _missed(_flat(past, 14), mean)
    np.testing.assert_array_equal(told, RandomForest()(past, 14, plans))


@pytest.mark.parametrize("days", [1, 10, 60, 80])
@pytest.mark.parametrize("period", Period)
def test_the_forest_tells_the_level_where_there_is_little_to_learn(days, period):
    panel, _ = _panel(days=days, series=3, period=period)
    told = RandomForest()(panel, 8)
    assert told.shape == (3, 8)
    assert np.isfinite(told).all()
    assert (told >= 0).all()
    assert told[1].mean() == pytest.approx(np.nanmean(panel.units[1]), rel=0.6)


@needs_jax
@pytest.mark.slow
@pytest.mark.any_database
def test_the_net_learns_week_and_promotions_and_answers_without_jax(monkeypatch):
    panel, mean = _panel(days=200)
    past, plans = _split(panel, 14)
    net = teaching.train(past, 14, settings=QUICK)
    told = net(past, 14, plans)
    assert _missed(told, mean) < 0.7 * _missed(_flat(past, 14), mean)
    monkeypatch.setitem(sys.modules, "jax", None)
    again = RecurrentNet.from_arrays({name: a.copy() for name, a in net.to_arrays().items()})
    np.testing.assert_allclose(again(past, 14, plans), told)
    assert again(past, 5).shape == (40, 5)
    assert again(past.only([]), 5).shape == (0, 5)


@needs_jax
def test_the_net_is_taught_alike_twice():
    panel, _ = _panel(days=120)
    few = RecurrentSettings(weeks=2, hidden=4, head=4, steps=5, batch=16, fewest_examples=10)
    ones, others = (teaching.train(panel, 7, settings=few) for _ in range(2))
    for name, values in ones.to_arrays().items():
        np.testing.assert_array_equal(values, others.to_arrays()[name])


@needs_jax
def test_series_that_begin_late_or_never_sold_are_told_something_finite():
    panel, _ = _panel(days=120)
    few = RecurrentSettings(weeks=2, hidden=4, head=4, steps=5, batch=16, fewest_examples=10)
    net = teaching.train(panel, 7, settings=few)
    units = np.full((3, 120), np.nan)
    units[0, -2:] = 5
    units[1] = 0
    told = net(Panel(np.arange(3), Period.DAY, FIRST, units, np.zeros(3, dtype=int)), 7)
    assert np.isfinite(told).all()
    assert (told[1:] == 0).all()
    with pytest.raises(ValueError, match="taught other"):
        net(panel, 8)


@needs_jax
def test_a_handful_of_examples_is_not_learned_from():
    panel, _ = _panel(days=30, series=2)
    with pytest.raises(teaching.TooLittleToLearn):
        teaching.train(panel, 7)


def test_without_the_extra_it_is_said_how_to_get_it(monkeypatch):
    monkeypatch.setattr(teaching, "find_spec", lambda name: None)
    panel, _ = _panel(days=30, series=2)
    assert not teaching.available()
    with pytest.raises(teaching.ExtraNotInstalled, match=r"requirements-deep\.txt"):
        teaching.train(panel, 7)
