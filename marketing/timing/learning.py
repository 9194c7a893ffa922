"""Learning reading hours at night, of customers who agreed to personalisation alone.

Openings and clicks tell most, but only of the hours at which the shop wrote; visits and orders
tell of the others, and count half.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import numpy as np

from accounts.models import Customer
from analytics.algorithms.behaviour import Behaviour
from analytics.algorithms.purchases import Purchases
from analytics.customers.dataset import day_to_look_from, load_behaviour, load_purchases
from analytics.models import CustomerProfile, RfmSegment
from events.jobs import Report
from events.names import EventName
from foundation import clock
from marketing.algorithms.hours import HOURS, FloatArray, Hours, IntArray, learn_hours
from marketing.timing.features import OF_ALL, OWN, SHOP
from mlops.services import forget_features, write_features

DAYS: Final = 180
READING: Final = (EventName.MAIL_OPENED, EventName.MAIL_CLICKED)
WEIGHT_OF_READING: Final = 1.0
WEIGHT_OF_OTHERS: Final = 0.5
PARTS: Final = 1_000
AT_ONCE: Final = 5_000


@dataclass(frozen=True, slots=True)
class Sightings:
    """At which hours customers were seen: numbers of shape (n,) and counts of shape (n, 24)."""

    customers: IntArray
    counts: FloatArray


def learn_reading_hours(*, at: datetime | None = None, report: Report = lambda _text: None) -> int:
    """Write everybody's hours anew; returns of how many customers. A repeat writes the same."""
    now = at or clock.now()
    report("hours")
    seen = sightings(until=day_to_look_from(now))
    group = _groups(seen.customers)
    hours = learn_hours(seen.counts, group, groups=len(RfmSegment))
    if hours is None:
        return 0
    write_features(name=OF_ALL, values={SHOP: _of_all(hours)}, as_of=now)
    known = seen.counts.any(axis=1)
    written = _write(seen.customers[known], hours.own[known], at=now)
    forget_features(name=OWN, before=now)
    return written


def sightings(*, until: date) -> Sightings:
    """What was seen before a day, each hour of a day once."""
    behaviour = load_behaviour(until=until, days=DAYS)
    counts = np.zeros((len(behaviour.customers), HOURS))
    _count(counts, behaviour)
    _count_orders(counts, behaviour.customers, load_purchases(until=until))
    return Sightings(behaviour.customers, counts)


def _count(counts: FloatArray, behaviour: Behaviour) -> None:
    is_reading = behaviour.of_kind(*READING)
    is_other = ~is_reading & ~behaviour.of_kind(EventName.MAIL_SENT)
    for chosen, weight in ((is_reading, WEIGHT_OF_READING), (is_other, WEIGHT_OF_OTHERS)):
        _add(
            counts, behaviour.customer[chosen], behaviour.day[chosen], behaviour.hour[chosen],
            weight,
        )  # fmt: skip


def _count_orders(counts: FloatArray, customers: IntArray, bought: Purchases) -> None:
    if not len(customers):
        return
    number = bought.customers[bought.customer]
    place = np.minimum(np.searchsorted(customers, number), len(customers) - 1)
    lately = (customers[place] == number) & (bought.day >= bought.until - DAYS)
    _add(counts, place[lately], bought.day[lately], bought.hour[lately], WEIGHT_OF_OTHERS)


def _add(
    counts: FloatArray, customer: IntArray, day: IntArray, hour: IntArray, weight: float
) -> None:
    once = np.unique(np.stack([customer, day, hour], axis=1), axis=0)
    np.add.at(counts, (once[:, 0], once[:, 2]), weight)


def _groups(customers: IntArray) -> IntArray:
    """Row of the segment of each customer, −1 where there is none."""
    rows = {segment: row for row, segment in enumerate(RfmSegment.values)}
    told = CustomerProfile.objects.exclude(segment="").values_list("customer_id", "segment")
    segments = {customer: rows[segment] for customer, segment in told.iterator(AT_ONCE)}
    return np.array([segments.get(number, -1) for number in customers.tolist()], np.int64)


def _of_all(hours: Hours) -> dict[str, Any]:
    return {
        "shop": _parts(hours.shop),
        "segments": dict(
            zip(RfmSegment.values, [_parts(row) for row in hours.groups], strict=True)
        ),
    }


def _parts(shares: FloatArray) -> list[int]:
    return [int(part) for part in np.rint(shares * PARTS)]


def _write(customers: IntArray, shares: FloatArray, *, at: datetime) -> int:
    written = 0
    for start in range(0, len(customers), AT_ONCE):
        numbers = customers[start : start + AT_ONCE].tolist()
        names = dict(Customer.objects.filter(pk__in=numbers).values_list("pk", "pseudonym"))
        values = {
            f"customer:{names[number]}": _parts(row)
            for number, row in zip(numbers, shares[start : start + AT_ONCE], strict=True)
            if number in names
        }
        written += write_features(name=OWN, values=values, as_of=at)
    return written
