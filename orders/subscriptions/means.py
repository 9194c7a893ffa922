"""Another card for what comes again, kept without buying anything."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import Customer
from foundation.money import Money
from orders.models import Mandate, Subscription
from orders.payments.base import (
    MeansDeclined,
    Payer,
    PaymentChoice,
    ProviderUnreachable,
    choices_of,
    keeper_of,
)
from orders.subscriptions.errors import SubscriptionRefused
from orders.subscriptions.mandates import grant_mandate


def new_means(subscription: Subscription) -> Sequence[PaymentChoice]:
    """The cards that its provider would keep; nothing where it keeps none."""
    provider = keeper_of(subscription.provider)
    if provider is None:
        return ()
    payer = Payer(subscription.customer, Money.zero(subscription.currency), for_later=True)
    return choices_of(provider, payer)


def add_means(*, customer: Customer, provider: str, choice: str) -> Mandate:
    """Have a provider keep a means of the customer's. Call it outside any transaction.

    Raises:
        SubscriptionRefused: it is not offered, was declined, or the provider does not answer.
    """
    keeper = keeper_of(provider)
    payer = Payer(customer, Money.zero(settings.SHOP_BASE_CURRENCY), for_later=True)
    if keeper is None or choice not in {row.code for row in choices_of(keeper, payer)}:
        raise SubscriptionRefused(_("That way to pay is not offered any more."), field="means")
    try:
        means = keeper.keep_means(choice=choice, email=customer.email)
    except MeansDeclined as declined:
        raise SubscriptionRefused(str(declined), field="means") from declined
    except ProviderUnreachable as silence:
        raise SubscriptionRefused(
            _("The bank did not answer. Try again in a moment."), field="means"
        ) from silence
    return grant_mandate(customer=customer, provider=provider, means=means)
