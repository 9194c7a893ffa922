"""Gift cards, points and credit pay beside a card: kept, spent with the order, freed without it."""

from datetime import timedelta

import pytest

from accounts.models import Customer
from catalog.models import Product, ProductKind
from catalog.tests.factories import make_product
from foundation import clock
from foundation.money import Money
from inventory.models import StockLevel
from loyalty.expired import expire_money
from loyalty.ledger import check_spendable, correct, set_spendable, spend
from loyalty.models import Account, AccountKind, EntryKind, Hold, HoldState, Programme
from loyalty.tests.factories import make_account
from orders.cancellation import cancel_order
from orders.checkout.complete import complete_order
from orders.checkout.errors import CheckoutError, CheckoutProblem
from orders.checkout.reconcile import reconcile_payments
from orders.models import (
    Order,
    OrderPaymentState,
    OrderState,
    Payment,
    PaymentState,
    Refund,
    RefundState,
)
from orders.payments.base import providers
from orders.refunds import RefundRefused, carry_out_refunds, mark_paid, refund_order
from orders.selectors import open_payment
from orders.tenders.plan import Tendering
from orders.tests.factories import make_cart
from orders.tests.tendering import ALL, give_credit, pay_with, put_card
from tests.racing import balance

pytestmark = pytest.mark.django_db
TOTAL = 2_490
"""Of a product at 20.00 with delivery at 4.90."""


@pytest.fixture
def customer():
    return Customer.objects.create(email="ada@example.com")


@pytest.fixture
def cart(customer):
    return make_cart(make_product(price="20.00", stock=10), customer=customer)


def _paid(order: Order) -> dict[str, tuple[str, int]]:
    return {row.provider: (row.state, row.amount_minor) for row in order.payments.all()}


def _of_the_bank(order: Order) -> Money:
    return Money(order.payments.get(provider="test").amount_minor, "EUR")


def _balance(account) -> tuple[int, int]:
    account.refresh_from_db()
    return account.balance, account.held


def test_a_card_pays_what_gift_card_and_credit_leave(cart, customer):
    card, credit = put_card(cart, 1_000), give_credit(customer, 300)
    order = pay_with(cart)
    assert order.state == OrderState.PLACED
    assert order.payment_state == OrderPaymentState.PAID
    assert (order.total_minor, order.discount_minor) == (TOTAL, 0)
    assert _paid(order) == {
        "test": (PaymentState.PAID, 1_190),
        "gift_card": (PaymentState.PAID, 1_000),
        "credit": (PaymentState.PAID, 300),
    }
    assert _balance(card) == _balance(credit) == (0, 0)
    assert [entry.reference for entry in credit.entries.filter(kind=EntryKind.SPENT)] == [
        order.public_id
    ]
    assert balance()


def test_where_nothing_is_left_no_bank_is_asked(cart):
    card = put_card(cart, 5_000)
    # This choice is declined by the test bank whenever it is asked.
    order = pay_with(cart, payment_choice="decline")
    assert order.state == OrderState.PLACED
    assert order.payment_state == OrderPaymentState.PAID
    assert _paid(order)["gift_card"] == (PaymentState.PAID, TOTAL)
    assert _balance(card) == (5_000 - TOTAL, 0)
    assert balance()


def test_points_pay_what_they_are_worth(cart, customer):
    Programme.objects.update_or_create(pk=1, defaults={"is_active": True, "point_worth_minor": 2})
    points = make_account(250, kind=AccountKind.POINTS, customer=customer)
    order = pay_with(cart)
    assert _paid(order)["points"] == (PaymentState.PAID, 500)
    assert _balance(points) == (0, 0)
    assert balance()


def test_a_declined_card_frees_all_and_gives_the_cart_back(cart, customer):
    card, credit = put_card(cart, 1_000), give_credit(customer, 300)
    with pytest.raises(CheckoutError) as refused:
        pay_with(cart, payment_choice="decline")
    assert refused.value.code == CheckoutProblem.DECLINED
    assert _balance(card) == (1_000, 0)
    assert _balance(credit) == (300, 0)
    assert set(Hold.objects.values_list("state", flat=True)) == {HoldState.RELEASED}
    assert pay_with(cart).state == OrderState.PLACED
    assert balance()


def test_while_the_shopper_is_at_the_bank_it_is_kept_and_nobody_elses(cart, customer):
    credit = give_credit(customer, 300)
    order = pay_with(cart, payment_choice="secure")
    assert order.state == OrderState.PENDING
    assert _balance(credit) == (300, 300)
    assert open_payment(order).provider == "test"
    assert _paid(order)["credit"] == (PaymentState.HELD, 300)
    with pytest.raises(Exception, match="not enough"):
        spend(account=credit, amount=1, key="elsewhere")
    complete_order(order_id=order.pk, payment_id=open_payment(order).pk)
    assert _balance(credit) == (0, 0)
    assert balance()


