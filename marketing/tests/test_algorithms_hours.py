"""Shares of hours: smoothed on the circle, shrunk to the group's, and the best hour to come."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from marketing.algorithms.hours import HOURS, best_slots, learn_hours, shrink, smooth

COUNTS = arrays.arrays(np.float64, (7, HOURS), elements=st.floats(0, 50, width=16))


def at_hours(*hours: int) -> np.ndarray:
    return np.bincount(np.array(hours, np.int64), minlength=HOURS).astype(np.float64)


@given(counts=COUNTS)
def test_smoothing_keeps_every_sum(counts):
    assert smooth(counts).sum(axis=1) == pytest.approx(counts.sum(axis=1))


def test_midnight_is_as_near_to_eleven_as_to_one():
    spread = smooth(at_hours(0))
    assert spread[23] == pytest.approx(spread[1])
    assert spread[23] > spread[22] > spread[12]


def test_shrinking_by_hand():
    prior = np.full(HOURS, 1 / HOURS)
    counts = np.zeros((2, HOURS))
    counts[1, 8] = 12.0
    own = shrink(counts, prior, 24.0)
    assert own[0] == pytest.approx(prior)
    assert own[1, 8] == pytest.approx((12 + 1) / 36)
    assert own[1, 9] == pytest.approx(1 / 36)


@given(counts=COUNTS, strength=st.floats(0.5, 500))
def test_shares_are_shares_whatever_was_seen(counts, strength):
    own = shrink(smooth(counts), np.full(HOURS, 1 / HOURS), strength)
    assert own.sum(axis=1) == pytest.approx(np.ones(len(counts)))
    assert (own > 0).all()


def two_kinds(people: int, sightings: int, *, differ: bool) -> np.ndarray:
    """People who are there at 7 or at 20, or all of them at both."""
    random = np.random.default_rng(5)
    counts = np.zeros((people, HOURS))
    for person in range(people):
        usual = [7, 20] if not differ else [7 if person % 2 else 20]
        hours = random.choice(usual, sightings)
        np.add.at(counts[person], hours, 1.0)
    return counts


def test_where_people_differ_little_evidence_moves_them_where_they_do_not_much_is_needed():
    nobody = np.full(60, -1)
    apart = learn_hours(two_kinds(60, 10, differ=True), nobody, groups=0)
    alike = learn_hours(two_kinds(60, 10, differ=False), nobody, groups=0)
    assert apart is not None
    assert alike is not None
    assert apart.own_strength < alike.own_strength
    assert best_slots(apart.own, hours=np.arange(HOURS))[:2].tolist() == [20, 7]


def test_who_was_never_seen_has_the_hours_of_their_group():
    counts = np.concatenate([two_kinds(40, 10, differ=True), np.zeros((2, HOURS))])
    group = np.array([row % 2 for row in range(40)] + [1, -1])
    hours = learn_hours(counts, group, groups=2)
    assert hours is not None
    assert hours.own[40] == pytest.approx(hours.groups[1])
    assert hours.own[41] == pytest.approx(hours.shop)
    assert best_slots(hours.groups, hours=np.arange(HOURS)).tolist() == [20, 7]


def test_nothing_is_learned_of_nothing_and_less_than_nothing_is_refused():
    assert learn_hours(np.zeros((3, HOURS)), np.zeros(3, np.int64), groups=1) is None
    with pytest.raises(ValueError, match="less than never"):
        learn_hours(np.full((3, HOURS), -1.0), np.zeros(3, np.int64), groups=1)


def test_the_best_hour_to_come_is_never_a_quiet_one():
    shares = smooth(at_hours(22, 22, 22, 9))[None, :]
    ahead = (15 + np.arange(HOURS)) % HOURS
    assert best_slots(shares, hours=ahead).tolist() == [7]
    quiet = {21, 22, 23, *range(8)}
    assert ahead[best_slots(shares, hours=ahead, quiet=quiet)[0]] == 20
    assert best_slots(shares, hours=ahead, quiet=range(HOURS)).tolist() == [7]
