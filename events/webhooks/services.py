"""Writes of webhooks by staff: endpoints and their secrets, and what is sent once more."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils.translation import gettext as _

from events.webhooks.delivering import hasten
from events.webhooks.intake import VERSION, poke
from events.webhooks.models import (
    LONGEST_URL,
    DeliveryState,
    EndpointState,
    WebhookAttempt,
    WebhookDelivery,
    WebhookEndpoint,
)
from events.webhooks.posting import check_address
from events.webhooks.signing import new_secret
from events.webhooks.topics import EVERYTHING, PING, topics, wanted_topics
from foundation import clock
from foundation.ids import uuid7
from foundation.refusals import Refusal

LONGEST_NAME = 80
MOST_ENDPOINTS = 50
FORMER_SECRET_SIGNS = timedelta(days=1)
MOST_REPEATS = 10_000
FORGOTTEN = "{}"


@dataclass(frozen=True, slots=True)
class EndpointDetails:
    """What staff say of an endpoint: ``topics`` are names, or ``*`` for all there will ever be."""

    name: str
    url: str
    topics: tuple[str, ...]


@transaction.atomic
def create_endpoint(*, details: EndpointDetails, at: datetime | None = None) -> WebhookEndpoint:
    """Make an endpoint; its ``secret`` is to be shown to whoever made it, once.

    It hears of what happens from then on; a process that publishes may take five seconds to know.

    Raises:
        Refusal: no name, no topic or an unknown one, an address that is not public, too many.
    """
    check_details(details)
    if WebhookEndpoint.objects.count() >= MOST_ENDPOINTS:
        most = {"most": MOST_ENDPOINTS}
        raise Refusal(_("There are %(most)d endpoints: that is the most.") % most)
    now = at or clock.now()
    endpoint = WebhookEndpoint.objects.create(
        name=details.name.strip(),
        url=details.url.strip(),
        topics=_sorted(details.topics),
        secret=new_secret(),
        created_at=now,
        turn_at=now,
    )
    _forget_topics()
    return endpoint


@transaction.atomic
def change_endpoint(*, endpoint: WebhookEndpoint, details: EndpointDetails) -> WebhookEndpoint:
    """Give an endpoint another name, address or other topics; what waits goes to the new address.

    Raises:
        Refusal: as ``create_endpoint``.
    """
    check_details(details)
    row = _locked(endpoint)
    row.name, row.url = details.name.strip(), details.url.strip()
    row.topics = _sorted(details.topics)
    row.save(update_fields=["name", "url", "topics"])
    _forget_topics()
    return row


def check_details(details: EndpointDetails) -> None:
    """Whether an endpoint may be so, for forms that ask before they act.

    Raises:
        Refusal: as ``create_endpoint``.
    """
    if not details.name.strip():
        raise Refusal(_("Say what it is for."), field="name")
    if len(details.name.strip()) > LONGEST_NAME:
        most = {"most": LONGEST_NAME}
        raise Refusal(_("At most %(most)d characters fit here.") % most, field="name")
    if len(details.url.strip()) > LONGEST_URL:
        most = {"most": LONGEST_URL}
        raise Refusal(_("At most %(most)d characters fit here.") % most, field="url")
    if not details.topics:
        raise Refusal(_("Choose what it is told of."), field="topics")
    if unknown := set(details.topics) - {EVERYTHING, *topics.names()}:
        named = {"name": sorted(unknown)[0]}
        raise Refusal(_("There is no topic “%(name)s”.") % named, field="topics")
    check_address(details.url.strip())


@transaction.atomic
def pause_endpoint(*, endpoint: WebhookEndpoint) -> None:
    """Send nothing there for now: what happens waits. A try that is on its way may yet arrive."""
    row = _locked(endpoint)
    if row.state == EndpointState.PAUSED:
        return
    row.state = EndpointState.PAUSED
    row.save(update_fields=["state"])


@transaction.atomic
def resume_endpoint(*, endpoint: WebhookEndpoint, at: datetime | None = None) -> None:
    """Send there at once what waits, in its order: after a pause, a switching off, a failure."""
    now = at or clock.now()
    row = _locked(endpoint)
    row.state, row.switched_off_at = EndpointState.ACTIVE, None
    row.failures, row.failing_since, row.resumes_at = 0, None, None
    row.save(update_fields=["state", "switched_off_at", "failures", "failing_since", "resumes_at"])
    hasten(row, now)
    transaction.on_commit(poke, robust=True)


@transaction.atomic
def rotate_secret(*, endpoint: WebhookEndpoint, at: datetime | None = None) -> WebhookEndpoint:
    """A new secret, to be shown once. The former one signs beside it for a day."""
    row = _locked(endpoint)
    row.former_secret, row.secret = row.secret, new_secret()
    row.former_secret_until = (at or clock.now()) + FORMER_SECRET_SIGNS
    row.save(update_fields=["secret", "former_secret", "former_secret_until"])
    return row


@transaction.atomic
def remove_endpoint(*, endpoint: WebhookEndpoint) -> None:
    """Forget an endpoint with all that was sent to it and waits for it."""
    _locked(endpoint).delete()
    _forget_topics()


@transaction.atomic
def send_ping(*, endpoint: WebhookEndpoint, at: datetime | None = None) -> WebhookDelivery:
    """Have a message sent that says nothing, to see whether it arrives."""
    now, event_id = at or clock.now(), uuid7()
    content: dict[str, Any] = {
        "id": event_id,
        "topic": PING,
        "subject": f"{PING}:{event_id}",
        "occurred_at": now,
        "version": VERSION,
        "data": {"endpoint": endpoint.public_id, "name": endpoint.name},
    }
    transaction.on_commit(poke, robust=True)
    return WebhookDelivery.objects.create(
        endpoint=endpoint,
        event_id=event_id,
        topic=PING,
        subject=content["subject"],
        occurred_at=now,
        body=json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False, separators=(",", ":")),
        created_at=now,
        due_at=now,
    )


@transaction.atomic
def redeliver(*, delivery: WebhookDelivery, at: datetime | None = None) -> WebhookDelivery:
    """Send a message now: one that waits at once, one that is settled once more at the end.

    Raises:
        Refusal: it was about somebody who was forgotten since.
    """
    now = at or clock.now()
    row = WebhookDelivery.objects.select_for_update().get(pk=delivery.pk)
    transaction.on_commit(poke, robust=True)
    if row.body == FORGOTTEN:
        raise Refusal(_("What this message said is forgotten."))
    if row.state == DeliveryState.WAITING:
        row.due_at = now
        row.save(update_fields=["due_at"])
        WebhookEndpoint.objects.filter(pk=row.endpoint_id).update(resumes_at=None)
        return row
    repeat = _repeat(row, now)
    repeat.save()
    return repeat


@transaction.atomic
def redeliver_since(
    *, endpoint: WebhookEndpoint, since: datetime, at: datetime | None = None
) -> int:
    """Send everything that happened since a moment once more, in its order; returns how much.

    For a receiver that lost what it had taken. Repeats of repeats are not made.

    Raises:
        Refusal: more than 10,000 messages.
    """
    now = at or clock.now()
    settled = endpoint.deliveries.filter(
        occurred_at__gte=since, state=DeliveryState.DELIVERED, is_repeat=False
    ).exclude(body=FORGOTTEN)
    if settled.count() > MOST_REPEATS:
        most = {"most": MOST_REPEATS}
        raise Refusal(_("These are more than %(most)d: choose a later day.") % most, field="since")
    repeats = [_repeat(row, now) for row in settled.order_by("pk").iterator()]
    WebhookDelivery.objects.bulk_create(repeats, batch_size=500)
    transaction.on_commit(poke, robust=True)
    return len(repeats)


@transaction.atomic
def drop(*, delivery: WebhookDelivery, at: datetime | None = None) -> bool:
    """Give a message up that its receiver never takes, so that later ones of its subject go on."""
    return bool(
        WebhookDelivery.objects.filter(pk=delivery.pk, state=DeliveryState.WAITING).update(
            state=DeliveryState.DROPPED, settled_at=at or clock.now()
        )
    )


@transaction.atomic
def forget_subjects(*, subjects: Sequence[str], at: datetime | None = None) -> int:
    """Empty all messages about somebody; what waits is not sent any more. Returns how many.

    So are the answers: many a receiver sends back what it was sent.
    """
    about = WebhookDelivery.objects.filter(subject__in=subjects).exclude(body=FORGOTTEN)
    WebhookAttempt.objects.filter(delivery__in=about).update(response="", error="")
    about.filter(state=DeliveryState.WAITING).update(
        state=DeliveryState.DROPPED, settled_at=at or clock.now()
    )
    return about.update(body=FORGOTTEN, error="")


def _repeat(row: WebhookDelivery, now: datetime) -> WebhookDelivery:
    return WebhookDelivery(
        endpoint_id=row.endpoint_id,
        event_id=row.event_id,
        topic=row.topic,
        subject=row.subject,
        occurred_at=row.occurred_at,
        body=row.body,
        is_repeat=True,
        created_at=now,
        due_at=now,
    )


def _locked(endpoint: WebhookEndpoint) -> WebhookEndpoint:
    return WebhookEndpoint.objects.select_for_update().get(pk=endpoint.pk)


def _sorted(names: Iterable[str]) -> list[str]:
    return sorted(set(names))


def _forget_topics() -> None:
    """In this process at once and after the commit; others read anew within seconds."""
    wanted_topics.forget()
    transaction.on_commit(wanted_topics.forget)
