"""Money that is taken at a counter: cash in the drawer, cards on a terminal of its own.

No other party is asked: whoever stands there has the money, or the terminal's slip, in hand.
"""

from __future__ import annotations

from collections.abc import Sequence

from orders.payments.base import (
    ChargeRequest,
    ChargeResult,
    Outcome,
    Payer,
    PaymentChoice,
    outside_transactions,
)
from orders.payments.by_hand import ByHand

CASH = "cash"
TERMINAL = "terminal"
AT_COUNTER = (CASH, TERMINAL)
"""Names of the providers that take money at a counter."""


class AtCounter(ByHand):
    """Never offered in the shop: ``orders.counter`` alone pays with it."""

    def __init__(self, name: str) -> None:
        self.name = name

    def choices(self, payer: Payer) -> Sequence[PaymentChoice]:
        return ()

    @outside_transactions
    def charge(self, request: ChargeRequest) -> ChargeResult:
        return ChargeResult(Outcome.DECLINED, request.key)
