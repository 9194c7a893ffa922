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
from analytics.models.rollups import (
    DailyProduct,
    DailySales,
    DailyTraffic,
    Dimension,
    MonthlyProduct,
    OrderOrigin,
)
from analytics.models.segments import (
    CompanyHealth,
    ContactChannel,
    Grouping,
    HealthState,
    SegmentDay,
    SegmentMove,
    SegmentStrategy,
)

__all__ = [
    "AspectOpinion",
    "CompanyHealth",
    "ContactChannel",
    "CustomerProfile",
    "DailyProduct",
    "DailySales",
    "DailyTraffic",
    "Dimension",
    "Direction",
    "Grouping",
    "HealthState",
    "MarketDigest",
    "MonthlyProduct",
    "OrderOrigin",
    "ReviewAspect",
    "ReviewSentiment",
    "RfmSegment",
    "SegmentDay",
    "SegmentMove",
    "SegmentStrategy",
    "Trend",
    "TrendKind",
    "TrendSeason",
]
