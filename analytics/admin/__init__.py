"""Staff pages of the markets and of customers, and the days behind the dashboards."""

from analytics.admin import (
    companies,
    digests,
    journeys,
    operations,
    profiles,
    rollups,
    segments,
    strategies,
    trends,
    voices,
)

__all__ = [
    "companies",
    "digests",
    "journeys",
    "operations",
    "profiles",
    "rollups",
    "segments",
    "strategies",
    "trends",
    "voices",
]
