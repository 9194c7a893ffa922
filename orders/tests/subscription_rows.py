"""Subscriptions to test with."""

from __future__ import annotations

from datetime import timedelta

from accounts.models import Customer
from catalog.models import Product
from foundation import clock
from orders.models import (
    Interval,
    Mandate,
    Renewal,
    RenewalState,
    Subscription,
    SubscriptionLine,
    SubscriptionState,
)
from orders.subscriptions.offers import set_offer
from orders.tests.factories import only_variant


def fill_subscriptions(product: Product, customer: Customer) -> Subscription:
    """An offer, somebody who took it, and a renewal that is planned."""
    set_offer(product=product, intervals=[Interval.FOUR_WEEKS], basis_points=1_000)
    variant, soon = only_variant(product), clock.business_day() + timedelta(days=3)
    mandate, _made = Mandate.objects.get_or_create(
        customer=customer, provider="test", token="success", defaults={"label": "•••• 4242"}
    )
    subscription = Subscription.objects.create(
        customer=customer, state=SubscriptionState.ACTIVE, interval=Interval.FOUR_WEEKS,
        anchor_on=soon, next_on=soon, currency="EUR", provider="test", mandate=mandate,
    )  # fmt: skip
    SubscriptionLine.objects.create(
        subscription=subscription, variant=variant, sku=variant.sku, name=str(product), quantity=2
    )
    Renewal.objects.create(
        subscription=subscription, due_on=soon, try_on=soon, state=RenewalState.PLANNED,
        told_minor=3_000, currency="EUR",
    )  # fmt: skip
    return subscription
