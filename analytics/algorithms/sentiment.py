"""Praise and complaint in the words of a shop's own shoppers, learned from the stars they gave.

A logistic regression over words and pairs of words. Each clause of a review is a case of its own
and inherits the review's stars as a part of praise (five stars: all of it, three: half), so that
the words of mixed reviews teach both. Praise and complaint weigh the same in all, however kind
the shop's reviewers are: what a clause says is judged by its own words alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy.sparse import vstack
from scipy.stats import rankdata
from sklearn.linear_model import LogisticRegression

from analytics.algorithms.wording import clauses, term_matrix, terms

FloatArray = npt.NDArray[np.float64]

FEWEST_REVIEWS = 2
"""A term that one review alone has teaches nothing, and may name somebody."""
MOST_TERMS = 20_000
STRENGTH = 3.0
"""The inverse of the ridge penalty."""
MOST_ROUNDS = 500
LOWEST_STARS, HIGHEST_STARS = 1, 5


@dataclass(frozen=True, slots=True)
class RatedText:
    """A review's title and text with its stars, 1 to 5."""

    title: str
    text: str
    rating: int

    @property
    def parts(self) -> list[str]:
        """What it says, clause by clause; a title is the first."""
        return parts_of(self.title, self.text)


def parts_of(title: str, text: str) -> list[str]:
    """The clauses of a review with its title before them."""
    said = [text[clause.begin : clause.end] for clause in clauses(text)]
    return [title, *said] if title.strip() else said


@dataclass(frozen=True)
class Sentiment:
    """A fitted model: a weight for each term, ``weights`` float64 [n_terms], and an offset."""

    terms: npt.NDArray[np.str_]
    weights: FloatArray
    offset: float = 0.0

    @cached_property
    def vocabulary(self) -> dict[str, int]:
        return {term: row for row, term in enumerate(self.terms.tolist())}

    def scores(self, texts: Sequence[str]) -> FloatArray:
        """The leaning of each text, float64 [n_texts]: 1 is praise, −1 complaint, 0 neither.

        A text of which no word is known is 0.
        """
        matrix = term_matrix(texts, self.vocabulary)
        known = np.diff(matrix.indptr) > 0
        leaning = np.tanh((matrix @ self.weights + self.offset) / 2)
        return np.where(known, leaning, 0.0)

    def review_scores(self, reviews: Sequence[Sequence[str]]) -> FloatArray:
        """The mean leaning of each review's clauses, float64 [n_reviews]; 0 for an empty one."""
        flat = self.scores([part for parts in reviews for part in parts])
        sizes = np.array([len(parts) for parts in reviews], np.int64)
        sums = np.zeros(len(reviews))
        np.add.at(sums, np.repeat(np.arange(len(reviews)), sizes), flat)
        return np.asarray(sums / np.maximum(sizes, 1))


def fit(reviews: Sequence[RatedText]) -> Sentiment:
    """Learn from rated reviews; the same reviews give the same model.

    Raises:
        ValueError: no words in common, or stars that are all the best or all the worst.
    """
    parts = [part for review in reviews for part in review.parts]
    praise = np.array([_praise(review.rating) for review in reviews for _part in review.parts])
    vocabulary = _vocabulary(reviews)
    if not vocabulary or not 0 < praise.sum() < len(praise):
        raise ValueError("nothing to learn a difference from")
    matrix = term_matrix(parts, vocabulary)
    weights = np.concatenate([praise / praise.sum(), (1 - praise) / (1 - praise).sum()])
    model = LogisticRegression(C=STRENGTH, max_iter=MOST_ROUNDS)
    model.fit(
        vstack([matrix, matrix]),
        np.repeat([1, 0], len(parts)),
        sample_weight=weights * len(parts) / 2,
    )
    return Sentiment(
        terms=np.array(list(vocabulary), dtype=np.str_),
        weights=np.asarray(model.coef_[0], np.float64),
        offset=float(model.intercept_[0]),
    )


def placements(scores: FloatArray, content: npt.NDArray[np.bool_]) -> FloatArray:
    """For each discontented review the share of contented ones that score above it; ties half.

    Float64 [n_discontented]; their mean is the area under the curve (Hanley and Hajian-Tilaki
    1997), so that two models can be compared review by review.
    """
    high, low = scores[content], scores[~content]
    together = rankdata(np.concatenate([low, high]), method="average")
    alone = rankdata(low, method="average")
    below = together[: len(low)] - alone
    return np.asarray(1 - below / max(len(high), 1))


def _praise(rating: int) -> float:
    return (rating - LOWEST_STARS) / (HIGHEST_STARS - LOWEST_STARS)


def _vocabulary(reviews: Sequence[RatedText]) -> dict[str, int]:
    """The terms that stand in most reviews, by alphabet."""
    seen: Counter[str] = Counter()
    for review in reviews:
        seen.update({term for part in review.parts for term in terms(part)})
    often = [(-count, term) for term, count in seen.items() if count >= FEWEST_REVIEWS]
    chosen = sorted(term for _count, term in sorted(often)[:MOST_TERMS])
    return {term: row for row, term in enumerate(chosen)}
