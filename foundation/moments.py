"""Many moments at once: as seconds out of the database, as business days and hours of the shop.

Rows by the hundred thousand cost more by their ``datetime`` objects than by their query.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db.models import BigIntegerField, Func

from foundation.clock import shop_zone

IntArray = npt.NDArray[np.int64]
HOUR = 3600
QUARTER = HOUR // 4
DAY = 24 * HOUR
FIRST_DAY = date(1970, 1, 1)


class EpochSeconds(Func):
    """A moment as whole seconds since 1970, the same on every database."""

    output_field = BigIntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        template = "CAST(strftime('%%%%s', %(expressions)s) AS INTEGER)"
        return self.as_sql(compiler, connection, template=template, **extra)

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        template = "FLOOR(EXTRACT(EPOCH FROM %(expressions)s))::bigint"
        return self.as_sql(compiler, connection, template=template, **extra)


def local_seconds(seconds: IntArray) -> IntArray:
    """Seconds since 1970 as a clock in the shop would count them, shape and order kept.

    Offsets of time zones change on quarters of an hour, so that each quarter is asked once.
    """
    quarters, place = np.unique(seconds // QUARTER, return_inverse=True)
    offsets = np.array([_offset(int(quarter) * QUARTER) for quarter in quarters], np.int64)
    return seconds + offsets[place.reshape(seconds.shape)] if len(seconds) else seconds


def business_days(seconds: IntArray) -> IntArray:
    """Days since 1970 on which moments fall in the shop's time zone."""
    return local_seconds(seconds) // DAY


def hours_of_day(seconds: IntArray) -> IntArray:
    """0 to 23, by the shop's clock."""
    return local_seconds(seconds) % DAY // HOUR


def day_number(day: date) -> int:
    """Days since 1970."""
    return (day - FIRST_DAY).days


def _offset(epoch: int) -> int:
    moment = datetime.fromtimestamp(epoch, UTC).astimezone(shop_zone())
    offset = moment.utcoffset()
    return int(offset.total_seconds()) if offset else 0