def test_what_hangs_is_never_asked_about_at_the_ledger(cart, customer, monkeypatch):
    give_credit(customer, 300)
    order = pay_with(cart, payment_choice="secure")
    Payment.objects.update(created_at=order.created_at.replace(year=2020))
    reconcile_payments()
    assert _paid(order)["credit"][0] in (PaymentState.HELD, PaymentState.DECLINED)
    order.refresh_from_db()
    assert (order.state == OrderState.PENDING) == (_paid(order)["credit"][0] == PaymentState.HELD)


def test_stock_that_went_in_the_meantime_frees_what_was_kept(cart, customer):
    credit = give_credit(customer, 300)
    order = pay_with(cart, payment_choice="secure")
    from inventory.models import Reservation

    Reservation.objects.all().delete()
    StockLevel.objects.update(on_hand=0)
    assert not complete_order(order_id=order.pk, payment_id=open_payment(order).pk)
    order.refresh_from_db()
    assert order.state == OrderState.CANCELLED
    assert _balance(credit) == (300, 0)
    assert Refund.objects.get().payment.provider == "test"


def test_an_invoice_beside_credit_is_open_until_its_rest_is_paid(cart, customer, settings):
    settings.INVOICE_LIMIT_MINOR = 100_000
    give_credit(customer, 300)
    order = pay_with(cart, provider="invoice", payment_choice="invoice")
    assert order.payment_state == OrderPaymentState.DUE
    assert _paid(order)["invoice"] == (PaymentState.DUE, TOTAL - 300)
    mark_paid(payment=order.payments.get(provider="invoice"))
    order.refresh_from_db()
    assert order.payment_state == OrderPaymentState.PAID
    assert balance()


def test_nothing_left_to_pay_is_no_invoice_after_a_process_died(
    cart, customer, settings, monkeypatch
):
    settings.INVOICE_LIMIT_MINOR = 100_000
    credit = give_credit(customer, 5_000)
    with monkeypatch.context() as dying:
        dying.setattr("orders.checkout.place.charge", lambda payment, **_told: payment.order)
        order = pay_with(cart, provider="invoice", payment_choice="invoice")
    assert _balance(credit) == (5_000, TOTAL)
    reconcile_payments(patience=timedelta(0))
    order.refresh_from_db()
    assert order.state == OrderState.CANCELLED
    assert _balance(credit) == (5_000, 0)
    assert not order.payments.filter(state=PaymentState.DUE).exists()
    assert pay_with(cart, provider="invoice", payment_choice="invoice").state == OrderState.PLACED
    assert balance()


def test_a_cancelled_order_gives_each_its_own_back(cart, customer):
    card, credit = put_card(cart, 1_000), give_credit(customer, 300)
    order = pay_with(cart)
    cancel_order(order=order)
    assert carry_out_refunds() == 3
    order.refresh_from_db()
    assert order.payment_state == OrderPaymentState.REFUNDED
    assert _balance(card) == (1_000, 0)
    assert _balance(credit) == (300, 0)
    assert carry_out_refunds() == 0
    assert balance()


def test_a_part_goes_back_to_the_card_first_then_credit_then_the_gift_card(cart, customer):
    card, credit = put_card(cart, 1_000), give_credit(customer, 300)
    order = pay_with(cart)
    refund_order(order=order, key="k1", amount=Money(1_590, "EUR"))
    carry_out_refunds()
    assert dict(Refund.objects.values_list("payment__provider", "amount_minor")) == {
        "test": 1_190,
        "credit": 300,
        "gift_card": 100,
    }
    assert _balance(credit) == (300, 0)
    assert _balance(card) == (100, 0)
    with pytest.raises(RefundRefused):
        refund_order(order=order, key="k2", amount=Money(901, "EUR"))
    assert balance()


def test_what_goes_back_to_a_card_that_has_ended_can_be_spent_again(cart):
    account = put_card(cart, 5_000)
    order = pay_with(cart)
    yesterday = clock.business_day() - timedelta(days=1)
    Account.objects.filter(pk=account.pk).update(expires_on=yesterday)
    assert expire_money() == 1
    refund_order(order=order, key="k1", amount=Money(700, "EUR"))
    carry_out_refunds()
    assert expire_money() == 0
    assert _balance(account) == (700, 0)
    check_spendable(account)
    assert balance()


def test_a_refund_carried_out_twice_is_one_entry(cart, customer):
    card = put_card(cart, 5_000)
    order = pay_with(cart)
    [refund] = refund_order(order=order, key="k1", amount=Money(700, "EUR"))
    carry_out_refunds()
    Refund.objects.filter(pk=refund.pk).update(state=RefundState.DUE)
    carry_out_refunds()
    assert _balance(card) == (5_000 - TOTAL + 700, 0)
    assert card.entries.filter(kind=EntryKind.GIVEN_BACK).count() == 1


