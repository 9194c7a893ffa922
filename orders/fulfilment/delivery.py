"""What becomes of a parcel on its way."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from foundation import clock
from orders.errors import NotPossible
from orders.fulfilment.shipping import tracking_page
from orders.models import Shipment, ShippingMethod


@transaction.atomic
def mark_delivered(*, shipment: Shipment, at: datetime | None = None) -> Shipment:
    """A parcel arrived, or was picked up.

    Raises:
        NotPossible: it was noted already, or this is before it left.
    """
    shipment = Shipment.objects.select_for_update().get(pk=shipment.pk)
    if shipment.delivered_at is not None:
        raise NotPossible(_("That it arrived was noted already."))
    now = at or clock.now()
    if now < shipment.shipped_at:
        raise NotPossible(_("It cannot arrive before it left."))
    shipment.delivered_at = now
    shipment.save(update_fields=["delivered_at"])
    return shipment


@transaction.atomic
def correct_tracking(*, shipment: Shipment, tracking: str, carrier: str = "") -> Shipment:
    """Note the right number of a parcel; its page follows from the order's shipping method."""
    shipment = Shipment.objects.select_for_update().select_related("order").get(pk=shipment.pk)
    method = ShippingMethod.objects.filter(code=shipment.order.shipping_code).first()
    is_of_method = method is not None and carrier in ("", method.carrier)
    shipment.tracking = tracking
    shipment.carrier = method.carrier if method and is_of_method else carrier
    shipment.tracking_url = tracking_page(method, tracking) if is_of_method else ""
    shipment.save(update_fields=["tracking", "carrier", "tracking_url"])
    return shipment
