"""What forecasts and plans must hold, and what they tell the feature store."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from catalog.models import ProductStatus, Variant
from forecasting.models import DemandForecast, PlanLine
from forecasting.replenishment.clearance import MARKDOWN
from mlops.catalogue import FeatureSpec, Subject, features
from mlops.quality.sources import DataSource, FreshCheck, ShareCheck, data_sources

A_NIGHT_LATE = timedelta(hours=36)


def _variants(at: datetime) -> QuerySet[Variant, Any]:
    """Variants on sale, with whether there is a forecast; none before the first was made."""
    on_sale = Variant.objects.filter(is_active=True, product__status=ProductStatus.PUBLISHED)
    forecasts = DemandForecast.objects.filter(variant_id=OuterRef("pk"))
    looked_at = on_sale.annotate(foretold=Exists(forecasts))
    return looked_at if DemandForecast.objects.exists() else looked_at.none()


def _forecast_at(at: datetime) -> datetime | None:
    newest: datetime | None = DemandForecast.objects.aggregate(newest=Max("made_at"))["newest"]
    return newest


def _planned_at(at: datetime) -> datetime | None:
    newest: datetime | None = PlanLine.objects.aggregate(newest=Max("made_at"))["newest"]
    return newest


def register() -> None:
    """Declare forecasts, the plan of what to order, and the feature of markdowns."""
    data_sources.register(
        "forecasts",
        DataSource(
            label=_("Forecasts of variants on sale"),
            owner="forecasting",
            rows=_variants,
            checks=(
                ShareCheck("forecast", _("Have a forecast"), Q(foretold=True)),
                FreshCheck(_("Made last night"), newest=_forecast_at, within=A_NIGHT_LATE),
            ),
            reads=("daily demand", "prices"),
        ),
    )
    data_sources.register(
        "replenishment plan",
        DataSource(
            label=_("Plan of what to order"),
            owner="forecasting",
            rows=lambda at: PlanLine.objects.all(),
            checks=(FreshCheck(_("Made last night"), newest=_planned_at, within=A_NIGHT_LATE),),
            reads=("forecasts", "stock", "supplier offers"),
        ),
    )
    features.register(
        MARKDOWN,
        FeatureSpec(
            meaning=_("Share of the price to take off what lies too long, with stock and cover"),
            subject=Subject.VARIANT,
            owner="forecasting",
            reads=("replenishment plan",),
        ),
    )
