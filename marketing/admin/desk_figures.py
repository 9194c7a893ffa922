"""Campaigns with what they did and changed so far, in the statement that lists them."""

from __future__ import annotations

from django.db.models import F, OuterRef, QuerySet, Subquery, Sum

from marketing.models import Campaign, CampaignDay, CampaignResult

_RESULT = {
    "result_orders": "orders",
    "result_low": "orders_low",
    "result_high": "orders_high",
    "result_treated": "treated",
    "result_held_out": "held_out",
}
_DAYS = {
    "entered_total": "enrolled",
    "held_out_total": "held_out",
    "sent_total": "sent",
    "opened_total": "opened",
    "clicked_total": "clicked",
}


def with_figures(campaigns: QuerySet[Campaign]) -> QuerySet[Campaign]:
    """Each with the sums of its days (``sent_total``, …) and its newest result (``result_low``, …).

    They are null where there is no day, or no result, yet.
    """
    newest = CampaignResult.objects.filter(campaign=OuterRef("pk")).order_by("-day")
    days = CampaignDay.objects.filter(campaign=OuterRef("pk")).order_by().values("campaign")
    return campaigns.annotate(
        **{name: Subquery(newest.values(column)[:1]) for name, column in _RESULT.items()},
        **{
            name: Subquery(days.annotate(total=Sum(F(column))).values("total"))
            for name, column in _DAYS.items()
        },
    )
