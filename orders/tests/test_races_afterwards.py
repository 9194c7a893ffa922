"""Staff, customers and jobs at the same order at once: it happens once, and the money fits."""

import pytest
from django.db.models import Sum

from accounts.models import Company, Customer
from catalog.tests.factories import make_product
from events.models import OutboxMessage
from events.outbox import drain
from foundation.money import Money
from inventory.models import StockLevel
from notifications.models import Mail
from orders.cancellation import cancel_order, cancel_units
from orders.errors import NotPossible
from orders.fulfilment import ship_order, ship_units
from orders.models import (
    Invoice,
    InvoiceKind,
    ItemCondition,
    Order,
    OrderPaymentState,
    OrderState,
    PaymentState,
    Refund,
    RefundState,
    Shipment,
)
from orders.refunds import RefundRefused, carry_out_refunds, mark_paid, refund_order
from orders.returns import (
    Finding,
    WantedReturn,
    complete_return,
    proposed_refund,
    receive_return,
    refund_return,
    request_return,
    return_line,
)
from orders.tests.books import bank_agrees
from orders.tests.factories import check_out, make_cart, make_shipping_method
from orders.tests.placed import line_ids, make_order
from tests.racing import balance, outcomes, race, without_row_locks

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
MANY = 12


def _fresh(order: Order) -> Order:
    return Order.objects.get(pk=order.pk)


def _stock() -> tuple[int, int]:
    level = StockLevel.objects.get()
    return level.on_hand, level.allocated


def _settled() -> bool:
    """All that was noted is carried out; then shop and bank agree."""
    carry_out_refunds()
    drain()
    return balance() and bank_agrees()


# --- parcels ---------------------------------------------------------------------------------
def test_an_order_shipped_by_all_leaves_in_one_parcel():
    order = make_order("20.00", quantity=3)
    results = race(lambda index: ship_order(order=order), threads=MANY)
    assert outcomes(results, refused=NotPossible) == Shipment.objects.count() == 1
    assert _stock() == (47, 0)
    assert _settled()


@pytest.mark.postgresql  # SQLite has no row locks to take away
def test_twin_without_row_locks_ships_it_again(monkeypatch):
    order = make_order("20.00", quantity=3)
    without_row_locks(monkeypatch)
    race(lambda index: ship_order(order=order), threads=MANY)
    assert Shipment.objects.count() > 1


def test_units_shipped_one_by_one_are_no_more_than_were_ordered():
    order = make_order("20.00", quantity=4)
    [line] = line_ids(order)
    results = race(lambda index: ship_units(order=order, units={line: 1}), threads=MANY)
    assert outcomes(results, refused=NotPossible) == Shipment.objects.count() == 4
    assert _stock() == (46, 0)
    assert _settled()


def test_an_order_is_either_shipped_or_cancelled():
    order = make_order("20.00")
    deeds = [lambda: ship_order(order=order), lambda: cancel_order(order=order)]
    results = race(lambda index: deeds[index % 2](), threads=MANY)

    assert outcomes(results, refused=NotPossible) == 1
    carry_out_refunds()
    order = _fresh(order)
    if order.state == OrderState.PLACED:
        assert (Shipment.objects.count(), Refund.objects.count()) == (1, 0)
        assert _stock() == (49, 0)
    else:
        assert order.payment_state == OrderPaymentState.REFUNDED
        assert (Shipment.objects.count(), _stock()) == (0, (50, 0))
    assert _settled()


def test_units_are_shipped_or_cancelled_each_once():
    order = make_order("10.00", "3.33", quantity=4)
    first, second = line_ids(order)
    deeds = [
        lambda: ship_units(order=order, units={first: 1, second: 1}),
        lambda: cancel_units(order=order, units={second: 1, first: 1}),
    ]
    results = race(lambda index: deeds[index % 2](), threads=MANY)

    assert outcomes(results, refused=NotPossible) == 4
    for line in _fresh(order).lines.all():
        assert line.shipped + line.cancelled == line.quantity
    assert not StockLevel.objects.filter(allocated__gt=0).exists()
    assert _settled()


def test_units_cancelled_one_by_one_give_back_all_of_it_and_no_more():
    order = make_order("9.99", quantity=5)
    [line] = line_ids(order)
    results = race(lambda index: cancel_units(order=order, units={line: 1}), threads=MANY)
    assert outcomes(results, refused=NotPossible) == 5
    assert _settled()
    order = _fresh(order)
    assert (order.state, order.payment_state) == (OrderState.CANCELLED, OrderPaymentState.REFUNDED)
    assert Refund.objects.aggregate(sum=Sum("amount_minor")) == {"sum": order.total_minor}


# --- money back ------------------------------------------------------------------------------
def test_a_refund_carried_out_by_all_goes_back_once():
    order = make_order("20.00")
    refund_order(order=order, key="k", amount=Money(700, "EUR"))
    results = race(lambda index: carry_out_refunds(), threads=MANY)
    assert outcomes(results, refused=()) == MANY
    assert sum(results) == 1
    assert Invoice.objects.filter(kind=InvoiceKind.CREDIT_NOTE).count() == 1
    assert OutboxMessage.objects.filter(topic="order.refunded", consumer="mail").count() == 1
    assert _settled()


