"""What buyers do with an order on its page."""

import pytest
from django.urls import reverse

from foundation.ids import new_token
from orders.fulfilment import mark_delivered, ship_order, ship_units
from orders.models import Invoice, Order, OrderState, ReturnRequest, ReturnState
from orders.notes import write_note
from orders.tests.books import books_balance
from orders.tests.placed import line_ids, make_order

pytestmark = pytest.mark.django_db


def _go(name, order, *more):
    return reverse(f"storefront:{name}", args=[order.token, *more])


@pytest.fixture
def sent():
    order = make_order("12.00", quantity=2)
    ship_order(order=order, tracking="AB1")
    order.refresh_from_db()
    return order


def _wish(order, units="1", reason="too_small"):
    [line] = line_ids(order)
    return {f"units-{line}": units, f"reason-{line}": reason, "note": "", "key": "a" * 32}


def test_an_order_that_was_not_sent_can_be_cancelled_on_its_page(client):
    order = make_order("12.00")
    page = client.get(_go("order", order)).content.decode()
    assert _go("order-cancel", order) in page
    client.post(_go("order-cancel", order))
    order.refresh_from_db()
    assert order.state == OrderState.CANCELLED
    assert books_balance()
    page = client.get(_go("order", order)).content.decode()
    assert _go("order-cancel", order) not in page


def test_one_that_was_sent_cannot(client, sent):
    answer = client.post(_go("order-cancel", sent), follow=True)
    assert "that was not shipped can be cancelled" in answer.content.decode()
    sent.refresh_from_db()
    assert sent.state == OrderState.PLACED


def test_an_order_that_was_not_sent_goes_elsewhere_by_its_page(client):
    order = make_order("12.00")
    assert _go("order-address", order) in client.get(_go("order", order)).content.decode()
    form = client.get(_go("order-address", order)).content.decode()
    assert 'value="London"' in form
    answer = client.post(
        _go("order-address", order),
        {"name": "Ada King", "line1": "5 Ockham Lane", "postcode": "GU23 6NP", "city": "Ockham"},
        follow=True,
    )
    page = answer.content.decode()
    assert "Your order goes to the new address." in page
    assert "5 Ockham Lane" in page
    assert "Delivery address changed" in page
    order.refresh_from_db()
    assert (order.ship_city, order.ship_country) == ("Ockham", "GB")


def test_one_that_was_sent_goes_nowhere_else(client, sent):
    assert _go("order-address", sent) not in client.get(_go("order", sent)).content.decode()
    assert "that was not sent can be" in client.get(_go("order-address", sent)).content.decode()
    client.post(
        _go("order-address", sent),
        {"name": "Eve", "line1": "1 Lane", "postcode": "GU23 6NP", "city": "Ockham"},
    )
    sent.refresh_from_db()
    assert sent.ship_city == "London"


def test_the_page_shows_parcels_notes_and_what_happened(client, sent):
    write_note(order=sent, text="Secret", author=None)
    write_note(order=sent, text="We packed it twice", author=None, is_for_customer=True)
    page = client.get(_go("order", sent)).content.decode()
    assert "AB1" in page
    assert "We packed it twice" in page
    assert "Secret" not in page


def test_the_page_says_how_far_the_order_is(client):
    order = make_order("12.00", quantity=2)
    [line] = line_ids(order)
    ship_units(order=order, units={line: 1})
    assert "A part of your order is on its way" in client.get(_go("order", order)).content.decode()
    ship_order(order=order)
    assert "Your order is on its way" in client.get(_go("order", order)).content.decode()
    for shipment in order.shipments.all():
        mark_delivered(shipment=shipment)
    assert "Your order has arrived" in client.get(_go("order", order)).content.decode()


def test_a_return_is_asked_for_once_and_taken_back(client, sent):
    for _twice in range(2):
        client.post(_go("order-return", sent), _wish(sent))
    request = ReturnRequest.objects.get()
    assert request.lines.get().quantity == 1
    assert request.number in client.get(_go("order", sent)).content.decode()
    client.post(_go("order-return-withdraw", sent, request.public_id))
    request.refresh_from_db()
    assert request.state == ReturnState.CANCELLED


@pytest.mark.parametrize(
    "changes", [{"units": "0"}, {"units": "3"}, {"reason": ""}, {"reason": "nonsense"}]
)
def test_a_wrong_wish_is_told_at_its_field_and_nothing_is_lost(client, sent, changes):
    typed = _wish(sent, **changes) | {"note": "It is blue, not green"}
    answer = client.post(_go("order-return", sent), typed)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "field-error" in page or "alert-problem" in page
    assert "It is blue, not green" in page
    assert not ReturnRequest.objects.exists()


def test_the_invoice_is_downloaded_and_issued_once(client):
    order = make_order("12.00")
    Invoice.objects.all().delete()
    first = client.get(_go("order-invoice", order))
    again = client.get(_go("order-invoice", order))
    assert first["Content-Type"] == "application/pdf"
    assert first.content == again.content
    number = Invoice.objects.get().number
    assert client.get(_go("order-paper", order, number)).content == first.content


def test_papers_and_returns_of_another_order_are_not_found(client, sent):
    other = make_order("5.00")
    number = Invoice.objects.get(order=other).number
    assert client.get(_go("order-paper", sent, number)).status_code == 404
    client.post(_go("order-return", sent), _wish(sent))
    mine = ReturnRequest.objects.get()
    assert client.post(_go("order-return-withdraw", other, mine.public_id)).status_code == 404


@pytest.mark.parametrize("name", ["order-return", "order-invoice"])
def test_a_guessed_token_opens_nothing(client, name):
    stranger = Order(token=new_token())
    assert client.get(_go(name, stranger)).status_code == 404


def test_ordering_again_fills_the_cart(client):
    order = make_order("12.00", quantity=2)
    answer = client.post(_go("order-again", order), follow=True)
    assert "2 items are in your cart." in answer.content.decode()
