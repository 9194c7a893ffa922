"""Taste alone: what the factors of a shopper say, whatever weight the crowd has with us.

A backtest counts what was bought, and most is bought of what everybody sees: it may let the crowd
speak alone. Only an experiment tells what is bought once people are shown their taste.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np

from recommendations.algorithms.models import Blend, Member, Surface
from recommendations.algorithms.scoring import Scorer
from recommendations.serving.answer import ReasonKind, Recommendation, Strategy
from recommendations.serving.asking import CONSIDERED, Asked, named
from recommendations.serving.model import Model

OF_FACTORS = Blend({Member.IALS: 1.0}, half_life_days=240.0)
LATELY_VIEWED = 10


def of_factors(asked: Asked) -> list[Recommendation]:
    """What this person may like by their factors, beside what this visit looked at."""
    if not asked.model.trained.als.trained:
        return []
    shopper = asked.shopper
    seen = np.array(shopper.session[:LATELY_VIEWED], np.int32)
    found = _scorer(asked.model).for_user(
        shopper.history,
        n=CONSIDERED,
        user=shopper.user,
        filters=asked.filters(bought=True, also=seen),
    )
    return named(asked.model, found, lambda scored: ReasonKind.TASTE, Strategy.PERSONAL)


@lru_cache(maxsize=1)
def _scorer(model: Model) -> Scorer:
    blends = {**model.trained.blends, Surface.FOR_USER: OF_FACTORS}
    return Scorer(replace(model.trained, blends=blends, rankers={}))