def test_refunds_by_all_doors_at_once_never_exceed_the_payment():
    order = make_order("10.00", quantity=3)
    ship_order(order=order)
    [line] = line_ids(order)
    request = _came_back(order, units=3)
    complete_return(request=request, findings=_good(request))
    owed = proposed_refund(request)
    half = Money(order.total_minor // 2, "EUR")
    doors = [
        lambda index: refund_return(request=request, amount=owed, key="return"),
        lambda index: refund_order(order=order, key=f"goodwill-{index}", amount=half),
        lambda index: refund_order(order=order, key=f"rest-{index}"),
        lambda index: carry_out_refunds(),
    ]
    results = race(lambda index: doors[index % 4](index), threads=16)

    assert outcomes(results, refused=RefundRefused) >= 5
    assert _settled()
    back = Refund.objects.filter(state=RefundState.DONE).aggregate(sum=Sum("amount_minor"))["sum"]
    assert back <= order.total_minor
    assert line in line_ids(order)


@pytest.fixture
def on_account():
    company = Company.objects.create(name="Kiln Ltd", country="GB")
    customer = Customer.objects.create(email="buyer@kiln.example", company=company)
    cart = make_cart(make_product(stock=5), customer=customer)
    return check_out(cart, provider="invoice", payment_choice="invoice", customer=customer)


def test_money_that_arrives_while_the_order_is_cancelled_goes_back(on_account):
    payment = on_account.payments.get()
    deeds = [lambda: mark_paid(payment=payment), lambda: cancel_order(order=on_account)]

    results = race(lambda index: deeds[index % 2](), threads=MANY)

    outcomes(results, refused=NotPossible)
    assert _settled()
    order = _fresh(on_account)
    payment = order.payments.get()
    assert order.state == OrderState.CANCELLED
    if payment.state == PaymentState.PAID:
        assert order.payment_state == OrderPaymentState.REFUNDED
    else:
        assert not Refund.objects.exists()
    credited = Invoice.objects.filter(kind=InvoiceKind.CREDIT_NOTE)
    assert credited.aggregate(sum=Sum("total_minor")) == {"sum": order.total_minor}


# --- returns ---------------------------------------------------------------------------------
def _came_back(order, *, units: int):
    [line] = line_ids(order)
    return receive_return(request=request_return(order=order, wanted=[WantedReturn(line, units)]))


def _good(request):
    return {
        row.pk: Finding(ItemCondition.AS_NEW, row.quantity, row.quantity)
        for row in request.lines.all()
    }


def _sent(quantity: int = 3):
    order = make_order("10.00", quantity=quantity)
    ship_order(order=order)
    return order


def test_a_return_inspected_by_all_is_in_stock_once_and_paid_once():
    request = _came_back(_sent(), units=2)
    findings = _good(request)

    results = race(lambda index: complete_return(request=request, findings=findings), threads=MANY)
    assert outcomes(results, refused=NotPossible) == 1
    assert _stock() == (49, 0)
    results = race(
        lambda index: refund_return(request=request, amount=Money(2000, "EUR"), key="once"),
        threads=MANY,
    )
    assert outcomes(results, refused=()) == MANY
    assert Refund.objects.get().amount_minor == 2000
    assert _settled()


@pytest.mark.postgresql  # SQLite has no row locks to take away
def test_twin_without_row_locks_restocks_it_twice(monkeypatch):
    request = _came_back(_sent(), units=1)
    findings = _good(request)
    without_row_locks(monkeypatch)
    results = race(lambda index: complete_return(request=request, findings=findings), threads=MANY)
    assert results.count(None) == 0
    assert sum(not isinstance(result, Exception) for result in results) > 1


def test_units_handed_back_at_the_counter_are_no_more_than_were_sent():
    line = _sent(quantity=3).lines.get()
    results = race(lambda index: return_line(line=line, quantity=1), threads=MANY)
    assert outcomes(results, refused=NotPossible) == 3
    assert _stock() == (50, 0)
    assert balance()


# --- papers and mail -------------------------------------------------------------------------
def test_several_workers_issue_every_paper_and_mail_once():
    """Invoices by the outbox, credit notes by refunds, reductions by cancelling, all at once."""
    method = make_shipping_method()
    product = make_product(stock=100)
    orders = [check_out(make_cart(product), shipping_method=method) for _ in range(20)]
    for order in orders[:10]:
        refund_order(order=order, key=f"r-{order.pk}", amount=Money(100, "EUR"))

    def work(index):
        if index < 4:
            return drain()
        if index < 8:
            return carry_out_refunds()
        return cancel_order(order=orders[index])

    results = race(work, threads=20)

    assert outcomes(results, refused=()) == 20
    assert _settled()
    for kind in InvoiceKind.values:
        numbers = Invoice.objects.filter(kind=kind).order_by("position")
        positions = list(numbers.values_list("position", flat=True))
        assert positions == list(range(1, len(positions) + 1))
    assert Invoice.objects.filter(kind=InvoiceKind.INVOICE).count() == 20
    assert not OutboxMessage.objects.filter(attempts__gt=0).exists()
    confirmed = Mail.objects.filter(kind="order_confirmation").values_list("key", flat=True)
    assert len(confirmed) == len(set(confirmed)) == 20
