"""Between which days the next order comes, if one comes within the days looked ahead.

A window and not a date: at best the day is known to some twenty days. Quantiles by boosted trees
(Koenker, Bassett 1978), learned from those who did order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analytics.algorithms.boosting import Aim, Text, answer, grow
from analytics.algorithms.closed_windows import Window, joined
from analytics.algorithms.purchases import FloatArray

QUANTILES = (0.25, 0.5, 0.75)
"""Half of those who order do so between the first and the last."""
FEWEST_RETURNS = 100


@dataclass(frozen=True, slots=True)
class NextOrder:
    """Trees of the quantiles, in their order, and the furthest day."""

    days: int
    trees: tuple[Text, ...]

    def quantiles(self, facts: FloatArray) -> FloatArray:
        """Days to wait, shape (n, 3), ascending, within the days looked ahead."""
        told = np.stack([answer(text, facts) for text in self.trees], axis=1)
        return np.clip(np.sort(told, axis=1), 0, self.days - 1)


def fit_next_order(windows: Sequence[Window]) -> NextOrder | None:
    """None where too few ordered again to learn from."""
    cases = joined(windows)
    waited = cases.outcome.days_to_next
    came = np.isfinite(waited)
    if came.sum() < FEWEST_RETURNS:
        return None
    trees = tuple(
        grow(cases.facts[came], waited[came], aim=Aim.QUANTILE, quantile=quantile)
        for quantile in QUANTILES
    )
    return NextOrder(windows[0].days, trees)
