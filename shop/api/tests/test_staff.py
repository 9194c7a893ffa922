"""What programs of the staff do with orders and coupons: with scope and permission, and once."""

import pytest

from accounts.roles import Role
from accounts.tokens import Scope
from events.models import AuditEntry
from inventory.models import StockLevel
from orders.models import Shipment
from orders.tests.factories import check_out, make_cart
from pricing.models import Coupon
from pricing.tests.factories import make_promotion
from shop.api.tests.asking import app_of, fields_of, member_of_staff

pytestmark = pytest.mark.django_db
ORDERS = (Scope.ORDERS_READ, Scope.ORDERS_WRITE)
COUPONS = (Scope.COUPONS_READ, Scope.COUPONS_WRITE)


@pytest.fixture
def order(goods):
    return check_out(make_cart(goods.mug, quantity=3))


@pytest.fixture
def till(goods):
    return app_of(member_of_staff(Role.WAREHOUSE), *ORDERS)


def test_parcels_leave_in_parts_and_once_a_key(till, order):
    path = f"staff/orders/{order.public_id}/shipments/"
    part = {"lines": [{"number": 1, "quantity": 2}], "carrier": "DHL", "tracking": "JJD1"}
    first = till.post(path, part, Idempotency_Key="s-1")
    assert first.status_code == 201, first.json()
    assert first.json() == till.post(path, part, Idempotency_Key="s-1").json()
    assert first.json()[0]["lines"][0]["quantity"] == 2
    assert till.post(path, {}).status_code == 201  # the rest
    empty = till.post(path, {})
    assert (empty.status_code, fields_of(empty)) == (409, ["lines"])
    assert [row["tracking"] for row in till.get(path).json()["results"]] == ["JJD1", ""]
    assert Shipment.objects.count() == 2
    assert AuditEntry.objects.filter(action="ship").count() == 2
    order.refresh_from_db()
    assert order.fulfilment_state == "fulfilled"


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({"lines": [{"number": 2, "quantity": 1}]}, 400, "lines"),
        ({"lines": [{"number": 1, "quantity": 1}] * 2}, 400, "lines"),
        ({"lines": [{"number": 1, "quantity": 4}]}, 409, "lines"),
        ({"lines": [{"number": 0, "quantity": 1}]}, 400, "lines.0.number"),
        ({"lines": []}, 409, "lines"),
        ({"warehouse": "moon"}, 400, "warehouse"),
        ({"tracking": "x" * 81}, 400, "tracking"),
    ],
)
def test_what_cannot_leave(till, order, body, status, field):
    answer = till.post(f"staff/orders/{order.public_id}/shipments/", body)
    assert (answer.status_code, fields_of(answer)) == (status, [field])
    assert not Shipment.objects.exists()


def test_units_and_orders_are_cancelled_by_who_may(till, order, goods):
    path = f"staff/orders/{order.public_id}/cancellation/"
    wanted = {"lines": [{"number": 1, "quantity": 1}], "reason": "Broken"}
    assert till.post(path, wanted).status_code == 403
    support = app_of(member_of_staff(Role.SUPPORT), *ORDERS)
    assert support.post(path, wanted, Idempotency_Key="c").status_code == 200
    assert support.post(path, wanted, Idempotency_Key="c").status_code == 200
    level = StockLevel.objects.get(variant=goods.variant(goods.mug))
    assert level.allocated == 2
    assert support.post(path, {"reason": "All of it"}).json()["state"] == "cancelled"
    assert support.post(path, {"reason": "Again"}).status_code == 409
    assert fields_of(support.post(path, {})) == ["reason"]


def test_coupons_are_made_changed_and_found(goods):
    promotion = make_promotion(label="Spring")
    app = app_of(member_of_staff(Role.MERCHANDISER), *COUPONS)
    new = {"code": " spring10 ", "promotion": promotion.pk, "most_uses": 5}
    made = app.post("staff/coupons/", new, Idempotency_Key="k")
    assert made.status_code == 201, made.json()
    assert made.json()["code"] == "SPRING10"
    assert app.post("staff/coupons/", new, Idempotency_Key="k").json() == made.json()
    taken = app.post("staff/coupons/", new)
    assert (taken.status_code, fields_of(taken)) == (400, ["code"])
    assert app.ask("PATCH", "staff/coupons/spring10/", {"is_active": False}).status_code == 200
    assert app.get("staff/coupons/?is_active=false").json()["count"] == 1
    assert app.get("staff/coupons/SPRING10/").json()["is_active"] is False
    assert app.get("staff/coupons/a%00b/").status_code == 404
    period = {"starts_at": "2026-12-02T00:00Z", "ends_at": "2026-12-01T00:00Z"}
    assert app.ask("PATCH", "staff/coupons/SPRING10/", period).status_code == 400
    ancient = {"starts_at": "0393-07-05T01:49:47+11:04"}
    assert fields_of(app.ask("PATCH", "staff/coupons/SPRING10/", ancient)) == ["starts_at"]
    assert fields_of(app.post("staff/coupons/", {**new, "promotion": 2**62})) == ["promotion"]
    assert Coupon.objects.count() == 1
    assert AuditEntry.objects.filter(model="pricing.coupon").count() == 2


def test_coupons_need_their_scope_and_their_permission(goods):
    reader = app_of(member_of_staff(Role.ANALYST), *COUPONS)
    assert reader.get("staff/coupons/").status_code == 200
    assert reader.post("staff/coupons/", {}).status_code == 403
    other = app_of(member_of_staff(Role.MERCHANDISER), Scope.PRICES_WRITE)
    assert other.get("staff/coupons/").json()["error"]["code"] == "not_in_scope"
