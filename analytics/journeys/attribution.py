"""Credit of the channels over any range of days, from what the nights kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
from django.db.models import Sum
from django.db.models.functions import TruncMonth

from analytics.algorithms.attribution import BY_TOUCH, Method
from analytics.algorithms.markov import Interval, share_interval, shares
from analytics.journeys.channel_rows import EXACT, matrix_of
from analytics.journeys.channels import CHANNELS
from analytics.models import ChannelDay, ChannelGroup, ChannelStep
from analytics.small_groups import hide_small
from foundation.money import allocate

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ChannelCredit:
    """What one channel is credited with, by each method; money in minor units of the base currency.

    ``channel`` is None for those that too few people came by, together. ``people`` is never more
    than there were: of several months it is the largest month's. ``low`` to ``high`` holds the
    orders by the Markov chain at 90 %; both are None for channels together.
    """

    channel: ChannelGroup | None
    journeys: int
    people: int
    orders: Mapping[Method, float]
    revenue_minor: Mapping[Method, int]
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Attribution:
    """All credit of a period: channels by their Markov credit, largest first, and what it sums to.

    Empty where no journey ended in the period, or all of them were of too few people.
    """

    channels: tuple[ChannelCredit, ...] = ()
    orders: int = 0
    revenue_minor: int = 0

    @property
    def is_empty(self) -> bool:
        return not self.channels


def attribution(first: date, last: date) -> Attribution:
    """Credit of the orders that ended journeys from ``first`` to ``last``, both included."""
    sums = _sums(first, last)
    if not sums:
        return Attribution()
    orders = round(sum(row["first_orders"] for row in sums.values()))
    revenue = int(sum(row["first_revenue_minor"] for row in sums.values()))
    steps = _steps(first, last)
    share, interval = shares(steps), share_interval(steps)
    by_markov = _to_the_cent(revenue, share)
    people = _people(first, last)
    rows = [
        _credit(CHANNELS[place], sums[channel], people[channel], place, share, orders, by_markov,
                interval)
        for place, channel in enumerate(CHANNELS)
        if channel in sums
    ]  # fmt: skip
    rows.sort(key=lambda row: -row.orders[Method.MARKOV])
    shown = hide_small(rows, people=lambda row: row.people, rest=_together)
    return Attribution(tuple(shown), orders, revenue) if shown else Attribution()


def _credit(
    channel: ChannelGroup,
    row: Mapping[str, float],
    people: int,
    place: int,
    share: FloatArray,
    orders: int,
    by_markov: list[int],
    interval: Interval,
) -> ChannelCredit:
    return ChannelCredit(
        channel=channel,
        journeys=int(row["journeys"]),
        people=people,
        orders={
            **{method: float(row[f"{method.value}_orders"]) for method in BY_TOUCH},
            Method.MARKOV: float(share[place]) * orders,
        },
        revenue_minor={
            **{method: int(row[f"{method.value}_revenue_minor"]) for method in BY_TOUCH},
            Method.MARKOV: by_markov[place],
        },
        low=float(interval.low[place]) * orders,
        high=float(interval.high[place]) * orders,
    )


def _sums(first: date, last: date) -> dict[str, dict[str, float]]:
    names = ["journeys"]
    for method in BY_TOUCH:
        names += [f"{method.value}_orders", f"{method.value}_revenue_minor"]
    rows = (
        ChannelDay.objects.filter(day__range=(first, last))
        .values("channel")
        .annotate(**{f"total_{name}": Sum(name) for name in names})
    )
    return {row["channel"]: {name: row[f"total_{name}"] for name in names} for row in rows}


def _people(first: date, last: date) -> dict[str, int]:
    """The people of the channel's largest month: each day counts those who are new in its month."""
    rows = (
        ChannelDay.objects.filter(day__range=(first, last))
        .values("channel", month=TruncMonth("day"))
        .annotate(total=Sum("people"))
    )
    most: dict[str, int] = {}
    for row in rows:
        most[row["channel"]] = max(most.get(row["channel"], 0), row["total"])
    return most


def _steps(first: date, last: date) -> FloatArray:
    rows = (
        ChannelStep.objects.filter(day__range=(first, last))
        .values_list("origin", "target")
        .annotate(total=Sum("journeys"))
    )
    return matrix_of(list(rows))


def _to_the_cent(total: int, share: FloatArray) -> list[int]:
    if total <= 0 or not share.any():
        return [0] * len(share)
    return allocate(total, np.rint(share * EXACT).astype(int).tolist())


def _together(rows: list[ChannelCredit]) -> ChannelCredit:
    """Channels in one row; people may have come by several of them, so the largest counts."""
    return ChannelCredit(
        channel=None,
        journeys=sum(row.journeys for row in rows),
        people=max(row.people for row in rows),
        orders={method: sum(row.orders[method] for row in rows) for method in Method},
        revenue_minor={method: sum(row.revenue_minor[method] for row in rows) for method in Method},
    )
