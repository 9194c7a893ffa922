"""Rows of the markets as the nightly job leaves them, and reviews to learn from."""

from datetime import date, timedelta

from analytics.models import (
    AspectOpinion,
    Direction,
    MarketDigest,
    ReviewAspect,
    ReviewSentiment,
    Trend,
    TrendKind,
    TrendSeason,
)
from catalog.models import Review, ReviewStatus
from foundation import clock

TRENDS_OF_A_DIGEST = [
    {
        "kind": "search", "subject": "search:rain poncho", "name": "“rain poncho”",
        "direction": "rising", "count": 80, "expected": 40.0, "ratio": 2.0, "low": 1.6,
        "high": 2.4, "q": 0.01, "days": 28, "season": "year",
    }
]  # fmt: skip


def make_trend(subject="search:rain poncho", *, direction=Direction.RISING, **fields) -> Trend:
    kind = fields.pop("kind", subject.partition(":")[0])
    known = {
        "until": clock.business_day() - timedelta(days=1), "days": 28, "count": 80,
        "expected": 40.0, "ratio": 2.0, "low": 1.6, "high": 2.4, "q_value": 0.01,
        "season": TrendSeason.YEAR, "counts": [10] * 26 + [20] * 4, "totals": [100] * 30,
        "made_at": clock.now(),
    }  # fmt: skip
    return Trend.objects.create(
        kind=TrendKind(kind), subject=subject, direction=direction, **(known | fields)
    )


def make_read(review: Review, *, score=0.6, aspect=ReviewAspect.QUALITY) -> ReviewSentiment:
    """A review that was read, with one opinion in its title."""
    read = ReviewSentiment.objects.create(
        review=review, score=score, version="1", scored_at=clock.now()
    )
    AspectOpinion.objects.create(sentiment=read, aspect=aspect, score=score)
    return read


def make_digest_row(month: date) -> MarketDigest:
    return MarketDigest.objects.create(
        month=month,
        content={
            "asked": 40,
            "trends": TRENDS_OF_A_DIGEST,
            "unmet": [{"words": "rain poncho", "searches": 80, "missed": 78}],
            "reviews": {"read": 12, "leaning": 0.3, "before": None},
            "aspects": [
                {
                    "aspect": "quality", "praise": 8, "complaints": 2, "praise_before": 0,
                    "complaints_before": 0,
                }
            ],
        },
        made_at=clock.now(),
    )  # fmt: skip


def fill_markets(review: Review) -> None:
    """A row of each table for one review and its product."""
    make_read(review)
    make_trend(f"product:{review.product_id}")
    months = MarketDigest.objects.count()
    make_digest_row(date(2020 + months // 12, months % 12 + 1, 1))


def write_past_review(product, *, rating, text, title="", days_ago=30, **fields) -> Review:
    """A published review of some days ago."""
    return Review.objects.create(
        product=product, author="Ann", rating=rating, title=title, text=text,
        status=ReviewStatus.PUBLISHED, written_at=clock.now() - timedelta(days=days_ago),
        **fields,
    )  # fmt: skip
