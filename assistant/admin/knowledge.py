"""Staff pages of articles and of what was asked in vain."""

from __future__ import annotations

from django.contrib import admin
from unfold.admin import ModelAdmin

from assistant.models import Article, OpenQuestion
from foundation.admin import LedgerAdmin


@admin.register(Article)
class ArticleAdmin(ModelAdmin):
    list_display = ("title", "language", "is_published", "changed_at")
    list_filter = ("language", "is_published")
    search_fields = ("title", "body")


@admin.register(OpenQuestion)
class OpenQuestionAdmin(LedgerAdmin):
    list_display = ("text", "language", "asked", "state", "last_at")
    list_filter = ("state", "language")
    search_fields = ("text",)
