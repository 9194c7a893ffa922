"""What the event log and its roll-ups must hold: they stand below this floor and cannot say so."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Max, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from events.models import DailyDemand, Event
from events.names import Consent, EventName
from foundation import clock
from mlops.quality.sources import DataSource, FreshCheck, ShareCheck, data_sources, in_range

LATELY = timedelta(days=7)
"""The log is never read whole for a check."""
ROLLED_UP_WITHIN = timedelta(hours=1)
CLOCKS_APART = timedelta(minutes=5)

_OF_PRODUCTS = (
    EventName.PRODUCT_VIEWED,
    EventName.CART_ITEM_ADDED,
    EventName.CART_ITEM_REMOVED,
    EventName.WISH_ADDED,
    EventName.PRODUCT_PURCHASED,
    EventName.PRODUCT_RETURNED,
)
_NAMES_SOMEBODY = Q(customer__isnull=False) | Q(visitor__isnull=False)
_AGREED = Q(consent__in=[Consent.PERSONALISATION, Consent.ALL])


def _lately(at: datetime) -> QuerySet[Event, Any]:
    return Event.objects.filter(occurred_at__gt=at - LATELY, occurred_at__lte=at)


def _demand(at: datetime) -> QuerySet[DailyDemand, Any]:
    return DailyDemand.objects.filter(day__gt=clock.business_day(at - LATELY))


def _rolled_up(at: datetime) -> datetime | None:
    """The start of the newest day with demand."""
    day = DailyDemand.objects.filter(units__gt=0).aggregate(day=Max("day"))["day"]
    return clock.day_bounds(day)[0] if day else None


def _last_bought(at: datetime) -> datetime | None:
    """The start of the day of the newest purchase but for those of the last hour."""
    bought = Event.objects.filter(
        name=EventName.PRODUCT_PURCHASED, occurred_at__lte=at - ROLLED_UP_WITHIN
    )
    newest = bought.aggregate(newest=Max("occurred_at"))["newest"]
    return clock.day_bounds(clock.business_day(newest))[0] if newest else None


def register() -> None:
    """Declare the log and the daily demand."""
    _register_log()
    _register_demand()


def _register_log() -> None:
    data_sources.register(
        "events",
        DataSource(
            label=_("Event log of the last week"),
            owner="events",
            rows=_lately,
            checks=(
                ShareCheck(
                    "product", _("Events of products name their product"),
                    Q(product_id__isnull=False), Q(name__in=_OF_PRODUCTS),
                ),
                ShareCheck(
                    "order", _("Orders name their number and value"),
                    ~Q(order_ref="") & Q(value_minor__isnull=False),
                    Q(name=EventName.ORDER_PLACED),
                ),
                in_range(
                    "consent", _("Who is named agreed to it"), _AGREED, among=_NAMES_SOMEBODY
                ),
                in_range(
                    "time", _("Nothing is told before it happened"),
                    Q(occurred_at__lte=F("received_at") + CLOCKS_APART),
                ),
            ),
        ),
    )  # fmt: skip


def _register_demand() -> None:
    data_sources.register(
        "daily demand",
        DataSource(
            label=_("Daily demand of the last week"),
            owner="events",
            rows=_demand,
            checks=(
                in_range(
                    "minutes", _("A day has at most 1,440 minutes out of stock"),
                    Q(stock_out_minutes__lte=1_440),
                ),
                FreshCheck(
                    _("As new as the newest purchase"), newest=_rolled_up, behind=_last_bought,
                    within=ROLLED_UP_WITHIN,
                ),
            ),
            reads=("events",),
        ),
    )  # fmt: skip
