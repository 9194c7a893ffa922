"""What analytics keeps, as far as the floors below read it by name."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Max, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from analytics.markets import product_voices, trends
from analytics.models import CustomerProfile, DailySales, Dimension
from foundation import clock
from mlops.catalogue import FeatureSpec, Subject, features
from mlops.quality.sources import DataSource, FreshCheck, ShareCheck, data_sources, in_range
from orders.models import Order, OrderState

A_NIGHT_LATE = timedelta(hours=36)
ROLLED_UP_WITHIN = timedelta(hours=1)
LATELY = timedelta(days=91)


def register() -> None:
    """Declare roll-ups, profiles, and what reviews and trends say of products."""
    _register_rollups()
    _register_profiles()
    _register_features()


def _sales(at: datetime) -> QuerySet[DailySales, Any]:
    return DailySales.objects.filter(
        dimension=Dimension.ALL, day__gt=clock.business_day(at - LATELY)
    )


def _rolled_up(at: datetime) -> datetime | None:
    sales = DailySales.objects.filter(dimension=Dimension.ALL, orders__gt=0)
    day = sales.aggregate(day=Max("day"))["day"]
    return clock.day_bounds(day)[0] if day else None


def _last_ordered(at: datetime) -> datetime | None:
    """The start of the day of the newest order but for those of the last hour."""
    placed = Order.objects.filter(
        state=OrderState.PLACED, placed_at__lte=at - ROLLED_UP_WITHIN
    ).aggregate(newest=Max("placed_at"))["newest"]
    return clock.day_bounds(clock.business_day(placed))[0] if placed else None


def _register_rollups() -> None:
    data_sources.register(
        "daily sales",
        DataSource(
            label=_("Sales by day of the last 13 weeks"),
            owner="analytics",
            rows=_sales,
            checks=(
                in_range(
                    "orders", _("Have no more orders than units"), Q(units__gte=F("orders"))
                ),
                FreshCheck(
                    _("As new as the newest order"), newest=_rolled_up, behind=_last_ordered,
                    within=ROLLED_UP_WITHIN,
                ),
            ),
            reads=("orders", "order lines"),
        ),
    )  # fmt: skip


def _profiled_at(at: datetime) -> datetime | None:
    newest: datetime | None = CustomerProfile.objects.aggregate(m=Max("written_at"))["m"]
    return newest


def _register_profiles() -> None:
    has_ordered = Q(orders__gt=0)
    data_sources.register(
        "customer profiles",
        DataSource(
            label=_("Profiles of customers who ordered"),
            owner="analytics",
            rows=lambda at: CustomerProfile.objects.filter(has_ordered),
            checks=(
                ShareCheck("segment", _("Stand in a segment"), ~Q(segment="")),
                in_range(
                    "value", _("Have a value within its interval"),
                    Q(value_365_minor__gte=F("value_365_low_minor"))
                    & Q(value_365_minor__lte=F("value_365_high_minor")),
                    among=Q(value_365_minor__isnull=False),
                ),
                FreshCheck(_("Written last night"), newest=_profiled_at, within=A_NIGHT_LATE),
            ),
            reads=("orders", "events", "customers"),
        ),
    )  # fmt: skip


def _register_features() -> None:
    features.register(
        product_voices.FEATURE,
        FeatureSpec(
            meaning=_("How reviews lean, with praise and complaints by aspect"),
            subject=Subject.PRODUCT,
            owner="analytics",
            reads=("reviews",),
        ),
    )
    features.register(
        trends.FEATURE,
        FeatureSpec(
            meaning=_("Whether a product or category rises or falls, by how much, and how surely"),
            subject=Subject.PRODUCT,
            owner="analytics",
            reads=("daily demand",),
        ),
    )
