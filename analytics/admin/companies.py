"""The staff page of companies' health."""

from __future__ import annotations

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy
from unfold.decorators import display

from analytics.admin.words import count_text, share_text
from analytics.customers.companies import reason_words
from analytics.models import CompanyHealth, HealthState
from foundation.admin import LedgerAdmin, money_cell, state_label

COLOURS: dict[str, str] = {
    HealthState.HEALTHY: "success",
    HealthState.WATCH: "warning",
    HealthState.AT_RISK: "danger",
}


@admin.register(CompanyHealth)
class CompanyHealthAdmin(LedgerAdmin):
    list_display = (
        "called", "status", "points", "active", "bought", "revenue", "revenue_before",
        "last_order_on", "gravest",
    )  # fmt: skip
    list_display_links = ("called",)
    list_filter = ("state",)
    list_select_related = ("company",)
    search_fields = ("company__name", "company__vat_id")
    ordering = ("score", "pk")
    empty_text = gettext_lazy(
        "Companies stand here from the night after the first order of one of their members."
    )
    fields = readonly_fields = (
        "called", "status", "points", "as_of", "why", "active", "bought", "revenue",
        "revenue_before", "last_order_on", "gap", "overdue", "sent_back",
    )  # fmt: skip

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("analytics.view_companyhealth"))

    @display(description=gettext_lazy("Company"), ordering="company__name")
    def called(self, row: CompanyHealth) -> str:
        return row.company.name

    @display(description=gettext_lazy("State"), ordering="state")
    def status(self, row: CompanyHealth) -> SafeString:
        return state_label(row, colours=COLOURS)

    @display(description=gettext_lazy("Health"), ordering="score")
    def points(self, row: CompanyHealth) -> str:
        return count_text(row.score)

    @display(description=gettext_lazy("Active members"), ordering="active_members")
    def active(self, row: CompanyHealth) -> str:
        return f"{row.active_members} / {row.members}"

    @display(description=gettext_lazy("Orders of a year"), ordering="orders")
    def bought(self, row: CompanyHealth) -> str:
        return count_text(row.orders)

    @display(description=gettext_lazy("Revenue of a year"), ordering="revenue_minor")
    def revenue(self, row: CompanyHealth) -> SafeString | None:
        return money_cell(row.revenue_minor, settings.SHOP_BASE_CURRENCY)

    @display(description=gettext_lazy("The year before"), ordering="revenue_before_minor")
    def revenue_before(self, row: CompanyHealth) -> SafeString | None:
        return money_cell(row.revenue_before_minor, settings.SHOP_BASE_CURRENCY)

    @display(description=gettext_lazy("First of all"))
    def gravest(self, row: CompanyHealth) -> str:
        return reason_words(row.reasons[0]) if row.reasons else "–"

    @display(description=gettext_lazy("Reasons"))
    def why(self, row: CompanyHealth) -> SafeString:
        rows = ((reason_words(reason),) for reason in row.reasons)
        return format_html(
            '<ul class="staff-reasons">{}</ul>', format_html_join("", "<li>{}</li>", rows)
        )

    @display(description=gettext_lazy("Usual days between orders"))
    def gap(self, row: CompanyHealth) -> str:
        return "–" if row.usual_gap_days is None else count_text(row.usual_gap_days)

    @display(description=gettext_lazy("Overdue"))
    def overdue(self, row: CompanyHealth) -> SafeString | None:
        return money_cell(row.overdue_minor, settings.SHOP_BASE_CURRENCY)

    @display(description=gettext_lazy("Units sent back"))
    def sent_back(self, row: CompanyHealth) -> str:
        return share_text(row.returned_share)
