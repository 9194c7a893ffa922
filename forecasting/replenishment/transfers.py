"""Sending before buying: what one warehouse has too much of serves what another lacks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from forecasting.replenishment.reckoning import Case, Numbers
from forecasting.replenishment.supply import Place
from inventory.algorithms.transfers import rebalance

LACKING = 1_000.0
"""What a missing unit weighs against moving it: sending is always better than lacking."""


@dataclass(frozen=True, slots=True)
class Sending:
    """Units that come from another warehouse."""

    source_id: int
    units: int


def propose_transfers(
    cases: Mapping[Place, Case], numbers: Mapping[Place, Numbers]
) -> dict[Place, Sending]:
    """For places that want units: what other warehouses can spare, each from one source."""
    by_variant: dict[int, list[Place]] = defaultdict(list)
    for place in cases:
        by_variant[place[0]].append(place)
    sendings: dict[Place, Sending] = {}
    for places in by_variant.values():
        missing = np.array([numbers[place].wanted for place in places], dtype=np.float64)
        if len(places) < 2 or not missing.any():
            continue
        spare = np.array([_spare(cases[place], numbers[place]) for place in places])
        if spare.any():
            sendings.update(_send(places, spare, missing))
    return sendings


def _spare(case: Case, numbers: Numbers) -> float:
    """Free units above what the warehouse itself orders up to."""
    if numbers.wanted:
        return 0.0
    keep = max(numbers.order_up_to, numbers.reorder_point)
    return float(max(min(case.supply.free, case.supply.position - keep), 0))


def _send(places: list[Place], spare: np.ndarray, missing: np.ndarray) -> dict[Place, Sending]:
    way = np.ones((len(places), len(places)))
    plan = rebalance(surplus=spare, shortage=missing, unit_cost=way, shortage_cost=LACKING)
    sendings = {}
    for column, place in enumerate(places):
        if plan.moves[:, column].any():
            row = int(plan.moves[:, column].argmax())
            sendings[place] = Sending(places[row][1], int(plan.moves[row, column]))
    return sendings
