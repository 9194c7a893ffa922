"""How often models answer, how fast, and how often they fall back: counted in each process.

A request adds to counts in memory; a thread of the process writes them down every half minute.
What a process that is killed had not written is lost: they are figures, not facts.
"""

from __future__ import annotations

import logging
import os
import threading
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import Error, connection, transaction
from django.db.models import F

from foundation import clock
from mlops.models import AnswerCount

logger = logging.getLogger(__name__)

STRETCHES_MS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000)
LONGER = 0
"""Kept of an answer that took longer than the longest stretch, and of what fell back."""


@dataclass(frozen=True, slots=True, order=True)
class _Key:
    day: date
    name: str
    version: str
    fell_back: bool
    within_ms: int


class _Counts:
    """What this process has counted and not written yet."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counted: Counter[_Key] = Counter()
        self._writer_of = 0

    def add(self, key: _Key) -> None:
        with self._lock:
            self._counted[key] += 1
            if settings.ANSWERS_WRITTEN_SECONDS and self._writer_of != os.getpid():
                # A process that was forked has this object and not its thread.
                self._writer_of = os.getpid()
                threading.Thread(target=_write_for_ever, daemon=True, name="answer-counts").start()

    def take(self) -> Counter[_Key]:
        with self._lock:
            taken, self._counted = self._counted, Counter()
        return taken

    def give_back(self, counted: Counter[_Key]) -> None:
        with self._lock:
            self._counted.update(counted)


_counts = _Counts()


def note_answer(name: str, *, version: str, seconds: float, at: datetime | None = None) -> None:
    """A model answered; adds to this process's counts and asks no database."""
    place = bisect_left(STRETCHES_MS, seconds * 1_000)
    within = STRETCHES_MS[place] if place < len(STRETCHES_MS) else LONGER
    _counts.add(_Key(clock.business_day(at), name, version, False, within))


def note_fallback(name: str, *, version: str = "", at: datetime | None = None) -> None:
    """A model was asked, and something plain answered in its place."""
    _counts.add(_Key(clock.business_day(at), name, version, True, LONGER))


def write_down() -> int:
    """Add what this process counted to the table; returns how many answers.

    Raises:
        Error: the database refused; nothing was written, and nothing is forgotten.
    """
    taken = _counts.take()
    try:
        with transaction.atomic():
            # In one order whoever writes, so that no two wait for each other.
            for key in sorted(taken):
                _add(key, taken[key])
    except Error:
        _counts.give_back(taken)
        raise
    return taken.total()


def _add(key: _Key, answers: int) -> None:
    row, is_new = AnswerCount.objects.get_or_create(
        day=key.day,
        name=key.name,
        version=key.version,
        fell_back=key.fell_back,
        within_ms=key.within_ms,
        defaults={"answers": answers},
    )
    if not is_new:
        AnswerCount.objects.filter(pk=row.pk).update(answers=F("answers") + answers)


def _write_for_ever() -> None:
    pause = threading.Event()
    while (seconds := settings.ANSWERS_WRITTEN_SECONDS) and not pause.wait(seconds):
        try:
            write_down()
        except Error as error:  # locked, or away for a moment: there is a next time
            logger.warning("counts of answers: %s", error)
        finally:
            connection.close()


@dataclass(frozen=True, slots=True)
class Answered:
    """A model's answers over some days; ``stretches`` by the upper end in milliseconds."""

    name: str
    answers: int
    fallbacks: int
    stretches: dict[int, int]

    @property
    def fallback_share(self) -> float | None:
        """None where nothing was asked."""
        asked = self.answers + self.fallbacks
        return self.fallbacks / asked if asked else None

    def within(self, share: float) -> int | None:
        """The milliseconds within which this share of the answers came.

        None where there are none, or where it lies beyond the longest stretch.
        """
        counted = 0
        for stretch in STRETCHES_MS:
            counted += self.stretches.get(stretch, 0)
            if self.answers and counted >= share * self.answers:
                return stretch
        return None


def answered(first: date, last: date) -> dict[str, Answered]:
    """By model, what was answered on business days, both included. One query."""
    rows = AnswerCount.objects.filter(day__range=(first, last)).values_list(
        "name", "fell_back", "within_ms", "answers"
    )
    stretches: dict[str, Counter[int]] = {}
    fallbacks: Counter[str] = Counter()
    for name, fell_back, within, answers in rows:
        counted = stretches.setdefault(name, Counter())
        if fell_back:
            fallbacks[name] += answers
        else:
            counted[within] += answers
    return {
        name: Answered(name, counted.total(), fallbacks[name], dict(counted))
        for name, counted in stretches.items()
    }
