"""Demand forecasts from arrays: pure numeric code, without Django."""
