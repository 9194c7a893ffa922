"""Orders that wait in the house until somebody has looked at them.

A held order is paid and its stock is kept for it, but it is on no list of what is to be sent
and cannot be shipped. It is released and goes its way, or refused: cancelled and paid back.
"""

from __future__ import annotations

from datetime import datetime

from orders.models import Order


def hold_order(*, order: Order, due_at: datetime | None = None, at: datetime | None = None) -> bool:
    """Keep a placed order in the house; whether it is held now. Again changes nothing.

    ``due_at`` is by when the customer is told what becomes of it.

    Raises:
        NotPossible: nothing of it is waiting to be sent.
    """
    raise NotImplementedError


def release_hold(*, order: Order, at: datetime | None = None) -> bool:
    """Let a held order go its way and tell its customer; whether this did it, not a call before."""
    raise NotImplementedError


def refuse_held(*, order: Order, reason: str = "", at: datetime | None = None) -> bool:
    """Cancel what of a held order was not sent; what was paid goes back.

    Returns whether this did it, not a call before. ``reason`` is read by the customer.
    """
    raise NotImplementedError
