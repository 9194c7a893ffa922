"""What the API says of forecasts and plans, and what it takes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from rest_framework import serializers

from catalog.models import Variant
from forecasting.models import (
    Advice,
    DemandForecast,
    ForecastMethod,
    LineStatus,
    PlanLine,
    SeriesClass,
    StockState,
    TotalForecast,
)
from forecasting.replenishment.explaining import explain as explain_line
from forecasting.selectors import ForecastView
from forecasting.services import LARGEST_VALUE
from foundation.money import Money
from inventory.models import PurchaseOrder, PurchaseOrderState
from shop.api.serializers import MoneyField, example
from shop.api.staff_serializers import MOST_UNITS

MOST_DAYS = 365
MOST_LINES = 200
MOST_VALUES = 2_000


class DayDemandSerializer(serializers.Serializer[Any]):
    day = serializers.DateField()
    units = serializers.FloatField()
    low = serializers.FloatField(allow_null=True, help_text="Lower end of 80 per cent.")
    high = serializers.FloatField(allow_null=True, help_text="Upper end of 80 per cent.")


class ForecastSerializer(serializers.Serializer[Any]):
    """What will be wanted of a variant; bands for the first 28 days alone."""

    sku = serializers.CharField()
    as_of = serializers.DateField(help_text="The first day that is told.")
    version = serializers.CharField(
        allow_blank=True, help_text="Of the model; empty: by statistics alone."
    )
    method = serializers.ChoiceField(choices=ForecastMethod.names)
    demand_class = serializers.ChoiceField(choices=SeriesClass.choices)
    next_28 = serializers.FloatField()
    last_28 = serializers.FloatField()
    explanation = serializers.CharField()
    daily = DayDemandSerializer(many=True)


class TotalForecastSerializer(serializers.Serializer[Any]):
    level = serializers.ChoiceField(choices=["shop", "category"])
    category = serializers.CharField(allow_null=True, help_text="Its public id.")
    as_of = serializers.DateField()
    version = serializers.CharField(allow_blank=True)
    daily = DayDemandSerializer(many=True)
    monthly = serializers.ListField(child=serializers.DictField())


class PlanLineSerializer(serializers.Serializer[Any]):
    """What the plan says of a variant in a warehouse, and why."""

    sku = serializers.CharField(source="variant.sku")
    warehouse = serializers.CharField(source="warehouse.code")
    supplier = serializers.CharField(source="supplier.code", allow_null=True, default=None)
    day = serializers.DateField(source="as_of")
    on_hand = serializers.IntegerField()
    free = serializers.IntegerField()
    incoming = serializers.IntegerField()
    drafted = serializers.IntegerField()
    waiting = serializers.IntegerField()
    daily_demand = serializers.FloatField()
    lead_days = serializers.FloatField()
    service_level = serializers.FloatField()
    safety_stock = serializers.IntegerField()
    reorder_point = serializers.IntegerField()
    order_up_to = serializers.IntegerField()
    quantity = serializers.IntegerField(help_text="To order, in whole packs.")
    cost = MoneyField(allow_null=True)
    transfer_from = serializers.CharField(
        source="transfer_from.code", allow_null=True, default=None
    )
    transfer_quantity = serializers.IntegerField()
    days_of_cover = serializers.FloatField(allow_null=True, help_text="Null: nothing sells.")
    risk = serializers.FloatField(help_text="Of running out before an order of today arrives.")
    risk_from = serializers.DateField(allow_null=True)
    risk_until = serializers.DateField(allow_null=True)
    state = serializers.ChoiceField(choices=StockState.choices)
    advice = serializers.ChoiceField(choices=Advice.choices)
    markdown_percent = serializers.IntegerField()
    status = serializers.ChoiceField(choices=LineStatus.choices)
    reasons = serializers.ListField(child=serializers.CharField())

    def to_representation(self, line: PlanLine) -> dict[str, Any]:
        line.cost = Money(line.cost_minor, line.currency) if line.currency else None  # type: ignore[attr-defined]
        told = line.reasons
        line.reasons = explain_line(line)
        shown = super().to_representation(line)
        line.reasons = told
        return shown


class DraftLineSerializer(serializers.Serializer[Any]):
    sku = serializers.CharField(source="variant.sku")
    quantity = serializers.IntegerField()


class DraftSerializer(serializers.Serializer[Any]):
    """A draft purchase order: staff send it."""

    number = serializers.CharField()
    supplier = serializers.CharField(source="supplier.code")
    warehouse = serializers.CharField(source="warehouse.code")
    state = serializers.ChoiceField(choices=PurchaseOrderState.choices)
    total = MoneyField()
    lines = DraftLineSerializer(many=True)

    def to_representation(self, order: PurchaseOrder) -> dict[str, Any]:
        minor = sum(line.quantity * line.unit_cost_minor for line in order.lines.all())
        order.total = Money(minor, order.currency)  # type: ignore[attr-defined]
        return super().to_representation(order)


class KeptValuesSerializer(serializers.Serializer[Any]):
    kept = serializers.IntegerField(help_text="Days that were written.")


class ForecastQuery(serializers.Serializer[Any]):
    sku = serializers.CharField(max_length=60, required=False)
    demand_class = serializers.ChoiceField(choices=SeriesClass.choices, required=False)
    days = serializers.IntegerField(
        min_value=1, max_value=MOST_DAYS, required=False, default=28, help_text="How far ahead."
    )


class TotalQuery(serializers.Serializer[Any]):
    category = serializers.CharField(
        max_length=16, required=False, help_text="Its public id; without it the whole shop."
    )


class PlanQuery(serializers.Serializer[Any]):
    sku = serializers.CharField(max_length=60, required=False)
    warehouse = serializers.CharField(max_length=20, required=False)
    supplier = serializers.CharField(max_length=40, required=False)
    state = serializers.ChoiceField(choices=StockState.choices, required=False)
    advice = serializers.ChoiceField(choices=Advice.choices, required=False)
    status = serializers.ChoiceField(choices=LineStatus.choices, required=False)
    to_order = serializers.BooleanField(
        required=False, default=False, help_text="Only what is to be ordered."
    )


class PlannedLine(serializers.Serializer[Any]):
    sku = serializers.CharField(max_length=60)
    warehouse = serializers.CharField(
        max_length=20, required=False, allow_blank=True, default="",
        help_text="Its code; else the default one.",
    )  # fmt: skip
    quantity = serializers.IntegerField(
        min_value=1, max_value=MOST_UNITS, required=False, help_text="Else as proposed."
    )


@example("As the plan proposes", {"lines": [{"sku": "MUG-1"}]})
class NewDrafts(serializers.Serializer[Any]):
    lines = serializers.ListField(child=PlannedLine(), min_length=1, max_length=MOST_LINES)


class OutsideValueSerializer(serializers.Serializer[Any]):
    day = serializers.DateField()
    value = serializers.FloatField(min_value=-LARGEST_VALUE, max_value=LARGEST_VALUE)


@example("Two days of weather", {"values": [{"day": "2026-12-01", "value": 3.5}]})
class NewValues(serializers.Serializer[Any]):
    values = serializers.ListField(
        child=OutsideValueSerializer(), min_length=1, max_length=MOST_VALUES
    )


def forecast_as_shown(row: DemandForecast, skus: dict[int, str], days: int) -> dict[str, Any]:
    """A forecast, ready for ``ForecastSerializer``."""
    view = ForecastView(row)
    return {
        "sku": skus.get(row.variant_id, ""),
        "as_of": row.as_of,
        "version": row.version,
        "method": ForecastMethod(row.method).name,
        "demand_class": row.demand_class,
        "next_28": row.next_28,
        "last_28": row.last_28,
        "explanation": view.sentence,
        "daily": _days(row, view.by_day(days)),
    }


def total_as_shown(row: TotalForecast, category: str | None) -> dict[str, Any]:
    """The total of the shop or a category, ready for ``TotalForecastSerializer``."""
    return {
        "level": row.level,
        "category": category,
        "as_of": row.as_of,
        "version": row.version,
        "daily": _days(row, row.daily),
        "monthly": row.monthly,
    }


def _days(row: DemandForecast | TotalForecast, means: Any) -> list[dict[str, Any]]:
    return [
        {
            "day": row.as_of + timedelta(days=place),
            "units": round(float(mean), 3),
            "low": row.daily_low[place] if place < len(row.daily_low) else None,
            "high": row.daily_high[place] if place < len(row.daily_high) else None,
        }
        for place, mean in enumerate(means)
    ]


def skus_of(rows: list[DemandForecast]) -> dict[int, str]:
    """SKUs by variant."""
    ids = [row.variant_id for row in rows]
    return dict(Variant.objects.filter(pk__in=ids).values_list("pk", "sku"))
