"""The circuit breaker: a server that does not answer is left alone for a while.

A page never waits twice for a server that is away, and never shows its error: what it does not
answer, the disk index does. After a pause that doubles up to half a minute one question is put to
the server again; the others go on as they are until that one was answered. Each process learns by
itself. (M. Nygard, *Release It!*, 2007: closed, open, half open.)
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from threading import Lock
from typing import TypeVar

from search.documents import ProductDocument
from search.engines.base import Engine, EngineDown, EngineStatus, QueryRefused
from search.query import EngineAnswer, EngineQuery

logger = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 2.0, 30.0
"""Seconds until a server that did not answer is asked again."""

Answer = TypeVar("Answer")


class Breaker:
    """Whether a server may be asked. Safe for threads."""

    def __init__(self, *, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._lock = Lock()
        self._pause = 0.0
        self._asked_again_at = 0.0
        self._is_trying = False

    @property
    def is_open(self) -> bool:
        """Whether the last question went unanswered."""
        return self._pause > 0

    def may_ask(self) -> bool:
        """True while all is well; after a pause true for one caller, whose luck decides."""
        with self._lock:
            if not self.is_open:
                return True
            if self._now() < self._asked_again_at:
                return False
            self._asked_again_at = self._now() + self._pause
            self._is_trying = True
            return True

    def failed(self) -> bool:
        """No answer: ask nothing for a pause. Returns whether that is news."""
        with self._lock:
            is_news = not self.is_open
            # Questions that were on their way when the first one failed say nothing new.
            if is_news or self._is_trying:
                self._is_trying = False
                self._pause = min(max(self._pause * 2, FIRST_PAUSE), LONGEST_PAUSE)
                self._asked_again_at = self._now() + self._pause
            return is_news

    def succeeded(self) -> bool:
        """An answer: ask on. Returns whether that is news."""
        with self._lock:
            is_news = self.is_open
            self._pause = 0.0
            self._is_trying = False
            return is_news


class Guarded:
    """An engine that is asked while it answers, with another behind it.

    Reading never raises but for the fallback's own reasons. Writing goes to the preferred engine
    alone and raises: who writes tries again later.
    """

    def __init__(self, preferred: Engine, fallback: Engine, breaker: Breaker) -> None:
        self._preferred = preferred
        self._fallback = fallback
        self._breaker = breaker

    @property
    def name(self) -> str:
        """Of the engine that answers now."""
        return (self._fallback if self._breaker.is_open else self._preferred).name

    def find(self, query: EngineQuery) -> EngineAnswer:
        return self._ask(lambda engine: engine.find(query))

    def words(self, language: str) -> dict[str, int]:
        return self._ask(lambda engine: engine.words(language))

    def write(self, documents: Sequence[ProductDocument], *, gone: Sequence[int] = ()) -> None:
        self._preferred.write(documents, gone=gone)

    def rebuild(self, documents: Iterable[ProductDocument]) -> int:
        return self._preferred.rebuild(documents)

    def status(self) -> EngineStatus:
        try:
            status = self._preferred.status()
        except EngineDown as error:
            status = EngineStatus(self._preferred.name, is_ready=False, note=str(error))
        if not self._breaker.is_open:
            return status
        note = f"{status.note}; {self._fallback.name} answers in its place"
        return replace(status, note=note.removeprefix("; "))

    def _ask(self, question: Callable[[Engine], Answer]) -> Answer:
        if not self._breaker.may_ask():
            return question(self._fallback)
        try:
            answer = question(self._preferred)
        except QueryRefused as error:
            self._answered()
            logger.error("%s refuses a question: %s", self._preferred.name, error)
        except EngineDown as error:
            self._unanswered(error)
        else:
            self._answered()
            return answer
        return question(self._fallback)

    def _answered(self) -> None:
        if self._breaker.succeeded():
            logger.warning("%s answers again", self._preferred.name)

    def _unanswered(self, error: EngineDown) -> None:
        if self._breaker.failed():
            names = (self._preferred.name, self._fallback.name, error)
            logger.warning("%s does not answer, %s does in its place: %s", *names)


def with_fallback(preferred: Engine, fallback: Engine) -> Engine:
    """``preferred`` while it answers, else ``fallback``. Keep one of it for each process."""
    return Guarded(preferred, fallback, Breaker())
