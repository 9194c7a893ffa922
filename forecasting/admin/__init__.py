"""Staff pages of what will sell, what to order, and what the models are told."""

from forecasting.admin import accuracy, forecasts, inputs, totals

__all__ = ["accuracy", "forecasts", "inputs", "totals"]
