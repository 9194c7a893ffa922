"""Carts and checkouts to test with."""

from datetime import timedelta
from typing import Any

from django.conf import settings

from catalog.models import Product, Variant
from foundation import clock
from foundation.ids import new_token
from foundation.money import Money
from orders.building import CheckoutDetails
from orders.carts import add_to_cart, open_cart
from orders.checkout.place import place_order
from orders.disputes import note_dispute
from orders.models import (
    Cart,
    Dispute,
    DisputeReason,
    DisputeState,
    Order,
    Payment,
    ShippingMethod,
)
from orders.payments.base import DisputeNews
from orders.selectors import cart_summary


def make_shipping_method(code: str = "standard", price_minor: int = 490) -> ShippingMethod:
    return ShippingMethod.objects.get_or_create(
        code=code, defaults={"name": code.capitalize(), "price_minor": price_minor}
    )[0]


def make_details(**changes: Any) -> CheckoutDetails:
    typed = {
        "email": "ada@example.com",
        "name": "Ada Lovelace",
        "line1": "12 St James's Square",
        "postcode": "SW1Y 4JH",
        "city": "London",
        "country": "GB",
    }
    return CheckoutDetails(**{**typed, **changes})


def only_variant(product: Product) -> Variant:
    return product.variants.select_related("product").get()


def make_cart(*products: Product, quantity: int = 1, customer: Any = None) -> Cart:
    """A cart with the first variant of each product."""
    cart = open_cart(customer=customer, currency=settings.SHOP_BASE_CURRENCY)
    for product in products:
        variant = product.variants.select_related("product").first()
        assert variant is not None
        add_to_cart(cart=cart, variant=variant, quantity=quantity)
    return cart


def check_out(cart: Cart, **changes: Any) -> Order:
    """Order a cart as a shopper would who saw today's total."""
    method = changes.pop("shipping_method", None) or make_shipping_method()
    wish: dict[str, Any] = {
        "details": make_details(),
        "provider": "test",
        "payment_choice": "success",
        "idempotency_key": new_token(),
        "seen_total": cart_summary(cart, shipping_method=method).total,
    }
    return place_order(cart=cart, shipping_method=method, **{**wish, **changes})


def make_dispute(payment: Payment, *, state: DisputeState = DisputeState.OPEN) -> Dispute:
    """A dispute of a payment that arrived, as a bank's message notes it."""
    news = DisputeNews(
        reference=f"dp-{payment.key}",
        key=payment.key,
        state=state,
        reason=DisputeReason.FRAUDULENT,
        amount=Money(payment.amount_minor, payment.currency),
        respond_by=clock.now() + timedelta(days=7),
    )
    return note_dispute(payment=payment, news=news)
