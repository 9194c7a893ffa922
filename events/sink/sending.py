"""Handing parcels over: into the queue that is there, and when none takes them, into the log."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from events.sink.parcels import Parcel
from events.sink.queues import Delivery, EventSink, Queue, SinkAway
from events.sink.spool import SpoolQueue, SpoolSink
from events.sink.stream import StreamQueue, StreamSink
from events.sink.writing import write

logger = logging.getLogger(__name__)

STRAIGHT = "log"
"""The setting ``EVENT_SINK`` of a shop that runs without ``manage.py ingest``."""


class LogSink:
    """Writes into the log in the request: the last resort, and the form without ingest."""

    def put(self, parcel: bytes) -> None:
        write([Delivery(parcel)])


def send(parcel: Parcel) -> None:
    """Keep a parcel where the first sink takes it: Redis, the disk, the log.

    Raises:
        DatabaseError: all others were away, and so is the database.
    """
    content = parcel.to_bytes()
    *queues, log = _sinks(settings.EVENT_SINK, settings.REDIS_URL, settings.SPOOL_DIR)
    for sink in queues:
        try:
            return sink.put(content)
        except SinkAway as reason:
            logger.warning("events: %s", reason)
    return log.put(content)


def queues() -> list[Queue]:
    """All that ``ingest`` drains: the disk too where Redis is, for what was kept meanwhile."""
    spool = SpoolQueue(Path(settings.SPOOL_DIR))
    if not settings.REDIS_URL:
        return [spool]
    return [StreamQueue(settings.REDIS_URL, idle_seconds=settings.JOB_LEASE_SECONDS), spool]


@lru_cache(maxsize=8)
def _sinks(form: str, redis_url: str, folder: Path) -> Sequence[EventSink]:
    if form == STRAIGHT:
        return [LogSink()]
    spool = SpoolSink(Path(folder))
    return [StreamSink(redis_url), spool, LogSink()] if redis_url else [spool, LogSink()]
