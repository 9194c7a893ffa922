"""Staff pages for payments, to look at."""

from __future__ import annotations

from django.contrib import admin
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from foundation.admin import (
    LedgerAdmin,
    TitledAdmin,
    money_cell,
    state_label,
)
from orders.models import (
    Payment,
)


@admin.register(Payment)
class PaymentAdmin(TitledAdmin, LedgerAdmin):
    list_display = ("created_at", "order", "provider", "status", "amount", "message", "settled_at")
    list_filter = ("state", "provider", "created_at")
    search_fields = ("order__number", "order__email", "provider_ref")
    list_select_related = ("order",)
    ordering = ("-created_at", "-pk")
    fieldsets = (
        (None, {"fields": (("order", "status"), ("amount", "provider"), "message")}),
        (_("When"), {"fields": (("created_at", "settled_at"), ("due_on", "asked_at"))}),
        (
            _("At the provider"),
            {"classes": ("collapse",), "fields": ("provider_ref", "key", "action_url", "ask_at")},
        ),
    )

    def page_title(self, row: Payment) -> str:
        return f"{row.order} · {row.get_state_display()}"

    @display(description=_("State"), ordering="state")
    def status(self, payment: Payment) -> SafeString:
        return state_label(payment)

    @display(description=_("Amount"), ordering="amount_minor")
    def amount(self, payment: Payment) -> SafeString | None:
        return money_cell(payment.amount_minor, payment.currency)
