"""Credit for orders, against published answers and laws that every rule must keep."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.algorithms.attribution import (
    BY_TOUCH,
    Method,
    credit,
    shapley_values,
    touch_shares,
)
from analytics.algorithms.markov import (
    removal_effects,
    share_interval,
    shares,
    steps_between,
)
from analytics.algorithms.paths import Courses

CHANNELS = 4
journeys_of = st.lists(
    st.lists(st.integers(0, CHANNELS - 1), min_size=1, max_size=6), min_size=1, max_size=25
)


def _courses(*paths):
    steps = [step for path in paths for step in path]
    starts = np.cumsum([0, *(len(path) for path in paths)])
    return Courses(np.array(steps, np.int64), starts.astype(np.int64))


def _repeated(*counted):
    """Paths with how many ordered and how many did not: courses, and which ordered."""
    paths, ordered = [], []
    for path, orders, nothing in counted:
        paths += [path] * (orders + nothing)
        ordered += [True] * orders + [False] * nothing
    return _courses(*paths), np.array(ordered)


def test_removal_effects_of_two_channels_are_the_published_ones():
    google, mailing = 0, 1
    courses, ordered = _repeated(([google], 2, 1), ([mailing], 1, 0), ([google, mailing], 1, 0))

    steps = steps_between(courses, ordered, 2)

    assert removal_effects(steps) == pytest.approx([0.75, 0.5])
    assert shares(steps) * ordered.sum() == pytest.approx([2.4, 1.6])


def test_three_channels_share_an_order_as_published():
    courses, ordered = _repeated(([0, 1, 2], 1, 0), ([0], 0, 1), ([1, 2], 0, 1))

    assert shares(steps_between(courses, ordered, 3)) == pytest.approx([0.2, 0.4, 0.4])


def test_a_channel_that_nobody_passed_has_no_effect():
    courses, ordered = _repeated(([0], 3, 1), ([2], 1, 1))

    effects = removal_effects(steps_between(courses, ordered, 3))

    assert effects[1] == 0
    assert effects[0] > effects[2] > 0


def test_where_nothing_was_ordered_nobody_is_credited():
    courses, ordered = _repeated(([0, 1], 0, 4))

    assert shares(steps_between(courses, ordered, 2)).tolist() == [0, 0]


def test_staying_with_a_channel_changes_no_removal_effect():
    once, ordered = _repeated(([0, 1], 2, 1), ([1], 1, 3))
    often, _ = _repeated(([0, 0, 0, 1], 2, 1), ([1], 1, 3))

    assert removal_effects(steps_between(often, ordered, 2)) == pytest.approx(
        removal_effects(steps_between(once, ordered, 2))
    )


def test_the_interval_of_the_shares_holds_them_and_narrows_with_more_journeys():
    few = steps_between(*_repeated(([0], 20, 10), ([1], 10, 30), ([0, 1], 10, 10)), 2)

    narrow, wide = share_interval(few * 100), share_interval(few)

    assert (wide.low <= shares(few)).all()
    assert (shares(few) <= wide.high).all()
    assert (narrow.high - narrow.low < (wide.high - wide.low) / 5).all()


def test_the_interval_of_the_shares_holds_the_truth_about_as_often_as_it_says():
    random = np.random.default_rng(3)
    truth_steps = steps_between(*_repeated(([0], 20, 40), ([1], 10, 60), ([0, 1], 15, 30)), 2)
    truth = shares(truth_steps)[0]
    chances = truth_steps / np.maximum(truth_steps.sum(axis=1, keepdims=True), 1)

    held = 0
    for _ in range(60):
        counts = np.stack([
            random.multinomial(round(row.sum()), chance) if row.sum() else np.zeros(len(row))
            for row, chance in zip(truth_steps, chances, strict=True)
        ]).astype(float)  # fmt: skip
        interval = share_interval(counts, draws=120)
        held += interval.low[0] <= truth <= interval.high[0]

    assert 45 <= held <= 60


@pytest.mark.parametrize("steps", [np.zeros((2, 3)), np.zeros((2, 2)), -np.ones((4, 4))])
def test_what_is_no_matrix_of_steps_is_refused(steps):
    with pytest.raises(ValueError, match=r"matrix|below zero"):
        removal_effects(steps)


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        (Method.FIRST, [1, 0, 0, 0]),
        (Method.LAST, [0, 0, 0, 1]),
        (Method.LINEAR, [0.25, 0.25, 0.25, 0.25]),
        (Method.POSITION, [0.4, 0.1, 0.1, 0.4]),
        (Method.SHAPLEY, [1 / 3, 1 / 6, 1 / 3, 1 / 6]),
    ],
)
def test_each_rule_shares_a_journey_in_its_way(method, expected):
    assert touch_shares(_courses([0, 1, 2, 1]), method) == pytest.approx(expected)


@pytest.mark.parametrize(("length", "expected"), [(1, [1]), (2, [0.5, 0.5]), (3, [0.4, 0.2, 0.4])])
def test_position_shares_short_journeys_whole(length, expected):
    shared = touch_shares(_courses(list(range(length))), Method.POSITION)

    assert shared == pytest.approx(expected)


def test_shapley_of_two_players_is_the_published_one():
    assert shapley_values([0, 4, 6, 20]) == pytest.approx([9, 11])


def test_shapley_of_journeys_is_the_published_one():
    courses = _courses(*[[0]] * 4, *[[1]] * 6, *[[0, 1]] * 10)

    assert credit(courses, np.ones(20), Method.SHAPLEY, 2) == pytest.approx([9, 11])


@given(journeys_of, st.data())
def test_the_short_way_to_shapley_is_the_long_one(paths, data):
    worth = np.array(data.draw(st.lists(
        st.integers(0, 1000), min_size=len(paths), max_size=len(paths)
    )), float)  # fmt: skip
    touched = [sum(1 << channel for channel in set(path)) for path in paths]
    game = [
        sum(one for one, channels in zip(worth, touched, strict=True) if channels & ~chosen == 0)
        for chosen in range(2**CHANNELS)
    ]

    short = credit(_courses(*paths), worth, Method.SHAPLEY, CHANNELS)

    assert short == pytest.approx(shapley_values(game), abs=1e-6)


@given(journeys_of)
def test_the_shares_of_every_journey_sum_to_one(paths):
    courses = _courses(*paths)
    for method in BY_TOUCH:
        of_journey = np.bincount(courses.course, weights=touch_shares(courses, method))
        assert of_journey == pytest.approx(np.ones(len(paths)))


@given(journeys_of, st.data())
def test_credit_is_as_much_as_was_ordered_by_every_method(paths, data):
    ordered = np.array(data.draw(st.lists(
        st.booleans(), min_size=len(paths), max_size=len(paths)
    )))  # fmt: skip
    courses = _courses(*paths)
    total = float(ordered.sum())

    for method in BY_TOUCH:
        assert credit(courses, ordered.astype(float), method, CHANNELS).sum() == pytest.approx(
            total
        )
    by_markov = shares(steps_between(courses, ordered, CHANNELS)) * total
    assert by_markov.sum() == pytest.approx(total)
    assert (by_markov >= 0).all()


def test_markov_shares_no_single_journeys():
    with pytest.raises(ValueError, match="shares the whole"):
        touch_shares(_courses([0]), Method.MARKOV)


@pytest.mark.parametrize("worth", [[0, 1, 2], [1, 2], [0] * 2**17])
def test_what_is_no_game_is_refused(worth):
    with pytest.raises(ValueError, match=r"players|nobody"):
        shapley_values(worth)
