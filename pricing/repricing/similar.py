"""Goods beside which a price will be seen: of the same category, nearest in price."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from pricing.repricing.drafting import Drafted
from pricing.repricing.goods import Good

MOST = 4


def similar_to(drafted: Drafted) -> Mapping[int, list[dict[str, Any]]]:
    """For each product with a draft the nearest others of its shard, as they stand in JSON."""
    shelves: dict[int, list[Good]] = defaultdict(list)
    for good in drafted.goods:
        shelves[good.category_id].append(good)
    return {
        draft.case.product_id: _nearest(draft.case.main, shelves[draft.case.main.category_id])
        for draft in drafted.drafts
    }


def _nearest(good: Good, shelf: Sequence[Good]) -> list[dict[str, Any]]:
    others = sorted(
        (one for one in shelf if one.product_id != good.product_id),
        key=lambda one: (abs(one.price - good.price), one.product_id),
    )
    return [{"product": one.product_id, "price_minor": one.price} for one in others[:MOST]]
