"""An order goes to another address than was agreed, before anything of it was sent."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.addresses import AddressDetails
from events import audit
from events.outbox import publish
from foundation import clock
from foundation.refusals import Refusal
from orders.building import BillingAddress
from orders.errors import NotPossible
from orders.models import FulfilmentState, Order, OrderState, ShippingMethod
from orders.shipping import shipping_book
from pricing.selectors import Destination, tax_policy
from pricing.vat import vat_area

ADDRESS_CHANGED = "address"
_PARTS = ("name", "company", "line1", "line2", "postcode", "city", "region")
_PHONE = re.compile(r"[0-9+()/. -]{5,30}")


@dataclass(frozen=True, slots=True)
class DeliveryAddress:
    """Where the parcels go; the country stays that of the order."""

    name: str
    line1: str
    postcode: str
    city: str
    company: str = ""
    line2: str = ""
    region: str = ""
    phone: str = ""

    @classmethod
    def of(cls, order: Order) -> DeliveryAddress:
        return cls(phone=order.phone, **{name: getattr(order, f"ship_{name}") for name in _PARTS})

    def cleaned(self, country: str) -> DeliveryAddress:
        """Without blanks around the texts.

        Raises:
            Refusal: a field that is missing, too long or no phone number, named by ``field``.
        """
        checked = AddressDetails(**asdict(self), country=country).cleaned()
        if len(checked.region) > _longest("ship_region"):
            raise Refusal(
                _("At most %(most)d characters fit here.") % {"most": _longest("ship_region")},
                field="region",
            )
        if checked.phone and not _PHONE.fullmatch(checked.phone):
            raise Refusal(_("That does not look like a phone number."), field="phone")
        names = self.__dataclass_fields__
        return DeliveryAddress(**{name: getattr(checked, name) for name in names})


def can_be_readdressed(order: Order) -> bool:
    """Whether it still can go elsewhere: placed, to be delivered, and nothing of it was sent."""
    return (
        order.state == OrderState.PLACED
        and bool(order.ship_line1)  # without one it is picked up, or sent by e-mail
        and _has_left_nothing(order)
    )


def _has_left_nothing(order: Order) -> bool:
    """What went by e-mail is sent, and no parcel left for that."""
    if order.fulfilment_state == FulfilmentState.PARTIAL:
        return not order.shipments.exists()
    return order.fulfilment_state == FulfilmentState.UNFULFILLED


@transaction.atomic
def change_delivery_address(
    *, order: Order, address: DeliveryAddress, at: datetime | None = None
) -> Order:
    """Send a placed order elsewhere in its country; the buyer hears of it by mail.

    The invoice keeps the address that it was issued to. Prices stay as they were agreed: a place
    with another tax or delivery than the one before is refused.

    Raises:
        Refusal: a field that cannot be, or a postcode with another tax or delivery.
        NotPossible: something was sent, or it is picked up, cancelled or still being paid.
    """
    order = Order.objects.select_for_update().get(pk=order.pk)
    if not can_be_readdressed(order):
        raise NotPossible(_("Only the address of an order that was not sent can be changed."))
    cleaned, before = address.cleaned(order.ship_country), DeliveryAddress.of(order)
    changed = [
        name for name in (*_PARTS, "phone") if getattr(cleaned, name) != getattr(before, name)
    ]
    if not changed:
        return order
    now = at or clock.now()
    if not _costs_the_same(order, cleaned, now):
        raise Refusal(
            _("Tax or delivery is another there. Please cancel the order and order anew."),
            field="postcode",
        )
    _write(order, before, cleaned)
    entry = audit.write(
        actor=None, action=ADDRESS_CHANGED, target=order, changes={"changed": changed}, at=now
    )
    publish("order.readdressed", {"order": order.pk, "change": entry.pk})
    return order


def _write(order: Order, before: DeliveryAddress, after: DeliveryAddress) -> None:
    if not order.billing:  # until now the invoice's address was the delivery's
        kept = {name: getattr(before, name) for name in _PARTS}
        order.billing = asdict(BillingAddress(**kept, country=order.ship_country))
    for name in _PARTS:
        setattr(order, f"ship_{name}", getattr(after, name))
    order.phone = after.phone
    order.save(update_fields=["billing", "phone", *(f"ship_{name}" for name in _PARTS)])


def _costs_the_same(order: Order, address: DeliveryAddress, at: datetime) -> bool:
    """Whether the new place is taxed and delivered to as the one before."""
    before = Destination(order.ship_country, order.ship_region, order.ship_postcode)
    after = Destination(order.ship_country, address.region, address.postcode)
    if _vat_area(before) != _vat_area(after):
        return False
    if tax_policy(before, at=at) != tax_policy(after, at=at):
        return False
    method = ShippingMethod.objects.filter(code=order.shipping_code).first()
    if method is None or not order.shipping_code:
        return True
    tables = shipping_book(currency=order.currency, at=at, only=method).tables
    if not tables.rates.get(method.pk):
        return True
    return tables.zone_of(before) == tables.zone_of(after)


def _vat_area(place: Destination) -> str:
    return vat_area(place.country, place.postcode)


def _longest(column: str) -> int:
    return getattr(Order._meta.get_field(column), "max_length", None) or 0
