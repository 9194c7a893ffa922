"""What applied suggestions did, measured against goods that were left alone."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any, Self

from django.db.models import Q

from foundation import clock
from pricing.models import Price, PriceSuggestion, SuggestionState
from pricing.promotion_effects.measuring import MeasuredEffect, Span, effect_of_change

LEAST_DAYS = 14
"""A shorter time under the new price tells little but the days of the week."""
AGAIN_AFTER = timedelta(days=7)
LONGEST = timedelta(days=92)
"""No horizon is longer."""
MOST_AT_ONCE = 200
"""Measured in one night; the rest has its turn in the next."""


@dataclass(frozen=True, slots=True)
class Amount:
    """Minor units of the base currency without tax, with the ends of an interval of 80 %."""

    minor: int
    low_minor: int
    high_minor: int

    @classmethod
    def of(cls, span: Span) -> Self:
        return cls(round(span.value), round(span.low), round(span.high))


@dataclass(frozen=True, slots=True)
class MeasuredChange:
    """What a change of a price did over the days from ``first`` to ``last``, both included.

    ``lift`` is units as a share of what there would have been, less one. ``margin`` is None where
    a cost is unknown. ``untold`` says why nothing can be told; empty where it can.
    """

    first: date
    last: date
    lift: float
    low: float
    high: float
    units: float
    revenue: Amount
    margin: Amount | None
    matched: int
    pre_trend_p: float
    untold: str

    @classmethod
    def of(cls, measured: MeasuredEffect) -> Self:
        found = measured.effect
        return cls(
            first=measured.first,
            last=measured.last,
            lift=round(found.lift, 4),
            low=round(found.low, 4),
            high=round(found.high, 4),
            units=round(measured.units.value, 2),
            revenue=Amount.of(measured.revenue),
            margin=Amount.of(measured.margin) if measured.margin is not None else None,
            matched=len(measured.matched),
            pre_trend_p=round(found.pre_trend_p, 4),
            untold=str(found.untold or ""),
        )

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Self:
        margin = kept["margin"]
        return cls(
            **{
                **kept,
                "first": date.fromisoformat(kept["first"]),
                "last": date.fromisoformat(kept["last"]),
                "revenue": Amount(**kept["revenue"]),
                "margin": None if margin is None else Amount(**margin),
            }
        )

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "first": self.first.isoformat(), "last": self.last.isoformat()}


def measured_effect(suggestion: PriceSuggestion) -> MeasuredChange | None:
    """What an applied suggestion did, as far as it was measured; None before that."""
    return MeasuredChange.from_json(suggestion.effect) if suggestion.effect else None


def measure_effects(*, at: datetime | None = None) -> int:
    """Measure what applied suggestions did, after two weeks and each week until their horizon.

    One that was taken back, or whose price was changed again, is measured for as long as it stood.
    Returns how many were measured.
    """
    now = at or clock.now()
    measured = 0
    for suggestion in _worth_a_look(now):
        days = _days(suggestion, now)
        if days is None or not _is_due(suggestion, days):
            continue
        found = effect_of_change([suggestion.product_id], changed_on=days[0], until=days[1])
        PriceSuggestion.objects.filter(pk=suggestion.pk).update(
            effect=MeasuredChange.of(found).to_json(), effect_measured_at=now
        )
        measured += 1
        if measured >= MOST_AT_ONCE:
            break
    return measured


def _worth_a_look(now: datetime) -> list[PriceSuggestion]:
    """Applied long enough ago and not measured lately, those never measured first."""
    old = now - timedelta(days=LEAST_DAYS)
    rows = PriceSuggestion.objects.filter(
        Q(effect_measured_at=None) | Q(effect_measured_at__lte=now - AGAIN_AFTER),
        state__in=(SuggestionState.APPLIED, SuggestionState.REVERTED),
        applied_at__lte=old,
        applied_at__gt=old - LONGEST,
    ).order_by("-applied_at")
    return sorted(rows, key=lambda row: row.effect_measured_at is not None)


def _days(suggestion: PriceSuggestion, now: datetime) -> tuple[date, date] | None:
    """The whole days under the new price, up to its horizon; None while they are too few."""
    if suggestion.applied_at is None:
        return None
    first = clock.business_day(suggestion.applied_at) + timedelta(days=1)
    ends = [clock.business_day(now), first + timedelta(days=suggestion.horizon_days)]
    if (stopped := _stopped_at(suggestion)) is not None:
        ends.append(clock.business_day(stopped))
    last = min(ends) - timedelta(days=1)
    return (first, last) if (last - first).days + 1 >= LEAST_DAYS else None


def _stopped_at(suggestion: PriceSuggestion) -> datetime | None:
    """When one of its prices was first followed by another; None while all of them stand.

    A new row that only tells another cost is the same price.
    """
    asked = {line.variant_id: line.after_minor for line in suggestion.lines.all()}
    later = Price.objects.filter(
        variant__in=asked, currency=suggestion.currency, starts_at__gt=suggestion.applied_at
    )
    rows = later.order_by("starts_at", "pk").values_list("variant_id", "amount_minor", "starts_at")
    return next((begin for variant, minor, begin in rows if minor != asked[variant]), None)


def _is_due(suggestion: PriceSuggestion, days: tuple[date, date]) -> bool:
    """Whether there are more days to it than when it was measured last."""
    before = measured_effect(suggestion)
    return before is None or before.last < days[1]
