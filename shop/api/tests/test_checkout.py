"""From a cart to an order over the API: what it costs, ordering once a key, what is refused."""

import pytest

from accounts.models import Address
from accounts.tests.factories import make_customer
from accounts.tokens import Scope
from foundation.money import Money
from inventory.services import adjust_stock
from orders.models import Cart, Order, OrderState, Payment
from orders.tests.factories import make_shipping_method
from pricing.services import set_price
from shop.api.privacy import erase_answers, export_answers
from shop.api.tests.asking import App, app_of, fields_of
from tests.racing import balance, race

pytestmark = pytest.mark.django_db
ADDRESS = {
    "name": "Ada Lovelace",
    "line1": "12 St James's Square",
    "postcode": "SW1Y 4JH",
    "city": "London",
    "country": "GB",
}


@pytest.fixture
def method(db):
    return make_shipping_method()


def guest_with(goods, quantity=2, product=None):
    """A guest's app that holds a cart."""
    variant = goods.variant(product or goods.mug)
    line = {"variant": variant.public_id, "quantity": quantity}
    token = App().post("cart/lines/", line).json()["token"]
    return App({"X-Cart-Token": token})


def wish(app, payment="test:success", **changes):
    """What a shopper sends who saw the quotes."""
    quotes = app.get("checkout/quotes/").json()
    offer = quotes["shipping"][0]
    total = {"minor": offer["total"]["minor"], "currency": offer["total"]["currency"]}
    body = {
        "email": "ada@example.com",
        "address": ADDRESS,
        "shipping": offer["id"],
        "payment": payment,
        "total": total,
    }
    return {**body, **changes}


def order(app, body=None, key="key-1"):
    return app.post("checkout/", body or wish(app), Idempotency_Key=key)


def test_quotes_tell_every_way_and_what_the_whole_costs(goods, method):
    app = guest_with(goods)
    body = app.get("checkout/quotes/?country=GB&postcode=SW1Y%204JH").json()
    assert body["country"] == "GB"
    offer = body["shipping"][0]
    assert (offer["price"]["minor"], offer["total"]["minor"]) == (490, 2500 + 490)
    assert offer["arrives_from"] <= offer["arrives_to"]
    assert "test:success" in [way["id"] for way in body["payment"]]
    assert App().get("checkout/quotes/").status_code == 404
    assert fields_of(app.get("checkout/quotes/?country=nowhere")) == ["country"]
    assert fields_of(app.get("checkout/quotes/?address=1")) == ["address"]


def test_an_order_is_placed_and_its_token_opens_it(goods, method):
    app = guest_with(goods)
    made = order(app)
    assert made.status_code == 201, made.json()
    body = made.json()
    assert (body["state"], body["payment_state"]) == ("placed", "paid")
    assert body["total"]["minor"] == 2990
    assert body["address"]["line1"] == ADDRESS["line1"]
    stored = Order.objects.get()
    assert stored.channel == "api"
    path = f"orders/{body['id']}/"
    assert App().get(path).status_code == 401
    assert App({"X-Order-Token": "made-up"}).get(path).status_code == 404
    seen = App({"X-Order-Token": body["token"]}).get(path).json()
    assert seen == body
    # What was ordered is in no cart any more.
    assert app.get("cart/").status_code == 404


def test_the_same_key_again_is_answered_the_same(goods, method):
    app = guest_with(goods)
    body = wish(app)
    first, again = order(app, body), order(app, body)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert again["Idempotency-Replayed"] == "true"
    assert Order.objects.count() == Payment.objects.count() == 1


def test_the_same_key_with_another_body_or_cart_is_422(goods, method):
    app = guest_with(goods)
    body = wish(app)
    order(app, body)
    other = order(app, {**body, "note": "Ring twice"})
    assert other.status_code == 422
    assert other.json()["error"]["code"] == "idempotency_key_reused"
    another = guest_with(goods)
    assert order(another, wish(another)).status_code == 422
    assert Order.objects.count() == 1


def test_a_customers_key_is_not_good_for_their_next_cart(goods, method):
    owner = make_customer()
    app = app_of(owner.user, Scope.CART_WRITE, Scope.ORDERS_READ)
    line = {"variant": goods.variant(goods.mug).public_id}
    app.post("cart/lines/", line)
    body = wish(app)
    first = order(app, body).json()
    assert order(app, body).json() == first
    app.post("cart/lines/", line)
    assert order(app, body).status_code == 422
    assert order(app, body, key="key-2").status_code == 201
    assert Order.objects.filter(customer=owner).count() == 2


def test_a_key_of_one_customer_says_nothing_to_another(goods, method):
    made = []
    for customer in (make_customer(), make_customer()):
        app = app_of(customer.user, Scope.CART_WRITE)
        app.post("cart/lines/", {"variant": goods.variant(goods.mug).public_id})
        made.append(order(app))
    assert [answer.status_code for answer in made] == [201, 201]
    assert made[0].json()["id"] != made[1].json()["id"]


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_with_one_key_make_one_order(goods, method):
    app = guest_with(goods)
    body = wish(app)

    answers = race(lambda _number: order(app, body), threads=20)
    assert {answer.status_code for answer in answers} <= {201, 409}
    waits = [answer for answer in answers if answer.status_code == 409]
    assert all(int(answer["Retry-After"]) > 0 for answer in waits)
    placed = {answer.json()["id"] for answer in answers if answer.status_code == 201}
    assert len(placed) == 1
    assert Order.objects.count() == Payment.objects.count() == 1
    assert order(app, body).json()["id"] in placed
    assert balance()


