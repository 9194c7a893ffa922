"""Many workers at one change: each row is written once. The twin without locks must go wrong."""

from __future__ import annotations

import time

import pytest

from catalog.models import Product
from catalog.tests.factories import make_category, make_product
from events.models import OutboxMessage
from foundation.money import Money
from pricing.models import Price
from pricing.services import set_price
from shop.bulk import applying
from shop.bulk.applying import apply_change, request_apply
from shop.bulk.edits import edits
from shop.bulk.models import BulkChange, ChangeState
from shop.bulk.tests.factories import planned, price_terms, states
from tests.racing import outcomes, race, without_row_locks

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
THREADS, ROWS = 8, 24


@pytest.fixture
def slowly(monkeypatch):
    """Workers take small portions and look at rows for a while, so that they meet."""
    edit = type(edits.get("category"))
    read = edit.read

    def look(self, keys, terms):
        time.sleep(0.02)
        return read(self, keys, terms)

    monkeypatch.setattr(edit, "read", look)
    monkeypatch.setattr(applying, "PORTION", 3)


def _all_at_once() -> BulkChange:
    mugs = [make_product(stock=None) for _number in range(ROWS)]
    change = planned("category", mugs, {"value": make_category("Garden").pk})
    request_apply(change=change, by=None)
    OutboxMessage.objects.all().delete()
    race(lambda _index: apply_change(change=change), threads=THREADS)
    change.refresh_from_db()
    return change


def _told() -> int:
    """How often one of the catalogue's readers was told of a product."""
    told = OutboxMessage.objects.filter(topic="product.changed")
    return told.filter(consumer=told.values("consumer")[:1]).count()


@pytest.mark.usefixtures("slowly")
def test_workers_that_meet_write_each_row_once():
    change = _all_at_once()
    assert change.state == ChangeState.DONE
    assert states(change) == {"applied": ROWS}
    assert Product.objects.filter(category__name_en="Garden").count() == ROWS
    assert _told() == ROWS


@pytest.mark.postgresql  # SQLite has no row locks to take away: its writers queue up
@pytest.mark.usefixtures("slowly")
def test_twin_without_row_locks_writes_rows_twice(monkeypatch):
    without_row_locks(monkeypatch)
    _all_at_once()
    assert _told() > ROWS, "the race proves nothing: without the lock it must go wrong"


def test_a_price_set_by_hand_meanwhile_is_never_lost(monkeypatch):
    """Either the hand came after the worker, or the worker leaves the row alone."""
    monkeypatch.setattr(applying, "PORTION", 2)
    mugs = [make_product(price="20.00") for _number in range(THREADS)]
    variants = [mug.variants.get() for mug in mugs]
    change = planned("price", mugs, price_terms())
    request_apply(change=change, by=None)

    def act(index: int) -> None:
        if index == 0:
            apply_change(change=change)
        else:
            set_price(variant=variants[index], amount=Money(1700, "EUR"))

    outcomes(race(act, threads=THREADS), refused=())
    now = dict(Price.objects.filter(ends_at=None).values_list("variant_id", "amount_minor"))
    assert now.pop(variants[0].pk) == 1800
    assert set(now.values()) == {1700}
