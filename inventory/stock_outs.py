"""When a variant could not be sold: pure arithmetic over what changed and when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple


class Change(NamedTuple):
    """Something that changed what can be sold of one variant.

    ``free`` and ``waiting`` are added to the units that are free and on backorder; a ``limit``
    that is not None replaces the units that may be promised beyond the stock.
    """

    at: datetime
    free: int = 0
    waiting: int = 0
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A time during which nothing could be sold; ``end`` is not part of it."""

    start: datetime
    end: datetime


def sold_out_spans(changes: Sequence[Change], *, until: datetime) -> list[Span]:
    """The times between the first change and ``until`` in which nothing could be sold.

    It can be sold while a unit is free, or while fewer wait than may. Changes are in the order
    of time; those of one moment count together, so that an order which takes the last unit and
    is sent at once is no gap.
    """
    spans: list[Span] = []
    free = waiting = limit = 0
    since: datetime | None = None
    for position, change in enumerate(changes):
        if change.at >= until:
            break
        free += change.free
        waiting += change.waiting
        limit = limit if change.limit is None else change.limit
        if position + 1 < len(changes) and changes[position + 1].at == change.at:
            continue
        is_out = free <= 0 and waiting >= limit
        if is_out and since is None:
            since = change.at
        elif not is_out and since is not None:
            spans.append(Span(since, change.at))
            since = None
    if since is not None:
        spans.append(Span(since, until))
    return spans


def minutes_within(spans: Iterable[Span], start: datetime, end: datetime) -> int:
    """Minutes of the spans that lie between two moments, rounded half up."""
    inside = sum(
        (max(min(span.end, end) - max(span.start, start), timedelta()) for span in spans),
        timedelta(),
    )
    return int(inside.total_seconds() / 60 + 0.5)
