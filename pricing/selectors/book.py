"""All that a basket's prices hang on, read once; then reckoned as often as needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings

from accounts.models import Customer
from foundation.money import Money
from pricing.engine import Basket, Item, PricedBasket, Promotion, TaxPolicy, price_basket
from pricing.selectors.prices import PriceQuote, prices_of
from pricing.vat import VatNumber

VatStatus = VatNumber


@dataclass(frozen=True, slots=True)
class Destination:
    """Where goods go; ``vat`` is a checked VAT number of the buyer."""

    country: str
    region: str = ""
    postcode: str = ""
    vat: VatStatus | None = None


@dataclass(frozen=True, slots=True)
class PriceBook:
    """The prices of some variants for one buyer and place. Pricing with it asks no database."""

    currency: str
    quotes: Mapping[int, PriceQuote]
    tax: TaxPolicy
    promotions: Sequence[Promotion] = ()
    products: Mapping[int, int] = field(default_factory=dict)

    def quote(self, variant_id: int, quantity: int = 1) -> PriceQuote | None:
        """The unit price of a variant at a quantity; None where it is not for sale."""
        return self.quotes.get(variant_id)

    def price(
        self, quantities: Mapping[int, int], *, shipping: Money | None = None
    ) -> PricedBasket:
        """The money of quantities by variant; variants without a price are left out."""
        items = tuple(
            Item(
                variant_id=variant_id,
                product_id=0,
                quantity=quantity,
                unit_price=quote.amount.minor,
                compare_at=quote.compare_at.minor if quote.compare_at else None,
                unit_cost=quote.cost.minor if quote.cost else None,
            )
            for variant_id, quantity in quantities.items()
            if quantity > 0 and (quote := self.quote(variant_id, quantity)) is not None
        )
        basket = Basket(self.currency, items, shipping=None if shipping is None else shipping.minor)
        return price_basket(basket, self.promotions, self.tax)


def price_book(
    *,
    variant_ids: Sequence[int],
    currency: str,
    customer: Customer | None = None,
    destination: Destination | None = None,
    coupon_codes: Sequence[str] = (),
    at: datetime | None = None,
) -> PriceBook:
    """Prices, promotions and taxes for some variants, one buyer and one place.

    Without a ``destination`` the shop's own country is assumed.
    """
    return PriceBook(
        currency=currency,
        quotes=prices_of(variant_ids, currency=currency, at=at),
        tax=TaxPolicy(
            included=settings.SHOP_PRICES_INCLUDE_TAX, fallback=settings.SHOP_TAX_RATE_BASIS_POINTS
        ),
    )
