"""The staff page for stock levels: what is short, and the doors by which levels change."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.contrib import admin
from django.db import transaction
from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display
from unfold.enums import ActionVariant

from catalog.models import Variant
from foundation.admin import LedgerAdmin, TitledAdmin, label
from foundation.dialog_fields import text_field, units_field
from foundation.dialogs import Dialog, carry_out
from inventory.admin.dialogs import warehouse_field
from inventory.models import (
    Backorder,
    PurchaseOrderLine,
    StockLevel,
    TransferLine,
    TransferState,
    Warehouse,
)
from inventory.selectors import OPEN_PURCHASES
from inventory.services import (
    adjust_stock,
    draft_transfer,
    receive_stock,
    send_transfer,
    write_off_stock,
)


class CountForm(Dialog):
    on_hand = units_field(_("Counted units"), least=0)
    note = text_field(_("Why it differs"), longest=200)


class ReceiptForm(Dialog):
    quantity = units_field(_("Units that arrived"))
    reference = text_field(_("Delivery note"), longest=60, required=False)


class FirstReceiptForm(Dialog):
    sku = text_field(_("SKU"), longest=60)
    warehouse = warehouse_field(_("Warehouse"))
    quantity = units_field(_("Units that arrived"))
    reference = text_field(_("Delivery note"), longest=60, required=False)

    def clean_sku(self) -> Variant:
        variant = Variant.objects.filter(sku=self.cleaned_data["sku"].strip()).first()
        if variant is None:
            raise forms.ValidationError(_("There is no variant with this SKU."))
        return variant


class WriteOffForm(Dialog):
    quantity = units_field(_("Units that cannot be sold"))
    note = text_field(_("Why"), longest=200)


class MoveForm(Dialog):
    target = warehouse_field(_("To"))
    quantity = units_field(_("Units"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Warehouse.objects.filter(is_active=True).exclude(levels=self.object_id)
        self.fields["target"].queryset = others


COUNT_DIALOG = {
    "title": _("Set what lies there"),
    "description": _("Say what lies there now. The difference is kept as a movement."),
    "form_class": CountForm,
    "form_submit_text": _("Save the count"),
}
RECEIPT_DIALOG = {
    "title": _("Receive a delivery"),
    "description": _("These units are added to what lies there; who waits is served first."),
    "form_class": ReceiptForm,
    "form_submit_text": _("Receive"),
}
FIRST_RECEIPT_DIALOG = RECEIPT_DIALOG | {"form_class": FirstReceiptForm}
WRITE_OFF_DIALOG = {
    "title": _("Write units off"),
    "description": _("They are broken, lost or too old. Only free units can be written off."),
    "form_class": WriteOffForm,
    "form_submit_text": _("Write off"),
}
MOVE_DIALOG = {
    "title": _("Send to another warehouse"),
    "description": _("They leave now, and lie there once the transfer is received."),
    "form_class": MoveForm,
    "form_submit_text": _("Send"),
}


class StockStateFilter(admin.SimpleListFilter):
    title = _("Stock")
    parameter_name = "stock"
    _conditions = {
        "out": Q(on_hand__lte=F("allocated")),
        "low": Q(on_hand__gt=F("allocated"), on_hand__lte=F("allocated") + F("reorder_point")),
        "fine": Q(on_hand__gt=F("allocated") + F("reorder_point")),
        "waiting": Q(waiting__gt=0),
    }

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("out", _("Sold out")),
            ("low", _("Low")),
            ("fine", _("Enough")),
            ("waiting", _("Orders wait for it")),
        ]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[StockLevel]
    ) -> QuerySet[StockLevel]:
        condition = self._conditions.get(self.value() or "")
        return queryset.filter(condition) if condition is not None else queryset


def _coming() -> tuple[Any, Any]:
    """What suppliers and other warehouses still bring to a level."""
    ordered = (
        PurchaseOrderLine.objects.filter(
            variant=OuterRef("variant"),
            order__warehouse=OuterRef("warehouse"),
            order__state__in=OPEN_PURCHASES,
            quantity__gt=F("received"),
        )
        .values("variant")
        .annotate(units=Sum(F("quantity") - F("received")))
    )
    sent = (
        TransferLine.objects.filter(
            variant=OuterRef("variant"),
            transfer__target=OuterRef("warehouse"),
            transfer__state=TransferState.SENT,
        )
        .values("variant")
        .annotate(units=Sum(F("quantity") - F("received")))
    )
    return Subquery(ordered.values("units")), Subquery(sent.values("units"))


@admin.register(StockLevel)
class StockLevelAdmin(TitledAdmin, LedgerAdmin):
    """Levels change by movements only."""

    list_display = (
        "sku", "product", "warehouse", "on_hand", "allocated", "free", "coming", "waiting", "state",
    )  # fmt: skip
    list_filter = (StockStateFilter, "warehouse")
    search_fields = ("variant__sku", "variant__barcode", "variant__product__name")
    search_help_text = _("SKU, barcode or product")
    list_select_related = ("variant__product", "warehouse")
    ordering = ("variant__sku", "warehouse_id")
    list_per_page = 50
    actions_list = ("receive_first",)
    actions_detail = ("receive", "count", "move", "write_off")
    actions_row = ("receive", "count", "move", "write_off")
    fieldsets = (
        (None, {"fields": (("sku", "product"), ("warehouse", "state"))}),
        (
            _("Units"),
            {"fields": (("on_hand", "allocated"), ("free", "reorder_point"),
                        ("coming", "waiting"))},
        ),
    )  # fmt: skip

    def page_title(self, row: StockLevel) -> str:
        return f"{row.variant.sku} · {row.warehouse}"

    def get_queryset(self, request: HttpRequest) -> QuerySet[StockLevel]:
        ordered, sent = _coming()
        waiting = (
            Backorder.objects.filter(variant=OuterRef("variant"), waiting__gt=0)
            .values("variant")
            .annotate(units=Sum("waiting"))
        )
        return (
            super()
            .get_queryset(request)
            .annotate(
                free=F("on_hand") - F("allocated"),
                coming=Coalesce(ordered, 0) + Coalesce(sent, 0),
                waiting=Coalesce(Subquery(waiting.values("units")), 0),
            )
        )

    @display(description=_("SKU"), ordering="variant__sku")
    def sku(self, level: StockLevel) -> str:
        return level.variant.sku

    @display(description=_("Product"), ordering="variant__product__name")
    def product(self, level: StockLevel) -> str:
        return str(level.variant.product)

    @display(description=_("Free to sell"), ordering="free")
    def free(self, level: Any) -> int:
        return int(level.on_hand - level.allocated)

    @display(description=_("On the way"), ordering="coming")
    def coming(self, level: Any) -> int | None:
        return int(level.coming) or None

    @display(description=_("Waiting"), ordering="waiting")
    def waiting(self, level: Any) -> int | None:
        return int(level.waiting) or None

    @display(description=_("State"))
    def state(self, level: StockLevel) -> SafeString:
        free = level.on_hand - level.allocated
        if free <= 0:
            return label(_("Sold out"), "danger")
        if free <= level.reorder_point:
            return label(_("Low"), "warning")
        return label(_("Enough"), "success")

    def has_move_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("inventory.change_stocklevel") or request.user.has_perm(
            "inventory.move_stock"
        )

    @action(
        description=_("Receive goods"),
        icon="add_box",
        variant=ActionVariant.PRIMARY,
        permissions=["move"],
        dialog=FIRST_RECEIPT_DIALOG,
    )
    def receive_first(self, request: HttpRequest, form: FirstReceiptForm) -> HttpResponse:
        told = form.cleaned_data
        work = partial(
            receive_stock,
            variant_id=told["sku"].pk,
            warehouse=told["warehouse"],
            quantity=told["quantity"],
            reference=told["reference"],
        )
        return carry_out(request, form, work, _("The delivery is received."))

    @action(
        description=_("Receive"),
        icon="add_box",
        variant=ActionVariant.PRIMARY,
        permissions=["move"],
        dialog=RECEIPT_DIALOG,
    )
    def receive(self, request: HttpRequest, form: ReceiptForm, object_id: int) -> HttpResponse:
        work = partial(receive_stock, **_place(object_id), **_told(form, "quantity", "reference"))
        return carry_out(request, form, work, _("The delivery is received."))

    @action(description=_("Count"), icon="fact_check", permissions=["move"], dialog=COUNT_DIALOG)
    def count(self, request: HttpRequest, form: CountForm, object_id: int) -> HttpResponse:
        work = partial(adjust_stock, **_place(object_id), **_told(form, "on_hand", "note"))
        return carry_out(request, form, work, _("The count is saved."))

    @action(
        description=_("Write off"),
        icon="delete_sweep",
        variant=ActionVariant.DANGER,
        permissions=["move"],
        dialog=WRITE_OFF_DIALOG,
    )
    def write_off(self, request: HttpRequest, form: WriteOffForm, object_id: int) -> HttpResponse:
        work = partial(write_off_stock, **_place(object_id), **_told(form, "quantity", "note"))
        return carry_out(request, form, work, _("Written off."))

    @action(
        description=_("Send elsewhere"),
        icon="local_shipping",
        permissions=["move"],
        dialog=MOVE_DIALOG,
    )
    def move(self, request: HttpRequest, form: MoveForm, object_id: int) -> HttpResponse:
        place = _place(object_id)

        @transaction.atomic
        def work() -> None:
            transfer = draft_transfer(
                source=place["warehouse"],
                target=form.cleaned_data["target"],
                quantities={place["variant_id"]: form.cleaned_data["quantity"]},
            )
            send_transfer(transfer=transfer)

        return carry_out(request, form, work, _("It is on its way: receive it under transfers."))


def _place(level_id: int) -> dict[str, Any]:
    level = StockLevel.objects.select_related("warehouse").get(pk=level_id)
    return {"variant_id": level.variant_id, "warehouse": level.warehouse}


def _told(form: Dialog, *names: str) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in names}
