"""Reading how the shop delivered."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, timedelta

from analytics.models import DailyOperations


@dataclass(frozen=True, slots=True)
class OperationsFigures:
    """The counts of ``DailyOperations``, of one day or many."""

    parcels: int = 0
    late_parcels: int = 0
    waited_hours: float = 0.0
    out_of_stock: int = 0
    returns: int = 0
    failed_mails: int = 0

    def __add__(self, other: OperationsFigures) -> OperationsFigures:
        return OperationsFigures(*(getattr(self, n) + getattr(other, n) for n in _COUNTS))

    @property
    def late_share(self) -> float | None:
        """None where no parcel left."""
        return self.late_parcels / self.parcels if self.parcels else None

    @property
    def days_to_parcel(self) -> float | None:
        """Days from an order to its parcel, on average."""
        return self.waited_hours / 24 / self.parcels if self.parcels else None


_COUNTS = tuple(field.name for field in fields(OperationsFigures))


def operations_by_day(first: date, last: date) -> list[tuple[date, OperationsFigures]]:
    """A row for every day of the period, oldest first."""
    rows = DailyOperations.objects.filter(day__range=(first, last)).values_list("day", *_COUNTS)
    told = {day: OperationsFigures(*counts) for day, *counts in rows}
    days = (first + timedelta(days=offset) for offset in range((last - first).days + 1))
    return [(day, told.get(day) or OperationsFigures()) for day in days]


def operations_total(first: date, last: date) -> OperationsFigures:
    """The whole period; variants out of stock are summed over its days."""
    by_day = operations_by_day(first, last)
    return sum((row for _day, row in by_day), OperationsFigures())
