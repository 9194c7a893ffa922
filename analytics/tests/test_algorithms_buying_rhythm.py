"""BG/NBD and Gamma-Gamma: the published figures on CDNOW, and truths that were drawn."""

import csv
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.algorithms.buying_rhythm import BuyingRhythm, Rhythm, fit_rhythm
from analytics.algorithms.spending import Spending, fit_spending

PUBLISHED = BuyingRhythm(r=0.243, alpha=4.414, a=0.793, b=2.426)


def cdnow() -> dict[str, np.ndarray]:
    """The sample of 2,357 customers that the papers fit; it comes with a development package."""
    found = find_spec("lifetimes")
    if found is None or found.origin is None:
        pytest.skip("the package lifetimes, which brings CDNOW, is not installed")
    folder = Path(found.origin).parent / "datasets"
    with (folder / "cdnow_customers_summary_with_transactions.csv").open() as file:
        rows = [{name: float(value) for name, value in row.items()} for row in csv.DictReader(file)]
    return {name: np.array([row[name] for row in rows]) for name in rows[0]}


def seen(repeats, last, age) -> Rhythm:
    return Rhythm(*(np.atleast_1d(np.asarray(each, float)) for each in (repeats, last, age)))


def drawn(truth: BuyingRhythm, customers: int, age: float, random) -> tuple[Rhythm, np.ndarray]:
    """Customers as the model has them, and the orders of as long a time again."""
    repeats, last, later = np.zeros(customers), np.zeros(customers), np.zeros(customers)
    rates = random.gamma(truth.r, 1 / truth.alpha, customers)
    leaving = random.beta(truth.a, truth.b, customers)
    for row in range(customers):
        now = 0.0
        while (now := now + random.exponential(1 / rates[row])) < 2 * age:
            if now < age:
                repeats[row], last[row] = repeats[row] + 1, now
            else:
                later[row] += 1
            if random.random() < leaving[row]:
                break
    return Rhythm(repeats, last, np.full(customers, age)), later


def test_the_published_parameters_of_cdnow():
    data = cdnow()
    rhythm = seen(data["x"], data["t_x"], data["T"])
    found = fit_rhythm(rhythm)
    assert (found.r, found.alpha, found.a, found.b) == pytest.approx(
        (0.243, 4.414, 0.793, 2.426), abs=0.001
    )
    assert found.log_likelihood(rhythm) == pytest.approx(-9582.4, abs=0.05)
    assert found.expected_orders(seen(2, 30.43, 38.86), 39) == pytest.approx(1.226, abs=0.0005)


def test_the_published_spending_of_cdnow():
    data = cdnow()
    found = fit_spending(data["x"], data["zbar"])
    assert (found.p, found.q, found.v) == pytest.approx((6.25, 3.74, 15.44), abs=0.015)


def test_the_unit_of_time_does_not_change_what_is_expected():
    random = np.random.default_rng(7)
    weeks, _later = drawn(PUBLISHED, 1_000, 39, random)
    days = Rhythm(weeks.repeats, weeks.last * 7, weeks.age * 7)
    by_weeks = fit_rhythm(weeks).expected_orders(weeks, 13)
    assert fit_rhythm(days).expected_orders(days, 91) == pytest.approx(by_weeks, rel=0.01)


def test_what_is_expected_comes_true_on_average():
    rhythm, later = drawn(PUBLISHED, 6_000, 39, np.random.default_rng(7))
    found = fit_rhythm(rhythm)
    expected = found.expected_orders(rhythm, 39)
    assert expected.mean() == pytest.approx(later.mean(), rel=0.08)
    none = found.chance_of_none(rhythm, 39)
    assert none.mean() == pytest.approx((later == 0).mean(), abs=0.015)
    least, most = none < np.quantile(none, 0.1), none > np.quantile(none, 0.9)
    assert (later[least] == 0).mean() < 0.3 < 0.8 < (later[most] == 0).mean()


def test_the_integral_stands_in_where_the_series_fails():
    many = seen([2, 40, 400], [30.43, 38, 38], [38.86] * 3)
    every = np.ones(3, bool)
    integrated = PUBLISHED._integrated_orders(many, 39, every) * PUBLISHED.alive(many)
    assert integrated == pytest.approx(PUBLISHED.expected_orders(many, 39), rel=1e-3)
    # Most of twenty thousand orders without leaving: such a customer hardly ever leaves.
    assert 4_000 < PUBLISHED.expected_orders(seen(20_000, 38.86, 38.86), 39)[0] < 20_000


@given(st.integers(0, 300), st.floats(0, 1), st.floats(1, 500), st.floats(0.1, 500))
def test_chances_are_chances_and_grow_with_time(repeats, share, age, ahead):
    rhythm = seen(repeats, age * share if repeats else 0.0, age)
    none = PUBLISHED.chance_of_none(rhythm, ahead)
    assert 0 <= PUBLISHED.alive(rhythm) <= 1
    assert 0 <= none <= 1
    assert PUBLISHED.chance_of_none(rhythm, ahead * 2) <= none + 1e-12
    fewer = PUBLISHED.expected_orders(rhythm, ahead)
    assert 0 <= fewer <= PUBLISHED.expected_orders(rhythm, ahead * 2) * (1 + 1e-6) + 1e-9


def test_without_repeats_nothing_is_told():
    assert fit_rhythm(seen(np.zeros(500), np.zeros(500), np.full(500, 90.0))) is None


def test_who_ordered_seldom_is_drawn_to_the_mean_of_all():
    spending = Spending(p=6.25, q=3.74, v=15.44)
    once, often, never = spending.expected(np.array([1.0, 50, 0]), np.array([100.0, 100, 0]))
    assert never == pytest.approx(spending.mean)
    assert spending.mean < once < often < 100


def test_spending_that_was_drawn_is_found_in_any_unit():
    random = np.random.default_rng(3)
    orders = random.integers(1, 12, 4_000).astype(float)
    means = 6 * 20.0 / random.gamma(4, 1, 4_000)
    average = random.gamma(6 * orders, means / 6 / orders)
    found = fit_spending(orders, average)
    assert found.mean == pytest.approx(6 * 20 / 3, rel=0.05)
    assert fit_spending(orders, average * 100).mean == pytest.approx(found.mean * 100, rel=0.001)
    assert fit_spending(orders[:5], average[:5]) is None
