"""Staff pages of the markets: the month's digest, trends, and what reviews say."""

from analytics.admin import digests, journeys, operations, rollups, trends, voices

__all__ = ["digests", "journeys", "operations", "rollups", "trends", "voices"]
