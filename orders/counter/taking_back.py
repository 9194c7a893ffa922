"""Goods that come back over the counter, against a receipt of whatever channel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from foundation import clock
from foundation.money import Money
from foundation.transactions import retry_once
from orders.counter.drawer import Cash, check_drawer, write_cash
from orders.counter.errors import CounterRefused
from orders.counter.shifts import open_now
from orders.models import (
    CashKind,
    CounterReturn,
    HoldState,
    Order,
    OrderState,
    Refund,
    Shift,
)
from orders.payments.counter import AT_COUNTER, CASH
from orders.refunds import RefundRefused, refund_order
from orders.refunds.carry_out import carry_out_refunds, settle_refund
from orders.refunds.request import order_refundable
from orders.returns.selectors import returnable_lines
from orders.returns.taking import take_back
from orders.shares import Part
from orders.tenders.holding import TENDERS


@dataclass(frozen=True, slots=True)
class BroughtBack:
    """Units by the id of an order's line; those that cannot be sold again are no stock.

    ``in_cash``: what a bank took is given back in cash too; else it goes back the way it came.
    Gift cards, points and credit always get their part as what they are.
    """

    units: Mapping[int, int]
    is_sellable: bool = True
    in_cash: bool = False
    reason: str = ""


def take_back_at_counter(
    *,
    shift: Shift,
    order: Order,
    brought: BroughtBack,
    key: str,
    by: User | None,
    at: datetime | None = None,
) -> CounterReturn:
    """Take units back and give their money back; the same ``key`` twice does it once.

    Cash and what goes to a card on the terminal is given here and now; a provider that took the
    money online is asked at once, and again later should it not answer.

    Raises:
        CounterRefused: not so many can come back, it is not paid or in another currency, or the
            drawer has not so much.
    """
    done = retry_once(lambda: _take_back(shift, order, brought, key, by, at))
    carry_out_refunds(order_id=done.order_id)
    return done


def _take_back(
    shift: Shift,
    order: Order,
    brought: BroughtBack,
    key: str,
    by: User | None,
    at: datetime | None,
) -> CounterReturn:
    shift = open_now(shift)
    order = Order.objects.select_for_update().get(pk=order.pk)
    if earlier := CounterReturn.objects.filter(key=key).first():
        return _same(earlier, order)
    _check_order(order, shift)
    now = at or clock.now()
    parts = _take_goods(shift, order, brought, now)
    worth = Money(sum(part.amount for part in parts), order.currency)
    back = min(worth, order_refundable(order), key=lambda money: money.minor)
    if back < worth:
        raise CounterRefused(_("Not so much is left of what was paid for this order."))
    made = CounterReturn.objects.create(
        shift=shift, order=order, key=key, taken_by=by, reason=brought.reason.strip()[:200],
        amount_minor=back.minor, taken_at=now,
    )  # fmt: skip
    if back:
        _give_money(made, back, parts, brought, by, now)
    return made


def _same(earlier: CounterReturn, order: Order) -> CounterReturn:
    if earlier.order_id != order.pk:
        raise CounterRefused(_("This form was used for another order. Open it again."))
    return earlier


def _check_order(order: Order, shift: Shift) -> None:
    if order.state != OrderState.PLACED or order.hold == HoldState.HELD:
        raise CounterRefused(_("Nothing of this order was handed over yet."))
    if order.currency != shift.register.currency:  # its report has sums of one currency
        raise CounterRefused(
            _("This order was paid in %(currency)s, this register keeps its books in another"
              " currency: take it back on the page of the order.") % {"currency": order.currency}
        )  # fmt: skip


def _take_goods(shift: Shift, order: Order, brought: BroughtBack, now: datetime) -> list[Part]:
    can_return = {entry.line.pk: entry for entry in returnable_lines(order)}
    wanted = {pk: units for pk, units in brought.units.items() if units}
    if not wanted:
        raise CounterRefused(_("Say what comes back, and how many."))
    parts = []
    for line_id, units in sorted(wanted.items()):
        entry = can_return.get(line_id)
        if entry is None or not 0 < units <= entry.units:
            raise CounterRefused(_("Not so many of it can come back."))
        parts.append(
            take_back(
                order=order,
                line=entry.line,
                quantity=units,
                restocked=units if brought.is_sellable else 0,
                warehouse=shift.register.warehouse,
                at=now,
            )
        )
    return parts


def _give_money(
    made: CounterReturn,
    back: Money,
    parts: list[Part],
    brought: BroughtBack,
    by: User | None,
    now: datetime,
) -> None:
    """Note the refunds, and carry out what is given over the counter."""
    reason = brought.reason.strip() or _("Taken back at the counter")
    try:
        refunds = refund_order(
            order=made.order, key=made.key, amount=back, reason=reason, parts=parts, at=now
        )
    except RefundRefused as refused:
        raise CounterRefused(str(refused)) from refused
    in_cash = [refund for refund in refunds if _is_cash(refund, brought)]
    due = Money(sum(refund.amount_minor for refund in in_cash), back.currency)
    if due:
        check_drawer(made.shift, due)
    for refund in refunds:
        if refund in in_cash:
            Refund.objects.filter(pk=refund.pk).update(in_cash=True)
            # Why stands with the return: no word about a person gets into a row that never changes.
            out = Cash(CashKind.REFUND, -refund.amount_minor, order=made.order, refund=refund)
            write_cash(made.shift, out, by=by, at=now)
        if refund in in_cash or refund.payment.provider in AT_COUNTER:
            settle_refund(refund_id=refund.pk, provider_ref=f"counter-{made.public_id}")


def _is_cash(refund: Refund, brought: BroughtBack) -> bool:
    provider = refund.payment.provider
    return provider == CASH or (brought.in_cash and provider not in TENDERS)
