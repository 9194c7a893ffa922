"""Where staff find the rows that the doors speak of."""

from __future__ import annotations

from django.db.models import Model
from django.urls import reverse


def row_url(row: Model) -> str:
    """The staff page of a row."""
    meta = row._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[row.pk])
