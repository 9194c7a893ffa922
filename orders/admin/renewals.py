"""Staff pages of what is due of subscriptions, and of the means that are kept for it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from foundation import clock
from foundation.admin import LedgerAdmin, money_cell, state_label
from orders.admin import parts
from orders.models import OPEN_RENEWALS, Mandate, Renewal, RenewalState
from orders.subscriptions.selectors import in_trouble

SOON = timedelta(days=7)
_COLOURS: dict[str, str] = {
    RenewalState.PLANNED: "info",
    RenewalState.PLACING: "info",
    RenewalState.DECLINED: "warning",
    RenewalState.WAITING: "warning",
    RenewalState.PLACED: "success",
    RenewalState.FAILED: "danger",
}


class ToDoFilter(admin.SimpleListFilter):
    """What comes soon, and what a look may help."""

    title = _("to do")
    parameter_name = "todo"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("soon", _("Due within a week")), ("trouble", _("In trouble"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Renewal]) -> QuerySet[Renewal]:
        match self.value():
            case "soon":
                until = clock.business_day() + SOON
                return queryset.filter(state__in=OPEN_RENEWALS, try_on__lte=until)
            case "trouble":
                return queryset.filter(pk__in=in_trouble().values("pk"))
        return queryset


@admin.register(Renewal)
class RenewalAdmin(LedgerAdmin):
    list_display = ("due_on", "buyer", "status", "why", "told", "try_on", "order_link")
    list_filter = (ToDoFilter, "state", "due_on")
    list_select_related: ClassVar[tuple[str, ...]] = ("subscription__customer", "order")
    search_fields = ("subscription__customer__email", "subscription__customer__name")
    ordering = ("-due_on", "-pk")
    fields = (
        ("buyer", "status"), ("due_on", "try_on"), ("told", "order_link"), ("tries", "declines"),
        ("message", "subscription_link"),
    )  # fmt: skip

    @display(description=_("Customer"), ordering="subscription__customer__name")
    def buyer(self, renewal: Renewal) -> str | None:
        customer = renewal.subscription.customer
        return str(customer) if customer else None

    @display(description=_("State"), ordering="state")
    def status(self, renewal: Renewal) -> SafeString:
        return state_label(renewal, colours=_COLOURS)

    @display(description=_("Reason"))
    def why(self, renewal: Renewal) -> str:
        return renewal.message if renewal.state != RenewalState.PLACED else ""

    @display(description=_("Order"))
    def order_link(self, renewal: Renewal) -> SafeString | None:
        if renewal.order is None:
            return None
        page = reverse("admin:orders_order_change", args=[renewal.order.pk])
        return parts.link(page, renewal.order)

    @display(description=_("Subscription"))
    def subscription_link(self, renewal: Renewal) -> SafeString:
        page = reverse("admin:orders_subscription_change", args=[renewal.subscription_id])
        return parts.link(page, renewal.subscription)

    @display(description=_("Told"), ordering="told_minor")
    def told(self, renewal: Renewal) -> SafeString | None:
        return money_cell(renewal.told_minor, renewal.currency)


@admin.register(Mandate)
class MandateAdmin(LedgerAdmin):
    list_display = ("means", "buyer", "valid_until", "agreed", "ended")
    list_filter = ("provider", "granted_at")
    list_select_related: ClassVar[tuple[str, ...]] = ("customer",)
    search_fields = ("customer__email", "customer__name")
    fields = ("buyer", "means", "provider", "valid_until", "agreed", "ended")

    @display(description=_("Customer"), ordering="customer__name")
    def buyer(self, mandate: Mandate) -> SafeString:
        page = reverse("admin:accounts_customer_change", args=[mandate.customer_id])
        return parts.link(page, mandate.customer)

    @display(description=_("Means of payment"), ordering="label")
    def means(self, mandate: Mandate) -> str:
        return str(mandate)

    @display(description=_("Valid until"), ordering="expires_on")
    def valid_until(self, mandate: Mandate) -> date | None:
        return mandate.expires_on

    @display(description=_("Agreed to"), ordering="granted_at")
    def agreed(self, mandate: Mandate) -> datetime:
        return mandate.granted_at

    @display(description=_("Ended"), ordering="ended_at")
    def ended(self, mandate: Mandate) -> datetime | None:
        return mandate.ended_at
