"""The currencies that shoppers may choose."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Exists, OuterRef, Q

from foundation import clock
from pricing.models import Currency, ExchangeRate


def known_currencies() -> list[str]:
    """The base currency and every other that staff know, on offer or not."""
    known = [settings.SHOP_BASE_CURRENCY, *settings.SHOP_CURRENCIES]
    return list(dict.fromkeys([*known, *Currency.objects.values_list("code", flat=True)]))


def offered_currencies() -> list[str]:
    """The base currency, then those on offer that have a rate or need none, in staff's order."""
    base = settings.SHOP_BASE_CURRENCY
    rate = ExchangeRate.objects.filter(currency=OuterRef("code"), starts_at__lte=clock.now())
    codes = (
        Currency.objects.filter(Q(Exists(rate)) | Q(converts=False), is_active=True)
        .order_by("position", "code")
        .values_list("code", flat=True)
    )
    chosen = [code for code in codes if code != base]
    return [base, *chosen, *_named_in_settings({base, *chosen})]


def _named_in_settings(known: set[str]) -> list[str]:
    """Currencies of ``SHOP_CURRENCIES`` without a row of their own, where a rate is known."""
    named = [code for code in settings.SHOP_CURRENCIES if code not in known]
    if not named:
        return []
    unsettled = set(named) - set(Currency.objects.values_list("code", flat=True))
    rates = ExchangeRate.objects.filter(currency__in=unsettled, starts_at__lte=clock.now())
    rated = set(rates.values_list("currency", flat=True))
    return [code for code in named if code in rated]
