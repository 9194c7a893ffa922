"""A budget over what may be spent on, where each brings less the more it gets.

Curves of straight pieces with falling slopes make the best division a matter of order: the
steepest pieces first, until the money is gone or a piece no longer brings what it costs (the
greedy rule is exact for separable concave gains; Gross, 1956; Fox, 1966).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from marketing.algorithms.curves import Returns

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Division:
    """Who gets what.

    Attributes:
        spent: shape (n,), whole minor units, together at most the budget.
        gain: shape (n,), what each is expected to bring.
        left: minor units that are better kept.
        next_return: what the next unit of money would bring where it brings most; 0 where nothing
            more is known to.
    """

    spent: IntArray
    gain: npt.NDArray[np.float64]
    left: int
    next_return: float


def divide(
    curves: Sequence[Returns],
    budget: int,
    *,
    at_least: Sequence[int] | None = None,
    worth: float = 1.0,
) -> Division:
    """Give each what brings most in all.

    Args:
        curves: what each brings, in minor units by minor units.
        budget: whole minor units.
        at_least: what each gets anyway, such as to learn what it brings.
        worth: what a unit of money must bring to be spent; 0 spends all that brings anything.

    Raises:
        ValueError: a budget below zero, or below what each gets anyway.
    """
    floors = np.array(at_least if at_least is not None else [0] * len(curves), np.int64)
    left = budget - int(floors.sum())
    if left < 0 or (len(floors) and floors.min() < 0):
        raise ValueError("the budget does not hold what each gets anyway")
    spent, next_return = floors.copy(), 0.0
    for slope, row, width in _pieces(curves, floors):
        if slope < worth or slope <= 0:
            break
        money = min(int(width), left)
        if money < int(width):
            next_return = next_return or slope
        spent[row] += money
        left -= money
    gain = np.array([curve.at(float(each)) for curve, each in zip(curves, spent, strict=True)])
    return Division(spent, gain, left, next_return)


def _pieces(curves: Sequence[Returns], floors: IntArray) -> list[tuple[float, int, float]]:
    """Slope, row and whole width of every piece beyond what each gets anyway, steepest first.

    Widths are cut to whole units at the pieces' ends, so that none is counted twice.
    """
    found: list[tuple[float, int, float]] = []
    for row, (curve, floor) in enumerate(zip(curves, floors.tolist(), strict=True)):
        ends = np.maximum(np.floor(curve.spent), floor)
        widths = np.diff(ends)
        steps = np.diff(curve.gain) / np.maximum(np.diff(curve.spent), 1e-12)
        found += [
            (float(slope), row, float(width))
            for slope, width in zip(steps, widths, strict=True)
            if width > 0
        ]
    return sorted(found, key=lambda piece: (-piece[0], piece[1]))
