"""Parcels into the log: in batches, each event once, and what cannot be written put aside.

A batch is one transaction: its events, its dead letters and the notes about late days. Whoever
writes it twice (its first writer died before it told the queue) changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import DataError, IntegrityError, connection, transaction

from events import outbox
from events.beacon import BeaconRefused, clock_of
from events.models import DeadReason, Event
from events.services import HISTORY_FIELDS, event_row
from events.sink.letters import Letter, put_aside
from events.sink.parcels import Parcel, ParcelUnreadable
from events.sink.products import find_products
from events.sink.queues import Delivery
from foundation import clock
from foundation.bulk import insert_rows
from foundation.failpoints import fail_point

LATE_DAYS = "events.late_days"
MOST_TRIES = 5
"""Deliveries of a parcel after which it is taken for what killed those who wrote it."""
_OUR_TRIES_MAY_MEET = timedelta(minutes=10)
# What is wrong with the event, not with the database: the next try would end the same.
_POISON = (DataError, IntegrityError, ValueError, TypeError, OverflowError)


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a batch: new events, those that were there already, letters put aside."""

    events: int = 0
    duplicates: int = 0
    aside: int = 0


@dataclass(frozen=True, slots=True)
class _Row:
    """An event ready for the log, and where it came from."""

    parcel: Parcel
    place: int
    values: tuple[Any, ...]

    @property
    def id(self) -> Any:
        return self.values[0]

    @property
    def occurred_at(self) -> Any:
        return self.values[2]

    @property
    def has_own_time(self) -> bool:
        """Whether its time is that of its id; else it would get another when it comes again."""
        return bool(abs(self.occurred_at.timestamp() - clock_of(self.id)) < 0.002)

    def letter(self, reason: DeadReason, error: object) -> Letter:
        return Letter.of(self.parcel.only(self.place), reason, error)


def write(deliveries: Sequence[Delivery]) -> Written:
    """Write parcels; what cannot be read or written becomes a dead letter.

    Raises:
        OperationalError: the database is away; nothing of the batch is written.
    """
    letters: list[Letter] = []
    rows = list(_rows(list(_parcels(deliveries, letters)), letters))
    with transaction.atomic():
        fresh = _without_repeats(rows)
        new = _insert(fresh, letters)
        fail_point("ingest.inserted")
        aside = put_aside(letters)
        _tell_late_days(fresh)
    return Written(events=new, duplicates=len(rows) - new - _refused(letters), aside=aside)


def _parcels(deliveries: Sequence[Delivery], letters: list[Letter]) -> Iterator[Parcel]:
    for delivery in deliveries:
        try:
            parcel = Parcel.from_bytes(delivery.content)
        except ParcelUnreadable as error:
            letters.append(Letter.unread(delivery.content, DeadReason.UNREADABLE, error))
            continue
        if delivery.tries > MOST_TRIES:
            letters.append(Letter.of(parcel, DeadReason.WORN, "handed out too often"))
            continue
        yield parcel


def _rows(parcels: Sequence[Parcel], letters: list[Letter]) -> Iterator[_Row]:
    """The events of all parcels, their products found in one question."""
    read = []
    for parcel in parcels:
        try:
            read.append((parcel, parcel.events()))
        except ValueError as error:  # BeaconRefused is one; a text that is no Unicode another
            letters.append(Letter.of(parcel, DeadReason.UNREADABLE, error))
    keys = find_products({one for _, events in read for event in events for one in event.products})
    for parcel, events in read:
        for place, event in enumerate(events):
            try:
                fact = parcel.fact(event, keys)
            except BeaconRefused as error:
                letters.append(Letter.of(parcel.only(place), DeadReason.UNKNOWN_PRODUCT, error))
                continue
            yield _Row(parcel, place, event_row(fact, context=parcel.context))


def _without_repeats(rows: Sequence[_Row]) -> list[_Row]:
    """Each id once. Where the browser's clock is far off, the log's key cannot tell: it is asked.

    On PostgreSQL the key is (time, id), and such events have the time at which they came. They are
    looked for among the last minutes only: what brings an event twice does so at once.
    """
    once = list({row.id: row for row in reversed(rows)}.values())[::-1]
    timeless = [row for row in once if not row.has_own_time]
    if not timeless or connection.vendor != "postgresql":
        return once
    times = [row.occurred_at for row in timeless]
    there = set(
        Event.objects.filter(
            occurred_at__gte=min(times) - _OUR_TRIES_MAY_MEET,
            occurred_at__lte=max(times) + _OUR_TRIES_MAY_MEET,
            pk__in=[row.id for row in timeless],
        ).values_list("pk", flat=True)
    )
    return [row for row in once if row.id not in there]


def _insert(rows: Sequence[_Row], letters: list[Letter]) -> int:
    """Insert in one statement; where one event spoils it, halves of halves until that is alone."""
    if not rows:
        return 0
    try:
        with transaction.atomic():
            values = [row.values for row in rows]
            return insert_rows(Event, HISTORY_FIELDS, values, ignore_conflicts=True)
    except _POISON as error:
        if len(rows) == 1:
            letters.append(rows[0].letter(DeadReason.REFUSED, error))
            return 0
    middle = len(rows) // 2
    return _insert(rows[:middle], letters) + _insert(rows[middle:], letters)


def _refused(letters: Sequence[Letter]) -> int:
    return sum(letter.reason == DeadReason.REFUSED for letter in letters)


def _tell_late_days(rows: Sequence[_Row]) -> None:
    """Days before yesterday, which roll-ups have closed: who summed them must do so again."""
    yesterday = clock.business_day() - timedelta(days=1)
    days = {clock.business_day(row.occurred_at) for row in rows}
    late = sorted(day for day in days if day < yesterday)
    outbox.publish_many(LATE_DAYS, [{"day": day.isoformat()} for day in late])
