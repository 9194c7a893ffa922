"""Switchback tests: the schedule is fair, the interval keeps its word, growth is no effect."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pricing.algorithms.switchback import (
    Played,
    detectable,
    draw_schedule,
    judge,
    noise_of,
    possible_schedules,
)


def _market(clusters, pairs, *, effect, seed, noise=0.1, growth=0.3):
    """Sales of clusters of different sizes, with growth that all of them share."""
    rng = np.random.default_rng(seed)
    usual = np.exp(rng.normal(5, 0.6, clusters))
    asks = draw_schedule(clusters, pairs, rng)
    weeks = 1 + growth * np.sin(np.arange(2 * pairs)) + rng.normal(0, 0.1, 2 * pairs)
    luck = rng.normal(0, noise, asks.shape)
    sold = usual[:, None] * (weeks + effect * asks + luck)
    return Played(sold=sold, usual=usual, asks_test=asks, kept=np.ones(clusters, dtype=bool))


@given(clusters=st.integers(1, 9), pairs=st.integers(1, 6), seed=st.integers(0, 2**31))
def test_each_pair_asks_each_price_once_and_halves_the_clusters(clusters, pairs, seed):
    asks = draw_schedule(clusters, pairs, np.random.default_rng(seed))
    assert asks.shape == (clusters, 2 * pairs)
    assert np.all(asks[:, ::2] != asks[:, 1::2])
    assert np.all(np.abs(asks.sum(axis=0) - clusters / 2) <= 0.5)


@pytest.mark.parametrize(("clusters", "pairs"), [(1, 3), (2, 3), (3, 2), (4, 2)])
def test_all_schedules_are_drawn_and_as_often(clusters, pairs):
    rng = np.random.default_rng(1)
    drawn = [draw_schedule(clusters, pairs, rng).tobytes() for _ in range(6_000)]
    _, often = np.unique(drawn, return_counts=True)
    many = possible_schedules(clusters, pairs)
    assert len(often) == many
    assert often.min() > 0.5 * 6_000 / many


def test_an_effect_without_noise_is_found_whatever_the_weeks_do():
    played = _market(4, 4, effect=-0.12, seed=3, noise=0.0)
    found = judge(played)
    assert found.effect == pytest.approx(-0.12)
    assert found.low <= -0.12 <= found.high
    assert found.p_value < 0.05


def test_intervals_hold_the_truth_as_often_as_they_say():
    inside = sum(
        found.low <= 0.05 <= found.high
        for found in (judge(_market(4, 3, effect=0.05, seed=s), level=0.9) for s in range(200))
    )
    # 90 % of 200 with three standard errors of luck.
    assert 180 - 13 <= inside <= 200


def test_no_effect_is_seldom_called_one():
    p_values = [judge(_market(6, 3, effect=0.0, seed=s)).p_value for s in range(40)]
    assert np.mean(np.array(p_values) < 0.05) <= 0.15


def test_the_interval_is_what_trying_every_effect_would_find():
    played = _market(2, 5, effect=0.08, seed=5)
    found = judge(played, level=0.9)

    def p_value(effect):
        without = played.sold - effect * played.usual[:, None] * played.asks_test
        return judge(Played(without, played.usual, played.asks_test, played.kept)).p_value

    assert p_value(found.low + 1e-6) > 0.1 >= p_value(found.low - 1e-6)
    assert p_value(found.high - 1e-6) > 0.1 >= p_value(found.high + 1e-6)


def test_too_few_schedules_say_nothing():
    found = judge(_market(1, 4, effect=0.5, seed=1, noise=0.01))
    assert not found.is_told
    assert found.p_value > 0.05


def test_a_cluster_that_left_does_not_count():
    played = _market(5, 4, effect=0.1, seed=8)
    spoilt = played.sold.copy()
    spoilt[2] *= 50
    kept = np.array([True, True, False, True, True])
    one = judge(Played(played.sold, played.usual, played.asks_test, kept))
    other = judge(Played(spoilt, played.usual, played.asks_test, kept))
    assert one == other


def test_noise_of_the_past_foretells_how_estimates_scatter():
    past = _market(4, 12, effect=0.0, seed=11)
    foretold = noise_of(past.sold, past.usual, pairs=4, seed=1)
    effects = [judge(_market(4, 4, effect=0.0, seed=100 + s)).effect for s in range(150)]
    assert foretold == pytest.approx(np.std(effects), rel=0.35)
    assert detectable(foretold) == pytest.approx(2.8 * foretold, rel=0.01)


def test_a_past_that_is_too_short_foretells_nothing():
    assert np.isnan(noise_of(np.ones((2, 2)), np.ones(2), pairs=3))


@settings(max_examples=30, deadline=None)
@given(scale=st.floats(0.01, 1_000), seed=st.integers(0, 1_000))
def test_shares_do_not_depend_on_the_unit(scale, seed):
    played = _market(3, 3, effect=0.1, seed=seed)
    other = Played(played.sold * scale, played.usual * scale, played.asks_test, played.kept)
    assert judge(other).effect == pytest.approx(judge(played).effect)


@pytest.mark.parametrize(
    ("sold", "usual"),
    [(np.ones((2, 3)), np.ones(2)), (np.ones((2, 4)), np.zeros(2)), (np.ones((2, 4)), np.ones(3))],
)
def test_what_cannot_be_is_refused(sold, usual):
    with pytest.raises(ValueError, match=r"\."):
        Played(sold, usual, np.zeros(sold.shape, dtype=bool), np.ones(len(usual), dtype=bool))
