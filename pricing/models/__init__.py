"""Prices, promotions and taxes: tables with their constraints."""

from pricing.models.competition import (
    Competitor,
    CompetitorFeed,
    CompetitorOffer,
    CompetitorPrice,
    FeedFormat,
    MatchedBy,
    MatchState,
)
from pricing.models.elasticities import CrossEffect, ElasticityEstimate, PriceKnownFrom
from pricing.models.price_tests import (
    LeftBecause,
    PriceTest,
    PriceTestGrouping,
    PriceTestItem,
    PriceTestPeriod,
    PriceTestState,
    PriceTestVerdict,
)
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
    "Competitor",
    "CompetitorFeed",
    "CompetitorOffer",
    "CompetitorPrice",
    "Coupon",
    "CrossEffect",
    "Currency",
    "ElasticityEstimate",
    "ExchangeRate",
    "FeedFormat",
    "LeftBecause",
    "MatchState",
    "MatchedBy",
    "Price",
    "PriceKnownFrom",
    "PriceList",
    "PriceListEntry",
    "PriceSource",
    "PriceTest",
    "PriceTestGrouping",
    "PriceTestItem",
    "PriceTestPeriod",
    "PriceTestState",
    "PriceTestVerdict",
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
