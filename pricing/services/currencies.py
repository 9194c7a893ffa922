"""Which currencies the shop sells in, and their rates."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from events.outbox import publish
from foundation import clock
from pricing.models import Currency, ExchangeRate

CURRENCY_CHANGED = "currency.changed"


@transaction.atomic
def save_currency(*, currency: Currency) -> Currency:
    """Offer a currency, or change how prices in it are made; list pages hear of it.

    Raises:
        ValidationError: no ISO code, or one that is there already.
    """
    currency.code = currency.code.upper()
    currency.full_clean()
    currency.save()
    publish(CURRENCY_CHANGED, {"currency": currency.code})
    return currency


@transaction.atomic
def set_exchange_rate(*, currency: str, rate: Decimal, at: datetime | None = None) -> ExchangeRate:
    """A rate from a moment on: units of ``currency`` for one of the base currency."""
    made = ExchangeRate.objects.create(currency=currency, rate=rate, starts_at=at or clock.now())
    publish(CURRENCY_CHANGED, {"currency": currency})
    return made
