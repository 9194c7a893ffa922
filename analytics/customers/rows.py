"""The profiles of some customers, put together from what was counted, grouped and foretold."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from analytics.algorithms.buying import Bought
from analytics.algorithms.purchases import FloatArray, IntArray
from analytics.customers.foretelling import Foretold
from analytics.customers.groups import Standing, places
from analytics.customers.preferences import Told
from analytics.models import CustomerProfile
from foundation.moments import FIRST_DAY

TextArray = npt.NDArray[np.str_]


class Before(NamedTuple):
    """Where a customer stood when their profile was last written."""

    segment: str
    segment_before: str
    segment_since: date | None


@dataclass(frozen=True, slots=True)
class Known:
    """All that is known of the customers of a range.

    ``bought``, ``standing`` and ``foretold`` are over who ordered, each as it was when it was read;
    the other arrays are over ``customers`` (numbers, ascending), of shape (n,).
    """

    customers: IntArray
    demographic: TextArray
    combined: TextArray
    engagement: FloatArray
    liked: Told
    before: dict[int, Before]
    bought: Bought
    standing: Standing
    foretold: Foretold


def profiles_of(known: Known, *, as_of: date, at: datetime) -> Iterator[CustomerProfile]:
    """One row a customer, unsaved."""
    place, has_ordered = places(known.customers, known.bought.customers)
    answer, is_foretold = places(known.customers, known.foretold.customers)
    for row, number in enumerate(known.customers.tolist()):
        profile = CustomerProfile(
            customer_id=number,
            as_of=as_of,
            written_at=at,
            demographic=str(known.demographic[row]),
            combined=str(known.combined[row]),
            engagement=round(float(known.engagement[row]), 1),
            preferences=known.liked.get(number, {}),
        )
        if has_ordered[row]:
            _count(profile, known.bought, place[row])
            _stand(profile, known.standing, place[row])
        if is_foretold[row]:
            _foretell(profile, known.foretold, answer[row])
        _remember(profile, known.before.get(number), as_of)
        yield profile


def _count(profile: CustomerProfile, bought: Bought, row: int) -> None:
    profile.first_order_on = _day(bought.first_day[row])
    profile.last_order_on = _day(bought.last_day[row])
    profile.orders = int(bought.orders[row])
    profile.units = int(bought.units[row])
    profile.returned_units = int(bought.returned[row])
    profile.revenue_minor = int(bought.revenue[row])


def _stand(profile: CustomerProfile, standing: Standing, row: int) -> None:
    scores = standing.scores
    profile.recency_score = int(scores.recency[row])
    profile.frequency_score = int(scores.frequency[row])
    profile.monetary_score = int(scores.money[row])
    profile.segment = str(standing.segment[row])
    profile.cluster = str(standing.cluster[row])
    profile.cluster_version = standing.cluster_version if profile.cluster else ""


def _foretell(profile: CustomerProfile, foretold: Foretold, row: int) -> None:
    if math.isfinite(risk := float(foretold.churn_risk[row])):
        profile.churn_risk = min(max(risk, 0.0), 1.0)
        profile.churn_reasons = list(foretold.churn_reasons[row])
        profile.churn_version = foretold.churn_version
    for name in ("value_90", "value_365"):
        value, low, high = (
            _money(getattr(foretold, field)[row]) for field in (name, f"{name}_low", f"{name}_high")
        )
        setattr(profile, f"{name}_minor", value)
        setattr(profile, f"{name}_low_minor", low)
        setattr(profile, f"{name}_high_minor", high)
    if profile.value_365_minor is not None or profile.value_90_minor is not None:
        profile.value_version = foretold.value_version
    if foretold.next_from[row] >= 0:
        profile.next_order_from = _day(foretold.next_from[row])
        profile.next_order_to = _day(foretold.next_to[row])
    profile.likely_categories = list(foretold.likely_categories[row])


def _remember(profile: CustomerProfile, before: Before | None, as_of: date) -> None:
    """Since when they stand where they stand; done twice on a day it says the same."""
    if before is not None and before.segment == profile.segment:
        profile.segment_before, profile.segment_since = before.segment_before, before.segment_since
        return
    profile.segment_since = as_of if profile.segment else None
    if before is not None:
        moved_today = before.segment_since == as_of
        profile.segment_before = before.segment_before if moved_today else before.segment


def _day(number: Any) -> date:
    return FIRST_DAY + timedelta(days=int(number))


def _money(value: Any) -> int | None:
    return round(float(value)) if math.isfinite(value) else None
