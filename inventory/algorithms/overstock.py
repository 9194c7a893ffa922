"""Stock that will not sell in good time, and how far its price might have to fall."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from inventory.algorithms.arrays import FloatArray, Numbers, as_floats, require


class StockState(IntEnum):
    """What the stock of a good is like, the worst last."""

    HEALTHY = 0
    UNDER = 1
    OVER = 2
    DEAD = 3


@dataclass(frozen=True, slots=True)
class Health:
    """``StockState`` numbers, days of cover (infinite without demand) and units too many."""

    state: npt.NDArray[np.int8]
    cover: FloatArray
    excess: FloatArray


def stock_health(
    position: Numbers,
    daily_demand: Numbers,
    *,
    reorder_at: Numbers,
    days_unsold: Numbers,
    most_cover: Numbers = 120.0,
    dead_after: float = 180.0,
) -> Health:
    """Under, healthy, over or dead, with the units beyond ``most_cover`` days.

    Dead is what is there and sold nothing for ``dead_after`` days; over what would last longer than
    ``most_cover`` at the forecast; under what lies at or below its reorder level. The dead are
    excess as a whole (Silver, Pyke and Thomas, 2017, 9.5, on coverage and excess stock).

    Args:
        position: units on hand with what is on its way. daily_demand: forecast a day.
        reorder_at: level to order at. days_unsold: since the last sale, or since first in stock.

    Raises:
        ValueError: negative demand.
    """
    told = (position, daily_demand, reorder_at, days_unsold, most_cover)
    have, demand, level, unsold, most = np.broadcast_arrays(*map(as_floats, told))
    require(demand >= 0, "demand is not negative")
    sells = demand > 0
    cover = np.where(sells, have / np.where(sells, demand, 1.0), np.where(have > 0, np.inf, 0.0))
    dead = (have > 0) & (unsold >= dead_after)
    over = (have > 0) & (cover > most) & (have > level)
    under = (have <= level) & sells
    state = np.select([dead, over, under], [StockState.DEAD, StockState.OVER, StockState.UNDER], 0)
    excess = np.where(dead, have, np.where(over, have - demand * most, 0.0))
    return Health(state.astype(np.int8), cover, np.maximum(excess, 0.0))


def clearing_markdown(
    excess: Numbers,
    daily_demand: Numbers,
    *,
    days: float,
    elasticity: Numbers = -1.5,
    deepest: float = 0.6,
) -> FloatArray:
    """The share off the price at which excess sells within so many days beside usual demand.

    Constant elasticity: demand grows by (1 - m)^e, so m = 1 - (1 + excess / (D days))^(1 / e)
    (after Smith and Achabal, 1998, "Clearance pricing and inventory policies for retail chains").
    A proposal for prices to judge, not a price.

    Args:
        elasticity: below zero. deepest: no more is proposed, also where nothing sells at all.

    Raises:
        ValueError: elasticity not below zero, or numbers out of their bounds.
    """
    spare, demand, slope = np.broadcast_arrays(
        as_floats(excess), as_floats(daily_demand), as_floats(elasticity)
    )
    require(slope < 0, "what costs less sells more")
    require(days > 0 and 0 <= deepest < 1, "a clearance takes days and leaves a price")
    require((spare >= 0) & (demand >= 0), "units are not negative")
    usual = demand * days
    sells = usual > 0
    growth = 1 + spare / np.where(sells, usual, 1.0)
    off = np.where(sells, 1 - growth ** (1 / slope), np.where(spare > 0, deepest, 0.0))
    return as_floats(np.clip(off, 0.0, deepest))
