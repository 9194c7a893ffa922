"""Staff pages of what will sell, what to order, and what the models are told."""

from forecasting.admin import (
    accuracy,
    comparisons,
    forecasts,
    inputs,
    lines,
    policies,
    totals,
)

__all__ = ["accuracy", "comparisons", "forecasts", "inputs", "lines", "policies", "totals"]
