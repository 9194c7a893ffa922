"""A guest's cart and the account's own: by the login page, again, at once, while one is paid."""

import pytest
from allauth.account.models import EmailAddress

from accounts.models import Customer, User
from accounts.services import customer_for_user
from catalog.tests.factories import make_product
from inventory.models import StockLevel
from orders.checkout.reconcile import refresh_payment
from orders.models import Cart, CartState, Order, OrderState
from orders.payments import trial_books
from orders.payments.base import Outcome
from orders.tests.factories import make_cart
from tests.races.shopper import Shopper
from tests.racing import balance, outcomes, race

pytestmark = pytest.mark.slow
EMAIL, PASSWORD = "ada@example.com", "a-long-enough-phrase"


@pytest.fixture
def ada(mug) -> Customer:
    user = User.objects.create_user(EMAIL, PASSWORD, name="Ada Lovelace")
    EmailAddress.objects.create(user=user, email=EMAIL, verified=True, primary=True)
    return customer_for_user(user=user, language="en")


def _log_in(client):
    return client.post("/accounts/login/", {"login": EMAIL, "password": PASSWORD})


def _contents(cart: Cart) -> dict[int, int]:
    return dict(cart.lines.values_list("variant__product_id", "quantity"))


def _own(customer: Customer) -> Cart:
    return Cart.objects.get(customer=customer, state=CartState.OPEN)


def test_carts_add_up_and_a_second_login_adds_nothing(mug, ada):
    kettle = make_product("Kettle", stock=5)
    make_cart(mug, kettle, customer=ada)
    shopper = Shopper()
    shopper.add(mug, 2)

    assert _log_in(shopper.client).status_code == 302
    assert _contents(_own(ada)) == {mug.pk: 3, kettle.pk: 1}
    shopper.client.post("/accounts/logout/")
    assert _log_in(shopper.client).status_code == 302
    assert _contents(_own(ada)) == {mug.pk: 3, kettle.pk: 1}
    assert ">4<" in shopper.client.get("/cart/badge/").content.decode()
    assert balance()


def _ten_windows(mug):
    shopper = Shopper()
    shopper.add(mug, 2)
    windows = [shopper.window() for _ in range(10)]
    return lambda index: _log_in(windows[index]).status_code


@pytest.mark.parametrize("has_own", [True, False])
def test_ten_logins_at_once_count_the_guests_cart_once(mug, ada, has_own):
    if has_own:
        make_cart(mug, customer=ada)
    results = race(_ten_windows(mug), threads=10)
    assert outcomes(results, refused=()) == 10
    assert set(results) == {302}
    assert _contents(_own(ada)) == {mug.pk: 3 if has_own else 2}
    assert Cart.objects.filter(state=CartState.OPEN).count() == 1
    assert balance()


def test_guests_of_two_browsers_come_home_to_one_cart(mug, ada):
    """Each browser brings a cart of its own; the account had none."""
    kettle = make_product("Kettle", stock=9)
    browsers = [Shopper() for _ in range(6)]
    for number, browser in enumerate(browsers):
        browser.add(kettle if number % 2 else mug)

    results = race(lambda index: _log_in(browsers[index].client).status_code, threads=6)

    assert outcomes(results, refused=()) == 6
    assert _contents(_own(ada)) == {mug.pk: 3, kettle.pk: 3}
    assert balance()


@pytest.mark.parametrize("outcome", [Outcome.PAID, Outcome.DECLINED])
def test_a_cart_that_is_being_paid_takes_in_nothing_and_nothing_is_lost(mug, ada, outcome):
    """The account's cart waits for the bank in one browser; a guest's comes along in another."""
    kettle = make_product("Kettle", stock=9)
    at_home, at_work = Shopper(), Shopper()
    _log_in(at_home.client)
    at_home.add(mug)
    at_home.client.post("/checkout/", at_home.form(payment="test:secure"))
    at_work.add(kettle, 2)

    assert _log_in(at_work.client).status_code == 302

    order = Order.objects.get()
    assert _contents(order.cart) == {mug.pk: 1}, "what is being paid stays as it is"
    trial_books.settle(order.payments.get().key, outcome)
    refresh_payment(order.payments.get())
    at_work.add(kettle)
    page = at_work.client.get("/cart/").content.decode()
    assert "Kettle" in page
    carts = Cart.objects.filter(state=CartState.OPEN)
    assert sum(_contents(cart).get(kettle.pk, 0) for cart in carts) == 3
    if outcome == Outcome.DECLINED:
        assert "Field mug" in page
    else:
        assert Order.objects.get().state == OrderState.PLACED
    assert balance()


def test_a_guest_who_logs_in_while_paying_finds_the_cart_again_when_the_card_is_declined(mug, ada):
    shopper = Shopper()
    shopper.add(mug)
    shopper.client.post("/checkout/", shopper.form(payment="test:secure"))
    _log_in(shopper.client)
    order = Order.objects.get()
    trial_books.settle(order.payments.get().key, Outcome.DECLINED)
    refresh_payment(order.payments.get())

    assert "Field mug" in shopper.client.get("/cart/").content.decode()
    assert set(StockLevel.objects.values_list("allocated", flat=True)) == {0}
    assert balance()
