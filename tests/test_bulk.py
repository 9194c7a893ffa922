"""Many rows at once: the same rows as the ORM would write, on both databases."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction

from events.models import DailyDemand, Job, OutboxMessage
from foundation import bulk
from foundation.bulk import insert_rows, reserve_ids
from foundation.ids import uuid7

MOMENT = datetime(2026, 3, 1, 12, 30, 15, 123456, tzinfo=UTC)
DEMAND = ("id", "variant_id", "product_id", "day", "units")

pytestmark = pytest.mark.django_db


def demand_row(pk, variant):
    return (pk, variant, variant, MOMENT.date(), 3)


def test_values_of_every_kind_come_back_as_they_went_in():
    key = uuid7(MOMENT)
    payload = {"text": 'tab\t, "quotes", \\ and ünïcode\n', "none": None, "list": [1, 2.5]}
    fields = ("id", "topic", "consumer", "payload", "created_at", "due_at", "delivered_at",
              "attempts", "error")  # fmt: skip
    row = (key, "a\tb", "x", payload, MOMENT, MOMENT, None, 2, "\\N is no null")

    assert insert_rows(OutboxMessage, fields, [row]) == 1

    message = OutboxMessage.objects.get()
    assert (message.id, message.topic, message.payload) == (UUID(str(key)), "a\tb", payload)
    assert (message.created_at, message.delivered_at) == (MOMENT, None)
    assert message.error == "\\N is no null"


def test_batches_are_told_and_together_hold_every_row(monkeypatch):
    monkeypatch.setattr(bulk, "BATCH", 100)
    told = []
    rows = ((*demand_row(None, i)[1:], 0, 0, 0, False, 0) for i in range(250))
    fields = (*DEMAND[1:], "orders", "revenue_minor", "average_price_minor", "promoted",
              "stock_out_minutes")  # fmt: skip

    assert insert_rows(DailyDemand, fields, rows, advance=told.append) == 250

    assert told == [100, 100, 50]
    assert DailyDemand.objects.count() == 250


FULL = (*DEMAND, "orders", "revenue_minor", "average_price_minor", "promoted", "stock_out_minutes")
REST = (0, 0, 0, False, 0)


def test_reserved_ids_are_free_for_the_caller_and_skipped_by_the_next_insert():
    DailyDemand.objects.create(variant_id=1, product_id=1, day=MOMENT.date())

    ids = reserve_ids(DailyDemand, 50)
    rows = [(*demand_row(pk, 100 + pk), *REST) for pk in ids]
    insert_rows(DailyDemand, FULL, rows)
    after = DailyDemand.objects.create(variant_id=2, product_id=2, day=MOMENT.date())

    assert len(ids) == 50
    assert after.pk not in ids
    assert DailyDemand.objects.count() == 52


def test_reserving_twice_gives_different_ids():
    first = reserve_ids(DailyDemand, 3)
    insert_rows(DailyDemand, FULL, [(*demand_row(pk, pk), *REST) for pk in first])
    second = reserve_ids(DailyDemand, 3)

    assert not set(first) & set(second)


@pytest.mark.postgresql  # SQLite has one writer at a time
def test_others_write_while_keys_are_reserved():
    reserve_ids(DailyDemand, 3)
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SET lock_timeout = '1s'")
            table = DailyDemand._meta.db_table
            cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [table])
            [sequence] = cursor.fetchone()
            cursor.execute(f'UPDATE "{table}" SET units = 1 WHERE false')
            cursor.execute("SELECT nextval(%s)", [sequence])
            [theirs] = cursor.fetchone()
    finally:
        other.close()
    assert theirs not in reserve_ids(DailyDemand, 3)


def test_reserving_nothing_gives_nothing():
    assert list(reserve_ids(DailyDemand, 0)) == []


def test_rows_that_exist_are_passed_over_where_asked():
    insert_rows(DailyDemand, FULL, [(*demand_row(1, 1), *REST)])

    again = [(*demand_row(2, 1), *REST), (*demand_row(3, 2), *REST)]

    assert insert_rows(DailyDemand, FULL, again, ignore_conflicts=True) == 1
    assert sorted(DailyDemand.objects.values_list("variant_id", flat=True)) == [1, 2]


def test_rows_that_exist_are_refused_otherwise():
    insert_rows(DailyDemand, FULL, [(*demand_row(1, 1), *REST)])

    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows(DailyDemand, FULL, [(*demand_row(2, 1), *REST)])


def test_passing_over_does_not_hide_a_row_that_breaks_another_rule():
    broken = ("j" * 10, None)  # the key is missing

    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows(Job, ("name", "key"), [broken], ignore_conflicts=True)


def test_a_fault_in_a_later_batch_leaves_nothing(monkeypatch):
    monkeypatch.setattr(bulk, "BATCH", 1)
    rows = [(*demand_row(1, 1), *REST), (*demand_row(2, 1), *REST)]

    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows(DailyDemand, FULL, rows)
    assert not DailyDemand.objects.exists()


def test_an_unknown_column_is_told():
    with pytest.raises(ValueError, match="no column 'colour'"):
        insert_rows(Job, ("colour",), [])