def test_a_key_is_needed_and_must_be_one(goods, method):
    app = guest_with(goods)
    body = wish(app)
    for headers in ({}, {"Idempotency_Key": "x" * 201}, {"Idempotency_Key": "a b"}):
        answer = app.post("checkout/", body, **headers)
        assert answer.status_code == 400
        assert fields_of(answer) == ["Idempotency-Key"]
    assert not Order.objects.exists()


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"email": "nobody"}, ["email"]),
        ({"email": "a@example.com\0"}, ["email"]),
        ({"address": None}, ["address"]),
        ({"address": {**ADDRESS, "country": "ZZ"}}, ["address.country"]),
        ({"address": {"name": "Ada", "country": "GB"}},
         ["address.city", "address.line1", "address.postcode"]),
        ({"address": {**ADDRESS, "line1": "x" * 121}}, ["address.line1"]),
        ({"address": {**ADDRESS, "phone": "call me"}}, ["address.phone"]),
        ({"address": {**ADDRESS, "postcode": "1"}}, ["address.postcode"]),
        ({"address_id": 1}, ["address"]),
        ({"billing": {"name": "Bob", "country": "GB"}},
         ["billing.city", "billing.line1", "billing.postcode"]),
        ({"vat_number": "DE1"}, ["vat_number"]),
        ({"shipping": "0" * 16}, ["shipping"]),
        ({"shipping": ""}, ["shipping"]),
        ({"payment": "gold"}, ["payment"]),
        ({"total": {"minor": 10**30, "currency": "EUR"}}, ["total.minor"]),
        ({"total": 12}, ["total.non_field_errors"]),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_at_its_field(goods, method, changes, fields):
    app = guest_with(goods)
    body = wish(app)
    answer = order(app, {**body, **changes})
    assert answer.status_code == 400, answer.json()
    assert fields_of(answer) == fields
    assert not Order.objects.exists()
    assert order(app, body).status_code == 201  # the key is free for a better question


def test_another_total_than_the_shopper_saw_is_refused(goods, method):
    app = guest_with(goods)
    body = wish(app)
    set_price(variant=goods.variant(goods.mug), amount=Money.of("13.00", "EUR"))
    answer = order(app, body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "total_changed")
    assert fields_of(answer) == ["total"]
    now = answer.json()["error"]["now"]
    assert now["minor"] > body["total"]["minor"]
    assert order(app, {**body, "total": now}).status_code == 201


def test_somebody_was_faster(goods, method):
    app = guest_with(goods)
    body = wish(app)
    adjust_stock(variant_id=goods.variant(goods.mug).pk, on_hand=1, note="broken")
    answer = order(app, body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "sold_out")
    assert not Order.objects.exists()


def test_a_declined_card_frees_the_cart(goods, method):
    app = guest_with(goods)
    declined = order(app, wish(app, payment="test:decline"))
    assert (declined.status_code, declined.json()["error"]["code"]) == (402, "payment_declined")
    assert app.get("cart/").json()["count"] == 2
    assert order(app, key="key-2").status_code == 201
    assert Order.objects.filter(state=OrderState.PLACED).count() == 1


def test_the_shopper_is_sent_where_the_card_wants_proof(goods, method):
    app = guest_with(goods)
    body = wish(app, payment="test:secure")
    made = order(app, body)
    assert made.status_code == 201
    assert made.json()["state"] == "pending"
    assert made.json()["payment"]["action_url"]
    assert order(app, body).json() == made.json()
    changed = app.post("cart/lines/", {"variant": goods.variant(goods.chair).public_id})
    assert changed.status_code == 409  # it is being paid


def test_a_customer_orders_to_an_address_of_their_own_and_to_nobody_elses(goods, method):
    owner, other = make_customer(), make_customer("Eve")
    own = Address.objects.create(customer=owner, **ADDRESS)
    foreign = Address.objects.create(customer=other, **{**ADDRESS, "line1": "Secret Lane 1"})
    app = app_of(owner.user, Scope.CART_WRITE)
    app.post("cart/lines/", {"variant": goods.variant(goods.mug).public_id})
    body = wish(app)
    del body["address"]
    refused = order(app, {**body, "address_id": foreign.pk})
    assert (refused.status_code, fields_of(refused)) == (400, ["address_id"])
    assert "Secret Lane" not in refused.content.decode()
    assert app.get(f"checkout/quotes/?address={foreign.pk}").status_code == 400
    made = order(app, {**body, "address_id": own.pk})
    assert made.status_code == 201
    assert made.json()["token"] is None
    assert Order.objects.get().customer == owner


def test_an_empty_cart_and_no_cart_order_nothing(goods, method):
    app = guest_with(goods)
    body = wish(app)
    assert order(App(), body).status_code == 404
    app.delete(f"cart/lines/{goods.variant(goods.mug).public_id}/")
    answer = order(app, {**body, "total": {"minor": 0, "currency": "EUR"}}, key="key-3")
    assert answer.status_code in {400, 409}
    assert not Order.objects.exists()
    assert Cart.objects.count() == 1


def test_kept_answers_are_forgotten_with_their_customer(goods, method):
    owner, other = make_customer(), make_customer("Eve")
    for customer in (owner, other):
        app = app_of(customer.user, Scope.CART_WRITE)
        app.post("cart/lines/", {"variant": goods.variant(goods.mug).public_id})
        assert order(app).status_code == 201
    assert len(export_answers(owner.pk)) == 1
    assert erase_answers(owner.pk) == 1
    assert (len(export_answers(owner.pk)), len(export_answers(other.pk))) == (0, 1)
