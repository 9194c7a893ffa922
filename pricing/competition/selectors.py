"""Reading what competitors ask: the band around a variant, and where our prices stand in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet

from foundation import clock
from foundation.money import Money
from pricing.models import CompetitorOffer, CompetitorPrice, MatchState
from pricing.selectors.prices import conversions

ASKED_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class CompetitorBand:
    """What competitors ask for a variant, in minor units of the base currency.

    Of fresh offers alone where there are any; else of what was seen last, and ``stale``: to be
    shown, never to be acted upon. ``offers`` is how many the figures are of; ``newest`` when one
    of them was last seen.
    """

    lowest: int
    median: int
    highest: int
    offers: int
    newest: datetime
    stale: bool


@dataclass(frozen=True, slots=True)
class _Seen:
    amount: int
    at: datetime
    is_fresh: bool


def competitor_band(
    variant_ids: Iterable[int], *, at: datetime | None = None
) -> dict[int, CompetitorBand]:
    """The band of each variant now or at a moment; absent where nobody is known to sell it.

    What is out of stock with a competitor counts for nothing, nor does a price in a currency
    without a rate. Matches are those of today, also for the past.
    """
    now = at or clock.now()
    bands: dict[int, CompetitorBand] = {}
    wanted = list(variant_ids)
    for start in range(0, len(wanted), ASKED_AT_ONCE):
        part = wanted[start : start + ASKED_AT_ONCE]
        seen = _seen(prices_standing(part, at=now), now)
        bands |= {variant_id: _band(found) for variant_id, found in seen.items()}
    return bands


def prices_standing(variant_ids: Iterable[int], *, at: datetime) -> QuerySet[CompetitorPrice]:
    """The latest price until a moment of every matched offer of active competitors."""
    later = CompetitorPrice.objects.filter(
        offer=OuterRef("offer"), first_seen_at__lte=at, first_seen_at__gt=OuterRef("first_seen_at")
    )
    return CompetitorPrice.objects.filter(
        ~Exists(later),
        first_seen_at__lte=at,
        offer__variant__in=list(variant_ids),
        offer__state=MatchState.MATCHED,
        offer__competitor__is_active=True,
    )


def offers_of(variant_ids: Iterable[int]) -> QuerySet[CompetitorOffer]:
    """Matched offers of variants with their competitors, the cheapest first."""
    return (
        CompetitorOffer.objects.filter(
            variant__in=list(variant_ids),
            state=MatchState.MATCHED,
            competitor__is_active=True,
        )
        .select_related("competitor")
        .order_by("amount_minor", "pk")
    )


def is_stale(*, seen_at: datetime, stale_days: int, at: datetime) -> bool:
    """Whether a price was seen so long ago that it binds nobody any more."""
    return seen_at < at - timedelta(days=stale_days)


def _seen(rows: QuerySet[CompetitorPrice], now: datetime) -> dict[int, list[_Seen]]:
    """Prices by variant, in the base currency."""
    told = list(
        rows.filter(is_available=True).values_list(
            "offer__variant_id", "amount_minor", "currency", "last_seen_at",
            "offer__competitor__stale_days",
        )
    )  # fmt: skip
    to_base = _to_base({currency for _variant, _amount, currency, *_rest in told}, now)
    seen: dict[int, list[_Seen]] = {}
    for variant_id, amount, currency, last_seen_at, stale_days in told:
        if currency not in to_base:
            continue
        at = min(last_seen_at, now)
        fresh = not is_stale(seen_at=at, stale_days=stale_days, at=now)
        base = to_base[currency](amount)
        seen.setdefault(variant_id, []).append(_Seen(base, at, fresh))
    return seen


def _to_base(currencies: set[str], now: datetime) -> dict[str, Any]:
    """By currency, what turns its minor units into those of the base currency."""
    base = settings.SHOP_BASE_CURRENCY
    rates = conversions(currencies, at=now)

    def converter(currency: str) -> Any:
        return lambda minor: Money(minor, currency).converted(base, 1 / rates[currency].rate).minor

    return {currency: converter(currency) for currency in rates}


def _band(seen: list[_Seen]) -> CompetitorBand:
    fresh = [one for one in seen if one.is_fresh]
    counted = fresh or seen
    amounts = sorted(one.amount for one in counted)
    return CompetitorBand(
        lowest=amounts[0],
        median=round(median(amounts)),
        highest=amounts[-1],
        offers=len(amounts),
        newest=max(one.at for one in counted),
        stale=not fresh,
    )
