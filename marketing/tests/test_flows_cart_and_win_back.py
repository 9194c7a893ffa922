"""Who enters by a cart that was left, and by a risk to be lost."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from django.utils import timezone

from accounts.models import Customer
from analytics.models import CustomerProfile, RfmSegment, SegmentStrategy
from catalog.tests.factories import make_product
from events.names import Consent
from foundation import clock
from foundation.refusals import Refusal
from marketing.flows.registry import finder_of
from marketing.kinds import Medium, Trigger
from marketing.models import Campaign
from marketing.tests.factories import make_enrolment, make_flow, make_reader, make_step
from orders.models import Cart, CartState
from orders.tests.factories import check_out, make_cart

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def found(flow: Campaign, *, since: datetime, until: datetime):
    return list(finder_of(flow).find(flow, since=since, until=until))


def leave(cart: Cart, *, hours: float) -> Cart:
    left_at = timezone.now() - timedelta(hours=hours)
    Cart.objects.filter(pk=cart.pk).update(updated_at=left_at)
    return cart


def cart_flow(**settings: int) -> Campaign:
    return make_flow(Trigger.ABANDONED_CART, settings=settings)


def find_carts(flow: Campaign):
    now = timezone.now()
    return found(flow, since=now - HOUR, until=now)


# --- abandoned carts ------------------------------------------------------------------------
def test_a_cart_left_for_four_hours_is_found_with_what_lies_in_it_the_dearest_first():
    cheap, dear = make_product(price="5.00"), make_product(price="50.00")
    cart = leave(make_cart(cheap, dear, customer=make_reader()), hours=4.5)
    (entry,) = find_carts(cart_flow())
    assert entry.customer_id == cart.customer_id
    assert entry.about == {
        "cart": cart.pk,
        "variants": [dear.variants.get().pk, cheap.variants.get().pk],
    }


@pytest.mark.parametrize("hours", [0, 3.9, 5.1])
def test_a_cart_enters_in_the_window_in_which_its_hours_run_out_and_in_no_other(hours):
    leave(make_cart(make_product(), customer=make_reader()), hours=hours)
    assert find_carts(cart_flow()) == []


def test_the_hours_are_a_setting():
    leave(make_cart(make_product(), customer=make_reader()), hours=10.5)
    assert find_carts(cart_flow()) == []
    assert len(find_carts(cart_flow(hours=10))) == 1


def test_neighbouring_windows_find_each_cart_once():
    for minutes in range(0, 120, 7):
        cart = make_cart(make_product(), customer=make_reader())
        leave(cart, hours=4 + minutes / 60)
    flow, now = cart_flow(), timezone.now()
    edges = [now - timedelta(minutes=part) for part in (180, 97, 49, 48, 5, 0)]
    keys = [
        entry.key
        for since, until in pairwise(edges)
        for entry in found(flow, since=since, until=until)
    ]
    assert len(keys) == len(set(keys)) == 18


def test_nobody_is_reminded_of_an_empty_cart_a_guests_one_or_one_that_was_ordered():
    empty = make_cart(customer=make_reader())
    leave(empty, hours=4.5)
    leave(make_cart(make_product()), hours=4.5)
    bought = make_cart(make_product(), customer=make_reader())
    check_out(bought)
    leave(bought, hours=4.5)
    assert find_carts(cart_flow()) == []


def test_who_ordered_something_else_since_is_left_in_peace():
    customer = make_reader()
    order = check_out(make_cart(make_product(), customer=customer), customer=customer)
    left = make_cart(make_product(), customer=customer)
    leave(left, hours=4.5)
    assert order.customer_id == customer.pk
    assert order.placed_at > left.updated_at - 5 * HOUR
    assert find_carts(cart_flow()) == []


@pytest.mark.parametrize("consent", [Consent.NECESSARY, Consent.PERSONALISATION])
def test_no_cart_of_somebody_who_did_not_agree_to_marketing_is_looked_at(consent):
    leave(make_cart(make_product(), customer=make_reader(consent=consent)), hours=4.5)
    assert find_carts(cart_flow()) == []


def test_a_cart_that_is_changed_and_left_again_is_another_entry():
    cart = leave(make_cart(make_product(), customer=make_reader()), hours=4.8)
    flow = cart_flow()
    (first,) = find_carts(flow)
    leave(cart, hours=4.1)
    (second,) = find_carts(flow)
    assert first.key != second.key


def test_a_cart_that_was_emptied_or_ordered_is_no_reason_any_more():
    cart = leave(make_cart(make_product(), customer=make_reader()), hours=4.5)
    flow = cart_flow()
    (entry,) = find_carts(flow)
    enrolment = make_enrolment(flow, cart.customer, key=entry.key, about=entry.about)
    finder, now = finder_of(flow), timezone.now()
    assert finder.still_holds(enrolment, now)
    Cart.objects.filter(pk=cart.pk).update(state=CartState.ORDERED)
    assert not finder.still_holds(enrolment, now)
    Cart.objects.filter(pk=cart.pk).update(state=CartState.OPEN)
    cart.lines.all().delete()
    assert not finder.still_holds(enrolment, now)


# --- win-back -------------------------------------------------------------------------------
def profiled(
    customer: Customer | None = None,
    *,
    risk: float | None = 0.9,
    silent_days: int = 120,
    orders: int = 4,
    span_days: int = 90,
    segment: RfmSegment = RfmSegment.AT_RISK,
) -> CustomerProfile:
    today = clock.business_day()
    last = today - timedelta(days=silent_days)
    return CustomerProfile.objects.create(
        customer=customer or make_reader(),
        as_of=today,
        written_at=timezone.now() - HOUR,
        first_order_on=last - timedelta(days=span_days),
        last_order_on=last,
        orders=orders,
        segment=segment,
        churn_risk=risk,
    )


def find_lost(flow: Campaign | None = None):
    flow = flow or make_flow(Trigger.WIN_BACK)
    if not flow.steps.exists():
        make_step(flow)
    return found(flow, since=timezone.now() - 24 * HOUR, until=timezone.now())


def test_who_is_at_risk_and_overdue_is_found_and_the_flow_knows_why():
    profile = profiled(risk=0.87654)
    (entry,) = find_lost()
    assert entry.customer_id == profile.customer_id
    assert entry.key == f"silent_since:{profile.last_order_on}"
    assert entry.about == {"segment": "at_risk", "risk": 0.877, "most_off_percent": 15}


@pytest.mark.parametrize("risk", [None, 0.59])
def test_who_is_not_at_risk_is_not_bothered(risk):
    profiled(risk=risk)
    assert find_lost() == []


def test_who_orders_seldom_is_not_overdue_when_who_orders_often_is():
    profiled(orders=10, span_days=9 * 30, silent_days=100)
    profiled(orders=3, span_days=2 * 200, silent_days=100)
    (entry,) = find_lost()
    assert CustomerProfile.objects.get(customer=entry.customer_id).orders == 10


def test_by_a_profile_nobody_is_written_to_who_agreed_to_marketing_alone():
    profiled(make_reader(consent=Consent.MARKETING))
    assert find_lost() == []


@pytest.mark.parametrize(
    ("segment", "medium", "is_found"),
    [
        (RfmSegment.AT_RISK, Medium.EMAIL, True),
        (RfmSegment.LOST, Medium.EMAIL, False),
        (RfmSegment.CANNOT_LOSE, Medium.EMAIL, False),
        (RfmSegment.ABOUT_TO_SLEEP, Medium.EMAIL, False),
        (RfmSegment.ABOUT_TO_SLEEP, Medium.INBOX, True),
    ],
)
def test_a_segment_is_written_to_as_its_strategy_has_it(segment, medium, is_found):
    flow = make_flow(Trigger.WIN_BACK)
    make_step(flow, medium=medium)
    profiled(segment=segment)
    assert bool(find_lost(flow)) is is_found


def test_staff_may_decide_a_strategy_or_that_the_flow_does_not_mind():
    profiled(segment=RfmSegment.LOST)
    assert find_lost() == []
    assert len(find_lost(make_flow(Trigger.WIN_BACK, settings={"follows_strategies": False}))) == 1
    SegmentStrategy.objects.create(
        segment=RfmSegment.LOST, action="Write", tone="Brief", channel="mail",
        changed_at=timezone.now(),
    )  # fmt: skip
    assert len(find_lost()) == 1


def test_who_ordered_again_is_back():
    flow = make_flow(Trigger.WIN_BACK)
    customer = make_reader()
    enrolment = make_enrolment(flow, customer, entered_at=timezone.now() - HOUR)
    assert finder_of(flow).still_holds(enrolment, timezone.now())
    check_out(make_cart(make_product(), customer=customer), customer=customer)
    assert not finder_of(flow).still_holds(enrolment, timezone.now())


# --- settings -------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"hours": 0}, "hours"),
        ({"hours": "4"}, "hours"),
        ({"hours": True}, "hours"),
        ({"x": 1}, ""),
    ],
)
def test_settings_out_of_their_bounds_or_of_another_kind_are_refused(told, field):
    flow = cart_flow(**told)
    with pytest.raises(Refusal) as caught:
        finder_of(flow).settings_of(flow)
    assert (caught.value.field or "") == field


def test_a_campaign_without_a_trigger_has_no_finder():
    with pytest.raises(LookupError):
        finder_of(Campaign(trigger=""))
