"""The last months told again, to learn how wrong forecasts are and whose to trust.

Trees are trained on what was known before a cut and asked from several origins after it, with what
was known at each: they never saw what they are judged by, at the price of one training a cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from forecasting.algorithms.boosted import BoostedTrees, TreeSettings, train
from forecasting.algorithms.censoring import IN_STOCK
from forecasting.algorithms.censoring_outliers import tamed
from forecasting.algorithms.classes import demand_classes
from forecasting.algorithms.conformal import Errors, kinds_of, stray_of
from forecasting.algorithms.ensemble import Blend, Members
from forecasting.algorithms.ensemble_groups import group_levels
from forecasting.algorithms.forecast import Method
from forecasting.algorithms.panel import FloatArray, IntArray, Panel, Plans
from forecasting.algorithms.pipeline_routes import Told, tell

LEAST_HISTORY_WEEKS = 12
LEAST_TRAINING_WEEKS = 16
STEP_WEEKS = 2


@dataclass(frozen=True, slots=True)
class Retold:
    """One inner origin.

    Attributes:
        actual: shape (n, H), what came; NaN where nobody knows.
        told: what all members had said.
        panel: what was known then, outliers cut; what came is not cut.
        kinds: shape (n,), which errors belong together.
        with_trees: whether trees had been asked.
    """

    actual: FloatArray
    told: Told
    panel: Panel
    kinds: IntArray
    with_trees: bool

    def errors(self, blend: Blend) -> Errors:
        """What was wrong, had the members been blended so."""
        mean = self.told.mean(blend)
        return Errors(self.actual, mean, stray_of(self.panel, mean), self.kinds)

    def blended(self) -> tuple[FloatArray, Members]:
        """Actual demand and the members, of those series that a blend is made for."""
        rows = self.told.method == Method.ENSEMBLE
        members = self.told.members
        typical = np.where(self.told.seldom[:, None], members.average, members.typical)
        return self.actual[rows], Members(
            members.statistical[rows], typical[rows], members.average[rows]
        )


def retold(panel: Panel, horizon: int, *, cuts: int, trees: TreeSettings | None) -> list[Retold]:
    """All inner origins of a panel, the latest cut first; empty where it is too short.

    Args:
        panel: demand, holes filled; a period out of stock is not judged by.
        horizon: periods that each origin tells, as far as data go.
        cuts: how many times trees are trained again.
        trees: how; None for statistics alone.
    """
    week = 7 // panel.period.days
    told: list[Retold] = []
    end = panel.periods
    for _ in range(cuts):
        cut = max(end - horizon, min(2 * end // 3, panel.periods - 2 * week))
        if cut < LEAST_TRAINING_WEEKS * week:
            break
        learned = None if trees is None else train(tamed(panel.until(cut)), horizon, settings=trees)
        origins = range(cut, min(end, panel.periods - week + 1), STEP_WEEKS * week)
        told += [_from(panel, origin, horizon, learned) for origin in origins]
        end = cut
    return told


def _from(panel: Panel, origin: int, horizon: int, trees: BoostedTrees | None) -> Retold:
    before = panel.until(origin)
    asked = before.lengths >= LEAST_HISTORY_WEEKS * 7 // panel.period.days
    before = before.only(asked)
    calm = tamed(before)
    outside = panel.outside
    plans = Plans(outside=None if outside is None else outside[:, origin : origin + horizon])
    reach = min(horizon, panel.periods - origin)
    told = tell(calm, reach, levels=group_levels(calm), trees=trees, plans=plans)
    return Retold(
        actual=_actual(panel.only(asked), origin, reach),
        told=told,
        panel=calm,
        kinds=kinds_of(demand_classes(before)),
        with_trees=trees is not None,
    )


def _actual(panel: Panel, origin: int, horizon: int) -> FloatArray:
    came = panel.units[:, origin : origin + horizon]
    if panel.in_stock is None:
        return came
    return np.where(panel.in_stock[:, origin : origin + horizon] < IN_STOCK, np.nan, came)


def judged(told: Sequence[Retold]) -> list[tuple[FloatArray, Members]]:
    """What a blend can be chosen by: the origins at which trees were asked."""
    return [one.blended() for one in told if one.with_trees]
