"""What stands on an order's page below its head: lines, payments, parcels, returns, papers."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from foundation.admin import LedgerInline, money_cell, state_label
from orders.models import (
    GiftNote,
    Invoice,
    Order,
    OrderDiscount,
    OrderLine,
    Payment,
    ReturnRequest,
    Shipment,
)
from orders.timeline import timeline


def link(url: str, words: object) -> SafeString:
    return format_html('<a class="staff-link" href="{}">{}</a>', url, words)


def sums(order: Order) -> SafeString:
    """The order's money, row by row."""
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


def lines_of_text(texts: list[str]) -> SafeString | None:
    """Texts under each other; None where there are none."""
    return format_html_join(mark_safe("<br>"), "{}", ((text,) for text in texts)) or None


def story(order: Order) -> SafeString:
    """The timeline, newest first."""
    entries = list(reversed(timeline(order)))
    return mark_safe(render_to_string("admin/orders/timeline.html", {"entries": entries}))  # noqa: S308  (rendered by a template that escapes)


class OrderLineInline(LedgerInline):
    model = OrderLine
    verbose_name_plural = _("What was ordered")
    fields = ("sku", "name", "units", "unit_price", "discount", "tax", "line_total")
    readonly_fields = ("units", "unit_price", "discount", "tax", "line_total")

    def get_queryset(self, request: HttpRequest) -> QuerySet[OrderLine]:
        return super().get_queryset(request).select_related("order")

    @display(description=_("Units"))
    def units(self, line: OrderLine) -> str:
        told = [
            (line.shipped, _("sent")),
            (line.cancelled, _("cancelled")),
            (line.returned, _("returned")),
        ]
        parts = [f"{count} {word}" for count, word in told if count]
        return f"{line.quantity} ({', '.join(parts)})" if parts else str(line.quantity)

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


class GiftNoteInline(LedgerInline):
    model = GiftNote
    fields = ("to_name", "to_email", "message", "send_on")


class DiscountInline(LedgerInline):
    model = OrderDiscount
    fields = ("label", "code", "amount")
    readonly_fields = ("amount",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[OrderDiscount]:
        return super().get_queryset(request).select_related("order")

    @display(description=_("Amount"))
    def amount(self, entry: OrderDiscount) -> SafeString | None:
        return money_cell(entry.amount_minor, entry.order.currency)


class PaymentInline(LedgerInline):
    model = Payment
    fields = ("provider", "status", "amount", "back", "message", "due_on", "created_at")
    readonly_fields = ("status", "amount", "back")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Payment]:
        return super().get_queryset(request).prefetch_related("refunds")

    @display(description=_("State"))
    def status(self, payment: Payment) -> SafeString:
        return state_label(payment)

    @display(description=_("Amount"))
    def amount(self, payment: Payment) -> SafeString | None:
        return money_cell(payment.amount_minor, payment.currency)

    @display(description=_("Refunds"))
    def back(self, payment: Payment) -> SafeString | None:
        rows = [
            (money_cell(refund.amount_minor, refund.currency), state_label(refund))
            for refund in payment.refunds.all()
        ]
        return format_html_join(mark_safe("<br>"), "{} {}", rows) or None


class ShipmentInline(LedgerInline):
    model = Shipment
    fields = ("shipped_at", "warehouse", "carrier", "tracking", "delivered_at", "slip")
    readonly_fields = ("slip",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Shipment]:
        return super().get_queryset(request).select_related("warehouse", "order")

    @display(description=_("Packing slip"))
    def slip(self, shipment: Shipment) -> SafeString:
        return link(reverse("admin:orders_shipment_slip", args=[shipment.pk]), _("Print"))


class ReturnInline(LedgerInline):
    model = ReturnRequest
    fields = ("called", "status", "requested_at", "customer_note")
    readonly_fields = ("called", "status")

    @display(description=_("Return"))
    def called(self, request: ReturnRequest) -> SafeString:
        url = reverse("admin:orders_returnrequest_change", args=[request.pk])
        return link(url, request.number)

    @display(description=_("State"))
    def status(self, request: ReturnRequest) -> SafeString:
        return state_label(request)


class InvoiceInline(LedgerInline):
    model = Invoice
    fields = ("number", "kind", "amount", "issued_at", "paper")
    readonly_fields = ("amount", "paper")

    @display(description=_("Amount"))
    def amount(self, invoice: Invoice) -> SafeString | None:
        return money_cell(invoice.total_minor, invoice.currency)

    @display(description=_("Paper"))
    def paper(self, invoice: Invoice) -> SafeString:
        return link(reverse("admin:orders_invoice_pdf", args=[invoice.pk]), _("Print"))


def inlines_of(order: Order | None) -> tuple[type[LedgerInline], ...]:
    """What was ordered, and of the rest that of which there is something."""
    if order is None:
        return ()
    tables = (
        (order.discounts, DiscountInline),
        (GiftNote.objects.filter(order=order), GiftNoteInline),
        (order.shipments, ShipmentInline),
        (order.returns, ReturnInline),
        (order.payments, PaymentInline),
        (order.invoices, InvoiceInline),
    )
    return (OrderLineInline, *(inline for rows, inline in tables if rows.exists()))
