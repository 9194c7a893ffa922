"""Which of many findings to believe: the false discovery rate."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]


def q_values(p_values: FloatArray) -> FloatArray:
    """Adjusted p-values, float64 [n]: whoever believes all q ≤ .1 is wrong in a tenth of them.

    Benjamini and Hochberg 1995, "Controlling the false discovery rate"; it also holds where tests
    lean on each other positively, as those of shares of one whole nearly do (Benjamini and
    Yekutieli 2001).

    Raises:
        ValueError: a p-value outside of 0 to 1.
    """
    if len(p_values) and not ((p_values >= 0) & (p_values <= 1)).all():
        raise ValueError("a p-value lies between 0 and 1")
    count = len(p_values)
    order = np.argsort(p_values, kind="stable")
    stepped = p_values[order] * count / np.arange(1, count + 1)
    q = np.empty(count, np.float64)
    q[order] = np.minimum(np.minimum.accumulate(stepped[::-1])[::-1], 1.0)
    return q
