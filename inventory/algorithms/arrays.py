"""What the numeric code of this package passes around."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
Numbers = npt.ArrayLike
"""A number, or numbers in any shape that broadcasts with the others."""


def as_floats(numbers: Numbers) -> FloatArray:
    """The same numbers as an array of floats."""
    return np.asarray(numbers, dtype=np.float64)


def require(holds: Any, claim: str) -> None:
    """Refuse numbers for which a claim does not hold everywhere.

    Raises:
        ValueError: with the claim.
    """
    if not np.all(holds):
        raise ValueError(claim)
