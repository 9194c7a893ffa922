"""Cards for what comes again: kept without buying anything, and given up again."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import Customer
from foundation import clock
from foundation.money import Money
from foundation.transactions import retry_once
from orders.models import Mandate, Subscription, SubscriptionState
from orders.payments.base import (
    ForgetsMeans,
    MeansDeclined,
    Payer,
    PaymentChoice,
    ProviderUnreachable,
    choices_of,
    keeper_of,
    providers,
)
from orders.subscriptions.errors import SubscriptionRefused
from orders.subscriptions.mandates import grant_mandate
from orders.subscriptions.selectors import view_of

logger = logging.getLogger(__name__)


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


def remove_means(*, mandate: Mandate, at: datetime | None = None) -> None:
    """Give up a kept means: it is charged no more, and its provider told to forget it.

    Removed again it stays so. Call it outside any transaction.

    Raises:
        SubscriptionRefused: a subscription that has not ended is paid with it.
    """
    retry_once(lambda: _end(mandate.pk, at))
    others = Mandate.objects.filter(provider=mandate.provider, token=mandate.token, ended_at=None)
    provider = providers.get(mandate.provider)
    if not isinstance(provider, ForgetsMeans) or others.exists():
        return
    try:
        provider.forget_means(token=mandate.token)
    except ProviderUnreachable:  # it is not charged any more, whatever its provider keeps
        logger.warning("%s was not told to forget %s", mandate.provider, mandate.public_id)


def _end(pk: int, at: datetime | None) -> None:
    """Locked as whoever pays a subscription with it locks it."""
    kept = Mandate.objects.select_for_update().filter(pk=pk, ended_at=None).first()
    if kept is None:
        return
    paying = Subscription.objects.filter(mandate=kept).exclude(state=SubscriptionState.ENDED)
    names = [f"“{view_of(row).goods}”" for row in paying.prefetch_related("lines", "renewals")]
    if names:
        words = _("%(means)s pays for %(goods)s. Choose another card there first, or end it.")
        raise SubscriptionRefused(words % {"means": kept, "goods": ", ".join(names)})
    kept.ended_at = at or clock.now()
    kept.save(update_fields=["ended_at"])
