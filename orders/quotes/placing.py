"""From an offer to rows of an order: not a cent is reckoned anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import Company
from catalog.models import ProductKind
from events.context import EventContext
from events.names import Channel
from foundation import clock
from foundation.money import Money
from inventory.services import OutOfStock, reserve_stock
from orders.building import order_number, pack_context, ship_to
from orders.checkout.complete import counter_of, place_due, units_of
from orders.companies.terms import payment_days
from orders.models import (
    Order,
    OrderLine,
    OrderState,
    Payment,
    Quote,
    QuoteLine,
    QuoteVersion,
    ShippingMethod,
)
from orders.payments.invoice import InvoiceProvider
from orders.quotes.details import details_of, place_of
from orders.quotes.errors import QuoteRefused
from orders.shipping import DeliveryWindow, Parcel, shipping_book
from pricing.selectors import exchange_rate


def write_order(
    *,
    quote: Quote,
    offered: QuoteVersion,
    company: Company | None,
    context: EventContext,
    at: datetime | None = None,
) -> Order:
    """The order that an offer becomes, waiting; its sums are those of the offer.

    Raises:
        QuoteRefused: something of it is not in the catalogue any more, or its way is not offered.
    """
    lines = list(offered.lines.select_related("variant__product"))
    if any(line.variant_id is None for line in lines):
        raise QuoteRefused(_("Something in it is not for sale any more. Please ask again."))
    method = _method_of(offered)
    order = Order(
        **ship_to(replace(details_of(quote), po_number=quote.po_number), method=method),
        **_sums(offered),
        state=OrderState.PENDING,
        channel=Channel.WEB,
        customer=quote.customer,
        company=company,
        language=quote.language,
        currency=quote.currency,
        base_currency=settings.SHOP_BASE_CURRENCY,
        rate=exchange_rate(quote.currency, at=at),
        context=pack_context(context),
        created_at=at or clock.now(),
    )
    if method is not None and (window := _window(quote, offered, method, lines, at)):
        order.expected_from, order.expected_to = window.first, window.last
    order.save()
    order.number = order_number(order.pk)
    order.save(update_fields=["number"])
    OrderLine.objects.bulk_create(_line(order, line) for line in lines)
    return order


def place_at_once(*, order: Order, company: Company, at: datetime | None = None) -> None:
    """Place an order that is paid by invoice, in the caller's transaction.

    Raises:
        QuoteRefused: not so much is in stock; the caller's transaction is to be rolled back.
    """
    payment = Payment.objects.create(
        order=order,
        provider=InvoiceProvider.name,
        key=f"order-{order.public_id}",
        amount_minor=order.total_minor,
        currency=order.currency,
        created_at=order.created_at,
    )
    _reserve(order, at)
    due_on = clock.business_day(at) + timedelta(days=payment_days(company))
    if not place_due(order_id=order.pk, payment_id=payment.pk, due_on=due_on, at=at):
        raise QuoteRefused(_("Somebody was faster: not so many are in stock."))
    order.refresh_from_db()


def _reserve(order: Order, at: datetime | None) -> None:
    try:
        reserve_stock(
            key=order.public_id,
            quantities=units_of(order.lines.all()),
            country=order.ship_country,
            warehouse=counter_of(order),
            at=at,
        )
    except OutOfStock as shortage:
        short = [entry.variant_id for entry in shortage.shortages]
        names = order.lines.filter(variant_id__in=short).values_list("name", flat=True)
        raise QuoteRefused(
            _("Not so many are in stock: %(names)s") % {"names": ", ".join(names)}
        ) from shortage


def _method_of(offered: QuoteVersion) -> ShippingMethod | None:
    if not offered.shipping_code:
        return None
    methods = ShippingMethod.objects.filter(is_active=True).select_related("warehouse")
    method = methods.filter(code=offered.shipping_code).first()
    if method is None:
        raise QuoteRefused(
            _("%(method)s is not offered any more.") % {"method": offered.shipping_method}
        )
    return method


def _sums(offered: QuoteVersion) -> dict[str, int | bool | str]:
    return {
        "prices_include_tax": offered.prices_include_tax,
        "reverse_charge": offered.reverse_charge,
        "tax_exemption": offered.tax_exemption,
        "subtotal_minor": offered.subtotal_minor,
        "shipping_minor": offered.shipping_minor,
        "shipping_tax_minor": offered.shipping_tax_minor,
        "shipping_tax_rate_basis_points": offered.shipping_tax_rate_basis_points,
        "tax_minor": offered.tax_minor,
        "total_minor": offered.total_minor,
        "shipping_code": offered.shipping_code,
        "shipping_method": offered.shipping_method,
    }


def _window(
    quote: Quote,
    offered: QuoteVersion,
    method: ShippingMethod,
    lines: list[QuoteLine],
    at: datetime | None,
) -> DeliveryWindow | None:
    """When it arrives by today's tables; None where they do not know such a parcel."""
    weight = sum(line.quantity * (line.variant.weight_grams or 0) for line in lines if line.variant)
    parcel = Parcel(Money(offered.subtotal_minor, quote.currency), weight)
    place = place_of(details_of(quote), method)
    found = shipping_book(currency=quote.currency, at=at).quote(method, parcel, place)
    return found.window if found else None


def _line(order: Order, line: QuoteLine) -> OrderLine:
    return OrderLine(
        order=order,
        variant_id=line.variant_id,
        product_id_then=line.product_id_then,
        sku=line.sku,
        name=line.name,
        kind=line.variant.product.kind if line.variant else ProductKind.GOODS,
        quantity=line.quantity,
        unit_price_minor=line.unit_price_minor or 0,
        tax_rate_basis_points=line.tax_rate_basis_points,
        tax_minor=line.tax_minor,
        total_minor=line.total_minor,
        unit_cost_minor=line.unit_cost_minor,
    )
