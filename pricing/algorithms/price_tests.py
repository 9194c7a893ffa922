"""Price tests: which products have to vary in price before anything can be learned of them.

A price that never moved says nothing, however long it is looked at. What a test would tell can be
reckoned before it is run: the variance of a Poisson slope is noise / (units × variance of the log
price), summed over weeks.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pricing.algorithms.elasticity import Elasticities
from pricing.algorithms.panel import BoolArray, FloatArray, IntArray

MOST_WEEKS = 52
ENOUGH_VARIATION = 0.03
"""Standard deviation of log prices (about three per cent) below which a price hardly moved."""


@dataclass(frozen=True, slots=True)
class PriceTest:
    """Prices that a test would ask, week after week.

    Attributes:
        steps: changes as shares of the present price, taken in turn and each for as long:
            ``(-0.1, 0.1)``; zero is the present price.
        weeks: how long the test runs.

    Raises:
        ValueError: fewer than two different prices, a price not above zero, or fewer weeks than
            prices.
    """

    steps: tuple[float, ...]
    weeks: int

    def __post_init__(self) -> None:
        if len(set(self.steps)) < 2 or min(self.steps) <= -1:
            raise ValueError("A test asks two different prices at least, all above zero.")
        if self.weeks < len(self.steps):
            raise ValueError("A test is at least as many weeks long as it has prices.")

    @property
    def log_prices(self) -> FloatArray:
        """Shape (weeks,): what is added to the logarithm of the price in each week."""
        return np.log1p(np.resize(np.array(self.steps, dtype=np.float64), self.weeks))


@dataclass(frozen=True, slots=True)
class TestPlan:
    """What a test would teach of n products.

    Attributes:
        product: shape (n,).
        variation: shape (n,), standard deviation of the log price so far.
        sd: shape (n,), of the elasticity as it is known now.
        sd_after: shape (n,), as it would be known after the test.
        weeks: shape (n,), of such a test until the sd wanted is reached; NaN where a year is not
            enough.
        needed: shape (n,), where the sd wanted is not reached now and the price hardly moved: more
            of the same weeks would not teach anything.
        worth_it: shape (n,), needed, and the test at hand reaches the sd wanted.
    """

    # pytest collects what is named Test.
    __test__ = False

    product: IntArray
    variation: FloatArray
    sd: FloatArray
    sd_after: FloatArray
    weeks: FloatArray
    needed: BoolArray
    worth_it: BoolArray


def plan_price_test(
    known: Elasticities, test: PriceTest, *, wanted_sd: float = 0.5, share_tested: float = 0.2
) -> TestPlan:
    """What one test would teach of each product, were it run on it.

    Args:
        known: elasticities as of now.
        test: prices and weeks.
        wanted_sd: standard deviation of an elasticity that is good enough to act on.
        share_tested: share of the shop's information in a week that comes from products under
            test at the same price; only what is left tells the weeks' own effects apart.

    Raises:
        ValueError: a wanted sd that is not above zero, or a share outside 0 to 1 (1 excluded).
    """
    if wanted_sd <= 0 or not 0 <= share_tested < 1:
        raise ValueError("The sd wanted is above zero, the share tested from 0 to below 1.")
    weekly = _weekly_information(known, test, share_tested)
    precision = known.sd**-2
    sd_after = (precision + weekly * test.weeks) ** -0.5
    lacking = np.maximum(wanted_sd**-2 - precision, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        weeks = np.where(lacking > 0, np.ceil(lacking / weekly), 0.0)
    needed = (known.sd > wanted_sd) & (known.variation < ENOUGH_VARIATION)
    return TestPlan(
        product=known.product,
        variation=known.variation,
        sd=known.sd,
        sd_after=sd_after,
        weeks=np.where(weeks <= MOST_WEEKS, weeks, np.nan),
        needed=needed,
        worth_it=needed & (sd_after <= wanted_sd),
    )


def _weekly_information(known: Elasticities, test: PriceTest, share_tested: float) -> FloatArray:
    """Precision that a week of a test adds on average; what demand does at its prices counted in.

    Weeks are weighted by the units expected at their price, which a steep product has fewer of at
    a high one.
    """
    log_prices = test.log_prices
    expected = np.exp(np.clip(known.mean, -12.0, 0.0)[:, None] * log_prices)
    total = expected.sum(axis=1, keepdims=True)
    mean = (expected * log_prices).sum(axis=1, keepdims=True) / total
    spread = (expected * (log_prices - mean) ** 2).sum(axis=1)
    a_unit = known.weekly_units / known.noise / test.weeks
    return np.asarray(a_unit * spread * (1.0 - share_tested), dtype=np.float64)
