"""Which warehouse gives what: pure, so that it can be read and tested without a database.

One parcel is cheaper and greener than two, so the rule is: the nearest warehouse that has
everything; else the fewest warehouses that have it together, and among these the nearest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

# All choices among so many warehouses are looked at (at most 2**10); beyond, the greedy cover.
MOST_COMPARED = 10

Units = Mapping[int, int]
Free = Mapping[tuple[int, int], int]


@dataclass(frozen=True, slots=True)
class Take:
    """Units of a variant that one warehouse gives."""

    variant_id: int
    warehouse_id: int
    quantity: int


def plan_takes(need: Units, free: Free, nearest: Sequence[int]) -> list[Take]:
    """Share what an order needs among warehouses.

    Args:
        need: units by variant; together the warehouses must have them.
        free: units that can be taken, by (variant, warehouse); absent is none.
        nearest: the warehouses that may give, the nearest first.

    Raises:
        ValueError: there are not enough units.
    """
    wanted = {variant: units for variant, units in need.items() if units > 0}
    if not wanted:
        return []
    chosen = _fewest(wanted, free, nearest)
    takes: list[Take] = []
    for variant, units in wanted.items():
        left = units
        for warehouse in chosen:
            taken = min(left, free.get((variant, warehouse), 0))
            if taken > 0:
                takes.append(Take(variant, warehouse, taken))
                left -= taken
        if left:
            raise ValueError(f"{left} units of variant {variant} too few")
    return takes


def _fewest(need: Units, free: Free, nearest: Sequence[int]) -> Sequence[int]:
    """The smallest set of warehouses that has everything; ties go to the nearest."""
    useful = [w for w in nearest if any(free.get((variant, w), 0) > 0 for variant in need)]
    if len(useful) > MOST_COMPARED:
        return _greedy(need, free, useful)
    for size in range(1, len(useful) + 1):
        for chosen in combinations(useful, size):
            if all(
                sum(free.get((variant, w), 0) for w in chosen) >= units
                for variant, units in need.items()
            ):
                return chosen
    return useful


def _greedy(need: Units, free: Free, useful: Sequence[int]) -> Sequence[int]:
    """Set cover by the largest contribution: within a logarithm of the fewest (Chvátal, 1979)."""
    left, chosen = dict(need), list[int]()
    while any(left.values()) and len(chosen) < len(useful):
        best = max(
            (w for w in useful if w not in chosen),
            key=lambda w: sum(min(units, free.get((v, w), 0)) for v, units in left.items()),
        )
        chosen.append(best)
        left = {v: max(units - free.get((v, best), 0), 0) for v, units in left.items()}
    return sorted(chosen, key=useful.index)
