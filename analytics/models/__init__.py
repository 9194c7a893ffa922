"""What was learned of the market and of customers, and days in numbers."""

from analytics.models.customers import CustomerProfile, RfmSegment
from analytics.models.markets import (
    AspectOpinion,
    Direction,
    MarketDigest,
    ReviewAspect,
    ReviewSentiment,
    Trend,
    TrendKind,
    TrendSeason,
)
from analytics.models.rollups import DailyProduct, DailySales, DailyTraffic, Dimension

__all__ = [
    "AspectOpinion",
    "CustomerProfile",
    "DailyProduct",
    "DailySales",
    "DailyTraffic",
    "Dimension",
    "Direction",
    "MarketDigest",
    "ReviewAspect",
    "ReviewSentiment",
    "RfmSegment",
    "Trend",
    "TrendKind",
    "TrendSeason",
]
