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

__all__ = [
    "SUM_DAYS",
    "Answerer",
    "BacktestReport",
    "CalendarEvent",
    "DemandForecast",
    "FillForward",
    "ForecastMethod",
    "Grain",
    "Level",
    "OutsideSeries",
    "OutsideValue",
    "SeriesClass",
    "TotalForecast",
]
