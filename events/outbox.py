"""The outbox: what others must hear of is written with the fact and delivered after it.

A topic fans out when it is published: one row for each consumer, so that a consumer that fails
holds nobody else up. Consumers get payloads in batches, at least once, and must not mind a
repeat. Between topics, and after a failure, a consumer hears things in any order; who needs them in
the order in which they happened is an ``InOrder``.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from events.models import OutboxMessage
from foundation import clock
from foundation.bulk import insert_rows
from foundation.ids import uuid7
from foundation.registries import Registry

logger = logging.getLogger(__name__)

Payload = dict[str, Any]
Consumer = Callable[[list[Payload]], None]

BATCH = 500
LONGEST_WAIT = timedelta(hours=1)
LONGEST_HOLD = timedelta(minutes=1)
"""How long a batch that failed whole holds up later ones before it is tried again."""
KEEP_DELIVERED = timedelta(days=7)

consumers: dict[str, Registry[Consumer]] = {}


@dataclass(frozen=True, slots=True)
class InOrder:
    """A consumer of many topics that hears of everything in the order in which it was published.

    ``wants`` says, when a topic is published, whether the consumer is to hear of it. ``take`` gets
    the messages, one batch after the other, and tells which of them it could not take, by their
    keys with the reason: those come again later, and hold up none of the others. Where it raises,
    the whole batch comes again, and what was published after it waits until it was taken.
    """

    wants: Callable[[str], bool]
    take: Callable[[list[OutboxMessage]], dict[UUID, str]]


in_order: Registry[InOrder] = Registry("outbox consumers of all topics in order")


def subscribe(topic: str, name: str, consumer: Consumer) -> None:
    """Have ``consumer`` called with the payloads of a topic. Call it from ``AppConfig.ready``."""
    consumers.setdefault(topic, Registry(f"outbox consumers of {topic}")).register(name, consumer)


def publish(topic: str, payload: Payload) -> None:
    """Write one message a consumer of the topic, in the caller's transaction."""
    publish_many(topic, [payload])


def publish_many(topic: str, payloads: list[Payload]) -> None:
    names = consumers[topic].names() if topic in consumers else []
    names += [name for name, listener in in_order if listener.wants(topic)]
    if len(payloads) * len(names) > BATCH:
        _publish_in_bulk(topic, names, payloads)
        return
    OutboxMessage.objects.bulk_create(
        OutboxMessage(topic=topic, consumer=name, payload=payload)
        for payload in payloads
        for name in names
    )


def _publish_in_bulk(topic: str, names: list[str], payloads: list[Payload]) -> None:
    """The same rows at a fifth of the time, for an import of some ten thousand products.

    Each is a microsecond younger than the one before, since keys of one millisecond have no
    order; all of them are due.
    """
    now = clock.now()
    ages = [timedelta(microseconds=place) for place in range(len(payloads))]
    due = [now - age for age in reversed(ages)]
    insert_rows(
        OutboxMessage,
        ("id", "topic", "consumer", "payload", "created_at", "due_at", "attempts", "error"),
        (
            (uuid7(), topic, name, payload, now + age, due_at, 0, "")
            for payload, age, due_at in zip(payloads, ages, due, strict=True)
            for name in names
        ),
    )


def drain(*, limit: int = 10_000) -> int:
    """Deliver what is due, in batches a consumer; returns the number delivered.

    Each batch is delivered and marked in one transaction that holds its rows, so two workers
    share the work and a killed one delivers again.
    """
    delivered = 0
    while delivered < limit:
        count = _drain_batch()
        if count is None:
            break
        delivered += count
    for name, listener in in_order:
        while delivered < limit and (count := _drain_in_order(name, listener)):
            delivered += count
    return delivered


def _drain_in_order(name: str, listener: InOrder) -> int:
    """Hand over the oldest batch; 0 where none is due or another worker is at it."""
    now = clock.now()
    waiting = OutboxMessage.objects.filter(
        Q(due_at__lte=now) | Q(holds_later=True), consumer=name, delivered_at__isnull=True
    ).order_by("created_at", "id")
    with transaction.atomic():
        batch = list(_unlocked(waiting)[:BATCH])
        if not batch or batch[0].due_at > now:
            return 0  # the oldest failed, and its wait is not over
        if batch[0].pk != waiting.values_list("pk", flat=True).first():
            return 0  # what another holds is skipped: these are not the oldest
        try:
            with transaction.atomic():
                failed = listener.take(batch)
        except Exception as error:  # whatever it raises, the other consumers must go on
            logger.exception("outbox: %s failed on %d messages", name, len(batch))
            _postpone(batch, repr(error), longest=LONGEST_HOLD, holds_later=True)
            return 0
        _mark_delivered([message for message in batch if message.pk not in failed])
        for message in batch:
            if message.pk in failed:
                _postpone([message], failed[message.pk])
        return len(batch) - len(failed)


def _unlocked(messages: QuerySet[OutboxMessage]) -> QuerySet[OutboxMessage]:
    if connection.features.has_select_for_update_skip_locked:
        return messages.select_for_update(skip_locked=True)
    return messages


def _mark_delivered(batch: list[OutboxMessage]) -> None:
    OutboxMessage.objects.filter(pk__in=[message.pk for message in batch]).update(
        delivered_at=clock.now(), error=""
    )


def _drain_batch() -> int | None:
    """Deliver one batch; None when nothing is due."""
    with transaction.atomic():
        batch = _claim()
        if not batch:
            return None
        first = batch[0]
        consumer = consumers[first.topic].get(first.consumer) if first.topic in consumers else None
        try:
            with transaction.atomic():
                if consumer is None:
                    raise LookupError(f"no consumer {first.consumer!r} of {first.topic!r}")
                consumer([message.payload for message in batch])
        except Exception as error:  # whatever a consumer raises, the others must go on
            logger.exception("outbox: %s failed on %d messages", first.consumer, len(batch))
            _postpone(batch, repr(error))
            return 0
        _mark_delivered(batch)
        return len(batch)


def _claim() -> list[OutboxMessage]:
    """The next batch of one consumer. What failed before comes alone, lest it fail the others."""
    due = _unlocked(
        OutboxMessage.objects.filter(delivered_at__isnull=True, due_at__lte=clock.now())
        .exclude(consumer__in=in_order.names())
        .order_by("due_at", "id")
    )
    first = due.first()
    if first is None:
        return []
    if first.attempts:
        return [first]
    return list(due.filter(topic=first.topic, consumer=first.consumer, attempts=0)[:BATCH])


def _postpone(
    batch: list[OutboxMessage],
    error: str,
    *,
    longest: timedelta = LONGEST_WAIT,
    holds_later: bool = False,
) -> None:
    """Try again later, each time after twice the wait, at most after ``longest``."""
    for message in batch:
        wait = min(timedelta(seconds=2 ** min(message.attempts + 1, 12)), longest)
        message.attempts += 1
        message.due_at = clock.now() + wait
        message.error = error[:2000]
        message.holds_later = holds_later
    OutboxMessage.objects.bulk_update(batch, ["attempts", "due_at", "error", "holds_later"])


def sweep() -> int:
    """Forget what was delivered more than a week ago; returns the number forgotten."""
    count, _ = OutboxMessage.objects.filter(delivered_at__lt=clock.now() - KEEP_DELIVERED).delete()
    return count
