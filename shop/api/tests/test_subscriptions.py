"""Subscriptions over the API: seen, skipped once a key, paused, ended; nobody else's."""

import pytest

from accounts.tests.factories import make_customer
from accounts.tokens import Scope
from orders.models import SubscriptionState
from orders.tests.subscription_rows import announce, make_offered, subscribe
from shop.api.tests.asking import app_of

pytestmark = pytest.mark.django_db


def app(customer):
    return app_of(customer.user, Scope.ORDERS_READ, Scope.ORDERS_WRITE)


def test_what_comes_is_told_with_what_it_will_cost():
    ada = make_customer()
    subscription = subscribe(customer=ada)
    announce(subscription)

    (told,) = app(ada).get("subscriptions/").json()["results"]

    assert (told["id"], told["state"], told["interval"]) == (
        subscription.public_id, "active", "4w",
    )  # fmt: skip
    assert told["next_total"]["minor"] == 900 + 490
    assert told["next_on"] == subscription.next_on.isoformat()
    assert told["means"] == "•••• 4242"


def test_a_skip_under_one_key_skips_one():
    ada = make_customer()
    subscription, asking = subscribe(customer=ada), app(ada)
    address = f"subscriptions/{subscription.public_id}/skip/"

    first = asking.post(address, {}, Idempotency_Key="a")
    again = asking.post(address, {}, Idempotency_Key="a")

    assert (first.status_code, first.json()) == (200, again.json())
    assert subscription.renewals.count() == 1


def test_it_rests_and_goes_on_and_ends():
    ada = make_customer()
    subscription, asking = subscribe(customer=ada), app(ada)
    one = f"subscriptions/{subscription.public_id}/"

    assert asking.post(f"{one}pause/", {}).json()["state"] == SubscriptionState.PAUSED
    assert asking.post(f"{one}pause/", {}).status_code == 409
    assert asking.delete(f"{one}pause/").json()["state"] == SubscriptionState.ACTIVE
    assert asking.delete(one).json()["state"] == SubscriptionState.ENDED
    assert asking.delete(one).status_code == 200


def test_nobody_elses_is_found():
    subscription = subscribe(make_offered(), customer=make_customer(email="bob@example.com"))
    eve = app(make_customer(email="eve@example.com"))

    assert eve.get(f"subscriptions/{subscription.public_id}/").status_code == 404
    assert eve.delete(f"subscriptions/{subscription.public_id}/").status_code == 404
    assert eve.get("subscriptions/").json()["results"] == []
