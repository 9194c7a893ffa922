"""Sending what is due: each message at least once, in the order of its subject, by one worker.

A worker takes an endpoint by a lease and sends what waits for it, one after the other, outside any
transaction. A worker that is killed between the receiver's "taken" and our "delivered" leaves the
message waiting: it is sent again, under the same id, by whoever takes the lease over. A receiver
that fails several times in a row is left alone for a while; nothing that waits for it is lost.
"""

from __future__ import annotations

import logging
import os
import socket
import time
from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from events import audit, outbox
from events.webhooks.models import (
    DeliveryState,
    EndpointState,
    WebhookAttempt,
    WebhookDelivery,
    WebhookEndpoint,
)
from events.webhooks.posting import Answer, post
from events.webhooks.signing import headers_of
from foundation import clock
from foundation.failpoints import fail_point

logger = logging.getLogger(__name__)

RUN_SECONDS = 20.0
"""How long one run goes on: what is left is the next one's, so that a slow receiver does not keep
a worker from its other work."""
TURN = 50
"""Messages to one endpoint before the others have their turn."""
FIRST_WAIT = timedelta(seconds=10)
LONGEST_WAIT = timedelta(days=1)
FAILURES_TO_REST = 3
"""In a row: from here on the endpoint itself is left alone, not only the message that failed."""
OFF_AFTER = timedelta(days=3)
SWITCHED_OFF = "webhook.switched_off"
_AGENT = "Shelfwise webhooks"


class LeaseLost(Exception):
    """The endpoint was taken by another while this worker was away."""


def deliver_due(*, seconds: float = RUN_SECONDS) -> int:
    """Send what is due, endpoint by endpoint in turn; returns how many messages were taken."""
    owner = f"{socket.gethostname()[:40]}:{os.getpid()}:{uuid4().hex[:8]}"
    deadline = time.monotonic() + seconds
    delivered = 0
    while time.monotonic() < deadline and (endpoint := claim(owner)) is not None:
        try:
            delivered += _serve(endpoint, owner, deadline)
        except LeaseLost:
            logger.warning("webhooks: %s was taken by another meanwhile", endpoint.public_id)
    return delivered


def claim(owner: str, *, at: datetime | None = None) -> WebhookEndpoint | None:
    """Take the endpoint with something due that has waited longest for its turn; None if none.

    Taken is also what a worker holds for longer than its lease: it died. None, too, where as many
    are spoken to as may be: slow receivers keep no more workers than that from other work.
    """
    now = at or clock.now()
    if WebhookEndpoint.objects.filter(lease_until__gte=now).count() >= settings.WEBHOOK_SENDERS:
        return None
    free = (
        WebhookEndpoint.objects.filter(Q(lease_until__isnull=True) | Q(lease_until__lt=now))
        .filter(Q(resumes_at__isnull=True) | Q(resumes_at__lte=now), state=EndpointState.ACTIVE)
        .filter(Exists(sendable(now).filter(endpoint=OuterRef("pk"))))
        .order_by("turn_at", "pk")
    )
    with transaction.atomic():
        if connection.features.has_select_for_update_skip_locked:
            free = free.select_for_update(skip_locked=True)
        endpoint = free.first()
        if endpoint is None:
            return None
        endpoint.owner, endpoint.turn_at = owner, now
        endpoint.lease_until = now + _lease()
        endpoint.save(update_fields=["owner", "turn_at", "lease_until"])
    return endpoint


def sendable(now: datetime) -> QuerySet[WebhookDelivery]:
    """What is due and waits for no earlier message of the same subject."""
    earlier = WebhookDelivery.objects.filter(
        endpoint=OuterRef("endpoint"),
        subject=OuterRef("subject"),
        state=DeliveryState.WAITING,
        pk__lt=OuterRef("pk"),
    )
    waiting = WebhookDelivery.objects.filter(state=DeliveryState.WAITING, due_at__lte=now)
    return waiting.exclude(Exists(earlier))


def wait_after(failures: int) -> timedelta:
    """Ten seconds after the first failure, twice as long after each further one, at most a day."""
    return min(FIRST_WAIT * 2 ** min(failures - 1, 30), LONGEST_WAIT)


def _lease() -> timedelta:
    return timedelta(seconds=settings.WEBHOOK_LEASE_SECONDS)


def _serve(endpoint: WebhookEndpoint, owner: str, deadline: float) -> int:
    """Send what is due to one endpoint until it fails, is paused, or its turn is over."""
    delivered = 0
    for _message in range(TURN):
        held = _hold_on(endpoint, owner)
        due = sendable(clock.now()).filter(endpoint=held).order_by("pk")
        delivery = due.first() if held.state == EndpointState.ACTIVE else None
        if delivery is None:
            break
        answer = _send(held, delivery)
        fail_point("webhooks.answered")
        delivered += answer.is_accepted
        if _note(delivery, answer, owner=owner) or time.monotonic() >= deadline:
            break
    _release(endpoint, owner)
    return delivered


