"""What is learned from suggestions that staff rejected: quiet times, floors, ceilings, small steps.

Nothing is stored for it: the rejected suggestions are the memory.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from foundation import clock
from pricing.models import PriceSuggestionLine, RejectReason, SuggestionState

QUIET_DAYS = {
    RejectReason.TOO_HIGH: 7,
    RejectReason.TOO_LOW: 7,
    RejectReason.SUPPLIER: 28,
    RejectReason.COMPETITOR: 14,
    RejectReason.BRAND: 28,
    RejectReason.TIMING: 28,
    RejectReason.OTHER: 28,
}
"""How long nothing at all is proposed for the product."""
LIMIT_DAYS = {
    RejectReason.TOO_HIGH: 90,
    RejectReason.TOO_LOW: 90,
    RejectReason.SUPPLIER: 180,
    RejectReason.BRAND: 180,
}
"""How long the price that was rejected bounds what is proposed after."""
REMEMBERED_DAYS = max(LIMIT_DAYS.values())
NARROW_FROM = 2
"""Rejections after which steps are at most half of the smallest that was rejected."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """What holds for a variant: no price below ``least`` or above ``most`` (0: no such bound),
    nothing before ``quiet_until``.
    """

    least: int = 0
    most: int = 0
    quiet_until: datetime | None = None

    def is_quiet(self, at: datetime) -> bool:
        return self.quiet_until is not None and at < self.quiet_until


@dataclass(frozen=True, slots=True)
class _Rejected:
    reason: RejectReason
    at: datetime
    before: int
    after: int


def lessons_of(variant_ids: Iterable[int], *, at: datetime | None = None) -> dict[int, Lesson]:
    """What staff's rejections mean for variants now; absent is nothing."""
    now = at or clock.now()
    rows = PriceSuggestionLine.objects.filter(
        variant_id__in=list(variant_ids),
        suggestion__state=SuggestionState.REJECTED,
        suggestion__decided_at__gt=now - timedelta(days=REMEMBERED_DAYS),
        suggestion__decided_at__lte=now,
    ).values_list(
        "variant_id", "suggestion__reject_reason", "suggestion__decided_at", "before_minor",
        "after_minor",
    )  # fmt: skip
    rejected: dict[int, list[_Rejected]] = defaultdict(list)
    for variant_id, reason, decided_at, before, after in rows:
        if decided_at is None:
            continue
        rejected[variant_id].append(_Rejected(RejectReason(reason), decided_at, before, after))
    return {variant_id: _lesson(found, now) for variant_id, found in rejected.items()}


def _lesson(rejected: Sequence[_Rejected], now: datetime) -> Lesson:
    least, most = _bounds(rejected, now)
    return Lesson(
        least=least,
        most=most,
        quiet_until=max(one.at + timedelta(days=QUIET_DAYS[one.reason]) for one in rejected),
    )


def _bounds(rejected: Sequence[_Rejected], now: datetime) -> tuple[int, int]:
    standing = [one for one in rejected if one.at + _limited(one.reason) > now]
    least = [bound for one in standing if (bound := _least(one))]
    most = [bound for one in standing if (bound := _most(one))]
    if len(standing) >= NARROW_FROM:
        last = max(standing, key=lambda one: one.at)
        step = min(abs(one.after - one.before) for one in standing) // 2
        least.append(last.before - step)
        most.append(last.before + step)
    return max(least, default=0), min(most, default=0)


def _limited(reason: RejectReason) -> timedelta:
    return timedelta(days=LIMIT_DAYS.get(reason, 0))


def _least(one: _Rejected) -> int:
    """The lowest price that may follow; 0 for any."""
    if one.reason == RejectReason.TOO_LOW:
        return one.after + 1
    is_lower = one.after < one.before
    return one.before if is_lower and one.reason in _OF_PRINCIPLE else 0


def _most(one: _Rejected) -> int:
    if one.reason == RejectReason.TOO_HIGH:
        return max(one.after - 1, 1)
    is_higher = one.after > one.before
    return one.before if is_higher and one.reason in _OF_PRINCIPLE else 0


_OF_PRINCIPLE: Mapping[RejectReason, None] = dict.fromkeys(
    (RejectReason.SUPPLIER, RejectReason.BRAND)
)
"""Not how far, but that way at all."""
