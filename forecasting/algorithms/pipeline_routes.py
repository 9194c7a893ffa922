"""Which models answer for which series, and how their answers become one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from forecasting.algorithms.boosted import BoostedTrees, Objective
from forecasting.algorithms.clamps import stand_in
from forecasting.algorithms.classes import DemandClass, demand_classes, interval_and_variation
from forecasting.algorithms.ensemble import Blend, Members, mean_of, median_of
from forecasting.algorithms.ensemble_groups import GroupLevels, group_share
from forecasting.algorithms.forecast import Method
from forecasting.algorithms.panel import BoolArray, FloatArray, Panel, Period, Plans
from forecasting.algorithms.statistical import ets, imapa, theta, tsb

SELDOM_DAYS = 2.0
"""Days between sales from which the middle of a day is nothing and says nothing: of such series
the trees' mean alone is taken."""


@dataclass(frozen=True, slots=True)
class Told:
    """What all members say of a panel, before it is one answer.

    Attributes:
        members: each of shape (n, H), finite, never negative.
        method: shape (n,), who answers; ``Method.ENSEMBLE`` where the members are blended.
        seldom: shape (n,), where the trees' middle is not asked.
    """

    members: Members
    method: npt.NDArray[np.int8]
    seldom: BoolArray

    def mean(self, blend: Blend) -> FloatArray:
        """Shape (n, H): blended where an ensemble answers, the statistics elsewhere."""
        kept = blend.typical + blend.average
        rare = Blend(blend.statistical, 0.0, kept)
        blended = np.where(self.seldom[:, None], rare.of(self.members), blend.of(self.members))
        ensemble = self.method == Method.ENSEMBLE
        return np.where(ensemble[:, None], blended, self.members.statistical)


def tell(
    panel: Panel, horizon: int, *, levels: GroupLevels, trees: BoostedTrees | None, plans: Plans
) -> Told:
    """Ask the models of each series' class; trees only of what sells often enough to be learned.

    Args:
        panel: demand, holes filled.
        horizon: periods to tell.
        levels: what groups sell, for series that are new.
        trees: None where there are none; the statistics then stand for all members.
        plans: of the periods to come.
    """
    statistical, method = _statistical(panel, horizon, levels)
    seldom = interval_and_variation(panel.units)[0] >= SELDOM_DAYS
    learned = {objective: statistical.copy() for objective in Objective}
    rows = np.flatnonzero(method == Method.ENSEMBLE)
    if trees is not None and len(rows):
        some = panel.only(rows)
        replaced = np.zeros(len(rows), dtype=bool)
        for objective, told in trees.look_ahead(some, horizon, _only(plans, rows)).items():
            learned[objective][rows], insane = stand_in(told, statistical[rows], some)
            replaced |= insane
        method[rows[replaced]] = Method.STATISTICAL_STAND_IN
    members = Members(statistical, learned[Objective.TYPICAL], learned[Objective.AVERAGE])
    return Told(members, method, seldom)


def _statistical(
    panel: Panel, horizon: int, levels: GroupLevels
) -> tuple[FloatArray, npt.NDArray[np.int8]]:
    classes = demand_classes(panel)
    mean = np.zeros((len(panel), horizon))
    method = np.full(len(panel), Method.NOTHING, dtype=np.int8)
    new, nothing = classes == DemandClass.NEW, classes == DemandClass.NONE
    if new.any():
        mean[new] = group_share(panel.only(new), horizon, levels)
        method[new] = Method.GROUP_SHARE
    week = panel.period is Period.WEEK
    seldom = np.isin(classes, (DemandClass.INTERMITTENT, DemandClass.LUMPY)) & week
    if seldom.any():
        some = panel.only(seldom)
        mean[seldom] = mean_of([tsb(some, horizon), imapa(some, horizon)])
        method[seldom] = Method.INTERMITTENT_MIX
    often = ~(new | nothing | seldom)
    if often.any():
        some = panel.only(often)
        models = (ets, theta, imapa, tsb) if week else (ets,)
        mean[often] = median_of([model(some, horizon) for model in models])
        method[often] = Method.ENSEMBLE
    return mean, method


def _only(plans: Plans, rows: npt.NDArray[np.intp]) -> Plans:
    return Plans(
        price=None if plans.price is None else plans.price[rows],
        promoted=None if plans.promoted is None else plans.promoted[rows],
        outside=plans.outside,
    )
