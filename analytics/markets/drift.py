"""Watching what shoppers write: the last four weeks beside the reviews of the training."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from analytics.algorithms.sentiment import Sentiment
from analytics.algorithms.wording import words
from analytics.markets.reviews import RatedReviews, load_reviews
from analytics.markets.serving import NAME, sentiment_of
from foundation import clock
from mlops.algorithms.drift import quantile_edges
from mlops.drift import Shares, note_drift, shares_at_training
from mlops.models import DriftReport
from mlops.selectors import champion

FloatArray = npt.NDArray[np.float64]
DAYS = 28
UNKNOWN_EDGES = (0.05, 0.1, 0.2, 0.4)
"""Fixed, since a training knows nearly every word that it read."""


class Figure(TextChoices):
    """What is watched."""

    STARS = "stars", _("Stars")
    LENGTHS = "lengths", _("Words of a review")
    UNKNOWN = "unknown", _("Share of words that the training did not know")
    SCORES = "scores", _("How content reviews are by their words")


def reference(reviews: RatedReviews, model: Sentiment) -> dict[str, Any]:
    """What a training leaves for later looks: counts with their bins."""
    counted = {Figure.STARS: Shares.named(_stars(reviews))}
    for figure, values in _numbers(reviews, model).items():
        edges = UNKNOWN_EDGES if figure is Figure.UNKNOWN else quantile_edges(values)
        counted[figure] = Shares.between(edges, values)
    return {str(figure): shares.to_json() for figure, shares in counted.items()}


def look_for_drift(*, at: datetime | None = None) -> list[DriftReport]:
    """The last four weeks beside the champion's training; one report a figure.

    An alarm has the model trained again.
    """
    version = champion(NAME)
    if version is None or not version.trained_on.get("drift"):
        return []
    if (serving := sentiment_of(version)) is None:
        return []
    reviews = load_reviews(since=(at or clock.now()) - timedelta(days=DAYS))
    if not len(reviews):
        return []
    before = shares_at_training(version, Figure)
    now = {str(Figure.STARS): Shares.named(_stars(reviews))}
    for figure, values in _numbers(reviews, serving.model).items():
        now[str(figure)] = before[figure].again(values)
    return note_drift(version=version, before=before, now=now, at=at)


def _stars(reviews: RatedReviews) -> dict[str, int]:
    stars, counts = np.unique(reviews.stars, return_counts=True)
    return dict(zip(map(str, stars.tolist()), counts.tolist(), strict=True))


def _numbers(reviews: RatedReviews, model: Sentiment) -> dict[Figure, FloatArray]:
    said = [words(f"{text.title} {text.text}") for text in reviews.texts]
    unknown = [
        sum(word not in model.vocabulary for word in each) / max(len(each), 1) for each in said
    ]
    return {
        Figure.LENGTHS: np.array([len(each) for each in said], np.float64),
        Figure.UNKNOWN: np.array(unknown, np.float64),
        Figure.SCORES: model.review_scores([text.parts for text in reviews.texts]),
    }
