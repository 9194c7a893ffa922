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
    left = stock.astype(np.int64).copy()
    variant, quantity = wants.variant.copy(), wants.quantity.copy()
    lost: list[tuple[int, int, int, int]] = []
    for row in range(len(wants)):
        wanted, units = int(variant[row]), int(quantity[row])
        taken = min(units, int(left[wanted]))
        if taken < units:
            replacement = NONE
            if taken == 0 and uniform[0, row] < world.config.substitution_rate:
                replacement = _substitute(world, visits, wants, row, left, day, uniform[1, row])
            lost.append((first_session + int(wants.visit[row]), wanted, units - taken, replacement))
            if replacement != NONE:
                variant[row], taken = replacement, min(units, int(left[replacement]))
        quantity[row] = taken
        left[variant[row]] -= taken
    kept = wants.replace(
        variant=variant, quantity=quantity, product=world.catalogue.variant_product[variant]
    )
    number, missing, units_lost, instead = np.array(lost, dtype=np.int64).reshape(-1, 4).T
    record = LostDemand.build(
        len(lost),
        day=day,
        session_number=number,
        variant=missing,
        quantity=units_lost,
        substitute=instead,
    )
    return Served(kept.take(quantity > 0), record, stock.astype(np.int64) - left)


def _substitute(
    world: World,
    visits: Visits,
    wants: Wants,
    row: int,
    left: IntArray,
    day: int,
    uniform: float,
) -> int:
    """Another variant with stock, liked as it is; -1 where the category is empty."""
    person = int(visits.person[wants.visit[row]])
    product = int(wants.product[row])
    if person < 0:
        return NONE
    weight, table = variant_weights(world, np.array([person]), np.array([product]))
    choice = _pick(weight[0] * (left[np.maximum(table[0], 0)] > 0), table[0], uniform)
    if choice != NONE:
        return choice
    catalogue = world.catalogue
    alike = (
        catalogue.product_category[catalogue.variant_product]
        == (catalogue.product_category[product])
    )
    candidates = np.flatnonzero(alike & (left > 0))
    launched = catalogue.product_launch_day[catalogue.variant_product[candidates]]
    candidates = candidates[launched <= day]
    liking = world.tastes.utilities(np.array([person]))[0]
    return _pick(np.exp(liking[catalogue.variant_product[candidates]]), candidates, uniform)


def _pick(weight: FloatArray, options: IntArray, uniform: float) -> int:
    total = float(weight.sum())
    if total <= 0:
        return NONE
    place = int(np.searchsorted(np.cumsum(weight), uniform * total, side="right"))
    return int(options[min(place, len(options) - 1)])
