"""An order that goes elsewhere: only before it is sent, for the same price, and the buyer hears."""

from dataclasses import replace

import pytest

from events.models import AuditEntry, OutboxMessage
from events.outbox import drain
from foundation.refusals import Refusal
from inventory.models import Warehouse
from notifications.kinds import MailKind
from notifications.models import Mail
from orders.addressing import DeliveryAddress, can_be_readdressed, change_delivery_address
from orders.cancellation import cancel_order
from orders.documents.content import billing_lines
from orders.errors import NotPossible
from orders.fulfilment import ship_order, ship_units
from orders.models import Order, ShippingKind, ShippingMethod, ShippingRate, ShippingZone
from orders.tests.books import books_balance
from orders.tests.factories import make_shipping_method
from orders.tests.placed import line_ids, make_order
from orders.timeline import customer_timeline, timeline

pytestmark = pytest.mark.django_db

NEW = DeliveryAddress(
    name="Ada King", line1="  5  Ockham Lane ", postcode="GU23 6NP", city="Ockham", phone="+44 1483"
)


def _told() -> list[Mail]:
    drain()
    return list(Mail.objects.filter(kind=MailKind.ORDER_READDRESSED))


def test_the_parcel_goes_elsewhere_and_the_buyer_hears_of_it_once():
    order = make_order("12.00")
    change_delivery_address(order=order, address=NEW)
    order.refresh_from_db()
    assert (order.ship_name, order.ship_line1, order.phone) == (
        "Ada King",
        "5 Ockham Lane",
        "+44 1483",
    )
    assert order.ship_country == "GB"
    [mail] = _told()
    assert mail.to == "ada@example.com"
    assert "5 Ockham Lane" in mail.context["delivery_to"]
    OutboxMessage.objects.update(delivered_at=None)
    assert len(_told()) == 1
    change_delivery_address(order=order, address=replace(NEW, city="Ripley"))
    assert len(_told()) == 2
    assert books_balance()


def test_the_invoice_keeps_whom_it_was_issued_to():
    order = make_order("12.00")
    buyer = billing_lines(order)
    change_delivery_address(order=order, address=NEW)
    order.refresh_from_db()
    assert billing_lines(order) == buyer
    assert "12 St James's Square" in buyer


def test_the_same_address_again_changes_and_tells_nothing():
    order = make_order("12.00")
    change_delivery_address(order=order, address=DeliveryAddress.of(order))
    assert not _told()
    assert not AuditEntry.objects.filter(action="address").exists()
    assert Order.objects.get(pk=order.pk).billing == {}


def test_what_was_changed_stands_in_the_story_of_the_order_without_the_address():
    order = make_order("12.00")
    change_delivery_address(order=order, address=NEW)
    for story in (timeline(order), customer_timeline(order)):
        assert [entry.text for entry in story].count("Delivery address changed") == 1
    entry = AuditEntry.objects.get(action="address")
    assert "Ockham" not in str(entry.changes)
    assert entry.changes == {"changed": ["name", "line1", "postcode", "city", "phone"]}


@pytest.mark.parametrize("sent", ["all", "a part"])
def test_nothing_that_was_sent_goes_elsewhere(sent):
    order = make_order("12.00", quantity=2)
    stale = Order.objects.get(pk=order.pk)  # as a page that was opened before
    if sent == "all":
        ship_order(order=order)
    else:
        ship_units(order=order, units={line_ids(order)[0]: 1})
    with pytest.raises(NotPossible):
        change_delivery_address(order=stale, address=NEW)
    assert not can_be_readdressed(Order.objects.get(pk=order.pk))
    assert Order.objects.get(pk=order.pk).ship_city == "London"


def test_neither_does_what_was_cancelled_or_is_picked_up():
    cancelled = make_order("12.00")
    cancel_order(order=cancelled)
    counter = Warehouse.objects.create(code="counter", name="Counter", is_pickup=True)
    method = ShippingMethod.objects.create(
        code="counter", name="Counter", kind=ShippingKind.PICKUP, warehouse=counter, price_minor=0
    )
    picked_up = make_order("12.00", stock=None, shipping_method=method)
    for order in (cancelled, picked_up):
        with pytest.raises(NotPossible):
            change_delivery_address(order=order, address=NEW)


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name", " "),
        ("line1", ""),
        ("postcode", ""),
        ("city", "\n"),
        ("city", "x" * 81),
        ("region", "x" * 41),
        ("phone", "call me"),
    ],
)
def test_a_field_that_cannot_be_is_named(field, typed):
    order = make_order("12.00")
    with pytest.raises(Refusal) as problem:
        change_delivery_address(order=order, address=replace(NEW, **{field: typed}))
    assert problem.value.field == field
    assert Order.objects.get(pk=order.pk).ship_city == "London"


def test_a_place_that_costs_more_to_deliver_to_is_refused():
    method = make_shipping_method()
    isles = ShippingZone.objects.create(
        code="isles", name="Isles", countries=["GB"], postcode_prefixes=["ZE"], position=1
    )
    mainland = ShippingZone.objects.create(
        code="mainland", name="Mainland", countries=["GB"], position=2
    )
    for zone, price in ((isles, 1_990), (mainland, 490)):
        ShippingRate.objects.create(method=method, zone=zone, price_minor=price)
    order = make_order("12.00", shipping_method=method)
    with pytest.raises(Refusal) as problem:
        change_delivery_address(order=order, address=replace(NEW, postcode="ZE1 0AA"))
    assert problem.value.field == "postcode"
    change_delivery_address(order=order, address=NEW)
    assert Order.objects.get(pk=order.pk).ship_postcode == "GU23 6NP"


def test_a_place_outside_the_tax_of_the_one_before_is_refused():
    order = make_order("12.00")
    Order.objects.filter(pk=order.pk).update(ship_country="ES", ship_postcode="28013")
    with pytest.raises(Refusal) as problem:
        change_delivery_address(order=order, address=replace(NEW, postcode="35001"))  # Canaries
    assert problem.value.field == "postcode"
