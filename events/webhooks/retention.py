"""How long what was sent to others is kept."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db.models import Q

from events.webhooks.models import DeliveryState, EndpointState, WebhookDelivery
from foundation import clock

_AT_ONCE = 5_000


def sweep() -> int:
    """Forget what was settled long ago, and what waited as long for an endpoint that is off.

    Returns the number of messages forgotten.
    """
    oldest = clock.now() - timedelta(days=settings.WEBHOOK_RETENTION_DAYS)
    over = WebhookDelivery.objects.filter(
        Q(settled_at__lt=oldest)
        | Q(
            state=DeliveryState.WAITING,
            created_at__lt=oldest,
            endpoint__state__in=[EndpointState.OFF, EndpointState.PAUSED],
        )
    )
    forgotten = 0
    while keys := list(over.values_list("pk", flat=True)[:_AT_ONCE]):
        WebhookDelivery.objects.filter(pk__in=keys).delete()
        forgotten += len(keys)
    return forgotten
