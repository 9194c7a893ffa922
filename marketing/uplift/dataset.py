"""From enrolments, orders and the log to the cases that uplift is learned from.

Only customers who agree to personalisation today are in it. A case is a customer's first entry
into a campaign, spoken to or held out, once the campaign's days are over.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from accounts.models import Customer
from analytics.algorithms.behaviour import Behaviour
from analytics.algorithms.purchases import Purchases
from analytics.customers.dataset import NAMING, load_behaviour, load_purchases
from events.names import EventName
from experiments.algorithms.assignment import WHOLE
from foundation import clock
from foundation.moments import EpochSeconds
from marketing.algorithms.qini import BoolArray, FloatArray
from marketing.algorithms.uplift import Cases, IntArray
from marketing.algorithms.uplift_facts import DAY, Moments, Past, facts_at
from marketing.contact.policy import policy
from marketing.models import Campaign, Enrolment

VISIT_GAP = 1_800
"""Seconds of silence after which what somebody does is another visit."""
NEVER = np.int64(1) << 40
_MAIL = frozenset({EventName.MAIL_SENT, EventName.MAIL_OPENED, EventName.MAIL_CLICKED})


@dataclass(frozen=True, slots=True)
class People:
    """Customers who agreed, by number, ascending; and what is known of them until a moment."""

    numbers: IntArray
    past: Past
    until: int

    def rows(self, customers: IntArray) -> tuple[IntArray, BoolArray]:
        """Rows of customers, shape (n,), and which of them are here at all."""
        if not len(self.numbers):
            return np.zeros(len(customers), np.int64), np.zeros(len(customers), np.bool_)
        rows = np.minimum(np.searchsorted(self.numbers, customers), len(self.numbers) - 1)
        return rows, self.numbers[rows] == customers

    def facts(self) -> FloatArray:
        """What is known of each by now, shape (n, facts)."""
        rows = np.arange(len(self.numbers))
        return facts_at(self.past, rows, np.full(len(rows), self.until))


@dataclass(frozen=True, slots=True)
class Lessons:
    """Cases by the moment of entry; when each one's days were over, and of which campaign it is."""

    cases: Cases
    entered: IntArray
    over: IntArray
    campaign: IntArray

    def over_before(self, seconds: int) -> BoolArray:
        return self.over <= seconds


def load_people(*, at: datetime | None = None) -> People:
    """Everybody who agreed to personalisation, with their past until ``at``."""
    now = at or clock.now()
    tomorrow = clock.business_day(now) + timedelta(days=1)
    people = Customer.objects.filter(consent__in=NAMING, erased_at=None).order_by("pk")
    rows = np.array(
        list(people.annotate(joined=EpochSeconds("created_at")).values_list("pk", "joined")),
        np.int64,
    ).reshape(-1, 2)
    numbers = rows[:, 0]
    past = _past(
        rows[:, 1], numbers, load_purchases(until=tomorrow), load_behaviour(until=tomorrow)
    )
    return People(numbers, past, int(now.timestamp()))


def read_lessons(people: People) -> Lessons | None:
    """Entries whose days are over; None where nobody was ever held out, or spoken to."""
    entries = [_entries(campaign, people) for campaign in Campaign.objects.order_by("pk")]
    table = np.concatenate(entries) if entries else np.empty((0, 6))
    table = table[np.argsort(table[:, 1], kind="stable")]
    customer, entered, held_out, campaign, goal, chance = table.T
    rows, known = people.rows(customer.astype(np.int64))
    rows, held_out, chance = rows[known], held_out[known], chance[known]
    entered, campaign, goal = (each[known].astype(np.int64) for each in (entered, campaign, goal))
    treated = held_out == 0
    if not len(rows) or treated.all() or not treated.any():
        return None
    ordered = _ordered_within(people.past.orders, rows, entered, goal)
    cases = Cases(
        facts=facts_at(people.past, rows, entered),
        treated=treated,
        chance=chance,
        outcome=ordered,
        person=people.numbers[rows],
    )
    return Lessons(cases, entered, entered + goal, campaign)


def _entries(campaign: Campaign, people: People) -> FloatArray:
    """Customer, moment, arm, campaign, seconds of the goal and chance of being spoken to."""
    goal = campaign.goal_days * DAY
    chance = (1 - campaign.holdout / WHOLE) * (1 - policy().holdout / WHOLE)
    rows = (
        Enrolment.objects.filter(campaign=campaign)
        .order_by("entered_at", "pk")
        .annotate(entered=EpochSeconds("entered_at"))
        .values_list("customer_id", "entered", "is_held_out")
    )
    first: dict[int, tuple[int, bool]] = {}
    for customer, entered, is_held_out in rows.iterator(5_000):
        first.setdefault(customer, (entered, is_held_out))
    return np.array(
        [
            (customer, entered, is_held_out, campaign.pk, goal, chance)
            for customer, (entered, is_held_out) in first.items()
            if entered + goal <= people.until
        ],
        np.float64,
    ).reshape(-1, 6)


def _ordered_within(
    orders: Moments, person: IntArray, since: IntArray, seconds: IntArray
) -> FloatArray:
    more = orders.within(person, since + seconds) - orders.within(person, since)
    return (more > 0).astype(np.float64)


def _past(joined: IntArray, numbers: IntArray, purchases: Purchases, behaviour: Behaviour) -> Past:
    bought, known = _rows(numbers, purchases.customers[purchases.customer])
    seconds = purchases.seconds[known]
    did, seen = _rows(numbers, behaviour.customers[behaviour.customer])
    kinds = np.array([str(name) for name in behaviour.kinds])[behaviour.kind[seen]]
    when = behaviour.seconds[seen]

    def of(name: EventName) -> Moments:
        return Moments(did[kinds == str(name)], when[kinds == str(name)])

    here = ~np.isin(kinds, [str(name) for name in _MAIL])
    return Past(
        joined=joined,
        watched_since=_watched_since(numbers, behaviour),
        orders=Moments(bought, seconds),
        revenue=Moments(bought, seconds, purchases.revenue[known].astype(np.float64)),
        visits=_visits(did[here], when[here]),
        mails=of(EventName.MAIL_SENT),
        opens=of(EventName.MAIL_OPENED),
        clicks=of(EventName.MAIL_CLICKED),
    )


def _watched_since(numbers: IntArray, behaviour: Behaviour) -> IntArray:
    """Seconds from which the log may name each of these, who all agreed; shape (n,)."""
    if behaviour.known_from is None:
        return np.zeros(len(numbers), np.int64)
    found = np.full(len(numbers), NEVER)
    rows, known = _rows(numbers, behaviour.customers)
    found[rows] = behaviour.known_from[known] * DAY
    return found


def _visits(person: IntArray, seconds: IntArray) -> Moments:
    """The first of what is done without a longer silence; both by person and moment."""
    order = np.lexsort((seconds, person))
    person, seconds = person[order], seconds[order]
    begins = np.ones(len(person), np.bool_)
    begins[1:] = (np.diff(person) != 0) | (np.diff(seconds) > VISIT_GAP)
    return Moments(person[begins], seconds[begins])


def _rows(numbers: IntArray, customers: IntArray) -> tuple[IntArray, BoolArray]:
    """Rows in ``numbers`` of those that stand there, and which do."""
    if not len(numbers):
        return np.empty(0, np.int64), np.zeros(len(customers), np.bool_)
    rows = np.minimum(np.searchsorted(numbers, customers), len(numbers) - 1)
    known = numbers[rows] == customers
    return rows[known], known
