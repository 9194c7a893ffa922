"""What was learned of the market: trends, what reviews say, and the month's digest."""

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

__all__ = [
    "AspectOpinion",
    "Direction",
    "MarketDigest",
    "ReviewAspect",
    "ReviewSentiment",
    "Trend",
    "TrendKind",
    "TrendSeason",
]
