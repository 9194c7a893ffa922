"""The page of an order that its buyer collects: the code while it lies ready, and only then."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client

from foundation import clock
from orders.cancellation import cancel_order
from orders.models import HoldState, Order, PickUp
from orders.pick_up import Shown, hand_over, make_ready
from orders.tests.counter_rows import make_store, on_shelf, order_to_collect

pytestmark = pytest.mark.django_db
HEADING = "Your order is ready to collect"


@pytest.fixture
def pick_up() -> PickUp:
    store = make_store()
    return make_ready(order=order_to_collect(on_shelf(store=store), store=store))


def page(client: Client, order: Order) -> str:
    return client.get(f"/order/{order.token}/").content.decode()


def test_it_tells_the_code_the_store_and_the_last_day(client: Client, pick_up: PickUp) -> None:
    told = page(client, pick_up.order)
    last = clock.business_day(pick_up.ready_at + timedelta(days=settings.SHOP_PICK_UP_DAYS))
    assert HEADING in told
    assert f">{pick_up.code}</strong>" in told
    assert "Soho<br>1 Frith Street<br>W1D 4HA London" in told
    assert f'We keep it for you until <time datetime="{last.isoformat()}">' in told
    assert "Ready from" not in told


def test_no_code_is_told_before_it_is_ready(client: Client) -> None:
    store = make_store()
    order = order_to_collect(on_shelf(store=store), store=store)
    told = page(client, order)
    assert HEADING not in told
    assert "Show this code" not in told


def test_nor_once_it_was_collected_or_cancelled(client: Client, pick_up: PickUp) -> None:
    other = make_ready(
        order=order_to_collect(on_shelf(store=pick_up.warehouse), store=pick_up.warehouse)
    )
    hand_over(pick_up=pick_up, shown=Shown(code=pick_up.code))
    cancel_order(order=other.order, reason="Not collected")
    for row in (pick_up, other):
        told = page(client, row.order)
        assert row.code not in told
        assert HEADING not in told


def test_nor_while_staff_look_at_it(client: Client, pick_up: PickUp) -> None:
    Order.objects.filter(pk=pick_up.order_id).update(hold=HoldState.HELD)
    assert "Show this code" not in page(client, pick_up.order)


def test_after_its_last_day_it_says_so(client: Client, pick_up: PickUp) -> None:
    late = timedelta(days=settings.SHOP_PICK_UP_DAYS, minutes=1)
    PickUp.objects.update(ready_at=pick_up.ready_at - late)
    told = page(client, pick_up.order)
    assert "We kept it for you until" in told
    assert pick_up.code in told


def test_it_is_told_in_german(client: Client, pick_up: PickUp) -> None:
    told = client.get(f"/de/order/{pick_up.order.token}/").content.decode()
    assert "Ihre Bestellung liegt zur Abholung bereit" in told
    assert "Wir heben sie bis" in told
    assert pick_up.code in told
