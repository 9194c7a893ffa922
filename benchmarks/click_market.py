"""Searches with known wishes, and the clicks of people who look at the first results most."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from search.algorithms.position_bias import DEEPEST, ClickLog
from search.algorithms.ranking import NAMES

FloatArray = npt.NDArray[np.float64]
LOOKED: FloatArray = 1 / np.maximum(np.arange(DEEPEST + 1), 1)
"""How often each place is looked at: the k-th a k-th as often as the first."""
POPULARITY, CONVERSION = NAMES.index("popularity"), NAMES.index("conversion")


@dataclass(frozen=True, slots=True)
class ClickMarket:
    """``texts`` and ``wishes`` float64 [searches, products], ``signals`` [.., .., signals]."""

    texts: FloatArray
    signals: FloatArray
    wishes: FloatArray
    log: ClickLog


def play(*, searches: int = 60, products: int = 20, days: int = 150, seed: int = 7) -> ClickMarket:
    """A market whose wishes rest on text and conversion, shown by a shop that ranks by popularity.

    Popularity says nothing of the wishes. Its order changes a little from day to day, by which
    places and wishes can be told apart.
    """
    random = np.random.default_rng(seed)
    texts = random.random((searches, products))
    signals = random.random((searches, products, len(NAMES)))
    wishes = 0.05 + 0.3 * texts + 0.4 * signals[:, :, CONVERSION] ** 2
    places = np.arange(1, products + 1)
    pairs, positions, clicked = [], [], []
    for search in range(searches):
        for _day in range(days):
            worth = signals[search, :, POPULARITY] + 0.25 * random.normal(size=products)
            order = np.argsort(-worth)
            pairs.append(search * products + order)
            positions.append(places)
            clicked.append(random.random(products) < LOOKED[places] * wishes[search, order])
    log = ClickLog(*(np.concatenate(part) for part in (pairs, positions, clicked)))
    return ClickMarket(texts, signals, wishes, log)
