"""How large each group is by day, and how many moved: what dashboards read instead of profiles."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
from django.db import transaction
from django.db.models import Avg, Count, F, Sum

from analytics.algorithms.buying import Bought
from analytics.customers.groups import Standing
from analytics.models import CustomerProfile, Grouping, SegmentDay, SegmentMove

_FIELDS = {
    Grouping.RFM: "segment",
    Grouping.BEHAVIOUR: "cluster",
    Grouping.DEMOGRAPHIC: "demographic",
    Grouping.COMBINED: "combined",
}
HISTORY_MONTHS = 12
NEW_WITHIN = timedelta(days=7)


@transaction.atomic
def write_segment_days(*, as_of: date) -> int:
    """Count the groups of the profiles that were just written; a second time replaces them."""
    SegmentDay.objects.filter(day=as_of).delete()
    days = [row for grouping in Grouping for row in _days(grouping, as_of)]
    SegmentDay.objects.bulk_create(days, batch_size=500)
    SegmentMove.objects.filter(day=as_of).delete()
    SegmentMove.objects.bulk_create(_moves(as_of), batch_size=500)
    return len(days)


def has_history(*, before: date) -> bool:
    return SegmentDay.objects.filter(day__lt=before).exists()


def month_firsts(as_of: date) -> list[date]:
    """The first days of the last months, oldest first, none of them ``as_of``."""
    found: list[date] = []
    first = as_of.replace(day=1)
    while len(found) < HISTORY_MONTHS:
        if first < as_of:
            found.append(first)
        first = (first - timedelta(days=1)).replace(day=1)
    return found[::-1]


@transaction.atomic
def write_past_day(day: date, bought: Bought, standing: Standing) -> int:
    """What a past day's segments would have been, by the orders of before alone.

    Nothing that was foretold then is known, and no other grouping.
    """
    segments, group = np.unique(standing.segment, return_inverse=True)
    counts, orders, revenue = (
        np.bincount(group, weights=each, minlength=len(segments)).round().astype(np.int64).tolist()
        for each in (np.ones(len(group)), bought.orders, bought.revenue)
    )
    rows = [
        SegmentDay(
            day=day, grouping=Grouping.RFM, value=str(segment), customers=counts[row],
            orders=orders[row], revenue_minor=revenue[row],
        )
        for row, segment in enumerate(segments)
    ]  # fmt: skip
    SegmentDay.objects.filter(day=day).delete()
    SegmentDay.objects.bulk_create(rows)
    return len(rows)


def _days(grouping: Grouping, as_of: date) -> list[SegmentDay]:
    field = _FIELDS[grouping]
    rows = (
        CustomerProfile.objects.exclude(**{field: ""})
        .values(group=F(field))
        .annotate(
            people=Count("pk"),
            bought=Sum("orders"),
            paid=Sum("revenue_minor"),
            risk=Avg("churn_risk"),
            worth=Sum("value_365_minor"),
        )
        .order_by()
    )
    return [
        SegmentDay(
            day=as_of, grouping=grouping, value=row["group"], customers=row["people"],
            orders=row["bought"], revenue_minor=row["paid"], churn_risk=row["risk"],
            value_365_minor=row["worth"],
        )
        for row in rows
    ]  # fmt: skip


def _moves(as_of: date) -> list[SegmentMove]:
    rows = (
        CustomerProfile.objects.filter(segment_since=as_of)
        .exclude(segment="")
        .exclude(segment=F("segment_before"))
        # The first night knows no before: nobody is new but who has just ordered.
        .exclude(segment_before="", first_order_on__lt=as_of - NEW_WITHIN)
        .values_list("segment_before", "segment")
        .annotate(people=Count("pk"))
        .order_by()
    )
    return [
        SegmentMove(day=as_of, before=before, after=after, customers=people)
        for before, after, people in rows
    ]
