"""Staff pages for invoices, credit notes and parcels, to look at and to print."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from foundation.admin import LedgerAdmin, LedgerInline, TitledAdmin, money_cell
from orders.admin.doing import pdf
from orders.admin.parts import link
from orders.documents.drawing import draw_invoice
from orders.documents.slips import draw_packing_slip
from orders.models import Invoice, Shipment, ShipmentLine


@admin.register(Invoice)
class InvoiceAdmin(LedgerAdmin):
    list_display = ("number", "kind", "order_link", "amount", "issued_at", "paper")
    list_filter = ("kind", "issued_at")
    search_fields = ("number", "order__number", "order__email", "order__ship_name")
    list_select_related = ("order",)
    ordering = ("-issued_at", "-pk")
    fields = (("number", "kind"), ("order_link", "amount"), ("issued_at", "paper"))

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.print)
        return [path("<int:object_id>/pdf/", view, name="orders_invoice_pdf"), *super().get_urls()]

    def print(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """The paper as it was issued."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        invoice = get_object_or_404(Invoice, pk=object_id)
        return pdf(draw_invoice(invoice), invoice.number)

    @display(description=_("Order"), ordering="order__number")
    def order_link(self, invoice: Invoice) -> SafeString:
        return link(reverse("admin:orders_order_change", args=[invoice.order_id]), invoice.order)

    @display(description=_("Amount"), ordering="total_minor")
    def amount(self, invoice: Invoice) -> SafeString | None:
        return money_cell(invoice.total_minor, invoice.currency)

    @display(description=_("Paper"))
    def paper(self, invoice: Invoice) -> SafeString:
        return link(reverse("admin:orders_invoice_pdf", args=[invoice.pk]), _("Print"))


class ShipmentLineInline(LedgerInline):
    model = ShipmentLine
    verbose_name_plural = _("What is in it")
    fields = ("sku", "name", "quantity")
    readonly_fields = ("sku", "name")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ShipmentLine]:
        return super().get_queryset(request).select_related("line")

    @display(description=_("SKU"))
    def sku(self, entry: ShipmentLine) -> str:
        return entry.line.sku

    @display(description=_("Item"))
    def name(self, entry: ShipmentLine) -> str:
        return entry.line.name


@admin.register(Shipment)
class ShipmentAdmin(TitledAdmin, LedgerAdmin):
    list_display = ("shipped_at", "order", "warehouse", "carrier", "tracking", "delivered_at")
    list_filter = ("shipped_at", "carrier", "warehouse")
    search_fields = ("order__number", "tracking")
    list_select_related = ("order", "warehouse")
    inlines = (ShipmentLineInline,)
    fields = (
        ("order", "warehouse"), ("carrier", "tracking"), "tracking_url",
        ("shipped_at", "delivered_at"),
    )  # fmt: skip
    ordering = ("-shipped_at", "-pk")

    def page_title(self, row: Shipment) -> str:
        return _("Parcel of order %(order)s") % {"order": row.order}

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.print)
        route = path("<int:object_id>/slip/", view, name="orders_shipment_slip")
        return [route, *super().get_urls()]

    def print(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """What goes into the parcel: its content without prices."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        shipment = get_object_or_404(Shipment.objects.select_related("order"), pk=object_id)
        return pdf(draw_packing_slip(shipment), f"packing-slip-{shipment.order}")
