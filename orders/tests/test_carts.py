from datetime import timedelta

import pytest

from accounts.models import Customer
from catalog.services import retire_product
from catalog.tests.factories import make_product
from events.models import Event
from foundation import clock
from foundation.money import Money
from orders.carts import CartError, add_to_cart, find_cart, merge_carts, open_cart, set_quantity
from orders.models import Cart, CartGiftCard, CartState
from orders.old_carts import sweep_carts
from orders.selectors import cart_count, cart_summary
from orders.tests.factories import check_out, make_cart, only_variant
from orders.tests.tendering import put_card
from pricing.services import set_price

pytestmark = pytest.mark.django_db


def test_adding_twice_makes_one_line_of_two():
    product = make_product(price="12.50")
    cart = make_cart(product, product)

    summary = cart_summary(cart)

    assert [line.quantity for line in summary.lines] == [2]
    assert summary.total == Money(2500, "EUR")
    assert cart_count(token=cart.token) == 2


def test_more_than_the_stock_is_refused_with_the_number_left():
    cart = open_cart(customer=None, currency="EUR")
    variant = only_variant(make_product(stock=3))

    with pytest.raises(CartError, match="Only 3 are left"):
        add_to_cart(cart=cart, variant=variant, quantity=4)
    assert cart_count(token=cart.token) == 0


def test_untracked_stock_is_always_sold_but_not_in_absurd_numbers():
    cart = open_cart(customer=None, currency="EUR")
    variant = only_variant(make_product(stock=None))

    add_to_cart(cart=cart, variant=variant, quantity=99)
    with pytest.raises(CartError, match="At most 99"):
        add_to_cart(cart=cart, variant=variant, quantity=1)


@pytest.mark.parametrize("quantity", [0, -1])
def test_adding_nothing_or_less_is_refused(quantity):
    cart = open_cart(customer=None, currency="EUR")
    with pytest.raises(CartError):
        add_to_cart(cart=cart, variant=only_variant(make_product()), quantity=quantity)


def test_retired_product_stays_in_the_cart_with_a_word_of_explanation():
    product = make_product()
    cart = make_cart(product)
    retire_product(product=product)

    summary = cart_summary(cart)

    assert summary.has_problems
    assert "not for sale" in summary.lines[0].problem


def test_cart_shows_todays_price_not_the_one_of_adding():
    product = make_product(price="10.00")
    cart = make_cart(product)
    set_price(variant=only_variant(product), amount=Money.of("8.00", "EUR"))

    assert cart_summary(cart).total == Money.of("8.00", "EUR")


def test_quantity_zero_takes_the_line_out_and_the_log_tells():
    product = make_product()
    cart = make_cart(product, quantity=2)

    set_quantity(cart=cart, variant=only_variant(product), quantity=0)

    assert cart_summary(cart).lines == ()
    assert list(Event.objects.order_by("occurred_at").values_list("name", "quantity")) == [
        ("cart.item_added", 2),
        ("cart.item_removed", 2),
    ]


def test_a_token_never_opens_a_customers_cart():
    customer = Customer.objects.create(email="ada@example.com")
    cart = make_cart(make_product(), customer=customer)

    assert find_cart(token=cart.token) is None
    assert find_cart(customer=customer) == cart
    assert cart_count(token=cart.token) == 0


def test_merging_adds_up_and_closes_the_guests_cart():
    customer = Customer.objects.create(email="ada@example.com")
    both, only_guest = make_product(stock=50), make_product(stock=50)
    own = make_cart(both, quantity=2, customer=customer)
    guest = make_cart(both, only_guest, quantity=3)

    merged = merge_carts(guest=guest, customer=customer)

    assert merged == own
    assert {line.product_id: line.quantity for line in cart_summary(own).lines} == {
        both.pk: 5,
        only_guest.pk: 3,
    }
    guest.refresh_from_db()
    assert guest.state == CartState.MERGED


def test_merging_keeps_the_gift_cards_that_the_guest_put_in():
    customer = Customer.objects.create(email="ada@example.com")
    own, guest = make_cart(make_product(), customer=customer), make_cart(make_product())
    both, only_guest = put_card(own, 1_000), put_card(guest, 500)
    CartGiftCard.objects.create(cart=guest, account=both)

    merge_carts(guest=guest, customer=customer)

    assert set(own.gift_cards.values_list("account", flat=True)) == {both.pk, only_guest.pk}


def test_merging_without_an_own_cart_takes_the_guests_over():
    customer = Customer.objects.create(email="ada@example.com")
    guest = make_cart(make_product())

    assert merge_carts(guest=guest, customer=customer) == guest
    assert find_cart(customer=customer) == guest
    assert find_cart(token=guest.token) is None


def test_a_cart_of_another_customer_is_not_merged():
    customer = Customer.objects.create(email="ada@example.com")
    other = Customer.objects.create(email="bob@example.com")
    theirs = make_cart(make_product(), customer=other)

    merge_carts(guest=theirs, customer=customer)

    theirs.refresh_from_db()
    assert theirs.customer == other


def test_guests_carts_of_long_ago_are_forgotten_but_not_those_of_orders_and_members():
    product = make_product(stock=9)
    guest, ordered = make_cart(product), make_cart(product)
    check_out(ordered)
    member = make_cart(product, customer=Customer.objects.create(email="ada@example.com"))
    assert sweep_carts(at=clock.now() + timedelta(days=89)) == 0

    assert sweep_carts(at=clock.now() + timedelta(days=91)) == 1

    assert set(Cart.objects.values_list("pk", flat=True)) == {ordered.pk, member.pk}
    assert not Cart.objects.filter(pk=guest.pk).exists()


def test_a_cart_has_room_for_so_many_different_items(monkeypatch):
    monkeypatch.setattr("orders.carts.MOST_LINES", 2)
    product = make_product()
    cart = make_cart(product, make_product())
    with pytest.raises(CartError, match="2 different"):
        add_to_cart(cart=cart, variant=only_variant(make_product()))
    assert add_to_cart(cart=cart, variant=only_variant(product)).quantity == 2
