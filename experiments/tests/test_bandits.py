"""A planted best arm is found, every choice knows its chance, and the log tells the rest."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.algorithms.bandits import Posterior, choose, choose_many, propensities
from experiments.algorithms.offline import arm_worth, policy_worth

TRUE_RATES = np.array([0.03, 0.05, 0.08, 0.04])
ROUNDS, A_ROUND = 60, 500


def _play(seed, rates=TRUE_RATES):
    """A log of (arm, reward, propensity) and how often each arm was shown, in batches."""
    draws = np.random.default_rng(seed)
    shown, clicked = np.zeros(len(rates), int), np.zeros(len(rates), int)
    log = []
    for turn in range(ROUNDS):
        chances = propensities(Posterior.of_counts(shown, clicked))
        arms = choose_many(chances, seed=seed * 1000 + turn, count=A_ROUND)
        rewards = (draws.random(A_ROUND) < rates[arms]).astype(float)
        shown += np.bincount(arms, minlength=len(rates))
        clicked += np.bincount(arms, weights=rewards, minlength=len(rates)).astype(int)
        log.append((arms, rewards, chances[arms]))
    arms, rewards, logged = (np.concatenate(parts) for parts in zip(*log, strict=True))
    return arms, rewards, logged, shown


@pytest.mark.parametrize("seed", range(5))
def test_the_best_of_four_planted_arms_is_shown_most(seed):
    _arms, rewards, _logged, shown = _play(seed)
    assert shown.argmax() == 2
    assert rewards.mean() > TRUE_RATES.mean() * 1.2
    assert shown.min() > 0.8 * ROUNDS * A_ROUND * 0.05 / 4


def test_chances_are_those_of_many_draws():
    posterior = Posterior.of_counts([100, 200, 50, 1000, 80], [5, 13, 4, 60, 1])
    draws = np.random.default_rng(1).beta(
        posterior.successes + 1, posterior.failures + 1, size=(200_000, 5)
    )
    drawn = np.bincount(draws.argmax(axis=1), minlength=5) / 200_000
    assert posterior.chances_of_being_best() == pytest.approx(drawn, abs=0.004)


@given(
    st.lists(
        st.integers(0, 100_000).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n))),
        min_size=2,
        max_size=8,
    )
)
def test_every_arm_keeps_its_part_of_the_random_slice(counts):
    shown, clicked = zip(*counts, strict=True)
    chances = propensities(Posterior.of_counts(shown, clicked), random_share=0.08)
    assert chances.sum() == pytest.approx(1.0)
    assert chances.min() >= 0.08 / len(counts) - 1e-12


def test_nothing_known_is_shown_evenly():
    assert propensities(Posterior.of_counts([0] * 6, [0] * 6)) == pytest.approx(np.full(6, 1 / 6))


def test_a_choice_is_logged_with_its_chance():
    chances = np.array([0.2, 0.5, 0.3])
    found = [choose(chances, number=number) for number in (0.0, 0.199, 0.2, 0.699, 0.7, 0.9999999)]
    assert [choice.arm for choice in found] == [0, 0, 1, 1, 2, 2]
    assert {choice.propensity for choice in found if choice.arm == 1} == {0.5}


@pytest.mark.parametrize(
    ("shown", "clicked"), [([5], [1]), ([5] * 9, [1] * 9), ([5, 5], [6, 1]), ([5, 5], [1])]
)
def test_counts_that_cannot_be_are_refused(shown, clicked):
    with pytest.raises(ValueError, match=r"arms|clicks"):
        Posterior.of_counts(shown, clicked)


@pytest.mark.parametrize("share", [0.0, 0.04, 0.2])
def test_a_slice_beyond_five_to_ten_per_cent_is_refused(share):
    with pytest.raises(ValueError, match="slice"):
        propensities(Posterior.of_counts([0, 0], [0, 0]), random_share=share)


def test_the_log_tells_what_each_arm_alone_would_have_earned():
    """Within the noise it says, for 9 of 10 (arm, log) pairs at 1.96 standard errors or better."""
    inside = []
    for seed in range(10):
        arms, rewards, logged, _shown = _play(seed)
        for arm, truth in enumerate(TRUE_RATES):
            worth = arm_worth(arms, rewards, logged, arm=arm)
            inside.append(abs(worth.value - truth) < 1.96 * worth.standard_error)
    assert np.mean(inside) > 0.85


def _drifting_log():
    """All arms click twice as well on weekends, and the favourite is shown more on weekends."""
    draws = np.random.default_rng(11)
    weekend = draws.random(200_000) < 0.5
    chances = np.where(weekend[:, None], [0.9, 0.1], [0.1, 0.9])
    arms = (draws.random(len(weekend)) >= chances[:, 0]).astype(np.int64)
    rates = np.where(weekend, 0.10, 0.05)
    rewards = (draws.random(len(weekend)) < rates).astype(float)
    return arms, rewards, chances[np.arange(len(arms)), arms]


def test_plain_means_are_fooled_by_when_an_arm_was_shown_and_weighted_ones_are_not():
    arms, rewards, logged = _drifting_log()
    plain = [rewards[arms == arm].mean() for arm in (0, 1)]
    assert plain[0] - plain[1] > 0.03  # the twin: no arm is better
    worths = [arm_worth(arms, rewards, logged, arm=arm) for arm in (0, 1)]
    for worth in worths:
        assert worth.value == pytest.approx(0.075, abs=3 * worth.standard_error)
        assert worth.effective < (arms == 0).sum()


def test_cut_weights_are_told():
    worth = policy_worth(np.ones(4), np.array([0.001, 0.5, 0.5, 0.5]), np.full(4, 0.5), clip=10)
    assert (worth.value, worth.clipped) == (1.0, 0.25)


def test_a_log_without_propensities_is_refused():
    with pytest.raises(ValueError, match="logged"):
        policy_worth(np.ones(1), np.zeros(1), np.ones(1))
