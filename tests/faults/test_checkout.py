"""A shop that is killed in the middle of a checkout: one paid order, or none and no money taken.

The process kills itself as ``kill -9`` would at a named point (``foundation.failpoints``); then
the shop dies and comes back without the point: its web server, which is all that these writes need,
and once the whole store.
"""

import json
import os
import re
import signal
from collections.abc import Callable

import pytest
import requests

from tests.faults.store import Store, eventually

STOCK = """
from catalog.tests.factories import make_product
from orders.tests.factories import make_shipping_method
make_shipping_method()
product = make_product("Kettle", stock=5)
print(product.public_id, product.slug_en)
"""
SETTLE = """
from datetime import timedelta
from django.utils import timezone
from orders.checkout.reconcile import reconcile_payments
from orders.checkout.webhooks import act_on_due
from orders.models import WebhookEvent
from orders.refunds import carry_out_refunds
WebhookEvent.objects.update(due_at=timezone.now())
for _round in range(2):
    act_on_due(); reconcile_payments(patience=timedelta(0)); carry_out_refunds()
"""
BOOKS = """
import json
from django.db.models import Sum
from inventory.models import StockLevel, StockMovement
from orders.models import Cart, Order, Payment, Refund
from orders.payments import trial_books
from orders.payments.base import Outcome
paid = [e for e in trial_books.entries() if e.outcome == Outcome.PAID]
print(json.dumps({
    "placed": Order.objects.filter(state="placed").count(),
    "orders": sorted(Order.objects.values_list("state", flat=True)),
    "carts": sorted(Cart.objects.values_list("state", flat=True)),
    "taken": sum(e.amount - e.refunded for e in paid),
    "owed": Order.objects.filter(state="placed").aggregate(s=Sum("total_minor"))["s"] or 0,
    "paid": Payment.objects.filter(state="paid").count(),
    "allocated": StockLevel.objects.aggregate(s=Sum("allocated"))["s"],
    "moved": StockMovement.objects.aggregate(s=Sum("allocated_change"))["s"],
}))
"""
CANCELLED = """
from catalog.tests.factories import make_product
from orders.cancellation import cancel_order
from orders.tests.factories import check_out, make_cart
cancel_order(order=check_out(make_cart(make_product("Kettle", stock=5))))
"""
CARRY_OUT = "from orders.refunds import carry_out_refunds; print(carry_out_refunds())"
NOTHING_IS_DUE = "from orders.refunds import carry_out_refunds; assert carry_out_refunds() == 0"
TELL = """
import json
from orders.models import Payment
from orders.payments import trial, trial_books
from orders.payments.base import Outcome
body, headers = trial.message(trial_books.settle(Payment.objects.get().key, Outcome.PAID))
print(json.dumps([body.decode(), headers]))
"""


def shell(store: Store, code: str) -> str:
    done = store.manage("shell", "--no-imports", "-c", code)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip().splitlines()[-1] if done.stdout.strip() else ""


class Shopper:
    """A guest with a browser that knows cookies and forms, and no script."""

    def __init__(self, store: Store) -> None:
        self.base = f"http://127.0.0.1:{store.port}"
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.headers["User-Agent"] = "Mozilla/5.0 Firefox/140.0"

    def fill_cart(self, product: str) -> None:
        public_id, slug = product.split()
        page = self.session.get(f"{self.base}/p/{slug}/", timeout=30).text
        token = self._hidden(page)["csrfmiddlewaretoken"]
        answer = self.session.post(
            f"{self.base}/cart/add/",
            data={"product": public_id, "csrfmiddlewaretoken": token},
            timeout=30,
        )
        assert "Kettle is in your cart" in answer.text

    def form(self, payment: str) -> dict[str, str]:
        page = self.session.get(f"{self.base}/checkout/", timeout=30).text
        method = re.search(r'name="shipping" value="([^"]+)"', page)[1]
        return {
            **self._hidden(page), "email": "ada@example.com", "name": "Ada", "line1": "1 Lane",
            "postcode": "N1 1AA", "city": "London", "country": "GB", "shipping": method,
            "payment": payment,
        }  # fmt: skip

    def order(self, form: dict[str, str]) -> requests.Response:
        return self.session.post(f"{self.base}/checkout/", data=form, timeout=30)

    @staticmethod
    def _hidden(html: str) -> dict[str, str]:
        return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html))


