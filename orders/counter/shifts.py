"""Opening and closing a register, and cash that is moved by hand.

Whoever moves cash or sells holds the shift's row: it is locked before orders, so that nothing is
sold into a shift while it is closed.
"""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import User
from foundation import clock
from foundation.money import Money
from orders.counter.drawer import Cash, check_drawer, in_drawer, write_any_cash, write_cash
from orders.counter.errors import CounterRefused
from orders.counter.plausible import lies_in_a_drawer
from orders.counter.report import report_of
from orders.models import CashKind, CashMovement, Order, OrderState, Register, Shift

BY_HAND = (CashKind.PAID_IN, CashKind.PAID_OUT)


@transaction.atomic
def open_shift(
    *, register: Register, float_: Money, by: User | None, at: datetime | None = None
) -> Shift:
    """Begin selling with the cash that was counted into the drawer.

    What it differs from the last closing's count by was brought, or taken to the safe.

    Raises:
        CounterRefused: it is open already, not in use, or the sum is not one of its currency.
    """
    register = Register.objects.select_for_update().get(pk=register.pk)
    if not register.is_active:
        raise CounterRefused(_("This register is not in use."))
    _check_sum(register, float_, field="float")
    if register.shifts.filter(closed_at__isnull=True).exists():
        raise CounterRefused(_("This register is open already."))
    last = register.shifts.aggregate(last=Max("number"))["last"] or 0
    try:
        with transaction.atomic():
            shift = Shift.objects.create(
                register=register, number=last + 1, opened_by=by, opened_at=at or clock.now(),
                float_minor=float_.minor,
            )  # fmt: skip
    except IntegrityError as clash:  # SQLite has no row locks; the database itself says so
        raise CounterRefused(_("This register is open already.")) from clash
    brought = float_.minor - in_drawer(register)
    write_any_cash(shift, Cash(CashKind.FLOAT, brought), by=by, at=at)
    return shift


@transaction.atomic
def move_cash(
    *,
    shift: Shift,
    kind: CashKind,
    amount: Money,
    reason: str,
    by: User | None,
    seen: int | None = None,
    at: datetime | None = None,
) -> CashMovement:
    """Cash that is put into the drawer or taken out of it by hand: change, a deposit, a purchase.

    ``seen`` is how often that was done in this shift when the form was shown: a form that is sent
    twice moves nothing twice.

    Raises:
        CounterRefused: no reason, no sum, more than is in the drawer, cash was moved since the
            form was shown, or the shift is closed.
    """
    shift = open_now(shift)
    if seen is not None and seen != moved_by_hand(shift):
        raise CounterRefused(
            _("Cash was moved since this page was shown. Type it again if it is missing.")
        )
    if kind not in BY_HAND:
        raise ValueError(f"{kind} is not moved by hand")
    _check_sum(shift.register, amount, field="amount")
    if not amount:
        raise CounterRefused(_("Say how much."), field="amount")
    if not reason.strip():
        raise CounterRefused(_("Say what it is for."), field="reason")
    if kind == CashKind.PAID_OUT:
        check_drawer(shift, amount)
    minor = amount.minor if kind == CashKind.PAID_IN else -amount.minor
    return write_cash(shift, Cash(kind, minor, reason.strip()[:200]), by=by, at=at)


def moved_by_hand(shift: Shift) -> int:
    """How often cash was moved by hand in a shift."""
    return shift.movements.filter(kind__in=BY_HAND).count()


@transaction.atomic
def close_shift(
    *,
    shift: Shift,
    counted: Money,
    by: User | None,
    note: str = "",
    at: datetime | None = None,
) -> Shift:
    """End a shift with what was counted in its drawer; its Z report is kept as it is now.

    Baskets that were put aside are thrown away: nothing was sold of them.

    Raises:
        CounterRefused: it is closed already, or the sum is not one of its currency.
    """
    shift = open_now(shift)
    _check_sum(shift.register, counted, field="counted")
    open_sales = shift.sales.filter(finished_at__isnull=True)
    Order.objects.filter(counter_sale__in=open_sales, state=OrderState.DRAFT).delete()
    report = report_of(shift)
    expected = report.expected_minor
    difference = Cash(CashKind.DIFFERENCE, counted.minor - expected, note.strip()[:200])
    write_any_cash(shift, difference, by=by, at=at)
    shift.closed_at, shift.closed_by = at or clock.now(), by
    shift.expected_minor, shift.counted_minor = expected, counted.minor
    shift.note = note.strip()[:300]
    shift.report = report.as_json()
    shift.save()
    return shift


def open_now(shift: Shift) -> Shift:
    """The shift as it is now, locked.

    Raises:
        CounterRefused: it was closed.
    """
    locked = (
        Shift.objects.select_for_update(of=("self",))
        .select_related("register__warehouse")
        .get(pk=shift.pk)
    )
    if not locked.is_open:
        raise CounterRefused(_("This shift is closed. Open the register again to go on."))
    return locked


def _check_sum(register: Register, amount: Money, *, field: str) -> None:
    if amount.currency != register.currency or amount.minor < 0:
        raise CounterRefused(_("That is no sum of this register's currency."), field=field)
    if not lies_in_a_drawer(amount):
        raise CounterRefused(_("No drawer holds so much. Type the sum again."), field=field)
