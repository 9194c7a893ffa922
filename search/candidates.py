"""The candidates of a search as the ranking gets them: text scores and signals, unordered."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

import numpy as np
from django.conf import settings

from search.algorithms.ranking import FloatArray
from search.engines.base import EngineDown
from search.query import SearchQuery
from search.ranking import watching
from search.selectors import search
from search.signals import newest_table


@dataclass(frozen=True, slots=True)
class Described:
    """Candidates of one search; ``texts`` float64 [rows], ``signals`` float64 [rows, signals]."""

    product_ids: tuple[int, ...]
    texts: FloatArray
    signals: FloatArray

    def only(self, product_ids: Container[int]) -> Described:
        """Those of these products."""
        kept = [at for at, product in enumerate(self.product_ids) if product in product_ids]
        return Described(
            tuple(self.product_ids[at] for at in kept), self.texts[kept], self.signals[kept]
        )


def described(language: str, words: str) -> Described | None:
    """What the engine finds today; None where there are no signals, or nothing is found."""
    table = newest_table()
    if table is None or language not in dict(settings.LANGUAGES):
        return None
    with watching() as seen:
        try:
            search(SearchQuery(words, language, settings.SHOP_BASE_CURRENCY))
        except EngineDown:
            return None
    if not seen:
        return None
    candidates = seen[-1]
    product_ids = tuple(one.product_id for one in candidates)
    texts = np.array([one.score for one in candidates], np.float64)
    return Described(product_ids, texts, table.rows(product_ids))
