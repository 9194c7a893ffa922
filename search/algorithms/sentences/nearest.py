"""Which sentences mean alike: compared exactly with all, in one product."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

DIMENSIONS = 384
"""Of a sentence's vector."""
NEAR = 0.4
"""The cosine of what may stand below a short list: of what was added to judged questions there,
three in five were of use; at .35 two in five (docs/search.md)."""
NEAREST_THERE_IS = 0.3
"""The cosine of what may stand where nothing was found at all."""


def nearest(
    vectors: npt.NDArray[Any], asked: npt.NDArray[Any], *, at_least: float, most: int
) -> list[int]:
    """Rows of ``vectors`` (n, d) by their cosine with ``asked`` (d,), the highest first.

    All are of unit length. Rows below ``at_least`` are left out; ``most`` are told.
    """
    likeness = vectors @ asked
    rows = np.flatnonzero(likeness >= at_least)
    order = np.argsort(-likeness[rows], kind="stable")[:most]
    return [int(row) for row in rows[order]]
