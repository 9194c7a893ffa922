"""Days of the log as files: whole, told of in the manifest, and naming nobody."""

import json
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pyarrow.parquet as pq
import pytest

from events import archive
from events.context import EventContext
from events.models import ArchivedDay, Event
from events.names import Consent, EventName
from events.services import Fact, record
from foundation.money import Money

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LATER = NOON + timedelta(days=5)


def happened(name=EventName.PRODUCT_VIEWED, *, at=NOON, who=None, **fact):
    context = EventContext(
        visitor=who, session=who, customer=who,
        consent=Consent.PERSONALISATION if who else Consent.NECESSARY,
    )  # fmt: skip
    return record(Fact(name, at=at, **fact), context=context)


def rows(day=DAY):
    return pq.read_table(archive.file_of(day)).to_pylist()


def test_a_day_is_a_file_and_the_manifest_tells_its_rows_and_sum():
    happened(product_id=7)
    happened(at=NOON - timedelta(days=1))
    archived = archive.export_day(DAY)
    assert [(row["name"], row["product_id"]) for row in rows()] == [("product.viewed", 7)]
    [told] = json.loads((archive.folder() / archive.MANIFEST).read_text())["days"]
    assert (told["day"], told["rows"], told["sha256"]) == (str(DAY), 1, archived.sha256)
    assert told["file"] == archive.file_of(DAY).name
    assert archive.is_intact(archived)


def test_a_damaged_file_is_known():
    happened()
    archived = archive.export_day(DAY)
    with archive.file_of(DAY).open("ab") as file:
        file.write(b"x")
    assert not archive.is_intact(archived)


def test_no_pseudonym_no_browser_no_order_and_no_address_is_in_a_file():
    ann, order = uuid4(), "0rder0rder0rder"
    happened(EventName.ORDER_PLACED, who=ann, order_ref=order)
    for words in ("ann@example.com", "call 01712345678", "+49 (171) 234 56 78", "red mug 30x40"):
        happened(EventName.SEARCH_PERFORMED, who=ann, payload={"words": words, "found": 3})
    archive.export_day(DAY)
    content = archive.file_of(DAY).read_bytes()
    for secret in (ann.bytes, ann.hex.encode(), str(ann).encode(), order.encode(), b"@example"):
        assert secret not in content
    assert sorted(row["words"] or "" for row in rows()) == ["", "", "", "", "red mug 30x40"]
    assert {row["session"] for row in rows()} == {1}


def test_visits_are_numbered_anew_in_every_file():
    ann, ben = uuid4(), uuid4()
    happened(who=ann)
    happened(who=ben, at=NOON + timedelta(minutes=1))
    happened(who=ben, at=NOON + timedelta(days=1))
    archive.export_day(DAY)
    archive.export_day(DAY + timedelta(days=1))
    assert [row["session"] for row in rows()] == [1, 2]
    assert [row["session"] for row in rows(DAY + timedelta(days=1))] == [1]


def test_an_order_tells_the_week_of_its_customers_first():
    ann = uuid4()
    happened(EventName.ORDER_PLACED, who=ann, at=NOON - timedelta(days=13), order_ref="a")
    happened(EventName.ORDER_PLACED, who=ann, order_ref="b", value=Money(500, "EUR"))
    happened(EventName.ORDER_PLACED, order_ref="c", payload={"base": 7}, value=Money(9, "USD"))
    archive.export_day(DAY)
    told = sorted((row["cohort"], row["value_minor"]) for row in rows() if row["cohort"])
    assert told == [(date(2026, 2, 16), 500)]
    assert {row["value_minor"] for row in rows()} == {500, 7}


def test_days_that_are_over_are_exported_once_and_again_when_events_came_late():
    happened()
    happened(at=NOON + timedelta(days=1))
    span = (DAY, DAY + timedelta(days=9))
    exported = archive.export_days(*span, at=NOON + timedelta(days=2))
    assert [one.day for one in exported] == [DAY, DAY + timedelta(days=1)]
    assert archive.export_days(*span, at=NOON + timedelta(days=2)) == []
    happened()
    assert [one.rows for one in archive.export_days(*span, at=NOON + timedelta(days=2))] == [2]


def test_a_file_that_is_gone_is_written_again():
    happened()
    archive.export_day(DAY)
    archive.file_of(DAY).unlink()
    assert archive.export_days(DAY, DAY, at=LATER)
    assert archive.file_of(DAY).exists()


def test_what_the_log_dropped_is_never_written_over():
    happened()
    archive.export_day(DAY)
    ArchivedDay.objects.update(dropped_at=LATER)
    Event.objects.all().delete()
    with pytest.raises(ValueError, match="dropped"):
        archive.export_day(DAY)
    assert archive.export_days(DAY, DAY, at=LATER) == []
    assert len(rows()) == 1


def test_a_writer_that_dies_leaves_the_day_as_it_was(monkeypatch):
    happened()
    archived = archive.export_day(DAY)
    happened()

    def die(*_args):
        raise KeyboardInterrupt

    monkeypatch.setattr(archive, "_batch", die)
    with pytest.raises(KeyboardInterrupt):
        archive.export_day(DAY)
    assert archive.is_intact(archived)
    assert [path.name for path in archive.folder().glob("*.tmp")] == []


def test_words_that_name_somebody_leave_every_file():
    for words in ("Erika Mustermann", "red mug"):
        happened(EventName.SEARCH_PERFORMED, payload={"words": words})
    happened(EventName.SEARCH_PERFORMED, at=NOON + timedelta(days=1), payload={"words": "mug"})
    archive.export_days(DAY, DAY + timedelta(days=1), at=LATER)
    assert archive.forget_words(["mustermann", ""]) == 1
    assert {row["words"] for row in rows()} == {None, "red mug"}
    assert b"Mustermann" not in archive.file_of(DAY).read_bytes()
    assert all(archive.is_intact(one) for one in ArchivedDay.objects.all())
    assert archive.forget_words(["mustermann"]) == 0
