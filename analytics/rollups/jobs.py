"""The periodic jobs of the roll-ups, and what they hear of days that changed afterwards."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from analytics.rollups.days import roll_up_changed, roll_up_lately, roll_up_nightly
from events import jobs
from events.log_span import business_days_of
from events.outbox import Payload, subscribe
from foundation import clock
from orders.models import Order


@jobs.handles("analytics.days")
def roll_up_minutely(payload: dict[str, Any], report: jobs.Report) -> dict[str, Any]:
    """Today, and for some hours yesterday."""
    return {"days": len(roll_up_lately())}


@jobs.handles("analytics.days_nightly")
def roll_up_weeks(payload: dict[str, Any], report: jobs.Report) -> dict[str, Any]:
    """The last weeks anew."""
    return {"days": len(roll_up_nightly())}


@jobs.handles("analytics.archive")
def archive_nightly(payload: dict[str, Any], report: jobs.Report) -> dict[str, Any]:
    """Files of the days that are over; where the shop says so, the oldest leave the log."""
    from analytics.rollups.retention import tidy_log  # Arrow takes a while to load

    tidied = tidy_log(report=report)
    return {"exported": tidied.exported, "dropped": tidied.dropped, "events": tidied.events}


def subscribe_all() -> None:
    """Called when the app is ready."""
    subscribe("order.cancelled", "rollups", hear_of_cancellations)
    subscribe("events.late_days", "rollups", hear_of_late_events)


def hear_of_cancellations(payloads: list[Payload]) -> None:
    """The days on which these orders were placed; those of late are summed by the minute anyway."""
    keys = {payload["order"] for payload in payloads}
    placed = Order.objects.filter(pk__in=keys, placed_at__isnull=False)
    _sum(clock.business_day(at) for at in placed.values_list("placed_at", flat=True))


def hear_of_late_events(payloads: list[Payload]) -> None:
    """Days of which events came in after they were over; a day in UTC is in two business days."""
    days = {date.fromisoformat(payload["day"]) for payload in payloads}
    _sum(day for utc_day in days for day in business_days_of(utc_day))


def _sum(days: Iterable[date]) -> None:
    roll_up_changed(set(days))
