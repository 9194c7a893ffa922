"""How the log ends: summed, exported, checked, and only then dropped."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO
from uuid import uuid4

import pyarrow.parquet as pq
import pytest
from django.core.management import call_command

from analytics.models import DailyProduct, DailyTraffic, Dimension
from analytics.rollups import retention
from analytics.rollups.jobs import hear_of_cancellations, hear_of_late_events
from analytics.rollups.retention import NotArchived, drop_day, tidy_log
from analytics.rollups.selectors import sales_total
from analytics.tests.buyers import bought, make_buyer
from events import archive, dropping
from events.context import EventContext
from events.models import ArchivedDay, DailyDemand, Event
from events.names import Consent, EventName
from events.rollups import rebuild_daily_demand
from events.services import Fact, record
from foundation import clock
from foundation.money import Money
from orders.models import Order, OrderState

pytestmark = pytest.mark.django_db

TODAY = datetime(2026, 6, 1, 12, tzinfo=UTC)
OLD = TODAY - timedelta(days=100)
DAY = OLD.date()


def seen(at=OLD, **fact):
    record(Fact(EventName.PRODUCT_VIEWED, product_id=7, at=at, **fact))


def test_the_log_is_kept_for_ever_unless_the_shop_says_otherwise(settings):
    assert settings.EVENT_LOG_DAYS == 0
    seen()
    tidied = tidy_log(at=TODAY)
    assert (tidied.exported, tidied.dropped) == (100, 0)
    assert Event.objects.count() == 1


def test_what_is_too_old_goes_and_its_sums_stay(settings):
    settings.EVENT_LOG_DAYS = 90
    seen()
    seen(at=TODAY - timedelta(days=80))
    record(
        Fact(EventName.PRODUCT_PURCHASED, product_id=7, variant_id=7, quantity=2, order_ref="a",
             value=Money(500, "EUR"), at=OLD)
    )  # fmt: skip
    tidied = tidy_log(at=TODAY)
    assert (tidied.dropped, tidied.events) == (10, 2)
    assert [event.occurred_at for event in Event.objects.all()] == [TODAY - timedelta(days=80)]
    assert DailyDemand.objects.get(day=DAY).units == 2
    assert DailyProduct.objects.get(day=DAY).views == 1
    assert DailyTraffic.objects.get(day=DAY, dimension=Dimension.ALL).unnamed_views == 1
    rebuild_daily_demand(DAY, DAY)
    assert DailyDemand.objects.get(day=DAY).units == 2
    assert tidy_log(at=TODAY).dropped == 0


def test_nobody_can_have_the_log_forget_the_last_weeks(settings):
    settings.EVENT_LOG_DAYS = 1
    seen(at=TODAY - timedelta(days=retention.FEWEST_DAYS - 1))
    assert tidy_log(at=TODAY).dropped == 0


def test_a_file_that_was_damaged_is_written_anew_before_its_day_goes(settings):
    settings.EVENT_LOG_DAYS = 90
    seen()
    archive.export_day(DAY)
    archive.file_of(DAY).write_bytes(b"not what it was")
    drop_day(DAY)
    assert not Event.objects.exists()
    assert archive.is_intact(ArchivedDay.objects.get())


def test_who_was_erased_is_in_no_file_that_is_left(settings):
    who = EventContext(visitor=uuid4(), session=uuid4(), consent=Consent.PERSONALISATION)
    record(Fact(EventName.PRODUCT_VIEWED, product_id=7, at=OLD), context=who)
    archive.export_day(DAY)
    Event.objects.update(visitor=None, session=None)
    drop_day(DAY)
    assert pq.read_table(archive.file_of(DAY)).column("session").to_pylist() == [None]


def test_an_old_customer_is_not_new_in_a_file_that_is_written_when_their_first_order_is_gone():
    ann = make_buyer()
    who = EventContext(customer=ann.pseudonym, consent=Consent.PERSONALISATION)
    later = OLD + timedelta(days=21)
    for number, at in enumerate((OLD, later)):
        bought(ann, at=at)
        record(Fact(EventName.ORDER_PLACED, order_ref=f"r{number}", at=at), context=who)
    week = DAY - timedelta(days=DAY.weekday())
    for at in (OLD, later):
        drop_day(at.date())
        cohorts = pq.read_table(archive.file_of(at.date())).column("cohort").to_pylist()
        assert cohorts == [week]
    assert not Event.objects.exists()


@pytest.mark.parametrize("fault", ["is_intact", "_write"])
def test_a_day_whose_file_is_not_what_the_log_holds_stays(fault, monkeypatch):
    seen()
    if fault == "is_intact":
        monkeypatch.setattr(archive, "is_intact", lambda archived: False)
    else:
        write = archive._write
        monkeypatch.setattr(archive, "_write", lambda *told: write(*told) - 1)
    with pytest.raises(NotArchived):
        drop_day(DAY)
    assert Event.objects.exists()
    assert ArchivedDay.objects.get().dropped_at is None


def test_a_dropping_that_was_cut_short_is_finished(settings, monkeypatch):
    settings.EVENT_LOG_DAYS = 90
    for minute in range(5):
        seen(at=OLD + timedelta(minutes=minute))
    monkeypatch.setattr(dropping, "AT_ONCE", 2)
    monkeypatch.setattr(dropping, "_drop_partition", lambda day: 0)
    drop, calls = dropping.drop_rows, []

    def die_half_way(day):
        calls.append(day)
        Event.objects.filter(pk__in=list(Event.objects.values_list("pk", flat=True)[:2])).delete()
        raise KeyboardInterrupt

    monkeypatch.setattr(dropping, "drop_rows", die_half_way)
    with pytest.raises(KeyboardInterrupt):
        tidy_log(at=TODAY)
    monkeypatch.setattr(dropping, "drop_rows", drop)
    assert (len(calls), Event.objects.count()) == (1, 3)
    tidy_log(at=TODAY)
    assert not Event.objects.exists()
    assert ArchivedDay.objects.get(day=DAY).rows == 5
    assert DailyTraffic.objects.get(day=DAY, dimension=Dimension.ALL).unnamed_views == 5


def test_business_days_that_lie_across_two_days_in_utc_are_whole(settings):
    settings.EVENT_LOG_DAYS, settings.TIME_ZONE = 90, "America/New_York"
    start, end = clock.day_bounds(DAY)
    for at in (start, end - timedelta(minutes=1), end):
        seen(at=at)
    tidy_log(at=TODAY)
    assert not Event.objects.exists()
    rows = DailyTraffic.objects.filter(dimension=Dimension.ALL, unnamed_views__gt=0)
    assert list(rows.order_by("day").values_list("day", "unnamed_views")) == [
        (DAY, 2),
        (DAY + timedelta(days=1), 1),
    ]


def test_an_order_that_is_cancelled_late_is_heard_of():
    order = bought(None, at=OLD, product_id=7)
    hear_of_cancellations([{"order": order.pk}])
    assert sales_total(DAY, DAY).orders == 1
    Order.objects.filter(pk=order.pk).update(state=OrderState.CANCELLED)
    hear_of_cancellations([{"order": order.pk, "units": {}}])
    assert (sales_total(DAY, DAY).orders, sales_total(DAY, DAY).cancelled_orders) == (0, 1)


def test_a_day_that_got_late_events_is_summed_again():
    seen()
    hear_of_late_events([{"day": str(DAY)}])
    assert DailyTraffic.objects.get(day=date(2026, 2, 21), dimension="all").unnamed_views == 1


def test_the_command_sums_exports_and_ends_the_log(settings):
    settings.EVENT_LOG_DAYS = 90
    seen(at=clock.now() - timedelta(days=100))
    for do, told in (
        ("rebuild", "1 days summed."),
        ("export", "100 days exported, 1 events."),
        ("tidy", "0 days exported; 10 days dropped, 1 events."),
    ):
        out = StringIO()
        call_command("rollups", do, stdout=out)
        assert out.getvalue().strip() == told
    out = StringIO()
    call_command("rollups", "export", stdout=out)
    assert out.getvalue().strip() == "The log is empty."
