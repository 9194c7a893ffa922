"""One-off wholesale peaks: a day that is no sign of the days to come."""

from __future__ import annotations

import numpy as np

from forecasting.algorithms.panel import BoolArray, FloatArray

TIMES = 10.0
"""How far above its other busy days a day must lie."""
FEWEST_OTHERS = 3
DAYS_A_PEAK = 91
"""More often than once in so many days it is how a series sells, not a peak."""


def tame(units: FloatArray) -> tuple[FloatArray, BoolArray]:
    """Winsorise days of series that lie far above all others and do not come again.

    A day is a peak if it is more than ten times the 90th percentile of the other days with sales.
    It is taken for the largest day that is none: the buyer counts as one large buyer, and the
    thousand pieces do not come again every week (winsorising, Tukey 1962).

    Args:
        units: shape (n, T), units a day, NaN before a series began.

    Returns:
        The tamed units and where they were tamed, both of shape (n, T).
    """
    peaks = np.zeros(units.shape, np.bool_)
    tamed = units.copy()
    # Only series whose largest day towers over their mean can have one: most are out at once.
    largest = np.fmax.reduce(units, axis=1, initial=0.0)
    mean = np.nansum(units, axis=1) / np.maximum((units > 0).sum(axis=1), 1)
    for row in np.flatnonzero((largest > 2 * mean) & (largest > TIMES)).tolist():
        found = _peaks_of(units[row])
        if found is not None:
            peaks[row] = found
            tamed[row, found] = units[row, (units[row] > 0) & ~found].max()
    return tamed, peaks


def _peaks_of(course: FloatArray) -> BoolArray | None:
    """The peaks of one series; None where there are none, or so many that they are a habit."""
    sold = np.flatnonzero(course > 0)
    most = 1 + int((~np.isnan(course)).sum()) // DAYS_A_PEAK
    by_size = sold[np.argsort(-course[sold], kind="stable")]
    others = course[by_size[most:]]
    if len(others) < FEWEST_OTHERS:
        most, others = 1, course[by_size[1:]]
    if len(others) < FEWEST_OTHERS:
        return None
    found = course > TIMES * max(float(np.quantile(others, 0.9)), 1.0)
    return found if 0 < int(found.sum()) <= most else None
