"""The program between the queues and the log: takes, writes, settles, again and again."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from threading import Event as Flag

from django.db import DatabaseError, connection

from events.minutes import Ticker
from events.sink.health import BEAT, Pulse, write_pulse
from events.sink.queues import Queue, SinkAway, Taken
from events.sink.writing import Written, write
from foundation import clock
from foundation.failpoints import fail_point

logger = logging.getLogger(__name__)

PAUSE = 0.25
"""Seconds between two looks: what comes in between is written in one batch."""
LONGEST_PAUSE = 5.0


class Ingest:
    """Drains queues until told to stop. What it holds when it dies, others are handed again."""

    def __init__(self, queues: Sequence[Queue]) -> None:
        self._queues = queues
        self._stop = Flag()
        self._pulse = Pulse(at=clock.now(), began_at=clock.now())
        self._beat_at = 0.0

    def stop(self) -> None:
        """End after the batch in hand; callable from a signal."""
        self._stop.set()

    def run(self) -> None:
        """Until ``stop``."""
        ticker = Ticker()
        while not self._stop.is_set():
            begun = time.monotonic()
            self.drain(after_each_round=partial(self._count_minutes, ticker))
            self._beat()
            self._stop.wait(max(PAUSE - (time.monotonic() - begun), 0))
        self._beat(now=True)

    def drain(self, *, after_each_round: Callable[[], None] | None = None) -> Written:
        """Write all that waits, a batch of each queue in turn; returns what became of it.

        In turn, for in a busy hour the first queue may never be empty.
        """
        total = Written()
        waiting = list(self._queues)
        while waiting and not self._stop.is_set():
            for queue in tuple(waiting):
                if self._stop.is_set():
                    break
                if (taken := self._take(queue)) is None:
                    waiting.remove(queue)
                    continue
                total = _sum(total, self._write(taken))
                self._beat()
            if after_each_round:
                after_each_round()
        return total

    def _take(self, queue: Queue) -> Taken | None:
        try:
            return queue.take()
        except SinkAway as reason:
            self._trouble(str(reason))
            return None

    def _write(self, taken: Taken) -> Written:
        """Write and settle; while the database is away, wait with it in hand."""
        pause = PAUSE
        while True:
            try:
                written = write(taken.deliveries)
                break
            except DatabaseError as error:  # of the database, not of an event: those go aside
                self._trouble(f"database: {error}")
                connection.close()  # a new one next time: this may be to a server that is gone
                if self._stop.wait(pause):
                    return Written()
                pause = min(2 * pause, LONGEST_PAUSE)
        fail_point("ingest.written")
        self._settle(taken)
        self._count(written)
        return written

    def _count_minutes(self, ticker: Ticker) -> None:
        """Keep the live view alive; the scheduler does it too, if less often."""
        try:
            ticker.tick()
        except DatabaseError as error:
            self._trouble(f"minutes: {error}")
            connection.close()

    def _settle(self, taken: Taken) -> None:
        try:
            taken.settle()
        except (SinkAway, OSError) as reason:  # they come again, and the log has them already
            self._trouble(f"not settled: {reason}")

    def _count(self, written: Written) -> None:
        was = self._pulse
        self._pulse = replace(
            was,
            events=was.events + written.events,
            duplicates=was.duplicates + written.duplicates,
            aside=was.aside + written.aside,
            trouble="",
        )
        if written.aside:
            logger.warning("ingest: %d events put aside as dead letters", written.aside)

    def _trouble(self, text: str) -> None:
        if text != self._pulse.trouble:
            logger.warning("ingest: %s", text)
        self._pulse = replace(self._pulse, trouble=text[:300])
        self._beat()

    def _beat(self, *, now: bool = False) -> None:
        if not now and time.monotonic() < self._beat_at:
            return
        self._beat_at = time.monotonic() + BEAT.total_seconds()
        self._pulse = replace(self._pulse, at=clock.now())
        try:
            write_pulse(self._pulse)
        except OSError as error:  # a full disk must not keep events from the log
            logger.warning("ingest: its pulse was not written: %s", error)


def _sum(one: Written, other: Written) -> Written:
    return Written(
        one.events + other.events, one.duplicates + other.duplicates, one.aside + other.aside
    )
