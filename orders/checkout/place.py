"""Placing an order.

The draft, in one transaction, to which an idempotency key is good for once: a repeat is answered
with the order that it made (``draft``) -> the screens, where there are any, and the provider,
outside any (``pay``) -> the screens again, who know the card now -> the order is completed in one
transaction (``complete``), held where a screen says so. Whatever dies in between is found again by
``reconcile``.
"""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Customer
from events.context import NOBODY, EventContext
from foundation.failpoints import fail_point
from foundation.money import Money
from foundation.transactions import retry_once
from orders.building import CheckoutDetails
from orders.checkout.draft import draft_order
from orders.checkout.errors import CheckoutError, CheckoutProblem, key_reused
from orders.checkout.pay import charge
from orders.checkout.wish import Wish
from orders.models import Cart, Order, OrderState, ShippingMethod
from orders.payments.base import Payer, PaymentProvider, choices_of, providers
from orders.screening import UNKNOWN_CALLER, Caller
from orders.tenders.plan import NOTHING, Tendering


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
    caller: Caller = UNKNOWN_CALLER,
    is_approved: bool = False,
    tendering: Tendering = NOTHING,
    saved: str = "",
    at: datetime | None = None,
) -> Order:
    """Order what is in a cart and pay for it; called twice with one key, it orders once.

    Returns the order: placed, or waiting: for the shopper (its open payment has an
    ``action_url``), or for a provider that did not answer (the reconciler settles it within
    minutes). ``caller`` is for the screens alone; ``is_approved`` says
    that an approver of the customer's company agreed; ``tendering`` what gift cards, points and
    credit are to pay, the provider being asked for the rest; ``saved`` is the provider's name for
    a means of the customer's that it keeps and charges. Call it outside any transaction.

    Raises:
        CheckoutError: with its code; nothing was charged, or it was given back.
    """
    paying = providers.get(provider)
    payer = Payer(customer, _due(seen_total, tendering), details.country, details.renews)
    if paying is None or not (saved or _is_offered(paying, payer, payment_choice)):
        raise CheckoutError(
            CheckoutProblem.PAYMENT,
            _("That way to pay is not offered any more. Choose again."),
            field="payment",
        )
    wish = Wish(
        cart, details, shipping_method, paying, payment_choice, idempotency_key, seen_total,
        customer, language, context, at, is_approved, tendering,
    )  # fmt: skip
    with translation.override(language):
        try:
            payment = retry_once(lambda: draft_order(wish))
        except IntegrityError:  # the key has an order already: the database says so
            payment = None
        if payment is None:
            return _replayed(wish)
        fail_point("checkout.drafted")
        return charge(
            payment, provider=paying, choice=payment_choice, keep=details.renews, saved=saved,
            caller=caller, at=at,
        )  # fmt: skip


def _due(seen_total: Money, tendering: Tendering) -> Money:
    """What the provider is asked for, as the shopper saw it; the draft compares it."""
    seen = tendering.seen_rest if tendering.is_wanted else None
    return seen_total if seen is None else seen


def _is_offered(provider: PaymentProvider, payer: Payer, choice: str) -> bool:
    return choice in {offered.code for offered in choices_of(provider, payer)}


def _earlier(wish: Wish) -> Order | None:
    """The order that this key made before, if it did."""
    order = Order.objects.filter(idempotency_key=wish.key).first()
    if order is None:
        return None
    if order.fingerprint != wish.fingerprint:
        raise key_reused()
    if order.state == OrderState.CANCELLED:
        raise CheckoutError(CheckoutProblem.DECLINED, _("The payment did not go through."))
    return order


def _replayed(wish: Wish) -> Order:
    """The cart is in somebody's checkout, or the key was used: by us, then it is answered again."""
    if earlier := _earlier(wish):
        return earlier
    raise CheckoutError(
        CheckoutProblem.IN_PROGRESS,
        _("This cart is being paid already, perhaps in another window. Wait a moment."),
    )
