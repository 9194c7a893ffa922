"""What others are told of the shop, in the words of the API."""
# ruff: noqa: F811  (fixtures of another folder)

import json

import pytest

from accounts.models import User
from accounts.privacy import erase_customer
from accounts.roles import Role, assign_role
from accounts.tests.factories import make_customer
from events import outbox
from events.webhooks.delivering import SWITCHED_OFF
from events.webhooks.models import (
    EndpointState,
    WebhookAttempt,
    WebhookDelivery,
    WebhookEndpoint,
)
from events.webhooks.signing import new_secret
from events.webhooks.topics import topics, wanted_topics
from foundation import clock
from foundation.money import Money
from inventory.services import adjust_stock
from notifications.models import Mail
from orders.fulfilment import ship_order
from orders.tests.factories import check_out, make_cart
from pricing.services import set_price
from shop.api.records.sales import Orders
from shop.api.tests.conftest import goods  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db


@pytest.fixture
def endpoint(goods):
    outbox.drain()
    made = WebhookEndpoint.objects.create(
        name="ERP", url="https://erp.example/hooks", topics=["*"], secret=new_secret()
    )
    wanted_topics.forget()
    return made


def told(topic=""):
    outbox.drain()
    rows = WebhookDelivery.objects.order_by("pk")
    return [json.loads(row.body) for row in rows if topic in ("", row.topic)]


def test_an_order_is_told_from_placing_to_parcel_in_order_as_the_api_tells_it(endpoint, goods):
    order = check_out(make_cart(goods.mug, quantity=2))
    ship_order(order=order)
    subject = f"order:{order.public_id}"
    about = [message for message in told() if message["subject"] == subject]
    assert [message["topic"] for message in about] == [
        "order.placed", "order.paid", "order.shipped",
    ]  # fmt: skip
    shipped = about[-1]["data"]
    assert shipped.pop("shipment")["lines"] == [{"sku": order.lines.get().sku, "quantity": 2}]
    row = Orders.rows().get(pk=order.pk)
    assert shipped == json.loads(json.dumps(Orders.tell([row])[0]))


def test_a_price_and_a_stock_are_told_when_they_change(endpoint, goods):
    variant = goods.variant(goods.mug)
    set_price(variant=variant, amount=Money.of("12.34", "EUR"))
    adjust_stock(variant_id=variant.pk, on_hand=41, note="counted")
    (price,) = told("price.changed")
    assert price["subject"] == f"price:{variant.sku}:EUR"
    assert price["data"]["amount"]["minor"] == 1234
    (stock,) = told("stock.changed")
    assert [level["on_hand"] for level in stock["data"]["levels"]] == [41]
    products = {message["subject"] for message in told("product.changed")}
    assert products == {f"product:{goods.mug.public_id}"}


def test_every_topic_stands_what_is_gone(endpoint):
    for name, topic in topics:
        keys = ("order", "return", "quote", "company", "card", "customer", "price", "product",
                "variant")  # fmt: skip
        assert topic.tell([dict.fromkeys(keys, 10**9)]) == [None], name


def test_a_person_who_is_forgotten_is_forgotten_in_messages_too(endpoint):
    customer = make_customer()
    outbox.publish("customer.created", {"customer": customer.pk})
    assert customer.email in told("customer.created")[0]["data"]["email"]
    row = WebhookDelivery.objects.get(topic="customer.created")
    WebhookAttempt.objects.create(delivery=row, status_code=500, response=f"Got {row.body}")
    erase_customer(customer=customer, actor=None)
    row.refresh_from_db()
    assert (row.body, row.state) == ("{}", "dropped")
    assert WebhookAttempt.objects.get().response == "", "what it was sent came back in it"


def test_owners_hear_once_that_a_receiver_was_switched_off(endpoint):
    for role in (Role.OWNER, Role.MANAGER):
        user = User.objects.create_user(f"{role}@example.com", "secret-secret")
        assign_role(user=user, role=role, actor=None)
    WebhookEndpoint.objects.update(state=EndpointState.OFF, switched_off_at=clock.now())
    for _turn in range(2):
        outbox.publish(SWITCHED_OFF, {"endpoint": endpoint.pk})
    outbox.drain()
    (mail,) = [row for row in Mail.objects.all() if "ERP" in row.context.get("title", "")]
    assert mail.to == "owner@example.com"
    assert "https://erp.example/hooks" in mail.context["text"]
