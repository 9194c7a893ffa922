"""A shop on a mad day: shoppers, staff and jobs at once, at random. Then the books are balanced.

The draws are seeded; how the threads meet is not, so that each run tries another day.
"""

import contextlib
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.db.models import Sum

from accounts.models import Company, Customer
from catalog.tests.factories import make_product
from events.models import OutboxMessage
from events.outbox import drain
from foundation import clock
from foundation.money import Money
from inventory.models import (
    Backorder,
    PolicyKind,
    PurchaseOrder,
    PurchaseOrderState,
    Reservation,
    StockLevel,
    StockTransfer,
    TransferState,
    Warehouse,
)
from inventory.services import (
    LineRequest,
    StockRuleBroken,
    close_count,
    default_warehouse,
    draft_count,
    draft_purchase_order,
    draft_transfer,
    receive_purchase_order,
    receive_transfer,
    record_counted,
    send_purchase_order,
    send_transfer,
    set_stock_policy,
    start_count,
    sweep_reservations,
)
from inventory.tests.factories import make_supplier
from orders.cancellation import cancel_order, cancel_units
from orders.carts import CartError, apply_coupon
from orders.checkout.errors import CheckoutError
from orders.checkout.reconcile import reconcile_payments, refresh_payment
from orders.errors import NotPossible
from orders.fulfilment import ship_units
from orders.models import (
    ItemCondition,
    Order,
    OrderLine,
    OrderState,
    Payment,
    PaymentState,
    Refund,
    RefundState,
    ReturnRequest,
    ReturnState,
    ShippingMethod,
)
from orders.payments import trial_books
from orders.payments.base import Outcome
from orders.refunds import RefundRefused, carry_out_refunds, mark_paid, refund_order
from orders.returns import (
    Finding,
    WantedReturn,
    approve_return,
    complete_return,
    proposed_refund,
    receive_return,
    refund_return,
    request_return,
)
from orders.tests.books import bank_agrees
from orders.tests.factories import check_out, make_cart, make_shipping_method
from pricing.models import Coupon, PromotionKind
from pricing.tests.factories import make_coupon, make_promotion
from tests.racing import balance, race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
HANDS = 6
DEEDS_EACH = 45
PLAIN_REFUSALS = (CheckoutError, CartError, NotPossible, RefundRefused, StockRuleBroken)
LAST_USES = 7


@dataclass
class Shop:
    """What there is to buy, and who buys it on account."""

    products: list
    north: Warehouse
    method: ShippingMethod
    member: list[Customer]
    done: Counter = field(default_factory=Counter)


@dataclass
class Hand:
    """Somebody who does things by the dice of their own."""

    shop: Shop
    dice: random.Random

    def one(self, rows):
        """One of the rows by the dice; StopIteration never: None where there are none."""
        found = list(rows.order_by("pk").values_list("pk", flat=True))
        return rows.model.objects.get(pk=self.dice.choice(found)) if found else None

    def placed(self):
        return self.one(Order.objects.filter(state=OrderState.PLACED))

    def variants(self, count: int) -> list[int]:
        chosen = self.dice.sample(self.shop.products, count)
        return [product.variants.get().pk for product in chosen]


# --- shoppers ------------------------------------------------------------------------------
def buy(hand: Hand) -> None:
    """By every kind of card; lines in any order."""
    products = hand.dice.sample(hand.shop.products, hand.dice.randint(1, 3))
    cart = make_cart(*products, quantity=hand.dice.randint(1, 3))
    if hand.dice.random() < 0.4:
        apply_coupon(cart=cart, code="LAST")
        cart.refresh_from_db()
    choice = hand.dice.choice(["success"] * 5 + ["decline", "timeout", "late", "secure"])
    check_out(cart, shipping_method=hand.shop.method, payment_choice=choice)


def buy_on_account(hand: Hand) -> None:
    customer = hand.dice.choice(hand.shop.member)
    product = hand.dice.choice(hand.shop.products)
    cart = make_cart(product, customer=customer)
    check_out(cart, shipping_method=hand.shop.method, provider="invoice",
              payment_choice="invoice", customer=customer)  # fmt: skip


