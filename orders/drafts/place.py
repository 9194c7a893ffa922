"""From a draft to an order: the buyer pays it on its page, or staff place it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from events.names import Channel
from foundation import clock
from foundation.money import Money
from inventory.selectors import availability
from orders.checkout.complete import complete_order, place_due
from orders.companies.terms import TermsRefused, check_buyer, check_credit, payment_days
from orders.drafts.edit import lock_draft
from orders.drafts.pricing import method_of, reckon
from orders.drafts.redeeming import redeem_discounts
from orders.errors import NotPossible
from orders.mails import send_payment_link
from orders.models import Order, OrderState, Payment, PaymentState, ShippingKind
from orders.payments.invoice import InvoiceProvider
from pricing.coupons import CouponSpent, release


@transaction.atomic
def open_payment(*, order: Order, note: str = "", at: datetime | None = None) -> Order:
    """Let the buyer pay a draft: it is final now, and the link to its page goes out by mail.

    The stock is reserved when the buyer begins to pay, as in the shop. ``reopen_draft`` undoes it.

    Raises:
        NotPossible: it is no draft, lacks lines, a buyer or an address, or stock is short.
    """
    order = _finish(order, at)
    send_payment_link(order=order, note=note, at=at)
    return order


@transaction.atomic
def reopen_draft(*, order: Order, at: datetime | None = None) -> Order:
    """Make a draft again of what waits for the buyer: it can be changed or thrown away.

    Raises:
        NotPossible: it does not wait, a shopper ordered it, or it is being paid just now.
    """
    order = Order.objects.select_for_update().get(pk=order.pk)
    if order.state != OrderState.PENDING or order.channel != Channel.ADMIN:
        raise NotPossible(_("Only an order of staff that waits for its payment can be opened."))
    if order.payments.exclude(state=PaymentState.DECLINED).exists():
        raise NotPossible(_("The buyer is paying this order just now. Try again later."))
    release(order_ref=order.public_id, at=at)
    order.state = OrderState.DRAFT
    order.save(update_fields=["state"])
    return order


def place_on_invoice(*, order: Order, days: int | None = None, at: datetime | None = None) -> Order:
    """Place a draft that is paid later; without ``days`` as long as the buyer's invoices have.

    Raises:
        NotPossible: it is no draft, incomplete, not so much is in stock, the company's credit
            does not cover it, or its buyer has left the company.
    """
    payment = _prepare(order, at, on_invoice=True)
    wait = payment_days(order.company) if days is None else days
    due_on = clock.business_day(at) + timedelta(days=wait)
    placed = place_due(order_id=order.pk, payment_id=payment.pk, due_on=due_on, at=at)
    return _placed(order, payment, placed)


def place_as_paid(*, order: Order, reference: str = "", at: datetime | None = None) -> Order:
    """Place a draft whose money is there already: cash, a transfer, another till.

    Raises:
        NotPossible: it is no draft, incomplete, or not so much is in stock.
    """
    payment = _prepare(order, at, on_invoice=False)
    placed = place_due(order_id=order.pk, payment_id=payment.pk, at=at)
    placed_order = _placed(order, payment, placed)
    complete_order(order_id=order.pk, payment_id=payment.pk, provider_ref=reference, at=at)
    placed_order.refresh_from_db()
    return placed_order


@transaction.atomic
def _prepare(order: Order, at: datetime | None, *, on_invoice: bool) -> Payment:
    order = _finish(order, at)
    if on_invoice:
        _check_terms(order, at)
    return Payment.objects.create(
        order=order,
        provider=InvoiceProvider.name,
        key=f"order-{order.public_id}-{order.payments.count() + 1}",
        amount_minor=order.total_minor,
        currency=order.currency,
        created_at=at or clock.now(),
    )


def _check_terms(order: Order, at: datetime | None) -> None:
    """Staff agree for the company to what it would have to approve, not to who buys for it."""
    company, total = order.company, Money(order.total_minor, order.currency)
    try:
        check_buyer(company=company, customer=order.customer, total=total, is_approved=True, at=at)
        check_credit(company=company, more=total)
    except TermsRefused as refusal:
        raise NotPossible(refusal.message) from refusal


def _finish(order: Order, at: datetime | None) -> Order:
    """The draft with today's prices, no draft any more."""
    order = lock_draft(order)
    if order.channel == Channel.POS:
        raise NotPossible(_("This is sold at its counter."))
    order = reckon(order, at=at)
    if not order.lines.exists():
        raise NotPossible(_("There is nothing in this order yet."))
    if not order.email or not order.ship_name:
        raise NotPossible(_("Say who buys: a name and an e-mail address."))
    method = method_of(order)
    if method and method.kind == ShippingKind.DELIVERY and not order.ship_line1:
        raise NotPossible(_("Say where it is to be sent."))
    _check_stock(order, at)
    try:
        redeem_discounts(order, at)
    except CouponSpent as spent:
        raise NotPossible(spent.message) from spent
    order.state = OrderState.PENDING
    order.save(update_fields=["state"])
    return order


def _check_stock(order: Order, at: datetime | None) -> None:
    wanted: dict[int, int] = {}
    for line in order.lines.all():
        if line.variant_id is not None:
            wanted[line.variant_id] = wanted.get(line.variant_id, 0) + line.quantity
    there = availability(wanted, at=at)
    short = [pk for pk, units in wanted.items() if there.get(pk, units) < units]
    if short:
        names = order.lines.filter(variant_id__in=short).values_list("name", flat=True)
        raise NotPossible(_("Not so many are in stock: %(names)s") % {"names": ", ".join(names)})


def _placed(order: Order, payment: Payment, is_placed: bool) -> Order:
    """The placed order; back to a draft where the stock has gone in the meantime."""
    if is_placed:
        return Order.objects.get(pk=order.pk)
    with transaction.atomic():
        waiting = Order.objects.select_for_update().get(pk=order.pk)
        Payment.objects.filter(pk=payment.pk, state=PaymentState.PENDING).update(
            state=PaymentState.DECLINED
        )
        if waiting.state == OrderState.PENDING:
            release(order_ref=waiting.public_id)
            waiting.state = OrderState.DRAFT
            waiting.save(update_fields=["state"])
    raise NotPossible(_("Somebody was faster: not so many are in stock."))
