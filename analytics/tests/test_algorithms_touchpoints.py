"""Which visits led to which order."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analytics.algorithms.touchpoints import Orders, Visits, journeys_of

DAY = 86_400
LOOK_BACK = 30 * DAY
NOW = 1_700_000_000


def _journeys(visits, orders=()):
    """Visits as (person, day, channel), orders as (visit, day, worth); told as plain tuples."""
    columns = np.array(visits, np.int64).reshape(-1, 3).T
    bought = np.array(orders, np.int64).reshape(-1, 3).T
    found = journeys_of(
        Visits(columns[0], NOW + columns[1] * DAY, columns[2]),
        Orders(bought[0], NOW + bought[1] * DAY + 60, bought[2]),
        look_back=LOOK_BACK,
    )
    starts = found.channels.starts
    courses = [found.channels.steps[start:end].tolist() for start, end in pairwise(starts.tolist())]
    columns = (found.person.tolist(), courses, found.ordered.tolist(), found.worth.tolist())
    return found, sorted(zip(*columns, strict=True))


def test_the_visits_before_an_order_led_to_it():
    _found, told = _journeys([(1, 0, 5), (1, 3, 6), (1, 4, 7)], [(2, 4, 900)])

    assert told == [(1, [5, 6, 7], True, 900)]


def test_each_order_has_the_visits_since_the_one_before():
    _found, told = _journeys([(1, 0, 5), (1, 2, 6), (1, 4, 7)], [(0, 0, 10), (2, 4, 20)])

    assert told == [(1, [5], True, 10), (1, [6, 7], True, 20)]


def test_visits_that_are_too_old_led_nowhere():
    found, told = _journeys([(1, 0, 5), (1, 31, 6)], [(1, 31, 10)])

    assert told == [(1, [5], False, 0), (1, [6], True, 10)]
    assert found.ended.tolist() == [NOW + 31 * DAY + 60, NOW]


def test_a_visit_as_old_as_the_look_back_still_counts():
    # The order is placed a minute after its visit began.
    _found, told = _journeys([(1, 1, 5), (1, 30, 6)], [(1, 30, 10)])

    assert told == [(1, [5, 6], True, 10)]


def test_visits_of_others_lead_to_nothing_of_mine():
    _found, told = _journeys([(1, 0, 5), (2, 1, 6)], [(1, 1, 10)])

    assert told == [(1, [5], False, 0), (2, [6], True, 10)]


def test_a_second_order_in_one_visit_is_credited_to_that_visit():
    _found, told = _journeys([(1, 0, 5), (1, 1, 6)], [(1, 1, 10), (1, 2, 20)])

    assert told == [(1, [5, 6], True, 10), (1, [6], True, 20)]


def test_a_long_pause_parts_two_journeys_that_led_to_nothing():
    found, told = _journeys([(1, 0, 5), (1, 20, 6), (1, 60, 7)])

    assert told == [(1, [5, 6], False, 0), (1, [7], False, 0)]
    assert sorted(found.ended.tolist()) == [NOW + 20 * DAY, NOW + 60 * DAY]


def test_visits_after_the_last_order_led_to_nothing_yet():
    _found, told = _journeys([(1, 0, 5), (1, 2, 6)], [(0, 0, 10)])

    assert told == [(1, [5], True, 10), (1, [6], False, 0)]


def test_without_visits_there_are_no_journeys():
    assert len(_journeys([])[0]) == 0


@given(
    st.lists(
        st.tuples(st.integers(0, 4), st.integers(0, 90), st.integers(0, 9)), min_size=1, max_size=40
    ),
    st.data(),
)
def test_no_visit_and_no_order_is_lost(visits, data):
    buying = data.draw(st.lists(st.sampled_from(range(len(visits))), unique=True, max_size=10))
    orders = [(row, visits[row][1], row + 1) for row in buying]

    found, _told = _journeys(visits, orders)

    assert found.ordered.sum() == len(orders)
    assert found.worth.sum() == sum(worth for _row, _day, worth in orders)
    assert (found.channels.lengths > 0).all()
    # An order in a visit that began with another one at that moment may touch a visit twice.
    assert len(visits) <= len(found.channels.steps) <= len(visits) + len(orders)


def test_chosen_journeys_keep_their_channels():
    found, _told = _journeys([(1, 0, 5), (1, 1, 6), (2, 0, 7)], [(1, 1, 10)])

    rest = found.rows(~found.ordered)

    assert rest.channels.steps.tolist() == [7]
    assert rest.person.tolist() == [2]
