"""The cash in a drawer: the sum of its movements, shift after shift.

What was counted at a closing is what the next opening begins from.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Sum
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from foundation import clock
from foundation.money import Money
from orders.counter.errors import CounterRefused
from orders.models import CashKind, CashMovement, Order, Refund, Register, Shift


@dataclass(frozen=True, slots=True)
class Cash:
    """Cash that is about to move: positive into the drawer; its order or refund where of one."""

    kind: CashKind
    amount_minor: int
    reason: str = ""
    order: Order | None = None
    refund: Refund | None = None


def write_cash(
    shift: Shift, cash: Cash, *, by: User | None, at: datetime | None = None
) -> CashMovement:
    """Note that cash moved: a sum of nothing is no movement. The caller holds the shift's row."""
    return CashMovement.objects.create(
        shift=shift, kind=cash.kind, amount_minor=cash.amount_minor, reason=cash.reason,
        order=cash.order, refund=cash.refund, moved_by=by, moved_at=at or clock.now(),
    )  # fmt: skip


def write_any_cash(
    shift: Shift, cash: Cash, *, by: User | None, at: datetime | None = None
) -> None:
    """Note that cash moved, where any did."""
    if cash.amount_minor:
        write_cash(shift, cash, by=by, at=at)


def in_drawer(register: Register) -> int:
    """What should lie in a drawer, in minor units of its currency."""
    moved = CashMovement.objects.filter(shift__register=register)
    return moved.aggregate(sum=Sum("amount_minor"))["sum"] or 0


def check_drawer(shift: Shift, amount: Money) -> None:
    """Raises CounterRefused where not so much cash is there."""
    there = Money(in_drawer(shift.register), shift.register.currency)
    if there < amount:
        raise CounterRefused(
            _("Only %(there)s should be in the drawer.")
            % {"there": there.formatted(get_language() or "en")},
            field="amount",
        )