def test_points_come_back_in_parts_that_sum_to_the_whole(cart, customer):
    Programme.objects.update_or_create(pk=1, defaults={"is_active": True, "point_worth_minor": 3})
    points = make_account(333, kind=AccountKind.POINTS, customer=customer)
    order = pay_with(cart)
    paid = order.payments.get(provider="points").amount_minor
    refund_order(order=order, key="card", amount=_of_the_bank(order))
    for number, part in enumerate((100, 7, paid - 107)):
        refund_order(order=order, key=f"k{number}", amount=Money(part, "EUR"))
        carry_out_refunds()
    assert _balance(points) == (333, 0)
    assert balance()


def test_parts_too_small_for_a_whole_point_are_not_forgotten(cart, customer):
    Programme.objects.update_or_create(pk=1, defaults={"is_active": True, "point_worth_minor": 100})
    points = make_account(5, kind=AccountKind.POINTS, customer=customer)
    order = pay_with(cart)
    refund_order(order=order, key="card", amount=_of_the_bank(order))
    for number, part in enumerate((50, 30, 420)):
        refund_order(order=order, key=f"k{number}", amount=Money(part, "EUR"))
        carry_out_refunds()
    assert _balance(points) == (5, 0)
    assert balance()


@pytest.mark.parametrize("turn", [(0, 1), (1, 0)])
def test_points_of_two_refunds_sum_to_the_whole_whichever_is_carried_out_first(
    cart, customer, turn
):
    Programme.objects.update_or_create(pk=1, defaults={"is_active": True, "point_worth_minor": 3})
    points = make_account(333, kind=AccountKind.POINTS, customer=customer)
    order = pay_with(cart)
    refund_order(order=order, key="card", amount=_of_the_bank(order))
    rows = [
        refund_order(order=order, key=f"k{number}", amount=amount)[0]
        for number, amount in enumerate((Money(100, "EUR"), None))
    ]
    for number in turn:
        provider = providers.get("points")
        provider.refund(
            key=rows[number].payment.key,
            refund_key=rows[number].key,
            amount=Money(rows[number].amount_minor, "EUR"),
        )
    assert _balance(points) == (333, 0)


def test_staff_may_turn_what_a_card_paid_into_credit(cart, customer):
    order = pay_with(cart)
    refund_order(order=order, key="k1", amount=Money(700, "EUR"), as_credit=True)
    carry_out_refunds()
    order.refresh_from_db()
    assert order.payment_state == OrderPaymentState.PARTLY_REFUNDED
    credit = customer.value_accounts.get(kind=AccountKind.STORE_CREDIT)
    assert _balance(credit) == (700, 0)
    assert balance()


def test_a_guest_cannot_get_credit():
    order = pay_with(make_cart(make_product(price="20.00", stock=10)))
    with pytest.raises(RefundRefused):
        refund_order(order=order, key="k1", amount=Money(700, "EUR"), as_credit=True)


def test_a_rest_that_nobody_saw_is_told_before_anything_is_charged(cart, customer):
    credit = give_credit(customer, 300)
    correct(account=credit, amount=-100, reason="Twice", by=None, key="c")
    seen = Tendering(use_credit=True, seen_rest=Money(TOTAL - 300, "EUR"))
    with pytest.raises(CheckoutError) as refused:
        pay_with(cart, tendering=seen)
    assert refused.value.code == CheckoutProblem.PRICE_CHANGED
    assert not Order.objects.exists()


def test_what_is_blocked_or_of_another_currency_pays_nothing(cart, customer):
    blocked, pounds = put_card(cart, 1_000), put_card(cart, 1_000, currency="GBP")
    set_spendable(account=blocked, is_spendable=False)
    order = pay_with(cart)
    assert _paid(order) == {"test": (PaymentState.PAID, TOTAL)}
    assert _balance(pounds) == (1_000, 0)


def test_what_is_not_wanted_is_not_used(cart, customer):
    card, credit = put_card(cart, 1_000), give_credit(customer, 300)
    pay_with(cart, tendering=Tendering(use_credit=True))
    assert _balance(card) == (1_000, 0)
    assert _balance(credit) == (0, 0)


def test_credit_buys_no_gift_cards(customer):
    product = make_product(price="50.00", stock=10)
    Product.objects.filter(pk=product.pk).update(kind=ProductKind.GIFT_CARD)
    cart = make_cart(make_product(price="20.00", stock=10), product, customer=customer)
    credit = give_credit(customer, 10_000)
    order = pay_with(cart, tendering=ALL)
    assert _paid(order)["test"] == (PaymentState.PAID, 5_000)
    assert _balance(credit) == (10_000 - (order.total_minor - 5_000), 0)
