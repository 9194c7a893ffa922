"""Many rows by one request: each with its own answer, or all of them or none, and once a key."""

import pytest

from accounts.roles import Role
from accounts.tokens import Scope
from catalog.models import Product, Variant
from catalog.tests.factories import make_product
from events.models import AuditEntry, OutboxMessage
from inventory.models import StockLevel
from pricing.models import Price
from shop.api.tests.asking import app_of, fields_of, member_of_staff
from tests.racing import race

pytestmark = pytest.mark.django_db
WRITE = (Scope.CATALOGUE_WRITE, Scope.PRICES_WRITE, Scope.STOCK_WRITE)


@pytest.fixture
def app(goods):
    return app_of(member_of_staff(Role.OWNER), *WRITE)


@pytest.fixture
def sku(goods):
    return goods.variant(goods.mug).sku


def price(sku, currency="EUR"):
    return Price.objects.get(variant__sku=sku, currency=currency, ends_at=None).amount_minor


def test_each_item_has_its_own_answer_and_the_good_ones_are_written(app, sku):
    items = [
        {"sku": sku, "currency": "EUR", "amount": "9.90"},
        {"sku": "nobody", "currency": "EUR", "amount": "9.90"},
        {"sku": sku, "currency": "EUR", "amount": "9.90", "compare_at": "5"},
    ]
    answer = app.post("records/prices/bulk/", {"items": items})
    assert answer.status_code == 200, answer.json()
    told = answer.json()
    assert (told["written"], told["refused"]) == (1, 2)
    assert [row["field"] for row in told["results"]] == ["", "sku", "amount"]
    assert price(sku) == 990


def test_all_or_nothing_takes_everything_back_and_names_each_refusal(app, sku):
    before = price(sku)
    items = [
        {"sku": sku, "currency": "EUR", "amount": "9.90"},
        {"sku": "nobody", "currency": "EUR", "amount": "9.90"},
    ]
    answer = app.post("records/prices/bulk/", {"items": items, "all_or_nothing": True})
    assert (answer.status_code, fields_of(answer)) == (409, ["items.1.sku"])
    assert answer.json()["error"]["code"] == "not_all"
    assert price(sku) == before
    assert not AuditEntry.objects.filter(model="pricing.price").exists()


def test_the_same_key_writes_once(app, sku):
    items = {"items": [{"sku": sku, "currency": "EUR", "amount": "9.90"}]}
    first = app.post("records/prices/bulk/", items, Idempotency_Key="p-1")
    count = Price.objects.count()
    second = app.post("records/prices/bulk/", items, Idempotency_Key="p-1")
    assert first.json() == second.json()
    assert second.headers["Idempotency-Replayed"] == "true"
    assert Price.objects.count() == count
    assert AuditEntry.objects.filter(model="pricing.price").count() == 1


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("path", ["products", "variants", "prices", "stock"])
def test_two_lists_in_opposite_order_do_not_wait_for_each_other(goods, path):
    products = [make_product(f"Mug {number}", stock=9) for number in range(20)]
    app = app_of(member_of_staff(Role.OWNER), *WRITE)

    def work(index):
        found = products if index % 2 else list(reversed(products))
        items = [item_of(path, product, index) for product in found]
        answer = app.post(f"records/{path}/bulk/", {"items": items, "all_or_nothing": True})
        return answer.status_code

    assert race(work, threads=6) == [200] * 6


def item_of(path, product, index):
    sku = product.variants.get().sku
    return {
        "products": {"id": product.public_id, "name_en": f"Mug of {index}"},
        "variants": {"sku": sku, "weight_grams": 100 + index},
        "prices": {"sku": sku, "currency": "EUR", "amount": f"{10 + index}.00"},
        "stock": {"sku": sku, "on_hand": 20 + index, "note": "Friday"},
    }[path]


def test_counts_are_written_by_the_ledger(app, sku, goods):
    other = goods.variant(goods.sold_out).sku
    items = [
        {"sku": sku, "on_hand": 12, "note": "Friday"},
        {"sku": other, "on_hand": 3, "note": "Friday"},
        {"sku": sku, "on_hand": 1, "note": "x", "warehouse": "moon"},
    ]
    told = app.post("records/stock/bulk/", {"items": items}).json()
    assert [row["field"] for row in told["results"]] == ["", "", "warehouse"]
    levels = StockLevel.objects.filter(variant__sku__in=[sku, other])
    assert dict(levels.values_list("variant__sku", "on_hand")) == {sku: 12, other: 3}


def test_products_are_changed_published_and_announced(app, goods):
    OutboxMessage.objects.all().delete()
    items = [
        {"id": goods.mug.public_id, "name_en": "Clay mug", "name_de": "Tonbecher"},
        {"id": goods.draft.public_id, "status": "published"},
        {"id": goods.chair.public_id, "status": "retired", "external_ref": "C-1"},
        {"id": goods.mug.public_id, "external_ref": "C-1"},
        {"id": "0" * 16},
    ]
    told = app.post("records/products/bulk/", {"items": items}).json()
    assert [row["field"] for row in told["results"]] == ["", "", "", "external_ref", "id"]
    mug = Product.objects.get(pk=goods.mug.pk)
    assert (mug.name_en, mug.name_de, mug.name) == ("Clay mug", "Tonbecher", "Clay mug")
    assert Product.objects.get(pk=goods.draft.pk).status == "published"
    assert Product.objects.get(pk=goods.chair.pk).status == "retired"
    heard = OutboxMessage.objects.filter(topic="product.changed", consumer="listing")
    assert {row.payload["product"] for row in heard} == {
        goods.mug.pk, goods.draft.pk, goods.chair.pk,
    }  # fmt: skip


def test_variants_are_changed_and_what_is_not_named_stays(app, sku):
    weight = Variant.objects.get(sku=sku).weight_grams
    items = [{"sku": sku, "barcode": "4006381333931", "is_active": False}]
    assert app.post("records/variants/bulk/", {"items": items}).json()["written"] == 1
    row = Variant.objects.get(sku=sku)
    assert (row.barcode, row.is_active, row.weight_grams) == ("4006381333931", False, weight)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"items": []}, "items"),
        ({}, "items"),
        ({"items": [{"sku": "x", "currency": "EUR", "amount": "-1"}]}, "items.0.amount"),
        ({"items": [{"sku": "x", "currency": "XXX", "amount": "1"}]}, "items.0.currency"),
        ({"items": [{"sku": "x", "currency": "EUR", "amount": "1"}] * 501}, "items"),
    ],
)
def test_what_is_no_list_of_prices_is_refused_whole(app, body, field):
    answer = app.post("records/prices/bulk/", body)
    assert (answer.status_code, fields_of(answer)) == (400, [field])


def test_the_scope_and_the_permission_are_needed(goods, sku):
    items = {"items": [{"sku": sku, "on_hand": 1, "note": "x"}]}
    analyst = app_of(member_of_staff(Role.ANALYST), *WRITE)
    assert analyst.post("records/stock/bulk/", items).status_code == 403
    reader = app_of(member_of_staff(Role.OWNER), Scope.STOCK_READ)
    assert reader.post("records/stock/bulk/", items).json()["error"]["code"] == "not_in_scope"
