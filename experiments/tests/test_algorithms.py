"""Known answers, laws, and what looking daily does to a plain test and to a sequence."""

import math
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from experiments.algorithms.assignment import WHOLE, assign, takes_part
from experiments.algorithms.cuped import adjust, slope, variance_left
from experiments.algorithms.moments import Estimate, Moments
from experiments.algorithms.sample_ratio import sample_ratio
from experiments.algorithms.sample_size import visitors_for_means, visitors_for_rates
from experiments.algorithms.sequences import difference, lift, mixing_rate, widening

SUBJECTS = [str(UUID(int=number)) for number in range(20_000)]


def test_a_subject_gets_the_same_arm_on_every_machine():
    arms = [assign(salt="s", subject=subject, shares=[5000, 5000]) for subject in SUBJECTS[:8]]
    assert arms == [0, 1, 1, 0, 1, 1, 0, 0]  # as sha256sum has it


def test_arms_get_their_shares_and_another_salt_shuffles_them():
    shares = [5000, 3000, 2000]
    first = [assign(salt="one", subject=subject, shares=shares) for subject in SUBJECTS]
    other = [assign(salt="two", subject=subject, shares=shares) for subject in SUBJECTS]
    counts = np.bincount(first)
    assert not sample_ratio(counts.tolist(), shares).is_broken
    table = np.histogram2d(first, other, bins=3)[0]
    assert stats.chi2_contingency(table).pvalue > 0.001


def test_taking_part_says_nothing_about_the_arm_and_grows_with_the_share():
    inside = [s for s in SUBJECTS if takes_part(salt="s", subject=s, traffic=1000)]
    assert 1800 < len(inside) < 2200
    assert all(takes_part(salt="s", subject=s, traffic=2000) for s in inside)
    counts = np.bincount([assign(salt="s", subject=s, shares=[5000, 5000]) for s in inside])
    assert not sample_ratio(counts.tolist(), [5000, 5000]).is_broken


@given(st.lists(st.integers(1, 5000), min_size=2, max_size=6), st.text(max_size=20))
def test_shares_that_do_not_add_up_are_refused(shares, subject):
    if sum(shares) == WHOLE:
        shares = [*shares, 1]
    with pytest.raises(ValueError, match="add up"):
        assign(salt="s", subject=subject, shares=shares)


def test_the_sample_ratio_is_pearsons_chi_square():
    found = sample_ratio([5100, 4900], [5000, 5000])
    expected = stats.chisquare([5100, 4900])
    assert found.statistic == pytest.approx(expected.statistic) == pytest.approx(4.0)
    assert found.p_value == pytest.approx(expected.pvalue)
    assert not found.is_broken
    assert sample_ratio([5200, 4800], [5000, 5000]).is_broken
    assert not sample_ratio([9000, 1000], [9000, 1000]).is_broken
    assert not sample_ratio([0, 0], [5000, 5000]).is_broken


@given(st.lists(st.floats(-1e3, 1e3), min_size=2, max_size=50))
def test_moments_from_sums_are_those_of_the_values(values):
    y = np.array(values)
    found = Moments.of_values(y, x=2 * y)
    assert found.mean == pytest.approx(y.mean(), abs=1e-6)
    assert found.variance == pytest.approx(y.var(ddof=1), rel=1e-6, abs=1e-4)
    assert found.covariance == pytest.approx(2 * y.var(ddof=1), rel=1e-6, abs=1e-4)


@pytest.mark.parametrize("correlation", [0.0, 0.3, 0.8])
def test_the_variance_falls_by_the_squared_correlation(correlation):
    draws = np.random.default_rng(7)
    before = draws.normal(5, 2, size=(2, 100_000))
    noise = draws.normal(size=before.shape)
    y = 3 + correlation * (before - 5) / 2 + math.sqrt(1 - correlation**2) * noise
    arms = [Moments.of_values(y[arm], before[arm]) for arm in (0, 1)]
    assert variance_left(arms) == pytest.approx(1 - correlation**2, abs=0.01)
    assert slope(arms) == pytest.approx(correlation / 2, abs=0.01)


def test_an_arm_that_began_ahead_by_chance_is_set_right():
    """Outcomes are the covariate: all of the difference was there before, none is left."""
    control, treated = np.arange(100.0), np.arange(100.0) + 3
    plain, ahead = (Moments.of_values(y, x=y) for y in (control, treated))
    adjusted = adjust([plain, ahead])
    assert adjusted[1].mean - adjusted[0].mean == pytest.approx(0.0, abs=1e-9)
    assert adjusted[0].variance == pytest.approx(0.0, abs=1e-6)


def test_without_a_covariate_nothing_is_adjusted():
    arms = [Moments.of_values(np.array([0.0, 1.0, 1.0])), Moments.of_values(np.array([1.0, 0.0]))]
    assert [arm.mean for arm in adjust(arms)] == [arm.mean for arm in arms]
    assert variance_left(arms) == 1.0


