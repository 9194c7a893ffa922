"""The first candidates of an engine in the order in which a shopper sees them."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from events.context import NOBODY, EventContext
from search.affinity import affinity
from search.algorithms.ranking import NAMES, blended, in_order
from search.query import Candidate
from search.signals import newest_table

logger = logging.getLogger(__name__)

AFFINITY = NAMES.index("affinity")


def ranked(
    candidates: Sequence[Candidate],
    *,
    words: str,
    language: str,
    context: EventContext = NOBODY,
) -> list[Candidate]:
    """The same candidates, none lost, by the blend of text and signals.

    Where no signals were written yet, they stay as they came.
    """
    table = newest_table()
    if table is None or len(candidates) < 2:
        return list(candidates)
    product_ids = [one.product_id for one in candidates]
    signals = table.rows(product_ids)
    signals[:, AFFINITY] = affinity(product_ids, context)
    return in_order(candidates, blended([one.score for one in candidates], signals))
