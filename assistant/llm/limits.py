"""When the model is left alone: after an outage for a while, and when it answered enough today."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db.models import Count

from assistant.kinds import Engine
from assistant.llm.access import OUTAGES, Failure, ModelAccess, ModelFailed
from assistant.models import Turn
from foundation import clock
from search.engines.breaker import Breaker

logger = logging.getLogger(__name__)
_breakers: dict[ModelAccess, Breaker] = {}


@contextmanager
def asking(access: ModelAccess) -> Iterator[None]:
    """Within it the model is asked; how that went decides whether others may.

    Raises:
        ModelFailed: it may not be asked now.
    """
    breaker = breaker_of(access)
    _ensure_some_left(access)
    if not breaker.may_ask():
        raise ModelFailed(Failure.RESTING)
    try:
        yield
    except ModelFailed as failed:
        _note(breaker, failed)
        raise
    _note_answer(breaker)


def breaker_of(access: ModelAccess) -> Breaker:
    """The breaker of an endpoint in this process."""
    return _breakers.setdefault(access, Breaker())


def forget_failures() -> None:
    """Every endpoint may be asked again (tests)."""
    _breakers.clear()


def answers_of_day(*, at: datetime | None = None) -> Counter[Engine]:
    """How many messages of a business day went to the model, by who answered them in the end."""
    begin, end = clock.day_bounds(clock.business_day(at))
    turns = Turn.objects.filter(
        at__gte=begin, at__lt=end, engine__in=(Engine.MODEL, Engine.FALLBACK)
    )
    rows = turns.order_by().values_list("engine").annotate(Count("pk"))
    return Counter({Engine(engine): count for engine, count in rows})


def _ensure_some_left(access: ModelAccess) -> None:
    if access.daily_messages and answers_of_day().total() >= access.daily_messages:
        raise ModelFailed(Failure.SPENT)


def _note(breaker: Breaker, failed: ModelFailed) -> None:
    """What cannot be used is an answer all the same: only outages keep others away.

    Where no place was free nothing was asked, and nothing is known.
    """
    if failed.failure is Failure.BUSY:
        return
    if failed.failure not in OUTAGES:
        _note_answer(breaker)
    elif breaker.failed():
        logger.warning("the language model does not answer, trained intents do: %s", failed)


def _note_answer(breaker: Breaker) -> None:
    if breaker.succeeded():
        logger.warning("the language model answers again")
