"""Carts that are paid by gift cards, points and credit."""

from __future__ import annotations

from typing import Any

from accounts.models import Customer
from catalog.models import Product, ProductKind
from catalog.tests.factories import make_product
from events.outbox import drain
from loyalty.models import Account
from loyalty.tests.factories import make_account, make_gift_card
from orders.models import Cart, CartGiftCard, Order, ShippingMethod
from orders.sending import WAY_BY_EMAIL, offer_way_by_email
from orders.tenders.plan import Tendering
from orders.tests.factories import check_out, make_cart

ALL = Tendering(use_gift_cards=True, use_points=True, use_credit=True)


def give_credit(customer: Customer, minor: int) -> Account:
    return make_account(minor, customer=customer)


def put_card(cart: Cart, minor: int, **options: Any) -> Account:
    """A new gift card over so much, put to a cart."""
    account = make_gift_card(minor, **options).account
    CartGiftCard.objects.create(cart=cart, account=account)
    return account


def pay_with(
    cart: Cart, *, tendering: Tendering = ALL, buyer: Customer | None = None, **options: Any
) -> Order:
    """Order a cart with all there is; ``buyer`` where they have several carts at once."""
    return check_out(cart, tendering=tendering, customer=buyer or cart.customer, **options)


def card_product(price: str = "50.00") -> Product:
    """A gift card for sale."""
    product = make_product(price=price)
    Product.objects.filter(pk=product.pk).update(kind=ProductKind.GIFT_CARD)
    return product


def way_by_email() -> ShippingMethod:
    offer_way_by_email()
    return ShippingMethod.objects.get(code=WAY_BY_EMAIL)


def buy_cards(*, quantity: int = 1, cart: Cart | None = None, **changes: Any) -> Order:
    """An order of gift cards that is paid; its cards are issued."""
    cart = cart or make_cart(card_product(), quantity=quantity)
    order = check_out(cart, shipping_method=way_by_email(), **changes)
    drain()
    order.refresh_from_db()
    return order
