"""Balancing the books: each kind of difference, made by hand, is found."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db.models import F

from events.models import OutboxMessage
from events.outbox import drain
from foundation import clock
from foundation.ids import new_token
from foundation.money import Money
from inventory.models import Backorder, PolicyKind, StockLevel, StockPolicy
from inventory.services import allocate_stock, release_stock, reserve_stock, set_stock_policy
from orders.books import balance
from orders.books.finding import Book
from orders.cancellation import cancel_order
from orders.fulfilment import ship_order
from orders.models import (
    Cart,
    CartState,
    Invoice,
    InvoiceKind,
    ItemCondition,
    NumberSequence,
    Order,
    OrderDiscount,
    OrderLine,
    Payment,
    PaymentState,
    Refund,
    RefundState,
    ShipmentLine,
)
from orders.refunds import carry_out_refunds, refund_order
from orders.returns import (
    Finding,
    WantedReturn,
    complete_return,
    receive_return,
    request_return,
)
from orders.tests.books import books_balance
from orders.tests.placed import make_order
from pricing.models import Coupon
from pricing.tests.factories import make_coupon

pytestmark = pytest.mark.django_db


@pytest.fixture
def order():
    placed = make_order("12.00", "5.00", quantity=2)
    drain()
    assert books_balance()
    return placed


def _books() -> set[Book]:
    return {finding.book for finding in balance()}


def test_an_untouched_shop_balances(order, capsys):
    call_command("balance")
    assert "no differences" in capsys.readouterr().out


def test_a_difference_ends_the_command_with_status_one(order, capsys):
    Order.objects.update(total_minor=F("total_minor") + 1)
    with pytest.raises(SystemExit) as ended:
        call_command("balance")
    assert ended.value.code == 1
    assert str(order) in capsys.readouterr().out


def _level(order):
    StockLevel.objects.filter(pk=StockLevel.objects.first().pk).update(on_hand=F("on_hand") + 1)


def _unkept(order):
    release_stock(reference=order.public_id)


def _kept_for_a_closed_order(order):
    ship_order(order=order)
    variant = order.lines.first().variant_id
    allocate_stock(reference=order.public_id, quantities={variant: 1})


@pytest.mark.parametrize("spoil", [_level, _unkept, _kept_for_a_closed_order])
def test_stock_that_differs_is_found(order, spoil):
    spoil(order)
    assert Book.STOCK in _books()


def _less_paid(order):
    Payment.objects.update(amount_minor=F("amount_minor") - 1)


def _more_paid(order):
    Payment.objects.update(amount_minor=F("amount_minor") + 1)


def _unpaid(order):
    Payment.objects.update(state=PaymentState.DECLINED)


def _wrong_state(order):
    Order.objects.update(payment_state="refunded")


def _too_much_back(order):
    [refund] = refund_order(order=order, key="k")
    Refund.objects.filter(pk=refund.pk).update(amount_minor=F("amount_minor") + 1)


def _kept_the_money(order):
    cancel_order(order=order)
    Refund.objects.update(state=RefundState.FAILED)


def _paid_but_pending(order):
    Order.objects.update(state="pending")


@pytest.mark.parametrize(
    "spoil",
    [
        _less_paid,
        _more_paid,
        _unpaid,
        _wrong_state,
        _too_much_back,
        _kept_the_money,
        _paid_but_pending,
    ],
)
def test_money_that_differs_is_found(order, spoil):
    spoil(order)
    assert Book.MONEY in _books()


def _line_total(order):
    OrderLine.objects.filter(order=order).update(total_minor=F("total_minor") + 1)


def _subtotal(order):
    Order.objects.update(subtotal_minor=F("subtotal_minor") + 1)


def _discount(order):
    Order.objects.update(discount_minor=1)


def _tax(order):
    Order.objects.update(tax_minor=1)


@pytest.mark.parametrize("spoil", [_line_total, _subtotal, _discount, _tax])
def test_sums_that_differ_are_found(order, spoil):
    spoil(order)
    assert Book.SUMS in _books()


def test_units_that_differ_are_found(order):
    ship_order(order=order)
    ShipmentLine.objects.filter(pk=ShipmentLine.objects.first().pk).update(quantity=1)
    assert Book.GOODS in _books()
    ShipmentLine.objects.update(quantity=2)
    assert Book.GOODS not in _books()
    Order.objects.update(fulfilment_state="partial")
    assert Book.GOODS in _books()


def test_a_cart_in_checkout_without_an_order_is_found(order):
    Cart.objects.create(currency="EUR", token=new_token(), state=CartState.CLAIMED)
    assert Book.CARTS in _books()


def test_a_reservation_of_nobody_is_found(order):
    variant = order.lines.first().variant_id
    reserve_stock(key="nobody", quantities={variant: 1})
    assert Book.RESERVATIONS in _books()


@pytest.mark.parametrize("trouble", [{"attempts": 1}, {"due_at": clock.now() - timedelta(hours=1)}])
def test_a_message_that_hangs_is_found(order, trouble):
    OutboxMessage.objects.create(topic="order.placed", consumer="mail", payload={}, **trouble)
    assert Book.OUTBOX in _books()


def test_a_gap_in_the_numbers_is_found(order):
    NumberSequence.objects.update(next_number=F("next_number") + 1)
    assert Book.PAPERS in _books()
    NumberSequence.objects.update(next_number=F("next_number") - 1)
    make_order("1.00")
    assert Book.PAPERS not in _books()
    Invoice.objects.order_by("position").first().delete()
    assert Book.PAPERS in _books()


def test_a_coupon_that_counts_wrongly_is_found(order):
    make_coupon("TEN")
    assert Book.COUPONS not in _books()
    Coupon.objects.update(uses=3)
    assert Book.COUPONS in _books()


def test_refunded_and_cancelled_orders_balance(order):
    cancel_order(order=order)
    assert books_balance()
    carry_out_refunds()
    drain()
    assert books_balance()


def test_queries_do_not_grow_with_orders(order, django_assert_max_num_queries):
    for _number in range(5):
        make_order("3.00")
    with django_assert_max_num_queries(45):
        balance()


# --- each kind by what it says -----------------------------------------------------------------
def _found(book: Book, words: str) -> bool:
    return any(one.book == book and words in one.message for one in balance())


def _levels_allocated(order):
    StockLevel.objects.update(allocated=0)


def _a_backorder_forgotten(order):
    variant = order.lines.select_related("variant__product").first().variant
    set_stock_policy(variant=variant, kind=PolicyKind.BACKORDER, limit=90)
    allocate_stock(reference="somebody", quantities={variant.pk: 100})
    assert books_balance()
    Backorder.objects.update(waiting=1)


def _more_waits_than_may(order):
    variant = order.lines.select_related("variant__product").first().variant
    set_stock_policy(variant=variant, kind=PolicyKind.BACKORDER, limit=90)
    allocate_stock(reference="somebody", quantities={variant.pk: 100})
    StockPolicy.objects.update(limit=10)


def _refunds_beyond_the_payment(order):
    payment = order.payments.get()
    for key in ("a", "b"):
        Refund.objects.create(
            payment=payment, key=key, currency="EUR", amount_minor=payment.amount_minor,
            state=RefundState.DONE, created_at=clock.now(),
        )  # fmt: skip


def _a_refund_of_what_was_not_paid(order):
    refund_order(order=order, key="k", amount=Money(100, "EUR"))
    Payment.objects.update(state=PaymentState.DUE)


def _asked_after_cancelling(order):
    cancel_order(order=order)
    carry_out_refunds()
    Refund.objects.all().update(state=RefundState.FAILED)


def _a_return_that_nobody_took(order):
    _come_back(order)
    OrderLine.objects.update(returned=0)


def _come_back(order):
    ship_order(order=order)
    line = order.lines.first()
    request = request_return(order=order, wanted=[WantedReturn(line.pk, 1)])
    receive_return(request=request)
    complete_return(
        request=request,
        findings={request.lines.get().pk: Finding(ItemCondition.AS_NEW, 1, 1)},
    )
    assert books_balance()


def _an_invoice_over_another_sum(order):
    Invoice.objects.update(total_minor=F("total_minor") + 1)


def _credited_beyond_the_order(order):
    cancel_order(order=order)
    carry_out_refunds()
    notes = Invoice.objects.filter(kind=InvoiceKind.CREDIT_NOTE)
    notes.update(total_minor=F("total_minor") + 1)


def _a_number_given_twice(order):
    make_order("3.00")
    Invoice.objects.update(series="other")


def _ordered_without_an_order(order):
    Cart.objects.create(currency="EUR", token=new_token(), state=CartState.ORDERED)


def _discounts_that_nobody_gave(order):
    Order.objects.update(discount_minor=5)
    OrderDiscount.objects.create(order=order, label="x", amount_minor=4)


@pytest.mark.parametrize(
    ("spoil", "book", "words"),
    [
        (_levels_allocated, Book.STOCK, "the ledger says"),
        (_a_backorder_forgotten, Book.STOCK, "the ledger says"),
        (_more_waits_than_may, Book.STOCK, "the ledger says"),
        (_refunds_beyond_the_payment, Book.MONEY, "go back, and it is paid"),
        (_a_refund_of_what_was_not_paid, Book.MONEY, "go back, and it is due"),
        (_asked_after_cancelling, Book.MONEY, "were not given back or are still asked"),
        (_a_return_that_nobody_took, Book.GOODS, "came back, returns took 1"),
        (_an_invoice_over_another_sum, Book.PAPERS, "its order costs"),
        (_credited_beyond_the_order, Book.PAPERS, "were credited"),
        (_a_number_given_twice, Book.PAPERS, "numbers were given"),
        (_ordered_without_an_order, Book.CARTS, "has no such order"),
        (_discounts_that_nobody_gave, Book.SUMS, "promotions took 4, the order says 5"),
    ],
)
def test_what_is_planted_is_found_and_named(order, spoil, book, words):
    spoil(order)
    assert _found(book, words), "\n".join(map(str, balance()))
