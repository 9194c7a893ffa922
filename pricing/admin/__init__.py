"""Staff pages for prices, competitors, promotions, coupons, lists, taxes and currencies."""

from pricing.admin import (
    competitor_offers,
    competitors,
    coupons,
    currencies,
    elasticities,
    lists,
    price_tests,
    prices,
    promotion_effects,
    promotions,
    taxes,
)

__all__ = [
    "competitor_offers",
    "competitors",
    "coupons",
    "currencies",
    "elasticities",
    "lists",
    "price_tests",
    "prices",
    "promotion_effects",
    "promotions",
    "taxes",
]
