"""What subscriptions hold of a person: where the goods go, and the means that is charged.

An erasure ends them. Goods, days and sums stay: they name nobody.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from foundation import clock
from foundation.registries import PersonalData, privacy
from orders.models import (
    Mandate,
    Renewal,
    RenewalState,
    Subscription,
    SubscriptionState,
)
from orders.subscriptions.ending import close


def register() -> None:
    """Called when the app is ready."""
    privacy.register("subscriptions", PersonalData(_export, _erase, _objections))


def _objections(customer_id: int) -> list[str]:
    ordering = Renewal.objects.filter(
        subscription__customer=customer_id, state=RenewalState.PLACING
    )
    if not ordering.exists():
        return []
    return [_("A subscription is being ordered just now. Try again in a moment.")]


def _export(customer_id: int) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = [
        {
            "what": "subscription",
            "id": row.public_id,
            "state": row.state,
            "interval": row.interval,
            "next_on": row.next_on,
            "details": row.details,
            "created_at": row.created_at,
            "ended_at": row.ended_at,
            "lines": list(row.lines.values("sku", "name", "quantity")),
            "renewals": list(
                row.renewals.values("due_on", "state", "told_minor", number=F("order__number"))
            ),
        }
        for row in Subscription.objects.filter(customer=customer_id).order_by("pk")
    ]
    means = Mandate.objects.filter(customer=customer_id).order_by("pk")
    return rows + [
        {"what": "means of payment", **kept}
        for kept in means.values("provider", "label", "expires_on", "granted_at", "ended_at")
    ]


@transaction.atomic
def _erase(customer_id: int) -> int:
    rows = Subscription.objects.select_for_update().filter(customer=customer_id).order_by("pk")
    changed = 0
    for row in rows:
        row.details = {}
        row.save(update_fields=["details"])  # before it is closed: nobody is left to be told
        if row.state != SubscriptionState.ENDED:
            close(row, at=clock.now())
        changed += 1
    return changed + Mandate.objects.filter(customer=customer_id).delete()[0]
