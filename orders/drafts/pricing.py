"""What a draft comes to: the shop's own price book, and the discount that staff gave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.companies.certificates import certificate_of
from catalog.models import Variant
from catalog.selectors import VariantCard, variant_cards
from events.names import Channel
from orders.building import line_name, order_discount
from orders.errors import NotPossible
from orders.models import CounterSale, Order, OrderDiscount, OrderLine, ShippingMethod
from orders.shipping import Parcel, ShippingQuote, shipping_book, tax_place
from pricing.engine import AmountOff, PricedBasket, PricedLine, Promotion
from pricing.selectors import Destination, PriceBook, exchange_rate, price_book
from pricing.vat import VatNumberInvalid, check_vat_number

BY_STAFF = 0
"""The key of the discount that staff gave, among those of promotions."""
AFTER_ALL_OTHERS = 1_000_000


def reckon(
    order: Order, *, units: Mapping[int, int] | None = None, at: datetime | None = None
) -> Order:
    """Write a draft's lines and sums anew; ``units`` are its variants, else as they are.

    Raises:
        NotPossible: a variant has no price in the order's currency.
    """
    price_draft(order, units=units, at=at)
    return order


def price_draft(
    order: Order, *, units: Mapping[int, int] | None = None, at: datetime | None = None
) -> PricedBasket:
    """As ``reckon``; what came of it tells why a code does nothing."""
    wanted = _units(order) if units is None else dict(units)
    method = method_of(order)
    place = _destination(order, method)
    book = price_book(
        variant_ids=list(wanted),
        currency=order.currency,
        customer=order.customer,
        destination=place,
        coupon_codes=_codes(order),
        at=at,
    )
    if missing := wanted.keys() - book.quotes.keys():
        raise NotPossible(_("Without a price: %(skus)s") % {"skus": ", ".join(_skus(missing))})
    given = order.discounts.filter(promotion_id_then__isnull=True).first()
    book = _with_discount(book, given)
    quote = _shipping(order, method, book.price(wanted), wanted, place, at) if method else None
    priced = book.price(wanted, shipping=quote.price if quote else None)
    order.rate = exchange_rate(order.currency, at=at)
    _write(order, priced, quote, given, at)
    return priced


def _codes(order: Order) -> Sequence[str]:
    """The codes that were named at the counter; other drafts have none."""
    if order.channel != Channel.POS:
        return ()
    sale = CounterSale.objects.filter(order=order).first()
    return tuple(sale.codes) if sale else ()


def method_of(order: Order) -> ShippingMethod | None:
    """How a draft gets there; None where it is handed over.

    Raises:
        NotPossible: that way is not offered any more.
    """
    if not order.shipping_code:
        return None
    methods = ShippingMethod.objects.filter(is_active=True).select_related("warehouse")
    method = methods.filter(code=order.shipping_code).first()
    if method is None:
        raise NotPossible(
            _("%(method)s is not offered any more.") % {"method": order.shipping_method}
        )
    return method


def _units(order: Order) -> dict[int, int]:
    rows = order.lines.filter(is_gift=False, variant__isnull=False)
    return dict(rows.values_list("variant_id", "quantity"))


def _destination(order: Order, method: ShippingMethod | None) -> Destination:
    """Where it is taxed; at a counter no VAT number matters."""
    address = Destination(order.ship_country, order.ship_region, order.ship_postcode)
    counter = tax_place(method, address)
    if counter != address or not order.vat_number:
        return counter
    if order.vat_number:
        try:
            country = order.billing.get("country") or order.ship_country
            vat = check_vat_number(country, order.vat_number)
        except VatNumberInvalid as problem:
            raise NotPossible(str(problem)) from problem
    return Destination(order.ship_country, order.ship_region, order.ship_postcode, vat)


def _skus(variant_ids: set[int]) -> list[str]:
    return list(Variant.objects.filter(pk__in=variant_ids).values_list("sku", flat=True))


def _with_discount(book: PriceBook, given: OrderDiscount | None) -> PriceBook:
    """The discount is one more promotion, after all others: spread over lines and tax as they."""
    if given is None:
        return book
    promotion = Promotion(
        id=BY_STAFF,
        label=given.label,
        effect=AmountOff(given.amount_minor),
        priority=AFTER_ALL_OTHERS,
    )
    offers = replace(book.offers, promotions=(*book.offers.promotions, promotion))
    return replace(book, offers=offers)


def _shipping(
    order: Order,
    method: ShippingMethod,
    priced: PricedBasket,
    units: Mapping[int, int],
    place: Destination,
    at: datetime | None,
) -> ShippingQuote:
    weights = Variant.objects.filter(pk__in=list(units)).values_list("pk", "weight_grams")
    weight = sum(units[pk] * (grams or 0) for pk, grams in weights)
    parcel = Parcel(priced.subtotal - priced.discount, weight)
    quote = shipping_book(currency=order.currency, at=at).quote(method, parcel, place)
    if quote is None:
        raise NotPossible(_("%(method)s does not deliver this there.") % {"method": method.name})
    return quote


def _write(
    order: Order,
    priced: PricedBasket,
    quote: ShippingQuote | None,
    given: OrderDiscount | None,
    at: datetime | None,
) -> None:
    OrderLine.objects.filter(order=order).delete()
    cards = variant_cards([line.variant_id for line in priced.lines])
    OrderLine.objects.bulk_create(
        _line(order, line, card) for line in priced.lines if (card := cards.get(line.variant_id))
    )
    OrderDiscount.objects.filter(order=order, promotion_id_then__isnull=False).delete()
    OrderDiscount.objects.bulk_create(
        order_discount(order, entry) for entry in priced.applied if entry.promotion_id != BY_STAFF
    )
    if given is not None:
        _cap(given, priced)
    order.subtotal_minor = priced.subtotal.minor
    order.discount_minor = priced.discount.minor
    order.shipping_minor = (priced.shipping - priced.shipping_discount).minor
    order.shipping_tax_minor = priced.shipping_tax.minor
    order.shipping_tax_rate_basis_points = priced.shipping_tax_rate_basis_points
    order.tax_minor, order.total_minor = priced.tax.minor, priced.total.minor
    order.prices_include_tax = priced.prices_include_tax
    order.reverse_charge = priced.reverse_charge
    order.tax_exemption = certificate_of(order.company, at=at) if priced.tax_exempt else ""
    order.expected_from = quote.window.first if quote else None
    order.expected_to = quote.window.last if quote else None
    order.save()


def _cap(given: OrderDiscount, priced: PricedBasket) -> None:
    """A discount above the goods takes what there is; with nothing in the draft it waits."""
    taken = [entry.amount.minor for entry in priced.applied if entry.promotion_id == BY_STAFF]
    if taken and taken[0] != given.amount_minor:
        given.amount_minor = taken[0]
        given.save(update_fields=["amount_minor"])


def _line(order: Order, line: PricedLine, card: VariantCard) -> OrderLine:
    return OrderLine(
        order=order,
        variant_id=line.variant_id,
        product_id_then=card.product_id,
        sku=card.sku,
        name=line_name(card.name, card.options),
        kind=card.kind,
        quantity=line.quantity,
        is_gift=line.is_gift,
        unit_price_minor=line.unit_price.minor,
        discount_minor=line.discount.minor,
        tax_rate_basis_points=line.tax_rate_basis_points,
        tax_minor=line.tax.minor,
        total_minor=line.total.minor,
        unit_cost_minor=line.unit_cost.minor if line.unit_cost else None,
    )
