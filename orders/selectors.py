"""Reading carts and orders."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet, Sum

from accounts.models import Customer
from foundation import clock
from orders.carts import LIVE_STATES
from orders.models import (
    Cart,
    CartLine,
    Dispute,
    DisputeState,
    Order,
    OrderState,
    Payment,
    PaymentState,
    ShippingMethod,
)
from orders.quoting import CartLineView, CartQuote, CartSummary, MethodOffer, cart_quote
from orders.shipping import (
    DeliveryWindow,
    ShippingQuote,
    delivery_window,
    shipping_estimates,
    shipping_price,
)
from pricing.selectors import Destination
from pricing.totals import TaxRule

__all__ = [
    "CartLineView",
    "CartQuote",
    "CartSummary",
    "DeliveryWindow",
    "MethodOffer",
    "ShippingQuote",
    "cart_count",
    "cart_quote",
    "cart_summary",
    "delivery_window",
    "disputes_of",
    "open_payment",
    "order_by_token",
    "orders_of",
    "overdue_invoices",
    "shipping_estimates",
    "shipping_price",
    "shop_tax_rule",
]


def shop_tax_rule() -> TaxRule:
    """The one rate of the settings, which history is taxed by."""
    return TaxRule(settings.SHOP_TAX_RATE_BASIS_POINTS, settings.SHOP_PRICES_INCLUDE_TAX)


def cart_summary(
    cart: Cart | None,
    *,
    shipping_method: ShippingMethod | None = None,
    destination: Destination | None = None,
    customer: Customer | None = None,
    at: datetime | None = None,
) -> CartSummary:
    """The cart with today's prices and stock, in the active language.

    With a method its price is in the total; a method that does not deliver there is as none.
    """
    buyer = customer or (cart.customer if cart and cart.customer_id else None)
    quote = cart_quote(
        cart,
        destination=destination,
        customer=buyer,
        remembered=shipping_method is None,  # its tables are then not asked at all
        at=at,
    )
    offer = quote.offer(shipping_method) if shipping_method else None
    return offer.summary if offer else quote.summary()


def cart_count(*, token: str = "", customer: Customer | None = None) -> int:
    """Units in the live cart of a customer or of a guest's token."""
    lines = CartLine.objects.filter(cart__state__in=LIVE_STATES)
    if customer is not None:
        lines = lines.filter(cart__customer=customer)
    elif token:
        lines = lines.filter(cart__token=token, cart__customer__isnull=True)
    else:
        return 0
    return int(lines.aggregate(units=Sum("quantity"))["units"] or 0)


def order_by_token(token: str) -> Order | None:
    """The order that an unguessable link opens."""
    return (
        Order.objects.filter(token=token)
        .prefetch_related("lines", "payments", "shipments", "discounts")
        .first()
    )


def open_payment(order: Order) -> Payment | None:
    """The payment that an order waits for; None where it waits for nobody."""
    waiting = (PaymentState.PENDING, PaymentState.ACTION_REQUIRED)
    return order.payments.filter(state__in=waiting).order_by("-pk").first()


def orders_of(customer: Customer) -> QuerySet[Order]:
    """A customer's orders that were placed, newest first."""
    return (
        Order.objects.filter(customer=customer)
        .exclude(state=OrderState.PENDING)
        .exclude(placed_at__isnull=True)
        .order_by("-placed_at")
        .prefetch_related("lines")
    )


def disputes_of(order: Order) -> QuerySet[Dispute]:
    """Those by which the money of an order is in doubt, or gone; the newest first."""
    of_order = Dispute.objects.filter(payment__order=order).exclude(state=DisputeState.WON)
    return of_order.order_by("-opened_at", "-pk")


def overdue_invoices(*, at: datetime | None = None) -> QuerySet[Payment]:
    """Invoices whose day has passed without the money, the oldest first."""
    return (
        Payment.objects.filter(state=PaymentState.DUE, due_on__lt=clock.business_day(at))
        .exclude(order__state=OrderState.CANCELLED)
        .select_related("order")
        .order_by("due_on", "pk")
    )
