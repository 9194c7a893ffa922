"""What each member counts for each segment of shoppers, learned from what came true.

A conditional logit (McFadden 1974) over the candidates of past cases: the weights under which
what was taken was likeliest, given the members' z-scores. All segments' weights are drawn towards
the shop's, and the shop's towards the tuned ones, as if so many cases had spoken for them: a
segment of few speaks softly (a hierarchical prior, Gelman, Hill 2007, chapter 12; how much a case
says is its information, as in Kass, Wasserman 1995).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import logsumexp

from recommendations.algorithms.evaluation import Case
from recommendations.algorithms.evidence import evidence_of_history
from recommendations.algorithms.interactions import BoolArray, FloatArray
from recommendations.algorithms.models import Blend, TrainedModels
from recommendations.algorithms.personal import History
from recommendations.algorithms.scoring import Filters
from recommendations.algorithms.segments import Segment

CANDIDATES = 200
PRIOR_CASES = 25.0
"""Cases of a segment at which they say as much as the weights of all segments together."""
LEAST_WEIGHT = 0.005
LEAST_INFORMATION = 0.01
SHARPNESS = (0.01, 20.0)

Float64Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Choice:
    """One past case: z-scores of its candidates, float32 [n, members], and which came true."""

    segment: Segment
    scores: FloatArray
    came_true: BoolArray


def choice_of(
    models: TrainedModels,
    blend: Blend,
    case: Case,
    history: History,
    filters: Filters,
    segment: Segment,
) -> Choice | None:
    """The candidates of the blend for a case; None where none of them came true."""
    if not len(history):
        return None
    evidence = evidence_of_history(
        models, blend, history, user=case.user, allowed=filters.available
    )
    scales = evidence.scales(blend)
    if not scales:
        return None
    best = evidence.best(
        evidence.blended(scales),
        k=CANDIDATES,
        allowed=filters.available,
        excluded=filters.excluded,
    )
    came_true = np.isin(evidence.items[best], case.truth)
    if not came_true.any():
        return None
    scores = np.zeros((len(best), len(blend.weights)), np.float32)
    for place, member in enumerate(blend.weights):
        if member in scales:
            standard = evidence.standards[member]
            scores[:, place] = (evidence.raw[member][best] - standard.mean) / standard.deviation
    return Choice(segment, scores, came_true)


def learned(
    choices: Sequence[Choice], blend: Blend, *, prior_cases: float = PRIOR_CASES
) -> Mapping[Segment, Blend]:
    """A blend for each segment; the tuned one where nothing can be learned.

    The tuned weights are first brought to the sharpness at which they explain the cases best,
    and what is learned is brought back, so that all weights compare.
    """
    tuned = np.array(list(blend.weights.values()), np.float64)
    if not choices or not tuned.any():
        return dict.fromkeys(Segment, blend)
    everybody = _stacked(choices)
    sharpness = _sharpness(everybody, tuned)
    pull = prior_cases * everybody.information(sharpness * tuned)
    overall = _likeliest(everybody, sharpness * tuned, pull)
    found = {}
    for segment in Segment:
        own = [choice for choice in choices if choice.segment is segment]
        weights = _likeliest(_stacked(own), overall, pull) if own else overall
        found[segment] = _with_weights(blend, weights / sharpness)
    return found


@dataclass(frozen=True, slots=True)
class _Stack:
    """Choices one behind the other, padded: `scores` [cases, n, members], `shares` [cases, n]."""

    scores: Float64Array
    real: BoolArray
    shares: Float64Array

    def surprise(self, weights: Float64Array) -> tuple[float, Float64Array]:
        """Negative log-likelihood over all cases, each case counting once, and its slope."""
        logs = self._log_chances(weights)
        taken = float((self.shares * np.where(self.real, logs, 0)).sum())
        slope = np.einsum("cn,cnm->m", np.exp(logs) - self.shares, self.scores)
        return -taken, slope

    def information(self, weights: Float64Array) -> Float64Array:
        """What one case says of each weight in the mean: the variance of its score by chance."""
        chances = np.exp(self._log_chances(weights))
        means = np.einsum("cn,cnm->cm", chances, self.scores)
        squares = np.einsum("cn,cnm->cm", chances, self.scores**2)
        return np.maximum((squares - means**2).mean(axis=0), LEAST_INFORMATION)

    def _log_chances(self, weights: Float64Array) -> Float64Array:
        logits = np.where(self.real, self.scores @ weights, -np.inf)
        logs: Float64Array = logits - logsumexp(logits, axis=1, keepdims=True)
        return logs


def _stacked(choices: Sequence[Choice]) -> _Stack:
    longest = max(len(choice.came_true) for choice in choices)
    shape = (len(choices), longest)
    scores = np.zeros((*shape, choices[0].scores.shape[1]), np.float64)
    real, shares = np.zeros(shape, np.bool_), np.zeros(shape, np.float64)
    for row, choice in enumerate(choices):
        n = len(choice.came_true)
        scores[row, :n] = choice.scores
        real[row, :n] = True
        shares[row, :n] = choice.came_true / choice.came_true.sum()
    return _Stack(scores, real, shares)


def _sharpness(stack: _Stack, tuned: Float64Array) -> float:
    """The factor of the tuned weights under which what came true was likeliest."""
    along = _Stack((stack.scores @ tuned)[..., None], stack.real, stack.shares)
    found = minimize(along.surprise, np.ones(1), jac=True, method="L-BFGS-B", bounds=[SHARPNESS])
    return float(found.x[0])


def _likeliest(stack: _Stack, prior: Float64Array, pull: Float64Array) -> Float64Array:
    """Weights of at least 0, each drawn towards the prior with its own strength."""

    def penalised(weights: Float64Array) -> tuple[float, Float64Array]:
        surprise, slope = stack.surprise(weights)
        away = weights - prior
        return surprise + float(pull @ away**2) / 2, slope + pull * away

    bounds = [(0.0, None)] * len(prior)
    found = minimize(penalised, prior, jac=True, method="L-BFGS-B", bounds=bounds)
    weights: Float64Array = found.x
    return weights


def _with_weights(blend: Blend, weights: Float64Array) -> Blend:
    rounded = {
        member: round(float(weight), 4)
        for member, weight in zip(blend.weights, weights, strict=True)
        if weight >= LEAST_WEIGHT
    }
    return replace(blend, weights=rounded) if rounded else blend
