"""What a supplier sells: no less than a minimum, and whole packs."""

from __future__ import annotations

import numpy as np

from inventory.algorithms.arrays import FloatArray, Numbers, as_floats, require

HAIR = 1e-9
"""Keeps 3.0000000001 packs from becoming four."""


def whole_order(quantity: Numbers, *, minimum: Numbers = 1, pack: Numbers = 1) -> FloatArray:
    """The smallest order that a supplier takes and that has so much; nothing stays nothing.

    Raises:
        ValueError: a negative minimum, or a pack not above zero.
    """
    least, size = as_floats(minimum), as_floats(pack)
    require((least >= 0) & (size > 0), "minimums are not negative, packs above zero")
    wanted = as_floats(quantity)
    packs = np.ceil(np.maximum(wanted, least) / size - HAIR)
    return as_floats(np.where(wanted > HAIR, packs * size, 0.0))
