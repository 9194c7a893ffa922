"""Fifty hands at one gift card, one credit, one account of points: never below zero, on any path.

Each race is told by a function that its twin runs without the lock: the twin must go wrong.
"""

from __future__ import annotations

from copy import copy

import pytest
from django.db.models import Sum

from accounts.models import Customer
from catalog.tests.factories import make_product
from foundation.money import Money
from loyalty import ledger
from loyalty.gift_cards import take_back
from loyalty.ledger import LedgerRefused, NotEnough, correct, credit, hold, release, spend, take
from loyalty.models import Account, AccountKind, EntryKind, Hold, HoldState, Programme
from loyalty.tests.factories import make_account, make_gift_card
from orders.cancellation import cancel_order
from orders.checkout.complete import decline_order
from orders.checkout.errors import CheckoutError
from orders.errors import NotPossible
from orders.models import CartGiftCard, Order, OrderState, Refund
from orders.refunds import RefundRefused, carry_out_refunds, refund_order
from orders.selectors import open_payment
from orders.tests.books import bank_agrees
from orders.tests.factories import make_cart, make_shipping_method
from orders.tests.tendering import ALL, pay_with
from tests.racing import balance, outcomes, race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
THREADS = 50
KINDS = list(AccountKind)


def _agrees(account: Account) -> bool:
    """Whether the balance sums the entries, what is kept the holds, and neither is below zero."""
    account.refresh_from_db()
    entered = account.entries.aggregate(sum=Sum("amount"))["sum"] or 0
    kept = account.holds.filter(state=HoldState.HELD).aggregate(sum=Sum("amount"))["sum"] or 0
    return account.balance == entered and account.held == kept and 0 <= kept <= entered


def _without_the_lock(monkeypatch) -> None:
    """The ledger trusts what the caller read before, as it would without locking the row."""
    monkeypatch.setattr(ledger, "_locked", copy)


# --- the ledger alone -----------------------------------------------------------------------


def _spend_all_at_once(account: Account) -> list:
    """All have read the account before anybody spends: as fifty requests do."""
    return race(
        lambda index: spend(account=account, amount=100, key=f"spend-{index}"), threads=THREADS
    )


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_there_is_spent_once(kind):
    account = make_account(700, kind=kind)
    assert outcomes(_spend_all_at_once(account), refused=NotEnough) == 7
    assert _agrees(account)
    assert account.balance == 0


@pytest.mark.parametrize("kind", KINDS)
def test_twin_without_the_lock_spends_what_is_not_there(kind, monkeypatch):
    account = make_account(700, kind=kind)
    _without_the_lock(monkeypatch)
    _spend_all_at_once(account)
    assert not _agrees(account), "the race proves nothing: without the lock it must go wrong"
    assert account.entries.filter(amount__lt=0).aggregate(sum=Sum("amount"))["sum"] < -700


def _everything_at_once(account: Account) -> list:
    """Holds that are taken or freed, spending, what comes back, and staff who take away."""

    def work(index):
        key = f"{account.pk}-{index}"
        match index % 5:
            case 0:
                hold(account=account, amount=100, key=key)
                return take(key=key)
            case 1:
                hold(account=account, amount=100, key=key)
                return release(key=key)
            case 2:
                return spend(account=account, amount=100, key=key)
            case 3:
                return credit(account=account, amount=10, kind=EntryKind.GIVEN_BACK, key=key)
            case _:
                return correct(account=account, amount=-50, reason="so", by=None, key=key)

    return race(work, threads=THREADS)


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_comes_together_it_is_never_below_zero(kind):
    account = make_account(600, kind=kind)
    outcomes(_everything_at_once(account), refused=LedgerRefused)
    assert _agrees(account)
    assert account.held == 0


@pytest.mark.parametrize("kind", KINDS)
def test_twin_of_everything_without_the_lock_goes_wrong(kind, monkeypatch):
    account = make_account(600, kind=kind)
    _without_the_lock(monkeypatch)
    _everything_at_once(account)
    assert not _agrees(account), "the race proves nothing: without the lock it must go wrong"


def test_one_key_by_fifty_threads_moves_once():
    account = make_account(700)
    results = race(lambda _i: spend(account=account, amount=100, key="one"), threads=THREADS)
    assert outcomes(results, refused=()) == THREADS
    assert _agrees(account)
    assert account.balance == 600


# --- the checkout ---------------------------------------------------------------------------


def _purse(kind: AccountKind, worth: int) -> tuple[Account, Customer]:
    """An account over so many cents; a point is worth one."""
    Programme.objects.update_or_create(pk=1, defaults={"is_active": True, "point_worth_minor": 1})
    customer = Customer.objects.create(email="ada@example.com")
    if kind == AccountKind.GIFT_CARD:
        account = make_gift_card(worth).account
    else:
        account = make_account(worth, kind=kind, customer=customer)
    account.refresh_from_db()
    return account, customer


