"""The end of a day, reckoned again from the ledger: always the same."""

from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.tests.factories import make_product
from events import jobs
from events.models import DailyDemand, Event, Job
from foundation import clock
from inventory.history import PastMovement, record_history
from inventory.models import MovementType, PolicyKind, Warehouse
from inventory.services import (
    allocate_stock,
    default_warehouse,
    receive_stock,
    set_stock_policy,
    ship_stock,
)
from inventory.snapshots import levels_at_end_of, stock_out_minutes, take_snapshot
from inventory.stock_outs import Change, Span, minutes_within, sold_out_spans

DAY = date(2026, 3, 10)


def at(hour: int, minute: int = 0, day: date = DAY) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=clock.shop_zone())


@pytest.fixture
def variant(db):
    return make_product(stock=None).variants.get()


def _minutes(variant, day=DAY):
    return stock_out_minutes(first_day=day, last_day=day).get(day, {}).get(variant.pk, 0)


def _receive(variant, units, moment, warehouse=None):
    receive_stock(variant_id=variant.pk, quantity=units, warehouse=warehouse, at=moment)


def _sell(variant, units, moment, name="o"):
    allocate_stock(reference=name, quantities={variant.pk: units}, at=moment)


def test_minutes_run_from_the_last_unit_sold_to_the_next_that_comes(variant):
    _receive(variant, 2, at(8))
    _sell(variant, 2, at(10))
    ship_stock(reference="o", at=at(11))
    _receive(variant, 5, at(13, 30))
    assert _minutes(variant) == 210


def test_a_stock_out_goes_on_over_days(variant):
    _receive(variant, 1, at(8))
    _sell(variant, 1, at(20))
    _receive(variant, 1, at(6, day=DAY + timedelta(days=2)))
    found = stock_out_minutes(first_day=DAY, last_day=DAY + timedelta(days=2))
    assert [found[DAY + timedelta(days=n)][variant.pk] for n in range(3)] == [240, 1440, 360]
    for offset in range(3):  # one day alone says the same
        day = DAY + timedelta(days=offset)
        assert _minutes(variant, day) == found[day][variant.pk]


def test_what_lies_elsewhere_counts_unless_it_is_out_of_use(variant):
    other = Warehouse.objects.create(code="other", name="Other")
    _receive(variant, 1, at(8))
    _receive(variant, 1, at(9), warehouse=other)
    _sell(variant, 1, at(12))
    assert _minutes(variant) == 0
    Warehouse.objects.filter(pk=other.pk).update(is_active=False)
    assert _minutes(variant) == 720


def test_while_more_may_be_promised_it_is_not_sold_out(variant):
    _receive(variant, 1, at(8))
    set_stock_policy(variant=variant, kind=PolicyKind.BACKORDER, limit=2, at=at(9))
    _sell(variant, 2, at(10), "a")  # one waits
    assert _minutes(variant) == 0
    _sell(variant, 1, at(20), "b")  # the limit is reached
    assert _minutes(variant) == 240
    _receive(variant, 4, at(22))
    assert _minutes(variant) == 120


def test_a_preorder_ends_on_its_day_unless_the_policy_was_changed(variant):
    _receive(variant, 1, at(8))
    _sell(variant, 1, at(9))
    tomorrow = DAY + timedelta(days=1)
    set_stock_policy(
        variant=variant, kind=PolicyKind.PREORDER, limit=5, releases_on=tomorrow, at=at(10)
    )
    assert _minutes(variant) == 60
    assert _minutes(variant, tomorrow) == 1440
    set_stock_policy(variant=variant, kind=PolicyKind.BACKORDER, limit=5, at=at(12))
    assert _minutes(variant, tomorrow) == 0


def test_a_variant_counts_from_its_first_movement_on(variant):
    _receive(variant, 1, at(12))
    assert _minutes(variant) == 0
    assert _minutes(variant, DAY - timedelta(days=1)) == 0


def test_the_same_day_twice_is_the_same(variant):
    _receive(variant, 3, at(8))
    _sell(variant, 3, at(18))
    DailyDemand.objects.create(
        variant_id=variant.pk, product_id=variant.product_id, day=DAY, units=3, promoted=True
    )
    for _ in range(2):
        assert take_snapshot(day=DAY) == 1
        event = Event.objects.get(name="stock.snapshot")
        assert (event.variant_id, event.quantity) == (variant.pk, 3)
        assert clock.business_day(event.occurred_at) == DAY
        assert event.payload["stock_out_minutes"] == 360
        row = DailyDemand.objects.get(variant_id=variant.pk, day=DAY)
        assert (row.units, row.promoted, row.stock_out_minutes) == (3, True, 360)


def test_a_day_is_what_it_was_whatever_came_after(variant):
    _receive(variant, 3, at(8))
    _receive(variant, 9, at(8, day=DAY + timedelta(days=1)))
    assert [level.on_hand for level in levels_at_end_of(DAY)] == [3]


def test_a_correction_takes_minutes_back(variant):
    _receive(variant, 1, at(8))
    _sell(variant, 1, at(12))
    take_snapshot(day=DAY)
    record_history(
        movements=[
            PastMovement(
                variant.pk, default_warehouse().pk, MovementType.RECEIPT, at(9), on_hand_change=1
            )
        ]
    )
    take_snapshot(day=DAY)
    assert DailyDemand.objects.get(variant_id=variant.pk).stock_out_minutes == 0


def test_the_nightly_job_makes_up_for_missed_nights(variant, monkeypatch):
    _receive(variant, 1, at(8))
    take_snapshot(day=DAY)
    monkeypatch.setattr("foundation.clock.now", lambda: at(0, 20, DAY + timedelta(days=4)))
    jobs.enqueue("inventory.snapshot", key="inventory.snapshot@test")
    assert jobs.run_due() == 1
    assert Job.objects.get().result["first"] == str(DAY + timedelta(days=1))
    days = Event.objects.filter(name="stock.snapshot").values_list("payload__day", flat=True)
    assert sorted(days) == [str(DAY + timedelta(days=n)) for n in range(4)]


MOMENTS = st.integers(0, 2 * 1440)
START = datetime(2026, 1, 1, tzinfo=ZoneInfo("UTC"))


@given(st.lists(st.tuples(MOMENTS, st.integers(-3, 3)), max_size=15))
def test_spans_are_the_minutes_in_which_the_running_sum_is_nothing(steps):
    steps.sort(key=lambda step: step[0])
    until = START + timedelta(minutes=2 * 1440)
    changes = [Change(START + timedelta(minutes=m), free) for m, free in steps]

    spans = sold_out_spans(changes, until=until)

    expected = 0
    for minute in range(2 * 1440):
        known = [free for m, free in steps if m <= minute]
        expected += bool(known) and sum(known) <= 0
    assert minutes_within(spans, START, until) == expected
    assert all(a.end < b.start for a, b in pairwise(spans))


def test_a_day_in_spring_has_an_hour_less():
    zone = ZoneInfo("Europe/Berlin")
    start, end = (
        datetime(2026, 3, day, tzinfo=zone).astimezone(ZoneInfo("UTC")) for day in (29, 30)
    )
    assert minutes_within([Span(start, end)], start, end) == 23 * 60
