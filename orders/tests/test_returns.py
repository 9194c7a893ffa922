"""Returns: asked for, decided, received, inspected, settled."""

from datetime import timedelta

import pytest
from django.db.models import Sum

from events.models import Event
from foundation import clock
from foundation.ids import new_token
from foundation.money import Money
from inventory.models import StockLevel
from orders.errors import NotPossible
from orders.fulfilment import ship_order, ship_units
from orders.models import (
    FulfilmentState,
    ItemCondition,
    ReturnLine,
    ReturnReason,
    ReturnRequest,
    ReturnState,
)
from orders.refunds import RefundRefused, carry_out_refunds
from orders.returns import (
    Finding,
    WantedReturn,
    approve_return,
    complete_return,
    proposed_refund,
    receive_return,
    refund_return,
    refuse_return,
    request_return,
    return_line,
    returnable_lines,
    withdraw_return,
)
from orders.tests.books import books_balance
from orders.tests.placed import line_ids, make_order
from tests.racing import race, without_row_locks

db = pytest.mark.django_db


def _sent(*prices: str, quantity: int = 1):
    order = make_order(*prices, quantity=quantity)
    ship_order(order=order)
    order.refresh_from_db()
    return order


def _ask(order, *units: int, **more):
    wanted = [
        WantedReturn(line, count, ReturnReason.TOO_SMALL)
        for line, count in zip(line_ids(order), units, strict=False)
    ]
    return request_return(order=order, wanted=wanted, **more)


def _inspect(request, *findings: Finding):
    receive_return(request=request)
    lines = request.lines.order_by("line_id")
    return complete_return(
        request=request, findings={row.pk: f for row, f in zip(lines, findings, strict=True)}
    )


@db
def test_from_the_wish_to_the_money():
    order = _sent("10.01", "5.00", quantity=3)
    request = _ask(order, 2, 1, note="Too small")
    approve_return(request=request, note="Send it")
    done = _inspect(
        request,
        Finding(ItemCondition.AS_NEW, accepted=2, restocked=1),
        Finding(ItemCondition.DAMAGED, accepted=0),
    )

    assert done.state == ReturnState.COMPLETED
    assert proposed_refund(done) == Money(2002, "EUR")
    refund_return(request=done, amount=Money(1500, "EUR"), key="ret-1")
    assert proposed_refund(done) == Money(502, "EUR")
    carry_out_refunds()
    order.refresh_from_db()
    assert order.fulfilment_state == FulfilmentState.PARTLY_RETURNED
    assert order.payment_state == "part_refund"
    assert sorted(StockLevel.objects.values_list("on_hand", flat=True)) == [47, 48]
    [event] = Event.objects.filter(name="product.returned")
    assert (event.quantity, event.payload) == (2, {"reason": "too_small"})
    assert books_balance()


@db
def test_with_the_last_unit_the_shipping_is_owed():
    order = _sent("10.00", quantity=2)
    request = _inspect(_ask(order, 2), Finding(ItemCondition.AS_NEW, 2, 2))
    assert proposed_refund(request) == Money(order.total_minor, "EUR")
    with pytest.raises(RefundRefused):
        refund_return(request=request, amount=Money(order.total_minor + 1, "EUR"), key="r")
    refund_return(request=request, amount=proposed_refund(request), key="r")
    carry_out_refunds()
    order.refresh_from_db()
    assert (order.fulfilment_state, order.payment_state) == ("returned", "refunded")
    assert books_balance()


@db
def test_only_what_was_sent_and_is_not_asked_for_can_come_back():
    order = make_order("10.00", quantity=3)
    with pytest.raises(NotPossible):
        _ask(order, 1)
    [line] = line_ids(order)
    ship_units(order=order, units={line: 2})
    first = _ask(order, 1)
    with pytest.raises(NotPossible):
        _ask(order, 2)
    with pytest.raises(NotPossible):
        return_line(line=order.lines.get(), quantity=2)
    withdraw_return(request=first)
    assert [entry.units for entry in returnable_lines(order)] == [2]
    _ask(order, 2)
    assert returnable_lines(order) == []
    assert list(order.returns.order_by("pk").values_list("number", flat=True)) == [
        f"{order}-R1",
        f"{order}-R2",
    ]


@db
def test_a_form_sent_twice_asks_once():
    order = _sent("10.00", quantity=2)
    assert _ask(order, 1, key="k") == _ask(order, 1, key="k")
    assert ReturnRequest.objects.count() == 1


@db
def test_the_window_closes_for_customers_only(settings):
    settings.SHOP_RETURN_DAYS = 14
    order = _sent("10.00")
    late = clock.now() + timedelta(days=15)
    with pytest.raises(NotPossible):
        _ask(order, 1, at=late)
    assert _ask(order, 1, at=late, is_by_staff=True).state == ReturnState.REQUESTED


@db
def test_steps_out_of_order_are_refused():
    request = _ask(_sent("10.00"), 1)
    with pytest.raises(NotPossible):
        refuse_return(request=request, note=" ")
    with pytest.raises(NotPossible):
        complete_return(request=request, findings={})
    refuse_return(request=request, note="Worn")
    for step in (approve_return, receive_return, withdraw_return):
        with pytest.raises(NotPossible):
            step(request=request)


@db
@pytest.mark.parametrize(
    "finding",
    [
        Finding(ItemCondition.AS_NEW, accepted=2, restocked=0),
        Finding(ItemCondition.AS_NEW, accepted=0, restocked=1),
        Finding(ItemCondition.DAMAGED, accepted=1, restocked=1),
        Finding(ItemCondition.MISSING, accepted=1),
    ],
)
def test_findings_that_do_not_add_up_are_refused(finding):
    request = _ask(_sent("10.00"), 1)
    with pytest.raises(NotPossible):
        _inspect(request, finding)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_fifty_returns_at_once_ask_for_no_more_than_was_sent():
    order = _sent("10.00", quantity=3)
    results = race(lambda index: _ask(order, 1), threads=50)
    assert ReturnLine.objects.aggregate(units=Sum("quantity")) == {"units": 3}
    assert sum(isinstance(result, NotPossible) for result in results) == 47


@pytest.mark.slow
@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_twin_without_row_locks_asks_for_too_much(monkeypatch):
    order = _sent("10.00", quantity=3)
    without_row_locks(monkeypatch)
    # Numbers that are counted would collide without the lock, and hide what is shown here.
    monkeypatch.setattr("orders.returns.request._number", lambda order: new_token()[:30])
    race(lambda index: _ask(order, 1), threads=50)
    assert ReturnLine.objects.aggregate(units=Sum("quantity"))["units"] > 3
