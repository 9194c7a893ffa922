"""The staff page of offers: promotions that customers get by codes of their own."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import display

from foundation import clock
from foundation.admin import label
from marketing.models import Offer
from marketing.offers.services import is_live, save_offer


@admin.register(Offer)
class OfferAdmin(ModelAdmin):
    list_display = ("name", "promotion", "valid_days", "needs_uplift", "told_state", "used_by")
    list_filter = ("is_active", "needs_uplift")
    list_select_related = ("promotion",)
    search_fields = ("name", "promotion__label")
    autocomplete_fields = ("promotion",)
    fields = ("name", "promotion", "valid_days", "needs_uplift", "is_active")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Offer]:
        campaigns = Count("variants__step__campaign", distinct=True)
        return super().get_queryset(request).annotate(campaigns=campaigns)

    def save_model(self, request: HttpRequest, obj: Offer, form: Any, change: bool) -> None:
        save_offer(offer=obj)

    def has_delete_permission(self, request: HttpRequest, obj: Offer | None = None) -> bool:
        """What a campaign hands out is switched off instead."""
        if obj is not None and obj.variants.exists():
            return False
        return bool(super().has_delete_permission(request, obj))

    @display(description=_("State"))
    def told_state(self, offer: Offer) -> SafeString:
        if is_live(offer, clock.now()):
            return label(_("Live"), "success")
        return label(_("Off"))

    @display(description=_("Campaigns"), ordering="campaigns")
    def used_by(self, offer: Any) -> int:
        return int(offer.campaigns)
