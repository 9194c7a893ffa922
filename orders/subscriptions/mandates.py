"""Means of payment that a customer agreed to have kept."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import Customer
from foundation import clock
from orders.models import Mandate, Payment, Subscription
from orders.payments.base import KeptMeans


@transaction.atomic
def keep_mandate(
    *, payment: Payment, means: KeptMeans, at: datetime | None = None
) -> Mandate | None:
    """Keep the means that an order was paid with, for the subscriptions that began with it.

    Written before the order is placed: whatever dies then, whoever asks the provider again
    learns of the means again. None where the order is nobody's.
    """
    customer = payment.order.customer
    if customer is None:
        return None
    mandate = grant_mandate(customer=customer, provider=payment.provider, means=means, at=at)
    Subscription.objects.filter(first_order=payment.order_id, mandate=None).update(mandate=mandate)
    return mandate


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
