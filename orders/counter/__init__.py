"""Selling over a counter: shifts with their cash, baskets, receipts, and what comes back."""

from orders.counter.basket import (
    add_units,
    begin_sale,
    discard_sale,
    drop_code,
    drop_gift_card,
    give_discount,
    put_code,
    put_gift_card,
    set_buyer,
    set_units,
)
from orders.counter.errors import CounterRefused
from orders.counter.paying import Paying, finish_sale
from orders.counter.registers import save_register
from orders.counter.shifts import close_shift, move_cash, open_shift
from orders.counter.taking_back import BroughtBack, take_back_at_counter

__all__ = [
    "BroughtBack",
    "CounterRefused",
    "Paying",
    "add_units",
    "begin_sale",
    "close_shift",
    "discard_sale",
    "drop_code",
    "drop_gift_card",
    "finish_sale",
    "give_discount",
    "move_cash",
    "open_shift",
    "put_code",
    "put_gift_card",
    "save_register",
    "set_buyer",
    "set_units",
    "take_back_at_counter",
]
