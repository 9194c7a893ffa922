"""Days of traffic: sessions with their steps, what nobody is named for, and the log's end."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from analytics.models import CustomerProfile, DailyTraffic, Dimension, RfmSegment
from analytics.rollups import selectors
from analytics.rollups.traffic import roll_up_traffic
from analytics.tests.buyers import make_buyer
from events.context import EventContext
from events.models import ArchivedDay, Event
from events.names import Consent, Device, EventName
from events.services import Fact, record
from foundation import clock

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
VIEW, CART = EventName.PRODUCT_VIEWED, EventName.CART_ITEM_ADDED
CHECKOUT, ORDER = EventName.CHECKOUT_STARTED, EventName.ORDER_PLACED


def visit(*names, at=NOON, visitor=None, consent=Consent.PERSONALISATION, **how):
    """A session that does one thing a minute; returns who came."""
    who = visitor or uuid4()
    context = EventContext(visitor=who, session=uuid4(), consent=consent, **how)
    for minute, name in enumerate(names):
        record(Fact(name, product_id=7, at=at + timedelta(minutes=minute)), context=context)
    return who


def total(**filters):
    roll_up_traffic(DAY)
    return selectors.traffic_total(DAY, DAY, **filters)


def test_sessions_count_with_the_steps_they_reached():
    visit(EventName.LIST_VIEWED)
    visit(VIEW, VIEW)
    visit(VIEW, CART)
    visit(EventName.SEARCH_PERFORMED, VIEW, CART, CHECKOUT)
    visit(VIEW, CART, CHECKOUT, ORDER)
    found = total()
    steps = (found.sessions, found.viewed, found.carted, found.started, found.ordered)
    assert steps == (5, 4, 3, 2, 1)
    assert (found.product_views, found.searches, found.conversion) == (5, 1, 0.2)


def test_who_ordered_passed_every_step_whatever_the_log_heard_of():
    visit(ORDER)
    found = total()
    assert (found.viewed, found.carted, found.started, found.ordered) == (1, 1, 1, 1)


def test_visitors_count_once_a_day_however_often_they_come():
    someone = visit(VIEW)
    visit(VIEW, visitor=someone, at=NOON + timedelta(hours=5))
    visit(VIEW)
    found = total()
    assert (found.sessions, found.visitors) == (3, 2)


def test_those_who_did_not_agree_are_views_without_a_session():
    visit(VIEW, CART, consent=Consent.NECESSARY, device=Device.PHONE)
    found = total()
    assert (found.sessions, found.product_views, found.unnamed_views) == (0, 0, 1)
    phone = selectors.traffic_total(DAY, DAY, dimension=Dimension.DEVICE, value="phone")
    assert phone.unnamed_views == 1


def test_a_session_over_midnight_belongs_to_the_day_on_which_it_began():
    start, end = clock.day_bounds(DAY)
    visit(VIEW, CART, ORDER, at=end - timedelta(minutes=1))
    visit(VIEW, CART, at=start - timedelta(minutes=1))
    found = total()
    assert (found.sessions, found.ordered) == (1, 1)
    roll_up_traffic(DAY + timedelta(days=1))
    assert selectors.traffic_total(DAY, DAY + timedelta(days=1)).sessions == 1


def test_a_session_is_of_where_it_came_from_not_of_its_last_page():
    who, session = uuid4(), uuid4()
    consent = Consent.PERSONALISATION
    landing = EventContext(visitor=who, session=session, source="social", consent=consent)
    later = EventContext(visitor=who, session=session, consent=consent)
    record(Fact(VIEW, product_id=7, at=NOON), context=landing)
    record(Fact(ORDER, at=NOON + timedelta(minutes=9)), context=later)
    social = total(dimension=Dimension.SOURCE, value="social")
    assert (social.sessions, social.ordered) == (1, 1)
    assert [value for value, _ in selectors.traffic_by_value(DAY, DAY, dimension="source")] == [
        "social"
    ]


def test_sessions_of_customers_are_parted_by_their_segment():
    ann = make_buyer()
    CustomerProfile.objects.create(
        customer=ann, as_of=DAY, written_at=NOON, segment=RfmSegment.LOYAL
    )
    who, session = uuid4(), uuid4()
    consent = Consent.PERSONALISATION
    for customer in (None, ann.pseudonym):
        context = EventContext(visitor=who, session=session, customer=customer, consent=consent)
        record(Fact(VIEW, product_id=7, at=NOON), context=context)
    visit(VIEW)
    assert total(dimension=Dimension.SEGMENT, value=RfmSegment.LOYAL).sessions == 1
    assert selectors.traffic_total(DAY, DAY).sessions == 2


def test_late_events_are_counted_when_the_day_is_summed_again():
    visit(VIEW)
    assert total().sessions == 1
    visit(VIEW, ORDER)
    assert (total().sessions, total().ordered) == (2, 1)


def test_who_came_before_midnight_is_not_counted_again_when_the_log_drops_that_evening():
    start, _end = clock.day_bounds(DAY)
    evening = DAY - timedelta(days=1)
    visit(VIEW, CART, at=start - timedelta(minutes=1))
    visit(VIEW)
    assert total().sessions == 1
    ArchivedDay.objects.create(
        day=evening, rows=1, size=1, sha256="0" * 64, exported_at=NOON, dropped_at=NOON
    )
    Event.objects.filter(occurred_at__lt=start).delete()
    assert total().sessions == 1


def test_a_day_that_the_log_has_dropped_stays_as_it_was():
    visit(VIEW)
    assert total().sessions == 1
    ArchivedDay.objects.create(
        day=DAY, rows=1, size=1, sha256="0" * 64, exported_at=NOON, dropped_at=NOON
    )
    Event.objects.all().delete()
    assert roll_up_traffic(DAY) == 0
    assert DailyTraffic.objects.get(dimension=Dimension.ALL).sessions == 1
