"""Orders that wait in the house until somebody has looked at them.

A held order is paid and its stock is kept for it, but it is on no list of what is to be sent
and cannot be shipped. It is released and goes its way, or refused: cancelled and paid back.
Whoever holds, releases, refuses, ships or cancels an order locks its row first.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from events.outbox import publish
from foundation import clock
from orders.cancellation import can_be_cancelled, cancel_order, cancel_units
from orders.errors import NotPossible
from orders.fulfilment.selectors import open_units
from orders.models import HoldState, Order, OrderState
from orders.screening import Course, Ruling

HELD = Q(state=OrderState.PLACED, hold=HoldState.HELD, held_at__isnull=False)
"""Placed orders that are held; said so that the small index of those ever held serves it."""


def held_orders() -> QuerySet[Order]:
    """What waits for a decision, the longest first."""
    return Order.objects.filter(HELD).order_by("held_at", "pk")


def keep_back(order: Order, ruling: Ruling, now: datetime) -> tuple[str, ...]:
    """Mark an order that is about to be placed as held, where a screen says so.

    The caller holds its row and saves the fields that are returned. What people decided about
    the order before stands.
    """
    if ruling.course < Course.HOLD or order.hold != HoldState.NONE:
        return ()
    order.hold, order.held_at, order.hold_due_at = HoldState.HELD, now, ruling.due_at
    return ("hold", "held_at", "hold_due_at")


def hold_unpaid(*, order: Order, due_at: datetime | None, at: datetime | None = None) -> None:
    """Note of an order that waits for its payment that it will be held once it is placed.

    It stands in the order before anybody is charged, whatever dies after that.
    """
    waiting = Order.objects.filter(pk=order.pk, state=OrderState.PENDING, hold=HoldState.NONE)
    waiting.update(hold=HoldState.HELD, held_at=at or clock.now(), hold_due_at=due_at)


@transaction.atomic
def hold_order(*, order: Order, due_at: datetime | None = None, at: datetime | None = None) -> bool:
    """Keep a placed order in the house; whether this did it. Held already, nothing changes.

    ``due_at`` is by when the customer is told what becomes of it.

    Raises:
        NotPossible: nothing of it is waiting to be sent.
    """
    order = Order.objects.select_for_update().get(pk=order.pk)
    if order.is_held:
        return False
    if order.state != OrderState.PLACED or not any(map(open_units, order.lines.all())):
        raise NotPossible(_("Nothing of this order is waiting to be sent."))
    order.hold, order.held_at = HoldState.HELD, at or clock.now()
    order.hold_due_at, order.hold_ended_at = due_at, None
    order.save(update_fields=["hold", "held_at", "hold_due_at", "hold_ended_at"])
    return True


@transaction.atomic
def release_hold(*, order: Order, at: datetime | None = None) -> bool:
    """Let a held order go its way and tell its customer; whether this did it.

    One that still waits for its payment is placed like any other when that comes.
    """
    order = Order.objects.select_for_update().get(pk=order.pk)
    if not order.is_held:
        return False
    _end(order, HoldState.RELEASED, at)
    if order.state == OrderState.PLACED:
        publish("order.released", {"order": order.pk})
    return True


@transaction.atomic
def refuse_held(*, order: Order, reason: str = "", at: datetime | None = None) -> bool:
    """Cancel what of a held order was not sent; what was paid goes back. Whether this did it.

    ``reason`` is read by the customer. Of an order that still waits for its payment nothing is
    placed: what is paid for it after all goes back when it comes.
    """
    order = Order.objects.select_for_update().get(pk=order.pk)
    if not order.is_held:
        return False
    _end(order, HoldState.REFUSED, at)
    if order.state != OrderState.PLACED:
        return True
    told = reason or refusal(order)
    if can_be_cancelled(order):
        cancel_order(order=order, reason=told, at=at)
    elif units := {line.pk: left for line in order.lines.all() if (left := open_units(line))}:
        cancel_units(order=order, units=units, reason=told, at=at)
    return True


def words_of_hold(order: Order) -> str:
    """What the buyer of a held order is told, in the active language; empty for others."""
    if not order.is_held:
        return ""
    if order.hold_due_at is None:
        return _("We are having a look at your order before it leaves. You hear from us soon.")
    day = date_format(clock.business_day(order.hold_due_at), "l, j F")
    return _(
        "We are having a look at your order before it leaves. You hear from us by %(day)s."
    ) % {"day": day}


def refusal(order: Order) -> str:
    """What a customer reads of an order that was not accepted, in their language."""
    with translation.override(order.language or settings.LANGUAGE_CODE):
        return _("We could not accept this order.")


def _end(order: Order, state: HoldState, at: datetime | None) -> None:
    order.hold, order.hold_ended_at = state, at or clock.now()
    order.save(update_fields=["hold", "hold_ended_at"])
