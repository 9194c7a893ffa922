"""Writing profiles: what every customer bought, in which groups they stand, what they may do next.

Orders are the shop's books and are reckoned of all; visits and mail only of who agreed, and only
of them anything goes into the feature store (decision 0053). It runs in two passes over ranges of
customers, because scores and groups are among all: the first keeps a few numbers of each, the
second writes. A million customers are fifty ranges.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import numpy as np
from django.db import transaction

from accounts.models import Customer
from analytics.algorithms import buying
from analytics.algorithms.buying import Bought, sum_up
from analytics.algorithms.purchases import Purchases
from analytics.customers import clustering, groups
from analytics.customers.closeness import closeness
from analytics.customers.companies import (
    CompanyOrders,
    company_members,
    write_company_health,
)
from analytics.customers.dataset import (
    AT_ONCE,
    Range,
    customer_ranges,
    day_to_look_from,
    load_behaviour,
    load_purchases,
)
from analytics.customers.features import forget_before
from analytics.customers.foretelling import foretell
from analytics.customers.goods import Goods, load_goods
from analytics.customers.groups import People, Standing
from analytics.customers.preferences import Wholes, preferences
from analytics.customers.rows import Before, Known, TextArray, profiles_of
from analytics.customers.segment_days import (
    has_history,
    month_firsts,
    write_past_day,
    write_segment_days,
)
from analytics.customers.store import store_features
from analytics.models import CustomerProfile
from foundation import clock
from foundation.moments import day_number

Report = Callable[[str], None]
CLUSTERED_EVERY = timedelta(days=28)
WRITTEN_AT_ONCE = 1_000
_ASKED = ("pk", "pseudonym", "consent")
_WRITTEN = [each.name for each in CustomerProfile._meta.concrete_fields if not each.primary_key]


@dataclass(frozen=True, slots=True)
class Written:
    """What a run wrote."""

    profiles: int
    features: int
    companies: int
    alarms: int
    cluster_version: str


@dataclass(slots=True)
class _Whole:
    """What the first pass keeps of everybody."""

    ranges: list[Range]
    goods: Goods
    members: dict[int, int]
    wholes: Wholes = field(default_factory=Wholes)
    bought: list[Bought] = field(default_factory=list)
    people: list[People] = field(default_factory=list)
    companies: list[CompanyOrders] = field(default_factory=list)
    past: dict[date, list[Bought]] = field(default_factory=dict)
    """What was bought before earlier days, where nothing is told of them yet."""
    only: Purchases | None = None
    """The purchases themselves, where one range holds all."""


def write_profiles(*, at: datetime | None = None, report: Report = lambda text: None) -> Written:
    """Write every customer's profile anew, and take out those of who is gone.

    Doing it again on the same day changes nothing but the moment.
    """
    now = at or clock.now()
    as_of = day_to_look_from(now)
    whole = _read_whole(as_of, report)
    if not whole.ranges:
        CustomerProfile.objects.all().delete()
        forget_before(now)
        return Written(0, 0, 0, 0, "")
    bought = buying.joined(whole.bought)
    people = groups.joined(whole.people)
    standing = _stand(bought, as_of=as_of, at=now, report=report)
    segment, cluster = (
        groups.spread(values, bought.customers, people.customers)
        for values in (standing.segment, standing.cluster)
    )
    combined = groups.combine(segment, cluster, people.demographic)
    profiles = features = 0
    for customers in whole.ranges:
        report(f"profiles {profiles}")
        known = _know(customers, whole, people, combined, bought, standing, as_of)
        rows = list(profiles_of(known, as_of=as_of, at=now))
        for first in range(0, len(rows), WRITTEN_AT_ONCE):
            part = _write(rows[first : first + WRITTEN_AT_ONCE], now)
            profiles, features = profiles + part[0], features + part[1]
    CustomerProfile.objects.filter(written_at__lt=now).delete()
    forget_before(now)
    _write_past(whole.past)
    write_segment_days(as_of=as_of)
    companies = CompanyOrders.joined(whole.companies)
    return Written(
        profiles=profiles,
        features=features,
        companies=write_company_health(companies, whole.members, as_of=as_of),
        alarms=_watch(bought, standing, now),
        cluster_version=standing.cluster_version,
    )


def _read_whole(as_of: date, report: Report) -> _Whole:
    whole = _Whole(list(customer_ranges(AT_ONCE)), load_goods(), company_members())
    if not has_history(before=as_of):
        whole.past = {day: [] for day in month_firsts(as_of)}
    for number, customers in enumerate(whole.ranges, 1):
        report(f"orders {number}/{len(whole.ranges)}")
        purchases = load_purchases(until=as_of, customers=customers)
        whole.wholes.add(purchases, whole.goods)
        whole.bought.append(sum_up(purchases))
        whole.people.append(groups.load_people(customers, on=as_of))
        whole.companies.append(CompanyOrders.of(purchases, whole.members))
        for day, parts in whole.past.items():
            parts.append(sum_up(purchases.before(day_number(day))))
        whole.only = purchases if len(whole.ranges) == 1 else None
    return whole


def _stand(bought: Bought, *, as_of: date, at: datetime, report: Report) -> Standing:
    """Where everybody stands; clusters are looked for anew where they are due."""
    plain = groups.stand(bought, None, as_of=as_of)
    if clustering.is_due(at=at, every=CLUSTERED_EVERY):
        clustering.train_clusters(bought, plain.segment, report, at=at)
    served = clustering.served_clusters()
    return groups.stand(bought, served, as_of=as_of) if served else plain


def _know(
    customers: Range,
    whole: _Whole,
    people: People,
    combined: TextArray,
    bought: Bought,
    standing: Standing,
    as_of: date,
) -> Known:
    """All of one range; what the second reading finds of others than the first is left out."""
    purchases = whole.only or load_purchases(until=as_of, customers=customers)
    behaviour = load_behaviour(until=as_of, customers=customers)
    mine = _rows(people.customers, customers)
    buyers = _rows(bought.customers, customers)
    part, place = bought.rows(buyers), standing.rows(buyers)
    numbers = people.customers[mine]
    return Known(
        customers=numbers,
        demographic=people.demographic[mine],
        combined=combined[mine],
        engagement=closeness(numbers, purchases, behaviour),
        liked=preferences(purchases, behaviour, whole.goods, whole.wholes),
        before=_before(customers),
        bought=part,
        standing=place,
        foretold=foretell(purchases, behaviour, as_of=as_of),
    )


def _rows(numbers: groups.IntArray, customers: Range) -> slice:
    """The rows of a range among ascending numbers."""
    first, last = (
        np.searchsorted(numbers, customers[0]),
        np.searchsorted(numbers, customers[1], side="right"),
    )
    return slice(int(first), int(last))


def _before(customers: Range) -> dict[int, Before]:
    first, last = customers
    rows = CustomerProfile.objects.filter(customer__gte=first, customer__lte=last).values_list(
        "pk", "segment", "segment_before", "segment_since"
    )
    return {
        number: Before(segment, before, since)
        for number, segment, before, since in rows.iterator(AT_ONCE)
    }


@transaction.atomic
def _write(rows: list[CustomerProfile], now: datetime) -> tuple[int, int]:
    """Keep profiles and what of them may be known below; returns how many of both.

    Who was erased since they were read gets none, and consent is asked here: their row is locked
    until all is written.
    """
    numbers = [row.customer_id for row in rows]
    present = Customer.objects.filter(pk__in=numbers, erased_at__isnull=True)
    customers = {each.pk: each for each in present.select_for_update(no_key=True).only(*_ASKED)}
    kept = [row for row in rows if row.customer_id in customers]
    CustomerProfile.objects.bulk_create(
        kept, update_conflicts=True, unique_fields=["customer"], update_fields=_WRITTEN
    )
    return len(kept), store_features(kept, customers, at=now)


def _write_past(past: dict[date, list[Bought]]) -> None:
    """Segments of earlier months by their orders, so that a shop that moved in has a course."""
    for day, parts in past.items():
        bought = buying.joined(parts)
        if len(bought):
            write_past_day(day, bought, groups.stand(bought, None, as_of=day))


def _watch(bought: Bought, standing: Standing, now: datetime) -> int:
    reports = clustering.look_for_drift(bought, standing.segment, standing.cluster, at=now)
    return sum(each.is_alarm for each in reports)
