"""Summing up how the shop delivered, day by day, set-wise; the past is summed up once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, DurationField, ExpressionWrapper, F, Min, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, TruncDate

from analytics.models import DailyOperations
from events import jobs
from events.models import DailyDemand
from foundation import clock
from notifications.kinds import MailState
from notifications.models import Mail
from orders.models import ReturnRequest, Shipment

JOB = "analytics.operations"
HALF_A_DAY_MINUTES = 720
OPEN_DAYS = 14
"""Parcels arrive and stock-outs are reckoned later: so many days are summed up again."""
HOUR = timedelta(hours=1)

Days = dict[date, dict[str, Any]]


def sum_up(*, first: date, last: date) -> int:
    """Write the days anew, those without anything, too; returns how many."""
    days: Days = defaultdict(dict)
    for read in (_parcels, _stock_outs, _returns, _mails):
        for day, counts in read(first, last).items():
            days[day].update(counts)
    each = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
    rows = [DailyOperations(day=day, **days.get(day, {})) for day in each]
    with transaction.atomic():
        DailyOperations.objects.filter(day__range=(first, last)).delete()
        DailyOperations.objects.bulk_create(rows, batch_size=500)
    return len(rows)


def sum_up_lately(*, at: datetime | None = None) -> int:
    """The last two weeks; the first time everything since the first parcel."""
    today = clock.business_day(at)
    first = today - timedelta(days=OPEN_DAYS - 1)
    if not DailyOperations.objects.exists():
        first = min(_first_parcel() or first, first)
    return sum_up(first=first, last=today)


@jobs.handles(JOB)
def sum_up_as_job(payload: dict[str, Any], report: jobs.Report) -> dict[str, Any]:
    """Doing it again writes the same days anew."""
    return {"days": sum_up_lately()}


def _first_parcel() -> date | None:
    first: datetime | None = Shipment.objects.aggregate(first=Min("shipped_at"))["first"]
    return clock.business_day(first) if first else None


def _parcels(first: date, last: date) -> Days:
    arrived = TruncDate(Coalesce("delivered_at", "shipped_at"), tzinfo=clock.shop_zone())
    waited = ExpressionWrapper(
        F("shipped_at") - F("order__placed_at"), output_field=DurationField()
    )
    rows = _on_days(Shipment.objects.annotate(arrived=arrived), "shipped_at", first, last).annotate(
        parcels=Count("pk"),
        late_parcels=Count("pk", filter=Q(arrived__gt=F("order__expected_to"))),
        waited=Sum(waited),
    )
    return _told(rows, _with_hours)


def _with_hours(row: dict[str, Any]) -> dict[str, Any]:
    """An order that has no moment, such as one that was imported, waited for nothing."""
    waited = row.pop("waited")
    return {**row, "waited_hours": max(waited / HOUR, 0.0) if waited else 0.0}


def _stock_outs(first: date, last: date) -> Days:
    out = DailyDemand.objects.filter(
        day__range=(first, last), stock_out_minutes__gte=HALF_A_DAY_MINUTES
    )
    rows = out.order_by().values("day").annotate(out_of_stock=Count("pk"))
    return _told(rows, dict)


def _returns(first: date, last: date) -> Days:
    rows = _on_days(ReturnRequest.objects.all(), "requested_at", first, last)
    return _told(rows.annotate(returns=Count("pk")), dict)


def _mails(first: date, last: date) -> Days:
    failed = Mail.objects.filter(state=MailState.FAILED)
    rows = _on_days(failed, "queued_at", first, last)
    return _told(rows.annotate(failed_mails=Count("pk")), dict)


def _on_days(rows: QuerySet[Any, Any], moment: str, first: date, last: date) -> QuerySet[Any, Any]:
    begin, end = clock.day_bounds(first)[0], clock.day_bounds(last)[1]
    chosen = rows.filter(**{f"{moment}__gte": begin, f"{moment}__lt": end})
    return chosen.order_by().annotate(day=TruncDate(moment, tzinfo=clock.shop_zone())).values("day")


def _told(rows: QuerySet[Any, Any], counts: Callable[[dict[str, Any]], dict[str, Any]]) -> Days:
    return {row.pop("day"): counts(row) for row in rows}
