"""Staff pages for stock: levels to count and receive, movements to look at."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import action, display
from unfold.enums import ActionVariant
from unfold.forms import BaseDialogForm
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldAdminTextInputWidget

from foundation.admin import LedgerAdmin, close_dialog, label
from inventory.models import MovementType, Reservation, StockLevel, StockMovement, Warehouse
from inventory.services import StockRuleBroken, adjust_stock, receive_stock


class CountForm(BaseDialogForm):
    on_hand = forms.IntegerField(
        label=_("Counted units"), min_value=0, widget=UnfoldAdminIntegerFieldWidget()
    )
    note = forms.CharField(
        label=_("Why it differs"), max_length=200, widget=UnfoldAdminTextInputWidget()
    )


class ReceiptForm(BaseDialogForm):
    quantity = forms.IntegerField(
        label=_("Units that arrived"), min_value=1, widget=UnfoldAdminIntegerFieldWidget()
    )
    reference = forms.CharField(
        label=_("Delivery note"),
        max_length=60,
        required=False,
        widget=UnfoldAdminTextInputWidget(),
    )


class StockStateFilter(admin.SimpleListFilter):
    title = _("Stock")
    parameter_name = "stock"
    _conditions = {
        "out": Q(on_hand__lte=F("allocated")),
        "low": Q(on_hand__gt=F("allocated"), on_hand__lte=F("allocated") + F("reorder_point")),
        "fine": Q(on_hand__gt=F("allocated") + F("reorder_point")),
    }

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("out", _("Sold out")), ("low", _("Low")), ("fine", _("Enough"))]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[StockLevel]
    ) -> QuerySet[StockLevel]:
        condition = self._conditions.get(self.value() or "")
        return queryset.filter(condition) if condition is not None else queryset


@admin.register(StockLevel)
class StockLevelAdmin(LedgerAdmin):
    """Levels change by movements only: count and receive are the doors."""

    list_display = ("sku", "product", "warehouse", "on_hand", "allocated", "free", "state")
    list_filter = (StockStateFilter, "warehouse")
    search_fields = ("variant__sku", "variant__barcode", "variant__product__name")
    search_help_text = _("SKU, barcode or product")
    list_select_related = ("variant__product", "warehouse")
    ordering = ("variant__sku", "warehouse_id")
    list_per_page = 50
    actions_detail = ("count", "receive")
    actions_row = ("count", "receive")
    fieldsets = (
        (None, {"fields": ("sku", "product", "warehouse")}),
        (_("Units"), {"fields": (("on_hand", "allocated", "free"), "reorder_point", "state")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[StockLevel]:
        return super().get_queryset(request).annotate(free=F("on_hand") - F("allocated"))

    @display(description=_("SKU"), ordering="variant__sku")
    def sku(self, level: StockLevel) -> str:
        return level.variant.sku

    @display(description=_("Product"), ordering="variant__product__name")
    def product(self, level: StockLevel) -> str:
        return str(level.variant.product)

    @display(description=_("Free to sell"), ordering="free")
    def free(self, level: Any) -> int:
        return int(level.on_hand - level.allocated)

    @display(description=_("State"))
    def state(self, level: StockLevel) -> SafeString:
        free = level.on_hand - level.allocated
        if free <= 0:
            return label(_("Sold out"), "danger")
        if free <= level.reorder_point:
            return label(_("Low"), "warning")
        return label(_("Enough"), "success")

    def has_move_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.has_perm("inventory.change_stocklevel"))

    @action(
        description=_("Count"),
        icon="fact_check",
        variant=ActionVariant.PRIMARY,
        permissions=["move"],
        dialog={
            "title": _("Count this stock"),
            "description": _("Say what lies there now. The difference is kept as a movement."),
            "form_class": CountForm,
            "form_submit_text": _("Save the count"),
        },
    )
    def count(self, request: HttpRequest, form: CountForm, object_id: int) -> HttpResponse:
        level = StockLevel.objects.select_related("warehouse").get(pk=object_id)
        try:
            adjust_stock(
                variant_id=level.variant_id,
                warehouse=level.warehouse,
                on_hand=form.cleaned_data["on_hand"],
                note=form.cleaned_data["note"],
            )
        except StockRuleBroken as problem:
            messages.error(request, str(problem))
        else:
            messages.success(request, _("The count is saved."))
        return close_dialog()

    @action(
        description=_("Receive"),
        icon="add_box",
        permissions=["move"],
        dialog={
            "title": _("Receive a delivery"),
            "description": _("These units are added to what lies there."),
            "form_class": ReceiptForm,
            "form_submit_text": _("Receive"),
        },
    )
    def receive(self, request: HttpRequest, form: ReceiptForm, object_id: int) -> HttpResponse:
        level = StockLevel.objects.select_related("warehouse").get(pk=object_id)
        receive_stock(
            variant_id=level.variant_id,
            warehouse=level.warehouse,
            quantity=form.cleaned_data["quantity"],
            reference=form.cleaned_data["reference"],
        )
        messages.success(request, _("The delivery is received."))
        return close_dialog()


@admin.register(StockMovement)
class StockMovementAdmin(LedgerAdmin):
    list_display = (
        "moved_at", "kind", "sku", "product", "warehouse", "on_hand_by", "allocated_by",
        "reference", "note",
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


MOVEMENT_COLOURS = {
    MovementType.RECEIPT: "success",
    MovementType.SHIPMENT: "info",
    MovementType.RETURN: "warning",
    MovementType.ADJUSTMENT: "danger",
}


def _signed(units: int) -> SafeString | None:
    if not units:
        return None
    return format_html('<span class="staff-number">{}</span>', f"{units:+d}".replace("-", "−"))


@admin.register(Reservation)
class ReservationAdmin(LedgerAdmin):
    list_display = ("variant", "quantity", "warehouse", "expires_at", "key")
    list_filter = ("warehouse", "expires_at")
    search_fields = ("key", "variant__sku")
    list_select_related = ("variant", "warehouse")
    ordering = ("-expires_at", "-pk")


@admin.register(Warehouse)
class WarehouseAdmin(ModelAdmin):
    list_display = ("name", "code", "country", "is_default")
    search_fields = ("name", "code")
    ordering = ("name",)
    fields = ("name", "code", "country", "is_default")
