"""Fifty shoppers at the last part of a bundle: some want the bundle, some the part alone.

Each race has a twin without the guard, which must fail.
"""

import pytest
from django.db.models import Sum

from catalog.tests.factories import make_product
from inventory.models import Reservation, StockLevel, StockMovement
from inventory.services import OutOfStock, allocate_stock, release_stock, ship_stock
from inventory.stock.parts import Recipes
from inventory.tests.factories import make_bundle
from orders.checkout.errors import CheckoutError, CheckoutProblem
from orders.models import Order, OrderState
from orders.tests.books import bank_agrees
from orders.tests.factories import check_out, make_cart, make_shipping_method, only_variant
from tests.racing import balance, outcomes, race, without_row_locks

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
THREADS = 50


def _placed() -> int:
    return Order.objects.filter(state=OrderState.PLACED).count()


def _shoppers():
    """Every other one wants the bundle; of its scarce part there is a single unit."""
    scarce, plenty = make_product(stock=1), make_product(stock=THREADS)
    bundle = make_bundle({only_variant(scarce): 1, only_variant(plenty): 1}).product
    method = make_shipping_method()
    carts = [make_cart(bundle if index % 2 else scarce) for index in range(THREADS)]
    return only_variant(scarce), lambda index: check_out(carts[index], shipping_method=method)


def test_the_last_part_of_a_bundle_is_sold_once():
    scarce, work = _shoppers()

    results = race(work, threads=THREADS)

    refusals = [result for result in results if isinstance(result, CheckoutError)]
    assert _placed() == 1, results
    assert len(refusals) == THREADS - 1, [r for r in results if not isinstance(r, CheckoutError)]
    assert {refusal.code for refusal in refusals} == {CheckoutProblem.SOLD_OUT}
    level = StockLevel.objects.get(variant=scarce)
    assert (level.on_hand, level.allocated) == (1, 1)
    assert balance()
    assert bank_agrees()


def test_twin_that_does_not_know_what_is_in_a_bundle_sells_it_again(monkeypatch):
    """What the test above would let pass if it could not fail, on any database."""
    _scarce, work = _shoppers()
    monkeypatch.setattr("inventory.stock.opening.read_recipes", lambda variant_ids: Recipes())

    race(work, threads=THREADS)

    assert _placed() > 1, "the race proves nothing: bundles without parts must oversell"


@pytest.mark.postgresql  # SQLite has no row locks to take away
def test_twin_without_row_locks_oversells_the_part(monkeypatch):
    _scarce, work = _shoppers()
    without_row_locks(monkeypatch)
    monkeypatch.setattr(
        "inventory.stock.ledger.live_reservations", lambda at=None: Reservation.objects.none()
    )

    race(work, threads=THREADS)

    assert _placed() > 1, "the race proves nothing: without the guard it must oversell"


def test_bundles_that_share_parts_are_promised_and_sent_without_a_deadlock():
    """Bundles hold the same parts in other orders, beside the parts alone; none is lost."""
    cup, saucer = (only_variant(make_product(stock=40)) for _ in range(2))
    one, other = make_bundle({cup: 2, saucer: 1}), make_bundle({saucer: 2, cup: 1})
    baskets = [{one.pk: 1, saucer.pk: 1}, {other.pk: 1, cup.pk: 1}, {cup.pk: 1, one.pk: 1}]

    def work(index):
        reference = f"o{index}"
        allocate_stock(reference=reference, quantities=baskets[index % 3])
        if index % 5:
            return ship_stock(reference=reference, quantities=baskets[index % 3])
        return release_stock(reference=reference)

    results = race(work, threads=THREADS)

    assert outcomes(results, refused=OutOfStock) >= 12
    sums = StockMovement.objects.values("variant_id").annotate(units=Sum("on_hand_change"))
    assert all(row["units"] >= 0 for row in sums)
    assert balance()
