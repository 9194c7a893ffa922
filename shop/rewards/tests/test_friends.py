"""Recommended friends: who came by a link, what both get, and whom the marks give away."""

from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.models import Address
from events import outbox
from foundation import clock
from foundation.refusals import Refusal
from loyalty.friends import decide_by_staff, due_referrals, friend_code
from loyalty.models import Account, AccountKind, Referral, ReferralState, RefusedBecause
from loyalty.tests.factories import make_customer
from loyalty.tests.member_rows import make_programme
from orders.cancellation import cancel_order
from orders.fulfilment.shipping import ship_order
from orders.models import Order
from orders.refunds import carry_out_refunds, refund_order
from orders.tests.placed import make_order
from pricing.models import Currency
from pricing.services import save_currency, set_exchange_rate
from risk.algorithms.vocabulary import Mark
from risk.tests.factories import make_assessment
from shop.rewards.friends import bring_friend, decide_due, facts_of_friend

pytestmark = pytest.mark.django_db
LATER = timedelta(days=31)


@pytest.fixture(autouse=True)
def programme():
    return make_programme(has_referrals=True, friend_spends_minor=3_000, rewards_a_year=1)


def came(**address):
    """A customer and the friend whom they brought, who has bought nothing yet."""
    referrer, friend = make_customer(), make_customer()
    assert bring_friend(code=friend_code(customer=referrer), friend=friend) is not None
    return referrer, friend


def first_order(friend, price="50.00", **where):
    """The friend's order, sent; at an address of their own unless told otherwise."""
    order = make_order(price)
    told = {"email": friend.email, "ship_line1": f"{friend.pk} High Street", "phone": "", **where}
    Order.objects.filter(pk=order.pk).update(customer=friend, **told)
    ship_order(order=Order.objects.get(pk=order.pk))
    outbox.drain()
    return Order.objects.get(pk=order.pk)


def credit_of(customer):
    rows = Account.objects.filter(customer=customer, kind=AccountKind.STORE_CREDIT)
    return {row.currency: row.balance for row in rows}


def ended(referral_of):
    row = Referral.objects.get(friend=referral_of)
    return row.state, row.because


def test_both_get_credit_once_nothing_of_the_first_order_can_come_back():
    referrer, friend = came()
    first_order(friend)
    assert decide_due() == 0
    assert decide_due(at=clock.now() + LATER) == 1
    assert decide_due(at=clock.now() + LATER) == 0
    assert (credit_of(referrer), credit_of(friend)) == ({"EUR": 1_000}, {"EUR": 500})


def test_only_who_has_never_bought_is_a_friend():
    referrer, friend = make_customer(), make_customer()
    first_order(friend)
    assert bring_friend(code=friend_code(customer=referrer), friend=friend) is None


def test_nobody_is_their_own_friend_and_nobodys_code_brings_nobody():
    customer = make_customer()
    assert bring_friend(code=friend_code(customer=customer), friend=customer) is None
    assert bring_friend(code="nobodys", friend=customer) is None


def test_the_first_link_counts():
    referrer, friend = came()
    bring_friend(code=friend_code(customer=make_customer()), friend=friend)
    assert Referral.objects.get(friend=friend).referrer == referrer


def test_an_order_that_came_back_brings_nothing():
    referrer, friend = came()
    order = first_order(friend)
    refund_order(order=order, key="all")
    carry_out_refunds()
    decide_due(at=clock.now() + LATER)
    assert ended(friend) == (ReferralState.REFUSED, RefusedBecause.TOO_SMALL)
    assert credit_of(referrer) == {}


def test_a_cancelled_order_leaves_the_way_open_for_none():
    _referrer, friend = came()
    order = make_order("50.00")
    Order.objects.filter(pk=order.pk).update(customer=friend, email=friend.email)
    cancel_order(order=Order.objects.get(pk=order.pk))
    carry_out_refunds()
    outbox.drain()
    assert ended(friend) == (ReferralState.CAME, "")


