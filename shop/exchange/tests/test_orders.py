"""Orders of another shop come in as history, once, or are told by line and column."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings

from accounts.models import Customer
from catalog.tests.factories import make_product
from events import jobs
from events.models import DailyDemand, Event, OutboxMessage
from events.names import Channel, Consent, EventName
from inventory.models import StockMovement
from notifications.models import Mail
from orders.books import balance
from orders.models import (
    FulfilmentState,
    Order,
    OrderPaymentState,
    OrderState,
    Payment,
    Refund,
)
from pricing.models import ExchangeRate
from shop.exchange.models import ImportRun, RunState
from shop.exchange.runs import apply_run, check_run
from shop.exchange.tests.files import applied, brought, checked, csv_file, problems_of

pytestmark = pytest.mark.django_db
HEAD = (
    "order", "placed_at", "email", "country", "sku", "product", "quantity", "unit_price",
    "discount", "tax_rate", "shipping", "order_total",
)  # fmt: skip
DAY = datetime(2025, 5, 3, 10, 0, tzinfo=UTC)
FIRST = (
    "A-1", "2025-05-03T10:00:00Z", "ada@example.com", "DE", "LAMP", "Lamp", "2", "50.00",
    "10.00", "19", "4.90", "94.90",
)  # fmt: skip
WHOLE = (*FIRST[:-1], "119.90")
SECOND = ("A-1", "", "", "", "GONE", "A thing of old", "1", "25.00", "", "7", "", "")


def table(*rows, head=HEAD, more: dict[str, object] | None = None) -> bytes:
    """Orders as a file; ``more`` are columns of every row."""
    more = more or {}
    return csv_file((*head, *more), *((*row, *more.values()) for row in rows))


def bring(content: bytes, **more) -> ImportRun:
    return applied(content, table="orders", **more)


@pytest.fixture
def lamp():
    product = make_product("Lamp", price="50.00", stock=3)
    product.variants.update(sku="LAMP")
    return product


def test_an_order_comes_in_as_it_was(lamp):
    ada = Customer.objects.create(email="ada@example.com", consent=Consent.ALL)
    moved, told = StockMovement.objects.count(), OutboxMessage.objects.count()
    run = bring(table(WHOLE, SECOND))
    assert (run.state, run.new, run.problem_count) == (RunState.DONE, 1, 0)
    order = Order.objects.get()
    assert (order.external_ref, order.channel, order.placed_at) == ("A-1", Channel.IMPORT, DAY)
    assert (order.state, order.payment_state, order.fulfilment_state) == (
        OrderState.PLACED, OrderPaymentState.PAID, FulfilmentState.FULFILLED,
    )  # fmt: skip
    assert (order.customer, order.total_minor) == (ada, 11_990)
    lines = list(order.lines.values_list("sku", "total_minor", "tax_minor", "product_id_then"))
    assert lines == [("LAMP", 9_000, 1_437, lamp.pk), ("GONE", 2_500, 164, None)]
    assert list(balance()) == []
    assert StockMovement.objects.count() == moved
    assert OutboxMessage.objects.count() == told
    assert not Mail.objects.exists()


def test_its_events_are_of_its_day_and_name_those_alone_who_agreed(lamp):
    ada = Customer.objects.create(email="ada@example.com", consent=Consent.ALL)
    bring(table(FIRST))
    bring(table(("A-2", *FIRST[1:2], "bob@example.com", *FIRST[3:])))
    seen = Event.objects.filter(name=EventName.ORDER_PLACED)
    assert {event.occurred_at for event in seen} == {DAY}
    assert {event.customer for event in seen} == {ada.pseudonym, None}


def test_the_demand_of_its_day_is_summed_by_the_worker(lamp):
    bring(table(FIRST))
    assert not DailyDemand.objects.exists()
    jobs.run_due()
    (day,) = DailyDemand.objects.all()
    assert (day.day, day.units) == (DAY.date(), 2)


def test_a_file_that_comes_twice_changes_nothing(lamp):
    bring(table(WHOLE, SECOND))
    again = bring(table(WHOLE, SECOND))
    assert (again.new, again.changed, again.same) == (0, 0, 1)
    assert Order.objects.count() == 1


def test_two_files_at_once_bring_an_order_once(lamp):
    """Both were read before either was written: the second compares again."""
    first, second = (brought(table(FIRST), table="orders") for _ in range(2))
    check_run(run=first)
    check_run(run=second)
    assert (first.new, second.new) == (1, 1)
    assert (apply_run(run=first).new, apply_run(run=second).new) == (1, 0)
    assert Order.objects.count() == 1


def test_another_order_of_the_same_name_is_told(lamp):
    bring(table(FIRST))
    other = ("A-1", "2025-06-09T10:00:00Z", *FIRST[2:])
    assert problems_of(checked(table(other), table="orders")) == [(2, "external_ref")]


def test_a_guests_order_goes_to_the_customer_who_comes_later(lamp):
    run = bring(table(FIRST))
    assert Order.objects.get().customer is None
    assert any("guests" in note for note in run.notes)
    ada = Customer.objects.create(email="ada@example.com")
    again = bring(table(FIRST))
    assert (again.new, again.changed) == (0, 1)
    assert Order.objects.get().customer == ada


@pytest.mark.parametrize("kept", ["bob@example.com", ""], ids=["another's", "erased"])
def test_an_order_of_another_address_or_of_none_any_more_goes_to_nobody(lamp, kept):
    """The file's word is not enough: the order holds a name and an address."""
    bring(table(FIRST))
    Order.objects.update(email=kept)
    Customer.objects.create(email="ada@example.com")
    again = bring(table(FIRST))
    assert (again.new, again.changed, again.same) == (0, 0, 1)
    assert Order.objects.get().customer is None


