"""Published reviews as texts with their stars: what sentiment is learned from."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt
from django.utils.translation import gettext as _

from analytics.algorithms.sentiment import RatedText
from catalog.models import Review, ReviewStatus

MOST_REVIEWS = 50_000
CONTENT_FROM = 4
"""Who gives so many stars is content."""
KEPT_SHARE = 0.7
LARGEST_SHARE = 0.6
ENOUGH_REVIEWS = 500
_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class RatedReviews:
    """The latest reviews, oldest first, row by row."""

    texts: list[RatedText]
    products: npt.NDArray[np.int64]
    written_at: list[datetime]

    def __len__(self) -> int:
        return len(self.texts)

    @property
    def stars(self) -> npt.NDArray[np.int64]:
        return np.array([text.rating for text in self.texts], np.int64)

    @property
    def content(self) -> npt.NDArray[np.bool_]:
        return np.asarray(self.stars >= CONTENT_FROM)

    def rows(self, first: int, last: int) -> RatedReviews:
        return RatedReviews(
            self.texts[first:last], self.products[first:last], self.written_at[first:last]
        )


@dataclass(frozen=True, slots=True)
class ReviewProfile:
    """Reviews in the figures that the next training compares with."""

    reviews: int
    products: int

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def load_reviews(*, since: datetime | None = None) -> RatedReviews:
    """The latest ``MOST_REVIEWS`` published ones that say something in words."""
    found = Review.objects.filter(status=ReviewStatus.PUBLISHED).exclude(text="", title="")
    if since is not None:
        found = found.filter(written_at__gte=since)
    rows = found.order_by("-written_at", "-pk").values_list(
        "title", "text", "rating", "product_id", "written_at"
    )[:MOST_REVIEWS]
    latest = list(rows.iterator(_AT_ONCE))[::-1]
    return RatedReviews(
        texts=[RatedText(title, text, rating) for title, text, rating, _p, _at in latest],
        products=np.array([row[3] for row in latest], np.int64),
        written_at=[row[4] for row in latest],
    )


def profile_of(reviews: RatedReviews) -> ReviewProfile:
    return ReviewProfile(reviews=len(reviews), products=len(np.unique(reviews.products)))


def faults(reviews: RatedReviews, before: dict[str, Any] | None) -> list[str]:
    """What speaks against learning from these reviews, a sentence each."""
    found = []
    largest = np.unique(reviews.products, return_counts=True)[1].max(initial=0) / len(reviews)
    if len(reviews) >= ENOUGH_REVIEWS and largest > LARGEST_SHARE:
        found.append(_("One product holds %(share)s of all reviews.") % {"share": f"{largest:.0%}"})
    earlier = int(before.get("reviews", 0)) if before else 0
    if len(reviews) < KEPT_SHARE * earlier:
        found.append(
            _("There are %(now)d reviews; the last training read %(before)d.")
            % {"now": len(reviews), "before": earlier}
        )
    return found
