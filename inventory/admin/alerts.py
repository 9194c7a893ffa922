"""The staff page for who waits to hear that something is back: wishes tell what to order."""

from __future__ import annotations

from django.contrib import admin
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from foundation.admin import LedgerAdmin, state_label
from inventory.models import AlertState, StockAlert

STATE_COLOURS: dict[str, str] = {
    AlertState.UNCONFIRMED: "warning",
    AlertState.WAITING: "info",
    AlertState.SENT: "success",
    AlertState.CANCELLED: "",
}


@admin.register(StockAlert)
class StockAlertAdmin(LedgerAdmin):
    list_display = ("created_at", "variant", "product", "email", "status", "sent_at")
    list_filter = ("state", "created_at")
    search_fields = ("email", "variant__sku", "variant__product__name")
    list_select_related = ("variant__product",)
    ordering = ("-created_at", "-pk")
    fields = ("variant", "customer", "email", "language", "status", "created_at", "sent_at")

    @display(description=_("Product"))
    def product(self, alert: StockAlert) -> str:
        return str(alert.variant.product)

    @display(description=_("State"), ordering="state")
    def status(self, alert: StockAlert) -> SafeString:
        return state_label(alert, colours=STATE_COLOURS)
