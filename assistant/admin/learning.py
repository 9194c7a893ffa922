"""Staff pages of the examples that intents are learned from."""

from __future__ import annotations

from django.contrib import admin
from unfold.admin import ModelAdmin

from assistant.models import Example


@admin.register(Example)
class ExampleAdmin(ModelAdmin):
    list_display = ("text", "language", "intent", "source", "is_active")
    list_filter = ("intent", "language", "source")
    search_fields = ("text",)
