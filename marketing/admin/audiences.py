"""Staff pages of audiences."""

from __future__ import annotations

from django.contrib import admin
from unfold.admin import ModelAdmin

from marketing.models import Audience


@admin.register(Audience)
class AudienceAdmin(ModelAdmin):
    list_display = ("name", "description", "customers", "counted_at")
    search_fields = ("name", "description")
    ordering = ("name",)