def test_the_needed_sample_of_the_textbook():
    """53,207.6 for a power of exactly 80 %: a whole visitor more reaches it, one fewer does not."""
    assert visitors_for_rates(base=0.03, relative=0.1) == 53_208
    assert visitors_for_rates(base=0.1, relative=0.2) == 3_839
    assert visitors_for_means(mean=10, deviation=20, relative=0.1) == 6_280


def test_the_needed_sample_has_the_power_it_says():
    draws = np.random.default_rng(3)
    n = visitors_for_rates(base=0.1, relative=0.2)
    control, treated = draws.binomial(n, 0.1, 4000) / n, draws.binomial(n, 0.12, 4000) / n
    error = np.sqrt((control * (1 - control) + treated * (1 - treated)) / n)
    power = (np.abs(treated - control) / error > 1.959964).mean()
    assert power == pytest.approx(0.8, abs=0.02)


@pytest.mark.parametrize(("base", "relative"), [(0.0, 0.1), (0.9, 0.2), (0.1, 0.0)])
def test_a_sample_for_nothing_is_refused(base, relative):
    with pytest.raises(ValueError, match=r"between|nothing"):
        visitors_for_rates(base=base, relative=relative)


def test_the_reach_is_the_papers_formula():
    """σ = 1, t = 10,000, α = 0.05, ρ for t: by hand from theorem 2.2."""
    rate = mixing_rate(narrowest_at=10_000, alpha=0.05)
    assert 10_000 * rate**2 == pytest.approx(5.991465 + math.log(6.991465), abs=1e-5)
    grown = 7.936151
    radius = math.sqrt(
        2 * (grown + 1) / (10_000**2 * rate**2) * math.log(math.sqrt(grown + 1) / 0.05)
    )
    assert widening(n=10_000, rate=rate, alpha=0.05) / 100 == pytest.approx(radius, rel=1e-5)
    assert widening(n=10_000, rate=rate, alpha=0.05) == pytest.approx(3.0352, abs=1e-3)


def test_a_difference_and_a_lift_are_about_the_same_gap():
    control = Estimate(n=10_000, mean=0.10, variance=0.09)
    treated = Estimate(n=10_000, mean=0.13, variance=0.1131)
    gap = difference(treated, control, narrowest_at=20_000)
    relative = lift(treated, control, narrowest_at=20_000)
    assert gap.is_above_zero
    assert relative.is_above_zero
    assert gap.estimate == pytest.approx(0.03)
    assert relative.estimate == pytest.approx(0.3)
    error = math.sqrt(0.1131 / 10_000 + 1.3**2 * 0.09 / 10_000) / 0.10
    reach = relative.upper - relative.estimate
    ours = (gap.upper - gap.estimate) / math.sqrt((0.09 + 0.1131) / 10_000)
    assert reach / error == pytest.approx(ours)


def test_too_few_say_nothing():
    few = Estimate(n=29, mean=0.5, variance=0.25)
    many = Estimate(n=2900, mean=0.1, variance=0.09)
    assert not difference(few, many, narrowest_at=1000).is_bounded
    nobody = Estimate(n=100, mean=0.0, variance=0.0)
    assert not lift(many, nobody, narrowest_at=1000).is_bounded


DAYS, A_DAY, RATE = 28, 1_900, 0.03


def _alarms(draws):
    """Whether 28 daily looks at two equal arms raise an alarm: (always-valid, plain z-test)."""
    n = np.arange(1, DAYS + 1) * A_DAY
    control, treated = (draws.binomial(A_DAY, RATE, DAYS).cumsum() / n for _ in range(2))
    by_sequence = by_z = False
    for day in range(DAYS):
        arms = [
            Estimate(int(n[day]), float(mean[day]), float(mean[day] * (1 - mean[day])))
            for mean in (treated, control)
        ]
        found = difference(*arms, narrowest_at=2 * DAYS * A_DAY)
        by_sequence = by_sequence or found.is_above_zero or found.is_below_zero
        error = math.hypot(arms[0].standard_error, arms[1].standard_error)
        by_z = by_z or abs(found.estimate) > 1.959964 * error
    return by_sequence, by_z


def test_looking_daily_for_four_weeks_fools_a_plain_test_and_not_the_sequence():
    """200 A/A experiments: at most 5 % false alarms; the plain test, the twin, about 27 %."""
    alarms = np.array([_alarms(np.random.default_rng(seed)) for seed in range(200)])
    always_valid, plain = alarms.mean(axis=0)
    assert always_valid <= 0.05
    assert 0.18 < plain < 0.38


def test_a_real_effect_is_found_within_the_planned_sample():
    draws = np.random.default_rng(5)
    found = 0
    for _ in range(100):
        control, treated = draws.binomial(53_208, [0.03, 0.036]) / 53_208
        arms = [Estimate(53_208, float(m), float(m * (1 - m))) for m in (treated, control)]
        found += difference(*arms, narrowest_at=2 * 53_208).is_above_zero
    assert found > 90
