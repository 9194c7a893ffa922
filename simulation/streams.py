"""Random numbers that belong to a purpose and a day, whatever was drawn before."""

from __future__ import annotations

import numpy as np

from simulation.columns import FloatArray, IntArray
from simulation.kinds import Stream


def stream(seed: int, purpose: Stream, day: int = 0) -> np.random.Generator:
    """A fresh generator for one purpose on one day.

    Two runs that differ in a price or a policy still share every number that the difference does
    not touch (common random numbers), which is what makes closed-loop comparisons sharp.
    """
    return np.random.Generator(np.random.PCG64([seed, int(purpose), day]))


def uniforms(rng: np.random.Generator, seats: IntArray, columns: int) -> FloatArray:
    """(len(seats), columns) numbers in [0, 1) that belong to the seats, whoever else is there."""
    return rng.random((int(seats.max(initial=-1)) + 1, columns))[seats]
