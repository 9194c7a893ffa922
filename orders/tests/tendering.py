"""Carts that are paid by gift cards, points and credit."""

from __future__ import annotations

from typing import Any

from accounts.models import Customer
from loyalty.models import Account
from loyalty.tests.factories import make_account, make_gift_card
from orders.models import Cart, CartGiftCard, Order
from orders.tenders.plan import Tendering
from orders.tests.factories import check_out

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
