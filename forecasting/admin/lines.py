"""The staff pages for the plan: its lines, the reorder queue, the state of stock, one variant."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import action, display

from accounts.roles import staff_of
from forecasting.admin.health import health_context
from forecasting.admin.line_page import line_context
from forecasting.admin.pages import ReadAdmin
from forecasting.admin.queue import (
    late_lines,
    order_chosen,
    queue_context,
    queue_lines,
    transfer_chosen,
)
from forecasting.admin.words import (
    STATUS_COLOURS,
    advice_label,
    cover_text,
    risk_label,
    stock_label,
)
from forecasting.models import PlanLine
from forecasting.replenishment.services import PlanRefused, dismiss, reopen
from foundation.admin import label, money_cell

MAY_ORDER = "forecasting.order_planline"
MAY_TRANSFER = "inventory.add_stocktransfer"


@admin.register(PlanLine)
class PlanLineAdmin(ReadAdmin):
    list_display = (
        "product", "sku", "warehouse", "stock", "risky", "cover", "free", "incoming",
        "reorder_point", "quantity", "cost", "advised", "decided",
    )  # fmt: skip
    list_display_links = ("product",)
    list_filter = ("state", "advice", "status", "abc", "xyz", "supplier", "warehouse")
    search_fields = ("variant__sku", "variant__product__name", "supplier__name")
    search_help_text = gettext_lazy("SKU, product or supplier")
    ordering = ("-risk", "pk")
    list_per_page = 50
    empty_text = gettext_lazy("Nothing has been planned yet.")
    actions_list = ("open_queue", "open_health")
    page_template = "line"

    def get_urls(self) -> list[Any]:
        return [
            self.own_path("queue/", self.queue_view, "queue"),
            self.own_path("health/", self.health_view, "health"),
            self.own_path("<int:object_id>/decide/", self.decide_view, "decide"),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[PlanLine]:
        return (
            super()
            .get_queryset(request)
            .select_related("variant__product", "warehouse", "supplier")
        )

    def page_title(self, row: PlanLine) -> str:
        return f"{row.variant.product} · {row.variant.sku} · {row.warehouse}"

    def page_context(self, request: HttpRequest, row: PlanLine) -> dict[str, Any]:
        return line_context(request, row)

    def queue_view(self, request: HttpRequest) -> HttpResponse:
        """What to order, by supplier; a POST drafts what is ticked."""
        self.require(request, "forecasting.view_planline")
        if request.method == "POST":
            self.require(request, MAY_TRANSFER if _is_transfer(request) else MAY_ORDER)
            work = transfer_chosen if _is_transfer(request) else order_chosen
            return work(request) or redirect(request.get_full_path())
        context = {
            **queue_context(queue_lines(request), late_lines(request)),
            "may_order": request.user.has_perm(MAY_ORDER),
            "may_transfer": request.user.has_perm(MAY_TRANSFER),
        }
        return self.show(request, "queue", _("What to order"), context)

    def health_view(self, request: HttpRequest) -> HttpResponse:
        """How much there is of what: too little, enough, too much, dead."""
        self.require(request, "forecasting.view_planline")
        return self.show(request, "health", _("State of stock"), health_context())

    @action(
        description=gettext_lazy("What to order"),
        icon="add_shopping_cart",
        permissions=["view"],
    )
    def open_queue(self, request: HttpRequest) -> HttpResponse:
        return redirect("admin:forecasting_planline_queue")

    @action(description=gettext_lazy("State of stock"), icon="vital_signs", permissions=["view"])
    def open_health(self, request: HttpRequest) -> HttpResponse:
        return redirect("admin:forecasting_planline_health")

    def decide_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """A POST says that a line should not be ordered, or that it should after all."""
        self.require(request, MAY_ORDER)
        line = get_object_or_404(PlanLine, pk=object_id)
        if request.method == "POST":
            _decide(request, line)
        return redirect("admin:forecasting_planline_change", object_id)

    @display(description=gettext_lazy("Product"), ordering="variant__product__name")
    def product(self, line: PlanLine) -> str:
        return str(line.variant.product)

    @display(description=gettext_lazy("SKU"), ordering="variant__sku")
    def sku(self, line: PlanLine) -> str:
        return line.variant.sku

    @display(description=gettext_lazy("Stock"), ordering="state")
    def stock(self, line: PlanLine) -> SafeString:
        return stock_label(line)

    @display(description=gettext_lazy("Risk"), ordering="risk")
    def risky(self, line: PlanLine) -> SafeString:
        return risk_label(line)

    @display(description=gettext_lazy("Days of cover"), ordering="days_of_cover")
    def cover(self, line: PlanLine) -> str:
        return cover_text(line)

    @display(description=gettext_lazy("Cost"), ordering="cost_minor")
    def cost(self, line: PlanLine) -> SafeString | None:
        if not line.quantity:
            return None
        return money_cell(line.cost_minor, line.currency or settings.SHOP_BASE_CURRENCY)

    @display(description=gettext_lazy("What to do"), ordering="advice")
    def advised(self, line: PlanLine) -> SafeString:
        return advice_label(line)

    @display(description=gettext_lazy("Status"), ordering="status")
    def decided(self, line: PlanLine) -> SafeString:
        return label(line.get_status_display(), STATUS_COLOURS[line.status])


def _decide(request: HttpRequest, line: PlanLine) -> None:
    by = staff_of(request)
    try:
        if request.POST.get("do") == "reopen":
            reopen(line=line, by=by)
            messages.success(request, _("It is proposed again."))
            return
        dismiss(line=line, reason=request.POST.get("reason", ""), by=by)
    except PlanRefused as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("It is not proposed for a while."))


def _is_transfer(request: HttpRequest) -> bool:
    return request.POST.get("do") == "transfer"
