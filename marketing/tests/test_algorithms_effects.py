"""What a campaign changed, from drawn customers whose truth is known."""

import numpy as np
import pytest

from experiments.algorithms.moments import Moments
from marketing.algorithms.effects import (
    OfOne,
    effect,
    expected_share_held_out,
    of_one,
    pooled,
    stays_clear_of_zero,
)


def _arms(rng, *, customers, share, lift=0.0, heavy=False):
    """Orders (or what was paid) before and after, of people who differ; the lift is a customer's.

    Returns the moments of both arms; those spoken to order ``lift`` more on average.
    """
    habit = rng.gamma(0.5, 0.4, customers)
    before, after = rng.poisson(6 * habit), rng.poisson(habit)
    held_out = rng.permutation(customers) < share * customers
    after = after + rng.poisson(lift, customers) * ~held_out
    if heavy:
        before = before * rng.lognormal(8.0, 1.0, customers)
        after = after * rng.lognormal(8.0, 1.0, customers)
    y, x = after.astype(float), before.astype(float)
    return Moments.of_values(y[~held_out], x[~held_out]), Moments.of_values(
        y[held_out], x[held_out]
    )


def _covered(seeds, truth=0.0, **drawn):
    hits = 0
    for seed in seeds:
        treated, held_out = _arms(np.random.default_rng(seed), **drawn)
        found = effect(treated, held_out)
        hits += found.low <= truth * treated.n <= found.high
    return hits / len(seeds)


def test_a_difference_reckoned_by_hand():
    """Arms of 40, means 1.5 and 1: the variances are 10/39 both, so that all errors agree."""
    treated = Moments.of_values(np.array([1.0, 2.0] * 20))
    held_out = Moments.of_values(np.array([0.5, 1.5] * 20))

    found = effect(treated, held_out)

    assert found.total == pytest.approx(20.0)
    # t(78, 97.5 %) = 1.990847; error = sqrt(2 * (10/39) / 40) = 0.113228
    assert found.high - found.total == pytest.approx(40 * 1.990847 * 0.113228, rel=1e-5)
    assert found.total - found.low == pytest.approx(found.high - found.total)


def test_few_customers_tell_nothing():
    treated = Moments.of_values(np.arange(500.0))
    assert not effect(treated, Moments.of_values(np.arange(29.0))).is_known
    assert effect(treated, Moments.of_values(np.arange(30.0))).is_known


def test_where_nobody_does_anything_nothing_is_known():
    assert not effect(Moments.of_values(np.zeros(900)), Moments.of_values(np.zeros(100))).is_known


def test_a_held_out_arm_in_which_nobody_ordered_is_no_certainty():
    """Three per cent of those spoken to ordered, of forty held out nobody: chance, not proof."""
    treated = Moments.of_values(np.array([1.0] * 30 + [0.0] * 970))
    found = effect(treated, Moments.of_values(np.zeros(40)))
    assert found.low < 0 < found.high


@pytest.mark.parametrize("heavy", [False, True], ids=["orders", "revenue"])
@pytest.mark.parametrize("customers", [400, 4_000])
def test_where_nothing_was_changed_false_alarms_are_rare(customers, heavy):
    """200 seeds: at most 5 % of them, and what chance adds to it (three standard errors: 4.6 %)."""
    covered = _covered(range(200), customers=customers, share=0.1, heavy=heavy)
    assert 1 - covered <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 200)


def test_intervals_hold_the_truth_and_are_no_wider_than_they_must_be():
    covered = _covered(range(400), truth=0.08, customers=4_000, share=0.1, lift=0.08)
    assert 0.92 <= covered <= 0.985


def test_what_was_before_narrows_the_interval():
    treated, held_out = _arms(np.random.default_rng(4), customers=4_000, share=0.1, lift=0.05)
    with_past = effect(treated, held_out)
    blind = effect(
        Moments(treated.n, treated.mean, treated.variance),
        Moments(held_out.n, held_out.mean, held_out.variance),
    )
    assert with_past.high - with_past.low < 0.95 * (blind.high - blind.low)


def test_looking_every_day_seldom_finds_what_is_not_there():
    """The fixed interval read daily cries wolf; the rule for clear words does not."""
    cried, said = 0, 0
    for seed in range(120):
        rng = np.random.default_rng(seed)
        y = rng.poisson(0.15, 6_000).astype(float)
        held_out = rng.random(6_000) < 0.1
        days = []
        for seen in range(600, 6_001, 200):
            now, out = y[:seen], held_out[:seen]
            found = effect(Moments.of_values(now[~out]), Moments.of_values(now[out]))
            clear = stays_clear_of_zero(
                total=found.total, low=found.low, high=found.high, customers=seen,
                narrowest_at=2_000,
            )  # fmt: skip
            days.append((not found.low <= 0 <= found.high, clear))
        cried += any(day[0] for day in days)
        said += any(day[1] for day in days)
    assert cried / 120 > 0.1
    assert said / 120 <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 120)


def test_a_large_effect_stays_clear():
    assert stays_clear_of_zero(
        total=900.0, low=700.0, high=1_100.0, customers=5_000, narrowest_at=5_000
    )


def test_two_holdouts_are_drawn_apart():
    assert expected_share_held_out(own=0.1, everything=0.02) == pytest.approx(0.118)


def test_campaigns_are_pooled_by_how_surely_they_are_known():
    """Errors .1 and .2: weights 100 and 25, so (100 · .5 + 25 · 1) / 125 with error 125^-½."""
    found = pooled([OfOne(0.5, 0.1), OfOne(1.0, 0.2)])
    assert found.mean == pytest.approx(0.6)
    assert found.error == pytest.approx(125**-0.5)
    assert pooled([]) is None
    assert pooled([OfOne(1.0, 0.0)]) is None


def test_an_effect_of_all_is_told_of_one():
    one = of_one(total=50.0, low=30.4, high=69.6, customers=100)
    assert one.mean == pytest.approx(0.5)
    assert one.low == pytest.approx(0.304)
