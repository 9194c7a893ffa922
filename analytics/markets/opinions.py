"""Reading reviews: how content each is, and what it says of which aspect."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import F, Q

from analytics.algorithms.aspects import Aspect, aspects_of
from analytics.algorithms.sentiment import Sentiment, parts_of
from analytics.algorithms.wording import Clause, clauses
from analytics.markets.serving import ServedSentiment, current_sentiment
from analytics.models import AspectOpinion, ReviewSentiment
from catalog.models import Review, ReviewStatus
from foundation import clock
from foundation.transactions import retry_once

AT_ONCE = 500
TITLE = Clause(0, 0)


@dataclass(frozen=True, slots=True)
class Said:
    """How a review speaks of one aspect: the mean of its clauses, and the plainest of them."""

    aspect: Aspect
    score: float
    plainest: Clause


def said_of_aspects(title: str, text: str, model: Sentiment) -> list[Said]:
    """What a review says, aspect by aspect; of what its words are about nothing is guessed."""
    stretches = [TITLE, *clauses(text)] if title.strip() else clauses(text)
    parts = [title if one is TITLE else text[one.begin : one.end] for one in stretches]
    heard: dict[Aspect, list[tuple[float, Clause]]] = {}
    for stretch, part, score in zip(stretches, parts, model.scores(parts).tolist(), strict=True):
        for aspect in aspects_of(part):
            heard.setdefault(aspect, []).append((score, stretch))
    return [
        Said(
            aspect,
            sum(score for score, _stretch in told) / len(told),
            max(told, key=lambda one: abs(one[0]))[1],
        )
        for aspect, told in sorted(heard.items())
    ]


def read_reviews(*, at: datetime | None = None) -> int:
    """Read the published reviews that the champion has not read as they stand now.

    What is published no longer is forgotten. Returns how many were read; 0 without a champion.
    """
    ReviewSentiment.objects.exclude(review__status=ReviewStatus.PUBLISHED).delete()
    if (serving := current_sentiment()) is None:
        return 0
    now = at or clock.now()
    unread = list(_unread(serving.version))
    for start in range(0, len(unread), AT_ONCE):
        chosen = unread[start : start + AT_ONCE]
        retry_once(partial(_read, chosen, serving, now))
    return len(unread)


def _unread(version: str) -> Iterable[int]:
    """Never read, read by another version, or changed and published again since."""
    current = ReviewSentiment.objects.filter(version=version).exclude(
        Q(review__edited_at__gt=F("scored_at")) | Q(review__moderated_at__gt=F("scored_at"))
    )
    return (
        Review.objects.filter(status=ReviewStatus.PUBLISHED)
        .exclude(pk__in=current.values("review_id"))
        .order_by("pk")
        .values_list("pk", flat=True)
    )


@transaction.atomic
def _read(review_ids: Sequence[int], serving: ServedSentiment, now: datetime) -> None:
    """Anew and whole: what an earlier version heard is gone."""
    reviews = list(Review.objects.filter(pk__in=review_ids, status=ReviewStatus.PUBLISHED))
    ReviewSentiment.objects.filter(review__in=review_ids).delete()
    said = [parts_of(review.title, review.text) for review in reviews]
    scores = serving.model.review_scores(said).tolist()
    read = ReviewSentiment.objects.bulk_create(
        ReviewSentiment(review=review, score=score, version=serving.version, scored_at=now)
        for review, score in zip(reviews, scores, strict=True)
    )
    AspectOpinion.objects.bulk_create(
        AspectOpinion(
            sentiment=sentiment,
            aspect=str(one.aspect),
            score=one.score,
            begin=one.plainest.begin,
            end=one.plainest.end,
        )
        for sentiment, review in zip(read, reviews, strict=True)
        for one in said_of_aspects(review.title, review.text, serving.model)
    )
