"""How well found products fit one person, by the factors of the recommendations' champion."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from events.context import EventContext
from recommendations.serving.model import current_model
from recommendations.serving.shopper import shopper_of
from search.algorithms.ranking import FloatArray

LATELY = 30
"""Items of a person that are asked for: a solve of the factors' size, whatever they did since."""
HALF_LIFE_DAYS = 60.0


def affinity(product_ids: Sequence[int], context: EventContext) -> FloatArray:
    """From 0 to 1 for each product, float64 [products]; one half is "neither here nor there".

    Alike for all, 0, where the person did not agree to be remembered, is not known, or no model
    serves: one query at most.
    """
    nothing = np.zeros(len(product_ids))
    if not context.may_personalise or not product_ids:
        return nothing
    model = current_model()
    if model is None or not model.trained.als.trained:
        return nothing
    shopper = shopper_of(context, model)
    if not shopper.is_known:
        return nothing
    items, weights = shopper.history.seeds(HALF_LIFE_DAYS, at_most=LATELY)
    places = model.places(product_ids)
    known = places >= 0
    if not known.any() or not len(items):
        return nothing
    scores, standard = model.trained.als.scores(items, weights, of=places[known])
    if standard.deviation <= 0:
        return nothing
    fits = np.full(len(product_ids), 0.5)
    fits[known] = 1 / (
        1 + np.exp(-(scores.astype(np.float64) - standard.mean) / standard.deviation)
    )
    return fits
