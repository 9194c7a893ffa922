"""Buyers at the shop's services, where ``DATABASE_URL`` and ``SHELFWISE_DATA_DIR`` say.

``python -m benchmarks.checkout_buyers TASK ...`` prints one line of JSON. Tasks: ``build``,
``buy WHAT START SECONDS THREADS``, ``count``.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Callable

import django
from django.core.management import call_command

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.db.models import Sum  # noqa: E402

from catalog.models import Variant  # noqa: E402
from catalog.tests.factories import make_product  # noqa: E402
from foundation.ids import new_public_id, new_token  # noqa: E402
from foundation.money import Money  # noqa: E402
from inventory.models import StockLevel, StockMovement  # noqa: E402
from orders.building import CheckoutDetails  # noqa: E402
from orders.checkout.errors import CheckoutError  # noqa: E402
from orders.checkout.place import place_order  # noqa: E402
from orders.models import Cart, CartLine, Order, OrderState, ShippingMethod  # noqa: E402

HOT, SCARCE, DISTINCT = "hot", "scarce", "distinct"
DISTINCT_PRODUCTS = 200
PLENTY = 1_000_000
FEW = 50
CARTS = 3_000
SEEN = Money.of("24.90", settings.SHOP_BASE_CURRENCY)
DETAILS = CheckoutDetails(
    email="ada@example.com", name="Ada", line1="1 Lane", postcode="N1", city="London", country="GB"
)


def build() -> dict[str, int]:
    """Tables, a way of delivery, one product that all want, one of which there are few, many."""
    call_command("migrate", verbosity=0)
    ShippingMethod.objects.create(code="standard", name="Standard", price_minor=490)
    with transaction.atomic():
        make_product(HOT, stock=PLENTY)
        make_product(SCARCE, stock=FEW)
        for number in range(DISTINCT_PRODUCTS):
            make_product(f"{DISTINCT}-{number}", stock=PLENTY)
    return {"products": DISTINCT_PRODUCTS + 2}


def _wares(what: str) -> list[Variant]:
    name = "product__name_en__startswith"
    return list(Variant.objects.filter(**{name: what}).select_related("product").order_by("pk"))


def fill_carts(what: str, count: int) -> list[Cart]:
    """Carts of guests with one product each, before the clock runs."""
    wares = _wares(what)
    carts = Cart.objects.bulk_create(
        Cart(currency=settings.SHOP_BASE_CURRENCY) for _number in range(count)
    )
    shift = os.getpid()
    CartLine.objects.bulk_create(
        CartLine(cart=cart, variant=wares[(shift + number) % len(wares)], quantity=1)
        for number, cart in enumerate(carts)
    )
    return carts


def buyer(what: str) -> Callable[[int], bool]:
    """A full order: a filled cart is ordered, paid and placed."""
    carts, method = fill_carts(what, CARTS), ShippingMethod.objects.get()

    def order(number: int) -> bool:
        placed = place_order(
            cart=carts.pop(),
            details=DETAILS,
            shipping_method=method,
            provider="test",
            payment_choice="success",
            idempotency_key=new_token(),
            seen_total=SEEN,
        )
        return placed.state == OrderState.PLACED

    return order


def naive_buyer(what: str) -> Callable[[int], bool]:
    """The twin: reads the stock, writes order and stock, and hopes that nobody was in between."""
    wares = _wares(what)

    def order(number: int) -> bool:
        variant = wares[number % len(wares)]
        level = StockLevel.objects.get(variant=variant)
        if level.allocated >= level.on_hand:
            return False
        Order.objects.create(
            state=OrderState.PLACED, channel="import", currency="EUR", base_currency="EUR",
            email="ada@example.com", external_ref=new_public_id(),
        )  # fmt: skip
        level.allocated += 1
        level.save(update_fields=["allocated"])
        return True

    return order


def lock_only_buyer(what: str) -> Callable[[int], bool]:
    """Nothing but the lock of the level and a changed row: what one row can bear at most."""
    wares = _wares(what)

    def order(number: int) -> bool:
        variant = wares[number % len(wares)]
        with transaction.atomic():
            level = StockLevel.objects.select_for_update().get(variant=variant)
            StockLevel.objects.filter(pk=level.pk).update(reorder_point=level.reorder_point)
        return True

    return order


BUYERS = {"ours": buyer, "naive": naive_buyer, "lock": lock_only_buyer}


def buy(who: str, what: str, start: float, seconds: float, threads: int) -> dict[str, float]:
    """Order until the time is over; all threads and processes begin at ``start`` (epoch)."""
    order = BUYERS[who](what)
    connection.close()
    done, refused = [0] * threads, [0] * threads

    def run(thread: int) -> None:
        connection.ensure_connection()
        number = os.getpid() + thread * 17
        time.sleep(max(start - time.time(), 0))
        while time.time() < start + seconds:
            try:
                done[thread] += order(number)
            except CheckoutError:
                refused[thread] += 1
            number += 1
        connection.close()

    workers = [threading.Thread(target=run, args=(thread,)) for thread in range(threads)]
    begun = time.process_time()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return {
        "placed": sum(done),
        "refused": sum(refused),
        "cpu": time.process_time() - begun,
    }


def count(what: str) -> dict[str, int]:
    """What the shop holds of some wares in the end."""
    variants = [variant.pk for variant in _wares(what)]
    levels = StockLevel.objects.filter(variant__in=variants)
    sums = levels.aggregate(allocated=Sum("allocated"), on_hand=Sum("on_hand"))
    moved = StockMovement.objects.filter(variant__in=variants).aggregate(a=Sum("allocated_change"))
    placed = Order.objects.filter(state=OrderState.PLACED)
    return {
        "allocated": sums["allocated"],
        "on_hand": sums["on_hand"],
        "moved": moved["a"] or 0,
        "ordered": placed.filter(lines__variant__in=variants).count(),
        "naive": placed.filter(channel="import").count(),
    }


def main(task: str, *arguments: str) -> object:
    match task:
        case "build":
            return build()
        case "buy":
            who, what, start, seconds, threads = arguments
            return buy(who, what, float(start), float(seconds), int(threads))
        case "count":
            return count(arguments[0])
    raise SystemExit(f"no such task: {task}")


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))
