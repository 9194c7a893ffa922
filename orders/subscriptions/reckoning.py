"""What a renewal comes to on a day, by the prices, taxes and ways of delivery of that day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.models import ProductStatus
from inventory.selectors import availability
from orders.checkout.errors import CheckoutError
from orders.checkout.wish import destination_of
from orders.companies.terms import ON_INVOICE, company_of
from orders.models import (
    Cart,
    CartLine,
    CartState,
    OutOfStockChoice,
    ShippingMethod,
    Subscription,
    SubscriptionLine,
)
from orders.quoting import CartQuote, MethodOffer, cart_quote
from orders.subscriptions.details import details_of
from orders.subscriptions.errors import SubscriptionRefused, Unpriced
from pricing.selectors import price_book
from pricing.selectors.prices import NoRate


@transaction.atomic
def reckon(subscription: Subscription, *, at: datetime | None = None) -> MethodOffer:
    """What all that is for sale of it costs, delivered, at this moment.

    Raises:
        Unpriced: something of it has no price that its buyer waits for.
        SubscriptionRefused: nothing of it is for sale, or it cannot be delivered so.
    """
    cart = fill_cart(subscription, lines_for_sale(subscription, at=at), at=at)
    try:
        return offer_for(subscription, cart, at=at)
    finally:
        cart.delete()


def lines_for_sale(
    subscription: Subscription, *, at: datetime | None = None
) -> list[SubscriptionLine]:
    """What can be ordered at all; what has no price is left out where the buyer wants it so.

    Raises:
        SubscriptionRefused: nothing of it.
    """
    lines = subscription.lines.select_related("variant__product").filter(
        variant__is_active=True, variant__product__status=ProductStatus.PUBLISHED
    )
    found = list(lines)
    if not found:
        raise SubscriptionRefused(_("Nothing of it is for sale any more."))
    return _without_the_unpriced(subscription, found, at)


def _without_the_unpriced(
    subscription: Subscription, lines: list[SubscriptionLine], at: datetime | None
) -> list[SubscriptionLine]:
    """Where none has a price, none is left out: it waits then."""
    if subscription.if_out != OutOfStockChoice.LEAVE_OUT:
        return lines
    try:
        book = price_book(
            variant_ids=[line.variant_id for line in lines if line.variant_id],
            currency=subscription.currency,
            customer=subscription.customer,
            at=at,
        )
    except NoRate:  # told when it is reckoned
        return lines
    return [line for line in lines if line.variant_id in book.quotes] or lines


def without_the_short(
    subscription: Subscription, lines: Sequence[SubscriptionLine], *, at: datetime | None
) -> list[SubscriptionLine]:
    """The lines to order: without those out of stock, where the buyer wants it so.

    Where all are, none is left out: it waits then.
    """
    if subscription.if_out != OutOfStockChoice.LEAVE_OUT:
        return list(lines)
    free = availability([line.variant_id for line in lines if line.variant_id], at=at)
    there = [
        line
        for line in lines
        if (left := free.get(line.variant_id or 0)) is None or left >= line.quantity
    ]
    return there or list(lines)


def fill_cart(
    subscription: Subscription, lines: Sequence[SubscriptionLine], *, at: datetime | None = None
) -> Cart:
    """A cart that is nobody's with some of its lines, at the share that was agreed."""
    cart = Cart.objects.create(currency=subscription.currency, state=CartState.OPEN)
    CartLine.objects.bulk_create(
        CartLine(
            cart=cart,
            variant_id=line.variant_id,
            quantity=line.quantity,
            interval=subscription.interval,
            basis_points=line.basis_points,
        )
        for line in lines
        if line.variant_id is not None
    )
    return cart


def offer_for(subscription: Subscription, cart: Cart, *, at: datetime | None = None) -> MethodOffer:
    """What a cart costs its buyer, delivered as they chose.

    Raises:
        Unpriced: something in it has no price.
        SubscriptionRefused: it cannot be delivered so, its buyer was forgotten, or would have
            another company owe it.
    """
    if subscription.provider == ON_INVOICE and not buys_for_the_same(subscription):
        raise SubscriptionRefused(_("Whoever asked for this buys for the company no more."))
    method = method_of(subscription)
    try:
        quote = cart_quote(
            cart,
            destination=destination_of(details_of(subscription)),
            customer=subscription.customer,
            only_for=method,
            at=at,
        )
    except CheckoutError as problem:
        raise SubscriptionRefused(problem.message, field=problem.field) from problem
    except NoRate as missing:
        raise SubscriptionRefused(_("The shop does not sell in that currency.")) from missing
    _check_priced(quote)
    offer = quote.offer(method)
    if offer is None:
        raise SubscriptionRefused(_("That way of delivery does not go there."), field="country")
    return offer


def _check_priced(quote: CartQuote) -> None:
    """A line without a price would be neither ordered nor paid for, and nobody told."""
    book = quote.book
    names = [
        quote.cards[pk].name
        for pk in (line.variant_id for line in quote.lines)
        if pk not in book.quotes
    ]
    if names:
        words = _("%(names)s: no price in %(currency)s at the moment.")
        raise Unpriced(words % {"names": ", ".join(names), "currency": book.currency})


def buys_for_the_same(subscription: Subscription) -> bool:
    """Whether its buyer still buys for the company that it began for, or for none as then."""
    first, company = subscription.first_order, company_of(subscription.customer)
    return first is None or first.company_id == (company.pk if company else None)


def method_of(subscription: Subscription) -> ShippingMethod:
    """The way of delivery that was chosen.

    Raises:
        SubscriptionRefused: it is not offered any more.
    """
    methods = ShippingMethod.objects.filter(is_active=True).select_related("warehouse")
    method = methods.filter(code=subscription.shipping_code).first()
    if method is None:
        raise SubscriptionRefused(_("Its way of delivery is not offered any more."))
    return method
