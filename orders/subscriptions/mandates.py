"""Means of payment that a customer agreed to have kept."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import Customer
from foundation import clock
from orders.models import Mandate, Payment, Subscription, SubscriptionState
from orders.payments.base import KeptMeans


@transaction.atomic
def keep_mandate(
    *, payment: Payment, means: KeptMeans, at: datetime | None = None
) -> Mandate | None:
    """Keep the means that an order was paid with, for the subscriptions that began with it.

    Written before the order is placed: whatever dies then, whoever asks the provider again
    learns of the means again. None where the order is nobody's, and where no subscription of it
    wants one any more: told again later, nothing is kept anew.
    """
    customer = payment.order.customer
    rows = Subscription.objects.select_for_update().filter(
        first_order=payment.order_id, mandate=None
    )
    wanting = rows.exclude(state=SubscriptionState.ENDED).order_by("pk")
    keys = list(wanting.values_list("pk", flat=True))
    if customer is None or not keys:
        return None
    mandate = grant_mandate(customer=customer, provider=payment.provider, means=means, at=at)
    Subscription.objects.filter(pk__in=keys).update(mandate=mandate)
    return mandate


def let_go(customer: Customer | None, *, at: datetime | None = None) -> int:
    """Charge nothing of a customer's any more once no subscription of theirs is left.

    In the caller's transaction, which locked and ended one. Returns how many means that were.
    """
    kept = Mandate.objects.select_for_update().filter(customer=customer, ended_at=None)
    keys = list(kept.order_by("pk").values_list("pk", flat=True)) if customer else []
    drafted = {"state": SubscriptionState.STARTING, "mandate": None}
    left = Subscription.objects.filter(customer=customer).exclude(**drafted)
    if not keys or left.exclude(state=SubscriptionState.ENDED).exists():
        return 0
    return Mandate.objects.filter(pk__in=keys).update(ended_at=at or clock.now())


def grant_mandate(
    *, customer: Customer, provider: str, means: KeptMeans, at: datetime | None = None
) -> Mandate:
    """A customer's word that a means may be charged; the same one twice is one."""
    mandate, _made = Mandate.objects.update_or_create(
        customer=customer,
        provider=provider,
        token=means.token,
        defaults={"label": means.label, "expires_on": means.expires_on, "ended_at": None},
        create_defaults={
            "label": means.label,
            "expires_on": means.expires_on,
            "granted_at": at or clock.now(),
        },
    )
    return mandate
