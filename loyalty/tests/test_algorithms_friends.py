"""Who is rewarded for a friend, as rules alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.algorithms.friends import ONE_PERSON, Ending, Friend, Limits, Sign, judge

LIMITS = Limits(least_kept=3_000, most_a_year=2)


def friend(*signs, is_new=True, kept=5_000, rewards=0):
    return Friend(is_new=is_new, kept=kept, rewards_lately=rewards, signs=frozenset(signs))


def test_a_stranger_who_kept_enough_is_a_friend():
    assert judge(friend(), LIMITS) == Ending.REWARD
    assert judge(friend(kept=3_000, rewards=1), LIMITS) == Ending.REWARD


@pytest.mark.parametrize(
    ("told", "ending"),
    [
        (friend(is_new=False), Ending.NOT_NEW),
        (friend(kept=2_999), Ending.TOO_SMALL),
        (friend(Sign.CARD), Ending.SAME_PERSON),
        (friend(Sign.DEVICE), Ending.SAME_PERSON),
        (friend(Sign.EMAIL), Ending.SAME_PERSON),
        (friend(Sign.PHONE), Ending.SAME_PERSON),
        (friend(Sign.ADDRESS), Ending.SAME_HOUSEHOLD),
        (friend(Sign.NETWORK), Ending.LOOK),
        (friend(rewards=2), Ending.TOO_MANY),
    ],
)
def test_nobody_is_rewarded_for_themselves_their_household_or_without_end(told, ending):
    assert judge(told, LIMITS) == ending


def test_a_shop_that_gives_nothing_for_friends_gives_nothing():
    assert judge(friend(), LIMITS, is_on=False) == Ending.SWITCHED_OFF


def test_a_first_order_of_which_nothing_was_kept_brings_nothing_whatever_staff_set():
    assert judge(friend(kept=0), Limits(least_kept=0, most_a_year=5)) == Ending.TOO_SMALL


@given(
    st.booleans(), st.integers(0, 9_000), st.integers(0, 5), st.frozensets(st.sampled_from(Sign))
)
def test_more_in_common_never_helps(is_new, kept, rewards, signs):
    alone = judge(Friend(is_new, kept, rewards, frozenset()), LIMITS)
    with_signs = judge(Friend(is_new, kept, rewards, signs), LIMITS)
    if alone != Ending.REWARD:
        assert with_signs != Ending.REWARD
    if signs & ONE_PERSON or Sign.ADDRESS in signs:
        assert with_signs not in {Ending.REWARD, Ending.LOOK}
