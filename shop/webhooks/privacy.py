"""What messages to others say of a person: handed out, and emptied when they are forgotten."""

from __future__ import annotations

from django.db.models import QuerySet

from accounts.models import Customer
from events.webhooks.models import WebhookDelivery
from events.webhooks.services import forget_subjects


def export_messages(customer_id: int) -> list[dict[str, object]]:
    rows = _about(customer_id).select_related("endpoint").order_by("pk")
    return [
        {
            "receiver": row.endpoint.name,
            "topic": row.topic,
            "happened_at": row.occurred_at.isoformat(),
            "state": row.state,
            "content": row.body,
        }
        for row in rows
    ]


def erase_messages(customer_id: int) -> int:
    """Empty them; what was sent already is with its receiver, who must be asked apart."""
    return forget_subjects(subjects=_subjects(customer_id))


def _about(customer_id: int) -> QuerySet[WebhookDelivery]:
    return WebhookDelivery.objects.filter(subject__in=_subjects(customer_id))


def _subjects(customer_id: int) -> list[str]:
    public_ids = Customer.objects.filter(pk=customer_id).values_list("public_id", flat=True)
    return [f"customer:{public_id}" for public_id in public_ids]
