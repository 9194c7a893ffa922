"""How a series sells: often or seldom, evenly or in lumps; every model is routed by it.

Syntetos, Boylan and Croston (2005), "On the categorization of demand patterns": the average
interval between periods with demand (ADI) against 1.32, and the squared coefficient of variation of
what those periods sold (CV²) against 0.49.
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np
import numpy.typing as npt

from forecasting.algorithms.panel import FloatArray, IntArray, Panel

INTERMITTENT_FROM = 1.32
ERRATIC_FROM = 0.49
NEW_BELOW_DAYS = 56
"""Eight weeks: with less the series itself says too little."""


class DemandClass(IntEnum):
    """The numbers are kept in tables."""

    NONE = 0
    NEW = 1
    SMOOTH = 2
    ERRATIC = 3
    INTERMITTENT = 4
    LUMPY = 5

    @property
    def is_seldom(self) -> bool:
        """Whether most periods sell nothing, so that models of intermittent demand answer."""
        return self in (DemandClass.INTERMITTENT, DemandClass.LUMPY)


def demand_class(units: npt.ArrayLike, *, fewest: int = 8) -> DemandClass:
    """The class of one series.

    Args:
        units: shape (T,), oldest first; NaN before it began.
        fewest: periods below which a series is new: 8 weeks, or 56 days.
    """
    row = np.asarray(units, dtype=np.float64).reshape(1, -1)
    return DemandClass(int(classes_of(row, fewest=fewest)[0]))


def demand_classes(panel: Panel) -> npt.NDArray[np.int8]:
    """The class of each series, shape (n,), as ``DemandClass`` numbers."""
    return classes_of(panel.units, fewest=NEW_BELOW_DAYS // panel.period.days)


def classes_of(units: FloatArray, *, fewest: int) -> npt.NDArray[np.int8]:
    """As ``demand_class`` for each row of an array of shape (n, T)."""
    interval, variation = interval_and_variation(units)
    seldom, uneven = interval >= INTERMITTENT_FROM, variation >= ERRATIC_FROM
    classes = np.where(
        seldom,
        np.where(uneven, DemandClass.LUMPY, DemandClass.INTERMITTENT),
        np.where(uneven, DemandClass.ERRATIC, DemandClass.SMOOTH),
    )
    lengths: IntArray = (~np.isnan(units)).sum(axis=1).astype(np.int64)
    classes = np.where(np.isinf(interval), DemandClass.NONE, classes)
    return np.where(lengths < fewest, DemandClass.NEW, classes).astype(np.int8)


def interval_and_variation(units: FloatArray) -> tuple[FloatArray, FloatArray]:
    """ADI in periods and CV² of the periods with demand, each of shape (n,).

    ADI is infinite and CV² zero where nothing was ever sold.
    """
    known = ~np.isnan(units)
    sold = np.where(known, units, 0.0) > 0
    times = sold.sum(axis=1)
    interval = np.divide(known.sum(axis=1), times, out=np.full(len(units), np.inf), where=times > 0)
    sizes = np.where(sold, units, 0.0)
    counted = np.maximum(times, 1)
    mean = sizes.sum(axis=1) / counted
    variance = np.where(sold, (sizes - mean[:, None]) ** 2, 0.0).sum(axis=1) / counted
    variation = np.divide(variance, mean**2, out=np.zeros(len(units)), where=mean > 0)
    return interval, variation
