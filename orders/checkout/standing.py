"""What a checkout asks for before something of it comes again."""

from __future__ import annotations

from django.utils.translation import gettext as _

from foundation.money import Money
from orders.checkout.errors import CheckoutError, CheckoutProblem
from orders.checkout.wish import Wish
from orders.payments.base import KeepsMeans
from orders.quoting import CartSummary


def check_standing(summary: CartSummary, wish: Wish) -> None:
    """Who subscribes has an account, in which it can be ended, and agrees to be charged again.

    Raises:
        CheckoutError: one of these is missing.
    """
    if wish.is_renewal or not summary.comes_again:
        return
    if wish.customer is None:
        raise CheckoutError(
            CheckoutProblem.SIGN_IN,
            _("Please sign in first: you see and end a subscription in your account."),
        )
    if not wish.details.renews:
        raise CheckoutError(
            CheckoutProblem.CONSENT,
            _("Please agree that your subscription is charged each time, until you end it."),
            field="renews",
        )


def check_means(summary: CartSummary, wish: Wish, rest: Money) -> None:
    """The means that later orders are paid with is known by paying a part of this one with it.

    Raises:
        CheckoutError: gift cards, points or coupons pay for all of it.
    """
    if wish.is_renewal or not summary.comes_again or rest.minor > 0:
        return
    if isinstance(wish.provider, KeepsMeans):
        raise CheckoutError(
            CheckoutProblem.TENDER,
            _("A subscription needs a card to pay with: leave a part of this order to it."),
            field="tenders",
        )
