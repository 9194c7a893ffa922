"""First come, first served: what of the wanted goods there is, and what is lost without stock."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.choice import variant_weights
from simulation.columns import NONE, FloatArray, IntArray
from simulation.results import LostDemand
from simulation.visits import Visits, Wants
from simulation.world import World


@dataclass(frozen=True)
class Served:
    """What is really bought, and the demand that found an empty shelf."""

    wants: Wants
    lost: LostDemand
    sold: IntArray


def serve(
    world: World,
    visits: Visits,
    wants: Wants,
    stock: IntArray | None,
    day: int,
    first_session: int,
    rng: np.random.Generator,
) -> Served:
    """Serve baskets in the order of the visits (sorted by start).

    Somebody who finds a variant short takes what is there; if nothing is, another variant of the
    product or, failing that, a product of the same category at the configured rate, else nothing.

    Args:
        stock: (V,) units at the start of the day; None for no limit.
    """
    variants = world.catalogue.variants
    wants = wants.take(np.lexsort((wants.rank, wants.visit)))
    uniform = rng.random((2, len(wants)))
    demand = np.bincount(wants.variant, weights=wants.quantity, minlength=variants)
    if stock is None or bool((demand <= stock).all()):
        return Served(wants, LostDemand.build(0), demand.astype(np.int64))
    shelf = _Shelf(world, visits, wants, stock.astype(np.int64).copy(), day)
    for row in range(len(wants)):
        shelf.take(row, first_session, uniform[:, row])
    variant, quantity = shelf.variant, shelf.quantity
    product = world.catalogue.variant_product[variant]
    kept = wants.replace(variant=variant, quantity=quantity, product=product)
    return Served(kept.take(quantity > 0), shelf.record(), stock.astype(np.int64) - shelf.left)


class _Shelf:
    """What is left while people take from it, and what they missed."""

    def __init__(
        self, world: World, visits: Visits, wants: Wants, left: IntArray, day: int
    ) -> None:
        self._world, self._visits, self._wants, self._day = world, visits, wants, day
        self._lost: list[tuple[int, int, int, int]] = []
        self.left = left
        self.variant = wants.variant.copy()
        self.quantity = wants.quantity.copy()

    def take(self, row: int, first_session: int, uniform: FloatArray) -> None:
        """Serve one wanted line, by a substitute if need be and will is there."""
        wanted, units = int(self.variant[row]), int(self.quantity[row])
        taken = min(units, int(self.left[wanted]))
        if taken < units:
            replacement = NONE
            if taken == 0 and uniform[0] < self._world.config.substitution_rate:
                replacement = self._substitute(row, uniform[1])
            session = first_session + int(self._wants.visit[row])
            self._lost.append((session, wanted, units - taken, replacement))
            if replacement != NONE:
                self.variant[row] = replacement
                taken = min(units, int(self.left[replacement]))
        self.quantity[row] = taken
        self.left[self.variant[row]] -= taken

    def record(self) -> LostDemand:
        session, variant, quantity, instead = np.array(self._lost, np.int64).reshape(-1, 4).T
        return LostDemand.build(
            len(self._lost),
            day=self._day,
            session_number=session,
            variant=variant,
            quantity=quantity,
            substitute=instead,
        )

    def _substitute(self, row: int, uniform: float) -> int:
        """Another variant with stock, liked as it is; -1 where the category is empty."""
        person = int(self._visits.person[self._wants.visit[row]])
        product = int(self._wants.product[row])
        if person < 0:
            return NONE
        weight, table = variant_weights(self._world, np.array([person]), np.array([product]))
        on_shelf = self.left[np.maximum(table[0], 0)] > 0
        choice = _pick(weight[0] * on_shelf, table[0], uniform)
        if choice != NONE:
            return choice
        catalogue = self._world.catalogue
        category = catalogue.product_category[catalogue.variant_product]
        launched = catalogue.product_launch_day[catalogue.variant_product] <= self._day
        alike = category == catalogue.product_category[product]
        candidates = np.flatnonzero(alike & launched & (self.left > 0))
        liking = self._world.tastes.utilities(np.array([person]))[0]
        return _pick(np.exp(liking[catalogue.variant_product[candidates]]), candidates, uniform)


def _pick(weight: FloatArray, options: IntArray, uniform: float) -> int:
    total = float(weight.sum())
    if total <= 0:
        return NONE
    place = int(np.searchsorted(np.cumsum(weight), uniform * total, side="right"))
    return int(options[min(place, len(options) - 1)])
