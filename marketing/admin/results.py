"""The ledgers of what campaigns did and changed, row by row."""

from __future__ import annotations

import csv
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from analytics.small_groups import FEWEST
from foundation import clock
from foundation.admin import LedgerAdmin, money_cell
from marketing.admin.result_page import result_context
from marketing.models import Campaign, CampaignDay, CampaignResult, ProgrammeResult
from marketing.models.results import Outcome
from marketing.results.selectors import course_of


@admin.register(CampaignDay)
class CampaignDayAdmin(LedgerAdmin):
    list_display = (
        "day", "campaign", "enrolled", "held_out", "sent", "skipped", "failed", "opened",
        "clicked", "unsubscribed", "bounced", "complained",
    )  # fmt: skip
    list_filter = ("campaign", "day")
    list_select_related = ("campaign",)
    search_fields = ("campaign__name", "=campaign__slug")
    date_hierarchy = "day"
    ordering = ("-day", "campaign__name")


class OutcomeAdmin(LedgerAdmin):
    """What campaigns changed, of ten customers and more in each arm."""

    list_filter: tuple[str, ...] = ("day",)
    date_hierarchy = "day"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request)
        return rows.filter(treated__gte=FEWEST, held_out__gte=FEWEST)

    @display(description=_("More revenue"), ordering="revenue_minor")
    def revenue(self, row: Outcome) -> SafeString | None:
        return money_cell(row.revenue_minor, settings.SHOP_BASE_CURRENCY)

    @display(description=_("More margin"), ordering="margin_minor")
    def margin(self, row: Outcome) -> SafeString | None:
        return money_cell(row.margin_minor, settings.SHOP_BASE_CURRENCY)

    @display(description=_("Cost"), ordering="cost_minor")
    def cost(self, row: Outcome) -> SafeString | None:
        return money_cell(row.cost_minor, settings.SHOP_BASE_CURRENCY)

    @display(description=_("More orders"), ordering="orders")
    def more_orders(self, row: Outcome) -> str | None:
        return None if row.orders is None else f"{row.orders:.1f}"


@admin.register(CampaignResult)
class CampaignResultAdmin(OutcomeAdmin):
    list_display = (
        "day", "campaign", "treated", "held_out", "more_orders", "revenue", "margin", "cost",
    )  # fmt: skip
    list_filter = ("campaign", "day")
    list_select_related = ("campaign",)
    search_fields = ("campaign__name", "=campaign__slug")
    ordering = ("-day", "campaign__name")

    def get_urls(self) -> list[Any]:
        page = self.admin_site.admin_view(self.of_campaign)
        return [path("campaign/<int:key>/", page, name="campaign_result"), *super().get_urls()]

    def of_campaign(self, request: HttpRequest, key: int) -> HttpResponse:
        """What one campaign said, changed, cost and earned."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        campaign = get_object_or_404(Campaign, pk=key)
        if request.GET.get("format") == "csv":
            return _file(campaign)
        context = {
            **self.admin_site.each_context(request),
            **result_context(campaign, today=clock.business_day()),
            "campaign_url": reverse("admin:marketing_campaign_change", args=[campaign.pk]),
            "title": campaign.name,
            "opts": self.opts,
        }
        return render(request, "admin/marketing/result.html", context)


def _file(campaign: Campaign) -> HttpResponse:
    """Every day's row as it is stored; money in minor units of the base currency."""
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    name = f"campaign-{campaign.slug}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    columns = [field.name for field in CampaignResult._meta.fields[1:] if field.name != "campaign"]
    writer = csv.writer(answer)
    writer.writerow(columns)
    writer.writerows([getattr(row, column) for column in columns] for row in course_of(campaign))
    return answer


@admin.register(ProgrammeResult)
class ProgrammeResultAdmin(OutcomeAdmin):
    list_display = ("day", "treated", "held_out", "more_orders", "revenue", "margin", "cost")
    search_fields = ("=day",)
    ordering = ("-day",)
