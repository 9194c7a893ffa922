"""RFM scores and segments: what they mean, and that ties and small shops do not break them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.algorithms.rfm import Group, Scores, score, segments_of
from analytics.models import RfmSegment

PEOPLE = st.lists(
    st.tuples(st.integers(0, 2000), st.integers(1, 40), st.integers(0, 10**7)),
    min_size=1, max_size=120,
)  # fmt: skip


def scores_of(*rows):
    return score(*np.array(rows, np.float64).T)


def named(recency, frequency, money):
    return segments_of(Scores(np.array([recency]), np.array([frequency]), np.array([money]))).item()


def test_the_segments_are_those_of_the_model():
    assert [group.value for group in Group] == RfmSegment.values


@pytest.mark.parametrize(
    ("recency", "frequency", "money", "expected"),
    [
        (5, 5, 5, Group.CHAMPIONS),
        (5, 4, 3, Group.CHAMPIONS),
        (4, 5, 5, Group.LOYAL),
        (3, 4, 4, Group.LOYAL),
        (5, 2, 2, Group.POTENTIAL_LOYALISTS),
        (4, 3, 3, Group.POTENTIAL_LOYALISTS),
        (5, 1, 5, Group.NEW),
        (4, 1, 1, Group.PROMISING),
        (3, 3, 3, Group.NEED_ATTENTION),
        (3, 1, 4, Group.ABOUT_TO_SLEEP),
        (2, 3, 4, Group.AT_RISK),
        (1, 5, 5, Group.CANNOT_LOSE),
        (2, 1, 1, Group.HIBERNATING),
        (1, 2, 2, Group.LOST),
    ],
)
def test_each_segment_has_its_place_in_the_grid(recency, frequency, money, expected):
    assert named(recency, frequency, money) == expected


def test_five_even_fifths_get_the_five_scores():
    days = np.arange(40.0, 365, 3.25)[:100]
    money = np.arange(100.0)

    scores = score(days, np.full(100, 2.0), money)

    assert np.bincount(scores.recency)[1:].tolist() == [20] * 5
    assert np.bincount(scores.money)[1:].tolist() == [20] * 5
    assert scores.recency[0] == 5
    assert scores.recency[-1] == 1


def test_one_order_is_frequency_1_however_many_have_it():
    orders = np.array([1.0] * 90 + [2.0] * 6 + [3, 4, 8, 20])

    scores = score(np.full(100, 50.0), orders, np.full(100, 10.0))

    assert set(scores.frequency[:90]) == {1}
    assert set(scores.frequency[90:96]) == {2}
    assert scores.frequency[-1] == 5


def test_nobody_of_the_last_month_is_lost_and_nobody_of_a_year_ago_a_champion():
    young = score(np.linspace(0, 29, 50), np.full(50, 3.0), np.full(50, 10.0))
    asleep = score(np.linspace(400, 900, 50), np.full(50, 3.0), np.full(50, 10.0))

    assert young.recency.min() >= 3
    assert asleep.recency.max() <= 2


def test_a_shop_with_one_customer_calls_them_new_not_lost():
    assert segments_of(scores_of((3, 1, 5000))).tolist() == [Group.NEW]


def test_a_handful_is_scored_by_fixed_marks():
    scores = scores_of((5, 12, 90000), (100, 2, 9000), (500, 1, 1000))

    assert segments_of(scores).tolist() == [Group.CHAMPIONS, Group.NEED_ATTENTION, Group.LOST]


def test_nobody_without_an_order_is_scored():
    with pytest.raises(ValueError, match="without an order"):
        scores_of((3, 0, 0))


@given(PEOPLE)
def test_who_did_the_same_has_the_same_scores_and_who_did_more_no_lower_one(rows):
    scores = scores_of(*rows)
    for values, found in (
        ([-row[0] for row in rows], scores.recency),
        ([row[1] for row in rows], scores.frequency),
        ([row[2] for row in rows], scores.money),
    ):
        assert found.min() >= 1
        assert found.max() <= 5
        order = np.argsort(values, kind="stable")
        assert (np.diff(found[order]) >= 0).all()
        for value in set(values):
            assert len(set(found[np.array(values) == value])) == 1
