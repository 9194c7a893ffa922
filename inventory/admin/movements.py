"""The stock ledger, to look at."""

from __future__ import annotations

from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from foundation.admin import LedgerAdmin, label
from inventory.models import MovementType, StockMovement


@admin.register(StockMovement)
class StockMovementAdmin(LedgerAdmin):
    list_display = (
        "moved_at", "kind", "sku", "product", "warehouse", "on_hand_by", "allocated_by",
        "waiting_by", "reference", "note",
    )  # fmt: skip
    list_filter = ("type", "warehouse", "moved_at")
    search_fields = ("variant__sku", "reference", "note")
    list_select_related = ("variant__product", "warehouse")
    ordering = ("-moved_at", "-pk")
    list_per_page = 50

    @display(description=_("What"), ordering="type")
    def kind(self, movement: StockMovement) -> SafeString:
        return label(
            movement.get_type_display(), MOVEMENT_COLOURS.get(MovementType(movement.type), "")
        )

    @display(description=_("SKU"), ordering="variant__sku")
    def sku(self, movement: StockMovement) -> str:
        return movement.variant.sku

    @display(description=_("Product"))
    def product(self, movement: StockMovement) -> str:
        return str(movement.variant.product)

    @display(description=_("On hand"), ordering="on_hand_change")
    def on_hand_by(self, movement: StockMovement) -> SafeString | None:
        return _signed(movement.on_hand_change)

    @display(description=_("Promised"), ordering="allocated_change")
    def allocated_by(self, movement: StockMovement) -> SafeString | None:
        return _signed(movement.allocated_change)

    @display(description=_("Waiting"), ordering="backordered_change")
    def waiting_by(self, movement: StockMovement) -> SafeString | None:
        return _signed(movement.backordered_change)


MOVEMENT_COLOURS = {
    MovementType.RECEIPT: "success",
    MovementType.SHIPMENT: "info",
    MovementType.RETURN: "warning",
    MovementType.ADJUSTMENT: "danger",
    MovementType.WRITE_OFF: "danger",
    MovementType.COUNT: "danger",
    MovementType.BACKORDER: "warning",
    MovementType.BACKORDER_FILLED: "success",
    MovementType.TRANSFER_IN: "info",
    MovementType.TRANSFER_OUT: "info",
}


def _signed(units: int) -> SafeString | None:
    if not units:
        return None
    return format_html('<span class="staff-number">{}</span>', f"{units:+d}".replace("-", "−"))
