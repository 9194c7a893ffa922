"""An order lies ready on the store's shelf for collection."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from events.outbox import publish
from foundation import clock
from foundation.refusals import Refusal
from orders.fulfilment import lines_to_send
from orders.models import Order, PickUp
from orders.pick_up.selectors import store_of

CODE_LENGTH = 6


@transaction.atomic
def make_ready(*, order: Order, by: User | None = None, at: datetime | None = None) -> PickUp:
    """All of an order lies in its store: its buyer is told, with a code to collect it by.

    A second call changes nothing.

    Raises:
        Refusal: it is not collected, is held or sent already, or not all of it is there yet.
    """
    order = Order.objects.select_for_update().get(pk=order.pk)
    if earlier := PickUp.objects.filter(order=order).first():
        return earlier
    store = store_of(order)
    if store is None:
        raise Refusal(_("This order is not collected in a store."))
    to_send = lines_to_send(order)
    if not to_send:
        raise Refusal(_("Nothing of this order waits to be collected."))
    if any(entry.waiting or entry.ready_in(store.pk) < entry.ready for entry in to_send):
        raise Refusal(_("Not all of it lies in the store yet."))
    pick_up = PickUp.objects.create(
        order=order, warehouse=store, code=_code(), ready_at=at or clock.now(), ready_by=by
    )
    publish("pick_up.ready", {"pick_up": pick_up.pk})
    return pick_up


def _code() -> str:
    """Six digits: easily read out, and good for nothing without standing at the counter."""
    return f"{secrets.randbelow(10**CODE_LENGTH):0{CODE_LENGTH}d}"