def answer_the_bank(hand: Hand) -> None:
    waiting = (PaymentState.PENDING, PaymentState.ACTION_REQUIRED)
    payment = hand.one(Payment.objects.filter(state__in=waiting))
    if payment is not None:
        outcome = hand.dice.choice([Outcome.PAID, Outcome.PAID, Outcome.DECLINED])
        trial_books.settle(payment.key, outcome)
        refresh_payment(payment)


def send_back(hand: Hand) -> None:
    line = hand.one(OrderLine.objects.filter(shipped__gt=0))
    if line is not None:
        units = hand.dice.randint(1, line.shipped)
        request_return(order=line.order, wanted=[WantedReturn(line.pk, units)])


# --- staff ---------------------------------------------------------------------------------
def ship(hand: Hand) -> None:
    if order := hand.placed():
        ship_units(order=order)


def ship_some(hand: Hand) -> None:
    if order := hand.placed():
        line = hand.dice.choice(list(order.lines.all()))
        ship_units(order=order, units={line.pk: 1})


def cancel(hand: Hand) -> None:
    if order := hand.placed():
        cancel_order(order=order)


def cancel_some(hand: Hand) -> None:
    if order := hand.placed():
        line = hand.dice.choice(list(order.lines.all()))
        cancel_units(order=order, units={line.pk: 1})


