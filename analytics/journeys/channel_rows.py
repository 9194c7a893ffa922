"""Credit of channels by day, and the steps between them, as rows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from analytics.algorithms.attribution import BY_TOUCH, touch_shares
from analytics.algorithms.markov import States, steps_between
from analytics.algorithms.touchpoints import Journeys
from analytics.journeys.channels import CHANNELS
from analytics.journeys.months import months_of
from analytics.models import ChannelDay, ChannelStep
from foundation.moments import FIRST_DAY, business_days
from foundation.money import allocate

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

START, ORDER, NOTHING = "start", "order", "nothing"
STATE_NAMES = (*(channel.value for channel in CHANNELS), START, ORDER, NOTHING)
"""Names of the chain's states in the order of their numbers."""
EXACT = 10**9
"""Credit is shared among channels in whole minor units, by weights as fine as this."""


def channel_rows(journeys: Journeys) -> Iterator[ChannelDay]:
    """A row for each day on which journeys ended and each channel that they touched."""
    days = business_days(journeys.ended)
    distinct, row = np.unique(days, return_inverse=True)
    of_touch = row[journeys.channels.course] * len(CHANNELS) + journeys.channels.steps
    cells = len(distinct) * len(CHANNELS)
    counts = _counts(journeys, days, of_touch, cells)
    credits = {
        method.value: _credit(journeys, touch_shares(journeys.channels, method), of_touch, cells)
        for method in BY_TOUCH
    }
    for cell in np.flatnonzero(counts[0]).tolist():
        day, channel = divmod(cell, len(CHANNELS))
        shared = {}
        for name, (orders, revenue) in credits.items():
            shared[f"{name}_orders"] = float(orders[cell])
            shared[f"{name}_revenue_minor"] = int(revenue[cell])
        yield ChannelDay(
            day=FIRST_DAY + timedelta(days=int(distinct[day])),
            channel=CHANNELS[channel],
            journeys=int(counts[0][cell]),
            people=int(counts[1][cell]),
            **shared,
        )


def _counts(
    journeys: Journeys, days: IntArray, of_touch: IntArray, cells: int
) -> tuple[IntArray, IntArray]:
    """Journeys of each day and channel, and people who touched it first in the month."""
    course = journeys.channels.course
    _pairs, first = np.unique(
        np.stack([course, journeys.channels.steps]), axis=1, return_index=True
    )
    of_journey = np.bincount(of_touch[first], minlength=cells).astype(np.int64)
    month = months_of(days)[course]
    by_time = np.argsort(journeys.ended[course], kind="stable")
    people = np.stack([month, journeys.person[course], journeys.channels.steps])[:, by_time]
    _people, earliest = np.unique(people, axis=1, return_index=True)
    return of_journey, np.bincount(of_touch[by_time[earliest]], minlength=cells).astype(np.int64)


def _credit(
    journeys: Journeys, shares: FloatArray, of_touch: IntArray, cells: int
) -> tuple[FloatArray, IntArray]:
    """Orders and revenue of each day and channel; the revenue of a day is shared to the cent."""
    course = journeys.channels.course
    ordered = shares * journeys.ordered[course]
    revenue = shares * journeys.worth[course]
    orders = np.bincount(of_touch, weights=ordered, minlength=cells).astype(np.float64)
    worth = np.bincount(of_touch, weights=revenue, minlength=cells).astype(np.float64)
    by_day = worth.reshape(-1, len(CHANNELS))
    totals = np.rint(by_day.sum(axis=1)).astype(np.int64)
    exact = [_to_the_cent(total, weights) for total, weights in zip(totals, by_day, strict=True)]
    return orders, np.array(exact, np.int64).ravel()


def _to_the_cent(total: int, weights: FloatArray) -> list[int]:
    if total <= 0:
        return [0] * len(weights)
    return allocate(int(total), np.rint(weights / weights.sum() * EXACT).astype(int).tolist())


def step_rows(journeys: Journeys) -> Iterator[ChannelStep]:
    """A row for each day and step between channels that journeys which ended on it took."""
    days = business_days(journeys.ended)
    for day in np.unique(days).tolist():
        of_day = journeys.rows(days == day)
        steps = steps_between(of_day.channels, of_day.ordered, len(CHANNELS))
        for origin, target in np.argwhere(steps > 0).tolist():
            yield ChannelStep(
                day=FIRST_DAY + timedelta(days=int(day)),
                origin=STATE_NAMES[origin],
                target=STATE_NAMES[target],
                journeys=int(steps[origin, target]),
            )


def matrix_of(rows: list[tuple[str, str, int]]) -> FloatArray:
    """The matrix of steps from rows of origin, target and journeys, for ``markov.shares``."""
    number = {name: state for state, name in enumerate(STATE_NAMES)}
    size = States(len(CHANNELS)).count
    steps = np.zeros((size, size))
    for origin, target, journeys in rows:
        steps[number[origin], number[target]] += journeys
    return steps


def days_between(first: date, last: date) -> tuple[int, int]:
    """Both as days since 1970."""
    return (first - FIRST_DAY).days, (last - FIRST_DAY).days
