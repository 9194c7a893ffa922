"""Orders of a marketplace: each once, at its prices, of our stock, and no mail to its buyer."""

import zlib
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from catalog.tests.factories import make_product
from events import jobs
from events.models import Event, Job, OutboxMessage
from events.names import Channel, EventName
from events.outbox import drain
from foundation import clock
from foundation.refusals import Refusal
from inventory.selectors import availability, backorders_of
from inventory.services import receive_stock
from notifications.models import Mail
from orders.cancellation import cancel_order
from orders.documents.content import _notes
from orders.models import Invoice, Order, OrderPaymentState, OrderState, Refund
from orders.refunds import carry_out_refunds
from orders.tests.books import books_balance
from shop.exchange.findings import Findings
from shop.exchange.sheets import read_sheet
from shop.marketplaces import files, reading
from shop.marketplaces.columns import LAYOUTS
from shop.marketplaces.files import check_again, request_take, sweep_files, take_file
from shop.marketplaces.models import FileState, Layout, MarketplaceOrder, OrderFile
from shop.marketplaces.tests.factories import (
    amazon,
    brought,
    generic,
    make_marketplace,
    sku_of,
    taken,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def bazaar():
    return make_marketplace(commission_basis_points=1500)


def test_an_order_comes_in_at_the_marketplaces_prices(product, bazaar):
    line = {"sku": sku_of(product), "quantity": "2", "unit_price": "17.85", "tax": "5.70",
            "shipping": "4.90", "shipping_tax": "0.78", "service": "Express"}  # fmt: skip
    file = taken(bazaar, generic(line))
    assert (file.state, file.taken, file.waiting) == (FileState.DONE, 1, 0)
    order = Order.objects.get(external_ref="bazaar:M-1")
    assert (order.channel, order.state) == (Channel.MARKETPLACE, OrderState.PLACED)
    assert order.payment_state == OrderPaymentState.PAID
    assert (order.total_minor, order.tax_minor, order.shipping_minor) == (4060, 648, 490)
    assert (order.ship_name, order.ship_city, order.shipping_method) == (
        "Grace Hopper", "Berlin", "Bazaar: Express",
    )  # fmt: skip
    entry = order.at_marketplace
    assert (entry.reference, entry.commission_minor, entry.collected_tax_minor) == ("M-1", 609, 0)
    assert availability([product.variants.get().pk]) == {product.variants.get().pk: 3}
    assert books_balance()


def test_a_file_brought_again_changes_nothing(product, bazaar):
    content = generic({"sku": sku_of(product)})
    taken(bazaar, content)
    again = brought(bazaar, content)
    assert (again.taken, again.seen) == (0, 1)
    assert [row[4] for row in again.preview] == [True]
    again = take_file(file=again)
    assert (again.state, again.taken, again.seen) == (FileState.DONE, 0, 1)
    assert Order.objects.count() == 1
    assert availability([product.variants.get().pk]) == {product.variants.get().pk: 4}


def test_what_was_interrupted_is_gone_on_with(product, bazaar, monkeypatch):
    lines = [{"sku": sku_of(product), "order": f"M-{number}"} for number in range(3)]
    file = brought(bazaar, generic(*lines))
    real, taken_ones = files.take_order, []

    def dies(**given):
        if len(taken_ones) == 1:
            raise SystemExit
        taken_ones.append(given)
        return real(**given)

    monkeypatch.setattr(files, "take_order", dies)
    with pytest.raises(SystemExit):
        take_file(file=file)
    assert Order.objects.count() == 1
    monkeypatch.setattr(files, "take_order", real)
    file = take_file(file=file)
    assert (file.state, file.taken, Order.objects.count()) == (FileState.DONE, 3, 3)


def test_one_wrong_row_and_nothing_is_taken(product, bazaar):
    wrong = {"sku": "NOT-OURS", "order": "M-2", "quantity": "0", "country": "Germany"}
    file = brought(bazaar, generic({"sku": sku_of(product)}, wrong))
    assert file.state == FileState.BROKEN
    assert {(line, column) for line, column, _words in file.problems} == {
        (3, "sku"), (3, "quantity"), (3, "country"),
    }  # fmt: skip
    with pytest.raises(Refusal):
        request_take(file=file, by=None)
    assert take_file(file=file).state == FileState.BROKEN
    assert not Order.objects.exists()


def test_a_file_can_be_checked_again_once_the_article_is_there(bazaar):
    file = brought(bazaar, generic({"sku": "SOON"}))
    assert file.state == FileState.BROKEN
    variant = make_product().variants.get()
    variant.sku = "SOON"
    variant.save()
    assert check_again(file=file).state == FileState.CHECKED


@pytest.mark.parametrize(
    "line",
    [
        {"unit_price": "-5"},
        {"unit_price": "9.999"},
        {"unit_price": "99999999999999"},
        {"unit_price": ""},
        {"unit_price": "900000000", "quantity": "99999"},
        {"shipping": "1.00", "shipping_tax": "1.01"},
        {"shipping_tax": "0.01"},
        {"discount": "30.00"},
        {"tax": "20.01"},
        {"currency": "XXX"},
        {"order": "M 1; DROP"},
        {"order": "x" * 41},
        {"name": ""},
        {"name": "a\x00b"},
        {"ship_by": "soon"},
        {"bought_at": "2999-01-01"},
        {"quantity": "1e9"},
        {"quantity": "[clear]"},
        {"name": "  "},
    ],
)
def test_hostile_cells_are_refused_by_line_and_column(product, bazaar, line):
    file = brought(bazaar, generic({"sku": sku_of(product), **line}))
    assert file.state == FileState.BROKEN
    assert {row[0] for row in file.problems} == {2}


@pytest.mark.parametrize(
    "content", [b"order,sku\nM-1,A\n", b"PK\x03\x04broken", b"\xff\xfe\x00", b'a,"b\nc']
)
def test_what_is_no_file_of_orders_is_told(bazaar, content):
    file = brought(bazaar, content)
    assert (file.state, file.problem_count) == (FileState.BROKEN, 1)


def test_an_empty_file_and_one_that_is_too_large_are_refused(bazaar, monkeypatch):
    with pytest.raises(Refusal):
        brought(bazaar, b"")
    monkeypatch.setattr("shop.marketplaces.files.LARGEST", 10)
    with pytest.raises(Refusal):
        brought(bazaar, b"order,sku,quantity")
    assert not OrderFile.objects.exists()


def test_lines_of_one_order_are_one_order(product, bazaar):
    other = make_product("Bowl", stock=3)
    file = taken(
        bazaar,
        generic(
            {"sku": sku_of(product), "shipping": "4.90"},
            {"sku": sku_of(other), "item": "2", "unit_price": "8.00"},
        ),
    )
    assert (file.orders, file.taken) == (1, 1)
    order = Order.objects.get()
    assert [line.sku for line in order.lines.all()] == [sku_of(product), sku_of(other)]
    assert order.total_minor == 3290


def test_the_same_line_twice_is_an_error(product, bazaar):
    line = {"sku": sku_of(product)}
    assert brought(bazaar, generic(line, line)).state == FileState.BROKEN


def test_what_is_not_in_stock_comes_in_and_waits(product, bazaar):
    file = taken(bazaar, generic({"sku": sku_of(product), "quantity": "7"}))
    assert (file.taken, file.waiting) == (1, 1)
    order, variant = Order.objects.get(), product.variants.get()
    assert backorders_of(order.public_id) == {variant.pk: 2}
    assert availability([variant.pk]) == {variant.pk: 0}
    assert books_balance()
    receive_stock(variant_id=variant.pk, quantity=2)
    assert backorders_of(order.public_id) == {}


def test_its_buyer_gets_no_mail_and_is_nobodys_customer(product, bazaar):
    bazaar.layout = Layout.AMAZON
    bazaar.save()
    file = taken(bazaar, amazon({"sku": sku_of(product)}))
    assert file.state == FileState.DONE, file.problems
    drain()
    order = Order.objects.get()
    assert Invoice.objects.filter(order=order).exists()  # the outbox has been read
    cancel_order(order=order, reason="Broken")
    carry_out_refunds()
    drain()
    assert not OutboxMessage.objects.filter(delivered_at__isnull=True).exists()
    assert not Mail.objects.exists()
    assert (order.email, order.customer) == ("", None)
    placed = Event.objects.get(name=EventName.ORDER_PLACED)
    assert (placed.channel, placed.customer, placed.visitor) == (Channel.MARKETPLACE, None, None)


def test_what_was_given_away_there_comes_in(product, bazaar):
    file = taken(bazaar, generic({"sku": sku_of(product), "unit_price": "0.00"}))
    assert file.state == FileState.DONE, file.problems
    order = Order.objects.get()
    assert (order.total_minor, order.payment_state) == (0, OrderPaymentState.PAID)
    assert books_balance()


def test_a_word_that_clears_elsewhere_is_a_name_like_any_other(product, bazaar):
    taken(bazaar, generic({"sku": sku_of(product), "name": "[clear]"}))
    assert Order.objects.get().ship_name == "[clear]"


def test_tax_that_the_marketplace_pays_is_not_owed_by_the_shop(product):
    there = make_marketplace("agora", prices_include_tax=False, collects_tax=True)
    taken(there, generic({"sku": sku_of(product), "tax": "1.60"}))
    order = Order.objects.get()
    assert (order.total_minor, order.tax_minor) == (2000, 0)
    assert order.at_marketplace.collected_tax_minor == 160
    assert any("Agora" in note and "certificate" not in note for note in _notes(order))
    assert books_balance()


def test_a_refund_is_noted_to_be_made_there(product, bazaar):
    taken(bazaar, generic({"sku": sku_of(product)}))
    cancel_order(order=Order.objects.get(), reason="Broken")
    assert carry_out_refunds() == 1
    assert Refund.objects.get().provider_ref.startswith("marketplace-")
    assert books_balance()


def test_a_download_cannot_be_sold_there(bazaar):
    product = make_product("Song", stock=None)
    product.kind = "digital"
    product.save()
    file = brought(bazaar, generic({"sku": sku_of(product)}))
    assert [row[:2] for row in file.problems] == [[2, "sku"]]


def test_the_worker_takes_a_file_in_and_forgets_what_was_in_it(product, bazaar):
    file = brought(bazaar, generic({"sku": sku_of(product)}))
    assert b"Grace Hopper" in zlib.decompress(bytes(file.content))
    request_take(file=file, by=None)
    assert jobs.run_due() == 1
    file.refresh_from_db()
    assert (file.state, file.content) == (FileState.DONE, None)
    assert "Grace" not in str(file.preview)


def test_a_file_at_which_the_worker_gives_up_ends_and_is_forgotten_in_time(
    product, bazaar, monkeypatch
):
    file = brought(bazaar, generic({"sku": sku_of(product)}))
    request_take(file=file, by=None)
    monkeypatch.setattr(files, "take_order", lambda **given: 1 / 0)
    for _attempt in range(jobs.MOST_ATTEMPTS):
        file.refresh_from_db()
        assert file.state == FileState.TAKING
        Job.objects.update(due_at=clock.now())
        jobs.run_due()
    file.refresh_from_db()
    assert file.state == FileState.FAILED
    assert file.notes
    assert sweep_files(at=clock.now() + timedelta(days=8)) == 1


def test_a_file_at_which_the_worker_gave_up_can_be_taken_once_more(product, bazaar, monkeypatch):
    file = brought(bazaar, generic({"sku": sku_of(product)}))
    request_take(file=file, by=None)
    Job.objects.update(attempts=jobs.MOST_ATTEMPTS - 1)
    with monkeypatch.context() as broken:
        broken.setattr(files, "take_order", lambda **given: 1 / 0)
        jobs.run_due()
    request_take(file=file, by=None)
    jobs.run_due()
    file.refresh_from_db()
    assert (file.state, file.taken, file.notes) == (FileState.DONE, 1, [])


def test_an_order_of_far_too_many_lines_is_read_no_further(product, bazaar, monkeypatch):
    """Each line is compared with those before it: a column that names one order would never end."""
    monkeypatch.setattr(reading, "MOST_ITEMS", 3)
    lines = ({"sku": sku_of(product), "item": str(number)} for number in range(50))
    findings = Findings()
    sheet = read_sheet(generic(*lines))
    (order,) = reading.read_orders(
        sheet, LAYOUTS[Layout.GENERIC], currency="EUR", country="DE", findings=findings
    )
    assert len(order.items) == 3
    assert findings.count == 47


def test_a_file_that_nobody_takes_in_is_forgotten(product, bazaar):
    file = brought(bazaar, generic({"sku": sku_of(product)}))
    assert sweep_files() == 0
    assert sweep_files(at=clock.now() + timedelta(days=8)) == 1
    with pytest.raises(Refusal):
        request_take(file=file, by=None)


def test_the_command_takes_a_file_in(product, bazaar, tmp_path, capsys):
    path = tmp_path / "orders.csv"
    path.write_bytes(generic({"sku": sku_of(product)}))
    call_command("marketplace", "orders", str(path), "--marketplace", "bazaar", "--dry-run")
    assert not MarketplaceOrder.objects.exists()
    call_command("marketplace", "orders", str(path), "--marketplace", "bazaar")
    assert "1 orders taken in" in capsys.readouterr().out
    path.write_bytes(generic({"sku": "NOT-OURS", "order": "M-9"}))
    with pytest.raises(CommandError):
        call_command("marketplace", "orders", str(path), "--marketplace", "bazaar")
    with pytest.raises(CommandError):
        call_command("marketplace", "stock", "--marketplace", "elsewhere")
