"""Reading prices, promotions and taxes."""

from pricing.selectors.book import PriceBook, own_prices, price_book
from pricing.selectors.coupons import CouponDifference, coupon_differences, coupons_for
from pricing.selectors.currencies import offered_currencies
from pricing.selectors.lists import QuantityPrice
from pricing.selectors.prices import (
    Conversion,
    NoRate,
    PriceQuote,
    conversion,
    conversions,
    exchange_rate,
    lowest_prices,
    prices_of,
)
from pricing.selectors.taxes import Destination, tax_policy

__all__ = [
    "Conversion",
    "CouponDifference",
    "Destination",
    "NoRate",
    "PriceBook",
    "PriceQuote",
    "QuantityPrice",
    "conversion",
    "conversions",
    "coupon_differences",
    "coupons_for",
    "exchange_rate",
    "lowest_prices",
    "offered_currencies",
    "own_prices",
    "price_book",
    "prices_of",
    "tax_policy",
]
