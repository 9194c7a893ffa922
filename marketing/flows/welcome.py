"""Customers who agreed to be written to for the first time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from django.db.models import Exists, OuterRef

from accounts.models import ConsentRecord
from marketing.campaigns.enrolling import Entry
from marketing.flows.people import MARKETING, agreeing
from marketing.flows.registry import Finder
from marketing.flows.settings import WelcomeSettings
from marketing.models import Campaign
from orders.models import Order, OrderState

OF_A_BIRTH: Final = "birth"
"""Who tells a birthday or a year of birth agrees to that alone; the record repeats the level."""


class Welcome(Finder[WelcomeSettings]):
    """Once in a customer's life, by the record of their consent."""

    settings = WelcomeSettings

    def find(self, campaign: Campaign, *, since: datetime, until: datetime) -> Iterator[Entry]:
        before = ConsentRecord.objects.filter(
            customer=OuterRef("customer"), level__in=MARKETING, given_at__lt=OuterRef("given_at")
        )
        agreed = ConsentRecord.objects.filter(
            agreeing(),
            ~Exists(before),
            customer__isnull=False,
            level__in=MARKETING,
            given_at__gt=since,
            given_at__lte=until,
        ).exclude(wording__startswith=OF_A_BIRTH)
        if not self.settings_of(campaign).greets_buyers:
            ordered = Order.objects.filter(customer=OuterRef("customer"), state=OrderState.PLACED)
            agreed = agreed.filter(~Exists(ordered))
        for customer_id in agreed.order_by("pk").values_list("customer", flat=True):
            yield Entry(customer_id, "welcome")
