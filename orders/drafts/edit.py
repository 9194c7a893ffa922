"""Putting a draft together. Every change reckons it anew with today's prices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.companies.members import company_of
from accounts.models import Customer
from events.names import Channel
from foundation import clock
from foundation.money import Money
from orders.building import CheckoutDetails, order_number, ship_to
from orders.drafts.pricing import method_of, reckon
from orders.errors import NotPossible
from orders.models import Order, OrderDiscount, OrderLine, OrderState, ShippingKind, ShippingMethod
from orders.shipping import name_for, tax_place
from pricing.selectors import Destination, exchange_rate


@dataclass(frozen=True, slots=True)
class DraftLine:
    """Units of a variant that the buyer is to get."""

    variant_id: int
    quantity: int


@transaction.atomic
def create_draft(
    *,
    email: str,
    customer: Customer | None = None,
    currency: str = "",
    language: str = "",
    channel: Channel = Channel.ADMIN,
    at: datetime | None = None,
) -> Order:
    """An empty draft for a customer, or for a guest by their address."""
    now = at or clock.now()
    currency = currency or settings.SHOP_BASE_CURRENCY
    order = Order.objects.create(
        state=OrderState.DRAFT,
        channel=channel,
        customer=customer,
        company=company_of(customer),
        email=email.lower() or (customer.email if customer else ""),
        ship_name=customer.name if customer else "",
        ship_country=(customer.country if customer else "") or settings.SHOP_COUNTRY,
        language=language or (customer.language if customer else "") or settings.LANGUAGE_CODE,
        currency=currency,
        base_currency=settings.SHOP_BASE_CURRENCY,
        rate=exchange_rate(currency, at=at),
        prices_include_tax=settings.SHOP_PRICES_INCLUDE_TAX,
        created_at=now,
    )
    order.number = order_number(order.pk)
    order.save(update_fields=["number"])
    return order


@transaction.atomic
def set_details(*, order: Order, details: CheckoutDetails, at: datetime | None = None) -> Order:
    """Who gets it and where to; the place decides on tax and shipping.

    Raises:
        NotPossible: it is no draft, its shipping does not go there, or the VAT number is none.
    """
    order = lock_draft(order)
    for name, value in ship_to(details, method=method_of(order)).items():
        setattr(order, name, value)
    order.save()
    return reckon(order, at=at)


@transaction.atomic
def set_lines(*, order: Order, lines: Sequence[DraftLine], at: datetime | None = None) -> Order:
    """What the buyer gets, instead of what was there.

    Raises:
        NotPossible: a quantity below one, or a variant that has no price.
    """
    order = lock_draft(order)
    units: dict[int, int] = {}
    for line in lines:
        if line.quantity < 1:
            raise NotPossible(_("Choose at least one."))
        units[line.variant_id] = units.get(line.variant_id, 0) + line.quantity
    return reckon(order, units=units, at=at)


@transaction.atomic
def set_discount(*, order: Order, amount: Money, reason: str, at: datetime | None = None) -> Order:
    """Take a sum off the goods, with the reason why; zero takes the discount away.

    Raises:
        NotPossible: without a reason, below zero, or in another currency.
    """
    order = lock_draft(order)
    if amount.currency != order.currency or amount.minor < 0:
        raise NotPossible(_("A discount is a sum of the order's currency."))
    if amount and not reason.strip():
        raise NotPossible(_("Say why this is cheaper."))
    given = order.discounts.filter(promotion_id_then__isnull=True)
    given.delete()
    if amount:
        OrderDiscount.objects.create(
            order=order, label=reason.strip()[:160], amount_minor=amount.minor
        )
    return reckon(order, at=at)


@transaction.atomic
def set_shipping(
    *, order: Order, method: ShippingMethod | None, at: datetime | None = None
) -> Order:
    """How it gets there; None for an order that is handed over.

    Raises:
        NotPossible: it is no draft, or that way does not go there.
    """
    order = lock_draft(order)
    order.shipping_code = method.code if method else ""
    order.shipping_method = name_for(method, order.language)
    if method is not None and method.kind == ShippingKind.EMAIL:
        order.ship_line1 = order.ship_line2 = order.ship_postcode = order.ship_city = ""
    elif method is not None and method.kind == ShippingKind.PICKUP:
        order.ship_line1 = order.ship_line2 = order.ship_postcode = order.ship_city = ""
        order.ship_region, order.ship_country = "", tax_place(method, Destination("")).country
    order.save()
    return reckon(order, at=at)


@transaction.atomic
def discard_draft(*, order: Order) -> None:
    """Throw a draft away; nothing ever came of it.

    Raises:
        NotPossible: it is no draft any more.
    """
    order = lock_draft(order)
    OrderLine.objects.filter(order=order).delete()
    order.delete()


def lock_draft(order: Order) -> Order:
    """The draft as it is now, locked.

    Raises:
        NotPossible: it is no draft any more.
    """
    locked = Order.objects.select_for_update().get(pk=order.pk)
    if locked.state != OrderState.DRAFT:
        raise NotPossible(_("This order is no draft any more."))
    return locked
