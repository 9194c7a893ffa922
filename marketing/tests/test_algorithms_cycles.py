"""Purchase cycles: known answers, shrinkage towards the product and the shop, and limits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketing.algorithms.cycles import Cycles, Gaps, fit_cycles, shrunk


def gaps_of(*rows: tuple[int, int, float]) -> Gaps:
    pair, product, days = zip(*rows, strict=True)
    return Gaps(np.array(pair), np.array(product), np.array(days, np.float64))


def one_expected(cycles: Cycles, *, product: int = 0, own: tuple[float, ...] = ()) -> float:
    log_sum = float(np.log(own).sum()) if own else 0.0
    return float(cycles.expected(np.array([product]), np.array([len(own)]), np.array([log_sum]))[0])


def test_shrinking_by_hand():
    # weight 2 / (2 + 1/0.5) = 1/2 of log(e^3), the other half of the prior 1.
    mean = shrunk(np.array([2]), np.array([6.0]), np.array([1.0]), within=1.0, between=0.5)
    assert mean == pytest.approx([2.0])


def test_who_bought_once_has_the_products_cycle():
    cycles = fit_cycles(gaps_of(*((pair, 0, 30.0) for pair in range(40))), products=1)
    assert cycles is not None
    assert one_expected(cycles) == pytest.approx(30.0)


def test_products_of_different_cycles_are_told_apart():
    rows = [(pair, 0, 28.0) for pair in range(50)] + [(50 + pair, 1, 90.0) for pair in range(50)]
    cycles = fit_cycles(gaps_of(*rows), products=2)
    assert cycles is not None
    assert one_expected(cycles, product=0) == pytest.approx(28.0, rel=0.03)
    assert one_expected(cycles, product=1) == pytest.approx(90.0, rel=0.03)


def test_a_product_that_nobody_bought_twice_has_the_shops_cycle():
    cycles = fit_cycles(gaps_of(*((pair, 0, 30.0) for pair in range(40))), products=2)
    assert cycles is not None
    assert one_expected(cycles, product=1) == pytest.approx(float(np.exp(cycles.shop_mean)))


def drawn(*, between: float, within: float, people: int = 4_000, gaps: int = 4) -> Gaps:
    random = np.random.default_rng(7)
    means = np.log(40) + np.sqrt(between) * random.standard_normal(people)
    logs = means[:, None] + np.sqrt(within) * random.standard_normal((people, gaps))
    pair = np.repeat(np.arange(people), gaps)
    return Gaps(pair, np.zeros_like(pair), np.exp(logs).ravel())


@pytest.mark.parametrize(("between", "within"), [(0.30, 0.05), (0.05, 0.30), (0.15, 0.15)])
def test_the_variances_that_gaps_were_drawn_with_are_found(between, within):
    cycles = fit_cycles(drawn(between=between, within=within), products=1)
    assert cycles is not None
    assert cycles.within == pytest.approx(within, rel=0.15)
    assert cycles.between == pytest.approx(between, rel=0.25)
    assert cycles.shop_mean == pytest.approx(np.log(40), abs=0.1)


def test_where_buyers_differ_their_own_gaps_count_more():
    own = (20.0, 20.0, 20.0)
    apart = fit_cycles(drawn(between=0.4, within=0.05), products=1)
    alike = fit_cycles(drawn(between=0.01, within=0.4), products=1)
    assert apart is not None
    assert alike is not None
    assert one_expected(apart, own=own) < 22
    assert one_expected(alike, own=own) > 30


def test_shrunk_cycles_foretell_the_next_gap_better_than_own_means_or_the_products_alone():
    gaps = drawn(between=0.15, within=0.3, people=2_000)
    seen = np.ones(len(gaps), np.bool_)
    seen[3::4] = False
    logs = np.log(gaps.days)
    cycles = fit_cycles(Gaps(gaps.pair[seen], gaps.product[seen], gaps.days[seen]), products=1)
    assert cycles is not None
    counts = np.full(2000, 3)
    sums = logs[seen].reshape(2000, 3).sum(axis=1)
    truth = logs[3::4]
    told = np.log(cycles.expected(np.zeros(2000, np.int64), counts, sums))

    def error(guess: np.ndarray) -> float:
        return float(((guess - truth) ** 2).mean())

    assert error(told) < error(sums / 3)
    assert error(told) < error(np.full(2000, cycles.product_means[0]))


@given(
    rows=st.lists(st.tuples(st.integers(0, 9), st.integers(1, 2000)), min_size=1, max_size=60),
    own=st.lists(st.integers(1, 2000), max_size=5),
)
def test_an_expected_gap_lies_among_those_that_were_seen(rows, own):
    told = [(pair, pair % 3, float(days)) for pair, days in rows]
    cycles = fit_cycles(gaps_of(*told), products=3)
    assert cycles is not None
    seen = [days for _pair, _product, days in told] + [float(days) for days in own]
    expected = one_expected(cycles, product=1, own=tuple(map(float, own)))
    assert min(seen) * 0.999 <= expected <= max(seen) * 1.001


def test_no_gap_tells_nothing_and_a_gap_of_no_days_is_none():
    nothing = Gaps(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))
    assert fit_cycles(nothing, products=3) is None
    with pytest.raises(ValueError, match="one purchase"):
        fit_cycles(gaps_of((0, 0, 0.0)), products=1)
