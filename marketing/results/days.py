"""Campaigns in counts by business day.

Who entered, and what was sent, is counted from the rows of the last days anew. What readers did is
added as it happens (``add_to_day``): of readers who agreed to no more, no row of their own is kept.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Min, Q, QuerySet
from django.db.models.functions import TruncDate

from foundation import clock
from marketing.kinds import MessageState
from marketing.models import CampaignDay, Enrolment, Message

COUNTED = ("enrolled", "held_out", "sent", "skipped", "failed")
ADDED = ("opened", "clicked", "unsubscribed", "bounced", "complained")
DAYS_BACK = 3
"""A message may be sent, or fail, days after it was queued; retries end before that."""


def add_to_day(*, campaign_id: int, at: datetime, **counts: int) -> None:
    """Add to a campaign's business day, such as ``opened=1``; the names are those of ``ADDED``.

    Raises:
        ValueError: a name that is counted elsewhere.
    """
    if unknown := set(counts) - set(ADDED):
        raise ValueError(f"not added here: {sorted(unknown)}")
    day = CampaignDay.objects.get_or_create(campaign_id=campaign_id, day=clock.business_day(at))[0]
    more: dict[str, Any] = {name: F(name) + count for name, count in counts.items()}
    CampaignDay.objects.filter(pk=day.pk).update(**more)


def count_days(*, first: date, last: date) -> int:
    """Count who entered and what was sent on business days, both included, anew.

    Returns how many rows; what readers did is left as it is.
    """
    found: dict[tuple[int, date], dict[str, int]] = defaultdict(dict)
    for row in (*_entered(first, last), *_sent(first, last), *_not_sent(first, last)):
        found[row.pop("of_campaign"), row.pop("on_day")].update(row)
    rows = [
        CampaignDay(campaign_id=campaign, day=day, **counts)
        for (campaign, day), counts in found.items()
    ]
    with transaction.atomic():
        before = CampaignDay.objects.filter(day__range=(first, last))
        before.update(**dict.fromkeys(COUNTED, 0))
        CampaignDay.objects.bulk_create(
            rows, batch_size=500, update_conflicts=True,
            unique_fields=["campaign", "day"], update_fields=COUNTED,
        )  # fmt: skip
    return len(rows)


def count_lately(*, at: datetime | None = None) -> int:
    """The last days; the first time all that there are."""
    today = clock.business_day(at)
    first = today - timedelta(days=DAYS_BACK)
    if not CampaignDay.objects.filter(day__lt=first).exists():
        entered = Enrolment.objects.aggregate(first=Min("entered_at"))["first"]
        first = min(clock.business_day(entered), first) if entered else first
    return count_days(first=first, last=today)


def _entered(first: date, last: date) -> list[dict[str, Any]]:
    return _by_day(
        Enrolment.objects.all(), "entered_at", "campaign_id", first, last,
        enrolled=Count("pk"), held_out=Count("pk", filter=Q(is_held_out=True)),
    )  # fmt: skip


def _sent(first: date, last: date) -> list[dict[str, Any]]:
    rows = Message.objects.filter(state=MessageState.SENT)
    return _by_day(rows, "sent_at", "enrolment__campaign_id", first, last, sent=Count("pk"))


def _not_sent(first: date, last: date) -> list[dict[str, Any]]:
    """On the day on which the message would have been queued."""
    return _by_day(
        Message.objects.filter(state__in=(MessageState.SKIPPED, MessageState.FAILED)),
        "queued_at", "enrolment__campaign_id", first, last,
        skipped=Count("pk", filter=Q(state=MessageState.SKIPPED)),
        failed=Count("pk", filter=Q(state=MessageState.FAILED)),
    )  # fmt: skip


def _by_day(
    rows: QuerySet[Any], moment: str, campaign: str, first: date, last: date, **counts: Count
) -> list[dict[str, Any]]:
    begin, end = clock.day_bounds(first)[0], clock.day_bounds(last)[1]
    return list(
        rows.filter(**{f"{moment}__gte": begin, f"{moment}__lt": end})
        .order_by()
        .annotate(on_day=TruncDate(moment, tzinfo=clock.shop_zone()))
        .values("on_day", of_campaign=F(campaign))
        .annotate(**counts)
    )
