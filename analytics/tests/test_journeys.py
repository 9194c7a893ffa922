"""From the log and the books of a shop to the tables of journeys."""

from datetime import date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db.models import Sum

from accounts.models import Customer
from analytics.journeys.channels import channel_of
from analytics.journeys.jobs import look_at_journeys, write_books
from analytics.journeys.sessions import STEPS, load_sessions
from analytics.journeys.writing import (
    write_all_journeys,
    write_journeys,
    write_missing_journeys,
)
from analytics.models import (
    BasketPair,
    ChannelDay,
    ChannelGroup,
    ChannelStep,
    CohortMonth,
    JourneyPath,
    PathKind,
    SecondOrderWait,
    StageMonth,
    ThingKind,
)
from catalog.tests.factories import make_product
from events.context import EventContext
from events.names import Consent, EventName
from events.services import Fact, record
from foundation.money import Money
from orders.models import Order, OrderLine, OrderState

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 22, 12, tzinfo=ZoneInfo("UTC"))
SEARCHING = {"source": "search", "medium": "organic"}
MAILED = {"source": "newsletter", "medium": "email"}


def _visit(*names, days_ago, visitor=None, customer=None, worth=None, ref="", **came):
    """One session with an event each minute, the last of them an order where it was worth any."""
    context = EventContext(
        visitor=visitor or uuid4(), session=uuid4(), customer=customer,
        consent=came.pop("consent", Consent.PERSONALISATION), **came,
    )  # fmt: skip
    at = NOON - timedelta(days=days_ago)
    for minute, name in enumerate(names):
        record(Fact(name=name, at=at + timedelta(minutes=minute)), context=context)
    if worth is not None:
        fact = Fact(
            name=EventName.ORDER_PLACED, order_ref=ref or uuid4().hex[:12],
            value=Money(worth, "EUR"), at=at + timedelta(minutes=len(names)),
        )  # fmt: skip
        record(fact, context=context)
    return context


def _credit(method):
    rows = ChannelDay.objects.filter(**{f"{method}_orders__gt": 0})
    sums = rows.values("channel").annotate(orders=Sum(f"{method}_orders"))
    return {row["channel"]: pytest.approx(row["orders"]) for row in sums}


def _steps():
    return {
        (row.origin, row.target): row.journeys for row in ChannelStep.objects.order_by("origin")
    }


def test_an_order_is_credited_to_the_visits_that_led_to_it():
    shopper = uuid4()
    _visit(EventName.PRODUCT_VIEWED, days_ago=5, visitor=shopper, **SEARCHING)
    _visit(EventName.PRODUCT_VIEWED, days_ago=2, visitor=shopper, worth=9_999, **MAILED)

    assert write_journeys(at=NOON) == 1

    assert _credit("first") == {ChannelGroup.ORGANIC_SEARCH: 1}
    assert _credit("last") == {ChannelGroup.EMAIL: 1}
    assert _credit("linear") == {ChannelGroup.ORGANIC_SEARCH: 0.5, ChannelGroup.EMAIL: 0.5}
    assert ChannelDay.objects.aggregate(sum=Sum("linear_revenue_minor"))["sum"] == 9_999
    assert set(ChannelDay.objects.values_list("day", flat=True)) == {date(2026, 11, 20)}
    assert _steps() == {
        ("start", "organic_search"): 1, ("organic_search", "email"): 1, ("email", "order"): 1,
    }  # fmt: skip


def test_what_a_browser_did_before_its_owner_logged_in_is_the_owners():
    browser, phone, owner = uuid4(), uuid4(), uuid4()
    _visit(EventName.LIST_VIEWED, days_ago=9, visitor=browser, **SEARCHING)
    _visit(EventName.LIST_VIEWED, days_ago=8, visitor=browser, customer=owner)
    _visit(EventName.LIST_VIEWED, days_ago=7, visitor=phone, customer=owner, worth=100, **MAILED)

    assert write_journeys(at=NOON) == 1

    assert _credit("first") == {ChannelGroup.ORGANIC_SEARCH: 1}


def test_who_did_not_agree_is_in_no_journey():
    _visit(EventName.LIST_VIEWED, days_ago=1, worth=100, consent=Consent.NECESSARY, **SEARCHING)

    assert write_journeys(at=NOON) == 0
    assert not ChannelDay.objects.exists()


def test_a_cancelled_order_is_nobodys_merit():
    _visit(EventName.LIST_VIEWED, days_ago=3, worth=100, ref="abc", **MAILED)
    record(Fact(name=EventName.ORDER_CANCELLED, order_ref="abc", at=NOON))

    write_journeys(at=NOON)

    assert _credit("last") == {}
    assert _steps() == {("start", "email"): 1, ("email", "nothing"): 1}


