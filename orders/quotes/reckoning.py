"""What an offer comes to: staff's prices in place of the shop's, by the shop's own arithmetic."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import Customer
from catalog.models import Variant
from catalog.selectors import VariantCard, variant_cards
from foundation.money import Money
from orders.building import CheckoutDetails, line_name
from orders.models import QuoteLine, QuoteVersion, ShippingMethod
from orders.quotes.details import place_of
from orders.quotes.errors import QuoteRefused
from orders.shipping import Parcel, ShippingQuote, shipping_book
from pricing.engine import PricedBasket, PricedLine, TaxPolicy
from pricing.selectors import PriceBook, PriceQuote, price_book
from pricing.selectors.offers import EngineOffers


@dataclass(frozen=True, slots=True)
class Sale:
    """Who buys what, and where to: all that prices and taxes hang on."""

    units: Mapping[int, int]
    details: CheckoutDetails
    currency: str
    customer: Customer | None = None
    method: ShippingMethod | None = None
    at: datetime | None = None

    def book(self) -> PriceBook:
        """Today's prices for this buyer and place.

        Raises:
            QuoteRefused: something has no price, or the VAT number cannot be one.
        """
        book = price_book(
            variant_ids=list(self.units),
            currency=self.currency,
            customer=self.customer,
            destination=place_of(self.details, self.method),
            at=self.at,
        )
        if missing := self.units.keys() - book.quotes.keys():
            skus = Variant.objects.filter(pk__in=missing).order_by("sku")
            names = ", ".join(skus.values_list("sku", flat=True))
            raise QuoteRefused(_("Without a price: %(skus)s") % {"skus": names})
        return book


def usual_lines(sale: Sale) -> dict[int, PricedLine]:
    """Each variant as this buyer would be asked for it in the shop, promotions left aside."""
    book = _without_promotions(sale.book())
    return {line.variant_id: line for line in book.price(sale.units).lines}


def price_offer(sale: Sale, prices: Mapping[int, Money], *, shipping: Money | None) -> PricedBasket:
    """The offer with its taxes: unit prices and shipping as this buyer is asked for them.

    Without a price for the ``shipping`` the shop's own is taken, where there is a method.
    """
    book = _without_promotions(sale.book())
    quotes = {
        pk: PriceQuote(prices[pk], None, quote.cost)
        for pk, quote in book.quotes.items()
        if pk in prices
    }
    offered = replace(book, quotes=quotes, quantity_prices={}, tax=_as_asked(book.tax))
    if shipping is None and sale.method is not None:
        asked = shipping_of(sale, offered.price(sale.units)).price
        shipping = book.price(sale.units, shipping=asked).shipping
    return offered.price(sale.units, shipping=shipping)


def shipping_of(sale: Sale, priced: PricedBasket) -> ShippingQuote:
    """What the chosen way costs in the shop, and when it would arrive.

    Raises:
        QuoteRefused: it does not deliver this there.
    """
    if sale.method is None:
        raise QuoteRefused(_("Choose how it gets there."), field="method")
    weights = Variant.objects.filter(pk__in=list(sale.units)).values_list("pk", "weight_grams")
    weight = sum(sale.units[pk] * (grams or 0) for pk, grams in weights)
    quote = shipping_book(currency=sale.currency, at=sale.at).quote(
        sale.method, Parcel(priced.subtotal, weight), place_of(sale.details, sale.method)
    )
    if quote is None:
        raise QuoteRefused(
            _("%(method)s does not deliver this there.") % {"method": sale.method.name},
            field="method",
        )
    return quote


def lines_of(
    version: QuoteVersion, usual: Mapping[int, PricedLine], offered: Iterable[PricedLine] = ()
) -> list[QuoteLine]:
    """Unsaved lines of a version; ``offered`` are those with staff's prices, where there are."""
    cards = variant_cards(list(usual))
    prices = {line.variant_id: line for line in offered}
    return [
        _line(version, card, line, prices.get(pk))
        for pk, line in usual.items()
        if (card := cards.get(pk))
    ]


def _line(
    version: QuoteVersion, card: VariantCard, usual: PricedLine, offered: PricedLine | None
) -> QuoteLine:
    line = QuoteLine(
        version=version,
        variant_id=card.variant_id,
        product_id_then=card.product_id,
        sku=card.sku,
        name=line_name(card.name, card.options),
        quantity=usual.quantity,
        listed_minor=usual.unit_price.minor,
        unit_cost_minor=usual.unit_cost.minor if usual.unit_cost else None,
    )
    if offered is not None:
        line.unit_price_minor = offered.unit_price.minor
        line.tax_rate_basis_points = offered.tax_rate_basis_points
        line.tax_minor, line.total_minor = offered.tax.minor, offered.total.minor
    return line


def _without_promotions(book: PriceBook) -> PriceBook:
    """A quote is a price of its own: no promotion comes on top, and none gives a gift."""
    return replace(book, offers=EngineOffers((), ()), gifts={})


def _as_asked(tax: TaxPolicy) -> TaxPolicy:
    """The policy for prices that are the buyer's already: no tax of home is taken off them."""
    return replace(tax, home_rates={}, fallback=0) if tax.relief else tax
