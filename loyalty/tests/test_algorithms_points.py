"""Points as arithmetic: what a spend earns, where it leads, what expires, what is taken back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.algorithms.lots import NEVER, Lot, Movement, expired, lots_left, next_to_expire
from loyalty.algorithms.taking_back import make_good, take_back
from loyalty.algorithms.tiers import Step, points_of, standing

spends = st.integers(min_value=0, max_value=10_000_000)
percents = st.integers(min_value=100, max_value=1000)
days = st.integers(min_value=1, max_value=40)


@given(spends, spends, st.integers(1, 1000), percents)
def test_more_kept_never_earns_less(one, other, per_unit, percent):
    less, more = sorted((one, other))
    rule = {"unit": 100, "per_unit": per_unit, "percent": percent}
    assert 0 <= points_of(less, **rule) <= points_of(more, **rule)


def test_a_tier_multiplies_and_what_is_left_of_a_point_is_lost():
    assert points_of(1999, unit=100, per_unit=1) == 19
    assert points_of(1999, unit=100, per_unit=1, percent=150) == 29
    assert points_of(1999, unit=1, per_unit=2) == 3998
    assert points_of(-500, unit=100, per_unit=1) == 0


@given(spends, st.lists(spends, max_size=6, unique=True))
def test_the_highest_tier_that_a_spend_reaches(spend, bounds):
    steps = [Step(key, bound) for key, bound in enumerate(bounds, start=1)]
    found = standing(spend, steps)
    bound_of = {step.key: step.spend_from for step in steps}
    if found.reached is None:
        assert all(bound > spend for bound in bounds)
    else:
        assert bound_of[found.reached] == max(bound for bound in bounds if bound <= spend)
    if found.following is None:
        assert found.missing == 0
        assert all(bound <= spend for bound in bounds)
    else:
        assert found.missing == min(bound for bound in bounds if bound > spend) - spend


@st.composite
def ledgers(draw):
    """Movements that never take out more than there is."""
    balance, movements = 0, []
    for _turn in range(draw(st.integers(1, 25))):
        if balance and draw(st.booleans()):
            out = draw(st.integers(1, balance))
            balance -= out
            movements.append(Movement(-out))
        else:
            amount = draw(st.integers(1, 500))
            balance += amount
            movements.append(Movement(amount, draw(st.one_of(days, st.just(NEVER)))))
    return movements


@given(ledgers(), days)
def test_lots_sum_to_the_balance_and_what_expires_is_part_of_it(movements, today):
    lots = lots_left(movements)
    balance = sum(movement.amount for movement in movements)
    assert sum(lot.left for lot in lots) == balance
    assert 0 <= expired(lots, today=today) <= balance
    after = lots_left([*movements, *_out(expired(lots, today=today))])
    assert expired(after, today=today) == 0


@given(ledgers(), days)
def test_what_expired_is_at_most_what_came_in_with_such_a_day(movements, today):
    came = sum(m.amount for m in movements if m.amount > 0 and m.last_day < today)
    assert expired(lots_left(movements), today=today) <= came


def test_what_would_expire_first_is_spent_first():
    lots = lots_left([Movement(100, 20), Movement(50, 10), Movement(30), Movement(-60)])
    assert lots == [Lot(90, 20), Lot(30, NEVER)]
    assert next_to_expire(lots, today=20) == Lot(90, 20)
    assert next_to_expire(lots, today=21) is None
    assert expired(lots, today=21) == 90


def test_more_out_than_in_is_no_ledger():
    with pytest.raises(ValueError, match="more went out"):
        lots_left([Movement(5), Movement(-6)])


@given(st.lists(st.tuples(st.sampled_from(["in", "back"]), st.integers(1, 400)), max_size=40))
def test_what_is_taken_back_is_taken_once_and_leaves_nothing_negative(steps):
    """Whatever comes in and is to go back: balance less shortfall is what is really earned."""
    balance = shortfall = earned = 0
    for what, amount in steps:
        if what == "in":
            earned, balance = earned + amount, balance + amount
            filled = make_good(shortfall, free=balance)
            balance, shortfall = balance - filled.from_balance, filled.shortfall
        else:
            earned -= amount
            taken = take_back(amount, free=balance)
            balance, shortfall = balance - taken.from_balance, shortfall + taken.shortfall
        assert balance >= 0
        assert shortfall >= 0
        assert balance - shortfall == earned
        assert not (balance and shortfall)


def _out(amount):
    return [Movement(-amount)] if amount else []
