"""Buyers at the shop's services, where ``DATABASE_URL`` and ``SHELFWISE_DATA_DIR`` say.

``python -m benchmarks.checkout_buyers build`` makes tables and wares, ``count WARES`` prints what
the shop holds of some, ``buy BUYER WARES`` is a buyer: it prints ``ready``, then buys for as many
seconds as each line of its input says and prints what it did. Answers are lines of JSON.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from typing import Protocol

import django
from django.core.management import call_command

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.db.models import Sum  # noqa: E402

from benchmarks.cpu import cpu_seconds, program_name  # noqa: E402
from catalog.models import Variant  # noqa: E402
from catalog.tests.factories import make_product  # noqa: E402
from foundation.ids import new_public_id, new_token  # noqa: E402
from foundation.money import Money  # noqa: E402
from inventory.models import StockLevel, StockMovement  # noqa: E402
from orders.building import CheckoutDetails  # noqa: E402
from orders.checkout.errors import CheckoutError  # noqa: E402
from orders.checkout.place import place_order  # noqa: E402
from orders.models import Cart, CartLine, Order, OrderState, ShippingMethod  # noqa: E402

HOT, SCARCE, DISTINCT, NAIVE, PRACTICE = "hot", "scarce", "distinct", "naive", "practice"
DISTINCT_PRODUCTS = 200
PLENTY = 1_000_000
FEW = 50
CARTS_AT_ONCE = 500
PRACTICE_ORDERS = 20
SEEN = Money.of("24.90", settings.SHOP_BASE_CURRENCY)
DETAILS = CheckoutDetails(
    email="ada@example.com", name="Ada", line1="1 Lane", postcode="N1", city="London", country="GB"
)


class Buyer(Protocol):
    """Who orders once whenever called, and says whether it was placed."""

    def fill(self) -> None:
        """Have carts at hand, that the time that is measured goes into orders."""

    def __call__(self) -> bool: ...


def build() -> dict[str, int]:
    """Tables, a way of delivery, one product that all want, one of which there are few, many."""
    call_command("migrate", verbosity=0)
    ShippingMethod.objects.create(code="standard", name="Standard", price_minor=490)
    with transaction.atomic():
        for name in (HOT, NAIVE, PRACTICE):
            make_product(name, stock=PLENTY)
        make_product(SCARCE, stock=FEW)
        for number in range(DISTINCT_PRODUCTS):
            make_product(f"{DISTINCT}-{number}", stock=PLENTY)
    return {"products": Variant.objects.count()}


def _wares(name: str) -> list[Variant]:
    named = {"product__name_en__startswith": name}
    return list(Variant.objects.filter(**named).select_related("product").order_by("pk"))


def fill_carts(wares: list[Variant], count: int) -> list[Cart]:
    """Carts of guests with one product each."""
    carts = Cart.objects.bulk_create(
        Cart(currency=settings.SHOP_BASE_CURRENCY) for _number in range(count)
    )
    shift = os.getpid()  # buyers begin at different products
    CartLine.objects.bulk_create(
        CartLine(cart=cart, variant=wares[(shift + number) % len(wares)], quantity=1)
        for number, cart in enumerate(carts)
    )
    return carts


class CarefulBuyer:
    """Full orders: a filled cart is ordered, paid and placed by the shop's own service."""

    def __init__(self, name: str) -> None:
        self._wares = _wares(name)
        self._method = ShippingMethod.objects.get()
        self._carts: list[Cart] = []

    def fill(self) -> None:
        if len(self._carts) < CARTS_AT_ONCE:
            self._carts += fill_carts(self._wares, CARTS_AT_ONCE)

    def __call__(self) -> bool:
        if not self._carts:
            self.fill()
        placed = place_order(
            cart=self._carts.pop(),
            details=DETAILS,
            shipping_method=self._method,
            provider="test",
            payment_choice="success",
            idempotency_key=new_token(),
            seen_total=SEEN,
        )
        return placed.state == OrderState.PLACED


class NaiveBuyer:
    """The twin: reads the stock, writes order and stock, and hopes that nobody was in between."""

    def __init__(self, name: str) -> None:
        self._variant = _wares(name)[0]

    def fill(self) -> None:
        """It has no cart."""

    def __call__(self) -> bool:
        level = StockLevel.objects.get(variant=self._variant)
        if level.allocated >= level.on_hand:
            return False
        Order.objects.create(
            state=OrderState.PLACED, channel="import", currency="EUR", base_currency="EUR",
            email="ada@example.com", external_ref=new_public_id(),
        )  # fmt: skip
        level.allocated += 1
        level.save(update_fields=["allocated"])
        return True


BUYERS: dict[str, Callable[[str], Buyer]] = {"careful": CarefulBuyer, "naive": NaiveBuyer}


def serve(who: str, what: str) -> None:
    """Buy when told to, for as long as told, after some orders for practice."""
    kind = BUYERS[who]
    practice, buyer = kind(PRACTICE), kind(what)
    for _number in range(PRACTICE_ORDERS):
        practice()
    buyer.fill()
    print("ready", flush=True)
    for line in sys.stdin:
        print(json.dumps(buy(buyer, float(line))), flush=True)
        buyer.fill()


def buy(buyer: Buyer, seconds: float) -> dict[str, float]:
    """Order until the time is over; CPU in seconds, of ourselves and of our server process."""
    placed, refused, server = 0, 0, _server_processes()
    begun, own, theirs = time.monotonic(), time.process_time(), cpu_seconds(server)
    while (passed := time.monotonic() - begun) < seconds:
        try:
            placed += buyer()
        except CheckoutError:
            refused += 1
    return {
        "placed": placed,
        "refused": refused,
        "seconds": passed,
        "python_cpu": time.process_time() - own,
        "database_cpu": cpu_seconds(server) - theirs,
    }


def _server_processes() -> list[int]:
    """The process that serves our connection, where the server is on this machine."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    return [pid] if program_name(pid).startswith("postgres") else []


def count(what: str) -> dict[str, int]:
    """What the shop holds of some wares in the end."""
    variants = [variant.pk for variant in _wares(what)]
    levels = StockLevel.objects.filter(variant__in=variants)
    sums = levels.aggregate(allocated=Sum("allocated"), on_hand=Sum("on_hand"))
    moved = StockMovement.objects.filter(variant__in=variants).aggregate(a=Sum("allocated_change"))
    placed = Order.objects.filter(state=OrderState.PLACED, lines__variant__in=variants)
    return {
        "allocated": sums["allocated"],
        "on_hand": sums["on_hand"],
        "moved": moved["a"] or 0,
        "ordered": placed.aggregate(units=Sum("lines__quantity"))["units"] or 0,
    }


def main(task: str, *arguments: str) -> None:
    match task:
        case "build":
            print(json.dumps(build()))
        case "count":
            print(json.dumps(count(*arguments)))
        case "buy":
            serve(*arguments)
        case _:
            raise SystemExit(f"no such task: {task}")


if __name__ == "__main__":
    main(*sys.argv[1:])