@pytest.mark.parametrize(
    ("mark", "because"),
    [
        (Mark.CARD, RefusedBecause.SAME_PERSON),
        (Mark.DEVICE, RefusedBecause.SAME_PERSON),
        (Mark.ADDRESS, RefusedBecause.SAME_HOUSEHOLD),
    ],
)
def test_what_the_risk_office_knows_of_both_gives_them_away(mark, because):
    referrer, friend = came()
    for customer in (referrer, friend):
        make_assessment(customer_id_then=customer.pk, marks={mark: 4711})
    first_order(friend)
    decide_due(at=clock.now() + LATER)
    assert ended(friend) == (ReferralState.REFUSED, because)


def test_an_address_in_the_book_written_otherwise_is_one_household():
    referrer, friend = came()
    Address.objects.create(
        customer=referrer, name="R", line1="Musterstraße 5", postcode="10115", city="Berlin",
        country="DE",
    )  # fmt: skip
    where = {"ship_line1": "MUSTERSTR. 5", "ship_postcode": "10115", "ship_country": "DE"}
    first_order(friend, **where)
    decide_due(at=clock.now() + LATER)
    assert ended(friend) == (ReferralState.REFUSED, RefusedBecause.SAME_HOUSEHOLD)


def test_one_network_is_for_staff_to_look_at():
    referrer, friend = came()
    for customer in (referrer, friend):
        make_assessment(customer_id_then=customer.pk, marks={Mark.NETWORK: 12})
    first_order(friend)
    decide_due(at=clock.now() + LATER)
    referral = Referral.objects.get(friend=friend)
    assert referral.state == ReferralState.TO_LOOK_AT
    decide_by_staff(referral=referral, is_rewarded=True, facts=facts_of_friend(referral), by=None)
    assert credit_of(referrer) == {"EUR": 1_000}
    with pytest.raises(Refusal):
        decide_by_staff(
            referral=referral, is_rewarded=True, facts=facts_of_friend(referral), by=None
        )
    assert credit_of(referrer) == {"EUR": 1_000}


def test_a_customer_is_rewarded_for_so_many_friends_a_year():
    referrer, first = came()
    second = make_customer()
    bring_friend(code=friend_code(customer=referrer), friend=second)
    first_order(first)
    first_order(second)
    assert decide_due(at=clock.now() + LATER) == 2
    assert ended(second) == (ReferralState.REFUSED, RefusedBecause.TOO_MANY)
    assert credit_of(referrer) == {"EUR": 1_000}


def test_an_order_before_that_was_hidden_is_found_when_it_is_decided():
    _referrer, friend = came()
    order = first_order(friend)
    older = make_order("20.00")
    before = order.placed_at - timedelta(days=2)
    Order.objects.filter(pk=older.pk).update(customer=friend, placed_at=before)
    decide_due(at=clock.now() + LATER)
    assert ended(friend) == (ReferralState.REFUSED, RefusedBecause.NOT_NEW)


def test_credit_is_of_the_currency_in_which_each_buys():
    referrer, friend = came()
    save_currency(currency=Currency(code="USD"))
    set_exchange_rate(currency="USD", rate=Decimal("1.25"), at=clock.now() - timedelta(days=1))
    order = first_order(friend)
    Order.objects.filter(pk=order.pk).update(currency="USD", rate=Decimal("1.25"))
    order.payments.update(currency="USD")
    decide_due(at=clock.now() + LATER)
    assert credit_of(friend) == {"USD": 625}
    assert credit_of(referrer) == {"EUR": 1_000}


def test_who_bought_as_a_guest_before_is_no_friend():
    referrer, regular = make_customer(), make_customer(email="regular@example.com")
    Order.objects.filter(pk=make_order("20.00").pk).update(email="Regular@example.com")
    assert bring_friend(code=friend_code(customer=referrer), friend=regular) is None
    assert not Referral.objects.exists()


def test_a_friend_who_was_erased_is_nobodys_friend():
    _referrer, friend = came()
    first_order(friend)
    Referral.objects.update(friend=None)
    decide_due(at=clock.now() + LATER)
    assert Referral.objects.get().state == ReferralState.REFUSED
    assert not list(due_referrals(at=clock.now() + LATER))
