"""Entities of webhooks: who is told of what, and what was sent."""

from __future__ import annotations

from accounts.tokens import Scope
from events.webhooks.models import WebhookDelivery, WebhookEndpoint
from shop.api.records.entities import Entity


class WebhookEndpoints(Entity):
    """Who is told of what; never the secret."""

    slug, model, scope = "webhook-endpoints", WebhookEndpoint, Scope.WEBHOOKS_READ
    columns = ("id=public_id", "name", "url", "state", "failures", "delivered_at", "failing_since",
               "resumes_at", "switched_off_at", "created_at")  # fmt: skip
    filters = ("state",)


class WebhookDeliveries(Entity):
    """What was sent to whom, and how it went."""

    slug, model, scope, key = "webhook-deliveries", WebhookDelivery, Scope.WEBHOOKS_READ, "id"
    columns = ("id", "endpoint=endpoint.public_id", "event_id", "topic", "subject", "state",
               "attempts", "status_code", "error", "is_repeat", "occurred_at", "due_at",
               "settled_at")  # fmt: skip
    filters = ("state", "topic", "subject", "endpoint=endpoint.public_id", "occurred_at>")
