"""Pooled errors cover what they promise, whatever their shape."""

import numpy as np
import pytest

from forecasting.algorithms.conformal import (
    SUM_DAYS,
    Errors,
    Spread,
    learn_spread,
    stray_of,
)
from forecasting.algorithms.panel import Panel, Period
from forecasting.tests.test_algorithms_pipeline import panel_of

SERIES, HORIZON = 400, 8


def skewed(random, size):
    """Errors far from normal: exponential, less their mean."""
    return random.exponential(1.0, size) - 1.0


def taught(random, *, stray, origins=4):
    mean = np.full((SERIES, HORIZON), 100.0)
    return [
        Errors(
            actual=mean + stray[:, None] * skewed(random, (SERIES, HORIZON)),
            mean=mean,
            stray=stray,
            kinds=np.zeros(SERIES, dtype=np.int64),
        )
        for _ in range(origins)
    ]


def test_skewed_errors_are_covered_as_promised():
    random = np.random.default_rng(5)
    stray = random.uniform(1.0, 9.0, SERIES)
    spread = learn_spread(taught(random, stray=stray), period_days=7)
    mean = np.full((SERIES, HORIZON), 100.0)

    told = spread.quantiles(mean, stray, np.zeros(SERIES, dtype=np.int64))
    came = mean + stray[:, None] * skewed(random, (SERIES, HORIZON))

    assert ((came >= told[..., 0]) & (came <= told[..., 4])).mean() == pytest.approx(0.95, abs=0.01)
    assert ((came >= told[..., 1]) & (came <= told[..., 3])).mean() == pytest.approx(0.80, abs=0.02)
    assert (came <= told[..., 2]).mean() == pytest.approx(0.5, abs=0.03)


def test_sums_of_independent_errors_grow_with_the_root_of_time():
    random = np.random.default_rng(6)
    stray = np.full(SERIES, 2.0)
    spread = learn_spread(taught(random, stray=stray), period_days=7)

    sums = spread.of_sums(stray, np.zeros(SERIES, dtype=np.int64))

    assert sums.days == SUM_DAYS
    # A week has sd 2, k weeks 2 sqrt(k); tails are cut, and 91 days were not tried but grown.
    expected = [2.0 * np.sqrt(weeks) for weeks in (1, 2, 4, 8, 13)]
    assert sums.sd[0] == pytest.approx(expected, rel=0.08)


def test_a_series_that_strays_twice_as_far_has_bands_twice_as_wide():
    spread = Spread(
        steps=np.tile([-2.0, -1.0, 0.0, 1.0, 2.0], (3, 1, 1)), sums=np.ones((3, 5)), errors=100
    )

    told = spread.quantiles(np.full((2, 3), 50.0), np.array([1.0, 2.0]), np.zeros(2, dtype=int))

    assert told[0, 2].tolist() == [48.0, 49.0, 50.0, 51.0, 52.0]
    assert told[1, 2].tolist() == [46.0, 48.0, 50.0, 52.0, 54.0]


def test_bands_end_at_nothing():
    spread = Spread(
        steps=np.tile([-2.0, -1.0, 0.0, 1.0, 2.0], (3, 1, 1)), sums=np.ones((3, 5)), errors=100
    )

    told = spread.quantiles(np.full((1, 1), 1.5), np.array([1.0]), np.zeros(1, dtype=int))

    assert told[0, 0].tolist() == [0.0, 0.5, 1.5, 2.5, 3.5]


def test_too_few_errors_teach_nothing():
    few = Errors(np.ones((3, 4)), np.ones((3, 4)), np.ones(3), np.zeros(3, dtype=np.int64))

    assert learn_spread([few], period_days=7) is None
    assert learn_spread([], period_days=7) is None


def test_what_nobody_knows_is_no_error():
    random = np.random.default_rng(7)
    stray = np.full(SERIES, 2.0)
    clean = taught(random, stray=stray)
    holes = [
        Errors(np.where(np.arange(HORIZON) < 6, one.actual, np.nan), one.mean, one.stray, one.kinds)
        for one in clean
    ]

    assert learn_spread(holes, period_days=7).errors == 4 * SERIES * 6


def test_stray_of_a_known_series():
    # Level 10, deviations of 5: own stray 5; at a mean of 16 half of it and half of 16.
    panel = panel_of([[5.0, 15.0] * 13])

    assert stray_of(panel, np.full((1, 4), 16.0)) == pytest.approx([0.5 * 5.0 + 0.5 * 16.0])


def test_stray_is_above_zero_even_of_nothing():
    empty = Panel(
        series=np.array([1]),
        period=Period.DAY,
        first=panel_of([[1.0]]).first,
        units=np.zeros((1, 0)),
        groups=np.array([0]),
    )

    assert (stray_of(empty, np.zeros((1, 0))) > 0).all()
