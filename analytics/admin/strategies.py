"""The staff pages for what is done for whom."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy
from unfold.admin import ModelAdmin

from analytics.customers.strategies import (
    forget_strategy,
    house_strategy,
    problems_of,
    save_strategy,
)
from analytics.models import RfmSegment, SegmentStrategy


class StrategyForm(forms.ModelForm):
    class Meta:
        model = SegmentStrategy
        fields = ("segment", "action", "tone", "channel", "offers_allowed", "most_off_percent")

    def clean(self) -> dict[str, Any]:
        # Told by its field, in a sentence; the table's constraint stands behind it.
        cleaned = super().clean() or {}
        typed = {name: cleaned[name] for name in ("offers_allowed", "most_off_percent")
                 if cleaned.get(name) is not None}  # fmt: skip
        for field, text in problems_of(SegmentStrategy(**typed)).items():
            self.add_error(field, text)
        return cleaned


@admin.register(SegmentStrategy)
class SegmentStrategyAdmin(ModelAdmin):
    """Rows are what staff decided; without one the house's advice stands."""

    form = StrategyForm
    list_display = ("segment", "channel", "tone", "offers_allowed", "most_off_percent",
                    "changed_at")  # fmt: skip
    list_display_links = ("segment",)
    search_fields = ("segment", "action", "tone")
    ordering = ("segment",)
    fieldsets = (
        (
            None,
            {
                "description": gettext_lazy(
                    "What stands here replaces the house's advice for the segment. Delete it and "
                    "the advice stands again."
                ),
                "fields": (
                    "segment", "action", ("tone", "channel"),
                    ("offers_allowed", "most_off_percent"),
                ),
            },
        ),
    )  # fmt: skip

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """The house's advice for the segment that the address names, to begin with."""
        found: dict[str, Any] = dict(super().get_changeform_initial_data(request))
        if (segment := found.get("segment")) not in RfmSegment.values:
            return found
        advice = house_strategy(RfmSegment(segment))
        return {
            "segment": segment,
            "action": advice.action,
            "tone": advice.tone,
            "channel": advice.channel,
            "offers_allowed": advice.offers_allowed,
            "most_off_percent": advice.most_off_percent,
        }

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        save_strategy(strategy=obj)

    def delete_model(self, request: HttpRequest, obj: SegmentStrategy) -> None:
        forget_strategy(strategy=obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for strategy in queryset:
            forget_strategy(strategy=strategy)

    def response_post_save_add(self, request: HttpRequest, obj: SegmentStrategy) -> HttpResponse:
        return redirect("admin:analytics_segmentday_overview")

    def response_post_save_change(self, request: HttpRequest, obj: SegmentStrategy) -> HttpResponse:
        return redirect("admin:analytics_segmentday_overview")
