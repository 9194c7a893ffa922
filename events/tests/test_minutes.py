"""Minutes in numbers: what the live view reads, counted as the log grows."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from events import minutes
from events.context import EventContext
from events.minutes import Minute, Subject, Ticker, roll_up_minutes, sweep
from events.models import MinuteCount
from events.names import Consent, EventName
from events.services import Fact, record
from foundation.money import Money

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 12, 30, 45, 123456, tzinfo=UTC)
MINUTE = NOW.replace(second=0, microsecond=0)
VIEW = EventName.PRODUCT_VIEWED


def seen(name=VIEW, *, ago=0, session=None, **fact):
    consent = Consent.PERSONALISATION if session else Consent.NECESSARY
    context = EventContext(session=session, visitor=session, consent=consent)
    record(Fact(name, at=NOW - timedelta(seconds=ago), **fact), context=context)


def test_each_minute_tells_what_happened_and_how_many_came():
    ann = uuid4()
    seen(session=ann, product_id=7)
    seen(session=ann, product_id=7, ago=2)
    seen(product_id=8, ago=3)
    seen(ago=61, product_id=7)
    roll_up_minutes(at=NOW)
    assert minutes.minutes(VIEW, NOW - timedelta(minutes=2), until=NOW) == [
        Minute(MINUTE - timedelta(minutes=2)),
        Minute(MINUTE - timedelta(minutes=1), count=1),
        Minute(MINUTE, count=3, people=1),
    ]
    assert minutes.counted_until() == MINUTE


def test_orders_tell_their_value_in_the_base_currency():
    seen(EventName.ORDER_PLACED, value=Money(500, "EUR"))
    seen(EventName.ORDER_PLACED, value=Money(999, "USD"), payload={"base": 900})
    roll_up_minutes(at=NOW)
    [minute] = minutes.minutes(EventName.ORDER_PLACED, NOW, until=NOW)
    assert (minute.count, minute.value_minor) == (2, 1_400)


def test_everything_together_is_counted_once():
    seen(product_id=7)
    seen(EventName.SEARCH_PERFORMED)
    roll_up_minutes(at=NOW)
    assert [minute.count for minute in minutes.minutes(None, NOW, until=NOW)] == [2]


def test_the_most_seen_products_and_lists(monkeypatch):
    monkeypatch.setattr(minutes, "MOST_SUBJECTS", 2)
    for product, times in ((7, 1), (8, 3), (9, 2)):
        for _ in range(times):
            seen(product_id=product)
    seen(product_id=9, ago=60)
    seen(EventName.LIST_VIEWED, payload={"list": "category:mugs"})
    roll_up_minutes(at=NOW)
    since = NOW - timedelta(minutes=5)
    assert minutes.most_seen(VIEW, since) == [Subject("8", 3), Subject("9", 3)]
    assert minutes.most_seen(EventName.LIST_VIEWED, since) == [Subject("category:mugs", 1)]


def test_visits_of_half_an_hour_count_once():
    ann, ben, old = uuid4(), uuid4(), uuid4()
    seen(session=ann, product_id=7)
    seen(session=ann, product_id=7, ago=20 * 60)
    seen(session=ben, product_id=7, ago=29 * 60)
    seen(session=old, product_id=7, ago=31 * 60)
    roll_up_minutes(at=NOW)
    assert minutes.recent_people(at=NOW) == 2
    assert minutes.recent_people(at=NOW + timedelta(minutes=10)) == 0


def test_counting_again_changes_nothing_and_late_events_are_counted():
    seen(product_id=7, ago=120)
    roll_up_minutes(at=NOW, back=10)
    rows = list(MinuteCount.objects.order_by("pk").values())
    roll_up_minutes(at=NOW, back=10)
    assert list(MinuteCount.objects.order_by("pk").values()) == rows
    seen(product_id=7, ago=120)
    roll_up_minutes(at=NOW, back=10)
    assert [
        minute.count for minute in minutes.minutes(VIEW, NOW - timedelta(minutes=2), until=NOW)
    ] == [2, 0, 0]


def test_old_minutes_are_swept():
    seen(product_id=7)
    roll_up_minutes(at=NOW)
    assert sweep(at=NOW) == 0
    assert sweep(at=NOW + timedelta(days=3)) == 3
    assert not MinuteCount.objects.exists()


def test_a_program_counts_every_few_seconds(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(minutes.time, "monotonic", lambda: now[0])

    def slow():
        now[0] += 2.0

    ticker = Ticker(slow)
    assert ticker.tick()
    assert not ticker.tick()
    now[0] = 119.0  # ten times what it took are not over
    assert not ticker.tick()
    now[0] = 121.0
    assert ticker.tick()
