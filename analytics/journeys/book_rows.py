"""Cohorts, stages of life and the wait for the second order, from the orders of all customers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from accounts.models import Customer
from analytics.algorithms.cohorts import cohorts
from analytics.algorithms.life_stages import STAGES, stages
from analytics.algorithms.purchases import Purchases
from analytics.algorithms.survival import kaplan_meier
from analytics.journeys.months import first_day, last_day, month_number, months_of
from analytics.models import CohortMonth, SecondOrderWait, StageMonth
from analytics.small_groups import FEWEST
from foundation.moments import FIRST_DAY, EpochSeconds, business_days, day_number

IntArray = npt.NDArray[np.int64]

MONTHS_OF_STAGES = 25
"""Two years and the month before them."""
LONGEST_WAIT = 364
WAIT_STEP = 7
"""Days between the rows of a curve; what happened between them is in the next."""
ALL_YEARS = 0
_NOBODY_YET = -1


def cohort_rows(purchases: Purchases) -> Iterator[CohortMonth]:
    """A row for each cohort and each month since, up to the month that runs."""
    until = month_number(_last_day(purchases))
    found = cohorts(purchases.customer, months_of(purchases.day), purchases.revenue, until=until)
    for row in np.flatnonzero(found.people).tolist():
        for age in np.flatnonzero(found.is_past[row]).tolist():
            yield CohortMonth(
                month=first_day(int(found.months[row])),
                age=age,
                people=int(found.people[row]),
                active=int(found.active[row, age]),
                orders=int(found.orders[row, age]),
                revenue_minor=int(found.revenue[row, age]),
            )


def wait_rows(purchases: Purchases) -> Iterator[SecondOrderWait]:
    """The curve of all customers, and of those of each year of the first order."""
    if not len(purchases):
        return
    waited, came = _waits(purchases)
    firsts = purchases.day[purchases.starts[:-1]]
    years = months_of(firsts) // 12 + 1970
    yield from _curve(ALL_YEARS, waited, came)
    for year in np.unique(years).tolist():
        yield from _curve(year, waited[years == year], came[years == year])


def _waits(purchases: Purchases) -> tuple[IntArray, npt.NDArray[np.bool_]]:
    """Days from each customer's first order to the second, or to now; whether there was one.

    Orders of the day of the first belong to it: who forgot something has not come back.
    """
    first = purchases.day[purchases.starts[:-1]]
    is_later = purchases.day > first[purchases.customer]
    second = np.full(len(first), np.iinfo(np.int64).max)
    np.minimum.at(second, purchases.customer[is_later], purchases.day[is_later])
    came = second < np.iinfo(np.int64).max
    return np.where(came, second, purchases.until) - first, came


def _curve(year: int, waited: IntArray, came: npt.NDArray[np.bool_]) -> Iterator[SecondOrderWait]:
    if len(waited) < FEWEST:
        return
    estimate = kaplan_meier(waited, came)
    for days in range(0, LONGEST_WAIT + WAIT_STEP, WAIT_STEP):
        at_risk = int((waited >= days).sum())
        # Of fewer nothing is told, and a curve of so few would leap.
        if at_risk < FEWEST:
            return
        waiting, low, high = estimate.at(days)
        yield SecondOrderWait(
            year=year,
            days=days,
            people=len(waited),
            at_risk=at_risk,
            waiting=waiting,
            low=low,
            high=high,
        )


def stage_rows(purchases: Purchases) -> Iterator[StageMonth]:
    """Where customers stood at the end of each of the last months, and where a month before."""
    people, joined = _customers(purchases)
    row = np.searchsorted(people, purchases.customers)[purchases.customer]
    now = _last_day(purchases)
    newest = month_number(now)
    began = int(months_of(joined).min()) if len(joined) else newest
    before = np.full(len(people), _NOBODY_YET, np.int64)
    for month in range(max(newest - MONTHS_OF_STAGES, began), newest + 1):
        day = day_number(min(last_day(month), now))
        after = _stages_on(day, row, purchases, joined)
        if month > newest - MONTHS_OF_STAGES:
            yield from _moves(month, before, after)
        before = after


def _customers(purchases: Purchases) -> tuple[IntArray, IntArray]:
    """Numbers of all customers, ascending, and the day on which each is first known.

    Orders that were taken in from elsewhere may be older than the customer's row.
    """
    known = Customer.objects.filter(erased_at__isnull=True).order_by("pk")
    rows = list(known.annotate(seconds=EpochSeconds("created_at")).values_list("pk", "seconds"))
    told = np.array(rows, np.int64).reshape(-1, 2)
    people = np.union1d(told[:, 0], purchases.customers)
    joined = np.full(len(people), purchases.until, np.int64)
    joined[np.searchsorted(people, told[:, 0])] = business_days(told[:, 1])
    of_order = np.searchsorted(people, purchases.customers)[purchases.customer]
    np.minimum.at(joined, of_order, purchases.day)
    return people, joined


def _stages_on(day: int, row: IntArray, purchases: Purchases, joined: IntArray) -> IntArray:
    so_far = purchases.day <= day
    orders = np.bincount(row[so_far], minlength=len(joined)).astype(np.int64)
    last = np.full(len(joined), -1, np.int64)
    np.maximum.at(last, row[so_far], purchases.day[so_far])
    return np.where(joined <= day, stages(orders, day - last), _NOBODY_YET)


def _moves(month: int, before: IntArray, after: IntArray) -> Iterator[StageMonth]:
    there = after != _NOBODY_YET
    moves, counts = np.unique(np.stack([before[there], after[there]]), axis=1, return_counts=True)
    for origin, target, people in zip(*moves.tolist(), counts.tolist(), strict=True):
        yield StageMonth(
            month=first_day(month),
            before="" if origin == _NOBODY_YET else STAGES[origin].value,
            stage=STAGES[target].value,
            people=people,
        )


def _last_day(purchases: Purchases) -> date:
    return FIRST_DAY + timedelta(days=purchases.until - 1)
