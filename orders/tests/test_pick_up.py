"""Orders that are collected: ready once, told of, and handed to whoever may have them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings

from events.outbox import drain
from foundation import clock
from foundation.refusals import Refusal
from notifications.models import Mail
from orders.cancellation import cancel_order
from orders.models import FulfilmentState, Order, PickUp
from orders.pick_up import Shown, hand_over, make_ready, remind_of_pick_ups
from orders.pick_up.selectors import orders_ready, orders_to_pick, stores
from orders.tests.counter_rows import make_store, on_shelf, order_to_collect
from orders.tests.placed import make_order

pytestmark = pytest.mark.django_db


def ready(**changes: int) -> PickUp:
    store = make_store()
    return make_ready(order=order_to_collect(on_shelf(store=store), store=store, **changes))


def mails() -> list[Mail]:
    drain()
    return list(Mail.objects.filter(kind="pick_up").order_by("pk"))


def test_an_order_is_picked_in_its_store_and_nowhere_else() -> None:
    store = make_store()
    order = order_to_collect(on_shelf(store=store), store=store)
    make_order()
    assert [entry.order for entry in orders_to_pick(store)] == [order]
    assert orders_to_pick(make_store("leeds")) == []
    assert stores() == [store]


def test_its_buyer_is_told_once_with_the_code() -> None:
    pick_up = ready()
    make_ready(order=pick_up.order)
    [mail] = mails()
    assert mail.context["code"] == pick_up.code
    assert len(pick_up.code) == 6
    assert pick_up.code.isdigit()
    assert orders_to_pick(pick_up.warehouse) == []
    assert [entry.pick_up for entry in orders_ready(pick_up.warehouse)] == [pick_up]


def test_the_code_opens_it_and_stock_leaves_the_store() -> None:
    pick_up = ready()
    done = hand_over(pick_up=pick_up, shown=Shown(code=f" {pick_up.code[:3]} {pick_up.code[3:]}"))
    order = Order.objects.get(pk=pick_up.order_id)
    assert order.fulfilment_state == FulfilmentState.FULFILLED
    assert order.shipments.get().delivered_at is not None
    assert done.collected_at is not None
    assert orders_ready(pick_up.warehouse) == []
    drain()
    assert not Mail.objects.filter(kind="order_shipped").exists()


def test_a_wrong_code_does_not_and_five_of_them_close_it() -> None:
    pick_up = ready()
    wrong = "000000" if pick_up.code != "000000" else "111111"
    for _try in range(5):
        with pytest.raises(Refusal) as refused:
            hand_over(pick_up=PickUp.objects.get(), shown=Shown(code=wrong))
        assert refused.value.field == "code"
    with pytest.raises(Refusal) as refused:
        hand_over(pick_up=PickUp.objects.get(), shown=Shown(code=pick_up.code))
    assert refused.value.field == "name"
    done = hand_over(pick_up=PickUp.objects.get(), shown=Shown(name="Ada Lovelace"))
    assert done.collected_by == "Ada Lovelace"


def test_nothing_is_handed_over_without_a_proof_or_twice() -> None:
    pick_up = ready()
    with pytest.raises(Refusal):
        hand_over(pick_up=pick_up, shown=Shown())
    hand_over(pick_up=pick_up, shown=Shown(code=pick_up.code))
    with pytest.raises(Refusal, match="already"):
        hand_over(pick_up=pick_up, shown=Shown(name="Ada"))


def test_an_order_that_is_sent_is_not_collected() -> None:
    with pytest.raises(Refusal):
        make_ready(order=make_order())


def test_who_forgets_it_is_reminded_half_way_and_once() -> None:
    pick_up = ready()
    half = timedelta(days=settings.SHOP_PICK_UP_DAYS) / 2
    assert remind_of_pick_ups(at=clock.now() + half - timedelta(hours=1)) == 0
    later = clock.now() + half + timedelta(minutes=1)
    assert remind_of_pick_ups(at=later) == 1
    assert remind_of_pick_ups(at=later) == 0
    assert [mail.context["step"] for mail in mails()] == ["ready", "reminder"]
    over = clock.now() + timedelta(days=settings.SHOP_PICK_UP_DAYS, minutes=1)
    assert [entry.is_overdue for entry in orders_ready(pick_up.warehouse, at=over)] == [True]


def test_what_was_cancelled_lies_ready_no_more() -> None:
    pick_up = ready()
    cancel_order(order=pick_up.order, reason="Not collected")
    assert orders_ready(pick_up.warehouse) == []
    with pytest.raises(Refusal):
        hand_over(pick_up=PickUp.objects.get(), shown=Shown(code=pick_up.code))
