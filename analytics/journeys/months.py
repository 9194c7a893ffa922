"""Calendar months as numbers, for arrays of days."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]
MONTHS = 12
FIRST_YEAR = 1970


def months_of(days: IntArray) -> IntArray:
    """Months since January 1970 in which days since 1970 lie."""
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def month_number(day: date) -> int:
    return (day.year - FIRST_YEAR) * MONTHS + day.month - 1


def first_day(month: int) -> date:
    return date(FIRST_YEAR + month // MONTHS, month % MONTHS + 1, 1)


def last_day(month: int) -> date:
    return first_day(month + 1) - timedelta(days=1)
