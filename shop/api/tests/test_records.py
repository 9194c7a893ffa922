"""Every entity of the API: read by who may, in pages that lose nothing, as much of it as asked."""

import pytest
from django.urls import reverse

import shop.api.urls  # noqa: F401  (registers the entities)
from accounts.roles import Role
from accounts.tokens import Scope
from catalog.models import Product
from events import outbox
from inventory.models import Supplier
from inventory.tests.factories import make_supplier
from orders.fulfilment import ship_order
from orders.models import ReturnReason
from orders.returns import WantedReturn, request_return
from orders.tests.factories import check_out, make_cart
from shop.api.records.entities import entities
from shop.api.records.filters import narrowed
from shop.api.tests.asking import app_of, fields_of, member_of_staff
from shop.tests.busy_shop import fill_shop

pytestmark = pytest.mark.django_db
SUPPLIERS = "records/suppliers/"


@pytest.fixture
def boss(goods):
    return app_of(member_of_staff(Role.OWNER), *Scope.values)


@pytest.fixture
def suppliers(db):
    return [make_supplier(f"s-{number}") for number in range(5)]


def codes(answer):
    return [row["code"] for row in answer.json()["results"]]


def test_every_entity_of_a_busy_shop_is_told_page_and_row(boss, goods):
    fill_shop(1)
    order = check_out(make_cart(goods.mug, quantity=2))
    ship_order(order=order)
    wanted = [WantedReturn(order.lines.get().pk, 1, ReturnReason.OTHER)]
    request_return(order=order, wanted=wanted)
    outbox.drain()
    empty = []
    for slug, entity in entities:
        answer = boss.get(f"records/{slug}/?limit=3&sort=newest")
        assert answer.status_code == 200, (slug, answer.json())
        rows = answer.json()["results"]
        if not rows:
            empty.append(slug)
            continue
        assert set(rows[0]) == set(entity.names()), slug
        key = entity.model._default_manager.order_by("-pk").values_list(entity.key, flat=True)[0]
        row = boss.get(f"records/{slug}/{key}/")
        assert row.status_code == 200, slug
        assert row.json() == rows[0], slug
    assert not set(empty) - {"bundle-parts", "disputes", "refunds"}, empty


def test_pages_hold_every_row_once_whatever_is_added_meanwhile(boss, suppliers):
    seen, cursor = [], ""
    while True:
        answer = boss.get(f"{SUPPLIERS}?limit=2{cursor}")
        seen += codes(answer)
        if len(seen) == 2:
            make_supplier("later")
            Supplier.objects.filter(code="s-0").delete()
        if answer.json()["next_cursor"] is None:
            break
        cursor = f"&cursor={answer.json()['next_cursor']}"
    assert seen == ["s-0", "s-1", "s-2", "s-3", "s-4", "later"]


def test_the_newest_first_by_the_address_of_the_next_page(boss, suppliers):
    first = boss.get(f"{SUPPLIERS}?limit=3&sort=newest").json()
    assert [row["code"] for row in first["results"]] == ["s-4", "s-3", "s-2"]
    path = first["next"].partition("/api/v1/")[2]
    assert codes(boss.get(path)) == ["s-1", "s-0"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("cursor=!!", "cursor"),
        ("cursor=bm90LWEta2V5", "cursor"),
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("sort=sideways", "sort"),
        ("fields=code,password", "fields"),
        ("is_active=perhaps", "is_active"),
    ],
)
def test_what_no_page_understands_is_refused_by_its_name(boss, suppliers, query, field):
    answer = boss.get(f"{SUPPLIERS}?{query}")
    assert (answer.status_code, fields_of(answer)) == (400, [field])


@pytest.mark.parametrize("word", ["abc", "7", str(2**70), "true", "2026-01-01", "0001-01-01", "é"])
def test_no_filter_does_worse_than_refuse_a_word(db, word):
    refused = 0
    for _slug, entity in entities:
        for one in entity.asked:
            query = entity.query(data={one.name: word})
            if query.is_valid():
                list(narrowed(entity.rows(), entity.asked, query.validated_data)[:1])
            else:
                refused += 1
    assert refused


