"""Two registers and the last one on the shelf: one sells it."""

from __future__ import annotations

from typing import Any

import pytest

from foundation.money import Money
from inventory.models import StockLevel
from orders.counter import (
    BroughtBack,
    CounterRefused,
    close_shift,
    finish_sale,
    open_shift,
    take_back_at_counter,
)
from orders.counter.drawer import in_drawer
from orders.models import CashKind, CashMovement, CounterSale, Refund, Shift
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
from tests.racing import balance, outcomes, race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
REGISTERS = 4


def test_the_last_one_is_sold_at_one_register() -> None:
    store = make_store()
    mug = on_shelf(units=1, store=store)
    shifts = [
        make_shift(register=make_register(f"Till {n}", store=store)) for n in range(REGISTERS)
    ]
    sales = [basket(shift, mug) for shift in shifts]
    wishes = [paying(sale) for sale in sales]

    def pay(index: int) -> CounterSale:
        return finish_sale(sale=fresh(sales[index]), paying=wishes[index], by=None)

    assert outcomes(race(pay, threads=REGISTERS), refused=CounterRefused) == 1
    level = StockLevel.objects.get(variant=mug, warehouse=store)
    assert (level.on_hand, level.allocated) == (0, 0)
    assert CashMovement.objects.filter(kind=CashKind.SALE).count() == 1
    assert balance()


def test_one_basket_is_sold_once_by_two_clicks() -> None:
    shift = make_shift()
    sale = basket(shift, on_shelf(units=5))
    wish = paying(sale)
    done = race(lambda _n: finish_sale(sale=fresh(sale), paying=wish, by=None), threads=REGISTERS)
    assert outcomes(done, refused=()) == REGISTERS
    assert sale.order.payments.count() == 1
    assert in_drawer(shift.register) == 10000 + 2000


def test_nothing_is_sold_into_a_shift_that_closes() -> None:
    """Whoever comes first: the drawer's report and its movements agree."""
    shift = make_shift("0.00")
    sale = basket(shift, on_shelf(units=5))
    wish = paying(sale)

    def one(index: int) -> Any:
        if index:
            return close_shift(shift=shift, counted=Money(2000, "EUR"), by=None)
        return finish_sale(sale=fresh(sale), paying=wish, by=None)

    race(one, threads=2)
    closed = Shift.objects.get()
    sold = CashMovement.objects.filter(kind=CashKind.SALE).count()
    assert closed.expected_minor == 2000 * sold
    assert closed.report["sales"] == sold
    assert in_drawer(shift.register) == 2000


def test_goods_come_back_once() -> None:
    shift = make_shift()
    order = sell(shift, on_shelf(units=5)).order
    brought = BroughtBack(units={order.lines.get().pk: 1})

    def back(index: int) -> Any:
        return take_back_at_counter(
            shift=shift, order=order, brought=brought, key=f"form-{index}", by=None
        )

    assert outcomes(race(back, threads=REGISTERS), refused=CounterRefused) == 1
    assert Refund.objects.count() == 1
    assert in_drawer(shift.register) == 10000
    assert balance()


def test_a_register_opens_once() -> None:
    register = make_register()

    def begin(_index: int) -> Shift:
        return open_shift(register=register, float_=Money(5000, "EUR"), by=None)

    assert outcomes(race(begin, threads=REGISTERS), refused=CounterRefused) == 1
    assert in_drawer(register) == 5000
