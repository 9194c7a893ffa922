"""Rows of forecasts and plans as their nightly jobs leave them, for tests of the staff's pages."""

from datetime import timedelta

from django.conf import settings

from catalog.models import Variant
from forecasting.models import (
    Advice,
    Answerer,
    AutomaticOrder,
    BacktestReport,
    CalendarEvent,
    DemandForecast,
    ForecastMethod,
    Grain,
    Level,
    OutsideSeries,
    PlanLine,
    PolicyComparison,
    PolicyScope,
    ReplenishmentPolicy,
    SeriesClass,
    StockState,
    TotalForecast,
)
from forecasting.services import load_values
from foundation import clock
from inventory.models import PurchaseOrder, Supplier, Warehouse
from mlops.models import ModelVersion, VersionState

DAYS, WEEKS, AHEAD = 28, 13, 90


def foresee(variant: Variant, *, a_day: float = 2.0, version: str = "7") -> DemandForecast:
    """A forecast of so many units a day, with bands that widen nowhere."""
    week = 7 * a_day
    return DemandForecast.objects.create(
        variant_id=variant.pk, product_id=variant.product_id,
        category_id=variant.product.category_id, as_of=clock.business_day(), made_at=clock.now(),
        version=version, method=ForecastMethod.ENSEMBLE, demand_class=SeriesClass.SMOOTH,
        explanation={"days": 400, "units": 800, "sold_days": 300}, next_28=a_day * DAYS,
        last_28=a_day * DAYS, daily=[a_day] * DAYS, daily_low=[a_day / 2] * DAYS,
        daily_high=[a_day * 2] * DAYS, weekly=[week] * WEEKS,
        weekly_quantiles=[[week * f for f in (0.3, 0.6, 1.0, 1.5, 2.0)]] * WEEKS,
        sum_mean=[a_day * days for days in (7, 14, 28, 56, 91)], sum_sd=[4.0, 6.0, 8.0, 12.0, 16.0],
        history=[week] * 12,
    )  # fmt: skip


def foresee_total(*, level: Level, subject_id: int = 0, a_day: float = 20.0) -> TotalForecast:
    """A total with all that its page shows: ninety days, a year, its components."""
    today = clock.business_day()
    months = [
        {"month": f"{2027 + at // 12}-{at % 12 + 1:02d}", "mean": 600.0 + at, "low": 500.0,
         "high": 700.0} for at in range(12)
    ]  # fmt: skip
    return TotalForecast.objects.create(
        level=level, subject_id=subject_id, as_of=today, made_at=clock.now(), version="7",
        method=ForecastMethod.PROPHET, explanation={"days": 700}, daily=[a_day] * AHEAD,
        daily_low=[a_day / 2] * AHEAD, daily_high=[a_day * 2] * AHEAD, monthly=months,
        components={
            "trend": {"x": [str(today), str(today + timedelta(days=1))], "y": [20.0, 21.0]},
            "week": {"x": list("0123456"), "y": [-0.12, 0.0, 0.0, 0.0, 0.0, 0.07, 0.05]},
            "year": {"x": ["01-01", "02-29", "12-31"], "y": [-0.2, 0.1, 0.3]},
        },
    )  # fmt: skip


def plan_line(variant: Variant, *, supplier: Supplier | None, **fields) -> PlanLine:
    """A line that asks to be ordered, unless ``fields`` say otherwise."""
    today = clock.business_day()
    usual = {
        "warehouse": Warehouse.objects.order_by("pk").first(), "supplier": supplier,
        "as_of": today, "made_at": clock.now(), "on_hand": 3, "free": 3, "daily_demand": 2.0,
        "lead_days": 9.0, "service_level": 0.95, "abc": "A", "xyz": "X", "safety_stock": 6,
        "reorder_point": 26, "order_up_to": 66, "wanted": 63, "quantity": 63,
        "unit_cost_minor": 700, "cost_minor": 63 * 700, "currency": settings.SHOP_BASE_CURRENCY,
        "stock_value_minor": 2100, "days_of_cover": 1.5, "risk": 0.98,
        "risk_by_day": [min(day / 5, 1.0) for day in range(DAYS)],
        "risk_from": today + timedelta(days=2), "risk_until": today + timedelta(days=9),
        "state": StockState.UNDER, "advice": Advice.ORDER,
        "reasons": [{"code": "safety", "units": 6, "days": 10, "spread": 4, "late": 1}],
    }  # fmt: skip
    return PlanLine.objects.create(variant=variant, **(usual | fields))


def backtest_of(version: ModelVersion, *, level: Level = Level.VARIANT) -> None:
    """A backtest in which the version beats the plain baseline."""
    for answerer, wape in ((Answerer.MODEL, 58.1), (Answerer.SEASONAL_NAIVE, 77.6)):
        BacktestReport.objects.create(
            version=version, grain=Grain.WEEK, level=level, answerer=answerer, series=200,
            origins=3, horizon=8, wape=wape, wape_h=36.0, bias=-1.2, coverage_80=80.2,
            coverage_95=95.1,
        )  # fmt: skip


def fill_planning(variant: Variant, *, name: str) -> None:
    """Something of everything that forecasts and plans keep."""
    supplier = Supplier.objects.filter(offers__variant=variant).first()
    version = ModelVersion.objects.create(
        name="forecasting", version=f"f-{name}", state=VersionState.CANDIDATE, artifact="a"
    )
    backtest_of(version)
    foresee(variant, version=version.version)
    foresee_total(level=Level.CATEGORY, subject_id=variant.product.category_id)
    if not TotalForecast.objects.filter(level=Level.SHOP).exists():
        foresee_total(level=Level.SHOP)
    today = clock.business_day()
    CalendarEvent.objects.create(name=f"Fair {name}", first_day=today, last_day=today)
    series = OutsideSeries.objects.create(code=f"rain-{name}", name=f"Rain {name}", unit="mm")
    load_values(series=series, text=f"{today},3.5")
    policy = ReplenishmentPolicy.objects.create(scope=PolicyScope.VARIANT, variant=variant)
    plan_line(variant, supplier=supplier, policy=policy)
    order = PurchaseOrder.objects.filter(lines__variant=variant).first()
    AutomaticOrder.objects.create(
        policy=policy, purchase_order=order, supplier=order.supplier, warehouse=order.warehouse,
        day=today, value_minor=5000, made_at=clock.now(),
    )  # fmt: skip
    PolicyComparison.objects.create(
        name=f"Thing {name}", first_day=today - timedelta(days=90), last_day=today
    )
