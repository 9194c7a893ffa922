"""Tokens at the API: the scope and the owner's permission are both needed; changes happen once."""

import pytest
from rest_framework.settings import api_settings

from accounts.models import User
from accounts.roles import Role, assign_role
from accounts.tests.factories import PASSWORD, make_customer
from accounts.tokens import Scope, create_token, revoke_token
from events.models import AuditEntry
from inventory.models import StockLevel, StockMovement
from pricing.models import Price

pytestmark = pytest.mark.django_db
STOCK = "/api/v1/staff/stock/"
COUNTS = "/api/v1/staff/stock/counts/"
PRICES = "/api/v1/staff/prices/"
ORDERS = "/api/v1/staff/orders/"


def _staff(role, email="kim@example.com"):
    user = User.objects.create_user(email, PASSWORD)
    assign_role(user=user, role=role, actor=None)
    user.refresh_from_db()
    return user


def _headers(user, *scopes, **more):
    made = create_token(user=user, name="Till", scopes=scopes)
    return {"Authorization": f"Bearer {made.secret}", **more}


def _post(client, url, body, headers):
    return client.post(url, body, content_type="application/json", headers=headers)


@pytest.fixture
def sku(goods):
    return goods.variant(goods.chair).sku


@pytest.fixture
def count(goods):
    return {"sku": goods.variant(goods.sold_out).sku, "on_hand": 7, "note": "found behind the door"}


def test_without_a_token_one_is_asked_for(client, goods):
    answer = client.get(STOCK)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"
    assert answer.json()["error"]["code"] == "not_authenticated"


@pytest.mark.parametrize("secret", ["", "sw_nothing", "x" * 500, "sw_ä"])
def test_a_wrong_token_is_refused_everywhere(client, goods, secret):
    for url in ("/api/v1/products/", STOCK):
        answer = client.get(url, headers={"Authorization": f"Bearer {secret}"})
        assert answer.status_code == 401, url


def test_a_revoked_token_is_refused_at_once(client, goods):
    boss = _staff(Role.OWNER)
    made = create_token(user=boss, name="Till", scopes=[Scope.STOCK_READ])
    headers = {"Authorization": f"Bearer {made.secret}"}
    assert client.get(STOCK, headers=headers).status_code == 200
    revoke_token(token=made.token, actor=boss)
    assert client.get(STOCK, headers=headers).status_code == 401


def test_the_scope_is_needed(client, goods):
    headers = _headers(_staff(Role.OWNER), Scope.ORDERS_READ)
    assert client.get(ORDERS, headers=headers).status_code == 200
    answer = client.get(STOCK, headers=headers)
    assert answer.status_code == 403
    assert answer.json()["error"]["code"] == "not_in_scope"


def test_the_owners_permission_is_needed_too(client, goods, count):
    """A role that is taken away takes the token's power with it."""
    analyst = _staff(Role.ANALYST)
    headers = _headers(analyst, *Scope.values)
    assert client.get(STOCK, headers=headers).status_code == 200
    assert client.get(ORDERS, headers=headers).status_code == 403
    assert _post(client, COUNTS, count, headers).status_code == 403
    assign_role(user=analyst, role=None, actor=None)
    assert client.get(STOCK, headers=headers).status_code == 403


def test_a_customers_token_opens_nothing_of_the_staffs(client, goods):
    headers = _headers(make_customer().user, Scope.ORDERS_READ, Scope.CART_WRITE)
    for url in (ORDERS, STOCK, PRICES):
        assert client.get(url, headers=headers).status_code == 403, url


def test_stock_is_counted_once_a_key(client, goods, count):
    headers = _headers(_staff(Role.WAREHOUSE), Scope.STOCK_WRITE)
    keyed = {**headers, "Idempotency-Key": "count-1"}
    before = StockMovement.objects.count()
    first = _post(client, COUNTS, count, keyed)
    again = _post(client, COUNTS, count, keyed)
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert first.status_code == 201
    assert "Idempotency-Replayed" not in first
    assert again["Idempotency-Replayed"] == "true"
    assert StockMovement.objects.count() == before + 1
    assert StockLevel.objects.get(variant__sku=count["sku"]).on_hand == 7
    entry = AuditEntry.objects.get(action="stock.changed")
    assert entry.changes["on_hand"] == 7
    assert entry.changes["token"].startswith("sw_")
    other = _post(client, COUNTS, {**count, "on_hand": 8}, keyed)
    assert other.status_code == 422
    assert other.json()["error"]["code"] == "idempotency_key_reused"