def test_a_visit_that_led_to_nothing_yet_is_told_anew_once_it_did():
    shopper = uuid4()
    _visit(EventName.LIST_VIEWED, days_ago=20, visitor=shopper, **SEARCHING)
    write_journeys(at=NOON - timedelta(days=10))
    assert _steps() == {("start", "organic_search"): 1, ("organic_search", "nothing"): 1}

    _visit(EventName.LIST_VIEWED, days_ago=1, visitor=shopper, worth=500, **MAILED)
    write_journeys(at=NOON)

    assert ("organic_search", "nothing") not in _steps()
    assert _credit("first") == {ChannelGroup.ORGANIC_SEARCH: 1}


def test_the_whole_log_is_told_the_same_in_parts_as_at_once(monkeypatch):
    for months_ago in range(9):
        shopper = uuid4()
        _visit(EventName.LIST_VIEWED, days_ago=30 * months_ago + 12, visitor=shopper, **SEARCHING)
        _visit(EventName.LIST_VIEWED, days_ago=30 * months_ago, visitor=shopper, worth=70, **MAILED)

    def told():
        return [*ChannelDay.objects.order_by("day", "channel").values_list(
            "day", "channel", "journeys", "people", "linear_orders"
        )], _steps()  # fmt: skip

    assert write_all_journeys(lambda _said: None) == 9
    in_parts = told()
    monkeypatch.setattr("analytics.journeys.writing.MONTHS_AT_ONCE", 24)
    assert write_all_journeys(lambda _said: None) == 9

    assert told() == in_parts
    assert sum(row[4] for row in in_parts[0]) == pytest.approx(9)


def test_months_of_which_nothing_is_told_yet_are_made_up_for():
    for days_ago in (1, 100, 200):
        _visit(EventName.PRODUCT_VIEWED, days_ago=days_ago, worth=70, **MAILED)
    write_journeys(at=NOON)
    assert _credit("last") == {ChannelGroup.EMAIL: 1}

    assert write_missing_journeys(lambda _said: None) == 2

    assert _credit("last") == {ChannelGroup.EMAIL: 3}
    assert write_missing_journeys(lambda _said: None) == 0


def test_people_of_a_channel_are_counted_once_a_month():
    shopper = uuid4()
    for days_ago in (1, 3, 5):
        _visit(EventName.LIST_VIEWED, days_ago=days_ago, visitor=shopper, worth=10, **MAILED)

    write_journeys(at=NOON)

    assert ChannelDay.objects.aggregate(sum=Sum("journeys"))["sum"] == 3
    assert ChannelDay.objects.aggregate(sum=Sum("people"))["sum"] == 1


def test_a_path_is_told_only_where_ten_people_went_it():
    for _person in range(10):
        _visit(EventName.LIST_VIEWED, EventName.PRODUCT_VIEWED, days_ago=2)
    one = uuid4()
    for days_ago in range(12):
        _visit(EventName.SEARCH_PERFORMED, days_ago=days_ago, visitor=one)

    write_journeys(at=NOON)

    paths = JourneyPath.objects.filter(kind=PathKind.STEPS)
    assert [(row.path, row.courses, row.people) for row in paths] == [("list>product", 10, 10)]


def test_paths_of_few_are_told_together_where_they_are_enough():
    names = (EventName.LIST_VIEWED, EventName.SEARCH_PERFORMED)
    for person in range(12):
        _visit(*(names[person >> bit & 1] for bit in range(4)), days_ago=2, worth=100)

    write_journeys(at=NOON)

    rest = JourneyPath.objects.get(kind=PathKind.STEPS)
    assert (rest.path, rest.people, rest.orders, rest.revenue_minor) == ("", 12, 12, 1200)


def test_a_session_is_read_in_the_order_in_which_it_happened():
    _visit(
        EventName.SEARCH_PERFORMED, EventName.PRODUCT_VIEWED, EventName.CART_ITEM_ADDED,
        days_ago=0, worth=100,
    )  # fmt: skip

    sessions = load_sessions(NOON.date(), NOON.date())

    assert [STEPS[step].value for step in sessions.steps.steps] == [
        "search", "product", "cart", "order",
    ]  # fmt: skip
    assert sessions.orders.worth.tolist() == [100]


@pytest.mark.parametrize(
    ("source", "medium", "expected"),
    [
        ("", "", ChannelGroup.DIRECT),
        ("google", "cpc", ChannelGroup.PAID_SEARCH),
        ("google", "organic", ChannelGroup.ORGANIC_SEARCH),
        ("www.google.de", "", ChannelGroup.ORGANIC_SEARCH),
        ("Instagram", "paid", ChannelGroup.PAID_SOCIAL),
        ("m.facebook.com", "", ChannelGroup.SOCIAL),
        ("newsletter", "", ChannelGroup.EMAIL),
        ("spring", "E-Mail", ChannelGroup.EMAIL),
        ("blog.example", "", ChannelGroup.REFERRAL),
        ("partner", "affiliate", ChannelGroup.AFFILIATE),
        ("magazine", "print", ChannelGroup.OTHER),
    ],
)
def test_channels_are_told_by_medium_and_source(source, medium, expected):
    assert channel_of(source, medium) == expected


