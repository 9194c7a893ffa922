"""The staff page for transfers between warehouses."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import admin
from django.db.models import F, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import action, display
from unfold.enums import ActionVariant

from foundation.admin import FittingActions, label
from foundation.dialogs import Dialog
from inventory.admin.dialogs import carry_out, switch_field, units_field
from inventory.models import StockTransfer, TransferLine, TransferState
from inventory.services import cancel_transfer, receive_transfer, send_transfer
from inventory.stock.transfers import save_transfer

STATE_COLOURS = {
    TransferState.DRAFT: "warning",
    TransferState.SENT: "info",
    TransferState.RECEIVED: "success",
    TransferState.CANCELLED: "danger",
}
FITTING: dict[str, set[str]] = {
    TransferState.DRAFT: {"send", "cancel"},
    TransferState.SENT: {"receive"},
}


def _is_draft(transfer: StockTransfer | None) -> bool:
    return transfer is None or transfer.state == TransferState.DRAFT


class TransferLineInline(TabularInline):
    model = TransferLine
    extra = 0
    hide_title = True
    autocomplete_fields = ("variant",)
    readonly_fields = ("received",)
    fields = ("variant", "quantity", "received")

    def get_queryset(self, request: HttpRequest) -> QuerySet[TransferLine]:
        return super().get_queryset(request).select_related("variant")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_draft(obj) and super().has_change_permission(request, obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_draft(obj) and super().has_add_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_draft(obj) and super().has_delete_permission(request, obj)


class ArrivalForm(Dialog):
    """A field for each line that is still on its way."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = list(
            TransferLine.objects.filter(
                transfer_id=self.object_id, quantity__gt=F("received")
            ).select_related("variant__product")
        )
        for line in self.lines:
            missing = line.quantity - line.received
            self.fields[f"line_{line.pk}"] = units_field(
                f"{line.variant.sku} · {line.variant.product}",
                least=0,
                required=False,
                initial=missing,
                help_text=_("%(missing)d are on their way.") % {"missing": missing},
            )
        self.fields["is_last"] = switch_field(
            _("Nothing else will come"), help_text=_("What is missing is lost.")
        )

    def quantities(self) -> dict[int, int]:
        return {
            line.variant_id: self.cleaned_data.get(f"line_{line.pk}") or 0 for line in self.lines
        }


SEND_DIALOG = {
    "title": _("Send these units?"),
    "description": _("They leave their warehouse now and cannot be sold until they arrive."),
    "form_class": Dialog,
    "form_submit_text": _("Send"),
}
ARRIVAL_DIALOG = {
    "title": _("What arrived"),
    "description": _("It goes into stock at once; orders that wait are served first."),
    "form_class": ArrivalForm,
    "form_submit_text": _("Receive"),
}
CANCEL_DIALOG = {
    "title": _("Cancel this transfer?"),
    "description": _("Nothing was moved yet."),
    "form_class": Dialog,
    "form_submit_text": _("Cancel the transfer"),
}


@admin.register(StockTransfer)
class StockTransferAdmin(FittingActions, ModelAdmin):
    list_display = (
        "called", "source", "target", "status", "units", "arrived", "expected_on", "sent_at",
    )  # fmt: skip
    list_filter = ("state", "source", "target")
    search_fields = ("number", "note", "lines__variant__sku")
    list_select_related = ("source", "target")
    ordering = ("-created_at", "-pk")
    inlines = (TransferLineInline,)
    readonly_fields = ("called", "status", "created_at", "sent_at", "received_at")
    actions_detail = ("send", "receive", "cancel")
    warn_unsaved_form = True

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        parts: list[tuple[Any, dict[str, Any]]] = [
            (None, {"fields": (("source", "target"), ("expected_on", "note"))})
        ]
        if obj is not None:
            parts.insert(0, (None, {"fields": (("called", "status"),)}))
            moments = ("created_at", "sent_at", "received_at")
            parts.append(
                (_("When"), {"classes": ("collapse",), "fields": (moments[:1], moments[1:])})
            )
        return parts

    def get_queryset(self, request: HttpRequest) -> QuerySet[StockTransfer]:
        transfers = super().get_queryset(request)
        return transfers.annotate(
            line_units=Sum("lines__quantity"), line_arrived=Sum("lines__received")
        )

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_draft(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Transfers are cancelled: the ledger speaks of those that were sent."""
        return False

    def has_move_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return bool(
            request.user.has_perm("inventory.change_stocktransfer")
            or request.user.has_perm("inventory.move_stock")
        )

    def fitting_actions(self, row: StockTransfer) -> set[str]:
        return FITTING.get(row.state, set())

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        save_transfer(transfer=obj)

    @display(description=_("Transfer"), ordering="number")
    def called(self, transfer: StockTransfer) -> str:
        return str(transfer)

    @display(description=_("State"), ordering="state")
    def status(self, transfer: StockTransfer) -> SafeString:
        colour = STATE_COLOURS[TransferState(transfer.state)]
        return label(transfer.get_state_display(), colour)

    @display(description=_("Units"), ordering="line_units")
    def units(self, transfer: Any) -> int:
        return int(transfer.line_units or 0)

    @display(description=_("Received"), ordering="line_arrived")
    def arrived(self, transfer: Any) -> int:
        return int(transfer.line_arrived or 0)

    @action(
        description=_("Send"),
        icon="send",
        variant=ActionVariant.PRIMARY,
        permissions=["move"],
        dialog=SEND_DIALOG,
    )
    def send(self, request: HttpRequest, form: Dialog, object_id: int) -> HttpResponse:
        work = partial(send_transfer, transfer=StockTransfer.objects.get(pk=object_id))
        return carry_out(request, form, work, _("It is on its way."))

    @action(
        description=_("Receive"),
        icon="add_box",
        variant=ActionVariant.PRIMARY,
        permissions=["move"],
        dialog=ARRIVAL_DIALOG,
    )
    def receive(self, request: HttpRequest, form: ArrivalForm, object_id: int) -> HttpResponse:
        work = partial(
            receive_transfer,
            transfer=StockTransfer.objects.get(pk=object_id),
            quantities=form.quantities(),
            is_last=form.cleaned_data["is_last"],
        )
        return carry_out(request, form, work, _("Received."))

    @action(
        description=_("Cancel"),
        icon="cancel",
        variant=ActionVariant.DANGER,
        permissions=["move"],
        dialog=CANCEL_DIALOG,
    )
    def cancel(self, request: HttpRequest, form: Dialog, object_id: int) -> HttpResponse:
        work = partial(cancel_transfer, transfer=StockTransfer.objects.get(pk=object_id))
        return carry_out(request, form, work, _("Cancelled."))
