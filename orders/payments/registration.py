"""Which providers this shop has: the settings say."""

from __future__ import annotations

from django.conf import settings

from loyalty.models import AccountKind
from orders.payments.base import PaymentProvider, providers
from orders.payments.by_hand import PaidAtMarketplace, PaidElsewhere
from orders.payments.counter import AT_COUNTER, AtCounter
from orders.payments.invoice import InvoiceProvider
from orders.payments.stored_value import PaidInPoints, StoredValue
from orders.payments.trial import TestCardProvider


def register_providers() -> None:
    """Stripe where its keys are set, the test cards where wanted, invoices always.

    The order is that of the checkout page; what history paid elsewhere is never on it, nor are
    accounts of the shop's own, which pay beside another way.
    """
    found: list[PaymentProvider] = []
    if settings.STRIPE_SECRET_KEY:
        from orders.payments.stripe_checkout import StripeProvider  # a second to import

        found.append(StripeProvider.from_settings())
    if settings.TEST_PAYMENTS:
        found.append(TestCardProvider())
    found += [InvoiceProvider(), PaidElsewhere(), PaidAtMarketplace()]
    found += [StoredValue(AccountKind.GIFT_CARD), StoredValue(AccountKind.STORE_CREDIT)]
    found.append(PaidInPoints())
    found += [AtCounter(name) for name in AT_COUNTER]
    for provider in found:
        if providers.get(provider.name) is None:
            providers.register(provider.name, provider)
    # It handles a job of the ledger; its module needs the models of this app.
    from orders.payments import trial_bank  # noqa: F401
