"""Customers who told their birthday so as to be greeted; the year is not needed for it."""

from __future__ import annotations

from calendar import isleap
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_

from django.db.models import Q

from accounts.models import Customer
from foundation import clock
from marketing.campaigns.enrolling import Entry
from marketing.flows.people import agreeing
from marketing.flows.registry import Finder
from marketing.flows.settings import BirthdaySettings
from marketing.models import Campaign

DAY = timedelta(days=1)


class Birthday(Finder[BirthdaySettings]):
    """Once a year, on the morning of the day or so many days before."""

    settings = BirthdaySettings
    is_daily = True

    def find(self, campaign: Campaign, *, since: datetime, until: datetime) -> Iterator[Entry]:
        ahead = timedelta(days=self.settings_of(campaign).days_before)
        day, last = clock.business_day(since) + DAY + ahead, clock.business_day(until) + ahead
        while day <= last:
            born = reduce(or_, (Q(birth_month=m, birth_day=d) for m, d in celebrated_on(day)))
            people = Customer.objects.filter(agreeing(via=""), born)
            for customer_id in people.order_by("pk").values_list("pk", flat=True):
                yield Entry(customer_id, f"birthday:{day.year}")
            day += DAY


def celebrated_on(day: date) -> list[tuple[int, int]]:
    """Month and day of those who are greeted; of 29 February a day early in common years."""
    is_stand_in = (day.month, day.day) == (2, 28) and not isleap(day.year)
    return [(day.month, day.day), *([(2, 29)] if is_stand_in else [])]
