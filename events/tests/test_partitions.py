"""Day partitions of the log: there before their rows on PostgreSQL, not a word elsewhere."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import OperationalError, connection, transaction

from events import dropping
from events.context import EventContext
from events.dropping import drop_rows
from events.models import Event
from events.names import EventName
from events.partitions import drop_day_partition, ensure_day_partitions, partition_name
from events.services import Fact, record
from events.tasks import make_partitions
from foundation import clock
from tests.racing import race

FIRST, LAST = date(2031, 3, 1), date(2031, 3, 3)


def record_at(moment):
    return record(Fact(EventName.PRODUCT_VIEWED, at=moment), context=EventContext())


def partition_of(event):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tableoid::regclass::text FROM events_event WHERE id = %s", [event.pk]
        )
        return cursor.fetchone()[0]


@pytest.mark.skipif(connection.vendor == "postgresql", reason="for databases without partitions")
@pytest.mark.django_db
def test_elsewhere_there_is_nothing_to_do():
    assert ensure_day_partitions(first=FIRST, last=LAST) == 0
    assert record_at(datetime(2031, 3, 1, tzinfo=UTC)).pk


@pytest.mark.postgresql
@pytest.mark.django_db
def test_each_day_gets_its_partition_once():
    assert ensure_day_partitions(first=FIRST, last=LAST) == 3
    assert ensure_day_partitions(first=FIRST, last=LAST + timedelta(days=1)) == 1


@pytest.mark.postgresql
@pytest.mark.django_db
def test_rows_lie_in_the_partition_of_their_utc_day():
    ensure_day_partitions(first=FIRST, last=LAST)

    last_moment = record_at(datetime(2031, 3, 1, 23, 59, 59, 999999, tzinfo=UTC))
    next_moment = record_at(datetime(2031, 3, 2, tzinfo=UTC))

    assert partition_of(last_moment) == partition_name(date(2031, 3, 1))
    assert partition_of(next_moment) == partition_name(date(2031, 3, 2))


@pytest.mark.postgresql
@pytest.mark.django_db
def test_a_day_goes_with_its_partition_and_no_other():
    ensure_day_partitions(first=FIRST, last=LAST)
    record_at(datetime(2031, 3, 1, 12, tzinfo=UTC))
    kept = record_at(datetime(2031, 3, 2, 12, tzinfo=UTC))

    assert drop_rows(FIRST) == 1

    assert list(Event.objects.all()) == [kept]
    assert not drop_day_partition(FIRST)
    assert drop_rows(FIRST) == 0


@pytest.mark.postgresql
@pytest.mark.django_db
def test_a_day_whose_partition_is_in_use_goes_row_by_row(monkeypatch):
    def refuse(day):
        raise OperationalError("canceling statement due to lock timeout")

    ensure_day_partitions(first=FIRST, last=LAST)
    record_at(datetime(2031, 3, 1, 12, tzinfo=UTC))
    monkeypatch.setattr(dropping, "drop_day_partition", refuse)

    assert drop_rows(FIRST) == 1
    assert not Event.objects.exists()


@pytest.mark.postgresql
@pytest.mark.django_db
def test_a_row_without_a_partition_is_kept_and_found():
    event = record_at(datetime(2050, 1, 1, tzinfo=UTC))

    assert partition_of(event) == "events_event_default"
    assert Event.objects.get(pk=event.pk).occurred_at == event.occurred_at


@pytest.mark.postgresql
@pytest.mark.django_db
def test_a_day_that_spilled_into_the_default_stays_there_and_its_neighbours_are_made():
    spilled = record_at(datetime(2031, 3, 2, 12, tzinfo=UTC))

    assert ensure_day_partitions(first=FIRST, last=LAST) == 2
    assert partition_of(spilled) == "events_event_default"


@pytest.mark.postgresql
@pytest.mark.django_db
def test_a_query_of_one_day_reads_one_partition():
    ensure_day_partitions(first=FIRST, last=LAST)
    with connection.cursor() as cursor:
        cursor.execute(
            "EXPLAIN SELECT * FROM events_event "
            "WHERE occurred_at >= '2031-03-02Z' AND occurred_at < '2031-03-03Z'"
        )
        plan = "\n".join(row[0] for row in cursor.fetchall())

    assert partition_name(date(2031, 3, 2)) in plan
    assert partition_name(date(2031, 3, 1)) not in plan


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_workers_that_make_the_same_days_do_not_clash():
    made = race(lambda _: ensure_day_partitions(first=FIRST, last=LAST), threads=3)

    assert sorted(made) == [0, 0, 3]
    with transaction.atomic(), connection.cursor() as cursor:
        for offset in range(3):
            cursor.execute(f"DROP TABLE {partition_name(FIRST + timedelta(days=offset))}")


@pytest.mark.postgresql
@pytest.mark.django_db
def test_the_beat_makes_the_coming_week():
    assert make_partitions() == 8

    today = clock.now().date()
    assert ensure_day_partitions(first=today, last=today + timedelta(days=7)) == 0


@pytest.mark.postgresql
@pytest.mark.django_db
def test_the_key_of_the_log_holds_the_time():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE conrelid = 'events_event'::regclass AND contype = 'p'"
        )
        assert cursor.fetchone()[0] == "PRIMARY KEY (occurred_at, id)"
