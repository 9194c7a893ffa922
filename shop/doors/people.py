"""What every door tells of who knocks: how long they are known, and what they bought."""

from __future__ import annotations

from datetime import datetime

from accounts.models import Customer
from orders.models import Order, OrderState
from risk.algorithms.vocabulary import Signal

Facts = dict[Signal, float]
_SECONDS_A_DAY = 86_400


def facts_of_person(customer: Customer | None, now: datetime, *, apart_from: str = "") -> Facts:
    """Facts of a customer, or of a guest; ``apart_from`` names an order that is not counted."""
    if customer is None:
        return {Signal.GUEST: 1.0, Signal.ACCOUNT_DAYS: 0.0, Signal.ORDERS_BEFORE: 0.0}
    placed = Order.objects.filter(customer=customer, placed_at__isnull=False, placed_at__lt=now)
    standing = placed.exclude(state=OrderState.CANCELLED).exclude(public_id=apart_from)
    return {
        Signal.GUEST: 0.0,
        Signal.ACCOUNT_DAYS: days_between(customer.created_at, now),
        Signal.ORDERS_BEFORE: float(standing.count()),
    }


def days_between(since: datetime, now: datetime) -> float:
    return max((now - since).total_seconds(), 0.0) / _SECONDS_A_DAY
