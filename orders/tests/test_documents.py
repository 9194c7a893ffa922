"""Invoices and credit notes: numbers without gaps, kept as issued, the same bytes again."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction
from reportlab.pdfbase.pdfmetrics import getRegisteredFontNames

from foundation.money import Money
from orders.cancellation import cancel_order
from orders.documents.content import Content
from orders.documents.drawing import draw_invoice
from orders.documents.fonts import CHINESE, JAPANESE, KOREAN, markup, register_fonts
from orders.documents.issue import issue_credit_note, issue_invoice
from orders.documents.slips import draw_packing_slip, draw_pick_list, picks
from orders.fulfilment import ship_order
from orders.models import Invoice, InvoiceKind, NumberSequence, Order, OrderLine
from orders.refunds import carry_out_refunds, refund_order
from orders.tests.books import books_balance
from orders.tests.factories import check_out, make_cart
from orders.tests.placed import make_order
from tests.racing import race, without_row_locks

db = pytest.mark.django_db


@pytest.fixture
def words(monkeypatch) -> list[str]:
    """All words that are set on paper."""
    found: list[str] = []

    def listen(text: str) -> str:
        found.append(text)
        return markup(text)

    monkeypatch.setattr("orders.documents.sheet.markup", listen)
    return found


@db
def test_an_invoice_is_issued_once_and_frozen():
    order = make_order("12.00", quantity=2)
    invoice = Invoice.objects.get()
    assert issue_invoice(order=order) == invoice
    assert (invoice.number, invoice.total_minor) == ("INV-000001", order.total_minor)
    before = draw_invoice(invoice)

    OrderLine.objects.update(name="Something else")
    Order.objects.update(ship_name="Somebody else")
    invoice.refresh_from_db()

    assert draw_invoice(invoice) == before
    assert before.startswith(b"%PDF")


@db
def test_its_rows_and_tax_shares_sum_to_the_order():
    order = make_order("12.00", "7.77", quantity=3)
    content = Content.from_json(Invoice.objects.get().content)
    assert sum(row.total for row in content.rows) == content.total == order.total_minor
    assert sum(row.tax for row in content.rows) == order.tax_minor
    assert sum(share["tax"] for share in content.taxes) == order.tax_minor
    assert sum(share["net"] + share["tax"] for share in content.taxes) == order.total_minor


@db
def test_an_order_that_was_never_placed_has_no_invoice():
    order = make_order("12.00")
    Invoice.objects.all().delete()
    Order.objects.update(placed_at=None)
    assert issue_invoice(order=order) is None


@db
def test_a_credit_note_names_units_shipping_and_invoice():
    order = make_order("12.00", quantity=2)
    cancel_order(order=order)
    carry_out_refunds()
    content = Content.from_json(Invoice.objects.get(kind=InvoiceKind.CREDIT_NOTE).content)
    assert [(row.quantity, row.total) for row in content.rows] == [(2, 2400), (1, 490)]
    assert content.corrects == "INV-000001"
    assert sum(share["tax"] for share in content.taxes) == order.tax_minor


@db
def test_a_credit_note_over_a_sum_is_taxed_like_the_goods():
    order = make_order("12.00", quantity=2)
    [refund] = refund_order(order=order, key="k", amount=Money(600, "EUR"), reason="Late")
    carry_out_refunds()
    refund.refresh_from_db()
    note = issue_credit_note(refund=refund)
    assert note.content["taxes"] == [{"rate": 2000, "net": 500, "tax": 100}]
    assert note.content["notes"] == ["Late"]
    assert Invoice.objects.filter(kind=InvoiceKind.CREDIT_NOTE).count() == 1


@db
def test_a_number_that_is_rolled_back_leaves_no_gap():
    first = make_order("1.00")
    second = check_out(make_cart(only_product(first)))

    with transaction.atomic():
        issue_invoice(order=second)
        transaction.set_rollback(True)
    issue_invoice(order=second)
    assert list(Invoice.objects.order_by("position").values_list("position", flat=True)) == [1, 2]
    assert books_balance()


def only_product(order):
    return order.lines.select_related("variant__product").get().variant.product


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_fifty_invoices_at_once_have_fifty_numbers_without_gaps():
    orders = [make_order("1.00") for _ in range(50)]
    Invoice.objects.all().delete()
    NumberSequence.objects.all().delete()
    race(lambda index: issue_invoice(order=orders[index]), threads=50)
    positions = sorted(Invoice.objects.values_list("position", flat=True))
    assert positions == list(range(1, 51))
    assert books_balance()


@pytest.mark.slow
@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_twin_without_the_lock_gives_a_number_twice(monkeypatch):
    orders = [make_order("1.00") for _ in range(50)]
    Invoice.objects.all().delete()
    without_row_locks(monkeypatch)
    results = race(lambda index: issue_invoice(order=orders[index]), threads=50)
    assert any(isinstance(result, IntegrityError) for result in results)


@db
@pytest.mark.parametrize(
    ("name", "font"),
    [("王小明", CHINESE), ("さくら 山田", JAPANESE), ("김민준", KOREAN)],
)
def test_far_eastern_names_are_set_in_a_font_that_has_them(name, font):
    assert f'<font name="{font}">' in markup(name)


def test_names_of_europe_and_the_euro_need_no_other_font():
    text = "Łukasz Þórsdóttir, Ευγενία, Дмитрий, 12 € – Straße"
    assert markup(text) == text
    assert "DejaVuSans" in getRegisteredFontNames()


def test_what_no_font_holds_becomes_a_question_mark_and_is_escaped():
    assert register_fonts()
    assert markup("<b>\U0001f9ff & \U000e0041") == "&lt;b&gt;? &amp; "


@db
def test_a_german_invoice_reads_as_germans_write(words):
    order = make_order("1234.50")
    Order.objects.update(language="de")
    Invoice.objects.all().delete()
    invoice = issue_invoice(order=order, at=datetime(2026, 3, 9, 12, tzinfo=UTC))
    assert draw_invoice(invoice)
    assert {"1.234,50\xa0€", "09.03.2026", "20 %"} <= set(words)


@db
def test_a_long_invoice_goes_on_over_pages():
    order = make_order("1.00")
    line = order.lines.get()
    for number in range(90):
        OrderLine.objects.create(
            order=order, sku=f"S{number}", name=f"Thing {number} {'long ' * 12}", quantity=1,
            unit_price_minor=0, total_minor=0, tax_rate_basis_points=line.tax_rate_basis_points,
        )  # fmt: skip
    Invoice.objects.all().delete()
    pdf = draw_invoice(issue_invoice(order=order))
    assert pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page ") >= 3


@db
def test_slips_of_the_warehouse_name_units_and_no_prices(words):
    order, other = make_order("12.34", quantity=2), make_order("5.00")
    assert [pick.quantity for pick in picks([order, other])] in ([2, 1], [1, 2])
    assert draw_pick_list([order, other]).startswith(b"%PDF")
    slip = draw_packing_slip(ship_order(order=order, tracking="T1"))
    assert slip == draw_packing_slip(order.shipments.get())
    assert picks([order]) == []
    assert not [word for word in words if "€" in word or "12.34" in word]
