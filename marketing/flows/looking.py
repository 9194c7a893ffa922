"""Looking for who enters flows: what came true since the last look, each of it once.

The moment of the last look moves on only when all of its entries are enrolled, and an entry is
known again by its key: whoever dies in between is repeated without harm.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from typing import Final

from django.db.models import Q

from foundation import clock
from foundation.refusals import Refusal
from marketing.campaigns.enrolling import Enrolled, enrol
from marketing.flows.registry import Finder, finder_of
from marketing.kinds import CampaignKind, CampaignState
from marketing.models import Campaign

logger = logging.getLogger(__name__)

CATCH_UP: Final = timedelta(days=3)
"""What happened longer ago is not spoken of any more, should the job have slept."""
DAILY_FROM_HOUR: Final = 6
"""By the shop's clock; the night's profiles are written by then."""
ALL_TIME: Final = datetime(1970, 1, 1, tzinfo=UTC)


def look_for_all(*, at: datetime | None = None) -> dict[str, int]:
    """Look once for each flow that runs; returns how many entered, by the campaign's slug."""
    now = at or clock.now()
    flows = Campaign.objects.filter(
        Q(starts_at__isnull=True) | Q(starts_at__lte=now),
        Q(ends_at__isnull=True) | Q(ends_at__gt=now),
        kind=CampaignKind.FLOW,
        state=CampaignState.RUNNING,
    )
    return {flow.slug: _looked(flow, now) for flow in flows.order_by("pk")}


def _looked(flow: Campaign, at: datetime) -> int:
    try:
        return look(campaign=flow, at=at).entered
    except Refusal as refusal:  # settings of another release hold no other flow up
        logger.error("flow %s is not looked for: %s", flow.slug, refusal)
        return 0


def look(*, campaign: Campaign, at: datetime) -> Enrolled:
    """Enrol who entered a flow since it was last looked for them."""
    finder = finder_of(campaign)
    if not _is_time(finder, campaign, at):
        return Enrolled()
    found = finder.find(campaign, since=_since(finder, campaign, at), until=at)
    enrolled = enrol(campaign=campaign, entries=found, at=at)
    if enrolled.is_whole:  # else it was stopped on the way, and is looked for again later
        Campaign.objects.filter(pk=campaign.pk).update(looked_at=at)
    return enrolled


def _is_time(finder: Finder, campaign: Campaign, at: datetime) -> bool:
    last = campaign.looked_at
    if last is None or not finder.is_daily:
        return last is None or last < at
    is_new_day = clock.business_day(last) < clock.business_day(at)
    return is_new_day and at.astimezone(clock.shop_zone()).hour >= DAILY_FROM_HOUR


def _since(finder: Finder, campaign: Campaign, at: datetime) -> datetime:
    if finder.sees_states and campaign.looked_at is None:
        return ALL_TIME
    last = campaign.looked_at or campaign.starts_at or campaign.started_at or at
    return last if finder.sees_states else max(last, at - CATCH_UP)
