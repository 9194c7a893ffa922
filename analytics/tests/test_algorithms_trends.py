"""Trends in made-up worlds of which the truth is known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.algorithms.discoveries import q_values
from analytics.algorithms.trends import Season, find_trends

SUBJECTS = 60
BELIEVED = 0.1


def _world(rng, *, weeks, spread=1.0, season=0.0, rising=0, factor=1.0):
    """Weekly counts of subjects of all sizes in a shop that has its own season."""
    week = np.arange(weeks)
    shop = 1 + 0.3 * np.sin(2 * np.pi * week / 52 + 1)
    level = rng.lognormal(np.log(15), 0.8, SUBJECTS)[:, None]
    phase, depth = rng.random((2, SUBJECTS, 1))
    mean = level * shop * np.exp(season * depth * np.sin(2 * np.pi * (week / 52 + phase)))
    mean[:rising, -4:] *= factor
    counts = rng.poisson(mean) if spread == 1 else rng.negative_binomial(mean, 1 / spread)
    # The greater part of the shop is elsewhere, so that one's rise is not the others' fall.
    return counts.astype(float), counts.sum(axis=0) + 3000 * shop


def _believed(rng, rounds=40, **world):
    """The false among the believed, on average, and the share of the risen that is found."""
    false, found = [], []
    for _round in range(rounds):
        counts, totals = _world(rng, rising=6, factor=1.8, **world)
        hits = find_trends(counts, totals).q <= BELIEVED
        false.append(hits[6:].sum() / max(hits.sum(), 1))
        found.append(hits[:6].mean())
    return np.mean(false), np.mean(found)


@pytest.mark.parametrize("weeks", [30, 56, 110])
@pytest.mark.parametrize("spread", [1.0, 2.0])
def test_of_what_is_believed_few_is_false_and_much_is_found(weeks, spread):
    false, found = _believed(np.random.default_rng(3), weeks=weeks, spread=spread)
    assert false <= BELIEVED + 0.02
    assert found >= (0.5 if spread == 1 else 0.3)


@pytest.mark.parametrize(
    ("weeks", "season"), [(30, Season.SHOP), (56, Season.YEAR), (110, Season.OWN)]
)
def test_a_season_of_ones_own_is_no_trend(weeks, season):
    rng = np.random.default_rng(5)
    believed = tested = 0
    for _round in range(40):
        counts, totals = _world(rng, weeks=weeks, season=0.5)
        trends = find_trends(counts, totals)
        believed += (trends.q <= BELIEVED).any()
        tested += 1
        assert trends.season is season
    assert believed / tested <= 0.15


def test_raw_percentages_would_believe_what_season_made():
    """The twin: by raw change against the weeks before, most worlds have a "trend"."""
    rng = np.random.default_rng(5)
    raw = 0
    for _round in range(20):
        counts, _totals = _world(rng, weeks=56, season=0.5)
        ratio = counts[:, -4:].sum(axis=1) / counts[:, -8:-4].sum(axis=1).clip(1)
        raw += (np.abs(np.log(ratio.clip(0.01))) > 0.25).sum()
    assert raw / 20 > 10


def test_a_busy_month_of_the_whole_shop_lifts_nobody():
    counts = np.full((4, 40), 50.0)
    counts[:, -4:] *= 3
    trends = find_trends(counts, counts.sum(axis=0))
    assert trends.ratio == pytest.approx(1.0)
    assert (trends.q == 1).all() or (trends.p > 0.9).all()


def test_counts_that_can_be_reckoned_by_hand():
    counts = np.full((2, 34), 10.0)
    counts[0, -4:] = 20
    totals = np.full(34, 100.0)
    trends = find_trends(counts, totals)
    assert trends.expected == pytest.approx([40.0, 40.0])
    assert trends.count.tolist() == [80.0, 40.0]
    assert trends.ratio == pytest.approx([2.0, 1.0])
    assert trends.low[0] > 1 > trends.low[1]
    assert trends.q[0] < 0.01 < 0.9 < trends.q[1]


def test_the_same_weeks_a_year_ago_explain_what_comes_every_year():
    """Three of twelve subjects sell threefold in the same weeks of both years."""
    counts = np.full((12, 86), 20.0)
    counts[:3, -4:] = counts[:3, -56:-52] = 60
    counts[:3, -58:-56] = counts[:3, -52:-50] = 60
    totals = np.full(86, 1000.0)
    with_year = find_trends(counts, totals)
    without = find_trends(counts[:, -34:], totals[-34:])
    assert (without.q[:3] < 0.01).all()
    assert (with_year.q > BELIEVED).all()
    assert (with_year.seasonal[:3] > 2).all()


def test_what_nobody_counted_is_not_asked():
    counts = np.zeros((3, 40))
    counts[0] = 0.2
    trends = find_trends(counts, np.full(40, 100.0))
    assert (trends.q == 1).all()
    assert np.isfinite(trends.ratio).all()


def test_what_began_lately_is_judged_by_its_own_time_alone():
    """Of two products that sell alike since launch, neither rises by having been launched."""
    counts = np.full((3, 40), 20.0)
    counts[1, :20] = counts[2, :31] = 0
    trends = find_trends(counts, np.full(40, 200.0))
    assert trends.expected[1] == pytest.approx(80.0)
    assert trends.is_new.tolist() == [False, False, True]
    assert trends.q == pytest.approx(1.0, abs=0.2)


def test_a_short_past_tells_nothing():
    assert find_trends(np.ones((2, 11)), np.ones(11)) is None
    assert find_trends(np.ones((2, 12)), np.zeros(12)) is None


def test_counts_that_cannot_be_are_refused():
    with pytest.raises(ValueError, match="totals"):
        find_trends(np.ones((2, 40)), np.ones(39))
    with pytest.raises(ValueError, match="below zero"):
        find_trends(-np.ones((2, 40)), np.ones(40))


def test_q_values_of_benjamini_and_hochberg():
    """The fifteen p-values of their paper's example: four are believed at .05."""
    p = [.0001, .0004, .0019, .0095, .0201, .0278, .0298, .0344, .0459, .3240, .4262, .5719,
         .6528, .7590, 1.0]  # fmt: skip
    q = q_values(np.array(p))
    assert (q <= 0.05).sum() == 4
    assert q[3] == pytest.approx(0.0095 * 15 / 4)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_q_values_keep_the_order_and_are_never_surer_than_p(values):
    p = np.array(values)
    q = q_values(p)
    assert (q >= p - 1e-12).all()
    assert (np.diff(q[np.argsort(p, kind="stable")]) >= -1e-12).all()
    assert (q <= 1).all()
