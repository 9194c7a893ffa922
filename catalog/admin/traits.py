"""Staff pages for what products are described by and variants differ by."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import display

from catalog.models import (
    Attribute,
    Option,
    OptionValue,
)
from foundation.admin import (
    language_tabs,
)


@admin.register(Attribute)
class AttributeAdmin(ModelAdmin, TranslationAdmin):
    list_display = ("name", "code", "type", "unit")
    list_filter = ("type",)
    search_fields = ("name", "code")
    ordering = ("code",)
    fieldsets = ((None, {"fields": ("code", "type", "unit")}), *language_tabs(("name",)))


class OptionValueInline(TabularInline):
    model = OptionValue
    extra = 0
    fields = ("code", "name_en", "name_de", "swatch", "position")


@admin.register(Option)
class OptionAdmin(ModelAdmin, TranslationAdmin):
    list_display = ("name", "code", "position", "value_count")
    search_fields = ("name", "code")
    ordering = ("position", "code")
    inlines = (OptionValueInline,)
    fieldsets = ((None, {"fields": ("code", "position")}), *language_tabs(("name",)))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Option]:
        return super().get_queryset(request).annotate(value_count=Count("values"))

    @display(description=_("Values"), ordering="value_count")
    def value_count(self, option: Any) -> int:
        return int(option.value_count)


@admin.register(OptionValue)
class OptionValueAdmin(ModelAdmin, TranslationAdmin):
    list_display = ("name", "option", "code", "colour")
    list_filter = ("option",)
    search_fields = ("name", "code")
    list_select_related = ("option",)
    ordering = ("option__position", "position", "code")

    @display(description=_("Colour"))
    def colour(self, value: OptionValue) -> SafeString | None:
        """A swatch as SVG: a fill is an attribute there, so no inline style is needed."""
        if not value.swatch:
            return None
        return format_html(
            '<svg class="staff-swatch" viewBox="0 0 20 20" aria-hidden="true">'
            '<circle cx="10" cy="10" r="9" fill="{}"/></svg> {}',
            value.swatch,
            value.swatch,
        )
