"""Days of the log as Parquet files: what analyses read, and what is left when the log is dropped.

A file is a day in UTC, as the log's partitions are. It is written beside its place, synced, summed
and renamed, so that a reader sees a whole day or none; ``ArchivedDay`` and the manifest beside the
files tell rows and sums. Nothing in it names a person: pseudonyms, browsers, visits and orders are
keyed hashes that only this shop could make again, and words that look like somebody's address or
number are left out.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings
from django.db.models import Max, Min

from events.models import ArchivedDay, Event
from events.names import EventName
from foundation import clock

AT_ONCE = 20_000
MANIFEST = "manifest.json"
_TELLING = re.compile(r"@|\d{5}")

SCHEMA = pa.schema(
    [
        ("name", pa.dictionary(pa.int8(), pa.string())),
        ("occurred_at", pa.timestamp("us", tz="UTC")),
        ("visitor", pa.int64()),
        ("session", pa.int64()),
        ("customer", pa.int64()),
        ("order_key", pa.int64()),
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
    "name", "occurred_at", "visitor", "session", "customer", "order_ref", "product_id",
    "variant_id", "quantity", "value_minor", "channel", "source", "medium", "campaign", "device",
    "country", "slot", "position", "model_version", "payload",
)  # fmt: skip


def folder() -> Path:
    return Path(settings.WAREHOUSE_DIR) / "events"


def file_of(day: date) -> Path:
    return folder() / f"events-{day}.parquet"


def log_holds(start: datetime, end: datetime) -> bool:
    """Whether nothing between two moments was dropped from the log: so that it may be summed."""
    last = end - timedelta(microseconds=1)
    return not ArchivedDay.objects.filter(
        day__gte=start.astimezone(UTC).date(),
        day__lte=last.astimezone(UTC).date(),
        dropped_at__isnull=False,
    ).exists()


def utc_bounds(day: date) -> tuple[datetime, datetime]:
    start = datetime.combine(day, time.min, UTC)
    return start, start + timedelta(days=1)


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
    start, end = utc_bounds(day)
    if not log_holds(start, end):
        raise ValueError(f"the log has dropped {day}")
    target = file_of(day)
    rows = _write(target, _batches(day))
    return _note(day, rows=rows, at=at or clock.now())


def export_days(first: date, last: date, *, at: datetime | None = None) -> list[ArchivedDay]:
    """Export the days from ``first`` to ``last`` that are over and of which a file is missing.

    A file whose day got late events since is written anew.
    """
    over = min(last, (at or clock.now()).astimezone(UTC).date() - timedelta(days=1))
    days = [first + timedelta(days=offset) for offset in range(max((over - first).days + 1, 0))]
    return [export_day(day, at=at) for day in days if _is_due(day)]


def _is_due(day: date) -> bool:
    known = ArchivedDay.objects.filter(pk=day).first()
    if known is None or (known.dropped_at is None and not file_of(day).exists()):
        return True
    return known.dropped_at is None and rows_of(day).count() != known.rows


def bounds() -> tuple[datetime, datetime] | None:
    """The times of the first and the last event of the log; None while it is empty.

    One small index walk for each name: of all names at once SQLite would read the whole log.
    """
    found: list[datetime] = []
    for name in EventName.values:
        times = Event.objects.filter(name=name).aggregate(Min("occurred_at"), Max("occurred_at"))
        found += [at for at in times.values() if at is not None]
    return (min(found), max(found)) if found else None


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
        if path.exists() and _without(path, sought):
            _note(archived.day, rows=archived.rows, at=at or clock.now())
            rewritten += 1
    return rewritten


def _without(path: Path, sought: Sequence[str]) -> bool:
    table = pq.read_table(path, schema=SCHEMA)
    told = table.column("words").to_pylist()
    left = [
        None if text and any(word in text.casefold() for word in sought) else text for text in told
    ]
    if left == told:
        return False
    place = SCHEMA.get_field_index("words")
    changed = table.set_column(place, SCHEMA.field(place), pa.array(left, pa.string()))
    _write(path, iter(changed.to_batches()))
    return True


def _batches(day: date) -> Iterator[pa.RecordBatch]:
    key = _key()
    rows = rows_of(day).order_by("occurred_at", "id").values_list(*_READ)
    chunk: list[tuple[Any, ...]] = []
    for row in rows.iterator(chunk_size=AT_ONCE):
        chunk.append(_told(row, key))
        if len(chunk) == AT_ONCE:
            yield _batch(chunk)
            chunk = []
    if chunk:
        yield _batch(chunk)


def _batch(rows: Sequence[tuple[Any, ...]]) -> pa.RecordBatch:
    columns = zip(*rows, strict=True)
    arrays = [pa.array(column, field.type) for column, field in zip(columns, SCHEMA, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=SCHEMA)


def _told(row: tuple[Any, ...], key: bytes) -> tuple[Any, ...]:
    name, occurred_at, visitor, session, customer, order_ref, *middle, version, payload = row
    product, variant, quantity, value, *rest = middle
    base, words, found = (payload.get(one) for one in ("base", "words", "found"))
    return (
        name, occurred_at, _hashed(visitor, key), _hashed(session, key), _hashed(customer, key),
        _hashed(order_ref or None, key), product, variant, quantity,
        value if base is None else int(base), *rest, version, _harmless(words),
        found if isinstance(found, int) else None,
    )  # fmt: skip


def _harmless(words: Any) -> str | None:
    return words if isinstance(words, str) and words and not _TELLING.search(words) else None


def _hashed(value: object, key: bytes) -> int | None:
    """64 bits that say who is who and not who it is."""
    if value is None:
        return None
    digest = hashlib.blake2b(str(value).encode(), key=key, digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def _key() -> bytes:
    return hashlib.sha256(b"events.archive:" + settings.SECRET_KEY.encode()).digest()


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
    write_manifest()
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
