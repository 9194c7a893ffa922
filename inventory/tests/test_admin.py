"""Staff work with stock in the admin: what fits is offered, what is wrong is told at its field."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from accounts.models import User
from catalog.tests.factories import make_product
from foundation.money import Money
from inventory.models import (
    CountState,
    PurchaseOrder,
    PurchaseOrderState,
    StockCount,
    StockLevel,
    StockPolicy,
    StockTransfer,
    SupplierOffer,
    TransferState,
    Warehouse,
)
from inventory.services import (
    LineRequest,
    allocate_stock,
    default_warehouse,
    draft_purchase_order,
    send_purchase_order,
    set_offer,
    start_count,
)
from inventory.tests.factories import make_supplier

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
SUBMITTED = {"_form_submitted": "on"}


@pytest.fixture
def staff(client):
    user = User.objects.create_superuser("boss@example.com", "a good long password")
    client.force_login(user, backend=BACKEND)
    return client


@pytest.fixture
def variant():
    return make_product(stock=10).variants.get()


@pytest.fixture
def supplier(variant):
    supplier = make_supplier()
    set_offer(
        supplier=supplier, variant=variant, cost=Money(250, "EUR"), minimum_quantity=6, pack_size=6
    )
    return supplier


def _do(client, action, row, **fields):
    address = reverse(f"admin:inventory_{action}", args=[row.pk])
    return client.post(address, {**SUBMITTED, **fields})


def _formset(prefix, *rows, initial=0):
    fields = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": initial}
    for number, row in enumerate(rows):
        fields |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return fields


def _order(supplier, variant, units=12):
    return draft_purchase_order(supplier=supplier, lines=[LineRequest(variant.pk, units)])


def _save_order(client, supplier, **line):
    return client.post(
        reverse("admin:inventory_purchaseorder_add"),
        {
            "supplier": supplier.pk, "warehouse": default_warehouse().pk, "freight": "12.00",
            "expected_on": "", "supplier_reference": "", "note": "", **_formset("lines", line),
        },
    )  # fmt: skip


def test_a_purchase_order_from_draft_to_receipt(staff, supplier, variant):
    answer = _save_order(staff, supplier, variant=variant.pk, quantity=12, cost="")
    assert answer.status_code == 302
    order = PurchaseOrder.objects.get()
    line = order.lines.get()
    assert (order.number, order.currency) == (f"PO-{order.pk:06d}", "EUR")
    assert order.freight_minor == 1200
    assert line.unit_cost_minor == 250

    _do(staff, "purchaseorder_send", order)
    order.refresh_from_db()
    assert order.state == PurchaseOrderState.SENT
    line.refresh_from_db()
    assert line.landed_cost_minor == 350

    _do(staff, "purchaseorder_receive", order, **{f"line_{line.pk}": 12})
    order.refresh_from_db()
    assert order.state == PurchaseOrderState.RECEIVED
    assert StockLevel.objects.get(variant=variant).on_hand == 22


def test_terms_of_the_supplier_are_told_at_the_line(staff, supplier, variant):
    page = _save_order(staff, supplier, variant=variant.pk, quantity=8, cost="1.00")
    assert page.status_code == 200
    assert "order 6 or 12" in page.content.decode()
    other = make_product(stock=1).variants.get()
    page = _save_order(staff, supplier, variant=other.pk, quantity=1, cost="")
    assert "say what it costs" in page.content.decode()
    assert not PurchaseOrder.objects.exists()


def test_too_much_is_told_at_its_line_and_nothing_typed_is_lost(staff, supplier, variant):
    order = send_purchase_order(order=_order(supplier, variant))
    line = order.lines.get()
    page = _do(
        staff, "purchaseorder_receive", order, **{f"line_{line.pk}": 40}, delivery_note="D-7"
    )
    text = page.content.decode()
    assert "at most 12 more are taken" in text
    assert 'value="40"' in text
    assert 'value="D-7"' in text
    _do(staff, "purchaseorder_receive", order, **{f"line_{line.pk}": 40}, accept_more="on")
    assert StockLevel.objects.get(variant=variant).on_hand == 50


@pytest.mark.parametrize(
    ("state", "offered", "hidden"),
    [
        ("draft", {"send", "cancel"}, {"receive", "close"}),
        ("sent", {"receive", "cancel"}, {"send", "close"}),
        ("received", set(), {"send", "receive", "close", "cancel"}),
    ],
)
def test_only_what_fits_is_offered(staff, supplier, variant, state, offered, hidden):
    order = _order(supplier, variant)
    if state != "draft":
        send_purchase_order(order=order)
    if state == "received":
        _do(staff, "purchaseorder_receive", order, **{f"line_{order.lines.get().pk}": 12})
    page = staff.get(reverse("admin:inventory_purchaseorder_change", args=[order.pk]))
    text = page.content.decode()
    shown = {
        name
        for name in offered | hidden
        if reverse(f"admin:inventory_purchaseorder_{name}", args=[order.pk]) in text
    }
    assert shown == offered


def test_a_sent_order_is_not_edited(staff, supplier, variant):
    order = send_purchase_order(order=_order(supplier, variant))
    address = reverse("admin:inventory_purchaseorder_change", args=[order.pk])
    assert staff.post(address, {"note": "x"}).status_code == 403


def test_goods_are_received_by_sku_even_the_first_ones(staff):
    variant = make_product(stock=None).variants.get()
    address = reverse("admin:inventory_stocklevel_receive_first")
    told = {**SUBMITTED, "warehouse": default_warehouse().pk, "quantity": 4, "reference": "D"}
    page = staff.post(address, {**told, "sku": "nothing"})
    assert "no variant with this SKU" in page.content.decode()
    staff.post(address, {**told, "sku": variant.sku})
    assert StockLevel.objects.get(variant=variant).on_hand == 4


def test_units_are_written_off_and_sent_elsewhere(staff, variant):
    level = StockLevel.objects.get(variant=variant)
    shop = Warehouse.objects.create(code="shop", name="Shop")
    allocate_stock(reference="o", quantities={variant.pk: 6})
    page = _do(staff, "stocklevel_write_off", level, quantity=5, note="mould")
    assert "Only 4 units are free" in page.content.decode()
    _do(staff, "stocklevel_write_off", level, quantity=1, note="mould")
    _do(staff, "stocklevel_move", level, target=shop.pk, quantity=3)
    level.refresh_from_db()
    assert level.on_hand == 6

    transfer = StockTransfer.objects.get()
    assert transfer.state == TransferState.SENT
    line = transfer.lines.get()
    page = _do(staff, "stocktransfer_receive", transfer, **{f"line_{line.pk}": 4})
    assert "only 3 units are on their way" in page.content.decode()
    _do(staff, "stocktransfer_receive", transfer, **{f"line_{line.pk}": 3})
    assert shop.levels.get().on_hand == 3


def test_a_count_is_filled_in_and_closed(staff, variant):
    answer = staff.post(
        reverse("admin:inventory_stockcount_add"),
        {"warehouse": default_warehouse().pk, "note": "", **_formset("lines")},
    )
    assert answer.status_code == 302
    count = StockCount.objects.get()
    assert [line.variant for line in count.lines.all()] == [variant]
    _do(staff, "stockcount_start", count)

    leads_to = staff.get(reverse("admin:inventory_stockcount_sheet", args=[count.pk])).url
    line = count.lines.get()
    staff.post(
        leads_to,
        {"_save": "Save", **_formset("form", {"id": line.pk, "counted": 8}, initial=1)},
    )
    line.refresh_from_db()
    assert (line.counted, line.difference) == (8, -2)

    _do(staff, "stockcount_close", count)
    count.refresh_from_db()
    assert count.state == CountState.CLOSED
    assert StockLevel.objects.get(variant=variant).on_hand == 8
    page = staff.get(reverse("admin:inventory_stockcount_change", args=[count.pk]))
    assert "80.0" in page.content.decode()


def test_closing_with_gaps_tells_what_is_missing(staff, variant):
    count = StockCount.objects.create(warehouse=default_warehouse(), number="C-1")
    count.lines.create(variant=variant)
    start_count(count=count)
    page = _do(staff, "stockcount_close", count)
    assert "Nothing was counted yet" in page.content.decode()


def test_a_policy_is_checked_at_its_fields(staff, variant):
    add = reverse("admin:inventory_stockpolicy_add")
    told = {"variant": variant.pk, "kind": "preorder", "limit": 3, "releases_on": ""}
    page = staff.post(add, {**told, "expected_on": ""})
    assert "Say when it will be released" in page.content.decode()
    assert staff.post(add, {**told, "kind": "backorder", "expected_on": ""}).status_code == 302
    policy = StockPolicy.objects.get()
    allocate_stock(reference="o", quantities={variant.pk: 12})
    change = reverse("admin:inventory_stockpolicy_change", args=[policy.pk])
    page = staff.post(change, {**told, "kind": "backorder", "limit": 1, "expected_on": ""})
    assert "2 units are on backorder already" in page.content.decode()


def test_an_offer_of_another_supplier_becomes_the_preferred_one(staff, supplier, variant):
    SupplierOffer.objects.update(is_preferred=True)
    other = make_supplier("Other")
    row = {
        "variant": variant.pk, "supplier": other.pk, "cost": "1.995", "minimum_quantity": 1,
        "pack_size": 1, "lead_time_days": 3, "lead_time_spread_days": 0, "is_preferred": "on",
        "id": "", "supplier_sku": "",
    }  # fmt: skip
    page = staff.post(
        reverse("admin:inventory_supplier_change", args=[other.pk]),
        {
            "name": "Other", "code": "other", "currency": "EUR", "over_receipt_percent": 5,
            "is_active": "on", "email": "", "phone": "", "country": "", "note": "",
            **_formset("offers", row),
        },
    )  # fmt: skip
    assert page.status_code == 302
    offer = SupplierOffer.objects.get(is_preferred=True)
    assert (offer.supplier, offer.cost_minor) == (other, 200)


def test_a_warehouse_keeps_its_rules(staff, variant):
    main = default_warehouse()
    told = {"name": "Main", "code": "main", "priority": 1, "serves": "de, at", "country": "de"}
    change = reverse("admin:inventory_warehouse_change", args=[main.pk])
    page = staff.post(change, {**told, "is_active": "on"})
    assert "Make another warehouse the default" in page.content.decode()
    assert staff.post(change, {**told, "is_active": "on", "is_default": "on"}).status_code == 302
    main.refresh_from_db()
    assert (main.serves, main.country) == ("DE AT", "DE")
    add = reverse("admin:inventory_warehouse_add")
    new = {**told, "code": "new", "is_active": "on", "is_default": "on"}
    assert staff.post(add, new).status_code == 302
    assert default_warehouse().code == "new"


def test_who_only_receives_cannot_order(client, supplier, variant):
    user = User.objects.create_user("dock@example.com", "a good long password", is_staff=True)
    user.user_permissions.set(
        Permission.objects.filter(codename__in=["view_purchaseorder", "receive_purchaseorder"])
    )
    client.force_login(user, backend=BACKEND)
    order = _order(supplier, variant)
    assert _do(client, "purchaseorder_send", order).status_code == 403
    send_purchase_order(order=order)
    _do(client, "purchaseorder_receive", order, **{f"line_{order.lines.get().pk}": 12})
    assert StockLevel.objects.get(variant=variant).on_hand == 22
