"""What a price earns, in the words of a page."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import ngettext

from foundation.money import Money, exponent
from loyalty.algorithms.tiers import points_of
from loyalty.programme import remembered_programme
from pricing.selectors import NoRate, exchange_rate

_SECONDS: Final = 300


def earned_text(price: Money) -> str:
    """How many points a price earns who has no tier; empty where it earns none."""
    points = points_for_price(price)
    if not points:
        return ""
    return ngettext("Earns %(count)d point", "Earns %(count)d points", points) % {"count": points}


def points_for_price(price: Money) -> int:
    """Whole points of a price in any currency that the shop sells in."""
    rules = remembered_programme()
    if not rules.is_active:
        return 0
    base = settings.SHOP_BASE_CURRENCY
    kept = price.converted(base, 1 / remembered_rate(price.currency)).minor
    return points_of(kept, unit=10 ** exponent(base), per_unit=rules.points_per_unit)


def remembered_rate(currency: str) -> Decimal:
    """Units of a currency for one of the base's, some minutes old at most: to tell, not to pay.

    One for a currency whose rate nobody knows: nothing is sold in it.
    """
    if currency == settings.SHOP_BASE_CURRENCY:
        return Decimal(1)
    key = f"rewards:rate:{currency}"
    known: str | None = cache.get(key)
    if known is None:
        try:
            known = str(exchange_rate(currency))
        except NoRate:
            known = "1"
        cache.set(key, known, _SECONDS)
    return Decimal(known)
