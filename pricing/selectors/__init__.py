"""Reading prices, promotions and taxes."""

from pricing.selectors.book import Destination, PriceBook, VatStatus, price_book
from pricing.selectors.coupons import CouponDifference, coupon_differences
from pricing.selectors.prices import NoRate, PriceQuote, exchange_rate, prices_of

__all__ = [
    "CouponDifference",
    "Destination",
    "NoRate",
    "PriceBook",
    "PriceQuote",
    "VatStatus",
    "coupon_differences",
    "exchange_rate",
    "price_book",
    "prices_of",
]
