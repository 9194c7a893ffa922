"""The typed client as a shop front: everything that a shopper does, by the client alone."""

import sys
from pathlib import Path

import pytest

from accounts.models import CompanyRole
from accounts.roles import Role
from accounts.tests.companies import make_company, make_member
from accounts.tests.factories import make_customer
from accounts.tokens import Scope, create_token
from loyalty.gift_cards import code_of
from loyalty.tests.factories import make_account, make_gift_card
from orders.models import Order, OrderState, Quote
from orders.tests.factories import make_cart, make_shipping_method, only_variant
from orders.tests.quote_rows import answer
from shop.api.tests.asking import member_of_staff
from tests.racing import balance

sys.path.append(str(Path(__file__).resolve().parents[3] / "client"))

from shelfwise_client import Client, ShopError, Storefront
from shelfwise_client.shapes import (
    Acceptance,
    Decision,
    DeliveryAddress,
    ItemBySku,
    NewAddress,
    NewCancellation,
    NewLine,
    NewOrder,
    NewQuote,
    NewReturn,
    NewReview,
    NewShipment,
    NewWish,
    SeenTotal,
    UnwantedLine,
    Vote,
    WishlistName,
)

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
ADDRESS = DeliveryAddress(
    name="Ada Lovelace",
    line1="12 St James's Square",
    postcode="SW1Y 4JH",
    city="London",
    country="GB",
)


@pytest.fixture
def guest(goods, live_server):
    make_shipping_method()
    return Storefront(live_server.url, tries=2, seconds=10)


@pytest.fixture
def shopper_of(live_server, goods):
    """Makes the client of a customer."""

    def make(customer):
        made = create_token(user=customer.user, name="App", scopes=_SHOPPING)
        return Storefront(live_server.url, made.secret, tries=2, seconds=10)

    return make


_SHOPPING = (
    Scope.CATALOGUE_READ, Scope.CART_WRITE, Scope.ORDERS_READ, Scope.ORDERS_WRITE,
    Scope.ACCOUNT_READ, Scope.ACCOUNT_WRITE,
)  # fmt: skip


@pytest.fixture
def clerk(goods, live_server):
    scopes = (Scope.ORDERS_READ, Scope.ORDERS_WRITE)
    made = create_token(user=member_of_staff(Role.OWNER), name="Warehouse", scopes=scopes)
    return Client(live_server.url, made.secret, tries=2, seconds=10)


def seen(amount):
    return SeenTotal(minor=amount.minor, currency=amount.currency)


def wish(shop, payment="test:success", **more):
    """The order of who saw the quotes."""
    way = shop.checkout_quotes(country="GB", postcode="SW1Y 4JH").shipping[0]
    return NewOrder(
        email="ada@example.com",
        address=ADDRESS,
        shipping=way.id,
        payment=payment,
        total=seen(way.total),
        rest=seen(way.rest),
        **more,
    )


def test_a_guest_finds_orders_pays_and_cancels(guest):
    (mug,) = guest.products(q="stone mug")
    variant = guest.product(mug.id).variants[0]
    cart = guest.cart_add(NewLine(variant=variant.id, quantity=1))
    assert guest.cart_token == cart.token
    assert guest.cart_set(variant.id, {"quantity": 2}).count == 2

    body = wish(guest)
    placed = guest.checkout(body, idempotency_key="mine")
    again = guest.checkout(body, idempotency_key="mine")

    assert (placed.state, placed.payment_state, placed.total.minor) == (
        "placed", "paid", body.total.minor,
    )  # fmt: skip
    assert again == placed
    assert guest.order(placed.id, order_token=placed.token).lines[0].sku == variant.sku
    with pytest.raises(ShopError) as closed:
        guest.order(placed.id)
    assert closed.value.status == 401
    assert guest.order_cancel(placed.id, order_token=placed.token).state == "cancelled"
    assert Order.objects.get().state == OrderState.CANCELLED
    assert balance()


def test_a_guest_orders_the_same_again_in_another_cart(guest, goods):
    line = NewLine(variant=goods.variant(goods.mug).public_id, quantity=1)
    guest.cart_add(line)
    placed = guest.checkout(wish(guest), idempotency_key="first")
    guest.begin_another_cart()

    assert guest.order_again(placed.id, order_token=placed.token).units == 1

    assert guest.cart().count == 1
    second = guest.checkout(wish(guest), idempotency_key="second")
    assert second.number != placed.number


def test_a_total_that_changed_is_told_with_the_new_one(guest, goods):
    guest.cart_add(NewLine(variant=goods.variant(goods.mug).public_id, quantity=1))
    old = wish(guest)
    guest.cart_add(NewLine(variant=goods.variant(goods.chair).public_id, quantity=1))
    with pytest.raises(ShopError) as refused:
        guest.checkout(old, idempotency_key="1")
    assert (refused.value.code, list(refused.value.fields)) == ("total_changed", ["total"])
    assert refused.value.now == {
        "minor": guest.checkout_quotes().shipping[0].total.minor, "currency": "EUR",
    }  # fmt: skip


