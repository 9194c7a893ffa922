"""The staff page for purchase orders, from draft to receipt."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import F, QuerySet, Sum
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display
from unfold.enums import ActionVariant

from foundation import clock
from foundation.admin import label, money_cell
from foundation.dialog_fields import amount_field, amount_of, switch_field, text_field
from foundation.dialogs import Dialog, carry_out
from foundation.money import Money
from inventory.admin.dialogs import ArrivalDialog
from inventory.admin.drafts import DraftedAdmin, DraftLines, is_draft
from inventory.admin.parents import ParentFormSet
from inventory.models import PurchaseOrder, PurchaseOrderLine, PurchaseOrderState, SupplierOffer
from inventory.purchasing.orders import OPEN_STATES, check_terms, save_draft
from inventory.services import (
    StockRuleBroken,
    cancel_purchase_order,
    close_purchase_order,
    default_warehouse,
    receive_purchase_order,
    send_purchase_order,
)


class PurchaseOrderForm(ModelForm):
    freight = amount_field(_("Freight and duty"), required=False)

    class Meta:
        model = PurchaseOrder
        fields = ("supplier", "warehouse", "expected_on", "supplier_reference", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "freight" in self.fields:
            minor = self.instance.freight_minor or None
            self.initial["freight"] = amount_of(minor, self.instance.currency)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if supplier := cleaned.get("supplier"):
            self.instance.currency = supplier.currency
            freight = cleaned.get("freight") or 0
            self.instance.freight_minor = Money.of(freight, supplier.currency).minor
        return cleaned


class PurchaseLineForm(ModelForm):
    cost = amount_field(
        _("Unit cost"), required=False, help_text=_("Empty: what the supplier's offer says.")
    )

    class Meta:
        model = PurchaseOrderLine
        fields = ("variant", "quantity")

    def __init__(self, *args: Any, parent: PurchaseOrder, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order = parent
        if self.instance.pk:
            self.initial["cost"] = amount_of(self.instance.unit_cost_minor, parent.currency)

    def clean(self) -> dict[str, Any]:
        """The supplier's terms, each at its field."""
        cleaned = super().clean() or self.cleaned_data
        order, variant = self.order, cleaned.get("variant")
        if variant is None or order.supplier_id is None:
            return cleaned
        offer = SupplierOffer.objects.filter(supplier=order.supplier, variant=variant).first()
        if cleaned.get("cost") is not None:
            self.instance.unit_cost_minor = Money.of(cleaned["cost"], order.currency).minor
        elif offer is not None:
            self.instance.unit_cost_minor = offer.cost_minor
        else:
            self.add_error("cost", _("This supplier has no offer for it: say what it costs."))
        if offer is not None and cleaned.get("quantity"):
            try:
                check_terms(offer, cleaned["quantity"], sku=variant.sku)
            except StockRuleBroken as problem:
                self.add_error("quantity", str(problem))
        return cleaned


class PurchaseLineInline(DraftLines):
    model = PurchaseOrderLine
    form = PurchaseLineForm
    formset = ParentFormSet
    readonly_fields = ("unit_cost", "landed_cost", "received")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if is_draft(obj):
            return ("variant", "quantity", "cost")
        return ("variant", "quantity", "received", "unit_cost", "landed_cost")

    def get_queryset(self, request: HttpRequest) -> QuerySet[PurchaseOrderLine]:
        return super().get_queryset(request).select_related("variant", "order")

    @display(description=_("Unit cost"))
    def unit_cost(self, line: PurchaseOrderLine) -> SafeString | None:
        return money_cell(line.unit_cost_minor, line.order.currency)

    @display(description=_("Landed cost"))
    def landed_cost(self, line: PurchaseOrderLine) -> SafeString | None:
        return money_cell(line.landed_cost_minor, line.order.currency)


class DeliveryForm(ArrivalDialog):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines = PurchaseOrderLine.objects.filter(order_id=self.object_id)
        self.ask_for(
            lines.select_related("variant__product"), _("%(missing)d of %(ordered)d are missing.")
        )
        self.fields["delivery_note"] = text_field(_("Delivery note"), longest=60, required=False)
        self.fields["accept_more"] = switch_field(
            _("Take more than was ordered"),
            help_text=_("Only if the supplier delivered far too much and you keep it."),
        )


SEND_DIALOG = {
    "title": _("Send this order?"),
    "description": _("From now on its units are on their way. Nothing can be changed any more."),
    "form_class": Dialog,
    "form_submit_text": _("Send"),
}
DELIVERY_DIALOG = {
    "title": _("Receive a delivery"),
    "description": _("What came goes into stock at once; orders that wait are served first."),
    "form_class": DeliveryForm,
    "form_submit_text": _("Receive"),
}
CLOSE_DIALOG = {
    "title": _("Close this order?"),
    "description": _("What is missing is not expected any more."),
    "form_class": Dialog,
    "form_submit_text": _("Close"),
}
CANCEL_DIALOG = {
    "title": _("Cancel this order?"),
    "description": _("Nothing of it will be received. Tell the supplier."),
    "form_class": Dialog,
    "form_submit_text": _("Cancel the order"),
}


