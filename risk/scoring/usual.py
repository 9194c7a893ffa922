"""What is usual in the shop: medians of what went through, read a few times an hour."""

from __future__ import annotations

from datetime import timedelta
from statistics import median
from typing import Final

from foundation import clock
from foundation.money import Money
from foundation.remembered import Remembered
from risk.algorithms.attempts import Usual
from risk.algorithms.vocabulary import Door, Result
from risk.models import Assessment

SECONDS: Final = 600.0
NEWEST: Final = 500
SPAN: Final = timedelta(days=90)
FEWEST: Final = 10
"""Of fewer amounts a median says nothing."""
DEAR_DOORS: Final = (Door.CHECKOUT, Door.RETURN, Door.COUPON)
"""Where there is money."""


def usual() -> Usual:
    """Medians by door, up to ``SECONDS`` old.

    Raises:
        Error: the database does not answer.
    """
    return _usual.get()


def read_usual() -> Usual:
    medians = {door: _median(door) for door in DEAR_DOORS}
    return Usual({door: amount for door, amount in medians.items() if amount})


def _median(door: Door) -> float:
    newest = (
        Assessment.objects.filter(
            door=door, occurred_at__gt=clock.now() - SPAN, result=Result.PASSED, amount_minor__gt=0
        )
        .order_by("-occurred_at")
        .values_list("amount_minor", "currency")[:NEWEST]
    )
    amounts = [float(Money(minor, currency).amount) for minor, currency in newest]
    return median(amounts) if len(amounts) >= FEWEST else 0.0


_usual = Remembered(read_usual, seconds=SECONDS)
