"""Whom a campaign is meant for."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import QuerySet

from accounts.models import Customer
from marketing.audiences.asking import customers_in
from marketing.models import Campaign


def of_audience(campaign: Campaign, customer_ids: Collection[int]) -> QuerySet[Customer]:
    """Those of some customers who are in the campaign's audience; all where it has none."""
    return everybody_of(campaign).filter(pk__in=customer_ids)


def everybody_of(campaign: Campaign) -> QuerySet[Customer]:
    """All customers of the campaign's audience."""
    if campaign.audience is None:
        return Customer.objects.all()
    return customers_in(campaign.audience)