def _send(endpoint: WebhookEndpoint, delivery: WebhookDelivery) -> Answer:
    now, body = clock.now(), delivery.body.encode()
    valid = [endpoint.secret]
    if endpoint.former_secret_until is not None and endpoint.former_secret_until > now:
        valid.append(endpoint.former_secret)
    signed = headers_of(message_id=str(delivery.event_id), body=body, at=now, secrets_valid=valid)
    headers = {"Content-Type": "application/json", "User-Agent": _AGENT, **signed}
    return post(endpoint.url, body, headers)


def _hold_on(endpoint: WebhookEndpoint, owner: str) -> WebhookEndpoint:
    """Hold an endpoint for as long again; it as it is now: staff may have changed it.

    Raises:
        LeaseLost: another has it.
    """
    held = WebhookEndpoint.objects.filter(pk=endpoint.pk, owner=owner)
    if held.update(lease_until=clock.now() + _lease()) and (row := held.first()) is not None:
        return row
    raise LeaseLost(endpoint.public_id)


def _release(endpoint: WebhookEndpoint, owner: str) -> None:
    WebhookEndpoint.objects.filter(pk=endpoint.pk, owner=owner).update(owner="", lease_until=None)


@transaction.atomic
def _note(delivery: WebhookDelivery, answer: Answer, *, owner: str) -> bool:
    """Write how a try went; tells whether the endpoint is to be left alone now.

    Raises:
        LeaseLost: another has the endpoint, and may have sent this message too.
    """
    locked = WebhookEndpoint.objects.select_for_update().filter(pk=delivery.endpoint_id)
    endpoint = locked.filter(owner=owner).first()
    if endpoint is None:
        raise LeaseLost(str(delivery.endpoint_id))
    now = clock.now()
    WebhookAttempt.objects.create(
        delivery=delivery,
        tried_at=now,
        milliseconds=answer.milliseconds,
        status_code=answer.status,
        response=answer.response,
        error=answer.error,
    )
    delivery.attempts += 1
    delivery.status_code, delivery.error = answer.status, answer.error
    if answer.is_accepted:
        _note_taken(endpoint, delivery, now)
        return False
    return _note_failed(endpoint, delivery, now)


def _note_taken(endpoint: WebhookEndpoint, delivery: WebhookDelivery, now: datetime) -> None:
    delivery.state, delivery.settled_at = DeliveryState.DELIVERED, now
    delivery.save(update_fields=["attempts", "status_code", "error", "state", "settled_at"])
    if endpoint.failures >= FAILURES_TO_REST:  # it is back: what it missed need not wait longer
        hasten(endpoint, now)
    endpoint.failures, endpoint.failing_since, endpoint.resumes_at = 0, None, None
    endpoint.delivered_at = now
    endpoint.save(update_fields=["failures", "failing_since", "resumes_at", "delivered_at"])


def _note_failed(endpoint: WebhookEndpoint, delivery: WebhookDelivery, now: datetime) -> bool:
    endpoint.failures += 1
    endpoint.failing_since = endpoint.failing_since or now
    end = endpoint.failing_since + OFF_AFTER
    delivery.due_at = _next_try(now, delivery.attempts, end)
    delivery.save(update_fields=["attempts", "status_code", "error", "due_at"])
    if endpoint.failures >= FAILURES_TO_REST:
        endpoint.resumes_at = _next_try(now, endpoint.failures, end)
    if now >= end:
        _switch_off(endpoint, now)
    endpoint.save(
        update_fields=["failures", "failing_since", "resumes_at", "state", "switched_off_at"]
    )
    return endpoint.failures >= FAILURES_TO_REST


def _next_try(now: datetime, failures: int, end: datetime) -> datetime:
    """When to try again; once more at the very end, before the endpoint is switched off."""
    then = now + wait_after(failures)
    return min(then, end) if now < end else then


def _switch_off(endpoint: WebhookEndpoint, now: datetime) -> None:
    """What waits for it goes on waiting. Whoever runs the shop is told by the roof."""
    endpoint.state, endpoint.switched_off_at = EndpointState.OFF, now
    audit.write(actor=None, action=SWITCHED_OFF, target=endpoint, at=now)
    outbox.publish(SWITCHED_OFF, {"endpoint": endpoint.pk})


def hasten(endpoint: WebhookEndpoint, now: datetime) -> None:
    """Have all that waits for an endpoint be due."""
    endpoint.deliveries.filter(state=DeliveryState.WAITING, due_at__gt=now).update(due_at=now)
