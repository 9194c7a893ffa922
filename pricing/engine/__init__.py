"""What a basket costs: one pure function of the basket, the promotions and the tax policy.

No Django, no clock, no database: the same input gives the same cents, always.
"""

from pricing.engine.basket import price_basket
from pricing.engine.promotions import (
    AmountOff,
    BuyGet,
    Effect,
    FixedPrice,
    FreeShipping,
    Gift,
    GroupRule,
    Match,
    PercentOff,
    Promotion,
    Requirements,
    Spread,
)
from pricing.engine.taxes import Relief, TaxPolicy, TaxShare
from pricing.engine.types import (
    AppliedPromotion,
    Basket,
    Buyer,
    Coupon,
    Item,
    PricedBasket,
    PricedLine,
    Reason,
    Refusal,
)

__all__ = [
    "AmountOff",
    "AppliedPromotion",
    "Basket",
    "BuyGet",
    "Buyer",
    "Coupon",
    "Effect",
    "FixedPrice",
    "FreeShipping",
    "Gift",
    "GroupRule",
    "Item",
    "Match",
    "PercentOff",
    "PricedBasket",
    "PricedLine",
    "Promotion",
    "Reason",
    "Refusal",
    "Relief",
    "Requirements",
    "Spread",
    "TaxPolicy",
    "TaxShare",
    "price_basket",
]
