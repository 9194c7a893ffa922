"""The staff pages of campaigns."""

from __future__ import annotations

from django.contrib import admin
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from foundation.admin import LedgerAdmin, state_label
from marketing.models import Campaign

COLOURS = {"draft": "warning", "running": "success", "paused": "info"}


@admin.register(Campaign)
class CampaignAdmin(LedgerAdmin):
    list_display = ("name", "kind", "trigger", "told_state", "audience", "started_at")
    list_filter = ("state", "kind", "trigger")
    list_select_related = ("audience",)
    search_fields = ("name", "slug")
    ordering = ("-created_at", "-pk")

    @display(description=_("State"), ordering="state")
    def told_state(self, campaign: Campaign) -> SafeString:
        return state_label(campaign, colours=COLOURS)
