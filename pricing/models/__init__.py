"""Prices, promotions and taxes: tables with their constraints."""

from pricing.models.prices import (
    Currency,
    ExchangeRate,
    Price,
    PriceList,
    PriceListEntry,
    PriceSource,
    Rounding,
)
from pricing.models.promotions import (
    Coupon,
    Promotion,
    PromotionGroup,
    PromotionKind,
    PromotionTarget,
    Redemption,
)
from pricing.models.taxes import ProductTax, TaxClass, TaxRate

__all__ = [
    "Coupon",
    "Currency",
    "ExchangeRate",
    "Price",
    "PriceList",
    "PriceListEntry",
    "PriceSource",
    "ProductTax",
    "Promotion",
    "PromotionGroup",
    "PromotionKind",
    "PromotionTarget",
    "Redemption",
    "Rounding",
    "TaxClass",
    "TaxRate",
]
