"""The queue in Redis: a stream with one group of consumers.

An entry stays until it is settled: a consumer that dies holds what it read, and after the lease of
jobs another claims it (XAUTOCLAIM). Settled entries are acknowledged and deleted at once, so that
the stream holds what waits and nothing else: it needs no trimming by age or length, which could
cut off what nobody has read.
"""

from __future__ import annotations

import logging
import os
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import Any, TypeVar

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError, ResponseError
from redis.retry import Retry

from events.sink.queues import Backlog, Delivery, SinkAway, Taken

logger = logging.getLogger(__name__)

STREAM = "shelfwise:events"
GROUP = "log"
AT_ONCE = 500
MOST_WAITING = 100_000
"""Parcels (about a kilobyte each) after which senders keep them on disk instead."""
PATIENCE_SECONDS = 0.25
READ_SECONDS = 5.0
GONE_AFTER_MS = 24 * 3600 * 1000
_FIELD = "parcel"
_PAUSE_WHEN_AWAY, _PAUSE_WHEN_FULL = 1.0, 5.0

Answer = TypeVar("Answer")


def _connect(url: str, seconds: float) -> Redis:
    return Redis.from_url(
        url,
        socket_timeout=seconds,
        socket_connect_timeout=seconds,
        retry=Retry(NoBackoff(), 0),
        decode_responses=False,
    )


class StreamSink:
    """Puts parcels into the stream; pauses where Redis is away or the stream is full."""

    def __init__(self, url: str, *, most_waiting: int = MOST_WAITING) -> None:
        self._redis = _connect(url, PATIENCE_SECONDS)
        self._most_waiting = most_waiting
        self._not_before = 0.0

    def put(self, parcel: bytes) -> None:
        if time.monotonic() < self._not_before:
            raise SinkAway("Redis was away or full a moment ago")
        try:
            pipeline = self._redis.pipeline(transaction=False)
            pipeline.xadd(STREAM, {_FIELD: parcel})
            pipeline.xlen(STREAM)
            waiting = pipeline.execute()[1]
        except RedisError as error:
            self._not_before = time.monotonic() + _PAUSE_WHEN_AWAY
            raise SinkAway(f"Redis: {error}") from error
        if waiting >= self._most_waiting:
            self._not_before = time.monotonic() + _PAUSE_WHEN_FULL


class StreamQueue:
    """Takes parcels out of the stream as one consumer of the group."""

    name = "redis"

    def __init__(self, url: str, *, idle_seconds: float, at_once: int = AT_ONCE) -> None:
        self._redis = _connect(url, READ_SECONDS)
        self._me = f"{socket.gethostname()}:{os.getpid()}"
        self._idle_ms = int(idle_seconds * 1000)
        self._at_once = at_once
        self._claim_at = 0.0

    def take(self) -> Taken | None:
        entries: list[tuple[bytes, Delivery]] = []
        if time.monotonic() >= self._claim_at:
            entries = self._asking(self._claim)
        if not entries:
            entries = self._asking(self._read)
        if not entries:
            return None
        settle = partial(self._settle, [key for key, _delivery in entries])
        return Taken([delivery for _key, delivery in entries], settle)

    def backlog(self) -> Backlog:
        def look() -> Backlog:
            waiting = int(self._redis.xlen(STREAM))
            first: Any = self._redis.xrange(STREAM, count=1)
            return Backlog(waiting, "parcels", _moment(first[0][0]) if first else None)

        return self._asking(look)

    def _read(self) -> list[tuple[bytes, Delivery]]:
        answer: Any = self._redis.xreadgroup(GROUP, self._me, {STREAM: ">"}, count=self._at_once)
        return _entries(answer[0][1]) if answer else []

    def _claim(self) -> list[tuple[bytes, Delivery]]:
        """What somebody has held for longer than the lease: they died, or we lost the answer.

        Where a second holder died too, one by one from the oldest: so the parcel that kills is
        found, and those beside it are not taken for it.
        """
        oldest: Any = self._redis.xpending_range(
            STREAM, GROUP, "-", "+", count=1, idle=self._idle_ms
        )
        if not oldest:
            self._claim_at = time.monotonic() + self._idle_ms / 2000
            self._forget_the_gone()
            return []
        tries = oldest[0]["times_delivered"] + 1
        count = self._at_once if tries <= 2 else 1
        answer: Any = self._redis.xautoclaim(
            STREAM, GROUP, self._me, self._idle_ms, "0-0", count=count
        )
        logger.info("ingest: parcels of a consumer that fell silent")
        return [(key, Delivery(each.content, tries)) for key, each in _entries(answer[1])]

    def _forget_the_gone(self) -> None:
        """Consumers that hold nothing and have not been seen for a day."""
        known: Any = self._redis.xinfo_consumers(STREAM, GROUP)
        for consumer in known:
            if not consumer["pending"] and consumer["idle"] > GONE_AFTER_MS:
                self._redis.xgroup_delconsumer(STREAM, GROUP, consumer["name"])

    def _settle(self, keys: list[bytes]) -> None:
        pipeline = self._redis.pipeline(transaction=True)
        pipeline.xack(STREAM, GROUP, *keys)
        pipeline.xdel(STREAM, *keys)
        try:
            pipeline.execute()
        except RedisError as error:
            raise SinkAway(f"Redis: {error}") from error

    def _asking(self, ask: Callable[[], Answer]) -> Answer:
        """Ask; make the group first where there is none, as after a Redis that forgot all."""
        try:
            try:
                return ask()
            except ResponseError as error:
                if "NOGROUP" not in str(error):
                    raise
            self._make_group()
            return ask()
        except RedisError as error:
            raise SinkAway(f"Redis: {error}") from error

    def _make_group(self) -> None:
        with suppress(ResponseError):  # another consumer was faster
            self._redis.xgroup_create(STREAM, GROUP, id="0", mkstream=True)


def _entries(answer: Any) -> list[tuple[bytes, Delivery]]:
    """Keys and parcels; an entry that somebody else put there has no parcel and is unreadable."""
    field = _FIELD.encode()
    return [(key, Delivery((fields or {}).get(field, b""))) for key, fields in answer]


def _moment(key: bytes) -> datetime:
    return datetime.fromtimestamp(int(key.partition(b"-")[0]) / 1000, UTC)