def test_what_is_not_finished_is_left_out_and_told(lamp):
    rows = [(f"B-{n}", *FIRST[1:]) for n in range(4)]
    states = (
        {"fulfilment": "unfulfilled"},
        {"fulfilment": "partial"},
        {"payment": "unpaid"},
        {"state": "cancelled", "payment": "paid"},
    )
    for row, state in zip(rows, states, strict=True):
        run = bring(table(row, more=state))
        assert (run.state, run.new) == (RunState.DONE, 0)
        assert any(row[0] in note for note in run.notes)
    assert not Order.objects.exists()


def test_money_and_goods_that_went_back_are_past(lamp):
    more = {
        "payment": "part_refund", "refunded": "30.00", "refunded_at": "2025-05-09T08:00:00Z",
        "returned": "1",
    }  # fmt: skip
    bring(table(FIRST, more=more))
    order = Order.objects.get()
    assert order.payment_state == OrderPaymentState.PARTLY_REFUNDED
    assert order.fulfilment_state == FulfilmentState.PARTLY_RETURNED
    refund = Refund.objects.get()
    assert (refund.amount_minor, refund.settled_at.day) == (3_000, 9)
    assert Event.objects.filter(name=EventName.PRODUCT_RETURNED).get().occurred_at.day == 9
    assert list(balance()) == []


def test_a_cancelled_order_stays_cancelled(lamp):
    more = {"state": "cancelled", "payment": "refunded", "cancelled_at": "2025-05-04T00:00:00Z"}
    bring(table(FIRST, more=more))
    order = Order.objects.get()
    assert (order.state, order.payment_state) == (OrderState.CANCELLED, "refunded")
    assert order.lines.get().cancelled == 2
    assert list(balance()) == []


def test_an_order_never_paid_and_cancelled_has_no_payment(lamp):
    bring(table(FIRST, more={"state": "cancelled"}))
    assert Order.objects.get().state == OrderState.CANCELLED
    assert not Payment.objects.exists()
    assert list(balance()) == []


