"""The timeline, notes, and ordering the same again."""

import pytest

from accounts.models import User
from events import audit
from orders.carts import open_cart
from orders.errors import NotPossible
from orders.fulfilment import ship_order
from orders.notes import write_note
from orders.refunds import carry_out_refunds, refund_order
from orders.reorder import reorder
from orders.returns import WantedReturn, request_return
from orders.tests.factories import only_variant
from orders.tests.placed import line_ids, make_order
from orders.timeline import Kind, customer_timeline, timeline

pytestmark = pytest.mark.django_db


def test_the_timeline_tells_all_in_turn_and_the_customer_their_part():
    staff = User.objects.create_user(email="mira@example.com", password="x")
    order = make_order("12.00")
    ship_order(order=order)
    [line] = line_ids(order)
    request_return(order=order, wanted=[WantedReturn(line, 1)], note="Too small")
    refund_order(order=order, key="k")
    carry_out_refunds()
    write_note(order=order, text="Was angry", author=staff)
    write_note(order=order, text="We are sorry", author=staff, is_for_customer=True)
    audit.write(actor=staff, action="ship", target=order)

    entries = timeline(order)

    assert [entry.at for entry in entries] == sorted(entry.at for entry in entries)
    assert {entry.kind for entry in entries} >= {
        Kind.ORDER, Kind.PAYMENT, Kind.SHIPMENT, Kind.RETURN, Kind.REFUND, Kind.NOTE, Kind.DEED,
        Kind.PAPER,
    }  # fmt: skip
    [deed] = [entry for entry in entries if entry.kind is Kind.DEED]
    assert "mira" in deed.who
    told = customer_timeline(order)
    assert {entry.kind for entry in told} == {
        Kind.ORDER, Kind.SHIPMENT, Kind.RETURN, Kind.REFUND,
    }  # fmt: skip


def test_an_empty_note_is_refused():
    with pytest.raises(NotPossible):
        write_note(order=make_order("12.00"), text="  ", author=None)


def test_reorder_takes_what_there_is_and_says_what_there_is_not():
    order = make_order("12.00", "5.00", "7.00", quantity=2, stock=3)
    first, second, third = order.lines.order_by("pk")
    third.variant.product.variants.update(is_active=False)
    cart = open_cart(customer=None, currency="EUR")

    again = reorder(order=order, cart=cart)

    assert again.units == 0 or again.units == 2 * 2 or again.refused
    kept = dict(cart.lines.values_list("variant_id", "quantity"))
    assert set(kept) <= {first.variant_id, second.variant_id}
    assert any(third.name in reason for reason in again.refused)
    assert again.units == sum(kept.values())
    assert only_variant(first.variant.product).pk == first.variant_id
