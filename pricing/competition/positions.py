"""Where our prices stand among competitors': by variant, by category, and over the weeks."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from statistics import fmean

from django.conf import settings

from catalog.models import Category, Variant
from foundation import clock
from pricing.competition.selectors import CompetitorBand, competitor_band
from pricing.models import CompetitorOffer, MatchState
from pricing.selectors.prices import prices_of

WEEKS = 13
WEEK = timedelta(days=7)


class Place(StrEnum):
    """Where a price stands in the band of its competitors'."""

    BELOW = "below"
    WITHIN = "within"
    ABOVE = "above"


@dataclass(frozen=True, slots=True)
class Standing:
    """A variant's price among its competitors', in minor units of the base currency."""

    variant_id: int
    own: int
    band: CompetitorBand

    @property
    def place(self) -> Place:
        if self.own < self.band.lowest:
            return Place.BELOW
        return Place.ABOVE if self.own > self.band.highest else Place.WITHIN

    @property
    def ratio(self) -> float:
        """Our price over the competitors' median; 1 is alike."""
        return self.own / self.band.median


@dataclass(frozen=True, slots=True)
class Position:
    """Prices of several variants among competitors'; of fresh ones alone.

    ``index`` is 100 times the geometric mean of our price over the median of theirs, so that half
    and double cancel; None where nothing is fresh. Shares are of the fresh, ``stale`` is how many
    are known by prices too old to count.
    """

    index: float | None
    variants: int
    below: float
    above: float
    stale: int


@dataclass(frozen=True, slots=True)
class CategoryPosition:
    """The position of the goods that lie in a category itself."""

    category_id: int
    name: str
    position: Position


def standings(
    variant_ids: Iterable[int] | None = None, *, at: datetime | None = None
) -> list[Standing]:
    """Variants that have a price and that a competitor is known to sell; all without ids."""
    ids = list(matched_variants() if variant_ids is None else variant_ids)
    bands = competitor_band(ids, at=at)
    own = prices_of(bands, currency=settings.SHOP_BASE_CURRENCY, at=at)
    return [
        Standing(pk, own[pk].amount.minor, band)
        for pk, band in bands.items()
        if pk in own and own[pk].amount.minor > 0
    ]


def matched_variants() -> list[int]:
    """Variants that an offer of an active competitor is matched to."""
    matched = CompetitorOffer.objects.filter(
        state=MatchState.MATCHED, variant__isnull=False, competitor__is_active=True
    )
    return sorted(set(matched.order_by().values_list("variant_id", flat=True)))


def position_of(found: Sequence[Standing]) -> Position:
    """One position of several standings."""
    fresh = [one for one in found if not one.band.stale]
    count = len(fresh)
    return Position(
        index=100 * math.exp(fmean(math.log(one.ratio) for one in fresh)) if fresh else None,
        variants=count,
        below=sum(one.place is Place.BELOW for one in fresh) / count if count else 0.0,
        above=sum(one.place is Place.ABOVE for one in fresh) / count if count else 0.0,
        stale=len(found) - count,
    )


def category_positions(found: Sequence[Standing]) -> list[CategoryPosition]:
    """The position of each category that holds any of the variants, most variants first."""
    rows = Variant.objects.filter(pk__in=[one.variant_id for one in found])
    category_of = dict(rows.values_list("pk", "product__category_id"))
    parts: dict[int, list[Standing]] = {}
    for one in found:
        if one.variant_id in category_of:
            parts.setdefault(category_of[one.variant_id], []).append(one)
    names = {row.pk: str(row.name) for row in Category.objects.filter(pk__in=parts)}
    positions = [CategoryPosition(pk, names[pk], position_of(part)) for pk, part in parts.items()]
    return sorted(positions, key=lambda one: (-one.position.variants, one.name))


def index_by_week(
    *, weeks: int = WEEKS, at: datetime | None = None
) -> list[tuple[date, float | None]]:
    """The index of all matched variants at the end of each week, today the last one.

    Matches are those of today: what is matched since yesterday shows for the weeks before.
    """
    now = at or clock.now()
    ids = matched_variants()
    moments = [now - WEEK * back for back in reversed(range(weeks))]
    return [
        (clock.business_day(moment), position_of(standings(ids, at=moment)).index)
        for moment in moments
    ]
