"""Days of the log as Parquet files: what analyses read, and what is left when the log is dropped.

A file is a day in UTC, as the log's partitions are. It is written beside its place, synced, summed
and renamed, so that a reader sees a whole day or none; ``ArchivedDay`` and the manifest beside the
files tell rows and sums.

Nothing in it names a person or follows one from day to day. Visits and orders are numbered anew in
each file; of a customer only the week of the first order is told, with each order. Words that look
like somebody's address or number are left out.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings
from django.db.models import Min

from events.first_orders import find_first_orders
from events.log_span import log_holds, utc_bounds
from events.models import ArchivedDay, Event
from events.names import EventName
from foundation import clock

AT_ONCE = 20_000
MANIFEST = "manifest.json"
LATEST_ARRIVAL = timedelta(days=7)
"""How long after a day its events are counted again. What comes later is in the file that is
written when the day leaves the log."""
_TELLING = re.compile(r"@|\d{5}|\d(?:[\s()/.+-]{0,3}\d){6}")
"""An address, or a number: five digits together, or seven as telephone numbers are parted."""
_OF_ORDERS = (EventName.ORDER_PLACED, EventName.PRODUCT_PURCHASED)

SCHEMA = pa.schema(
    [
        ("name", pa.dictionary(pa.int8(), pa.string())),
        ("occurred_at", pa.timestamp("us", tz="UTC")),
        ("session", pa.int32()),
        ("order_number", pa.int32()),
        ("cohort", pa.date32()),
        ("product_id", pa.int64()),
        ("variant_id", pa.int64()),
        ("quantity", pa.int32()),
        ("value_minor", pa.int64()),
        ("channel", pa.dictionary(pa.int8(), pa.string())),
        ("source", pa.dictionary(pa.int32(), pa.string())),
        ("medium", pa.dictionary(pa.int32(), pa.string())),
        ("campaign", pa.dictionary(pa.int32(), pa.string())),
        ("device", pa.dictionary(pa.int8(), pa.string())),
        ("country", pa.dictionary(pa.int16(), pa.string())),
        ("slot", pa.dictionary(pa.int32(), pa.string())),
        ("position", pa.int16()),
        ("model_version", pa.dictionary(pa.int32(), pa.string())),
        ("words", pa.string()),
        ("found", pa.int32()),
    ]
)
_READ = (
    "name", "occurred_at", "session", "order_ref", "customer", "product_id",
    "variant_id", "quantity", "value_minor", "channel", "source", "medium", "campaign", "device",
    "country", "slot", "position", "model_version", "payload",
)  # fmt: skip


def folder() -> Path:
    return Path(settings.WAREHOUSE_DIR) / "events"


def file_of(day: date) -> Path:
    return folder() / f"events-{day}.parquet"


def rows_of(day: date) -> Any:
    """The events of a day in UTC. With all names listed, so that SQLite has an index for it."""
    start, end = utc_bounds(day)
    return Event.objects.filter(
        name__in=EventName.values, occurred_at__gte=start, occurred_at__lt=end
    )


def export_day(day: date, *, at: datetime | None = None) -> ArchivedDay:
    """Write a day's file anew and note it; an empty day is a file without rows.

    Raises:
        ValueError: the log has dropped the day: its file is all there is.
    """
    archived = _export(day, at or clock.now())
    write_manifest()
    return archived


def export_days(first: date, last: date, *, at: datetime | None = None) -> list[ArchivedDay]:
    """Export the days from ``first`` to ``last`` that are over and of which a file is missing.

    The file of a day of late is written anew where events came in since.
    """
    now = at or clock.now()
    over = min(last, now.astimezone(UTC).date() - timedelta(days=1))
    days = [first + timedelta(days=offset) for offset in range(max((over - first).days + 1, 0))]
    due = [day for day in days if _is_due(day, now)]
    archived = [_export(day, now) for day in due]
    if archived:
        write_manifest()
    return archived


def export_again(days: Collection[date]) -> int:
    """Have the files of days (UTC) written anew by the next export; returns how many.

    For events that came in later than any file waits for them. What the log has dropped stays.
    """
    stale = ArchivedDay.objects.filter(day__in=list(days), dropped_at__isnull=True)
    return stale.delete()[0]


def _export(day: date, at: datetime) -> ArchivedDay:
    if not log_holds(*utc_bounds(day)):
        raise ValueError(f"the log has dropped {day}")
    return _note(day, rows=_write(file_of(day), _batches(day)), at=at)


def _is_due(day: date, at: datetime) -> bool:
    known = ArchivedDay.objects.filter(pk=day).first()
    if known is None:
        return True
    if known.dropped_at is not None:
        return False
    if not file_of(day).exists():
        return True
    is_late = day < (at - LATEST_ARRIVAL).date()
    return not is_late and rows_of(day).count() != known.rows


def is_intact(archived: ArchivedDay) -> bool:
    """Whether the file of a day is the one that was noted."""
    path = file_of(archived.day)
    return path.exists() and _sum_of(path) == archived.sha256


def forget_words(words: Sequence[str], *, at: datetime | None = None) -> int:
    """Take searches that hold any of these words out of all files; returns the files rewritten.

    For an erasure: a name that somebody typed stands in no file afterwards.
    """
    sought = [word.casefold() for word in words if word]
    rewritten = 0
    for archived in ArchivedDay.objects.order_by("day") if sought else ():
        path = file_of(archived.day)
        if path.exists() and _holds(path, sought):
            _without(path, sought)
            _note(archived.day, rows=archived.rows, at=at or clock.now())
            rewritten += 1
    if rewritten:
        write_manifest()
    return rewritten


def _holds(path: Path, sought: Sequence[str]) -> bool:
    """Whether any search of a file holds a word: of one column, each text once."""
    told = pq.read_table(path, columns=["words"]).column("words").unique().to_pylist()
    return any(word in text.casefold() for text in told if text for word in sought)


def _without(path: Path, sought: Sequence[str]) -> None:
    table = pq.read_table(path, schema=SCHEMA)
    left = [
        None if text and any(word in text.casefold() for word in sought) else text
        for text in table.column("words").to_pylist()
    ]
    place = SCHEMA.get_field_index("words")
    changed = table.set_column(place, SCHEMA.field(place), pa.array(left, pa.string()))
    _write(path, iter(changed.to_batches()))


class _Numbers(dict[Any, int]):
    """Numbers what it is asked for in the order in which it comes."""

    def __missing__(self, key: Any) -> int:
        self[key] = len(self) + 1
        return self[key]


class _Telling:
    """Turns the rows of one day into those of its file."""

    def __init__(self, cohorts: Mapping[UUID, date]) -> None:
        self._sessions, self._orders, self._cohorts = _Numbers(), _Numbers(), cohorts

    def row(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        name, occurred_at, session, order_ref, customer, *middle, version, payload = row
        product, variant, quantity, value, *rest = middle
        base, words, found = (payload.get(one) for one in ("base", "words", "found"))
        return (
            name, occurred_at, self._sessions[session] if session else None,
            self._orders[order_ref] if order_ref else None,
            self._cohorts.get(customer) if name in _OF_ORDERS else None,
            product, variant, quantity, value if base is None else int(base), *rest, version,
            _harmless(words), found if isinstance(found, int) else None,
        )  # fmt: skip


def _batches(day: date) -> Iterator[pa.RecordBatch]:
    telling = _Telling(_cohorts(day))
    rows = rows_of(day).order_by("occurred_at", "id").values_list(*_READ)
    source = rows.iterator(chunk_size=AT_ONCE)
    while chunk := [telling.row(row) for row in islice(source, AT_ONCE)]:
        yield _batch(chunk)


def _cohorts(day: date) -> dict[UUID, date]:
    """The Monday of the week in which each customer of the day first ordered.

    By the books where they know: what the log dropped must not make new customers of old ones.
    """
    ordering = Event.objects.filter(name=EventName.ORDER_PLACED)
    start, end = utc_bounds(day)
    of_day = ordering.filter(occurred_at__gte=start, occurred_at__lt=end, customer__isnull=False)
    firsts = (
        ordering.filter(customer__in=of_day.values("customer"), occurred_at__lt=end)
        .values_list("customer")
        .annotate(first=Min("occurred_at"))
        .order_by()
    )
    known = {customer: first for customer, first in firsts if customer}
    for customer, first in find_first_orders(known.keys()).items():
        known[customer] = min(first, known[customer])
    return {customer: _monday(clock.business_day(first)) for customer, first in known.items()}


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _batch(rows: Sequence[tuple[Any, ...]]) -> pa.RecordBatch:
    columns = zip(*rows, strict=True)
    arrays = [pa.array(column, field.type) for column, field in zip(columns, SCHEMA, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=SCHEMA)


def _harmless(words: Any) -> str | None:
    return words if isinstance(words, str) and words and not _TELLING.search(words) else None


def _write(target: Path, batches: Iterator[pa.RecordBatch]) -> int:
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_suffix(f".{os.getpid()}.tmp")
    rows = 0
    try:
        with beside.open("wb") as sink:
            with pq.ParquetWriter(sink, SCHEMA, compression="zstd") as writer:
                for batch in batches:
                    writer.write_batch(batch)
                    rows += batch.num_rows
            sink.flush()
            os.fsync(sink.fileno())
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
    return rows


def _note(day: date, *, rows: int, at: datetime) -> ArchivedDay:
    path = file_of(day)
    archived, _made = ArchivedDay.objects.update_or_create(
        day=day,
        defaults={
            "rows": rows, "size": path.stat().st_size, "sha256": _sum_of(path), "exported_at": at,
        },
    )  # fmt: skip
    return archived


def write_manifest() -> Path:
    """The list of files with rows and sums, for whoever reads them without this database."""
    days = [
        {"file": file_of(one.day).name, "day": str(one.day), "rows": one.rows, "bytes": one.size,
         "sha256": one.sha256, "exported_at": one.exported_at.isoformat()}
        for one in ArchivedDay.objects.order_by("day")
    ]  # fmt: skip
    folder().mkdir(parents=True, exist_ok=True)
    beside = folder() / f"{MANIFEST}.{os.getpid()}.tmp"
    with beside.open("w") as out:
        json.dump({"days": days}, out, indent=1)
        out.flush()
        os.fsync(out.fileno())
    return beside.replace(folder() / MANIFEST)


def _sum_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
