"""Earnings whose time is over, for whoever can tell what became of their orders."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from foundation import clock
from loyalty.models import Earning, EarningState
from loyalty.points.earning import void

A_ROUND: Final = 200


def due_orders(*, at: datetime | None = None) -> Iterator[list[str]]:
    """Orders, by public id, whose points are due, in rounds; each order once.

    Earnings of customers who were erased are void from here on.
    """
    now, last = at or clock.now(), 0
    while True:
        due = Earning.objects.filter(state=EarningState.WAITING, due_at__lte=now, pk__gt=last)
        rows = list(due.order_by("pk")[:A_ROUND])
        if not rows:
            return
        last = rows[-1].pk
        for row in rows:
            if row.customer_id is None:
                void(earning=row)
        yield [row.order_ref for row in rows if row.customer_id is not None]
