"""An order is collected: whoever comes shows the code, or says who they are."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import User
from foundation import clock
from foundation.refusals import Refusal
from orders.errors import NotPossible
from orders.fulfilment import mark_delivered, ship_units
from orders.models import Order, PickUp

MOST_WRONG = 5


@dataclass(frozen=True, slots=True)
class Shown:
    """How whoever collects it proved that they may: by the code, or by a name staff checked."""

    code: str = ""
    name: str = ""


def hand_over(
    *, pick_up: PickUp, shown: Shown, by: User | None = None, at: datetime | None = None
) -> PickUp:
    """Give an order to whoever collects it; it is sent and has arrived with that.

    Wrong codes are counted: after five only a name that was checked opens it.

    Raises:
        Refusal: the code is wrong or missing, or it was collected or cancelled already.
    """
    code = "".join(shown.code.split())
    if code and not _fits(pick_up, code):
        PickUp.objects.filter(pk=pick_up.pk).update(wrong_codes=F("wrong_codes") + 1)
        raise Refusal(_("That is not the code of this order."), field="code")
    return _hand_over(pick_up, code, shown.name.strip(), by, at)


def _fits(pick_up: PickUp, code: str) -> bool:
    if pick_up.wrong_codes >= MOST_WRONG:
        raise Refusal(
            _("Too many wrong codes. Ask for a proof of who they are and write the name."),
            field="name",
        )
    return hmac.compare_digest(code.encode(), pick_up.code.encode())


@transaction.atomic
def _hand_over(
    pick_up: PickUp, code: str, name: str, by: User | None, at: datetime | None
) -> PickUp:
    order = Order.objects.select_for_update().get(pk=pick_up.order_id)
    rows = PickUp.objects.select_for_update(of=("self",)).select_related("warehouse", "order")
    pick_up = rows.get(pk=pick_up.pk)
    if pick_up.collected_at is not None:
        raise Refusal(_("It was collected already."))
    if not code and not name:
        raise Refusal(_("Ask for the code, or write the name that you checked."), field="code")
    try:
        parcels = ship_units(order=order, warehouse=pick_up.warehouse, at=at)
    except NotPossible as problem:
        raise Refusal(str(problem)) from problem
    for parcel in parcels:
        mark_delivered(shipment=parcel, at=at)
    pick_up.collected_at, pick_up.handed_by = at or clock.now(), by
    pick_up.collected_by = name[:120]
    pick_up.save(update_fields=["collected_at", "handed_by", "collected_by"])
    return pick_up
