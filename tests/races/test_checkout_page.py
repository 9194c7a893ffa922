"""The checkout's page sent by an impatient finger, from several windows, and after it was used."""

from datetime import timedelta

import pytest

from catalog.tests.factories import make_product
from events.models import Event
from inventory.models import StockLevel
from orders.checkout.reconcile import reconcile_payments
from orders.models import Cart, CartState, Order, OrderState, Payment
from orders.tests.books import bank_agrees
from shop.storefront.views import checkout as checkout_views
from tests.races.shopper import Shopper
from tests.racing import balance, outcomes, race

pytestmark = pytest.mark.slow


def _ordered_once() -> Order:
    order = Order.objects.get(state=OrderState.PLACED)
    assert Event.objects.filter(name="order.placed").count() == 1
    assert StockLevel.objects.get(variant=order.lines.get().variant).allocated == 1
    assert Cart.objects.filter(state=CartState.ORDERED).count() == 1
    assert balance()
    assert bank_agrees()
    return order


def test_twenty_requests_with_one_key_make_one_order(mug):
    shopper = Shopper()
    shopper.add(mug)
    form = shopper.form()
    windows = [shopper.window() for _ in range(20)]

    answers = race(lambda index: windows[index].post("/checkout/", form), threads=20)

    assert outcomes(answers, refused=()) == 20
    assert {answer.status_code for answer in answers} == {302}
    order = _ordered_once()
    assert {answer["Location"] for answer in answers} == {f"/order/{order.token}/"}
    assert Payment.objects.count() == 1


def test_a_window_that_looks_while_another_orders_is_led_to_the_order(mug, monkeypatch):
    shopper = Shopper()
    shopper.add(mug)
    form, other, looks = shopper.form(), shopper.window(), []

    def and_then_another_orders(look):
        def looked(*asked):
            found = look(*asked)
            looks.append(look)
            if len(looks) == 1:
                assert other.post("/checkout/", form).status_code == 302
            return found

        return looked

    for name in ("cart_of", "order_of_key"):
        look = getattr(checkout_views, name)
        monkeypatch.setattr(checkout_views, name, and_then_another_orders(look))
    answer = shopper.client.post("/checkout/", form)

    assert answer["Location"] == f"/order/{_ordered_once().token}/"


@pytest.mark.parametrize("payment", ["test:success", "test:timeout", "test:decline"])
def test_a_double_click_charges_once(mug, payment):
    shopper = Shopper()
    shopper.add(mug)
    form = shopper.form(payment=payment)
    windows = [shopper.window() for _ in range(2)]

    answers = race(lambda index: windows[index].post("/checkout/", form), threads=2)

    assert outcomes(answers, refused=()) == 2
    assert Payment.objects.count() == 1
    reconcile_payments(patience=timedelta(0))
    assert balance()
    assert bank_agrees()
    if payment == "test:decline":
        assert Cart.objects.get().state == CartState.OPEN
        assert any("The card was declined." in answer.content.decode() for answer in answers)
        again = shopper.client.post("/checkout/", shopper.form(), follow=True)
        assert "Thank you, Ada Lovelace!" in again.content.decode()
    _ordered_once()


def test_windows_with_keys_of_their_own_order_one_cart_once(mug):
    """A key cannot tell that two windows mean the same; that the cart is claimed can."""
    shopper = Shopper()
    shopper.add(mug)
    windows = [(shopper.window(), shopper.form()) for _ in range(10)]
    assert len({form["key"] for _window, form in windows}) == 10

    answers = race(lambda i: windows[i][0].post("/checkout/", windows[i][1]), threads=10)

    assert outcomes(answers, refused=()) == 10
    order = _ordered_once()
    assert f"/order/{order.token}/" in {answer.get("Location") for answer in answers}
    assert Payment.objects.count() == 1


def test_a_key_that_made_an_order_is_refused_for_another_cart(mug):
    """A page kept open, the cart ordered in another window and filled anew: nothing is charged."""
    shopper = Shopper()
    shopper.add(mug)
    form = shopper.form()
    assert shopper.client.post("/checkout/", form).status_code == 302
    other = make_product("Kettle", price="40.00", stock=5)
    shopper.add(other)
    new = Cart.objects.get(state=CartState.OPEN)

    answer = shopper.client.post("/checkout/", {**form, "line1": "1 Typed Lane"})

    assert answer.status_code == 422
    html = answer.content.decode()
    assert "This page was used for another order." in html
    assert "1 Typed Lane" in html, "nothing typed is lost"
    assert Order.objects.count() == Payment.objects.count() == 1
    new.refresh_from_db()
    assert new.state == CartState.OPEN
    assert form["key"] not in html, "the page has a key of its own now"
    assert shopper.client.post("/checkout/", shopper.form()).status_code == 302
    assert Order.objects.filter(state=OrderState.PLACED).count() == 2
    assert balance()


def test_a_page_sent_again_after_its_order_leads_to_that_order(mug):
    shopper = Shopper()
    shopper.add(mug)
    form = shopper.form()
    first = shopper.client.post("/checkout/", form)
    again = shopper.client.post("/checkout/", form)
    assert first["Location"] == again["Location"] == f"/order/{_ordered_once().token}/"


def test_the_bank_confirmed_in_ten_windows_pays_once(mug):
    shopper = Shopper()
    shopper.add(mug)
    bank = shopper.client.post("/checkout/", shopper.form(payment="test:secure"))["Location"]
    assert bank.startswith("/pay/test/")
    windows = [shopper.window() for _ in range(10)]

    answers = race(lambda index: windows[index].post(bank, {"answer": "confirm"}), threads=10)

    assert outcomes(answers, refused=()) == 10
    assert {answer.status_code for answer in answers} == {302}
    race(lambda index: windows[index].get(answers[index]["Location"]), threads=10)
    _ordered_once()