def test_only_the_fields_asked_for_are_told_and_the_key(boss, suppliers):
    rows = boss.get(f"{SUPPLIERS}?fields=name,email").json()["results"]
    assert set(rows[0]) == {"code", "name", "email"}
    assert set(boss.get(f"{SUPPLIERS}s-1/?fields=name").json()) == {"code", "name"}


def test_filters_find_what_they_name(boss, goods):
    order = check_out(make_cart(goods.mug, quantity=2))
    check_out(make_cart(goods.chair))
    found = boss.get(f"records/orders/?number={order.number}").json()["results"]
    assert [row["id"] for row in found] == [order.public_id]
    moment = order.created_at.isoformat().replace("+00:00", "Z")
    since = boss.get(f"records/orders/?created_at_since={moment}&fields=id").json()["results"]
    until = boss.get(f"records/orders/?created_at_until={moment}&fields=id").json()["results"]
    assert (len(since), len(until)) == (2, 0)
    mine = boss.get(f"records/variants/?product={goods.mug.public_id}").json()["results"]
    assert {row["sku"] for row in mine} == {one.sku for one in goods.mug.variants.all()}


def test_amounts_are_told_in_the_currency_of_their_row(boss, goods):
    order = check_out(make_cart(goods.mug, quantity=2))
    told = boss.get(f"records/orders/{order.public_id}/").json()
    assert told["total"]["minor"] == order.total_minor
    assert told["total"]["currency"] == order.currency
    assert told["lines"][0]["unit_price"]["minor"] == order.lines.get().unit_price_minor


def test_nothing_tells_a_secret_or_a_cost_to_who_may_not(boss):
    fill_shop(1)
    secrets = ("token", "secret", "digest", "password", "idempotency_key", "code_digest")
    for _slug, entity in entities:
        assert not set(entity.names()) & set(secrets)


def test_scope_and_permission_are_both_needed(goods, suppliers):
    other_scope = app_of(member_of_staff(Role.WAREHOUSE), Scope.ORDERS_READ)
    assert other_scope.get(SUPPLIERS).json()["error"]["code"] == "not_in_scope"
    analyst = app_of(member_of_staff(Role.ANALYST), Scope.WEBHOOKS_READ)
    assert analyst.get("records/webhook-endpoints/").status_code == 403
    assert (
        app_of(member_of_staff(Role.WAREHOUSE, "w@example.com"), Scope.STOCK_READ)
        .get(SUPPLIERS)
        .status_code
        == 200
    )


@pytest.mark.parametrize("key", ["nobody", "a%00b", "%20", "9" * 30])
def test_a_key_that_is_none_is_not_found(boss, key):
    assert boss.get(f"{SUPPLIERS}{key}/").status_code == 404
    assert boss.get(f"records/prices/{key}/").status_code == 404
    assert boss.get(f"records/stock-movements/{key}/").status_code == 404


def test_a_page_costs_the_same_however_long_it_is(boss, goods, django_assert_max_num_queries):
    for _order in range(4):
        check_out(make_cart(goods.mug))
    url = reverse("api:records-orders")
    assert url
    with django_assert_max_num_queries(12):
        assert len(boss.get("records/orders/?limit=2").json()["results"]) == 2
    with django_assert_max_num_queries(12):
        assert len(boss.get("records/orders/?limit=200").json()["results"]) == 4


def test_a_product_that_is_not_published_is_told_to_staff(boss, goods):
    Product.objects.filter(pk=goods.mug.pk).update(status="draft")
    found = boss.get("records/products/?status=draft").json()["results"]
    told = {row["id"]: row for row in found}
    assert told[goods.mug.public_id]["variants"][0]["sku"] == goods.variant(goods.mug).sku
    assert {row["status"] for row in found} == {"draft"}


def test_what_belongs_to_an_order_is_found_by_it(boss, goods):
    orders = [check_out(make_cart(goods.mug)) for _turn in range(2)]
    for order in orders:
        ship_order(order=order)
    for slug in ("payments", "shipments"):
        found = boss.get(f"records/{slug}/?order={orders[0].public_id}&sort=newest").json()
        assert {row["order"] for row in found["results"]} == {orders[0].public_id}