def test_cards_points_and_credit_are_told_and_used(shopper_of, goods):
    make_shipping_method()
    customer, card = make_customer(), make_gift_card(500)
    make_account(300, customer=customer)
    shop = shopper_of(customer)
    shop.cart_add(NewLine(variant=goods.variant(goods.mug).public_id, quantity=1))
    assert shop.cart_token == "", "a customer's cart is opened by their login"
    assert shop.cart_gift_card_add({"code": code_of(card)}).left.minor == 500

    quotes = shop.checkout_quotes(use_credit=True)
    way = quotes.shipping[0]
    assert (quotes.means.credit.minor, way.total.minor - way.rest.minor) == (300, 800)
    placed = shop.checkout(
        NewOrder(
            email="ada@example.com", address=ADDRESS, shipping=way.id, payment="test:success",
            total=seen(way.total), rest=seen(way.rest), use_credit=True,
        ),
        idempotency_key="1",
    )  # fmt: skip

    paid = dict(Order.objects.get().payments.values_list("provider", "amount_minor"))
    assert paid == {"gift_card": 500, "credit": 300, "test": way.rest.minor}
    assert [order.id for order in shop.orders()] == [placed.id]
    assert (shop.points().free, shop.points().tier) == (0, None)
    assert list(shop.points_entries()) == []
    assert balance()


def test_what_was_sent_is_sent_back(shopper_of, clerk, goods):
    make_shipping_method()
    shop = shopper_of(make_customer())
    shop.cart_add(NewLine(variant=goods.variant(goods.mug).public_id, quantity=1))
    placed = shop.checkout(wish(shop), idempotency_key="1")

    (sent,) = clerk.staff_ship(placed.id, NewShipment(tracking="T-1"))
    assert [parcel.id for parcel in clerk.staff_shipments(placed.id)] == [sent.id]
    wanted = NewReturn(lines=[UnwantedLine(number=1, quantity=1, reason="too_small")])
    back = shop.order_return(placed.id, wanted)

    assert shop.order(placed.id).returns == [back]
    assert shop.order_return_withdraw(placed.id, back.id).state == "cancelled"
    with pytest.raises(ShopError) as refused:
        clerk.staff_cancel(placed.id, NewCancellation(reason="Too late"))
    assert refused.value.status == 409


def test_a_company_asks_approves_and_buys_at_an_offer(shopper_of, goods):
    make_shipping_method()
    company = make_company(approval_from_minor=10_000, credit_limit_minor=1_000_000)
    member, boss = make_member(company), make_member(company, CompanyRole.APPROVER)
    buyer, approver = shopper_of(member), shopper_of(boss)
    make_cart(goods.chair, customer=member)
    assert (buyer.company().name, buyer.company().approval_from.minor) == (company.name, 10_000)

    asked = buyer.checkout_approval(wish(buyer, "invoice:invoice"))
    (waiting,) = approver.approvals()
    assert (waiting.id, waiting.state) == (asked.id, "waiting")
    decided = approver.approval_decide(
        waiting.id, Decision(is_approved=True, total=seen(waiting.total))
    )
    assert buyer.order(decided.order).total == waiting.total

    sku = only_variant(goods.chair).sku
    quote = approver.quote_ask(NewQuote(items=[ItemBySku(sku=sku, quantity=3)], address=ADDRESS))
    assert (quote.state, quote.total) == ("requested", None)
    answer(Quote.objects.get(public_id=quote.id))
    offered = approver.quote(quote.id)
    taken = approver.quote_accept(quote.id, Acceptance(version=offered.version))
    assert approver.order(taken.order).total == offered.total
    assert balance()


def test_addresses_lists_and_reviews_are_ones_own(shopper_of, goods):
    shop, other = shopper_of(make_customer()), shopper_of(make_customer())
    mug = goods.mug.public_id
    home = shop.address_add(
        NewAddress(name="Ada", line1="1 Way", city="London", postcode="SW1Y 4JH", country="GB")
    )
    assert [row.id for row in shop.addresses()] == [home.id]
    assert list(other.addresses()) == []
    assert shop.address_remove(home.id) is None
    assert list(shop.addresses()) == []

    wishes = shop.wishlist_add(WishlistName(name="Birthday"))
    variant = goods.variant(goods.mug).public_id
    assert len(shop.wish_add(wishes.id, NewWish(variant=variant)).items) == 1
    assert shop.wish_remove(wishes.id, variant).items == []

    shop.review_write(mug, NewReview(rating=4, title="Good", text="It holds what it says."))
    assert [review.rating for review in shop.reviews_own()] == [4]
    assert [category.name for category in shop.categories(language="en")] == ["Home", "Kitchen"]


def test_a_vote_is_taken_back_by_null():
    from shelfwise_client.transport import plain

    assert plain(Vote(is_helpful=None)) == {"is_helpful": None}
    assert plain(NewLine(variant="x")) == {"variant": "x"}
