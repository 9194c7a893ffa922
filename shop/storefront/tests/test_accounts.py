"""Logins, what they join, and who becomes a customer."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail

from accounts.models import Customer, User, VisitorLink
from accounts.services import customer_for_user
from notifications.sending import send_due
from orders.models import Cart, CartState, Order
from orders.tests.factories import check_out, make_cart

pytestmark = pytest.mark.django_db

EMAIL, PASSWORD = "ada@example.com", "a-long-enough-phrase"


def make_user(email=EMAIL, *, verified=True):
    user = User.objects.create_user(email, PASSWORD)
    EmailAddress.objects.create(user=user, email=email, verified=verified, primary=True)
    return user


def log_in(client, email=EMAIL):
    return client.post("/accounts/login/", {"login": email, "password": PASSWORD})


def test_login_puts_the_guests_cart_into_the_customers(client, stocked):
    user = make_user()
    customer = customer_for_user(user=user)
    make_cart(stocked, customer=customer)
    client.post("/cart/add/", {"product": stocked.public_id, "colour": "sand", "quantity": "2"})
    guest = Cart.objects.get(customer=None)

    response = log_in(client)

    assert (response.status_code, response["Location"]) == (302, "/account/")
    own = Cart.objects.get(customer=customer)
    assert {line.variant_id: line.quantity for line in own.lines.all()} == {
        stocked.variants.get(option_values__code="forest").pk: 1,
        stocked.variants.get(option_values__code="sand").pk: 2,
    }
    guest.refresh_from_db()
    assert guest.state == CartState.MERGED
    assert ">3<" in client.get("/cart/badge/").content.decode()


def test_login_without_a_customer_yet_keeps_the_guests_cart(client, stocked):
    make_user(verified=False)
    client.post("/cart/add/", {"product": stocked.public_id, "colour": "sand"})
    log_in(client)
    assert not Customer.objects.exists()
    assert ">1<" in client.get("/cart/badge/").content.decode()
    assert "Please confirm your e-mail address" in client.get("/account/").content.decode()


def test_a_wrong_password_is_told_and_logs_nobody_in(client, db):
    make_user()
    response = client.post("/accounts/login/", {"login": EMAIL, "password": "wrong"})
    assert response.status_code == 200
    assert 'class="alert alert-problem"' in response.content.decode()
    assert client.get("/account/").status_code == 302


def test_a_guest_becomes_a_customer_by_confirming_the_address(client, stocked):
    order = check_out(make_cart(stocked))
    assert order.customer is None

    client.post("/accounts/signup/", {"email": EMAIL, "password1": PASSWORD})
    assert not Customer.objects.exists()
    assert order.number not in client.get("/account/").content.decode()

    send_due()
    link = re.search(r"/accounts/confirm-email/\S+", mail.outbox[-1].body)[0]
    client.post(link)

    order.refresh_from_db()
    assert order.customer == Customer.objects.get(user__email=EMAIL)
    assert order.number in client.get("/account/").content.decode()


def test_an_unconfirmed_address_shows_nobodys_orders(client, stocked):
    customer = Customer.objects.create(email=EMAIL)
    order = check_out(make_cart(stocked, customer=customer), customer=customer)
    user = make_user(verified=False)
    log_in(client)
    assert customer_for_user(user=user) is None
    assert order.number not in client.get("/account/").content.decode()


def test_a_confirmed_address_takes_over_its_customer(db):
    imported = Customer.objects.create(email="Ada@Example.com", name="Ada")
    assert customer_for_user(user=make_user()) == imported


def test_a_customer_of_another_login_is_never_taken_over(db):
    other = User.objects.create_user("other@example.com", PASSWORD)
    Customer.objects.create(email=EMAIL, user=other)
    assert customer_for_user(user=make_user()) is None


def test_visits_are_joined_only_with_consent(client, stocked):
    make_user()
    log_in(client)
    assert not VisitorLink.objects.exists()
    client.logout()
    client.cookies["consent"] = "1"
    log_in(client)
    assert VisitorLink.objects.get().customer.user.email == EMAIL


@pytest.mark.parametrize(
    "path",
    ["login/", "signup/", "password/reset/", "email/", "password/change/", "2fa/", "logout/"],
)
@pytest.mark.parametrize("prefix", ["/accounts/", "/de/accounts/"])
def test_account_pages_wear_the_shops_look(client, stocked, path, prefix):
    if path not in {"login/", "signup/", "password/reset/"}:
        make_user()
        log_in(client)
    response = client.get(prefix + path)
    html = response.content.decode()
    assert response.status_code == 200
    assert 'class="header"' in html
    assert "unsafe" not in response["Content-Security-Policy"]


def test_the_order_history_is_ones_own(client, stocked):
    mine = customer_for_user(user=make_user())
    theirs = Customer.objects.create(email="other@example.com")
    own = check_out(make_cart(stocked, customer=mine), customer=mine)
    other = check_out(make_cart(stocked, customer=theirs), customer=theirs)
    log_in(client)
    html = client.get("/account/").content.decode()
    assert own.number in html
    assert other.number not in html
    assert Order.objects.count() == 2
