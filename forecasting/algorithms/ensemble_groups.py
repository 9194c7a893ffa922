"""What a series sells of which nothing is known yet: what is usual for one of its group."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.algorithms.classes import NEW_BELOW_DAYS
from forecasting.algorithms.panel import FloatArray, IntArray, Panel

BELIEF_DAYS = 28
"""The group weighs as much as four weeks of a series' own history."""
EVERY_GROUP = -1
"""The number under which the level of all series stands."""


@dataclass(frozen=True, slots=True)
class GroupLevels:
    """Units that one established series of a group sells in a period, as its median.

    Attributes:
        groups: shape (k,), ascending; the first is ``EVERY_GROUP``.
        level: shape (k,), units by period.
    """

    groups: IntArray
    level: FloatArray

    def of(self, groups: IntArray) -> FloatArray:
        """Shape (n,): the level of each group, of all series for one that is not known."""
        place = np.clip(np.searchsorted(self.groups, groups), 0, len(self.groups) - 1)
        return np.where(self.groups[place] == groups, self.level[place], self.level[0])


def group_levels(panel: Panel) -> GroupLevels:
    """Levels of the last eight weeks, of series that have as many; zero where there are none."""
    width = NEW_BELOW_DAYS // panel.period.days
    established = panel.lengths >= width
    if not established.any():
        return GroupLevels(np.array([EVERY_GROUP]), np.zeros(1))
    sold = np.nan_to_num(panel.units[established][:, -width:]).mean(axis=1)
    groups = panel.groups[established]
    present = np.unique(groups)
    levels = [float(np.median(sold)), *(float(np.median(sold[groups == one])) for one in present)]
    return GroupLevels(
        np.concatenate([[EVERY_GROUP], present]).astype(np.int64), np.asarray(levels)
    )


def group_share(panel: Panel, horizon: int, levels: GroupLevels) -> FloatArray:
    """Shape (n, H): own mean and group's level, weighed by how long the series is known.

    A product with three days of history is told as its group sells; one with four weeks, half as
    itself.
    """
    known = panel.known
    times = known.sum(axis=1).astype(np.float64)
    own = np.where(known, panel.units, 0.0).sum(axis=1)
    belief = BELIEF_DAYS / panel.period.days
    level = (own + belief * levels.of(panel.groups)) / (times + belief)
    return np.repeat(level[:, None], horizon, axis=1)
