"""The pages on which staff work with orders: each deed by its service, with its audit entry."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from accounts.models import User
from catalog.tests.factories import make_product
from events.models import AuditEntry
from orders.drafts import DraftLine, create_draft, open_payment, set_details, set_lines
from orders.fulfilment import ship_order
from orders.models import (
    Order,
    OrderPaymentState,
    OrderState,
    Refund,
    ReturnRequest,
    ReturnState,
)
from orders.refunds import carry_out_refunds
from orders.returns import WantedReturn, request_return
from orders.tests.books import books_balance
from orders.tests.factories import make_details, make_shipping_method, only_variant
from orders.tests.placed import line_ids, make_order

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def staff(client):
    user = User.objects.create_superuser("staff@example.com", "a good long password")
    client.force_login(user, backend=BACKEND)
    return client


def _do(client, model, deed, row, /, **typed):
    address = reverse(f"admin:orders_{model}_{deed}", args=[row.pk])
    return client.post(address, {"_form_submitted": "on", **typed})


def _deeds() -> list[str]:
    rows = AuditEntry.objects.exclude(action="login").order_by("pk")
    return list(rows.values_list("action", flat=True))


def test_a_part_is_sent_and_another_cancelled(staff):
    order = make_order("12.00", quantity=3)
    [line] = line_ids(order)
    _do(staff, "order", "ship", order, **{f"line-{line}": 1, "tracking": "T1", "carrier": ""})
    _do(staff, "order", "cancel_part", order, **{f"line-{line}": 1, "reason": "Broken"})
    kept = order.lines.get()
    assert (kept.shipped, kept.cancelled) == (1, 1)
    assert _deeds() == ["ship", "cancel_part"]
    assert books_balance()


def test_too_many_units_are_refused_in_the_dialog(staff):
    order = make_order("12.00", quantity=3)
    [line] = line_ids(order)
    answer = _do(
        staff, "order", "ship", order, **{f"line-{line}": 4, "tracking": "T9", "carrier": ""}
    )
    assert "T9" in answer.content.decode()
    assert not order.shipments.exists()
    assert _deeds() == []


@pytest.mark.parametrize("amount", ["0", "1000", "x"])
def test_a_wrong_amount_is_told_in_the_dialog(staff, amount):
    order = make_order("12.00")
    answer = _do(staff, "order", "refund", order, amount=amount, reason="Late", key="a" * 32)
    assert "Late" in answer.content.decode()
    assert not Refund.objects.exists()


def test_a_refund_clicked_twice_is_one(staff):
    order = make_order("12.00")
    for _twice in range(2):
        _do(staff, "order", "refund", order, amount="2.50", reason="Late", key="a" * 32)
    assert Refund.objects.get().amount_minor == 250
    carry_out_refunds()
    assert books_balance()


def test_the_page_tells_the_story_and_prints(staff):
    order = make_order("12.00")
    parcel = ship_order(order=order, tracking="T1")
    _do(staff, "order", "note", order, text="Rang twice")
    page = staff.get(reverse("admin:orders_order_change", args=[order.pk])).content.decode()
    assert "Rang twice" in page
    assert "INV-000001" in page
    for address in (
        reverse("admin:orders_order_print_invoice", args=[order.pk]),
        reverse("admin:orders_shipment_slip", args=[parcel.pk]),
        reverse("admin:orders_invoice_pdf", args=[order.invoices.get().pk]),
    ):
        assert staff.get(address).content.startswith(b"%PDF")
    other = make_order("3.00")
    chosen = {"action": "print_pick_list", "_selected_action": [other.pk]}
    answer = staff.post(reverse("admin:orders_order_changelist"), chosen)
    assert answer.content.startswith(b"%PDF")


def test_a_return_from_the_wish_to_the_money(staff):
    order = make_order("12.00", quantity=2)
    ship_order(order=order)
    [line] = line_ids(order)
    row = request_return(order=order, wanted=[WantedReturn(line, 2)])
    entry = row.lines.get()
    _do(staff, "returnrequest", "approve", row, note="Do")
    _do(staff, "returnrequest", "receive", row)
    wrong = {f"condition-{entry.pk}": "damaged", f"accepted-{entry.pk}": 2}
    answer = _do(
        staff, "returnrequest", "inspect", row, note="Hm", **wrong, **{f"restocked-{entry.pk}": 1}
    )
    assert "cannot be sold again" in answer.content.decode()
    _do(staff, "returnrequest", "inspect", row, note="", **wrong, **{f"restocked-{entry.pk}": 0})
    page = staff.get(reverse("admin:orders_returnrequest_change", args=[row.pk])).content.decode()
    assert "28.90" in page
    _do(staff, "returnrequest", "give_back", row, amount="24", reason="", key="b" * 32)
    row.refresh_from_db()
    assert row.state == ReturnState.COMPLETED
    assert Refund.objects.get().amount_minor == 2400
    carry_out_refunds()
    assert books_balance()
    assert _deeds() == ["return.approve", "return.receive", "return.inspect", "return.refund"]


def test_a_draft_from_nothing_to_placed(staff):
    method = make_shipping_method()
    variant = only_variant(make_product(price="12.00", stock=5))
    staff.post(
        reverse("admin:orders_order_new_draft"),
        {
            "_form_submitted": "on",
            "email": "eva@example.com",
            "currency": "EUR",
            "language": "de",
        },
    )
    order = Order.objects.get()
    answer = _do(staff, "order", "edit_lines", order, sku="nothing", quantity=2)
    assert "There is no such SKU." in answer.content.decode()
    _do(staff, "order", "edit_lines", order, sku=variant.sku, quantity=2)
    _do(
        staff, "order", "edit_address", order,
        name="Eva", line1="Weg 1", postcode="10115", city="Berlin", country="gb",
    )  # fmt: skip
    _do(staff, "order", "edit_shipping", order, method=method.pk)
    _do(staff, "order", "edit_discount", order, amount="4", reason="A friend", key="c" * 32)
    order.refresh_from_db()
    assert order.total_minor == 2400 - 400 + 490
    assert staff.get(reverse("admin:orders_order_change", args=[order.pk])).status_code == 200
    _do(staff, "order", "place_invoice", order, days=7)
    _do(staff, "order", "mark_as_paid", order, reference="Bank")
    order.refresh_from_db()
    assert (order.state, order.payment_state) == (OrderState.PLACED, OrderPaymentState.PAID)
    assert order.payments.get().amount_minor == int(Decimal("24.90") * 100)
    assert books_balance()


@pytest.mark.parametrize(
    ("model", "name"),
    [
        ("order", "ship"),
        ("order", "refund"),
        ("order", "cancel"),
        ("order", "edit_lines"),
        ("returnrequest", "approve"),
        ("returnrequest", "give_back"),
    ],
)
def test_who_may_only_look_changes_nothing(client, model, name):
    user = User.objects.create_user("looker@example.com", "a good long password", is_staff=True)
    user.user_permissions.set(
        Permission.objects.filter(codename__in=["view_order", "view_returnrequest"])
    )
    client.force_login(user, backend=BACKEND)
    order = make_order("12.00")
    ship_order(order=order)
    [line] = line_ids(order)
    row = request_return(order=order, wanted=[WantedReturn(line, 1)])
    answer = _do(client, model, name, row if model == "returnrequest" else order)
    assert answer.status_code == 403
    assert ReturnRequest.objects.get().state == ReturnState.REQUESTED


@pytest.mark.parametrize(
    "todo", ["ship", "rest", "return", "overdue", "refund", "pay", "draft", "nonsense"]
)
def test_the_list_by_what_is_to_do(staff, todo):
    make_order("12.00")
    address = reverse("admin:orders_order_changelist")
    answer = staff.get(address, {"todo": todo})
    assert answer.status_code == 200
    shown = answer.context["cl"].result_count
    assert shown == (1 if todo in ("ship", "nonsense") else 0)


def test_an_order_that_waits_for_its_buyer_can_be_changed_again(staff):
    order = create_draft(email="eva@example.com")
    set_details(order=order, details=make_details())
    variant = only_variant(make_product(stock=5))
    set_lines(order=order, lines=[DraftLine(variant.pk, 1)])
    open_payment(order=order)
    page = staff.get(reverse("admin:orders_order_change", args=[order.pk])).content.decode()
    assert reverse("admin:orders_order_reopen", args=[order.pk]) in page

    _do(staff, "order", "reopen", order)

    order.refresh_from_db()
    assert order.state == OrderState.DRAFT
    assert _deeds()[-1].endswith("draft.reopen")
