"""Staff pages for orders. An order is what was agreed: it moves on, nobody edits it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display
from unfold.enums import ActionVariant
from unfold.forms import BaseDialogForm
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from foundation.admin import (
    FittingActions,
    LedgerAdmin,
    LedgerInline,
    close_dialog,
    money_cell,
    state_label,
)
from orders.cancellation import cancel_order
from orders.errors import NotPossible
from orders.fulfilment import ship_order
from orders.models import (
    FulfilmentState,
    Order,
    OrderLine,
    OrderState,
    Payment,
    Shipment,
)
from orders.returns import return_line


class OrderLineInline(LedgerInline):
    model = OrderLine
    fields = ("sku", "name", "quantity", "returned", "unit_price", "discount", "tax", "line_total")
    readonly_fields = ("unit_price", "discount", "tax", "line_total")

    def get_queryset(self, request: HttpRequest) -> QuerySet[OrderLine]:
        return super().get_queryset(request).select_related("order")

    @display(description=_("Unit price"))
    def unit_price(self, line: OrderLine) -> SafeString | None:
        return money_cell(line.unit_price_minor, line.order.currency)

    @display(description=_("Discount"))
    def discount(self, line: OrderLine) -> SafeString | None:
        return money_cell(line.discount_minor or None, line.order.currency)

    @display(description=_("Tax"))
    def tax(self, line: OrderLine) -> SafeString | None:
        return money_cell(line.tax_minor, line.order.currency)

    @display(description=_("Total"))
    def line_total(self, line: OrderLine) -> SafeString | None:
        return money_cell(line.total_minor, line.order.currency)


class PaymentInline(LedgerInline):
    model = Payment
    fields = ("provider", "status", "amount", "message", "created_at", "settled_at")
    readonly_fields = ("status", "amount")

    @display(description=_("State"))
    def status(self, payment: Payment) -> SafeString:
        return state_label(payment)

    @display(description=_("Amount"))
    def amount(self, payment: Payment) -> SafeString | None:
        return money_cell(payment.amount_minor, payment.currency)


class ShipmentInline(LedgerInline):
    model = Shipment
    fields = ("shipped_at", "tracking")


class ShipForm(BaseDialogForm):
    tracking = forms.CharField(
        label=_("Tracking number"),
        max_length=80,
        required=False,
        widget=UnfoldAdminTextInputWidget(),
    )


class ReturnForm(BaseDialogForm):
    line = forms.ModelChoiceField(
        label=_("What came back"),
        queryset=OrderLine.objects.none(),
        widget=UnfoldAdminSelectWidget(),
    )
    quantity = forms.IntegerField(
        label=_("Units"), min_value=1, initial=1, widget=UnfoldAdminIntegerFieldWidget()
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines = OrderLine.objects.filter(order_id=self.object_id, returned__lt=F("quantity"))
        self.fields["line"].queryset = lines


@admin.register(Order)
class OrderAdmin(FittingActions, LedgerAdmin):
    list_display = ("called", "status", "buyer", "country", "total", "placed_at", "channel")
    list_filter = ("state", "channel", "ship_country", "currency", "placed_at")
    list_filter_submit = True
    search_fields = ("number", "email", "ship_name", "public_id", "external_ref", "lines__sku")
    search_help_text = _("Number, name, e-mail or SKU")
    list_select_related = ("customer",)
    ordering = ("-created_at", "-pk")
    list_per_page = 50
    inlines = (OrderLineInline, PaymentInline, ShipmentInline)
    actions = ("ship_chosen",)
    actions_detail = ("ship", "take_back", "cancel")
    fieldsets = (
        (None, {"fields": (("called", "status"), ("placed_at", "channel"))}),
        (
            _("Who and where to"),
            {"fields": (("buyer", "email", "phone"), "address", "shipping_method")},
        ),
        (_("Money"), {"fields": ("sums",)}),
        (
            _("In this system"),
            {
                "classes": ("collapse",),
                "fields": (
                    ("public_id", "external_ref"), ("currency", "base_currency", "rate"),
                    "prices_include_tax", "created_at",
                ),
            },
        ),
    )  # fmt: skip

    @display(description=_("Order"), ordering="number")
    def called(self, order: Order) -> str:
        return str(order)

    @display(description=_("State"), ordering="state")
    def status(self, order: Order) -> SafeString:
        return state_label(order)

    @display(description=_("Customer"), ordering="ship_name")
    def buyer(self, order: Order) -> str | None:
        return order.ship_name or (str(order.customer) if order.customer else None)

    @display(description=_("Country"), ordering="ship_country")
    def country(self, order: Order) -> str | None:
        return order.ship_country or None

    @display(description=_("Total"), ordering="total_minor")
    def total(self, order: Order) -> SafeString | None:
        return money_cell(order.total_minor, order.currency)

    @display(description=_("Address"))
    def address(self, order: Order) -> SafeString | None:
        lines = [
            order.ship_name,
            order.ship_line1,
            order.ship_line2,
            f"{order.ship_postcode} {order.ship_city}".strip(),
            order.ship_country,
        ]
        return (
            format_html_join(mark_safe("<br>"), "{}", ((line,) for line in lines if line)) or None
        )

    @display(description=_("Sums"))
    def sums(self, order: Order) -> SafeString:
        rows = [
            (_("Goods"), order.subtotal_minor),
            (_("Discount"), -order.discount_minor),
            (_("Shipping"), order.shipping_minor),
            (_("Tax included") if order.prices_include_tax else _("Tax"), order.tax_minor),
            (_("Total"), order.total_minor),
        ]
        return format_html(
            '<table class="staff-table staff-sums"><tbody>{}</tbody></table>',
            format_html_join(
                "",
                '<tr><th scope="row">{}</th><td>{}</td></tr>',
                ((name, money_cell(minor, order.currency)) for name, minor in rows),
            ),
        )

    def fitting_actions(self, row: Order) -> set[str]:
        if row.state != OrderState.PLACED:
            return set()
        match row.fulfilment_state:
            case FulfilmentState.UNFULFILLED:
                return {"ship", "cancel"}
            case FulfilmentState.RETURNED:
                return set()
            case _:
                return {"take_back"}

    def has_fulfil_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.has_perm("orders.change_order"))

    @admin.action(description=_("Mark as shipped"), permissions=["fulfil"])
    def ship_chosen(self, request: HttpRequest, queryset: QuerySet[Order]) -> None:
        for order in queryset:
            _try(request, order, partial(ship_order, order=order), _("Shipped."))

    @action(
        description=_("Ship"),
        icon="local_shipping",
        variant=ActionVariant.PRIMARY,
        permissions=["fulfil"],
        dialog={
            "title": _("Ship this order"),
            "description": _("All of it leaves the warehouse now."),
            "form_class": ShipForm,
            "form_submit_text": _("Ship"),
        },
    )
    def ship(self, request: HttpRequest, form: ShipForm, object_id: int) -> HttpResponse:
        order = Order.objects.get(pk=object_id)
        tracking = form.cleaned_data["tracking"]
        _try(request, order, lambda: ship_order(order=order, tracking=tracking), _("Shipped."))
        return close_dialog()

    @action(
        description=_("Take back"),
        icon="assignment_return",
        permissions=["fulfil"],
        dialog={
            "title": _("Goods that came back"),
            "description": _("They go back into stock. Money is given back separately."),
            "form_class": ReturnForm,
            "form_submit_text": _("Take back"),
        },
    )
    def take_back(self, request: HttpRequest, form: ReturnForm, object_id: int) -> HttpResponse:
        line, quantity = form.cleaned_data["line"], form.cleaned_data["quantity"]
        _try(
            request,
            line.order,
            lambda: return_line(line=line, quantity=quantity),
            _("Taken back into stock."),
        )
        return close_dialog()

    @action(
        description=_("Cancel"),
        icon="cancel",
        variant=ActionVariant.DANGER,
        permissions=["fulfil"],
        dialog={
            "title": _("Cancel this order?"),
            "description": _("Its stock is free again. This cannot be undone."),
            "form_class": None,
            "form_submit_text": _("Cancel the order"),
        },
    )
    def cancel(self, request: HttpRequest, form: Any, object_id: int) -> HttpResponse:
        order = Order.objects.get(pk=object_id)
        _try(request, order, lambda: cancel_order(order=order), _("Cancelled."))
        return close_dialog()


def _try(request: HttpRequest, order: Order, work: Callable[[], object], done: Any) -> None:
    """Do it, and tell in either case what became of it."""
    try:
        work()
    except NotPossible as problem:
        messages.error(request, f"{order}: {problem}")
    else:
        messages.success(request, f"{order}: {done}")