@pytest.fixture
def stocked(store):
    return store, shell(store, STOCK)


def whole_store(store: Store) -> None:
    # The beat's reconciler would be early only by chance; the test asks for it itself.
    store.start()


def web_server(store: Store) -> None:
    store.supervisor = store.serve_alone()
    eventually(store.answers, seconds=60, what="the server answers", seen=store.state)


def start(store: Store, point: str = "", *, programs: Callable[[Store], None] = web_server) -> None:
    store.environment["SHELFWISE_FAILPOINT"] = point
    programs(store)


def die(store: Store) -> None:
    """All of it at once, as when the machine does."""
    os.kill(store.supervisor.pid, signal.SIGKILL)
    store.supervisor.wait()
    store.kill()
    eventually(lambda: not store.processes(), seconds=20, what="all are gone", seen=store.state)


@pytest.mark.parametrize(
    ("point", "placed", "programs"),
    [
        ("checkout.drafted", 0, web_server),
        ("checkout.charged", 1, whole_store),
        ("checkout.completing", 1, web_server),
    ],
)
def test_killed_in_the_middle_of_a_checkout(stocked, point, placed, programs):
    store, product = stocked
    start(store, point, programs=programs)
    shopper = Shopper(store)
    shopper.fill_cart(product)
    form = shopper.form("test:success")
    with pytest.raises(requests.RequestException):
        shopper.order(form)
    die(store)

    start(store, programs=programs)
    books = json.loads(shell(store, SETTLE + BOOKS))
    assert books["placed"] == books["paid"] == placed, books
    assert books["taken"] == books["owed"], books
    assert books["allocated"] == books["moved"] == placed, books
    assert books["carts"] == (["ordered"] if placed else ["open"]), books

    # The shopper sends the page again: it is the same order, or the cart is there to be ordered.
    again = shopper.order(form)
    if not placed:
        assert "did not go through" in again.text
        again = shopper.order(shopper.form("test:success"))
    assert "Thank you, Ada!" in again.text
    books = json.loads(shell(store, BOOKS))
    assert (books["placed"], books["paid"], books["allocated"]) == (1, 1, 1), books
    assert books["taken"] == books["owed"] > 0, books


def test_killed_between_keeping_a_webhook_and_acting_on_it(stocked):
    store, product = stocked
    start(store, "webhook.kept")
    shopper = Shopper(store)
    shopper.fill_cart(product)
    assert "waiting for your payment" in shopper.order(shopper.form("test:timeout")).text
    body, headers = json.loads(shell(store, TELL))
    with pytest.raises(requests.RequestException):
        requests.post(
            f"{shopper.base}/payments/webhooks/test/", data=body, headers=headers, timeout=30
        )
    die(store)
    assert store.rows("SELECT count(*) FROM orders_webhookevent WHERE handled_at IS NULL") == [(1,)]

    start(store)
    books = json.loads(shell(store, SETTLE + BOOKS))
    assert (books["placed"], books["paid"], books["allocated"]) == (1, 1, 1), books
    assert books["taken"] == books["owed"] > 0, books
    assert store.rows("SELECT count(*) FROM orders_webhookevent WHERE handled_at IS NULL") == [(0,)]


def test_killed_between_giving_money_back_and_noting_it(store):
    shell(store, CANCELLED)
    store.environment["SHELFWISE_FAILPOINT"] = "refund.carried"
    assert store.manage("shell", "--no-imports", "-c", CARRY_OUT).returncode == -signal.SIGKILL
    assert store.rows("SELECT state FROM orders_refund") == [("due",)]

    store.environment["SHELFWISE_FAILPOINT"] = ""
    assert shell(store, CARRY_OUT) == "1"

    assert store.rows("SELECT state FROM orders_refund") == [("done",)]
    books = json.loads(shell(store, f"{NOTHING_IS_DUE}\n{BOOKS}"))
    assert store.rows("SELECT state FROM orders_refund") == [("done",)]
    assert (books["taken"], books["owed"], books["allocated"]) == (0, 0, 0), books
    balanced = store.manage("balance")
    assert balanced.returncode == 0, balanced.stdout


def test_a_fail_point_is_refused_in_production(store):
    store.environment |= {"SHELFWISE_FAILPOINT": "checkout.charged", "SHELFWISE_PRODUCTION": "1"}
    done = store.manage("check")
    assert done.returncode != 0
    assert "FailPointInProduction" in done.stderr
