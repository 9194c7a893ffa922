"""Judging campaigns: each day what they changed, what that cost, and what attribution says beside.

A row is as known at the end of its business day, or now for the day that runs. Writing it again
writes the same row anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import Q

from analytics.rollups.statements import moment
from events import jobs
from experiments.algorithms.moments import Moments
from foundation import clock
from marketing.algorithms.effects import Effect, effect
from marketing.models import Campaign, CampaignResult
from marketing.results.costs import Credit, credits, spent_on
from marketing.results.days import count_lately
from marketing.results.measuring import FIRST_OF_CAMPAIGN, Arms, Entries, measure

HOURLY, NIGHTLY = "marketing.results", "marketing.results_nightly"
WORTH_READING_LATE: Final = timedelta(days=1)
"""Orders may be imported or cancelled a while after: an ended campaign is judged so much longer."""


def judge(*, day: date | None = None, at: datetime | None = None) -> int:
    """Write the result of each campaign that still changes, as of a business day (else today).

    Returns how many rows.
    """
    now = at or clock.now()
    day = day or clock.business_day(now)
    until = min(clock.day_bounds(day)[1], now)
    campaigns = list(_open_on(day))
    credit = credits([campaign.slug for campaign in campaigns], until=until)
    for campaign in campaigns:
        _write(campaign, day, until, credit.get(campaign.slug, Credit()))
    return len(campaigns)


def judge_campaign(campaign: Campaign, *, day: date, until: datetime) -> CampaignResult:
    """What a campaign changed, from all who entered it before ``until``."""
    credit = credits([campaign.slug], until=until).get(campaign.slug, Credit())
    return _write(campaign, day, until, credit)


def _write(campaign: Campaign, day: date, until: datetime, credit: Credit) -> CampaignResult:
    entries = Entries(FIRST_OF_CAMPAIGN, {"campaign": campaign.pk, "until": moment(until)})
    arms = measure(entries, days=campaign.goal_days, until=until)
    spent = spent_on(campaign, until=until)
    return CampaignResult.objects.update_or_create(
        campaign=campaign,
        day=day,
        defaults={
            **columns_of(arms),
            "cost_minor": spent.cost_minor,
            "discount_minor": spent.discount_minor,
            "attributed_orders": credit.orders,
            "attributed_revenue_minor": credit.revenue_minor,
        },
    )[0]


def columns_of(arms: Arms) -> dict[str, Any]:
    """The columns of an outcome that are told by its arms."""
    treated, held_out = arms.treated, arms.held_out
    orders = effect(treated.orders, held_out.orders)
    return {
        "treated": treated.customers,
        "held_out": held_out.customers,
        "treated_orders": _total(treated.orders),
        "held_out_orders": _total(held_out.orders),
        "treated_revenue_minor": _total(treated.revenue),
        "held_out_revenue_minor": _total(held_out.revenue),
        "orders": orders.total,
        "orders_low": orders.low,
        "orders_high": orders.high,
        **_money("revenue", effect(treated.revenue, held_out.revenue)),
        **_money("margin", effect(treated.margin, held_out.margin)),
    }


@jobs.handles(HOURLY)
def judge_as_job(payload: dict[str, Any], report: jobs.Report) -> dict[str, Any]:
    """Doing it again writes the same rows anew."""
    return {"days": count_lately(), "results": judge()}


@jobs.handles(NIGHTLY)
def judge_nightly_as_job(payload: dict[str, Any], report: jobs.Report) -> dict[str, Any]:
    """The day that is over, to its end; then what all campaigns together changed."""
    from marketing.results.programme import judge_programme

    yesterday = clock.business_day() - timedelta(days=1)
    results = judge(day=yesterday)
    judge_programme(day=yesterday)
    return {"results": results}


def _open_on(day: date) -> Iterable[Campaign]:
    """Campaigns that had begun, and whose last customers may still order within their days."""
    begin, end = clock.day_bounds(day)
    begun = Campaign.objects.filter(started_at__lt=end).order_by("pk")
    for campaign in begun.filter(Q(ended_at=None) | Q(ended_at__gt=begin - timedelta(days=92))):
        last = timedelta(days=campaign.goal_days) + WORTH_READING_LATE
        if campaign.ended_at is None or campaign.ended_at + last > begin:
            yield campaign


def _total(moments: Moments) -> int:
    return round(moments.n * moments.mean)


def _money(name: str, found: Effect) -> dict[str, int | None]:
    parts = {"": found.total, "_low": found.low, "_high": found.high}
    return {
        f"{name}{part}_minor": None if value is None else round(value)
        for part, value in parts.items()
    }
