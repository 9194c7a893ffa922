"""What staff write down about an order."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from foundation import clock
from orders.errors import NotPossible
from orders.models import Order, OrderNote


def write_note(
    *,
    order: Order,
    text: str,
    author: User | None,
    is_for_customer: bool = False,
    at: datetime | None = None,
) -> OrderNote:
    """Add a note; one for the customer stands on the order's page.

    Raises:
        NotPossible: it is empty.
    """
    if not text.strip():
        raise NotPossible(_("Write something down."))
    return OrderNote.objects.create(
        order=order,
        author=author,
        text=text.strip(),
        is_for_customer=is_for_customer,
        written_at=at or clock.now(),
    )
