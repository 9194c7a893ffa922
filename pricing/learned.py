"""What a training leaves behind: elasticities of products, and of what is new in a category."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from mlops.artifacts import Array
from pricing.algorithms.panel import FloatArray, IntArray

REACH_80 = 1.2815515655446004
"""Standard deviations to either side that hold 80 per cent of a normal law."""


@dataclass(frozen=True, slots=True)
class ElasticityView:
    """What is believed of one product.

    Attributes:
        mean: what one per cent on the price does to units, in per cent; below zero.
        sd: how surely; never zero.
        low, high: ends of the interval of 80 per cent.
        own: from the product's own weeks alone; None where they say nothing.
        group: its category.
        variation: standard deviation of the logarithm of its weekly price.
        weekly_units: units a week while it could be bought.
        version: of the model.
        noise: variance of a week's units as a multiple of their mean.
    """

    mean: float
    sd: float
    low: float
    high: float
    own: float | None
    group: int
    variation: float
    weekly_units: float
    version: str
    noise: float = 1.0


@dataclass(frozen=True, slots=True)
class Learned:
    """Elasticities of n products, ascending, and of a newcomer to each of k categories.

    Attributes:
        product, category: shape (n,).
        mean, sd: shape (n,), drawn to brand, category and shop.
        own, own_sd: shape (n,), from its own weeks; NaN and infinity where they say nothing.
        variation, weekly_units, noise: shape (n,).
        weeks: shape (n,), that were learned from.
        from_lines: shape (n,), whether prices were those of small lines.
        group: shape (k,), categories, ascending; group_mean, group_sd: of one that is new there.
        shop: shape (5,): mean and standard deviation of the shop's products together, those of a
            product of an unknown category, and what a promotion adds to the logarithm of units.
    """

    product: IntArray
    category: IntArray
    mean: FloatArray
    sd: FloatArray
    own: FloatArray
    own_sd: FloatArray
    variation: FloatArray
    weekly_units: FloatArray
    noise: FloatArray
    weeks: IntArray
    from_lines: npt.NDArray[np.bool_]
    group: IntArray
    group_mean: FloatArray
    group_sd: FloatArray
    shop: FloatArray

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Array]) -> Learned:
        """As a training kept it.

        Raises:
            KeyError: it was written by another make of the shop.
        """
        return cls(**{field.name: arrays[field.name] for field in fields(cls)})

    def to_arrays(self) -> dict[str, Array]:
        return {field.name: np.asarray(getattr(self, field.name)) for field in fields(self)}

    @property
    def lift(self) -> float:
        """What a promotion adds to the logarithm of units beyond its price."""
        return float(self.shop[4])

    def place_of(self, product: int) -> int | None:
        """Row of a product; None where it was not learned from."""
        place = int(np.searchsorted(self.product, product))
        if place < len(self.product) and int(self.product[place]) == product:
            return place
        return None

    def of_newcomer(self, category: int) -> tuple[float, float]:
        """Mean and standard deviation of a product without sales in a category."""
        place = int(np.searchsorted(self.group, category))
        if place < len(self.group) and int(self.group[place]) == category:
            return float(self.group_mean[place]), float(self.group_sd[place])
        return float(self.shop[2]), float(self.shop[3])

    def slopes_of(self, product: IntArray, category: IntArray) -> FloatArray:
        """Mean elasticity of each of m products, newcomers by their category; shape (m,)."""
        found = np.array([self.of_newcomer(one)[0] for one in category.tolist()])
        if len(self.product):
            place = np.minimum(np.searchsorted(self.product, product), len(self.product) - 1)
            found = np.where(self.product[place] == product, self.mean[place], found)
        return np.asarray(found, dtype=np.float64)

    def view(self, product: int, category: int, version: str) -> ElasticityView:
        """What is believed of one product; a newcomer is like others of its category."""
        place = self.place_of(product)
        if place is None:
            mean, sd = self.of_newcomer(category)
            return _view(mean, sd, category, version)
        own = float(self.own[place])
        return _view(
            float(self.mean[place]),
            float(self.sd[place]),
            int(self.category[place]),
            version,
            own=own if np.isfinite(own) else None,
            variation=float(self.variation[place]),
            weekly_units=float(self.weekly_units[place]),
            noise=float(self.noise[place]),
        )


def _view(
    mean: float,
    sd: float,
    group: int,
    version: str,
    *,
    own: float | None = None,
    variation: float = 0.0,
    weekly_units: float = 0.0,
    noise: float = 1.0,
) -> ElasticityView:
    return ElasticityView(
        mean=mean,
        sd=sd,
        low=mean - REACH_80 * sd,
        high=mean + REACH_80 * sd,
        own=own,
        group=group,
        variation=variation,
        weekly_units=weekly_units,
        version=version,
        noise=noise,
    )
