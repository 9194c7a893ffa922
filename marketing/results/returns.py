"""What campaigns earned in a period, for the account of what the AI earned.

Each customer who first entered in the days asked for brought the campaign's margin, less its cost,
as it is known now for a customer; where no cost of goods is known, its revenue. Nothing is carried
on to customers who were not held beside others.
"""

from __future__ import annotations

from datetime import date

from django.db.models import Max
from django.utils.translation import ngettext

from analytics.returns.sources import Earned, Evidence, Findings
from foundation import clock
from marketing.models import CampaignResult
from marketing.results.selectors import results_of
from marketing.results.verdicts import earnings, is_skewed


def campaigns_by_their_holdouts(first: date, last: date) -> Findings:
    """Campaigns into which somebody first entered on any of the days."""
    entered = _entered(first, last)
    found: list[Evidence] = []
    untold = 0
    for key, row in results_of(list(entered)).items():
        evidence = _evidence(row, entered[key] / max(row.treated, 1))
        if evidence is None:
            untold += 1
        else:
            found.append(evidence)
    return Findings(tuple(found), _beside(untold))


def _entered(first: date, last: date) -> dict[int, int]:
    """Customers spoken to who first entered on the days, by campaign; rows count all up to theirs.

    A campaign that began before it was judged has what it had by then on its first judged day.
    """
    rows = CampaignResult.objects.filter(day__lte=last).order_by().values_list("campaign")
    until = dict(rows.annotate(most=Max("treated")))
    before = dict(rows.filter(day__lt=first).annotate(most=Max("treated")))
    entered = {key: most - before.get(key, 0) for key, most in until.items()}
    return {key: count for key, count in entered.items() if count > 0}


def _evidence(row: CampaignResult, share: float) -> Evidence | None:
    """None where nothing can be told: the holdout is off, or too few are known."""
    if is_skewed(row):
        return None
    counted = _counted(row)
    if counted is None:
        return None
    earned, minor, low, high = counted
    campaign = row.campaign
    return Evidence(
        name=campaign.name,
        first=clock.business_day(campaign.started_at or campaign.created_at),
        last=clock.business_day(campaign.ended_at) if campaign.ended_at else None,
        counted=earned,
        minor=minor * share,
        low=low * share,
        high=high * share,
        row=("marketing.campaignresult", row.pk),
    )


def _counted(row: CampaignResult) -> tuple[Earned, float, float, float] | None:
    net = earnings(row)
    if net.net_minor is not None and net.low_minor is not None and net.high_minor is not None:
        return Earned.MARGIN, net.net_minor, net.low_minor, net.high_minor
    if row.revenue_minor is None or row.revenue_low_minor is None:
        return None
    return Earned.REVENUE, row.revenue_minor, row.revenue_low_minor, row.revenue_high_minor or 0


def _beside(untold: int) -> tuple[str, ...]:
    if not untold:
        return ()
    text = ngettext(
        "%(count)s campaign of these days does not tell: too few customers are held out, or not as "
        "many as should be.",
        "%(count)s campaigns of these days do not tell: too few customers are held out, or not as "
        "many as should be.",
        untold,
    )
    return (text % {"count": untold},)
