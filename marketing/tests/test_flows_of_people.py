"""Who enters by an agreement, a visit, a birthday, or an order that arrived."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from accounts.ages import set_birth_year
from accounts.birthdays import set_birthday
from accounts.models import Customer
from accounts.services import give_consent
from catalog.models import Product, Review
from catalog.tests.factories import make_product
from events.context import EventContext
from events.names import Consent, EventName
from events.services import Fact, record
from foundation.ids import uuid7
from marketing.flows.birthday import celebrated_on
from marketing.flows.registry import finder_of
from marketing.kinds import Trigger
from marketing.models import Campaign
from marketing.tests.factories import make_enrolment, make_flow, make_reader
from notifications.kinds import MailKind, MailState
from notifications.models import Mail
from orders.models import FulfilmentState, Order, Shipment
from orders.tests.factories import check_out, make_cart

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def find(flow: Campaign, *, hours: float = 24, until: datetime | None = None):
    end = until or timezone.now()
    return list(finder_of(flow).find(flow, since=end - timedelta(hours=hours), until=end))


def holds(flow: Campaign, entry) -> bool:
    customer = Customer.objects.get(pk=entry.customer_id)
    enrolment = make_enrolment(flow, customer, about=entry.about)
    return finder_of(flow).still_holds(enrolment, timezone.now())


# --- welcome --------------------------------------------------------------------------------
def agree(customer: Customer, level: Consent, *, hours_ago: float = 1) -> None:
    give_consent(
        level=level, before=Consent(customer.consent), wording="test", customer=customer,
        at=timezone.now() - timedelta(hours=hours_ago),
    )  # fmt: skip


def test_who_agrees_to_marketing_for_the_first_time_is_welcomed_once():
    customer = make_reader(consent=Consent.NECESSARY)
    agree(customer, Consent.MARKETING)
    flow = make_flow(Trigger.WELCOME)
    (entry,) = find(flow)
    assert (entry.customer_id, entry.key) == (customer.pk, "welcome")
    agree(customer, Consent.NECESSARY, hours_ago=0.5)
    assert find(flow) == []
    agree(customer, Consent.ALL, hours_ago=0.1)
    assert [one.customer_id for one in find(flow, hours=0.3)] == []


@pytest.mark.parametrize("level", [Consent.NECESSARY, Consent.PERSONALISATION])
def test_no_other_choice_is_an_agreement_to_be_written_to(level):
    agree(make_reader(consent=Consent.NECESSARY), level)
    assert find(make_flow(Trigger.WELCOME)) == []


def test_who_tells_a_birthday_or_a_year_of_birth_is_not_welcomed_for_that():
    customer = make_reader()  # agreed before this shop kept records
    set_birthday(customer=customer, month=2, day=3, at=timezone.now() - HOUR)
    set_birth_year(customer=customer, year=1990, at=timezone.now() - HOUR)
    assert find(make_flow(Trigger.WELCOME)) == []


def test_those_who_have_ordered_are_welcomed_too_unless_the_flow_says_otherwise():
    customer = make_reader(consent=Consent.NECESSARY)
    check_out(make_cart(make_product(), customer=customer), customer=customer)
    agree(customer, Consent.MARKETING)
    assert len(find(make_flow(Trigger.WELCOME))) == 1
    assert find(make_flow(Trigger.WELCOME, settings={"greets_buyers": False})) == []


# --- looked and left ------------------------------------------------------------------------
def visit(customer: Customer, *products: Product, hours_ago: float = 26) -> None:
    for product in products:
        tell(customer, EventName.PRODUCT_VIEWED, product, hours_ago=hours_ago)


def tell(customer: Customer, name: EventName, product: Product, *, hours_ago: float) -> None:
    context = EventContext(
        customer=customer.pseudonym, visitor=uuid7(), consent=int(customer.consent)
    )
    at = timezone.now() - timedelta(hours=hours_ago)
    record(Fact(name=name, product_id=product.pk, at=at), context=context)


def test_what_was_looked_at_most_comes_first():
    customer, once, twice = make_reader(), make_product(), make_product()
    visit(customer, once, twice, twice)
    flow = make_flow(Trigger.ABANDONED_BROWSE)
    (entry,) = find(flow)
    assert entry.customer_id == customer.pk
    assert entry.about == {"products": [twice.pk, once.pk]}
    assert holds(flow, entry)


def test_one_look_is_not_enough_unless_the_flow_says_so():
    visit(make_reader(), make_product())
    assert find(make_flow(Trigger.ABANDONED_BROWSE)) == []
    assert len(find(make_flow(Trigger.ABANDONED_BROWSE, settings={"views": 1}))) == 1


@pytest.mark.parametrize(
    ("name", "hours_ago"),
    [
        (EventName.CART_ITEM_ADDED, 25),
        (EventName.ORDER_PLACED, 2),
        (EventName.PRODUCT_VIEWED, 2),
    ],
)
def test_who_decided_or_came_back_is_left_in_peace(name, hours_ago):
    customer, product = make_reader(), make_product()
    visit(customer, product, make_product())
    flow = make_flow(Trigger.ABANDONED_BROWSE)
    assert len(find(flow)) == 1
    tell(customer, name, product, hours_ago=hours_ago)
    assert find(flow) == []


@pytest.mark.parametrize("consent", [Consent.NECESSARY, Consent.MARKETING, Consent.PERSONALISATION])
def test_no_visit_counts_of_who_withdrew_one_of_the_two_consents(consent):
    customer = make_reader()
    visit(customer, make_product(), make_product())
    Customer.objects.filter(pk=customer.pk).update(consent=consent)
    assert find(make_flow(Trigger.ABANDONED_BROWSE)) == []


def test_who_decides_after_entering_is_not_written_to_any_more():
    customer, product = make_reader(), make_product()
    flow = make_flow(Trigger.ABANDONED_BROWSE)
    enrolment = make_enrolment(
        flow, customer, about={"products": [product.pk]}, entered_at=timezone.now() - HOUR
    )
    assert finder_of(flow).still_holds(enrolment, timezone.now())
    tell(customer, EventName.CART_ITEM_ADDED, product, hours_ago=0.5)
    assert not finder_of(flow).still_holds(enrolment, timezone.now())


# --- birthday -------------------------------------------------------------------------------
def at_noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("born", "day", "is_greeted"),
    [
        ((6, 10), date(2026, 6, 10), True),
        ((6, 10), date(2026, 6, 11), False),
        ((2, 29), date(2027, 2, 28), True),
        ((2, 29), date(2028, 2, 28), False),
        ((2, 29), date(2028, 2, 29), True),
        ((12, 31), date(2026, 12, 31), True),
    ],
)
def test_a_birthday_is_greeted_on_its_day(born, day, is_greeted):
    customer = make_reader(birth_month=born[0], birth_day=born[1], consent=Consent.MARKETING)
    found = find(make_flow(Trigger.BIRTHDAY), until=at_noon(day))
    assert [entry.customer_id for entry in found] == ([customer.pk] if is_greeted else [])
    assert all(entry.key == f"birthday:{day.year}" for entry in found)


def test_a_greeting_may_come_days_before_over_the_end_of_a_year():
    make_reader(birth_month=1, birth_day=2)
    flow = make_flow(Trigger.BIRTHDAY, settings={"days_before": 5})
    (entry,) = find(flow, until=at_noon(date(2026, 12, 28)))
    assert entry.key == "birthday:2027"


def test_every_day_of_four_years_is_celebrated_once_by_each():
    days = [date(2025, 1, 1) + number * DAY for number in range(4 * 365 + 1)]
    seen = [(born, day.year) for day in days for born in celebrated_on(day)]
    assert len(seen) == len(set(seen)) == 4 * 366


# --- after a purchase -----------------------------------------------------------------------
def arrived(
    customer: Customer, product: Product, *, days_ago: float, is_noted: bool = True
) -> Order:
    order = check_out(make_cart(product, customer=customer), customer=customer)
    at = timezone.now() - timedelta(days=days_ago)
    Order.objects.filter(pk=order.pk).update(
        fulfilment_state=FulfilmentState.FULFILLED, placed_at=at - 3 * DAY
    )
    Shipment.objects.create(order=order, shipped_at=at, delivered_at=at if is_noted else None)
    return order


def test_a_week_after_the_goods_arrived_their_buyer_enters():
    customer, product = make_reader(), make_product()
    order = arrived(customer, product, days_ago=7.5)
    arrived(make_reader(), product, days_ago=6.5)
    arrived(make_reader(), product, days_ago=8.5)
    flow = make_flow(Trigger.POST_PURCHASE)
    (entry,) = find(flow)
    assert entry.customer_id == customer.pk
    assert entry.about == {
        "order": order.public_id,
        "variants": [product.variants.get().pk],
        "products": [product.pk],
    }
    assert holds(flow, entry)
    Order.objects.filter(pk=order.pk).update(fulfilment_state=FulfilmentState.RETURNED)
    assert not holds(flow, entry)


def test_where_nobody_noted_the_arrival_the_days_on_the_way_are_added():
    arrived(make_reader(), make_product(), days_ago=7.5, is_noted=False)
    assert find(make_flow(Trigger.POST_PURCHASE)) == []
    assert len(find(make_flow(Trigger.POST_PURCHASE, settings={"days_on_the_way": 0}))) == 1


def test_an_order_counts_when_its_last_parcel_has_arrived():
    order = arrived(make_reader(), make_product(), days_ago=7.5)
    Shipment.objects.create(
        order=order, shipped_at=timezone.now() - 2 * DAY, delivered_at=timezone.now() - DAY
    )
    assert find(make_flow(Trigger.POST_PURCHASE)) == []


# --- reviews --------------------------------------------------------------------------------
@pytest.fixture
def requested(settings):
    settings.SHOP_REVIEW_REQUEST_DAYS = 14

    def _make(days_ago: float = 10.5) -> tuple[Order, Product]:
        customer, product = make_reader(), make_product()
        order = arrived(customer, product, days_ago=30)
        asked_at = timezone.now() - timedelta(days=days_ago)
        Mail.objects.create(
            kind=MailKind.REVIEW_REQUEST, key=f"review.request:{order.public_id}",
            to=customer.email, language="en", state=MailState.SENT, queued_at=asked_at,
            sent_at=asked_at,
        )  # fmt: skip
        return order, product

    return _make


def review(order: Order, product: Product) -> None:
    Review.objects.create(product=product, customer=order.customer, author="Ada", rating=5)


def test_who_has_not_answered_the_request_is_asked_again(requested):
    order, product = requested()
    flow = make_flow(Trigger.REVIEW_REQUEST)
    (entry,) = find(flow)
    assert entry.about["order"] == order.public_id
    assert holds(flow, entry)
    review(order, product)
    assert not holds(flow, entry)
    assert find(flow) == []


@pytest.mark.parametrize("days_ago", [9.5, 11.5])
def test_the_second_request_has_its_day(requested, days_ago):
    requested(days_ago)
    assert find(make_flow(Trigger.REVIEW_REQUEST)) == []


def test_what_was_never_asked_for_is_not_asked_again(settings):
    settings.SHOP_REVIEW_REQUEST_DAYS = 14
    arrived(make_reader(), make_product(), days_ago=10.5)
    assert find(make_flow(Trigger.REVIEW_REQUEST)) == []


def test_where_the_shop_sends_no_requests_the_flow_is_the_first(settings):
    settings.SHOP_REVIEW_REQUEST_DAYS = 0
    order = arrived(make_reader(), make_product(), days_ago=10.5)
    (entry,) = find(make_flow(Trigger.REVIEW_REQUEST))
    assert entry.about["order"] == order.public_id
