"""Asking the past: what a model would have answered, case by case. Nothing here knows Django."""
