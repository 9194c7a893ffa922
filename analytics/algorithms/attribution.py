"""Credit for what was bought, shared among the channels that led to it.

A journey is the course of channels by which one person came before one order. The rules share each
journey's order among its own touches: the first, the last, all alike, or 40 % each to the first
and the last. Shapley's value does so by what channels earn together. Markov chains share the whole
(``markov``). Whatever the rule, the shares of a journey sum to one.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from math import factorial

import numpy as np
import numpy.typing as npt

from analytics.algorithms.paths import Courses

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

AT_THE_ENDS = 0.4
"""What the position rule gives to the first touch and to the last, each."""
MOST_PLAYERS = 16


class Method(StrEnum):
    """How credit is shared."""

    FIRST = "first"
    LAST = "last"
    LINEAR = "linear"
    POSITION = "position"
    SHAPLEY = "shapley"
    MARKOV = "markov"


BY_TOUCH = (Method.FIRST, Method.LAST, Method.LINEAR, Method.POSITION, Method.SHAPLEY)
"""Methods by which every journey shares its own order, so that days can be added up."""


def touch_shares(journeys: Courses, method: Method) -> FloatArray:
    """float64 [k]: the share of its journey's order that each touch gets; they sum to one.

    Raises:
        ValueError: the method is not one that shares by touches.
    """
    lengths = np.repeat(journeys.lengths, journeys.lengths).astype(np.float64)
    places = journeys.places
    is_first, is_last = places == 0, places == lengths - 1
    if method is Method.FIRST:
        return is_first.astype(np.float64)
    if method is Method.LAST:
        return is_last.astype(np.float64)
    if method is Method.LINEAR:
        return 1.0 / lengths
    if method is Method.POSITION:
        return _by_position(lengths, is_first | is_last)
    if method is Method.SHAPLEY:
        return _by_shapley(journeys)
    raise ValueError(f"{method} shares the whole, not each journey")


def _by_position(lengths: FloatArray, at_an_end: npt.NDArray[np.bool_]) -> FloatArray:
    """Two touches share alike; the middle shares what the ends leave."""
    between = (1 - 2 * AT_THE_ENDS) / np.maximum(lengths - 2, 1)
    return np.where(lengths <= 2, 1.0 / lengths, np.where(at_an_end, AT_THE_ENDS, between))


def _by_shapley(journeys: Courses) -> FloatArray:
    """Shapley's value of the game in which a set of channels earns the journeys within it.

    That game is a sum of unanimity games, one a journey, and the value is linear: the distinct
    channels of a journey share it alike (Zhao, Mahboobi, Bagheri 2018, "Shapley value methods for
    attribution modeling in online advertising"). Touches of one channel share that channel's part.
    """
    kinds = int(journeys.steps.max(initial=0)) + 1
    keys = journeys.course * kinds + journeys.steps
    distinct, row, touches = np.unique(keys, return_inverse=True, return_counts=True)
    channels = np.bincount(distinct // kinds, minlength=len(journeys))
    return 1.0 / (channels[journeys.course] * touches[row])


def credit(journeys: Courses, worth: FloatArray, method: Method, channels: int) -> FloatArray:
    """float64 [channels]: what each channel is credited with of ``worth``, float64 [n] a journey.

    Raises:
        ValueError: the method is not one that shares by touches.
    """
    shares = touch_shares(journeys, method) * worth[journeys.course]
    return np.bincount(journeys.steps, weights=shares, minlength=channels).astype(np.float64)


def shapley_values(worth: Sequence[float]) -> FloatArray:
    """float64 [n]: what each of n players is due in any game (Shapley 1953).

    ``worth`` has 2^n figures: what each set earns, by the bits of its place; the first, of nobody,
    is 0. Takes 2^n · n steps: for few players, and to check the short way by.

    Raises:
        ValueError: not 2^n figures, too many players, or nobody earns something.
    """
    players = len(worth).bit_length() - 1
    if len(worth) != 2**players or players > MOST_PLAYERS:
        raise ValueError(f"{len(worth)} sets are not those of at most {MOST_PLAYERS} players")
    if worth[0] != 0:
        raise ValueError("nobody earns nothing")
    sizes = [bin(chosen).count("1") for chosen in range(len(worth))]
    weights = [
        factorial(size) * factorial(players - size - 1) / factorial(players)
        for size in range(players)
    ]
    due = np.zeros(players)
    for player in range(players):
        for others in range(len(worth)):
            if not others >> player & 1:
                gain = worth[others | 1 << player] - worth[others]
                due[player] += weights[sizes[others]] * gain
    return due
