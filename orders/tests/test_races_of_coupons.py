"""One coupon, many shoppers at once: it is used as often as it may be, and no oftener."""

import pytest

from accounts.models import Customer
from catalog.tests.factories import make_product
from inventory.models import StockLevel
from orders.carts import apply_coupon
from orders.checkout.errors import CheckoutError, CheckoutProblem
from orders.models import Order
from orders.selectors import cart_summary
from orders.tests.books import bank_agrees
from orders.tests.factories import check_out, make_cart, make_details, make_shipping_method
from pricing.coupons import redeem
from pricing.models import Coupon, Redemption
from pricing.tests.factories import make_coupon, make_promotion
from tests.racing import balance, outcomes, race, without_row_locks

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def _with_code(product, **options):
    cart = make_cart(product, **options)
    apply_coupon(cart=cart, code="LAST", customer=options.get("customer"))
    cart.refresh_from_db()
    return cart


def _order_all(carts, emails):
    method = make_shipping_method()
    # All saw their total before anybody ordered: who sees it later may agree to the new one.
    seen = [cart_summary(cart, shipping_method=method).total for cart in carts]

    def work(index):
        details = make_details(email=emails[index])
        return check_out(
            carts[index], shipping_method=method, details=details, seen_total=seen[index]
        )

    return race(work, threads=len(carts))


def test_the_last_use_of_a_coupon_is_one_order_of_fifty():
    make_coupon("LAST", make_promotion(percent_basis_points=5000), most_uses=1)
    product = make_product(stock=60)
    carts = [_with_code(product) for _ in range(50)]

    results = _order_all(carts, [f"{n}@example.com" for n in range(50)])

    assert outcomes(results, refused=CheckoutError) == 1
    codes = {result.code for result in results if isinstance(result, CheckoutError)}
    assert codes <= {CheckoutProblem.COUPON, CheckoutProblem.PRICE_CHANGED}
    order = Order.objects.get()
    assert order.discount_minor == order.subtotal_minor // 2
    assert Coupon.objects.get().uses == Redemption.objects.count() == 1
    assert set(StockLevel.objects.values_list("allocated", flat=True)) == {1}
    assert balance()
    assert bank_agrees()


def _one_each(**options):
    make_coupon("LAST", make_promotion(percent_basis_points=5000), **options)
    product = make_product(stock=60)
    # A shopper with an account and as many guests who type the address in capitals.
    customer = Customer.objects.create(email="ada@example.com")
    carts = [_with_code(product) for _ in range(19)]
    emails = ["Ada@Example.com"] * 19
    return [_with_code(product, customer=customer), *carts], ["ada@example.com", *emails]


def test_a_coupon_for_once_each_is_not_used_twice_by_one_person():
    results = _order_all(*_one_each(most_uses_each=1))
    assert outcomes(results, refused=CheckoutError) == 1
    assert Redemption.objects.count() == Order.objects.count() == 1
    assert balance()


@pytest.mark.postgresql  # SQLite has no row locks to take away
def test_twin_without_row_locks_lets_one_person_use_it_twice(monkeypatch):
    carts, emails = _one_each(most_uses_each=1)
    without_row_locks(monkeypatch)
    monkeypatch.setattr("orders.checkout.draft.redeem", _slowly(redeem))
    results = _order_all(carts, emails)
    assert outcomes(results, refused=CheckoutError) > 1


def _slowly(work):
    """Without the lock nothing keeps the threads apart; the wait makes them meet."""
    from django.db import connection

    def waited(**asked):
        done = work(**asked)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.2)")
        return done

    return waited