def test_a_key_of_one_token_says_nothing_to_another(client, goods, count):
    user = _staff(Role.WAREHOUSE)
    for on_hand in (3, 4):
        headers = _headers(user, Scope.STOCK_WRITE, **{"Idempotency-Key": "the-same"})
        assert _post(client, COUNTS, {**count, "on_hand": on_hand}, headers).status_code == 201
    assert StockLevel.objects.get(variant__sku=count["sku"]).on_hand == 4


@pytest.mark.parametrize(
    ("field", "value"),
    [("sku", "nothing"), ("on_hand", -1), ("on_hand", "many"), ("note", ""), ("warehouse", "moon")],
)
def test_a_wrong_field_is_named_and_the_key_stays_free(client, goods, count, field, value):
    headers = _headers(_staff(Role.WAREHOUSE), Scope.STOCK_WRITE, **{"Idempotency-Key": "k"})
    answer = _post(client, COUNTS, {**count, field: value}, headers)
    assert answer.status_code == 400
    assert list(answer.json()["error"]["fields"]) == [field]
    assert _post(client, COUNTS, count, headers).status_code == 201


def test_a_price_is_set_and_read(client, goods, sku):
    headers = _headers(_staff(Role.MERCHANDISER), Scope.PRICES_READ, Scope.PRICES_WRITE)
    new = {"sku": sku, "currency": "EUR", "amount": "99.90", "compare_at": "120.00"}
    answer = _post(client, PRICES, new, headers)
    assert answer.status_code == 201
    assert answer.json()["amount"]["minor"] == 9990
    listed = client.get(PRICES, {"sku": sku}, headers=headers).json()
    assert [price["amount"]["amount"] for price in listed["results"]] == ["99.90"]
    assert (
        client.get(PRICES, {"sku": sku, "in_force": "false"}, headers=headers).json()["count"] == 2
    )
    assert AuditEntry.objects.get(action="price.changed").changes["amount_minor"] == 9990


def test_an_impossible_price_is_refused_at_its_field(client, goods, sku):
    headers = _headers(_staff(Role.MERCHANDISER), Scope.PRICES_WRITE)
    new = {"sku": sku, "currency": "EUR", "amount": "10.00", "compare_at": "5.00"}
    answer = _post(client, PRICES, new, headers)
    assert answer.status_code == 409
    assert "amount" in answer.json()["error"]["fields"]
    assert Price.objects.filter(variant__sku=sku).count() == 1


def test_orders_tell_nothing_of_the_buyer(client, goods):
    from orders.tests.factories import check_out, make_cart

    check_out(make_cart(goods.chair))
    headers = _headers(_staff(Role.WAREHOUSE), Scope.ORDERS_READ)
    listed = client.get(ORDERS, {"state": "placed"}, headers=headers)
    assert listed.json()["count"] == 1
    order = listed.json()["results"][0]
    assert not {"email", "ship_name", "ship_line1"} & set(order)
    assert client.get(f"{ORDERS}{order['id']}/", headers=headers).json() == order
    assert client.get(ORDERS, {"state": "nonsense"}, headers=headers).status_code == 400


def test_each_asker_has_a_rate_of_its_own(client, goods, monkeypatch):
    for who, rate in (("anonymous", "2/min"), ("token", "3/min")):
        monkeypatch.setitem(api_settings.DEFAULT_THROTTLE_RATES, who, rate)
    headers = _headers(_staff(Role.OWNER), Scope.CATALOGUE_READ)
    asked = [client.get("/api/v1/products/").status_code for _ in range(3)]
    assert asked == [200, 200, 429]
    asked = [client.get("/api/v1/products/", headers=headers).status_code for _ in range(4)]
    assert asked == [200, 200, 200, 429]
