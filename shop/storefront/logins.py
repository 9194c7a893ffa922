"""What a login and a confirmed e-mail mean for the shop. Both are the frameworks' own signals."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest
from django.utils.translation import get_language

from accounts.models import Customer, User
from accounts.services import customer_for_user, link_visitor
from orders.carts import find_cart, merge_carts
from orders.guests import adopt_guest_orders
from shop.storefront.assisting import adopt_talk
from shop.storefront.friends import tell_who_brought
from shop.storefront.holding import token_of


def on_login(
    sender: object, request: HttpRequest | None, user: AbstractBaseUser, **_kwargs: Any
) -> None:
    """A login through a page of ours: the guest's cart and talk are the customer's."""
    if request is None or not isinstance(user, User):
        return
    customer = customer_for_user(user=user, language=get_language() or "")
    if customer is None:
        return
    guest = find_cart(token=token_of(request))
    if guest is not None:
        merge_carts(guest=guest, customer=customer)
    adopt_talk(request, customer)
    tell_who_brought(request, customer)
    _link(request, customer)


def on_email_confirmed(
    sender: object, request: HttpRequest, email_address: EmailAddress, **_kwargs: Any
) -> None:
    """The address is proven: who ordered with it as a guest finds those orders in the account."""
    user = email_address.user
    customer = customer_for_user(user=user, language=get_language() or "")
    if customer is None:
        return
    adopt_guest_orders(customer=customer, email=email_address.email)
    if request.user == user:
        guest = find_cart(token=token_of(request))
        if guest is not None:
            merge_carts(guest=guest, customer=customer)
        _link(request, customer)
    tell_who_brought(request, customer)


def _link(request: HttpRequest, customer: Customer) -> None:
    """Join visits and customer, for those who agreed to be known."""
    visitor = getattr(request, "visitor", None)
    if visitor is not None and visitor.visit is not None:
        link_visitor(visitor=visitor.visit.visitor, customer=customer)
