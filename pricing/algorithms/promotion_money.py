"""What a promotion was worth: its measured effects on units, in money.

During its days its goods sold so many, at what was paid; without it they would have sold fewer, at
the usual price. Their neighbours lost, or did not, and so did their own days after. Each of the
three is known with its error, and the interval of the money comes of drawing all three.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pricing.algorithms.difference_in_differences import Effect
from pricing.algorithms.panel import FloatArray
from pricing.algorithms.promotion_uplift import LEVEL, Range

DRAWS = 4_000


@dataclass(frozen=True, slots=True)
class Sold:
    """What goods sold over some days together; money in minor units without tax.

    Attributes:
        units: sold.
        paid: for all of them.
        usual: what they would have brought at the usual price.
        cost: of all of them; NaN where it is not known.
    """

    units: float
    paid: float
    usual: float
    cost: float


@dataclass(frozen=True, slots=True)
class Worth:
    """What a promotion changed, against the same days without it.

    Attributes:
        neighbours, afterwards: units, where they can be told.
        won: units over all that could be told.
        revenue, margin: in minor units; margin None where a cost is not known.
        discount: what was given away.
        returned: margin gained for each unit of money given away; None where none was.
    """

    neighbours: Range | None
    afterwards: Range | None
    won: Range
    revenue: Range
    discount: float
    margin: Range | None
    returned: Range | None


def worth_of(
    during: Effect,
    sold: Sold,
    *,
    neighbours: tuple[Effect, Sold] | None,
    afterwards: tuple[Effect, Sold] | None,
    seed: int = 0,
    level: float = LEVEL,
) -> Worth:
    """Units and money of a promotion whose effect could be told.

    Args:
        during: the effect on its goods over its days, of which they sold ``sold``.
        neighbours, afterwards: the effect on goods beside them, and on themselves in the days
            after, each with what was sold; None where it cannot be told, and it is left out.
    """
    rng = np.random.default_rng(seed)
    ratio = _ratios(during, rng)
    won = sold.units * (1 - 1 / ratio)
    revenue = sold.paid - sold.usual / ratio
    margin = (sold.paid - sold.cost) - (sold.usual - sold.cost) / ratio
    moved: list[Range | None] = []
    for part in (neighbours, afterwards):
        if part is None:
            moved.append(None)
            continue
        effect, beside = part
        more = 1 - 1 / _ratios(effect, rng)
        moved.append(_range(beside.units * more, level))
        won, revenue = won + beside.units * more, revenue + beside.paid * more
        margin = margin + (beside.paid - beside.cost) * more
    discount = max(sold.usual - sold.paid, 0.0)
    told = _range(margin, level) if np.isfinite(margin).all() else None
    return Worth(
        neighbours=moved[0],
        afterwards=moved[1],
        won=_range(won, level),
        revenue=_range(revenue, level),
        discount=discount,
        margin=told,
        returned=_per(told, discount) if told and discount > 0 else None,
    )


def _ratios(effect: Effect, rng: np.random.Generator) -> FloatArray:
    return np.exp(effect.log_lift + effect.log_sd * rng.standard_normal(DRAWS))


def _range(draws: FloatArray, level: float) -> Range:
    """The median, which an outlying draw does not move, and the ends."""
    middle, low, high = np.quantile(draws, [0.5, 0.5 - level / 2, 0.5 + level / 2])
    return Range(float(middle), float(low), float(high))


def _per(one: Range, divisor: float) -> Range:
    return Range(one.mean / divisor, one.low / divisor, one.high / divisor)
