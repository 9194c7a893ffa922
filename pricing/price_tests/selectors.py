"""Reading price tests: which products are in one, and how far one is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q

from foundation import clock
from pricing.models import PriceTest, PriceTestItem, PriceTestState


def products_in_test(at: datetime | None = None) -> set[int]:
    """Products whose prices a test holds, now or at a moment: nobody else proposes or changes any.

    Whoever acts on the answer holds the variants' rows: a test takes these before it begins.
    """
    items = PriceTestItem.objects.filter(is_live=True)
    if at is not None:
        items = PriceTestItem.objects.filter(
            Q(left_at__isnull=True) | Q(left_at__gt=at),
            Q(test__ended_at__isnull=True) | Q(test__ended_at__gt=at),
            test__started_at__lte=at,
        )
    return set(items.values_list("variant__product_id", flat=True))


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a running test is: the period of the day (None before the first), of how many."""

    period: int | None
    periods: int
    last_day: date


def progress(test: PriceTest, *, at: datetime | None = None) -> Progress | None:
    """None unless the test runs."""
    if test.state != PriceTestState.RUNNING or test.starts_on is None:
        return None
    period = period_of(test, clock.business_day(at))
    last = test.starts_on + timedelta(days=test.days - 1)
    return Progress(period, test.periods, last)


def period_of(test: PriceTest, day: date) -> int | None:
    """Which period a day lies in, from 0; None before the first. Days after the last go on."""
    if test.starts_on is None or day < test.starts_on:
        return None
    return (day - test.starts_on).days // test.period_days
