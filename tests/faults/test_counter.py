"""A till that is killed in the middle of a sale: nothing was sold, and it is sold once after."""

import json
import signal

from tests.faults.store import Store
from tests.faults.test_checkout import shell

BASKET = """
from orders.tests.counter_rows import basket, make_shift, on_shelf
basket(make_shift(), on_shelf(price="20.00", units=5), units=2)
"""
SELL = """
from foundation.money import Money
from orders.counter import finish_sale
from orders.models import CounterSale
from orders.tests.counter_rows import paying
sale = CounterSale.objects.select_related("order", "shift__register").get()
given = Money.of("50.00", "EUR")
finish_sale(sale=sale, paying=paying(sale, cash=given, mail_to="ada@example.com"), by=None)
"""
BOOKS = """
import json
from events.models import OutboxMessage
from inventory.models import StockLevel
from orders.counter.drawer import in_drawer
from orders.models import CounterSale, Invoice, Order, Payment, Register, Shipment
level, sale = StockLevel.objects.get(on_hand__gt=0), CounterSale.objects.get()
print(json.dumps({
    "order": Order.objects.get().state,
    "is_sold": sale.finished_at is not None,
    "change": sale.change_minor,
    "drawer": in_drawer(Register.objects.get()),
    "stock": [level.on_hand, level.allocated],
    "payments": Payment.objects.count(),
    "parcels": Shipment.objects.count(),
    "invoices": list(Invoice.objects.values_list("number", flat=True)),
    "told": OutboxMessage.objects.filter(topic="counter.sold").count(),
}))
"""
UNSOLD = {
    "order": "draft", "is_sold": False, "change": 0, "drawer": 100_00, "stock": [5, 0],
    "payments": 0, "parcels": 0, "invoices": [], "told": 0,
}  # fmt: skip


def test_killed_in_the_middle_of_a_sale(store: Store) -> None:
    shell(store, BASKET)
    store.environment["SHELFWISE_FAILPOINT"] = "counter.selling"
    assert store.manage("shell", "--no-imports", "-c", SELL).returncode == -signal.SIGKILL
    store.environment["SHELFWISE_FAILPOINT"] = ""
    assert json.loads(shell(store, BOOKS)) == UNSOLD

    shell(store, SELL)
    shell(store, SELL)  # the page is sent again: it is the same sale
    books = json.loads(shell(store, BOOKS))
    assert len(books.pop("invoices")) == 1
    assert books == {
        "order": "placed", "is_sold": True, "change": 10_00, "drawer": 140_00, "stock": [3, 0],
        "payments": 1, "parcels": 1, "told": 1,
    }  # fmt: skip
    balanced = store.manage("balance")
    assert balanced.returncode == 0, balanced.stdout
