"""Requests made up from the API's own description: no 500, and every answer is as described.

Each operation is asked by a guest, a customer and the owner, with what its schema allows and with
what it forbids, in process and in the transaction of the test. Made-up ids open nothing, so half
of the requests get ids of things that are there, the asker's own and others', and what is written
stays: the next request meets a cart that was filled or an order that was cancelled.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.core.errors import SchemathesisError
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from accounts.addresses import AddressDetails, add_address
from accounts.roles import Role
from accounts.tests.factories import make_customer
from accounts.tokens import Scope
from catalog.models import Review
from catalog.wishlists import add_wish
from inventory.models import Warehouse
from orders.fulfilment import ship_order
from orders.models import Order, ReturnReason
from orders.returns import WantedReturn, request_return
from orders.tests.factories import check_out, make_cart, make_shipping_method
from orders.tests.subscription_rows import subscribe
from pricing.tests.factories import make_coupon, make_promotion
from shop.api.tests.asking import app_of, member_of_staff
from shop.api.throttling import ByWhoAsks
from shop.wsgi import application

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
FEW = settings(
    max_examples=10,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
GUEST, CUSTOMER, STAFF = "a guest", "a customer", "the owner"
_AMOUNTS = ("total", "rest")


class Shop:
    """Things of a customer's and of others', by the names that the API calls them by."""

    def __init__(self, goods: Any) -> None:
        self.customer = make_customer()
        self.boss = member_of_staff(Role.OWNER)
        promotion = make_promotion(label="Ten off")
        make_coupon("TEN", promotion)
        address = add_address(
            customer=self.customer,
            details=AddressDetails("Ada", "1 Road", "SW1Y 4JH", "London", "GB"),
        )
        variant = goods.variant(goods.mug)
        wish = add_wish(customer=self.customer, variant=variant)
        orders = [self._order(goods, customer) for customer in (self.customer, None)]
        review = Review.objects.create(
            product=goods.mug, author="Bob", rating=4, text="Good", status="published"
        )
        subscription = subscribe(customer=self.customer)
        guests = make_cart(goods.mug)
        methods = [make_shipping_method(), make_shipping_method("express", 990)]
        self.things: dict[str, list[Any]] = {
            "address_id": [address.pk],
            "address": [address.pk],
            "variant": [variant.public_id, goods.variant(goods.sold_out).public_id],
            "variant_id": [variant.public_id],
            "product": [goods.mug.public_id],
            "review_id": [review.public_id],
            "return_id": [order.returns.get().public_id for order in orders],
            "wishlists": [wish.wishlist.public_id],
            "subscriptions": [subscription.public_id],
            "orders": [order.public_id for order in orders],
            "products": [goods.mug.public_id, goods.chair.public_id],
            "shipping": [method.public_id for method in methods],
            "payment": ["test:success", "test:decline", "test:secure"],
            "total": [{"minor": minor, "currency": "EUR"} for minor in (1740, 2990, 0)],
            "rest": [{"minor": minor, "currency": "EUR"} for minor in (1740, 2990, 0)],
            "sku": [variant.sku],
            "warehouse": [Warehouse.objects.order_by("pk").first().code],
            "code": ["TEN"],
            "promotion": [promotion.pk],
            "number": [1],
            "country": ["GB", "DE"],
            "X-Cart-Token": [guests.token],
            "X-Order-Token": [orders[1].token],
        }

    @staticmethod
    def _order(goods: Any, customer: Any) -> Order:
        order = check_out(make_cart(goods.mug, quantity=2, customer=customer), customer=customer)
        ship_order(order=order)
        wanted = [WantedReturn(order.lines.get().pk, 1, ReturnReason.OTHER)]
        request_return(order=order, wanted=wanted)
        return order

    def headers_of(self, who: str) -> dict[str, str]:
        if who == GUEST:
            return {}
        customers = ("catalogue:read", "cart:write", "orders:read", "orders:write",
                     "account:read", "account:write")  # fmt: skip
        if who == CUSTOMER:
            return app_of(self.customer.user, *customers).headers
        return app_of(self.boss, *Scope.values).headers

    def put_in(self, case: Any, choose: Any) -> None:
        """Have a made-up request speak of things that are there."""
        path = case.operation.path
        families = ("wishlists", "orders", "products", "subscriptions")
        family = next((name for name in families if name in path), "")
        for name in case.path_parameters or {}:
            known = self.things.get(family if name == "public_id" else name)
            if known:
                case.path_parameters[name] = choose(known)
        for name in ("X-Cart-Token", "X-Order-Token"):
            if name in (case.headers or {}):
                case.headers[name] = choose(self.things[name])
        self._into(case.body, choose)

    def _into(self, body: Any, choose: Any) -> None:
        if isinstance(body, list):
            for inner in body:
                self._into(inner, choose)
        if not isinstance(body, dict):
            return
        for name, value in body.items():
            if (name in self.things and not isinstance(value, dict)) or name in _AMOUNTS:
                body[name] = choose(self.things[name])
            else:
                self._into(value, choose)


@pytest.fixture
def kept_connection():
    """A server closes its connections when it likes; a test lives in one transaction of one."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("who", [GUEST, CUSTOMER, STAFF])
def test_every_answer_is_as_described(goods, kept_connection, monkeypatch, who):
    monkeypatch.setattr(ByWhoAsks, "allow_request", lambda *_: True)
    shop = Shop(goods)
    headers = shop.headers_of(who)
    schema = schemathesis.openapi.from_wsgi("/api/v1/schema/?format=json", application)
    tried: Counter[int] = Counter()
    for result in schema.get_all_operations():
        _try(result.ok(), shop, headers, tried)
    assert tried.total() > 300
    # Not only refusals: what is there was read and written.
    assert tried[200] > 30
    assert who == GUEST or tried[201] > 5


def _try(operation: Any, shop: Shop, headers: dict[str, str], tried: Counter[int]) -> None:
    @seed(20261121)
    @FEW
    @given(data=st.data(), is_real=st.booleans(), is_right=st.integers(0, 3))
    def ask(data: Any, is_real: bool, is_right: int) -> None:
        mode = GenerationMode.POSITIVE if is_right else GenerationMode.NEGATIVE
        try:
            case = data.draw(operation.as_strategy(generation_mode=mode))
        except SchemathesisError:  # nothing of it can be made wrong
            case = data.draw(operation.as_strategy())
        if is_real:
            shop.put_in(case, lambda known: data.draw(st.sampled_from(known)))
        response = case.call_and_validate(checks=CHECKS, headers=headers)
        tried[response.status_code] += 1

    ask()
