"""Days and results of campaigns, for tests of staff pages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from foundation import clock
from marketing.models import Campaign, CampaignDay, CampaignResult, ProgrammeResult
from marketing.tests.factories import make_flow

_OUTCOME: dict[str, Any] = {
    "treated": 900, "held_out": 100, "treated_orders": 180, "held_out_orders": 11,
    "treated_revenue_minor": 540_000, "held_out_revenue_minor": 33_000, "orders": 81.0,
    "orders_low": 20.0, "orders_high": 142.0, "revenue_minor": 243_000,
    "revenue_low_minor": 30_000, "revenue_high_minor": 456_000, "margin_minor": 97_200,
    "margin_low_minor": 12_000, "margin_high_minor": 182_400, "cost_minor": 9_000,
}  # fmt: skip


def make_result(campaign: Campaign, **fields: Any) -> CampaignResult:
    """A flow that earned something, as known today."""
    values = {"day": clock.business_day(), **_OUTCOME, **fields}
    return CampaignResult.objects.create(campaign=campaign, **values)


def make_programme_result(**fields: Any) -> ProgrammeResult:
    return ProgrammeResult.objects.create(**{"day": clock.business_day(), **_OUTCOME, **fields})


def make_day(campaign: Campaign, **fields: Any) -> CampaignDay:
    values = {"day": clock.business_day(), "enrolled": 900, "held_out": 100, "sent": 870,
              "opened": 300, "clicked": 80, **fields}  # fmt: skip
    return CampaignDay.objects.create(campaign=campaign, **values)


def fill_results(*, name: str) -> None:
    """A campaign with a day, a result, and a day's result of all campaigns."""
    campaign = make_flow(name=f"Flow {name}", slug=f"flow-{name}")
    make_day(campaign)
    make_result(campaign)
    make_programme_result(
        day=clock.business_day() - timedelta(days=ProgrammeResult.objects.count())
    )
