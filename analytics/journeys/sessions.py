"""Sessions out of the log: who came when, by which channel, did what, and ordered what.

The log names only people who agreed to be known, and only their events have a session. A person
is a customer where any event of theirs says so, else a browser; persons are told apart by numbers
that mean nothing outside of one reading.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import connection
from django.db.models import BigIntegerField, Case, QuerySet, TextField, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast, Coalesce

from analytics.algorithms.paths import Courses, courses_of
from analytics.algorithms.touchpoints import Orders, Visits
from analytics.journeys.channels import DIRECT, channel_number
from analytics.models import ShoppingStep
from events.models import Event
from events.names import EventName
from foundation import clock
from foundation.moments import EpochSeconds, business_days

IntArray = npt.NDArray[np.int64]

STEPS = tuple(ShoppingStep)
"""In the order of their numbers in arrays."""
LEAVE = STEPS.index(ShoppingStep.LEAVE)
_STEP_OF = {
    EventName.LIST_VIEWED: ShoppingStep.LIST,
    EventName.SEARCH_PERFORMED: ShoppingStep.SEARCH,
    EventName.PRODUCT_VIEWED: ShoppingStep.PRODUCT,
    EventName.IMPRESSION_CLICKED: ShoppingStep.RECOMMENDATION,
    EventName.WISH_ADDED: ShoppingStep.WISH,
    EventName.CART_ITEM_ADDED: ShoppingStep.CART,
    EventName.CART_ITEM_REMOVED: ShoppingStep.OUT_OF_CART,
    EventName.CHECKOUT_STARTED: ShoppingStep.CHECKOUT,
    EventName.ORDER_PLACED: ShoppingStep.ORDER,
}
ORDER = STEPS.index(ShoppingStep.ORDER)
AT_ONCE = 20_000


@dataclass(frozen=True, slots=True)
class Sessions:
    """Sessions of some days, by number; arrays of shape (n,) but for what is of orders.

    Attributes:
        person: a number for each person.
        began: seconds of the first event.
        day: its business day, in days since 1970.
        channel: row of ``CHANNELS``.
        steps: what was done, rows of ``STEPS``, in order and with repetitions.
        orders: what was ordered in them and not cancelled, in minor units of the base currency.
    """

    person: IntArray
    began: IntArray
    day: IntArray
    channel: IntArray
    steps: Courses
    orders: Orders

    def __len__(self) -> int:
        return len(self.person)

    @property
    def visits(self) -> Visits:
        return Visits(self.person, self.began, self.channel)

    def rows(self, chosen: npt.NDArray[np.bool_]) -> Sessions:
        """Those of which ``chosen``, bool [n], is true, with their orders."""
        place = np.cumsum(chosen) - 1
        kept = chosen[self.orders.visit]
        return Sessions(
            person=self.person[chosen],
            began=self.began[chosen],
            day=self.day[chosen],
            channel=self.channel[chosen],
            steps=self.steps.rows(chosen),
            orders=Orders(
                place[self.orders.visit[kept]], self.orders.at[kept], self.orders.worth[kept]
            ),
        )


@dataclass(slots=True)
class _Reading:
    """What is met while the rows come: numbers of sessions, people and sources."""

    sessions: dict[str, int]
    persons: dict[str, int]
    person_of: dict[int, int]
    customer_of_visitor: dict[int, int]
    channel_of: dict[int, tuple[int, int]]


def load_sessions(first: date, last: date) -> Sessions:
    """The sessions of the business days from ``first`` to ``last``, both included."""
    met = _Reading({}, {}, {}, {}, {})
    cancelled = _cancelled_orders(first)
    events: list[IntArray] = []
    orders: list[tuple[int, int, int]] = []
    for rows in _batches(_rows(first, last)):
        events.append(_taken_in(rows, met, orders, cancelled))
    found = np.concatenate(events) if events else np.zeros((0, 3), np.int64)
    return _sessions(found, met, orders)


def _rows(first: date, last: date) -> QuerySet[Event, Any]:
    start, end = clock.day_bounds(first)[0], clock.day_bounds(last)[1]
    kinds = [When(name=name, then=Value(STEPS.index(step))) for name, step in _STEP_OF.items()]
    return (
        Event.objects.filter(
            name__in=list(_STEP_OF),
            occurred_at__gte=start,
            occurred_at__lt=end,
            session__isnull=False,
        )
        .annotate(
            step=Case(*kinds),
            seconds=EpochSeconds("occurred_at"),
            # As text: half of the time would go into making UUIDs.
            visit=Cast("session", TextField()),
            who=Cast("customer", TextField()),
            browser=Cast("visitor", TextField()),
            worth=Coalesce(_base_value(), "value_minor", 0),
        )
        .values_list(
            "visit", "seconds", "step", "who", "browser", "source", "medium", "order_ref", "worth"
        )
        .order_by()
    )


def _base_value() -> RawSQL:
    """What an order of another currency was worth in the base currency, as its payload tells."""
    told = {
        "postgresql": "CAST(payload ->> 'base' AS BIGINT)",
        "sqlite": "json_extract(payload, '$.base')",
    }
    return RawSQL(told[connection.vendor], [], output_field=BigIntegerField())  # noqa: S611


def _batches(rows: QuerySet[Event, Any]) -> Iterator[list[tuple[Any, ...]]]:
    batch: list[tuple[Any, ...]] = []
    for row in rows.iterator(AT_ONCE):
        batch.append(row)
        if len(batch) == AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


def _cancelled_orders(since: date) -> set[str]:
    rows = Event.objects.filter(
        name=EventName.ORDER_CANCELLED, occurred_at__gte=clock.day_bounds(since)[0]
    )
    return set(rows.values_list("order_ref", flat=True))


def _taken_in(
    rows: list[tuple[Any, ...]],
    met: _Reading,
    orders: list[tuple[int, int, int]],
    cancelled: set[str],
) -> IntArray:
    """Session, seconds and step of each event, int64 [k, 3]; what else it tells is noted."""
    sessions, persons = met.sessions, met.persons
    taken = []
    for visit, seconds, step, who, browser, source, medium, order_ref, worth in rows:
        session = sessions.setdefault(visit, len(sessions))
        taken.append((session, seconds, step))
        person = persons.setdefault(who or browser or visit, len(persons))
        if who:
            met.person_of[session] = person
            if browser:
                met.customer_of_visitor[persons.setdefault(browser, len(persons))] = person
        else:
            met.person_of.setdefault(session, person)
        if (source or medium) and seconds < met.channel_of.get(session, (seconds + 1, 0))[0]:
            met.channel_of[session] = (seconds, channel_number(source, medium))
        if step == ORDER and order_ref not in cancelled:
            orders.append((session, seconds, worth))
    return np.array(taken, np.int64)


def _sessions(events: IntArray, met: _Reading, orders: list[tuple[int, int, int]]) -> Sessions:
    count = len(met.sessions)
    sort = np.lexsort((events[:, 2], events[:, 1], events[:, 0]))
    session, seconds, step = events[sort].T
    began = seconds[np.searchsorted(session, np.arange(count))]
    # What a browser did before its owner logged in is the owner's.
    person = [met.customer_of_visitor.get(met.person_of[n], met.person_of[n]) for n in range(count)]
    channel = [met.channel_of.get(n, (0, DIRECT))[1] for n in range(count)]
    told = np.array(orders, np.int64).reshape(-1, 3)
    return Sessions(
        person=np.array(person, np.int64),
        began=began,
        day=business_days(began),
        channel=np.array(channel, np.int64),
        steps=courses_of(session, step, count),
        orders=Orders(told[:, 0], told[:, 1], told[:, 2]),
    )
