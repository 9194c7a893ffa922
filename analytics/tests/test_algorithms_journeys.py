"""Courses, next steps, cohorts, survival, baskets and stages on cases whose answer is known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.algorithms.baskets import LARGEST_BASKET, find_pairs, lift_of
from analytics.algorithms.cohorts import cohorts
from analytics.algorithms.life_stages import STAGES, stages
from analytics.algorithms.next_steps import fit
from analytics.algorithms.paths import (
    LONGEST,
    Courses,
    count_distinct,
    count_paths,
    courses_of,
    pack,
    unpack,
    without_repeats,
)
from analytics.algorithms.survival import kaplan_meier

KINDS = 5
courses_drawn = st.lists(
    st.lists(st.integers(0, KINDS - 1), max_size=9), min_size=1, max_size=20
).filter(lambda paths: any(paths))


def _ints(*values):
    return np.array(values, np.int64)


def _courses(*paths):
    steps = [step for path in paths for step in path]
    return Courses(_ints(*steps), np.cumsum([0, *(len(path) for path in paths)]).astype(np.int64))


def _listed(courses):
    return [
        courses.steps[start:end].tolist()
        for start, end in zip(courses.starts[:-1], courses.starts[1:], strict=True)
    ]


# --- courses -----------------------------------------------------------------------------------


def test_what_repeats_within_a_course_is_told_once():
    courses = _courses([1, 1, 2, 1], [1, 1], [])

    assert _listed(without_repeats(courses)) == [[1, 2, 1], [1], []]


@given(courses_drawn)
def test_a_packed_course_is_unpacked_whole(paths):
    assert [list(unpack(one)) for one in pack(_courses(*paths)).tolist()] == paths


def test_a_long_course_is_told_by_its_first_steps():
    steps = [step % 14 for step in range(LONGEST + 5)]

    assert list(unpack(int(pack(_courses(steps))[0]))) == steps[:LONGEST]


def test_paths_are_counted_with_the_people_who_went_them():
    packed = pack(_courses([0, 1], [0, 1], [2], [0, 1]))

    counted = count_paths(packed, _ints(7, 7, 7, 8), _ints(100, 0, 5, 20))

    assert [unpack(one) for one in counted.packed.tolist()] == [(0, 1), (2,)]
    assert counted.courses.tolist() == [3, 1]
    assert counted.people.tolist() == [2, 1]
    assert counted.worth.tolist() == [120, 5]


def test_people_of_no_group_are_none():
    assert count_distinct(_ints(), _ints(), 3).tolist() == [0, 0, 0]


@pytest.mark.parametrize(
    ("steps", "starts"),
    [([0], [0]), ([0], [1, 1]), ([15], [0, 1]), ([-1], [0, 1]), ([0, 0], [0, 3, 2])],
)
def test_what_are_no_courses_is_refused(steps, starts):
    with pytest.raises(ValueError, match=r"courses|course|kinds"):
        Courses(_ints(*steps), _ints(*starts))


def test_steps_of_courses_must_come_in_order():
    with pytest.raises(ValueError, match="ascend"):
        courses_of(_ints(1, 0), _ints(0, 0), 2)


# --- next steps --------------------------------------------------------------------------------


@given(courses_drawn, st.integers(0, 3))
def test_the_chances_of_next_steps_sum_to_one(paths, order):
    model = fit(_courses(*paths), kinds=KINDS, order=order)

    assert model.chances.shape == ((KINDS + 1) ** order, KINDS)
    assert model.chances.sum(axis=1) == pytest.approx(np.ones(len(model.chances)))
    assert (model.chances > 0).all()


@given(courses_drawn, st.integers(0, 3))
def test_the_chances_before_each_step_are_those_of_its_history(paths, order):
    courses = _courses(*paths)
    model = fit(courses, kinds=KINDS, order=order)

    told = [model.after(path[:place]) for path in paths for place in range(len(path))]

    assert model.of(courses) == pytest.approx(np.array(told))


def test_one_step_back_is_witten_and_bells_mixture():
    # After 0 came 1 three times and 2 once; of all eight steps four are 0, three 1, one 2.
    courses = _courses([0, 1], [0, 1], [0, 1], [0, 2])
    model = fit(courses, kinds=3, order=1)

    none = (np.array([4, 3, 1]) + 3 * np.ones(3) / 3) / (8 + 3)
    expected = (np.array([0, 3, 1]) + 2 * none) / (4 + 2)

    assert model.after([0]) == pytest.approx(expected)
    assert model.after([2]) == pytest.approx(none)


def test_a_longer_history_tells_what_a_shorter_one_cannot():
    # What follows 1 depends on what stood before it alone.
    courses = _courses(*[[0, 1, 2]] * 50, *[[3, 1, 4]] * 50)

    assert fit(courses, kinds=5, order=1).after([0, 1])[2] == pytest.approx(0.5, abs=0.02)
    assert fit(courses, kinds=5, order=2).after([0, 1])[2] > 0.9


def test_nothing_is_learned_from_nothing():
    with pytest.raises(ValueError, match="no steps"):
        fit(_courses([]), kinds=3, order=1)


# --- survival ----------------------------------------------------------------------------------

# Weeks of remission under 6-mercaptopurine, and of those who were in remission when last seen
# (Freireich and others 1963; the table of Collett, "Modelling Survival Data in Medical Research").
REMITTED = (6, 6, 6, 7, 10, 13, 16, 22, 23)
STILL_IN_REMISSION = (6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)


def _remission(confidence=0.95):
    waited = _ints(*REMITTED, *STILL_IN_REMISSION)
    happened = np.arange(len(waited)) < len(REMITTED)
    return kaplan_meier(waited, happened, confidence=confidence)


def test_remission_is_estimated_as_published():
    estimate = _remission()

    assert estimate.times.tolist() == [6, 7, 10, 13, 16, 22, 23]
    assert estimate.at_risk.tolist() == [21, 17, 15, 12, 11, 7, 6]
    assert estimate.waiting == pytest.approx(
        [0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482], abs=5e-5
    )
    assert estimate.error == pytest.approx(
        [0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346], abs=5e-5
    )


def test_the_interval_of_remission_is_the_published_one():
    # Of the log-log kind, as SAS and Stata print it for these data.
    low, high = _remission().low, _remission().high

    assert low[0] == pytest.approx(0.6197, abs=5e-4)
    assert high[0] == pytest.approx(0.9516, abs=5e-4)
    assert low[-1] == pytest.approx(0.1881, abs=5e-4)
    assert high[-1] == pytest.approx(0.6801, abs=5e-4)


def test_a_time_between_two_steps_has_the_share_of_the_earlier_one():
    estimate = _remission()

    assert estimate.at(5) == (1.0, 1.0, 1.0)
    assert estimate.at(12)[0] == pytest.approx(0.7529, abs=5e-5)
    assert estimate.quantile(0.5) == 23
    assert estimate.quantile(0.9) is None


@given(st.lists(st.integers(0, 50), min_size=1, max_size=40))
def test_without_anybody_leaving_it_is_the_share_that_is_left(waited):
    estimate = kaplan_meier(_ints(*waited), np.ones(len(waited), bool))

    left = [sum(one > time for one in waited) / len(waited) for time in estimate.times]

    assert estimate.waiting == pytest.approx(np.array(left))
    assert (estimate.low <= estimate.waiting + 1e-12).all()
    assert (estimate.waiting <= estimate.high + 1e-12).all()


def test_where_it_happened_to_nobody_all_wait():
    estimate = kaplan_meier(_ints(3, 9), np.zeros(2, bool))

    assert len(estimate.times) == 0
    assert estimate.at(100) == (1.0, 1.0, 1.0)


# --- cohorts -----------------------------------------------------------------------------------


def test_cohorts_follow_their_people_month_by_month():
    # Ann orders in month 3 (twice) and 5, Bob in 3 and 4, Cid in 5.
    found = cohorts(
        _ints(1, 1, 1, 2, 2, 3), _ints(3, 3, 5, 3, 4, 5), _ints(10, 20, 40, 5, 7, 100), until=6
    )

    assert found.months.tolist() == [3, 4, 5, 6]
    assert found.people.tolist() == [2, 0, 1, 0]
    assert found.active[0].tolist() == [2, 1, 1, 0]
    assert found.orders[0].tolist() == [3, 1, 1, 0]
    assert found.revenue[0].tolist() == [35, 7, 40, 0]
    assert found.revenue[2].tolist() == [100, 0, 0, 0]
    assert found.is_past.sum(axis=1).tolist() == [4, 3, 2, 1]


@given(
    st.lists(st.tuples(st.integers(0, 8), st.integers(0, 11), st.integers(0, 10**12)), min_size=1)
)
def test_cohorts_lose_no_order_and_no_money(orders):
    customer, month, revenue = (_ints(*column) for column in zip(*orders, strict=True))

    found = cohorts(customer, month, revenue, until=11)

    assert found.people.sum() == len(set(customer.tolist()))
    assert found.orders.sum() == len(orders)
    assert found.revenue.sum() == revenue.sum()
    assert (found.active[:, 0] == found.people).all()
    assert (found.active <= found.people[:, None]).all()
    assert not found.orders[~found.is_past].any()


def test_an_order_of_the_future_is_refused():
    with pytest.raises(ValueError, match="not begun"):
        cohorts(_ints(1), _ints(7), _ints(1), until=6)


# --- baskets -----------------------------------------------------------------------------------


def _lines(*baskets):
    basket = [number for number, (_person, things) in enumerate(baskets) for _thing in things]
    person = [person for person, things in baskets for _thing in things]
    return _ints(*basket), _ints(*(t for _p, things in baskets for t in things)), _ints(*person)


def test_a_pair_is_counted_with_its_support_and_lift():
    bread, butter, nails = 1, 2, 3
    baskets = [(n, [bread, butter]) for n in range(20)]
    baskets += [(20 + n, [bread]) for n in range(10)]
    baskets += [(30 + n, [butter]) for n in range(10)] + [(40 + n, [nails]) for n in range(60)]

    pairs = find_pairs(*_lines(*baskets), fewest=10)

    assert (pairs.left.tolist(), pairs.right.tolist()) == ([bread], [butter])
    assert (pairs.both[0], pairs.with_left[0], pairs.with_right[0]) == (20, 30, 30)
    assert pairs.support[0] == pytest.approx(0.2)
    assert pairs.lift[0] == pytest.approx(0.2 / 0.09)
    assert 1 < pairs.low[0] < pairs.lift[0] < pairs.high[0]
    assert pairs.q[0] < 1e-6


def test_a_pair_of_few_people_is_not_told_however_often_they_bought_it():
    baskets = [(n % 9, [1, 2]) for n in range(90)] + [(n, [3]) for n in range(90)]

    assert len(find_pairs(*_lines(*baskets), fewest=10)) == 0
    assert len(find_pairs(*_lines(*baskets), fewest=9)) == 1


def test_a_thing_in_two_lines_of_a_basket_is_in_it_once():
    baskets = [(n, [1, 1, 2]) for n in range(12)] + [(n, [3]) for n in range(12)]

    assert find_pairs(*_lines(*baskets), fewest=10).with_left.tolist() == [12]


def test_stock_for_a_trade_is_no_basket():
    everything = list(range(LARGEST_BASKET + 1))

    assert len(find_pairs(*_lines(*[(n, everything) for n in range(12)]), fewest=10)) == 0
    assert len(find_pairs(*_lines(*[(n, everything[:-1]) for n in range(12)]), fewest=10))


def test_no_baskets_have_no_pairs():
    assert len(find_pairs(_ints(), _ints(), _ints(), fewest=10)) == 0


def test_the_interval_of_a_lift_holds_the_truth_as_often_as_it_says():
    random = np.random.default_rng(5)
    baskets, cells = 4_000, np.array([0.03, 0.07, 0.12, 0.78])
    truth = 0.03 / (0.10 * 0.15)

    drawn = random.multinomial(baskets, cells, size=4_000)
    both = drawn[:, 0]
    _lift, low, high = lift_of(both, both + drawn[:, 1], both + drawn[:, 2], baskets)

    assert ((low <= truth) & (truth <= high)).mean() == pytest.approx(0.9, abs=0.02)


def test_things_that_have_nothing_to_do_with_each_other_are_seldom_believed():
    random = np.random.default_rng(11)
    cells = np.argwhere(random.random((3_000, 40)) < 0.08)

    pairs = find_pairs(cells[:, 0], cells[:, 1], cells[:, 0], fewest=10)

    assert len(pairs) > 500
    assert (pairs.q <= 0.1).mean() < 0.01


# --- stages ------------------------------------------------------------------------------------


def test_stages_go_by_how_often_and_how_lately():
    orders = _ints(0, 1, 1, 1, 2, 4, 3, 9)
    days = _ints(0, 90, 91, 366, 180, 5, 181, 400)

    told = [STAGES[row].value for row in stages(orders, days)]

    assert told == [
        "prospect", "new", "slipping", "lapsed", "returning", "loyal", "slipping", "lapsed",
    ]  # fmt: skip
