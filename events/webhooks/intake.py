"""From the outbox to deliveries: each fact is told once, and kept once for each who listens."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from events import outbox
from events.models import OutboxMessage
from events.webhooks.models import WebhookDelivery, WebhookEndpoint
from events.webhooks.topics import Told, Topic, is_wanted, listens, topics
from foundation import clock

logger = logging.getLogger(__name__)

CONSUMER = "webhooks"
VERSION = "v1"
_AT_ONCE = 500

Readings = dict[UUID, Told | None]


def listen() -> None:
    """Hear of every topic in order. Called when the app is ready."""
    outbox.in_order.register(CONSUMER, outbox.InOrder(wants=is_wanted, take=take))


def take(messages: list[OutboxMessage]) -> dict[UUID, str]:
    """Write the deliveries of a batch, in its order; returns why some could not be told."""
    endpoints = list(WebhookEndpoint.objects.order_by("pk"))
    readings: Readings = {}
    failed: dict[UUID, str] = {}
    for name in dict.fromkeys(message.topic for message in messages):
        topic = topics.get(name)
        if topic is None or not any(listens(endpoint, name) for endpoint in endpoints):
            continue
        _read(topic, [message for message in messages if message.topic == name], readings, failed)
    now = clock.now()
    written = WebhookDelivery.objects.bulk_create(
        [
            WebhookDelivery(
                endpoint=endpoint,
                event_id=message.pk,
                topic=message.topic,
                subject=told.subject,
                occurred_at=message.created_at,
                body=body_of(message, told),
                created_at=now,
                due_at=now,
            )
            for message in messages
            if (told := readings.get(message.pk)) is not None
            for endpoint in endpoints
            if listens(endpoint, message.topic)
        ],
        batch_size=_AT_ONCE,
    )
    if written:
        transaction.on_commit(poke, robust=True)
    return failed


def poke() -> None:
    """Have the workers look now. Only a hint: the beat finds what waits anyway."""
    from events.tasks import deliver_webhooks

    deliver_webhooks.apply_async(retry=False, ignore_result=True)


def body_of(message: OutboxMessage, told: Told) -> str:
    """The text that is signed and sent, the same at every try."""
    content = {
        "id": message.pk,
        "topic": message.topic,
        "subject": told.subject,
        "occurred_at": message.created_at,
        "version": VERSION,
        "data": told.data,
    }
    return json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False, separators=(",", ":"))


def _read(
    topic: Topic, messages: Sequence[OutboxMessage], readings: Readings, failed: dict[UUID, str]
) -> None:
    """What is told of messages of one topic: together, or one by one where one of them fails."""
    try:
        found = _tell(topic, messages)
    except Exception as error:  # whatever a topic of a higher floor raises, the others go on
        if len(messages) > 1:
            for message in messages:
                _read(topic, [message], readings, failed)
            return
        logger.exception("webhooks: %s %s cannot be told", topic.name, messages[0].payload)
        failed[messages[0].pk] = repr(error)
        return
    readings.update(_newest(found) if topic.newest_is_enough else found)


def _tell(topic: Topic, messages: Sequence[OutboxMessage]) -> Readings:
    with transaction.atomic():
        told = topic.tell([message.payload for message in messages])
    return {message.pk: said for message, said in zip(messages, told, strict=True)}


def _newest(readings: Readings) -> Readings:
    newest = {told.subject: key for key, told in readings.items() if told is not None}
    keep = set(newest.values())
    return {key: told for key, told in readings.items() if key in keep}
