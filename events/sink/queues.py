"""What a queue of parcels is, whatever it is kept in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class SinkAway(Exception):
    """Nothing can be put in (or taken out) here now; the message says why."""


class EventSink(Protocol):
    """Where a web process puts parcels."""

    def put(self, parcel: bytes) -> None:
        """Keep a parcel; it is safe when this returns.

        Raises:
            SinkAway: it was not kept, as far as can be told.
        """


@dataclass(frozen=True, slots=True)
class Delivery:
    """A parcel as it came out; ``tries`` counts how often it was handed to somebody."""

    content: bytes
    tries: int = 1


@dataclass(frozen=True, slots=True)
class Taken:
    """Parcels that this process holds until it calls ``settle``, when the queue forgets them.

    Those of a process that died unsettled are handed to another.
    """

    deliveries: Sequence[Delivery]
    settle: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Backlog:
    """How much waits in a queue, in its own unit, and since when the oldest does."""

    waiting: int
    unit: str
    since: datetime | None


class Queue(Protocol):
    """Where ``ingest`` takes parcels out; at least once, so that who writes must stand repeats."""

    name: str

    def take(self) -> Taken | None:
        """The next parcels; None when there are none.

        Raises:
            SinkAway: the queue does not answer.
        """

    def backlog(self) -> Backlog:
        """What waits, taken or not.

        Raises:
            SinkAway: the queue does not answer.
        """