def _check_out_together(account: Account, customer: Customer, **options) -> list:
    """One purse in fifty windows, each with a cart of its own over 24.90."""
    product, method = make_product(price="20.00", stock=THREADS), make_shipping_method()
    carts = [make_cart(product) for _ in range(THREADS)]
    for cart in carts:
        if account.kind == AccountKind.GIFT_CARD:
            CartGiftCard.objects.create(cart=cart, account=account)
    return race(
        lambda index: pay_with(
            carts[index], buyer=customer, shipping_method=method, tendering=ALL, **options
        ),
        threads=THREADS,
    )


def _paid(kind: AccountKind) -> int:
    paid = Order.objects.filter(payments__provider=kind.value, payments__state="paid")
    return paid.aggregate(sum=Sum("payments__amount_minor"))["sum"] or 0


@pytest.mark.parametrize("kind", KINDS)
def test_fifty_checkouts_spend_a_purse_once(kind):
    account, customer = _purse(kind, 5_000)
    results = _check_out_together(account, customer)
    outcomes(results, refused=CheckoutError)
    assert _agrees(account)
    assert _paid(kind) == 5_000 - account.balance
    assert balance()
    assert bank_agrees()


def test_twin_of_the_checkouts_without_the_lock_goes_wrong(monkeypatch):
    account, customer = _purse(AccountKind.GIFT_CARD, 5_000)
    read = {account.pk: copy(account)}
    monkeypatch.setattr(ledger, "_locked", lambda asked: copy(read[asked.pk]))
    _check_out_together(account, customer)
    assert not _agrees(account), "the race proves nothing: without the lock it must go wrong"


@pytest.mark.parametrize("kind", KINDS)
def test_declined_cards_free_all_that_was_kept(kind):
    account, customer = _purse(kind, 1_000)
    results = _check_out_together(account, customer, payment_choice="decline")
    assert outcomes(results, refused=CheckoutError) == 0
    assert _agrees(account)
    assert (account.balance, account.held) == (1_000, 0)
    assert balance()


# --- what goes back -------------------------------------------------------------------------


def _order_paid_by(kind: AccountKind) -> tuple[Order, Account]:
    account, customer = _purse(kind, 2_490)
    cart = make_cart(make_product(price="20.00", stock=5))
    if kind == AccountKind.GIFT_CARD:
        CartGiftCard.objects.create(cart=cart, account=account)
    return pay_with(cart, buyer=customer), account


@pytest.mark.parametrize("kind", KINDS)
def test_fifty_refunds_give_back_what_was_paid_and_no_more(kind):
    order, account = _order_paid_by(kind)

    def give_back(index):
        refund_order(order=order, key=f"k{index}", amount=Money(100, "EUR"))
        return carry_out_refunds(order_id=order.pk)

    outcomes(race(give_back, threads=THREADS), refused=RefundRefused)
    carry_out_refunds()
    assert _agrees(account)
    assert account.balance == 2_400
    assert Refund.objects.count() == 24
    assert balance()


@pytest.mark.parametrize("kind", KINDS)
def test_cancelled_fifty_times_it_comes_back_once_while_it_is_spent(kind):
    order, account = _order_paid_by(kind)

    def work(index):
        if index % 2:
            return spend(account=account, amount=500, key=f"spend-{index}")
        cancel_order(order=order)
        return carry_out_refunds()

    outcomes(race(work, threads=THREADS), refused=(NotPossible, NotEnough))
    carry_out_refunds()
    assert _agrees(account)
    back = account.entries.filter(kind=EntryKind.GIVEN_BACK)
    assert back.aggregate(sum=Sum("amount"))["sum"] == 2_490
    assert balance()


def test_an_order_that_is_placed_and_declined_at_once_does_one_of_both():
    account, customer = _purse(AccountKind.STORE_CREDIT, 1_000)
    cart = make_cart(make_product(price="20.00", stock=5))
    order = pay_with(cart, buyer=customer, payment_choice="secure")
    payment = open_payment(order)
    from orders.checkout.complete import complete_order

    def work(index):
        if index % 2:
            return decline_order(order_id=order.pk, payment_id=payment.pk)
        return complete_order(order_id=order.pk, payment_id=payment.pk)

    outcomes(race(work, threads=THREADS), refused=())
    order.refresh_from_db()
    assert _agrees(account)
    is_placed = order.state == OrderState.PLACED
    assert account.balance == (0 if is_placed else 1_000)
    assert Hold.objects.get().state == (HoldState.SPENT if is_placed else HoldState.RELEASED)


def test_a_gift_card_is_taken_back_or_spent_and_never_both():
    card = make_gift_card(2_500)

    def work(index):
        if index % 2:
            return spend(account=card.account, amount=100, key=f"spend-{index}")
        return take_back(card=card, reason="Sent back")

    outcomes(race(work, threads=THREADS), refused=LedgerRefused)
    assert _agrees(card.account)
    taken = card.account.entries.filter(kind=EntryKind.TAKEN_BACK).count()
    spent = card.account.entries.filter(kind=EntryKind.SPENT).count()
    assert (taken, spent > 0) in {(1, False), (0, True)}
