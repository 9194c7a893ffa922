"""What a price earns and what moved a balance, in the words of a page."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import ngettext, pgettext_lazy

from foundation.money import Money, exponent
from loyalty.algorithms.tiers import points_of
from loyalty.models import EntryKind
from loyalty.programme import remembered_programme
from pricing.selectors import NoRate, exchange_rate

_SECONDS: Final = 300
_MOVEMENTS: Final = {
    EntryKind.ISSUED: pgettext_lazy("balance", "Put in"),
    EntryKind.EARNED: pgettext_lazy("balance", "Earned"),
    EntryKind.SPENT: pgettext_lazy("balance", "Spent"),
    EntryKind.GIVEN_BACK: pgettext_lazy("balance", "Given back"),
    EntryKind.TAKEN_BACK: pgettext_lazy("balance", "Taken back"),
    EntryKind.EXPIRED: pgettext_lazy("balance", "Expired"),
    EntryKind.CORRECTED: pgettext_lazy("balance", "Put right"),
}


def earned_text(price: Money) -> str:
    """How many points a price earns who has no tier; empty where it earns none."""
    points = points_for_price(price)
    if not points:
        return ""
    return ngettext("Earns %(count)d point", "Earns %(count)d points", points) % {"count": points}


def movement_text(kind: str) -> str:
    """What moved a balance, in words for its owner; staff read the ledger's own."""
    return str(_MOVEMENTS[EntryKind(kind)])


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