# --- the books ---------------------------------------------------------------------------------


def _customer(name, *, days_ago=400):
    return Customer.objects.create(
        email=f"{name}@example.com", created_at=NOON - timedelta(days=days_ago)
    )


def _order(product, *, days_ago, customer=None, others=(), state=OrderState.PLACED):
    order = Order.objects.create(
        customer=customer, state=state, currency="EUR", base_currency="EUR",
        placed_at=NOON - timedelta(days=days_ago),
    )  # fmt: skip
    for each in (product, *others):
        OrderLine.objects.create(
            order=order, variant=each.variants.get(), product_id_then=each.pk, sku="x",
            name=each.name, quantity=1, unit_price_minor=1500, total_minor=1500,
        )  # fmt: skip


@pytest.fixture
def product():
    return make_product("Mug")


def test_cohorts_hold_what_their_people_ordered_later(product):
    ann, bob = _customer("ann"), _customer("bob")
    _order(product, customer=ann, days_ago=60)
    _order(product, customer=bob, days_ago=60)
    _order(product, customer=ann, days_ago=2)
    _order(product, customer=bob, days_ago=1, state=OrderState.CANCELLED)

    write_books(at=NOON)

    rows = CohortMonth.objects.order_by("age").values_list("people", "active")
    assert list(rows) == [(2, 2), (2, 0), (2, 1)]
    assert CohortMonth.objects.values_list("month", flat=True)[0] == date(2026, 9, 1)


def test_stages_tell_who_moved(product):
    _order(product, customer=_customer("new", days_ago=40), days_ago=35)
    _customer("prospect")
    back = _customer("back")
    _order(product, customer=back, days_ago=200)
    _order(product, customer=back, days_ago=3)

    write_books(at=NOON)

    november = StageMonth.objects.filter(month=date(2026, 11, 1))
    assert {(row.before, row.stage, row.people) for row in november} == {
        ("new", "new", 1), ("prospect", "prospect", 1), ("slipping", "returning", 1),
    }  # fmt: skip


def test_the_wait_for_the_second_order_is_told_of_enough_customers(product):
    for number in range(20):
        someone = _customer(f"c{number}")
        _order(product, customer=someone, days_ago=50)
        if number < 8:
            _order(product, customer=someone, days_ago=20)

    write_books(at=NOON)

    every = SecondOrderWait.objects.filter(year=0)
    assert every.get(days=28).waiting == 1
    assert every.get(days=35).waiting == pytest.approx(0.6)
    assert every.get(days=35).low < 0.6 < every.get(days=35).high
    assert every.get(days=49).at_risk == 12
    assert not every.filter(days__gt=50).exists()


def test_pairs_in_baskets_are_of_products_and_of_their_categories(product):
    other = make_product("Saucer", category="Saucers")
    single = make_product("Nail", category="Nails")
    for number in range(12):
        _order(product, others=[other], days_ago=9, customer=_customer(f"pair{number}"))
    for number in range(40):
        _order(single, days_ago=9, customer=_customer(f"single{number}"))

    write_books(at=NOON)

    pair = BasketPair.objects.get(kind=ThingKind.PRODUCT)
    assert {pair.left_id, pair.right_id} == {product.pk, other.pk}
    assert (pair.both, pair.people, pair.baskets) == (12, 12, 52)
    of_categories = BasketPair.objects.get(kind=ThingKind.CATEGORY)
    assert {of_categories.left_id, of_categories.right_id} == {
        product.category_id, other.category_id,
    }  # fmt: skip


def test_an_empty_shop_has_empty_tables():
    look_at_journeys(lambda _said: None, whole=True, at=NOON)

    assert not CohortMonth.objects.exists()
    assert not ChannelDay.objects.exists()
    assert not StageMonth.objects.exists()


def test_doing_it_again_changes_nothing(product):
    for number in range(11):
        _order(product, customer=_customer(f"c{number}"), days_ago=50)
        _visit(EventName.LIST_VIEWED, days_ago=1, worth=10)

    def told():
        models = (ChannelDay, ChannelStep, JourneyPath, CohortMonth, StageMonth, SecondOrderWait)
        return [
            sorted(str(values[1:]) for values in model.objects.values_list()) for model in models
        ]

    look_at_journeys(lambda _said: None, at=NOON)
    once = told()
    look_at_journeys(lambda _said: None, at=NOON)

    assert told() == once
    assert all(once)
