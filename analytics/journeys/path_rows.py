"""Common courses of a month as rows: only those that enough people went are told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from analytics.algorithms.paths import Courses, count_paths, pack, unpack, without_repeats
from analytics.algorithms.touchpoints import Journeys
from analytics.journeys.channels import CHANNELS
from analytics.journeys.months import first_day, months_of
from analytics.journeys.sessions import STEPS, Sessions
from analytics.models import JourneyPath, PathKind
from analytics.small_groups import FEWEST
from foundation.moments import business_days

IntArray = npt.NDArray[np.int64]

MOST = 200
"""Paths of a month and kind that are kept."""
BETWEEN = ">"


def session_paths(sessions: Sessions) -> Iterator[JourneyPath]:
    """What sessions did, by the month in which they began."""
    count = len(sessions)
    orders = np.bincount(sessions.orders.visit, minlength=count).astype(np.int64)
    worth = np.zeros(count, np.int64)
    np.add.at(worth, sessions.orders.visit, sessions.orders.worth)
    yield from _rows(
        PathKind.STEPS,
        [step.value for step in STEPS],
        sessions.steps,
        months_of(sessions.day),
        sessions.person,
        orders,
        worth,
    )


def journey_paths(journeys: Journeys) -> Iterator[JourneyPath]:
    """By which channels people came, by the month in which their journeys ended."""
    yield from _rows(
        PathKind.CHANNELS,
        [channel.value for channel in CHANNELS],
        journeys.channels,
        months_of(business_days(journeys.ended)),
        journeys.person,
        journeys.ordered.astype(np.int64),
        journeys.worth,
    )


def _rows(
    kind: PathKind,
    names: Sequence[str],
    courses: Courses,
    month: IntArray,
    person: IntArray,
    orders: IntArray,
    worth: IntArray,
) -> Iterator[JourneyPath]:
    packed = pack(without_repeats(courses))
    for one in np.unique(month).tolist():
        chosen = month == one
        counted = count_paths(packed[chosen], person[chosen], worth[chosen])
        bought = count_paths(packed[chosen], person[chosen], orders[chosen]).worth
        is_told = counted.people >= FEWEST
        is_told[np.flatnonzero(is_told)[MOST:]] = False
        for place in np.flatnonzero(is_told).tolist():
            yield JourneyPath(
                month=first_day(one),
                kind=kind,
                path=BETWEEN.join(names[step] for step in unpack(int(counted.packed[place]))),
                courses=int(counted.courses[place]),
                people=int(counted.people[place]),
                orders=int(bought[place]),
                revenue_minor=int(counted.worth[place]),
            )
        is_rest = np.isin(packed[chosen], counted.packed[~is_told])
        people = len(np.unique(person[chosen][is_rest]))
        if people >= FEWEST:
            yield JourneyPath(
                month=first_day(one),
                kind=kind,
                path="",
                courses=int(is_rest.sum()),
                people=people,
                orders=int(orders[chosen][is_rest].sum()),
                revenue_minor=int(worth[chosen][is_rest].sum()),
            )
