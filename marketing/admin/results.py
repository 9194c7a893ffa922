"""The ledgers of what campaigns did and changed, row by row."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from analytics.small_groups import FEWEST
from foundation.admin import LedgerAdmin, money_cell
from marketing.models import CampaignDay, CampaignResult, ProgrammeResult
from marketing.models.results import Outcome


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


@admin.register(ProgrammeResult)
class ProgrammeResultAdmin(OutcomeAdmin):
    list_display = ("day", "treated", "held_out", "more_orders", "revenue", "margin", "cost")
    search_fields = ("=day",)
    ordering = ("-day",)
