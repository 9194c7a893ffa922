"""Rated reviews -> checks -> the later quarter told by the earlier ones -> gate -> registered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt
from django.utils.translation import gettext as _
from scipy.stats import spearmanr

from analytics.algorithms.sentiment import Sentiment, fit, placements
from analytics.markets.drift import reference
from analytics.markets.reviews import RatedReviews, faults, load_reviews, profile_of
from analytics.markets.serving import NAME, sentiment_of, to_arrays
from mlops.gate import Contest, Rival, compete, verdict
from mlops.models import ModelVersion
from mlops.selectors import champion
from mlops.services import Candidate, Judgement, refuse_data, register_version

FloatArray = npt.NDArray[np.float64]
Report = Callable[[str], None]

FEWEST_REVIEWS = 200
FEWEST_OF_EACH = 15
"""Content and discontented reviews, each, among those that judge."""
TRAIN_SHARE = 0.75
PRIOR_REVIEWS = 5.0
"""As many reviews does the shop's mean weigh in that of a product."""
TASK = "held-out reviews"
METRIC = "content above discontented"


@dataclass(frozen=True, slots=True)
class Exam:
    """The reviews that judge, with what the earlier ones say of their products."""

    asked: RatedReviews
    by_product: FloatArray

    def figures(self, scores: FloatArray) -> FloatArray:
        """One for each discontented review: which share of the content ones stands above it."""
        return placements(scores, self.asked.content)

    def after(self, moment: datetime) -> Exam:
        """Of these reviews those that were written after a moment."""
        first = sum(written <= moment for written in self.asked.written_at)
        return Exam(self.asked.rows(first, len(self.asked)), self.by_product[first:])

    @property
    def is_enough(self) -> bool:
        content = int(self.asked.content.sum())
        return min(content, len(self.asked) - content) >= FEWEST_OF_EACH


def train_sentiment(report: Report, *, trust_data: bool = False) -> ModelVersion | None:
    """Train on the shop's own rated reviews; None where there are too few to learn and judge."""
    report("reading reviews")
    reviews = load_reviews()
    if len(reviews) < FEWEST_REVIEWS:
        return None
    serving = champion(NAME)
    found = [] if trust_data else faults(reviews, _profile_before(serving))
    if found:
        return refuse_data(name=NAME, reason=" ".join(found), trained_on=_trained_on(reviews))
    cut = int(len(reviews) * TRAIN_SHARE)
    early, late = reviews.rows(0, cut), reviews.rows(cut, len(reviews))
    exam = Exam(late, _stars_by_product(early, late.products))
    if not exam.is_enough or early.content.all() or not early.content.any():
        return None
    report("backtest")
    judgement = _judge(fit(early.texts), exam, serving)
    report("fit")
    model = fit(reviews.texts)
    return register_version(
        candidate=Candidate(
            name=NAME,
            arrays=to_arrays(model),
            judgement=judgement,
            parameters={"terms": len(model.terms)},
            trained_on=_trained_on(reviews) | {"drift": reference(reviews, model)},
        )
    )


def _judge(model: Sentiment, exam: Exam, serving: ModelVersion | None) -> Judgement:
    """Against the stars of the product alone, and against the champion on what it never saw."""
    parts = [text.parts for text in exam.asked.texts]
    scores = model.review_scores(parts)
    ours, plain = exam.figures(scores), exam.figures(exam.by_product)
    contests = [_contest(Rival.BASELINE, ours, plain)]
    contests += _against_champion(model, exam, serving)
    # Words must surely tell more than the product's stars: else there is nothing to read.
    is_better = contests[0].difference.lower > 0
    notes = [] if is_better else [_("Words do not surely tell more than the product's own stars.")]
    return Judgement(
        metrics={
            TASK: {
                METRIC: float(ours.mean()),
                "rank correlation": _rank_correlation(scores, exam.asked),
                "reviews": len(exam.asked),
                "discontented": len(ours),
            }
        },
        baseline={
            TASK: {
                METRIC: float(plain.mean()),
                "rank correlation": _rank_correlation(exam.by_product, exam.asked),
            }
        },
        accepted=is_better and all(contest.passed for contest in contests),
        reason=verdict(contests, notes),
        contests=contests,
    )


def _against_champion(model: Sentiment, exam: Exam, serving: ModelVersion | None) -> list[Contest]:
    """A champion learned from most of the reviews that judge: only later ones are fair."""
    if serving is None or (before := sentiment_of(serving)) is None:
        return []
    until = serving.trained_on.get("until")
    fresh = exam.after(datetime.fromisoformat(until)) if until else exam
    if not fresh.is_enough:
        return []
    parts = [text.parts for text in fresh.asked.texts]
    ours = fresh.figures(model.review_scores(parts))
    theirs = fresh.figures(before.model.review_scores(parts))
    return [_contest(Rival.CHAMPION, ours, theirs)]


def _contest(rival: Rival, ours: FloatArray, theirs: FloatArray) -> Contest:
    return compete(task=TASK, metric=METRIC, rival=rival, ours=ours, theirs=theirs)


def _stars_by_product(early: RatedReviews, asked: npt.NDArray[np.int64]) -> FloatArray:
    """The mean stars of each asked product so far, drawn to the shop's."""
    products, rows = np.unique(early.products, return_inverse=True)
    stars = early.stars.astype(np.float64)
    mean = float(stars.mean())
    sums = np.bincount(rows, weights=stars, minlength=len(products))
    means = (sums + PRIOR_REVIEWS * mean) / (
        np.bincount(rows, minlength=len(products)) + PRIOR_REVIEWS
    )
    known = dict(zip(products.tolist(), means.tolist(), strict=True))
    return np.array([known.get(product, mean) for product in asked.tolist()])


def _rank_correlation(scores: FloatArray, reviews: RatedReviews) -> float:
    """Spearman's, with the stars; 0 where every score is the same."""
    if len(np.unique(scores)) < 2:
        return 0.0
    return float(spearmanr(scores, reviews.stars).statistic)


def _trained_on(reviews: RatedReviews) -> dict[str, Any]:
    return {
        "first": reviews.written_at[0].isoformat(),
        "until": reviews.written_at[-1].isoformat(),
        "profile": profile_of(reviews).to_json(),
    }


def _profile_before(serving: ModelVersion | None) -> dict[str, Any] | None:
    return serving.trained_on.get("profile") if serving is not None else None