@admin.register(PurchaseOrder)
class PurchaseOrderAdmin(DraftedAdmin):
    colours = {
        PurchaseOrderState.DRAFT: "warning",
        PurchaseOrderState.SENT: "info",
        PurchaseOrderState.PART_RECEIVED: "info",
        PurchaseOrderState.RECEIVED: "success",
        PurchaseOrderState.CANCELLED: "danger",
    }
    fitting = {
        PurchaseOrderState.DRAFT: {"send", "cancel"},
        PurchaseOrderState.SENT: {"receive", "cancel"},
        PurchaseOrderState.PART_RECEIVED: {"receive", "close"},
    }
    form = PurchaseOrderForm
    list_display = (
        "called", "supplier", "warehouse", "status", "ordered", "arrived", "worth", "due",
    )  # fmt: skip
    list_filter = ("state", "supplier", "warehouse", "expected_on")
    search_fields = ("number", "supplier__name", "supplier_reference", "lines__variant__sku")
    search_help_text = _("Number, supplier or SKU")
    list_select_related = ("supplier", "warehouse")
    inlines = (PurchaseLineInline,)
    autocomplete_fields = ("supplier",)
    readonly_fields = (
        "called", "status", "created_at", "sent_at", "received_at", "cancelled_at", "freight_cost",
    )  # fmt: skip
    actions_detail = ("send", "receive", "close", "cancel")
    warn_unsaved_form = True

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"warehouse": default_warehouse().pk, **super().get_changeform_initial_data(request)}

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        editable = is_draft(obj)
        parts: list[tuple[Any, dict[str, Any]]] = [
            (
                None,
                {
                    "fields": (
                        ("supplier", "warehouse"),
                        ("expected_on", "freight" if editable else "freight_cost"),
                        ("supplier_reference", "note"),
                    )
                },
            )
        ]
        if obj is not None:
            parts.insert(0, (None, {"fields": (("called", "status"),)}))
            moments = ("created_at", "sent_at", "received_at", "cancelled_at")
            parts.append(
                (_("When"), {"classes": ("collapse",), "fields": (moments[:2], moments[2:])})
            )
        return parts

    def get_queryset(self, request: HttpRequest) -> QuerySet[PurchaseOrder]:
        return (
            super()
            .get_queryset(request)
            .annotate(
                ordered_units=Sum("lines__quantity"),
                arrived_units=Sum("lines__received"),
                lines_minor=Sum(F("lines__quantity") * F("lines__unit_cost_minor")),
            )
        )

    def has_receive_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return bool(
            request.user.has_perm("inventory.receive_purchaseorder")
            or request.user.has_perm("inventory.change_purchaseorder")
        )

    def has_order_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return bool(request.user.has_perm("inventory.change_purchaseorder"))

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        save_draft(order=obj)

    @display(description=_("Order"), ordering="number")
    def called(self, order: PurchaseOrder) -> str:
        return str(order)

    @display(description=_("Units"), ordering="ordered_units")
    def ordered(self, order: Any) -> int:
        return int(order.ordered_units or 0)

    @display(description=_("Received"), ordering="arrived_units")
    def arrived(self, order: Any) -> int:
        return int(order.arrived_units or 0)

    @display(description=_("Cost"), ordering="lines_minor")
    def worth(self, order: Any) -> SafeString | None:
        return money_cell((order.lines_minor or 0) + order.freight_minor, order.currency)

    @display(description=_("Freight and duty"))
    def freight_cost(self, order: PurchaseOrder) -> SafeString | None:
        return money_cell(order.freight_minor, order.currency)

    @display(description=_("Expected"), ordering="expected_on")
    def due(self, order: PurchaseOrder) -> SafeString | Any:
        is_open = order.state in OPEN_STATES
        if is_open and order.expected_on and order.expected_on < clock.business_day():
            return label(_("Late: %(day)s") % {"day": order.expected_on}, "danger")
        return order.expected_on

    @action(
        description=_("Send"),
        icon="send",
        variant=ActionVariant.PRIMARY,
        permissions=["order"],
        dialog=SEND_DIALOG,
    )
    def send(self, request: HttpRequest, form: Dialog, object_id: int) -> HttpResponse:
        return _do(request, form, send_purchase_order, object_id, _("Sent."))

    @action(
        description=_("Receive"),
        icon="add_box",
        variant=ActionVariant.PRIMARY,
        permissions=["receive"],
        dialog=DELIVERY_DIALOG,
    )
    def receive(self, request: HttpRequest, form: DeliveryForm, object_id: int) -> HttpResponse:
        work = partial(
            receive_purchase_order,
            quantities=form.quantities(),
            delivery_note=form.cleaned_data["delivery_note"],
            accept_more=form.cleaned_data["accept_more"],
        )
        return _do(request, form, work, object_id, _("The delivery is received."))

    @action(description=_("Close"), icon="task_alt", permissions=["order"], dialog=CLOSE_DIALOG)
    def close(self, request: HttpRequest, form: Dialog, object_id: int) -> HttpResponse:
        return _do(request, form, close_purchase_order, object_id, _("Closed."))

    @action(
        description=_("Cancel"),
        icon="cancel",
        variant=ActionVariant.DANGER,
        permissions=["order"],
        dialog=CANCEL_DIALOG,
    )
    def cancel(self, request: HttpRequest, form: Dialog, object_id: int) -> HttpResponse:
        return _do(request, form, cancel_purchase_order, object_id, _("Cancelled."))


def _do(
    request: HttpRequest,
    form: forms.Form,
    service: Any,
    order_id: int,
    done: Any,
) -> HttpResponse:
    order = PurchaseOrder.objects.get(pk=order_id)
    return carry_out(request, form, partial(service, order=order), done)
