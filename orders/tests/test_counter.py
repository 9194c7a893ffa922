"""Selling over the counter: the money, the stock and the papers agree, or nothing happened."""

from __future__ import annotations

import pytest

from accounts.models import Customer
from foundation.money import Money
from inventory.models import StockLevel
from loyalty.friends import friend_code
from orders.counter import (
    CounterRefused,
    close_shift,
    finish_sale,
    move_cash,
    open_shift,
    save_register,
)
from orders.counter.drawer import in_drawer
from orders.counter.finding import find_customer
from orders.models import (
    CashKind,
    CashMovement,
    CashRowFixed,
    CounterSale,
    FulfilmentState,
    Order,
    OrderPaymentState,
    OrderState,
)
from orders.tests.counter_rows import (
    basket,
    fresh,
    make_register,
    make_shift,
    make_store,
    on_shelf,
    paying,
    sell,
)
from pricing.services import set_price

pytestmark = pytest.mark.django_db


def euros(amount: str) -> Money:
    return Money.of(amount, "EUR")


def test_a_sale_is_paid_handed_over_and_out_of_the_stores_stock() -> None:
    shift, mug = make_shift(), on_shelf(price="20.00", units=5)
    sale = sell(shift, mug, units=2, cash=euros("50.00"))
    order = sale.order
    assert (order.state, order.payment_state) == (OrderState.PLACED, OrderPaymentState.PAID)
    assert order.fulfilment_state == FulfilmentState.FULFILLED
    assert order.channel == "pos"
    assert (order.total_minor, order.shipping_minor) == (4000, 0)
    assert (sale.cash_given_minor, sale.change_minor) == (5000, 1000)
    level = StockLevel.objects.get(variant=mug, warehouse=make_store())
    assert (level.on_hand, level.allocated) == (3, 0)
    assert order.shipments.get().delivered_at is not None
    assert order.invoices.get().total_minor == 4000
    assert in_drawer(shift.register) == 10000 + 4000


def test_the_tax_is_that_of_the_store() -> None:
    sale = sell(make_shift(), on_shelf(price="12.00"))
    assert sale.order.ship_country == "GB"
    assert sale.order.tax_minor == 200


def test_a_second_try_sells_once() -> None:
    shift = make_shift()
    sale = basket(shift, on_shelf())
    wish = paying(sale)
    finish_sale(sale=sale, paying=wish, by=None)
    finish_sale(sale=sale, paying=wish, by=None)
    assert CashMovement.objects.filter(kind=CashKind.SALE).count() == 1
    assert sale.order.payments.count() == 1


def test_card_and_cash_share_a_sale() -> None:
    shift = make_shift()
    sale = sell(
        shift, on_shelf(price="30.00"), by_card=euros("12.50"), cash=euros("20.00"),
        reference="4711",
    )  # fmt: skip
    paid = dict(sale.order.payments.values_list("provider", "amount_minor"))
    assert paid == {"terminal": 1250, "cash": 1750}
    assert sale.order.payments.get(provider="terminal").provider_ref == "4711"
    assert sale.change_minor == 250
    assert sale.order.payment_state == OrderPaymentState.PAID
    assert in_drawer(shift.register) == 10000 + 1750


def test_too_little_money_sells_nothing() -> None:
    shift, mug = make_shift(), on_shelf(price="20.00", units=1)
    sale = basket(shift, mug)
    with pytest.raises(CounterRefused) as refused:
        finish_sale(sale=sale, paying=paying(sale, cash=euros("19.99")), by=None)
    assert refused.value.field == "cash"
    assert Order.objects.get(pk=sale.order_id).state == OrderState.DRAFT
    assert StockLevel.objects.get(variant=mug, warehouse=make_store()).on_hand == 1


def test_what_lies_elsewhere_is_not_sold_here() -> None:
    shift = make_shift()
    mug = on_shelf(units=3, store=make_store("leeds"))
    sale = basket(shift, mug)
    with pytest.raises(CounterRefused, match=mug.product.name):
        finish_sale(sale=sale, paying=paying(sale), by=None)
    assert in_drawer(shift.register) == 10000


def test_a_price_that_rose_is_shown_before_it_is_taken() -> None:
    shift, mug = make_shift(), on_shelf(price="20.00")
    sale = basket(shift, mug)
    seen = paying(sale)
    set_price(variant=mug, amount=euros("25.00"))
    with pytest.raises(CounterRefused, match="25"):
        finish_sale(sale=sale, paying=seen, by=None)


def test_a_basket_stands_at_the_price_that_it_was_refused_for() -> None:
    shift, mug = make_shift(), on_shelf(price="20.00")
    sale = basket(shift, mug)
    set_price(variant=mug, amount=euros("25.00"))
    with pytest.raises(CounterRefused):
        finish_sale(sale=sale, paying=paying(sale), by=None)
    assert Order.objects.get(pk=sale.order_id).total_minor == 2500
    finish_sale(sale=fresh(sale), paying=paying(sale), by=None)
    assert in_drawer(shift.register) == 10000 + 2500


def test_a_buyer_is_found_by_address_or_card_however_it_is_written() -> None:
    ada = Customer.objects.create(email="Ada@example.com", name="Ada")
    code = friend_code(customer=ada)
    for text in ("ada@EXAMPLE.com", " Ada@example.com ", code, code.lower()):
        assert find_customer(text) == ada
    for text in ("", "@", "%@%", "x@" * 100_000, "x" * 100_000):
        assert find_customer(text) is None


def test_a_register_is_opened_once() -> None:
    shift = make_shift()
    with pytest.raises(CounterRefused):
        open_shift(register=shift.register, float_=euros("1.00"), by=None)


def test_a_closing_counts_against_what_should_be_there() -> None:
    shift = make_shift("100.00")
    sell(shift, on_shelf(price="20.00"))
    move_cash(
        shift=shift, kind=CashKind.PAID_OUT, amount=euros("50.00"), reason="To the bank", by=None
    )
    closed = close_shift(shift=shift, counted=euros("69.50"), by=None, note="A coin is missing")
    assert (closed.expected_minor, closed.counted_minor) == (7000, 6950)
    assert closed.difference_minor == -50
    assert in_drawer(shift.register) == 6950
    assert closed.report["sold_minor"] == 2000
    again = open_shift(register=shift.register, float_=euros("80.00"), by=None)
    assert again.number == closed.number + 1
    assert CashMovement.objects.get(shift=again).amount_minor == 1050
    assert in_drawer(shift.register) == 8000


def test_what_was_put_aside_ends_with_the_shift() -> None:
    shift = make_shift()
    sale = basket(shift, on_shelf())
    close_shift(shift=shift, counted=euros("100.00"), by=None)
    assert not CounterSale.objects.filter(pk=sale.pk).exists()
    with pytest.raises(CounterRefused):
        basket(shift)


def test_no_more_is_taken_out_than_is_there() -> None:
    shift = make_shift("10.00")
    with pytest.raises(CounterRefused, match="10"):
        move_cash(
            shift=shift, kind=CashKind.PAID_OUT, amount=euros("10.01"), reason="Bank", by=None
        )


def test_rows_of_cash_stay_as_they_were_written() -> None:
    make_shift()
    row = CashMovement.objects.get()
    row.amount_minor = 1
    with pytest.raises(CashRowFixed):
        row.save()


def test_a_register_with_cash_keeps_its_currency() -> None:
    register = make_shift().register
    register.currency = "USD"
    with pytest.raises(CounterRefused):
        save_register(register)
    assert make_register("Till 2").currency == "EUR"
