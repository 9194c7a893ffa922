"""An order told in words: how far it is, its parcels, what comes back and what was given back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from foundation import clock
from foundation.money import Money
from inventory.selectors import backorders_of
from orders.holds import words_of_hold
from orders.models import (
    FulfilmentState,
    Order,
    OrderPaymentState,
    OrderState,
    Refund,
    RefundState,
    ReturnRequest,
    ReturnState,
    Shipment,
)
from orders.returns import return_deadline, returnable_lines


def told(order: Order, *, at: datetime | None = None) -> str:
    """Sentences about an order in the active language, for its owner; about ten queries."""
    return " ".join(sentence for sentence in _sentences(order, at or clock.now()) if sentence)


def short_name(order: Order) -> str:
    """An order with its day and first goods, to choose it by."""
    names = [str(line.name) for line in order.lines.all()]
    goods = names[0] if len(names) == 1 else f"{names[0]} …" if names else ""
    return " · ".join(part for part in (str(order), _day(order.placed_at), goods) if part)


def _sentences(order: Order, now: datetime) -> Iterator[str]:
    parcels = list(order.shipments.order_by("shipped_at", "pk"))
    yield _state(order, parcels) % {"order": order, "day": _day(order.placed_at)}
    if order.state == OrderState.CANCELLED:
        yield from _money_back(order)
        return
    if order.payment_state == OrderPaymentState.DUE:
        yield _("Its invoice is still to be paid.")
    for parcel in parcels:
        yield _parcel(parcel)
    if order.fulfilment_state == FulfilmentState.UNFULFILLED:
        yield words_of_hold(order) or _expected(order)
        if backorders_of(order.public_id):
            yield _("Some of it waits for new stock.")
    for request in order.returns.order_by("pk"):
        yield _return(request)
    yield from _money_back(order)
    until = return_deadline(order)
    if parcels and until is not None and now <= until and returnable_lines(order):
        yield _("You can send it back until %(day)s.") % {"day": _day(until)}


def _state(order: Order, parcels: list[Shipment]) -> str:
    if order.state == OrderState.CANCELLED:
        return _("Order %(order)s of %(day)s is cancelled.")
    if order.state != OrderState.PLACED:
        return _("Order %(order)s of %(day)s waits for its payment.")
    match order.fulfilment_state:
        case FulfilmentState.UNFULFILLED:
            return _("Order %(order)s of %(day)s is placed and was not sent yet.")
        case FulfilmentState.PARTIAL:
            return _("A part of order %(order)s of %(day)s is on its way.")
        case FulfilmentState.RETURNED:
            return _("Order %(order)s of %(day)s came back to us.")
    if parcels and all(parcel.delivered_at for parcel in parcels):
        return _("Order %(order)s of %(day)s has arrived.")
    return _("Order %(order)s of %(day)s is on its way.")


def _parcel(parcel: Shipment) -> str:
    number = " ".join(part for part in (parcel.carrier, parcel.tracking) if part)
    named = {"day": _day(parcel.delivered_at or parcel.shipped_at), "number": number}
    if parcel.delivered_at:
        return _("A parcel arrived on %(day)s.") % named
    if number:
        return _("A parcel left on %(day)s (%(number)s).") % named
    return _("A parcel left on %(day)s.") % named


def _expected(order: Order) -> str:
    if order.expected_from is None or order.expected_to is None:
        return ""
    days = {"first": _date(order.expected_from), "last": _date(order.expected_to)}
    if not order.ship_line1:
        return _("It can be picked up from %(first)s.") % days
    if order.expected_from == order.expected_to:
        return _("It is expected on %(first)s.") % days
    return _("It is expected between %(first)s and %(last)s.") % days


def _return(request: ReturnRequest) -> str:
    named = {"number": request.number}
    match request.state:
        case ReturnState.REQUESTED:
            return _("Return %(number)s is asked for; we look at it.") % named
        case ReturnState.APPROVED:
            return _("Return %(number)s is agreed to: we wait for the parcel.") % named
        case ReturnState.RECEIVED:
            return _("Return %(number)s has arrived with us.") % named
        case ReturnState.COMPLETED:
            return _("Return %(number)s is done.") % named
        case ReturnState.REFUSED:
            return _("Return %(number)s was not accepted.") % named
    return ""


def _money_back(order: Order) -> Iterator[str]:
    for refund in Refund.objects.filter(payment__order=order).order_by("pk"):
        amount = Money(refund.amount_minor, refund.currency).formatted(get_language() or "en")
        if refund.state == RefundState.DONE:
            yield _("%(amount)s were given back.") % {"amount": amount}
        elif refund.state == RefundState.DUE:
            yield _("%(amount)s are being given back.") % {"amount": amount}


def _day(moment: datetime | None) -> str:
    return _date(clock.business_day(moment)) if moment else ""


def _date(day: date) -> str:
    return date_format(day, "DATE_FORMAT")
