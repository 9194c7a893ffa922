"""Telling the rest of the shop what a saved form changed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from unfold.admin import ModelAdmin

from catalog.services import (
    announce_change,
)


class AnnouncingAdmin(ModelAdmin):
    """Tells the outbox which product a saved form changed, in the transaction of the form."""

    def product_of(self, row: Any) -> int:
        return int(row.product_id)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        announce_change(product_id=self.product_of(form.instance))