@pytest.mark.parametrize(
    ("changed", "column"),
    [
        ({"order_total": "94.91"}, "order_total"),
        ({"line_total": "1.00"}, "line_total"),
        ({"placed_at": ""}, "placed_at"),
        ({"placed_at": "2999-01-01"}, "placed_at"),
        ({"quantity": "0"}, "quantity"),
        ({"quantity": "1.5"}, "quantity"),
        ({"unit_price": ""}, "unit_price"),
        ({"unit_price": "0.005"}, "unit_price"),
        ({"discount": "1000"}, "discount"),
        ({"currency": "XXY"}, "currency"),
        ({"currency": "USD"}, "rate"),
        ({"email": "nobody"}, "email"),
        ({"refunded": "500"}, "refunded"),
        ({"payment": "part_refund"}, "refunded"),
        ({"returned": "3"}, "returned"),
        ({"tax_rate": "101"}, "tax_rate"),
        ({"shipping": "", "shipping_tax": "1.00"}, "shipping_tax"),
        ({"shipping_tax": "4.91"}, "shipping_tax"),
        ({"tax": "90.01"}, "tax"),
        ({"state": "shipped"}, "state"),
        ({"quantity": "1000000", "unit_price": "999999999999"}, "order_total"),
    ],
)
def test_what_cannot_be_is_told_by_line_and_column(lamp, changed, column):
    cells = {**dict(zip(HEAD, FIRST, strict=True)), **changed}
    run = checked(csv_file(tuple(cells), tuple(cells.values())), table="orders")
    assert run.state == RunState.BROKEN
    assert (2, column) in problems_of(run)
    assert not Order.objects.exists()


def test_the_untouched_order_of_that_test_is_right(lamp):
    """Without it every row above could be refused for another reason."""
    assert checked(table(FIRST), table="orders").state == RunState.CHECKED


def test_sums_beyond_reason_are_told_also_where_discounts_take_them_off_again(lamp):
    vast = ("A-1", *FIRST[1:5], "Lamp", "1", "999999999999999", "999999999999999", "", "", "0")
    run = checked(table(*([vast] * 100)), table="orders")
    assert problems_of(run) == [(2, "order_total")]


def test_rows_of_an_order_must_not_contradict_each_other(lamp):
    other = ("A-1", "2025-05-03T10:00:00Z", "bob@example.com", *SECOND[3:])
    assert problems_of(checked(table(WHOLE, other), table="orders")) == [(3, "email")]


def test_an_order_in_another_currency_has_the_rate_of_its_day(lamp):
    ExchangeRate.objects.create(currency="USD", rate="1.10", starts_at=DAY - timedelta(days=9))
    ExchangeRate.objects.create(currency="USD", rate="1.30", starts_at=DAY + timedelta(days=9))
    bring(table(FIRST, more={"currency": "usd"}))
    bring(table(("A-2", *FIRST[1:]), more={"currency": "USD", "rate": "1.25"}))
    rates = [float(rate) for rate in Order.objects.order_by("pk").values_list("rate", flat=True)]
    assert rates == [1.10, 1.25]
    assert set(Order.objects.values_list("base_currency", flat=True)) == {
        settings.SHOP_BASE_CURRENCY
    }


def test_prices_without_tax_have_it_added(lamp):
    row = (*FIRST[:8], "", "20", "10.00", "132.00")
    bring(table(row, more={"prices_include_tax": "no"}))
    order = Order.objects.get()
    assert (order.subtotal_minor, order.tax_minor, order.total_minor) == (10_000, 2_200, 13_200)
    assert (order.shipping_tax_minor, order.shipping_tax_rate_basis_points) == (200, 2_000)
    assert list(balance()) == []


def test_a_file_spans_three_years_at_most(lamp):
    old = ("A-0", "2022-04-01", *FIRST[2:])
    assert problems_of(checked(table(FIRST, old), table="orders")) == [(3, "placed_at")]
    assert bring(table(old)).new == bring(table(FIRST)).new == 1


def test_who_may_not_make_orders_may_not_bring_them(lamp):
    assert checked(table(WHOLE, SECOND), table="orders").preview["needs"] == ["orders.add_order"]


def test_a_shops_own_export_is_known_again_by_number(lamp):
    """Another order may have the same number elsewhere: its moment tells them apart."""
    bring(table(WHOLE, SECOND))
    own = Order.objects.get()
    same = (own.number, *FIRST[1:])
    assert checked(table(same), table="orders").same == 1
    foreign = (own.number, "2025-01-01", *same[2:])
    assert checked(table(foreign), table="orders").new == 1
