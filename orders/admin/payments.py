"""Staff pages for payments: to look at, and to note that one is disputed."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from foundation.admin import (
    FittingActions,
    LedgerAdmin,
    TitledAdmin,
    money_cell,
    state_label,
)
from orders.admin.disputes import PaymentDisputes, fitting_disputes
from orders.models import Payment


@admin.register(Payment)
class PaymentAdmin(PaymentDisputes, FittingActions, TitledAdmin, LedgerAdmin):
    list_display = ("created_at", "order", "provider", "status", "amount", "message", "settled_at")
    list_filter = ("state", "provider", "created_at")
    search_fields = ("order__number", "order__email", "provider_ref")
    list_select_related = ("order",)
    ordering = ("-created_at", "-pk")
    actions_detail = ("note_a_dispute", "try_a_dispute")
    fieldsets = (
        (None, {"fields": (("order", "status"), ("amount", "provider"), "message")}),
        (_("When"), {"fields": (("created_at", "settled_at"), ("due_on", "asked_at"))}),
        (
            _("At the provider"),
            {"classes": ("collapse",), "fields": ("provider_ref", "key", "action_url", "ask_at")},
        ),
    )

    def fitting_actions(self, row: Payment) -> set[str]:
        return fitting_disputes(row)

    def has_refund_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.has_perm("orders.refund_order"))

    def page_title(self, row: Payment) -> str:
        return f"{row.order} · {row.get_state_display()}"

    @display(description=_("State"), ordering="state")
    def status(self, payment: Payment) -> SafeString:
        return state_label(payment)

    @display(description=_("Amount"), ordering="amount_minor")
    def amount(self, payment: Payment) -> SafeString | None:
        return money_cell(payment.amount_minor, payment.currency)
