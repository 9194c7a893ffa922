"""Staff pages of landing pages and of the home page's hero."""

from __future__ import annotations

from django.contrib import admin

from foundation.admin import LedgerAdmin
from marketing.models import HomeHero, LandingPage, LandingSection


@admin.register(LandingPage)
class LandingPageAdmin(LedgerAdmin):
    list_display = ("slug", "is_live", "starts_on", "ends_on", "changed_at")


@admin.register(LandingSection)
class LandingSectionAdmin(LedgerAdmin):
    list_display = ("page", "position", "segment")
    list_select_related = ("page",)


@admin.register(HomeHero)
class HomeHeroAdmin(LedgerAdmin):
    list_display = ("name", "segment", "is_live", "starts_on", "ends_on")
