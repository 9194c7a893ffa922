"""Once more, please: what was bought goes into the cart, as far as it can be bought today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.models import Variant
from events.context import NOBODY, EventContext
from orders.carts import CartError, add_to_cart
from orders.models import Cart, Order, OrderLine


@dataclass(frozen=True, slots=True)
class Reordered:
    """How many units went into the cart, and what did not with the reason in words."""

    units: int
    refused: tuple[str, ...]


def reorder(
    *, order: Order, cart: Cart, context: EventContext = NOBODY, at: datetime | None = None
) -> Reordered:
    """Put what an order held into a cart; gifts are no purchase and stay out.

    What cannot be bought today stops nothing else: the answer says what it is and why.
    """
    units, refused = 0, []
    lines = list(order.lines.filter(is_gift=False))
    variants = Variant.objects.select_related("product").in_bulk(
        [line.variant_id for line in lines if line.variant_id]
    )
    for line in lines:
        variant = variants.get(line.variant_id or 0)
        if variant is None:
            refused.append(f"{line.name}: {_('This is not for sale any more.')}")
            continue
        try:
            units += _add(cart, variant, line, context, at)
        except CartError as problem:
            refused.append(f"{line.name}: {problem.message}")
    return Reordered(units, tuple(refused))


@transaction.atomic
def _add(
    cart: Cart, variant: Variant, line: OrderLine, context: EventContext, at: datetime | None
) -> int:
    add_to_cart(cart=cart, variant=variant, quantity=line.quantity, context=context, at=at)
    return int(line.quantity)
