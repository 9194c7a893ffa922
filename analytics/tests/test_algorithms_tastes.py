"""Engagement and tastes: what raises them, what is left unknown, and where they are bounded."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.algorithms.engagement import Part, engagement, faded
from analytics.algorithms.tastes import Signs, best_hours, tastes, whole

UNKNOWN = np.nan


def index_of(**deeds):
    return engagement({Part(name): np.array([sums]) for name, sums in deeds.items()}).item()


def signs_of(*rows):
    customer, thing, weight = zip(*rows, strict=True)
    return Signs(np.array(customer), np.array(thing), np.array(weight, np.float64))


def test_who_does_nothing_has_no_engagement_and_plenty_of_all_comes_near_a_hundred():
    assert index_of(orders=0.0, visits=0.0, interest=0.0, mail=0.0) == 0
    assert index_of(orders=9.0, visits=9.0, interest=9.0, mail=9.0) > 97


def test_what_cannot_be_known_counts_neither_for_nor_against():
    assert index_of(orders=1.0, visits=UNKNOWN) == pytest.approx(index_of(orders=1.0))
    assert index_of(orders=1.0, visits=0.0) < index_of(orders=1.0)


def test_a_deed_is_worth_half_after_its_half_life():
    found = faded(
        Part.VISITS, customer=np.array([0, 1, 1]), age=np.array([0, 14, 28]),
        weights=np.ones(3), customers=3,
    )  # fmt: skip

    assert found.tolist() == [1.0, 0.75, 0.0]


@given(st.floats(0, 50), st.floats(0.01, 50))
def test_more_deeds_never_lower_it(few, more):
    assert 0 <= index_of(orders=few, visits=1.0) <= index_of(orders=few + more, visits=1.0) <= 100


def test_one_sign_is_no_love_but_many_are():
    prior = np.array([0.1, 0.9])
    once = tastes(signs_of((0, 0, 1.0)), customers=1, prior=prior)
    often = tastes(signs_of(*[(0, 0, 1.0)] * 9), customers=1, prior=prior)

    assert once.share.tolist() == [pytest.approx(1.3 / 4)]
    assert often.share.tolist() == [pytest.approx(9.3 / 12)]


def test_faint_signs_tell_nothing():
    glances = tastes(signs_of((0, 0, 0.1), (0, 0, 0.1)), customers=1, prior=np.array([0.5, 0.5]))

    assert len(glances.customer) == 0


def test_at_most_three_are_told_largest_first():
    signs = signs_of(*[(0, thing, 20.0 + thing) for thing in range(4)])

    told = tastes(signs, customers=1, prior=np.full(4, 0.25))

    assert told.thing.tolist() == [3, 2, 1]
    assert (np.diff(told.share) < 0).all()


def test_the_shops_shares_are_even_where_there_are_no_signs():
    nothing = Signs(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))

    assert whole(nothing, things=4).tolist() == [0.25] * 4
    assert len(tastes(nothing, customers=2, prior=np.full(4, 0.25)).customer) == 0


def test_the_hour_goes_around_midnight_and_is_unknown_of_few():
    hours = best_hours(
        customer=np.array([0, 0, 0, 0, 1]), hour=np.array([23, 0, 0, 12, 12]),
        weight=np.ones(5), customers=2,
    )  # fmt: skip

    assert hours.tolist() == [0, -1]
