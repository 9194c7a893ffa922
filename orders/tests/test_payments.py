"""What a provider may answer, and that nobody asks it inside a transaction."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.models import Company, Customer
from catalog.tests.factories import make_product
from foundation.money import Money
from inventory.selectors import availability
from inventory.services import adjust_stock
from orders.cancellation import cancel_order
from orders.checkout.complete import complete_order
from orders.checkout.errors import CheckoutError, CheckoutProblem
from orders.checkout.reconcile import reconcile_payments, refresh_payment
from orders.models import (
    CartState,
    OrderPaymentState,
    OrderState,
    Payment,
    PaymentState,
    Refund,
    RefundState,
)
from orders.payments import trial_bank, trial_books
from orders.payments.base import (
    ChargeRequest,
    InsideTransaction,
    Outcome,
    Payer,
    RefundDeclined,
    providers,
)
from orders.payments.by_hand import PaidElsewhere
from orders.payments.invoice import InvoiceProvider, is_offered
from orders.payments.trial import TestCardProvider
from orders.refunds import carry_out_refunds, mark_paid, request_refund
from orders.selectors import overdue_invoices
from orders.tests.factories import check_out, make_cart, only_variant
from tests.racing import race

pytestmark = pytest.mark.django_db


def ten_euro(key: str = "k", choice: str = "success") -> ChargeRequest:
    return ChargeRequest(key=key, amount=Money(1000, "EUR"), choice=choice, description="test")


def waits_for_the_shopper():
    product = make_product(stock=1)
    return product, check_out(make_cart(product), payment_choice="secure")


# --- outside of transactions ---------------------------------------------------------------
CALLS = {
    "charge": lambda provider: provider.charge(ten_euro()),
    "look_up": lambda provider: provider.look_up("k"),
    "refund": lambda provider: provider.refund(key="k", refund_key="r", amount=Money(1, "EUR")),
    "cancel": lambda provider: provider.cancel("k"),
}


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("provider", [TestCardProvider(), InvoiceProvider(), PaidElsewhere()])
def test_a_provider_called_inside_a_transaction_refuses(provider, call):
    with pytest.raises(InsideTransaction), transaction.atomic():
        CALLS[call](provider)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("choice", ["success", "secure", "timeout", "late", "decline"])
def test_no_checkout_calls_its_provider_inside_a_transaction(choice):
    cart = make_cart(make_product())
    if choice == "decline":
        with pytest.raises(CheckoutError) as refused:
            check_out(cart, payment_choice=choice)
        assert refused.value.code == CheckoutProblem.DECLINED
        return
    order = check_out(cart, payment_choice=choice)
    for payment in order.payments.filter(state=PaymentState.ACTION_REQUIRED):
        trial_books.settle(payment.key, Outcome.PAID)
    reconcile_payments(patience=timedelta(0))
    order.refresh_from_db()
    if order.state == OrderState.PLACED:
        cancel_order(order=order)
        assert carry_out_refunds() == 1


# --- the shopper's own step ----------------------------------------------------------------
def test_a_card_that_asks_back_waits_for_the_shopper():
    product, order = waits_for_the_shopper()
    payment = order.payments.get()

    assert (order.state, payment.state) == (OrderState.PENDING, PaymentState.ACTION_REQUIRED)
    assert payment.action_url == f"/pay/test/{payment.provider_ref}/"
    assert payment.expires_at > timezone.now() + timedelta(minutes=20)
    variant = only_variant(product)
    assert availability([variant.pk]) == {variant.pk: 0}


@pytest.mark.parametrize(
    ("confirmed", "state"), [(True, OrderState.PLACED), (False, OrderState.CANCELLED)]
)
def test_what_the_shopper_answers_is_what_becomes_of_the_order(confirmed, state):
    _product, order = waits_for_the_shopper()
    cart = order.cart
    payment = order.payments.get()
    entry = trial_bank.entry_of(payment.provider_ref)

    trial_bank.answer(entry, confirmed=confirmed)
    assert refresh_payment(payment)

    order.refresh_from_db()
    cart.refresh_from_db()
    assert order.state == state
    assert cart.state == (CartState.ORDERED if confirmed else CartState.OPEN)


def test_a_step_that_is_never_taken_gives_stock_and_cart_back():
    product, order = waits_for_the_shopper()
    cart = order.cart
    assert reconcile_payments(patience=timedelta(0)) == 0, "there is time yet"
    Payment.objects.update(expires_at=timezone.now(), ask_at=None)

    assert reconcile_payments(patience=timedelta(0)) == 1

    order.refresh_from_db()
    cart.refresh_from_db()
    variant = only_variant(product)
    assert (order.state, cart.state) == (OrderState.CANCELLED, CartState.OPEN)
    assert availability([variant.pk]) == {variant.pk: 1}
    payment = order.payments.get()
    assert payment.state == PaymentState.DECLINED
    assert trial_books.read(payment.key).outcome == Outcome.DECLINED, "the page is closed"


def test_a_cart_does_not_wait_for_ever_for_a_provider_that_the_shop_gave_up():
    _product, order = waits_for_the_shopper()
    cart = order.cart
    Payment.objects.update(provider="given-up")
    assert reconcile_payments(patience=timedelta(0)) == 0, "it may come back within days"
    Payment.objects.update(created_at=timezone.now() - timedelta(days=8))

    assert reconcile_payments() == 1

    order.refresh_from_db()
    cart.refresh_from_db()
    assert (order.state, cart.state) == (OrderState.CANCELLED, CartState.OPEN)


def test_a_payment_after_it_was_given_up_goes_back():
    _product, order = waits_for_the_shopper()
    payment = order.payments.get()
    Payment.objects.update(expires_at=timezone.now())
    reconcile_payments(patience=timedelta(0))

    # A provider whose books say "paid" all the same.
    trial_books.change(payment.key, lambda entry: type(entry)(
        **{**{n: getattr(entry, n) for n in entry.__slots__}, "outcome": Outcome.PAID}
    ))  # fmt: skip
    complete_order(order_id=order.pk, payment_id=payment.pk)

    order.refresh_from_db()
    assert order.state == OrderState.CANCELLED
    assert order.payment_state == OrderPaymentState.REFUNDED
    assert TestCardProvider().refunded(payment.key) == payment.amount_minor


def test_asking_again_takes_longer_each_time():
    _product, order = waits_for_the_shopper()
    Payment.objects.update(expires_at=timezone.now() + timedelta(days=9))
    waits = []
    for _attempt in range(8):
        Payment.objects.update(ask_at=None)
        reconcile_payments(patience=timedelta(0))
        payment = order.payments.get()
        waits.append(payment.ask_at - payment.asked_at)
    minutes = [round(wait.total_seconds() / 60) for wait in waits]
    assert minutes == [2, 4, 8, 16, 32, 60, 60, 60]


# --- late and never ------------------------------------------------------------------------
def test_a_transfer_that_arrives_when_the_stock_is_gone_is_given_back():
    product = make_product(stock=1)
    order = check_out(make_cart(product), payment_choice="late")
    from inventory.models import Reservation

    Reservation.objects.all().delete()
    adjust_stock(variant_id=only_variant(product).pk, on_hand=0, note="broken")
    trial_bank.pay_late_and_tell({"key": order.payments.get().key}, print)

    order.refresh_from_db()
    assert order.state == OrderState.CANCELLED
    assert order.payment_state == OrderPaymentState.REFUNDED


# --- the test provider's books -------------------------------------------------------------
def test_a_refund_is_booked_once_a_key_and_never_beyond_the_amount():
    provider = TestCardProvider()
    provider.charge(ten_euro("books"))
    first = provider.refund(key="books", refund_key="a", amount=Money(600, "EUR"))
    assert first == provider.refund(key="books", refund_key="a", amount=Money(600, "EUR"))
    with pytest.raises(RefundDeclined):
        provider.refund(key="books", refund_key="b", amount=Money(401, "EUR"))
    provider.refund(key="books", refund_key="b", amount=Money(400, "EUR"))
    assert provider.refunded("books") == 1000


def test_of_many_charges_with_one_key_one_is_booked():
    results = race(lambda _index: TestCardProvider().charge(ten_euro("one")), threads=20)
    assert len({result.reference for result in results}) == 1


def test_of_many_refunds_at_once_no_more_than_the_amount_goes_back():
    provider = TestCardProvider()
    provider.charge(ten_euro("much"))
    race(
        lambda index: provider.refund(key="much", refund_key=f"r{index}", amount=Money(300, "EUR")),
        threads=12,
    )
    assert provider.refunded("much") == 900


def test_a_refund_that_is_refused_is_told_to_staff():
    order = check_out(make_cart(make_product()))
    payment = order.payments.get()
    TestCardProvider().refund(
        key=payment.key, refund_key="by-phone", amount=Money(payment.amount_minor, "EUR")
    )
    request_refund(payment=payment, key="twice")

    assert carry_out_refunds() == 0
    refund = Refund.objects.get()
    assert refund.state == RefundState.FAILED
    assert refund.message


# --- invoices ------------------------------------------------------------------------------
@pytest.fixture
def member(db):
    company = Company.objects.create(name="Kiln Ltd", country="GB")
    return Customer.objects.create(email="buyer@kiln.example", company=company)


def by_invoice(customer):
    cart = make_cart(make_product(stock=2), customer=customer)
    return check_out(cart, provider="invoice", payment_choice="invoice", customer=customer)


def test_an_invoice_places_the_order_at_once_and_is_paid_later(member, settings):
    order = by_invoice(member)

    payment = order.payments.get()
    assert (order.state, order.payment_state) == (OrderState.PLACED, OrderPaymentState.DUE)
    assert (payment.due_on - timezone.now().date()).days in (13, 14)
    assert reconcile_payments(patience=timedelta(0)) == 0, "an open invoice hangs nowhere"

    mark_paid(payment=payment, reference="statement 7")
    order.refresh_from_db()
    assert order.payment_state == OrderPaymentState.PAID


def test_overdue_invoices_are_listed(member):
    payment = by_invoice(member).payments.get()
    assert not overdue_invoices()
    assert list(overdue_invoices(at=timezone.now() + timedelta(days=16))) == [payment]


def test_who_is_offered_an_invoice(member, settings):
    guest = Payer(None, Money(100, "EUR"))
    private = Payer(Customer.objects.create(email="p@example.com"), Money(9_000, "EUR"))
    assert not is_offered(guest)
    assert not is_offered(private)
    settings.INVOICE_LIMIT_MINOR = 9_000
    assert is_offered(private)
    assert not is_offered(guest)
    assert is_offered(Payer(member, Money(10**9, "EUR")))
    member.company.is_active = False
    assert not is_offered(Payer(member, Money(10**9, "EUR")))


def test_a_guest_who_asks_for_an_invoice_all_the_same_is_refused():
    with pytest.raises(CheckoutError) as refused:
        check_out(make_cart(make_product()), provider="invoice", payment_choice="invoice")
    assert refused.value.code == CheckoutProblem.PAYMENT


def test_history_of_providers_that_are_no_more_is_left_alone():
    order = check_out(make_cart(make_product()), payment_choice="timeout")
    Payment.objects.update(provider="gone")
    assert reconcile_payments(patience=timedelta(0)) == 0
    order.refresh_from_db()
    assert order.state == OrderState.PENDING
    assert providers.get("gone") is None
