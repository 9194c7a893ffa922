"""Goods that are handed back without having been asked about."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from orders.errors import NotPossible
from orders.models import Order, OrderLine
from orders.returns.selectors import returnable_lines
from orders.returns.taking import take_back


@transaction.atomic
def return_line(
    *, line: OrderLine, quantity: int, is_sellable: bool = True, at: datetime | None = None
) -> OrderLine:
    """Units of a shipped line came back, in stock again if they can be sold.

    Raises:
        NotPossible: more than were sent and not asked back already.
    """
    order = Order.objects.select_for_update().get(pk=line.order_id)
    line = order.lines.get(pk=line.pk)
    left = {entry.line.pk: entry.units for entry in returnable_lines(order)}
    if not 0 < quantity <= left.get(line.pk, 0):
        raise NotPossible(_("Not so many of it were sent."))
    take_back(
        order=order,
        line=line,
        quantity=quantity,
        restocked=quantity if is_sellable else 0,
        at=at,
    )
    return line
