"""Who a subscription is for and where the goods go, kept as JSON."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from django.utils.translation import gettext as _

from orders.building import BillingAddress, CheckoutDetails
from orders.models import Subscription
from orders.subscriptions.errors import SubscriptionRefused


def kept(details: CheckoutDetails) -> dict[str, Any]:
    """The details as the column takes them: what was for the first order alone is left out."""
    return asdict(replace(details, gift=None, note="", renews=True))


def details_of(subscription: Subscription) -> CheckoutDetails:
    """The details that a subscription keeps.

    Raises:
        SubscriptionRefused: its buyer was forgotten.
    """
    if not subscription.details:
        raise SubscriptionRefused(_("Nobody knows any more who this subscription is for."))
    billing = subscription.details.get("billing")
    return CheckoutDetails(
        **{**subscription.details, "billing": BillingAddress(**billing) if billing else None}
    )
