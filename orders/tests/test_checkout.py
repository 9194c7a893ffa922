from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.tests.factories import make_product
from events.models import Event
from foundation.ids import new_token
from foundation.money import Money
from inventory.models import Reservation, StockLevel
from inventory.selectors import availability
from inventory.services import adjust_stock
from orders.cancellation import cancel_order
from orders.carts import CartError, add_to_cart
from orders.checkout.complete import complete_order
from orders.checkout.errors import CheckoutError, CheckoutProblem
from orders.checkout.reconcile import reconcile_payments
from orders.models import (
    CartState,
    Order,
    OrderPaymentState,
    OrderState,
    Payment,
    PaymentState,
    Refund,
    RefundState,
)
from orders.payments.base import ChargeRequest, ProviderUnreachable, providers
from orders.refunds import carry_out_refunds
from orders.tests.books import books_balance
from orders.tests.factories import (
    check_out,
    make_cart,
    make_details,
    make_shipping_method,
    only_variant,
)
from pricing.services import set_price
from pricing.tests.factories import make_promotion

pytestmark = pytest.mark.django_db


def test_order_snapshots_money_names_and_cost():
    product = make_product("Stoneware mug", price="12.00", stock=5)
    variant = only_variant(product)
    set_price(variant=variant, amount=Money.of("12.00", "EUR"), cost=Money.of("4.10", "EUR"))

    order = check_out(make_cart(product, quantity=2))

    set_price(variant=variant, amount=Money.of("99.00", "EUR"))
    order.refresh_from_db()
    line = order.lines.get()
    assert (line.name, line.quantity, line.unit_price_minor) == ("Stoneware mug", 2, 1200)
    assert (line.unit_cost_minor, line.total_minor, line.tax_minor) == (410, 2400, 400)
    assert (order.subtotal_minor, order.shipping_minor, order.total_minor) == (2400, 490, 2890)
    assert order.tax_minor == 400 + 82
    assert order.state == OrderState.PLACED
    assert order.number


def test_paid_order_allocates_the_stock_and_closes_the_cart():
    product = make_product(stock=5)
    cart = make_cart(product, quantity=2)

    order = check_out(cart)

    level = StockLevel.objects.get(variant=only_variant(product))
    assert (level.on_hand, level.allocated) == (5, 2)
    assert not Reservation.objects.exists()
    cart.refresh_from_db()
    assert cart.state == CartState.ORDERED
    assert order.payments.get().state == PaymentState.PAID
    with pytest.raises(CartError):
        add_to_cart(cart=cart, variant=only_variant(product))


def test_the_log_hears_of_the_order_and_of_each_product():
    first, second = make_product(), make_product()

    order = check_out(make_cart(first, second))

    names = Event.objects.filter(order_ref=order.public_id).values_list("name", "product_id")
    assert sorted(names, key=str) == sorted(
        [
            ("checkout.started", None),
            ("order.placed", None),
            ("product.purchased", first.pk),
            ("product.purchased", second.pk),
        ],
        key=str,
    )


def test_declined_card_frees_the_stock_and_gives_the_cart_back():
    product = make_product(stock=1)
    cart = make_cart(product)

    with pytest.raises(CheckoutError) as refused:
        check_out(cart, payment_choice="decline")

    assert refused.value.code == CheckoutProblem.DECLINED
    cart.refresh_from_db()
    assert cart.state == CartState.OPEN
    variant = only_variant(product)
    assert availability([variant.pk]) == {variant.pk: 1}
    assert check_out(cart).state == OrderState.PLACED


def test_the_same_key_orders_once():
    cart = make_cart(make_product())
    key, method = new_token(), make_shipping_method()
    seen = Money.of("24.90", "EUR")

    first = check_out(cart, idempotency_key=key, shipping_method=method, seen_total=seen)
    again = check_out(cart, idempotency_key=key, shipping_method=method, seen_total=seen)

    assert first == again
    assert Order.objects.count() == Payment.objects.count() == 1


def test_the_same_key_with_another_address_is_refused():
    cart = make_cart(make_product())
    key = new_token()
    seen = Money.of("24.90", "EUR")
    check_out(cart, idempotency_key=key, seen_total=seen)

    with pytest.raises(CheckoutError) as refused:
        check_out(cart, idempotency_key=key, seen_total=seen, details=make_details(city="Paris"))

    assert refused.value.code == CheckoutProblem.KEY_REUSED


def test_a_total_that_the_shopper_did_not_see_is_never_charged():
    product = make_product(price="10.00")
    cart = make_cart(product)
    set_price(variant=only_variant(product), amount=Money.of("11.00", "EUR"))

    with pytest.raises(CheckoutError) as refused:
        check_out(cart, seen_total=Money.of("14.90", "EUR"))

    assert refused.value.code == CheckoutProblem.PRICE_CHANGED
    assert "€15.90" in refused.value.message
    assert not Order.objects.exists()