def refund(hand: Hand) -> None:
    if order := hand.placed():
        part = Money(max(order.total_minor // 5, 1), order.currency)
        refund_order(order=order, key=f"goodwill-{hand.dice.random()}", amount=part)


def money_arrives(hand: Hand) -> None:
    if payment := hand.one(Payment.objects.filter(state=PaymentState.DUE)):
        mark_paid(payment=payment, reference="statement")


def work_on_a_return(hand: Hand) -> None:
    open_states = [ReturnState.REQUESTED, ReturnState.APPROVED, ReturnState.RECEIVED]
    request = hand.one(ReturnRequest.objects.filter(state__in=open_states))
    if request is None:
        return
    if request.state == ReturnState.REQUESTED:
        approve_return(request=request)
    receive_return(request=request)
    findings = {
        row.pk: Finding(ItemCondition.AS_NEW, row.quantity, row.quantity)
        for row in request.lines.all()
    }
    request = complete_return(request=request, findings=findings)
    owed = proposed_refund(request)
    if owed:
        refund_return(request=request, amount=owed, key=f"return-{request.pk}")


def move(hand: Hand) -> None:
    places = [default_warehouse(), hand.shop.north]
    hand.dice.shuffle(places)
    units = dict.fromkeys(hand.variants(2), hand.dice.randint(1, 3))
    send_transfer(transfer=draft_transfer(source=places[0], target=places[1], quantities=units))


def unload(hand: Hand) -> None:
    if transfer := hand.one(StockTransfer.objects.filter(state=TransferState.SENT)):
        receive_transfer(transfer=transfer, is_last=hand.dice.random() < 0.3)


def count_shelves(hand: Hand) -> None:
    variants = hand.variants(3)
    count = start_count(count=draft_count(warehouse=default_warehouse(), variant_ids=variants))
    levels = StockLevel.objects.filter(warehouse=default_warehouse(), variant_id__in=variants)
    seen = dict(levels.values_list("variant_id", "on_hand"))
    found = {pk: max(seen.get(pk, 0) + hand.dice.randint(-1, 1), 0) for pk in variants}
    record_counted(count=count, counted=found)
    close_count(count=count)


def order_more(hand: Hand) -> None:
    lines = [LineRequest(pk, 6, Money(500, "EUR")) for pk in hand.variants(2)]
    send_purchase_order(order=draft_purchase_order(supplier=make_supplier(), lines=lines))


def goods_arrive(hand: Hand) -> None:
    on_their_way = [PurchaseOrderState.SENT, PurchaseOrderState.PART_RECEIVED]
    if order := hand.one(PurchaseOrder.objects.filter(state__in=on_their_way)):
        variant = hand.dice.choice(list(order.lines.all())).variant_id
        receive_purchase_order(order=order, quantities={variant: hand.dice.randint(1, 4)})


# --- jobs and time -------------------------------------------------------------------------
def time_passes(hand: Hand) -> None:
    """What somebody keeps for their checkout runs out."""
    keys = sorted(set(Reservation.objects.values_list("key", flat=True)))
    if keys:
        gone = clock.now() - timedelta(seconds=1)
        Reservation.objects.filter(key=hand.dice.choice(keys)).update(expires_at=gone)


def sweep(hand: Hand) -> None:
    sweep_reservations()


def reconcile(hand: Hand) -> None:
    reconcile_payments(patience=timedelta(0))


def give_back(hand: Hand) -> None:
    carry_out_refunds()


def deliver(hand: Hand) -> None:
    drain()


DEEDS: dict[Callable[[Hand], None], int] = {
    buy: 14, buy_on_account: 2, answer_the_bank: 4, send_back: 4,
    ship: 5, ship_some: 3, cancel: 2, cancel_some: 3, refund: 3, money_arrives: 2,
    work_on_a_return: 4, move: 3, unload: 3, count_shelves: 2, order_more: 2, goods_arrive: 4,
    time_passes: 2, sweep: 1, reconcile: 2, give_back: 2, deliver: 2,
}  # fmt: skip


@pytest.fixture
def shop():
    products = [make_product(price=f"{9 + n}.99", stock=12) for n in range(5)]
    waited_for = make_product(price="33.33", stock=2)
    set_stock_policy(variant=waited_for.variants.get(), kind=PolicyKind.BACKORDER, limit=8)
    promotion = make_promotion(PromotionKind.PERCENTAGE, percent_basis_points=1234)
    make_coupon("LAST", promotion, most_uses=LAST_USES)
    company = Company.objects.create(name="Kiln Ltd", country="GB")
    return Shop(
        products=[*products, waited_for],
        north=Warehouse.objects.create(code="north", name="North", priority=5),
        method=make_shipping_method(),
        member=[
            Customer.objects.create(email=f"{n}@kiln.example", company=company) for n in range(3)
        ],
    )


def a_day(shop: Shop, seed: int) -> None:
    hand = Hand(shop, random.Random(seed))
    for _deed in range(DEEDS_EACH):
        [deed] = hand.dice.choices(list(DEEDS), weights=list(DEEDS.values()))
        with contextlib.suppress(*PLAIN_REFUSALS):
            deed(hand)
            shop.done[deed.__name__] += 1


def close_the_day() -> None:
    """All that waits comes to its end, as it would by the jobs of the following days."""
    yesterday = clock.now() - timedelta(days=1)
    Payment.objects.filter(state=PaymentState.ACTION_REQUIRED).update(expires_at=yesterday)
    Payment.objects.update(ask_at=None, created_at=clock.now() - timedelta(days=30))
    for _round in range(2):
        reconcile_payments(patience=timedelta(0))
        Refund.objects.filter(state=RefundState.DUE).update(due_at=yesterday)
        carry_out_refunds()
    OutboxMessage.objects.filter(delivered_at__isnull=True).update(due_at=yesterday)
    drain()


@pytest.mark.parametrize("seed", [1, 2])
def test_after_a_mad_day_the_books_balance(shop, seed):
    results = race(lambda index: a_day(shop, seed * 1000 + index), threads=HANDS)

    assert results == [None] * HANDS, [result for result in results if result]
    missed = [deed.__name__ for deed in DEEDS if not shop.done[deed.__name__]]
    assert len(missed) <= 3, f"a day that is too quiet shows nothing: {missed}"
    assert balance(), "in the middle of things too"

    close_the_day()
    assert balance()
    assert bank_agrees()
    assert not Order.objects.filter(state=OrderState.PENDING).exists()
    assert not OutboxMessage.objects.filter(delivered_at__isnull=True).exists()
    assert not Refund.objects.filter(state=RefundState.DUE).exists()
    assert Coupon.objects.get(code="LAST").uses <= LAST_USES
    waiting = Backorder.objects.aggregate(units=Sum("waiting"))["units"] or 0
    assert waiting <= 8
