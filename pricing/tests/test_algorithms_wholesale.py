"""Prices by quantity: where they break, how deep they pay, and what quotes tell."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing.algorithms.wholesale import (
    WHOLE,
    Goods,
    Response,
    Terms,
    break_quantities,
    propose_tiers,
    response_of_quotes,
)

LINES = [1] * 20 + [5] * 10 + [12] * 8 + [50] * 4
GOODS = Goods(retail=1000, cost=400)
TERMS = Terms(handling=300, margin_floor=1500, most_off=3000)


def tiers(response: Response, *, lines=LINES, goods=GOODS, terms=TERMS, paid=None):
    now = paid or [goods.retail] * len(break_quantities(lines))
    return propose_tiers(lines, goods=goods, paid=now, terms=terms, response=response)


def test_prices_break_above_what_most_lines_hold():
    assert break_quantities(LINES) == [5, 12]
    assert break_quantities([1, 1, 1]) == []
    assert break_quantities([]) == []
    assert break_quantities([500] * 4 + [4000] * 6)[0] >= 3000


def test_more_pieces_cost_less_where_demand_answers():
    first, second = tiers(Response(-2.2, 0.2))
    assert (first.minimum_quantity, second.minimum_quantity) == (5, 12)
    assert second.amount < first.amount < GOODS.retail
    assert second.gain > 0 < second.low <= second.gain <= second.high


def test_nothing_is_proposed_where_demand_hardly_answers_or_nobody_knows():
    assert tiers(Response(-0.8, 0.2)) == []
    assert tiers(Response(-2.2, 1.5)) == []
    assert tiers(Response(-2.2, 0.2), lines=[1] * 30) == []


def test_what_the_group_pays_already_is_not_proposed_again():
    low = tiers(Response(-2.2, 0.2))[-1].amount
    assert tiers(Response(-2.2, 0.2), paid=[low, low]) == []


@given(
    st.lists(st.integers(1, 200), min_size=1, max_size=40),
    st.integers(100, 100_000),
    st.floats(0.05, 1.2),
    st.floats(-6, 1),
    st.floats(0.01, 2),
    st.integers(0, 9_000),
    st.integers(100, 9_000),
    st.integers(0, 2_000),
)
def test_no_bound_is_ever_stepped_over(lines, retail, cost, mean, sd, floor, most, handling):
    goods = Goods(retail, round(retail * cost), 0.8)
    found = tiers(Response(mean, sd), lines=lines, goods=goods, terms=Terms(handling, floor, most))
    amounts = [tier.amount for tier in found]
    assert amounts == sorted(amounts, reverse=True)
    for tier in found:
        net = tier.amount * goods.net_share
        assert 0 < tier.amount < retail
        assert tier.off <= most
        assert (net - goods.cost) * WHOLE >= floor * net
        assert tier.gain > 0
        assert tier.minimum_quantity >= 2


def test_quotes_tell_how_winning_hangs_on_price():
    dice = np.random.default_rng(5)
    ratios = np.exp(dice.uniform(-0.4, 0.1, 4_000))
    chance = 1 / (1 + np.exp(-(-1.0 - 6.0 * np.log(ratios))))
    told = response_of_quotes(ratios.tolist(), (dice.random(4_000) < chance).tolist())
    at = float(np.log(ratios).mean())
    expected = -6.0 * (1 - 1 / (1 + np.exp(-(-1.0 - 6.0 * at))))
    assert told.mean == pytest.approx(expected, rel=0.1)
    few = response_of_quotes(ratios[:10].tolist(), [True] * 5 + [False] * 5)
    assert few.sd > 3 * told.sd
