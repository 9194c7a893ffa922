"""Qini curves by hand, and areas by case that agree with them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketing.algorithms.qini import effect_cases, qini_cases, qini_curve


def test_a_curve_reckoned_by_hand():
    curve = qini_curve(
        np.array([4.0, 3.0, 2.0, 1.0]),
        np.array([1.0, 0.0, 0.0, 1.0]),
        np.array([True, False, True, False]),
    )
    assert curve.share.tolist() == [0, 0.25, 0.5, 0.75, 1]
    assert curve.gain.tolist() == [0, 0, 0.5, 0.375, 0]
    assert curve.area == pytest.approx(0.21875)
    assert curve.qini == pytest.approx(0.21875)


def test_the_whole_curve_ends_at_the_effect_and_ties_come_together():
    """Eight spoken to of whom six order, four held out of whom one does; all of one score."""
    treated = np.arange(12) < 8
    outcome = np.array([1.0] * 6 + [0.0] * 2 + [1.0] + [0.0] * 3)
    curve = qini_curve(np.zeros(12), outcome, treated)
    assert curve.share.tolist() == [0, 1]
    assert curve.gain[-1] == pytest.approx(6 / 8 - 1 / 4)
    assert curve.qini == 0


def test_who_finds_the_persuadable_has_the_known_area():
    """Half order only when spoken to, half never: the best order gains .25, the worst loses it."""
    persuadable = np.repeat([True, False], 2_000)
    treated = np.tile([True, False], 2_000)
    outcome = (persuadable & treated).astype(float)
    effects = effect_cases(outcome, treated, np.full(4_000, 0.5))
    assert effects.mean() == pytest.approx(0.5)
    best = qini_cases(persuadable.astype(float), effects).mean()
    # Up to half of all: gain = share; then flat at .5. Area .375, less .25 of a random order.
    assert best == pytest.approx(0.125, abs=1e-9)
    assert qini_curve(persuadable.astype(float), outcome, treated).qini == pytest.approx(0.125)
    assert qini_cases(-persuadable.astype(float), effects).mean() == pytest.approx(-best)
    assert qini_cases(np.ones(4_000), effects).mean() == pytest.approx(0)


@given(st.integers(0, 2**31), st.floats(0.1, 0.9))
def test_what_is_expected_anyway_changes_the_noise_and_not_the_mean(seed, share):
    draw = np.random.default_rng(seed)
    n = 40_000
    level, treated = draw.random(n) * 5, draw.random(n) < share
    outcome = level + 0.3 * treated + draw.normal(0, 0.1, n)
    chance = np.full(n, share)
    plain = effect_cases(outcome, treated, chance)
    adjusted = effect_cases(outcome, treated, chance, level)
    assert adjusted.std() < plain.std()
    noise = 6 * plain.std() / np.sqrt(n)
    assert abs(plain.mean() - 0.3) < noise
    assert abs(adjusted.mean() - 0.3) < 6 * adjusted.std() / np.sqrt(n)


def test_nobody_has_no_curve():
    with pytest.raises(ValueError, match="same customers"):
        qini_curve(np.zeros(0), np.zeros(0), np.zeros(0, bool))