def test_empty_cart_and_unknown_method_are_refused():
    with pytest.raises(CheckoutError) as empty:
        check_out(make_cart())
    assert empty.value.code == CheckoutProblem.EMPTY

    with pytest.raises(CheckoutError) as method:
        check_out(make_cart(make_product()), provider="nobody")
    assert method.value.code == CheckoutProblem.PAYMENT


def test_no_answer_from_the_provider_waits_and_is_reconciled():
    cart = make_cart(make_product(stock=1))

    order = check_out(cart, payment_choice="timeout")

    assert order.state == OrderState.PENDING
    assert reconcile_payments() == 0, "too early: the answer may still come"
    assert reconcile_payments(patience=timedelta(0)) == 1
    order.refresh_from_db()
    assert order.state == OrderState.PLACED
    assert order.payments.get().state == PaymentState.PAID


def test_killed_before_the_charge_gives_the_cart_back(monkeypatch):
    cart = make_cart(make_product(stock=1))

    def die(self, request: ChargeRequest):
        raise KeyboardInterrupt

    provider = providers.get("test")
    monkeypatch.setattr(type(provider), "charge", die)
    with pytest.raises(KeyboardInterrupt):
        check_out(cart)
    monkeypatch.undo()

    assert reconcile_payments(patience=timedelta(0)) == 1
    cart.refresh_from_db()
    assert cart.state == CartState.OPEN
    assert Order.objects.get().state == OrderState.CANCELLED


def test_paid_after_the_reservation_ran_out_is_given_back_when_the_stock_is_gone():
    product = make_product(stock=1)
    variant = only_variant(product)
    order = check_out(make_cart(product), payment_choice="timeout")
    Reservation.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    check_out(make_cart(product))

    reconcile_payments(patience=timedelta(0))

    order.refresh_from_db()
    payment = order.payments.get()
    assert order.state == OrderState.CANCELLED
    assert order.payment_state == OrderPaymentState.REFUNDED
    assert providers.get("test").refunded(payment.key) == payment.amount_minor
    assert availability([variant.pk]) == {variant.pk: 0}


def test_payment_that_comes_after_the_order_was_given_up_is_given_back():
    order = check_out(make_cart(make_product()), payment_choice="timeout")
    Order.objects.update(state=OrderState.CANCELLED)

    assert not complete_order(order_id=order.pk, provider_ref="late")
    order.refresh_from_db()
    assert order.payment_state == OrderPaymentState.REFUNDED


def test_completing_twice_changes_nothing():
    order = check_out(make_cart(make_product(stock=5)))
    events = Event.objects.count()

    assert complete_order(order_id=order.pk, provider_ref="again")
    assert Event.objects.count() == events
    assert StockLevel.objects.get().allocated == 1


def test_stock_that_shrank_since_adding_is_told_by_name():
    product = make_product("Alder lamp", stock=2)
    cart = make_cart(product, quantity=2)
    adjust_stock(variant_id=only_variant(product).pk, on_hand=1, note="count")

    with pytest.raises(CheckoutError, match="Alder lamp"):
        check_out(cart)


def test_a_cancelled_order_is_given_back_by_the_reconciler_until_the_provider_answers(monkeypatch):
    order = check_out(make_cart(make_product(stock=1)))
    cancel_order(order=order)
    provider = providers.get("test")

    def silent(self, **_: object) -> str:
        raise ProviderUnreachable("down")

    monkeypatch.setattr(type(provider), "refund", silent)
    assert carry_out_refunds() == 0
    assert Refund.objects.get().state == RefundState.DUE
    monkeypatch.undo()
    Refund.objects.update(due_at=timezone.now())

    assert carry_out_refunds() == 1
    payment = order.payments.get()
    order.refresh_from_db()
    assert order.payment_state == OrderPaymentState.REFUNDED
    assert provider.refunded(payment.key) == payment.amount_minor
    assert carry_out_refunds() == 0


def test_of_nothing_to_pay_no_provider_is_asked():
    make_promotion(percent_basis_points=10_000)
    free = make_shipping_method("free", price_minor=0)

    order = check_out(
        make_cart(make_product(stock=1)), shipping_method=free, payment_choice="decline"
    )

    assert (order.state, order.payment_state) == (OrderState.PLACED, OrderPaymentState.PAID)
    assert order.total_minor == 0
    cancel_order(order=order)
    assert not Refund.objects.exists()
    assert books_balance()
