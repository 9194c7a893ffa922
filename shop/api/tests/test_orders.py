"""A buyer's orders over the API: seen, cancelled, sent back, ordered again; and nobody else's."""

import pytest

from accounts.tests.factories import make_customer
from accounts.tokens import Scope
from orders.fulfilment import ship_order
from orders.models import Order, ReturnRequest
from orders.tests.factories import check_out, make_cart
from shop.api.tests.asking import App, app_of, fields_of

pytestmark = pytest.mark.django_db
ALL = (Scope.ORDERS_READ, Scope.ORDERS_WRITE, Scope.CART_WRITE)


@pytest.fixture
def ada(goods):
    return make_customer()


@pytest.fixture
def order(goods, ada):
    return check_out(make_cart(goods.mug, quantity=2, customer=ada), customer=ada)


@pytest.fixture
def app(ada):
    return app_of(ada.user, *ALL)


def test_ones_own_are_listed_in_pages(app, ada, goods, order):
    check_out(make_cart(goods.chair))  # a guest's
    body = app.get("orders/?page_size=1").json()
    assert (body["count"], body["pages"]) == (1, 1)
    row = body["results"][0]
    assert (row["id"], row["can_cancel"]) == (order.public_id, True)
    assert row["lines"][0]["quantity"] == 2
    assert row["total"]["minor"] == 2990


def test_lists_cost_the_same_queries_however_many(
    app, ada, goods, order, django_assert_max_num_queries
):
    app.get("orders/")
    for _number in range(3):
        check_out(make_cart(goods.chair, customer=ada), customer=ada)
    with django_assert_max_num_queries(6):
        assert len(app.get("orders/").json()["results"]) == 4


def test_nobody_else_gets_anywhere(goods, order):
    eve = app_of(make_customer("Eve").user, *ALL)
    path = f"orders/{order.public_id}/"
    wanted = {"lines": [{"number": 1, "quantity": 1, "reason": "other"}]}
    for stranger, status in ((eve, 404), (App(), 401), (App({"X-Order-Token": "x" * 32}), 404)):
        for method, address, body in (
            ("GET", path, None),
            ("POST", f"{path}cancellation/", None),
            ("POST", f"{path}returns/", wanted),
            ("DELETE", f"{path}returns/0000000000000000/", None),
            ("POST", f"{path}again/", None),
        ):
            answer = stranger.ask(method, address, body)
            assert answer.status_code == status, (method, address)
    order.refresh_from_db()
    assert order.state == "placed"


def test_the_token_of_one_order_opens_no_other(goods, order):
    other = check_out(make_cart(goods.chair))
    holder = App({"X-Order-Token": other.token})
    assert holder.get(f"orders/{order.public_id}/").status_code == 404


@pytest.mark.parametrize("scope", [Scope.ORDERS_READ, Scope.CART_WRITE, Scope.ACCOUNT_WRITE])
def test_reading_is_not_writing(ada, order, scope):
    app = app_of(ada.user, scope)
    refused = app.post(f"orders/{order.public_id}/cancellation/")
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "not_in_scope")
    expected = 200 if scope == Scope.ORDERS_READ else 403
    seen = app.get(f"orders/{order.public_id}/")
    assert seen.status_code == expected
    # The link to the order would do what this scope must not.
    assert order.token not in seen.content.decode()


def test_an_order_is_cancelled_once(app, order):
    path = f"orders/{order.public_id}/cancellation/"
    body = app.post(path).json()
    assert (body["state"], body["can_cancel"]) == ("cancelled", False)
    assert app.post(path).status_code == 409


def test_something_is_sent_back_once_a_key(app, order):
    path = f"orders/{order.public_id}/returns/"
    wanted = {"lines": [{"number": 1, "quantity": 1, "reason": "too_small"}], "note": "Smaller"}
    early = app.post(path, wanted)
    assert (early.status_code, fields_of(early)) == (409, ["lines"])
    ship_order(order=order)
    detail = app.get(f"orders/{order.public_id}/").json()
    assert detail["returnable"] == [{"number": 1, "units": 2}]
    first = app.post(path, wanted, Idempotency_Key="back-1")
    again = app.post(path, wanted, Idempotency_Key="back-1")
    assert first.status_code == 201
    assert first.json() == again.json()
    assert ReturnRequest.objects.count() == 1
    assert app.post(path, {**wanted, "note": ""}, Idempotency_Key="back-1").status_code == 422
    for lines in (
        [{"number": 2, "quantity": 1, "reason": "other"}],
        [{"number": 1, "quantity": 2, "reason": "other"}],
    ):
        assert app.post(path, {"lines": lines}).status_code == 409
    assert fields_of(app.post(path, {"lines": []})) == ["lines"]
    kept = app.delete(f"{path}{first.json()['id']}/")
    assert kept.json()["state"] == "cancelled"
    assert app.delete(f"{path}{first.json()['id']}/").status_code == 409


def test_a_key_of_one_order_is_not_good_for_another(app, ada, goods, order):
    other = check_out(make_cart(goods.chair, customer=ada), customer=ada)
    wanted = {"lines": [{"number": 1, "quantity": 1, "reason": "other"}]}
    for each in (order, other):
        ship_order(order=each)
    paths = [f"orders/{each.public_id}/returns/" for each in (order, other)]
    assert app.post(paths[0], wanted, Idempotency_Key="k").status_code == 201
    assert app.post(paths[1], wanted, Idempotency_Key="k").status_code == 422


def test_the_same_again_goes_into_the_cart(app, order):
    body = app.post(f"orders/{order.public_id}/again/").json()
    assert body == {"token": None, "units": 2, "refused": []}
    assert app.get("cart/").json()["count"] == 2
    body = app.post(f"orders/{order.public_id}/again/").json()
    assert body["units"] == 0
    assert "3" in body["refused"][0]


def test_a_login_without_a_customer_has_no_orders(goods, order):
    from accounts.roles import Role
    from shop.api.tests.asking import member_of_staff

    boss = app_of(member_of_staff(Role.OWNER), *ALL)
    answer = boss.get("orders/")
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "no_customer")
    assert boss.get(f"orders/{order.public_id}/").status_code == 404
    assert Order.objects.count() == 1
