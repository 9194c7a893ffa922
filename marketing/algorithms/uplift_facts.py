"""What was known of customers at any moment, counted from their past by binary search."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from marketing.algorithms.qini import BoolArray, FloatArray
from marketing.algorithms.uplift import IntArray

DAY = 86_400
_SPAN = 1 << 40
"""More seconds than any moment has; a person's number times it and the moment make one key."""


class Fact(StrEnum):
    """A column of the facts, in their order."""

    RECENCY = "recency"
    ORDERS = "orders"
    ORDERS_90 = "orders_90"
    REVENUE = "revenue"
    AVERAGE_ORDER = "average_order"
    VISITS_30 = "visits_30"
    VISITS_90 = "visits_90"
    MAILS_30 = "mails_30"
    OPEN_RATE = "open_rate"
    CLICK_RATE = "click_rate"
    CLICKS = "clicks"
    LAST_CLICK = "last_click"
    MEMBER_DAYS = "member_days"


class Moments:
    """Moments of persons, with what each counts for."""

    def __init__(
        self, person: IntArray, seconds: IntArray, amount: FloatArray | None = None
    ) -> None:
        """
        Args:
            person: shape (k,), rows of persons from 0 on.
            seconds: shape (k,), since 1970.
            amount: shape (k,), what each counts for; one each where None.
        """
        keys = person * _SPAN + seconds
        order = np.argsort(keys, kind="stable")
        self._keys = keys[order]
        counted = np.ones(len(keys)) if amount is None else amount[order]
        self._sums = np.append(0.0, np.cumsum(counted))

    def within(self, person: IntArray, at: IntArray, seconds: int | None = None) -> FloatArray:
        """The sum before each moment ``at``, of the last ``seconds`` or of all, shape (n,)."""
        end = np.searchsorted(self._keys, person * _SPAN + at)
        since = np.zeros_like(at) if seconds is None else np.maximum(at - seconds, 0)
        return np.asarray(
            self._sums[end] - self._sums[np.searchsorted(self._keys, person * _SPAN + since)]
        )

    def days_since_last(self, person: IntArray, at: IntArray) -> FloatArray:
        """Days from the last moment before each ``at``, NaN where there was none; shape (n,)."""
        if not len(self._keys):
            return np.full(len(at), np.nan)
        end = np.searchsorted(self._keys, person * _SPAN + at)
        last = self._keys[np.maximum(end - 1, 0)]
        is_own = (end > 0) & (last // _SPAN == person)
        return np.where(is_own, (person * _SPAN + at - last) / DAY, np.nan)


@dataclass(frozen=True, slots=True)
class Past:
    """Everything that is known of persons, numbered from 0 on.

    Attributes:
        joined: shape (persons,), seconds when each became a customer.
        watched_since: shape (persons,), seconds from which the log may name them: before, visits
            and mails are not known, which is not the same as none.
        orders, revenue, visits, mails, opens, clicks: moments; revenue in minor units.
    """

    joined: IntArray
    watched_since: IntArray
    orders: Moments
    revenue: Moments
    visits: Moments
    mails: Moments
    opens: Moments
    clicks: Moments


def facts_at(past: Past, person: IntArray, at: IntArray) -> FloatArray:
    """Facts, shape (n, facts), of persons, shape (n,), just before moments, shape (n,)."""
    orders, revenue = past.orders.within(person, at), past.revenue.within(person, at)
    mails = past.mails.within(person, at)
    opens, clicks = past.opens.within(person, at), past.clicks.within(person, at)
    watched = past.watched_since[person] <= at
    columns = {
        Fact.RECENCY: past.orders.days_since_last(person, at),
        Fact.ORDERS: orders,
        Fact.ORDERS_90: past.orders.within(person, at, 90 * DAY),
        Fact.REVENUE: revenue,
        Fact.AVERAGE_ORDER: _share(revenue, orders),
        Fact.VISITS_30: _known(past.visits.within(person, at, 30 * DAY), watched),
        Fact.VISITS_90: _known(past.visits.within(person, at, 90 * DAY), watched),
        Fact.MAILS_30: _known(past.mails.within(person, at, 30 * DAY), watched),
        Fact.OPEN_RATE: _known(_share(opens, mails), watched),
        Fact.CLICK_RATE: _known(_share(clicks, mails), watched),
        Fact.CLICKS: _known(clicks, watched),
        Fact.LAST_CLICK: _known(past.clicks.days_since_last(person, at), watched),
        Fact.MEMBER_DAYS: (at - past.joined[person]) / DAY,
    }
    return np.stack([columns[fact] for fact in Fact], axis=1)


def _share(part: FloatArray, whole: FloatArray) -> FloatArray:
    return np.where(whole > 0, part / np.maximum(whole, 1), np.nan)


def _known(values: FloatArray, watched: BoolArray) -> FloatArray:
    return np.where(watched, values, np.nan)
