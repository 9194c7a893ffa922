"""What looks like a product, as a row of the product page shows and logs it."""

from __future__ import annotations

from collections.abc import Sequence

from recommendations.serving import ReasonKind, Recommendation
from search.visual.finding import similar_looking
from search.visual.index import current_index


def looking_alike(product_id: int, *, n: int, besides: Sequence[int] = ()) -> list[Recommendation]:
    """At most ``n`` products that look most like one and are not among ``besides``."""
    index = current_index()
    if index is None:
        return []
    version = f"pictures:{index.version}"
    shown = set(besides)
    return [
        Recommendation(one.product_id, one.likeness, ReasonKind.SIMILAR, None, version)
        for one in similar_looking(product_id, n=n + len(shown))
        if one.product_id not in shown
    ][:n]
