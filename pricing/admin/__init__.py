"""Staff pages for prices, competitors, promotions, coupons, lists, taxes and currencies."""

from pricing.admin import (
    bundles,
    competitor_offers,
    competitors,
    coupons,
    currencies,
    elasticities,
    lists,
    policies,
    price_tests,
    prices,
    promotion_effects,
    promotions,
    structure,
    suggestions,
    taxes,
    wholesale,
)

__all__ = [
    "bundles",
    "competitor_offers",
    "competitors",
    "coupons",
    "currencies",
    "elasticities",
    "lists",
    "policies",
    "price_tests",
    "prices",
    "promotion_effects",
    "promotions",
    "structure",
    "suggestions",
    "taxes",
    "wholesale",
]
