"""Placing an order.

Replay by idempotency key -> lock and claim the cart, recompute and compare with the total the
shopper saw, reserve the stock, write the draft -> the provider, outside any transaction -> the
order is completed in one transaction (``complete``). Whatever dies in between is found again by
``reconcile``.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Customer
from events.context import NOBODY, EventContext
from events.names import EventName
from events.services import Fact, record
from foundation import clock
from foundation.money import Money
from foundation.transactions import retry_once
from inventory.services import OutOfStock, reserve_stock
from orders.building import (
    CheckoutDetails,
    LineSnapshot,
    build_lines,
    build_order,
    line_name,
    order_number,
    pack_context,
)
from orders.checkout.complete import complete_order, decline_order, read_order
from orders.checkout.errors import CheckoutError, CheckoutProblem
from orders.models import (
    Cart,
    CartState,
    Order,
    OrderLine,
    OrderState,
    Payment,
    PaymentState,
    ShippingMethod,
)
from orders.payments.base import (
    ChargeRequest,
    Outcome,
    PaymentProvider,
    ProviderUnreachable,
    providers,
)
from orders.selectors import CartSummary, cart_summary, shop_tax_rule
from pricing.selectors import exchange_rate
from pricing.totals import basket_totals


@dataclass(frozen=True, slots=True)
class _Wish:
    """Everything that the shopper asked for, in one value."""

    cart: Cart
    details: CheckoutDetails
    method: ShippingMethod
    provider: PaymentProvider
    payment_choice: str
    key: str
    seen_total: Money
    customer: Customer | None
    context: EventContext
    at: datetime | None

    @property
    def fingerprint(self) -> str:
        """Tells one checkout from another under the same key."""
        content = [self.cart.pk, asdict(self.details), self.method.code, self.seen_total.minor]
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def place_order(
    *,
    cart: Cart,
    details: CheckoutDetails,
    shipping_method: ShippingMethod,
    provider: str,
    payment_choice: str,
    idempotency_key: str,
    seen_total: Money,
    customer: Customer | None = None,
    language: str = "en",
    context: EventContext = NOBODY,
    at: datetime | None = None,
) -> Order:
    """Order what is in a cart and pay for it; called twice with one key, it orders once.

    Returns the order: placed, or still waiting where the provider did not answer (the
    reconciler settles it within minutes).

    Raises:
        CheckoutError: with its code; nothing was charged, or it was given back.
    """
    paying = providers.get(provider)
    if paying is None or not shipping_method.is_active:
        raise CheckoutError(
            CheckoutProblem.METHOD, _("That is not offered any more. Choose again.")
        )
    wish = _Wish(
        cart, details, shipping_method, paying, payment_choice, idempotency_key, seen_total,
        customer, context, at,
    )  # fmt: skip
    if earlier := _earlier(wish):
        return earlier
    with translation.override(language):
        order = retry_once(lambda: _draft(wish))
    if order is None:  # the same key got the cart's lock before us
        return _replayed(wish)
    return _pay(order, wish)


def _earlier(wish: _Wish) -> Order | None:
    """The order that this key made before, if it did."""
    order = Order.objects.filter(idempotency_key=wish.key).first()
    if order is None:
        return None
    if order.fingerprint != wish.fingerprint:
        raise CheckoutError(
            CheckoutProblem.KEY_REUSED,
            _("This page was used for another order. Open the checkout again."),
        )
    if order.state == OrderState.CANCELLED:
        raise CheckoutError(CheckoutProblem.DECLINED, _("The payment did not go through."))
    return order


def _replayed(wish: _Wish) -> Order:
    if earlier := _earlier(wish):
        return earlier
    raise CheckoutError(
        CheckoutProblem.IN_PROGRESS, _("This cart is being paid already. Wait a moment.")
    )


def _draft(wish: _Wish) -> Order | None:
    """Claim the cart and write the order that waits for its payment; None if it is claimed."""
    cart = Cart.objects.select_for_update().get(pk=wish.cart.pk)
    if cart.state != CartState.OPEN:
        return None
    summary = cart_summary(cart, shipping_method=wish.method)
    _check(summary, wish)
    order = _write(cart, summary, wish)
    _reserve(order, summary, wish)
    cart.state = CartState.CLAIMED
    cart.save(update_fields=["state"])
    record(
        Fact(
            name=EventName.CHECKOUT_STARTED,
            order_ref=order.public_id,
            quantity=summary.count,
            value=summary.total,
            at=wish.at,
        ),
        context=wish.context,
    )
    return order


def _check(summary: CartSummary, wish: _Wish) -> None:
    if not summary.lines:
        raise CheckoutError(CheckoutProblem.EMPTY, _("Your cart is empty."))
    for line in summary.lines:
        if line.problem:
            raise CheckoutError(CheckoutProblem.SOLD_OUT, f"{line.name}: {line.problem}")
    if summary.total != wish.seen_total:
        raise CheckoutError(
            CheckoutProblem.PRICE_CHANGED,
            _("A price has changed: the total is now %(total)s. Please look at it again.")
            % {"total": summary.total.formatted(translation.get_language() or "en")},
            field="seen_total",
        )


def _write(cart: Cart, summary: CartSummary, wish: _Wish) -> Order:
    tax = shop_tax_rule()
    snapshots = [
        LineSnapshot(
            variant_id=line.variant_id,
            product_id=line.product_id,
            sku=line.sku,
            name=line_name(line.name, line.options),
            quantity=line.quantity,
            unit_price=line.unit_price,
            unit_cost=line.unit_cost,
        )
        for line in summary.lines
    ]
    totals = basket_totals(
        [(snapshot.unit_price, snapshot.quantity) for snapshot in snapshots],
        shipping=summary.shipping or Money.zero(summary.currency),
        tax=tax,
        currency=summary.currency,
    )
    order = build_order(
        details=wish.details,
        totals=totals,
        tax=tax,
        shipping_method=str(wish.method.name),
        base_currency=settings.SHOP_BASE_CURRENCY,
        rate=exchange_rate(summary.currency, at=wish.at),
        channel=wish.context.channel,
        at=wish.at or clock.now(),
    )
    order.cart, order.customer = cart, wish.customer
    order.idempotency_key, order.fingerprint = wish.key, wish.fingerprint
    order.context = pack_context(wish.context)
    order.save()
    order.number = order_number(order.pk)
    order.save(update_fields=["number"])
    OrderLine.objects.bulk_create(build_lines(order, snapshots, totals, tax))
    Payment.objects.create(
        order=order,
        provider=wish.provider.name,
        key=f"order-{order.public_id}",
        amount_minor=order.total_minor,
        currency=order.currency,
        created_at=order.created_at,
    )
    return order


def _reserve(order: Order, summary: CartSummary, wish: _Wish) -> None:
    quantities = {line.variant_id: line.quantity for line in summary.lines}
    try:
        reserve_stock(key=order.public_id, quantities=quantities, at=wish.at)
    except OutOfStock as shortage:
        short = {entry.variant_id for entry in shortage.shortages}
        names = ", ".join(line.name for line in summary.lines if line.variant_id in short)
        raise CheckoutError(
            CheckoutProblem.SOLD_OUT,
            _("%(names)s: somebody was faster, there are not as many left.") % {"names": names},
        ) from shortage


def _pay(order: Order, wish: _Wish) -> Order:
    payment = order.payments.get(state=PaymentState.PENDING)
    request = ChargeRequest(
        key=payment.key,
        amount=Money(order.total_minor, order.currency),
        choice=wish.payment_choice,
        description=f"{settings.SHOP_NAME} {order.number}",
    )
    try:
        result = wish.provider.charge(request)
    except ProviderUnreachable:
        return order
    if result.outcome == Outcome.DECLINED:
        decline_order(order_id=order.pk, message=result.message, at=wish.at)
        raise CheckoutError(
            CheckoutProblem.DECLINED,
            result.message or _("The payment was declined."),
            field="payment_choice",
        )
    completed = complete_order(order_id=order.pk, provider_ref=result.reference, at=wish.at)
    if not completed:
        raise CheckoutError(
            CheckoutProblem.SOLD_OUT,
            _("Somebody was faster. Your payment has been given back."),
        )
    return read_order(order.pk)
