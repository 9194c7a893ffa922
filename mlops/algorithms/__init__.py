"""Judging models and data, in numbers alone: nothing here knows Django."""
