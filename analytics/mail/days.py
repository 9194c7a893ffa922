"""Counting campaign mail in the log, day by day, and reading what was counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Min, Q, Sum
from django.db.models.functions import TruncDate

from analytics.models import DailyMail
from events import jobs
from events.models import Event
from events.names import EventName
from foundation import clock

JOB = "analytics.mail"
OPEN_DAYS = 14
"""What browsers and mail programs tell late is counted when these days are counted again."""
NAMES = (EventName.MAIL_SENT, EventName.MAIL_OPENED, EventName.MAIL_CLICKED)


def count_mail(*, first: date, last: date) -> int:
    """Write the days anew; returns how many rows."""
    begin, end = clock.day_bounds(first)[0], clock.day_bounds(last)[1]
    counted = (
        Event.objects.filter(name__in=NAMES, occurred_at__gte=begin, occurred_at__lt=end)
        .order_by()
        .annotate(day=TruncDate("occurred_at", tzinfo=clock.shop_zone()))
        .values("day", "campaign")
        .annotate(
            sent=Count("pk", filter=Q(name=EventName.MAIL_SENT)),
            opened=Count("pk", filter=Q(name=EventName.MAIL_OPENED)),
            clicked=Count("pk", filter=Q(name=EventName.MAIL_CLICKED)),
        )
    )
    rows = [DailyMail(**row) for row in counted]
    with transaction.atomic():
        DailyMail.objects.filter(day__range=(first, last)).delete()
        DailyMail.objects.bulk_create(rows, batch_size=500)
    return len(rows)


def count_lately(*, at: datetime | None = None) -> int:
    """The last two weeks; the first time all that the log knows of."""
    today = clock.business_day(at)
    first = today - timedelta(days=OPEN_DAYS - 1)
    if not DailyMail.objects.exists():
        first = min(_first_mail() or first, first)
    return count_mail(first=first, last=today)


@jobs.handles(JOB)
def count_as_job(payload: dict[str, Any], report: jobs.Report) -> dict[str, Any]:
    """Doing it again writes the same days anew."""
    return {"rows": count_lately()}


@dataclass(frozen=True, slots=True)
class MailFigures:
    """Mail of a campaign over some days."""

    campaign: str = ""
    sent: int = 0
    opened: int = 0
    clicked: int = 0

    @property
    def open_rate(self) -> float | None:
        """None where nothing was sent; at most 1, though openings may come days later."""
        return min(self.opened / self.sent, 1.0) if self.sent else None

    @property
    def click_rate(self) -> float | None:
        return min(self.clicked / self.sent, 1.0) if self.sent else None


def mail_by_campaign(first: date, last: date) -> list[MailFigures]:
    """Every campaign of business days, both included, most sent first."""
    rows = (
        DailyMail.objects.filter(day__range=(first, last))
        .values_list("campaign")
        .annotate(sent=Sum("sent"), opened=Sum("opened"), clicked=Sum("clicked"))
        .order_by("-sent", "campaign")
    )
    return [MailFigures(*row) for row in rows]


def mail_total(first: date, last: date) -> MailFigures:
    """All campaigns together."""
    found = mail_by_campaign(first, last)
    return MailFigures(
        "",
        sum(one.sent for one in found),
        sum(one.opened for one in found),
        sum(one.clicked for one in found),
    )


def _first_mail() -> date | None:
    rows = Event.objects.filter(name__in=NAMES)
    first: datetime | None = rows.aggregate(first=Min("occurred_at"))["first"]
    return clock.business_day(first) if first else None
