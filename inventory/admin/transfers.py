"""The staff page for transfers between warehouses."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display
from unfold.enums import ActionVariant

from foundation.dialog_fields import switch_field
from foundation.dialogs import Dialog, carry_out
from inventory.admin.dialogs import ArrivalDialog
from inventory.admin.drafts import DraftedAdmin, DraftLines
from inventory.models import StockTransfer, TransferLine, TransferState
from inventory.services import cancel_transfer, receive_transfer, send_transfer
from inventory.stock.transfers import save_transfer


class TransferLineInline(DraftLines):
    model = TransferLine
    readonly_fields = ("received",)
    fields = ("variant", "quantity", "received")

    def get_queryset(self, request: HttpRequest) -> QuerySet[TransferLine]:
        return super().get_queryset(request).select_related("variant")


class ArrivalForm(ArrivalDialog):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines = TransferLine.objects.filter(transfer_id=self.object_id)
        self.ask_for(lines.select_related("variant__product"), _("%(missing)d are on their way."))
        self.fields["is_last"] = switch_field(
            _("Nothing else will come"), help_text=_("What is missing is lost.")
        )


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
class StockTransferAdmin(DraftedAdmin):
    colours = {
        TransferState.DRAFT: "warning",
        TransferState.SENT: "info",
        TransferState.RECEIVED: "success",
        TransferState.CANCELLED: "danger",
    }
    fitting = {
        TransferState.DRAFT: {"send", "cancel"},
        TransferState.SENT: {"receive"},
    }
    list_display = (
        "called", "source", "target", "status", "units", "arrived", "expected_on", "sent_at",
    )  # fmt: skip
    list_filter = ("state", "source", "target")
    search_fields = ("number", "note", "lines__variant__sku")
    list_select_related = ("source", "target")
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

    def has_move_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return bool(
            request.user.has_perm("inventory.change_stocktransfer")
            or request.user.has_perm("inventory.move_stock")
        )

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        save_transfer(transfer=obj)

    @display(description=_("Transfer"), ordering="number")
    def called(self, transfer: StockTransfer) -> str:
        return str(transfer)

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
