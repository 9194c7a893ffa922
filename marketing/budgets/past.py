"""What campaigns spent and brought so far, told by their results against the holdouts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

import numpy as np

from foundation import clock
from marketing.algorithms.curves import Returns, of_totals
from marketing.algorithms.qini import FloatArray
from marketing.models import Campaign, CampaignResult
from marketing.results.verdicts import is_skewed

STRETCH = timedelta(days=30)
MOST_STRETCHES = 6


@dataclass(frozen=True, slots=True)
class Past:
    """Totals of stretches of days, oldest first; minor units of the base currency.

    Attributes:
        days: shape (n,).
        spent: shape (n,), what was paid and given away.
        gain: shape (n,), margin before what was given away; None where nothing was measured, or
            the holdout is off.
        costs_something: whether more of it would cost money.
    """

    days: FloatArray
    spent: FloatArray
    gain: FloatArray | None
    costs_something: bool

    def spent_in(self, days: int) -> float:
        """At the pace so far."""
        return float(self.spent.sum() / max(self.days.sum(), 1) * days)

    def gain_in(self, days: int) -> float | None:
        """At the pace so far; None where nothing was measured."""
        if self.gain is None:
            return None
        return float(self.gain.sum() / max(self.days.sum(), 1) * days)


def past_of(campaign: Campaign, *, at: datetime) -> Past:
    """The last half year of a campaign in stretches of a month.

    Its results are totals since it began, so that a stretch is what two of them differ by.
    """
    results = _ends(campaign, clock.business_day(at))
    costs = bool(campaign.message_cost_minor or campaign.fixed_cost_minor)
    if not results:
        return Past(np.empty(0), np.empty(0), None, costs)
    began = clock.business_day(campaign.started_at or campaign.created_at)
    days = [began, *(result.day for result in results)]
    spent = [0, *(result.cost_minor + result.discount_minor for result in results)]
    gained = [_gain(result) for result in results]
    is_measured = None not in gained and not is_skewed(results[-1])
    measured = [0, *(value for value in gained if value is not None)]
    return Past(
        days=np.array([max((end - start).days, 1) for start, end in pairwise(days)], np.float64),
        spent=np.diff(np.array(spent, np.float64)),
        gain=np.diff(np.array(measured, np.float64)) if is_measured else None,
        costs_something=costs or spent[-1] > 0,
    )


def returns_of(past: Past, *, days: int) -> Returns | None:
    """What money brings in so many days; None where nothing was measured or spent."""
    if past.gain is None or not len(past.days):
        return None
    pace = days / past.days
    try:
        return of_totals(past.spent * pace, past.gain * pace)
    except ValueError:
        return None


def _ends(campaign: Campaign, today: date) -> list[CampaignResult]:
    """The newest result and those a month before each other, oldest first."""
    found: list[CampaignResult] = []
    results = CampaignResult.objects.filter(campaign=campaign, day__lte=today)
    for result in results.select_related("campaign").order_by("-day"):
        if not found or found[-1].day - result.day >= STRETCH:
            found.append(result)
        if len(found) > MOST_STRETCHES:
            break
    return found[::-1]


def _gain(result: CampaignResult) -> int | None:
    return None if result.margin_minor is None else result.margin_minor + result.discount_minor
