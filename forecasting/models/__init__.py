"""What will sell, how well that was known before, and what the models are told beside sales."""

from forecasting.models.forecasts import (
    SUM_DAYS,
    Answerer,
    BacktestReport,
    DemandForecast,
    ForecastMethod,
    Grain,
    Level,
    SeriesClass,
    TotalForecast,
)
from forecasting.models.inputs import CalendarEvent, FillForward, OutsideSeries, OutsideValue
from forecasting.models.planning import (
    Advice,
    AutomaticOrder,
    ComparisonState,
    LineStatus,
    PlanLine,
    PolicyComparison,
    PolicyScope,
    ReplenishmentKind,
    ReplenishmentPolicy,
    StockState,
)

__all__ = [
    "SUM_DAYS",
    "Advice",
    "Answerer",
    "AutomaticOrder",
    "BacktestReport",
    "CalendarEvent",
    "ComparisonState",
    "DemandForecast",
    "FillForward",
    "ForecastMethod",
    "Grain",
    "Level",
    "LineStatus",
    "OutsideSeries",
    "OutsideValue",
    "PlanLine",
    "PolicyComparison",
    "PolicyScope",
    "ReplenishmentKind",
    "ReplenishmentPolicy",
    "SeriesClass",
    "StockState",
    "TotalForecast",
]
