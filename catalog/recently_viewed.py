"""What somebody looked at last: from the log with their consent, else from their session alone.

The session holds a short list of products and nothing about the person; it ends with the session.
"""

from __future__ import annotations

from collections.abc import Sequence

from catalog.models import Product, ProductStatus
from events.context import EventContext
from events.names import EventName
from events.selectors import recent_product_events

SESSION_KEY = "recently_viewed"
KEPT = 24
_LOOKED_AT = 200


def remember(kept: Sequence[int], product_id: int) -> list[int]:
    """The session's list after a look at a product: it comes first, once."""
    return [product_id, *(key for key in kept if key != product_id)][:KEPT]


def recently_viewed(
    *,
    context: EventContext,
    kept: Sequence[int] = (),
    limit: int = 12,
    besides: int | None = None,
) -> list[int]:
    """Keys of published products, the last looked at first.

    Args:
        kept: the session's list, read where there is no consent to personalisation.
        besides: the product whose page this is for.
    """
    seen = _from_log(context) if context.may_personalise else list(kept)
    wanted = [key for key in dict.fromkeys(seen) if key != besides][: limit * 3]
    shown = set(
        Product.objects.filter(pk__in=wanted, status=ProductStatus.PUBLISHED).values_list(
            "pk", flat=True
        )
    )
    return [key for key in wanted if key in shown][:limit]


def _from_log(context: EventContext) -> list[int]:
    events = recent_product_events(
        customer=context.customer,
        visitor=context.visitor,
        names=[EventName.PRODUCT_VIEWED],
        limit=_LOOKED_AT,
    )
    return [event.product_id for event in events]
