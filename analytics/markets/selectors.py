"""Reading what was learned of the market: trends, and what reviews say of which aspect."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.db.models import Avg, Count, F, FloatField, Q, QuerySet
from django.db.models.functions import Abs, Cast
from scipy.stats import norm

from analytics.algorithms.aspects import Aspect
from analytics.markets.dataset import PLAIN_LEANING
from analytics.models import AspectOpinion, Direction, ReviewSentiment, Trend, TrendKind
from catalog.models import Category

CONFIDENCE = 0.9
REPEATED = 10
"""So many opinions are read for a quote: titles such as "Good" come again and again."""
_PRAISE = Q(score__gte=PLAIN_LEANING)
_COMPLAINT = Q(score__lte=-PLAIN_LEANING)


@dataclass(frozen=True, slots=True)
class Voices:
    """Praise and complaint of something, counted in reviews."""

    praise: int
    complaints: int

    @property
    def total(self) -> int:
        return self.praise + self.complaints

    @property
    def share(self) -> float | None:
        """The part of praise; None where nobody said anything plain."""
        return self.praise / self.total if self.total else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """In which the true share lies nine times in ten (Wilson 1927)."""
        if not self.total:
            return None
        z = float(norm.ppf((1 + CONFIDENCE) / 2))
        size, share = self.total, self.praise / self.total
        middle = (share + z * z / (2 * size)) / (1 + z * z / size)
        half = z / (1 + z * z / size) * np.sqrt(share * (1 - share) / size + (z / (2 * size)) ** 2)
        return max(float(middle - half), 0.0), min(float(middle + half), 1.0)


@dataclass(frozen=True, slots=True)
class Quote:
    """A clause of a review, or its title, that says most plainly what it thinks."""

    text: str
    score: float
    product_id: int
    product: str
    review_id: int


def found_trends(
    *, kinds: Iterable[TrendKind] | None = None, direction: Direction | None = None
) -> QuerySet[Trend]:
    """What rises or falls for sure enough, the surest first."""
    rows = Trend.objects.exclude(direction=Direction.STEADY)
    if kinds is not None:
        rows = rows.filter(kind__in=list(kinds))
    if direction is not None:
        rows = rows.filter(direction=direction)
    return rows.order_by("q_value", "-count", "pk")


def opinions(
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    product_id: int | None = None,
    category_id: int | None = None,
) -> QuerySet[AspectOpinion]:
    """What reviews of a time, a product, or a category with all below it say."""
    rows = AspectOpinion.objects.all()
    if since is not None:
        rows = rows.filter(sentiment__review__written_at__gte=since)
    if until is not None:
        rows = rows.filter(sentiment__review__written_at__lt=until)
    if product_id is not None:
        rows = rows.filter(sentiment__review__product=product_id)
    if category_id is not None:
        category = Category.objects.filter(pk=category_id).first()
        path = category.path if category is not None else "-"
        rows = rows.filter(sentiment__review__product__category__path__startswith=path)
    return rows


def voices_by_aspect(rows: QuerySet[AspectOpinion]) -> dict[Aspect, Voices]:
    """Praise and complaint of each aspect that anybody spoke of, in one query."""
    sums = (
        rows.order_by()
        .values("aspect")
        .annotate(praise=Count("pk", filter=_PRAISE), complaints=Count("pk", filter=_COMPLAINT))
    )
    found = {row["aspect"]: Voices(row["praise"], row["complaints"]) for row in sums}
    return {aspect: found[aspect] for aspect in Aspect if aspect in found}


def voices_by_category(rows: QuerySet[AspectOpinion]) -> dict[int, dict[Aspect, Voices]]:
    """Praise and complaint by the category that products stand in, and aspect, in one query."""
    sums = (
        rows.order_by()
        .values("sentiment__review__product__category", "aspect")
        .annotate(praise=Count("pk", filter=_PRAISE), complaints=Count("pk", filter=_COMPLAINT))
    )
    found: dict[int, dict[Aspect, Voices]] = {}
    for row in sums:
        by_aspect = found.setdefault(row["sentiment__review__product__category"], {})
        by_aspect[Aspect(row["aspect"])] = Voices(row["praise"], row["complaints"])
    return found


def voices_by_product(
    rows: QuerySet[AspectOpinion], *, most: int, fewest: int
) -> list[tuple[int, Voices]]:
    """The products that are complained of most, as a share of what is said of them."""
    sums = (
        rows.order_by()
        .values("sentiment__review__product")
        .annotate(
            praise=Count("pk", filter=_PRAISE),
            complaints=Count("pk", filter=_COMPLAINT),
            said=F("praise") + F("complaints"),
        )
        .filter(said__gte=fewest, complaints__gt=0)
        .annotate(part=Cast("complaints", FloatField()) / Cast("said", FloatField()))
        .order_by("-part", "-complaints", "sentiment__review__product")[:most]
    )
    return [
        (row["sentiment__review__product"], Voices(row["praise"], row["complaints"]))
        for row in sums
    ]


def quotes(rows: QuerySet[AspectOpinion], *, complaints: bool, most: int) -> list[Quote]:
    """The plainest words, each once."""
    chosen = (
        rows.filter(_COMPLAINT if complaints else _PRAISE)
        .select_related("sentiment__review__product")
        .annotate(plain=Abs("score"))
        .order_by("-plain", "-pk")[: most * REPEATED]
    )
    found: dict[str, Quote] = {}
    for opinion in chosen:
        review = opinion.sentiment.review
        text = review.text[opinion.begin : opinion.end] or review.title
        quote = Quote(text, opinion.score, review.product_id, str(review.product), review.pk)
        found.setdefault(text.casefold(), quote)
    return list(found.values())[:most]


def mean_leaning(*, since: datetime, until: datetime) -> tuple[int, float | None]:
    """How many reviews of a time were read, and how content they are by their words, −1 to 1."""
    told = ReviewSentiment.objects.filter(
        review__written_at__gte=since, review__written_at__lt=until
    ).aggregate(count=Count("pk"), mean=Avg("score"))
    return told["count"], told["mean"]
