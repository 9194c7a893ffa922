"""Staff pages for the files of downloads."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import display

from catalog.models import DigitalFile
from catalog.selling import FileRefused, add_file, check_file

TERMS = ("title", ("days", "downloads"), ("position", "is_active"))


class FileForm(forms.ModelForm):
    def clean(self) -> dict[str, Any]:
        """The rules of the service, each at its field."""
        cleaned = super().clean() or self.cleaned_data
        file, variant = cleaned.get("file"), cleaned.get("variant")
        if self.instance.pk or file is None or variant is None:
            return cleaned
        try:
            check_file(
                variant=variant,
                size=file.size,
                days=cleaned.get("days") or 0,
                downloads=cleaned.get("downloads") or 0,
            )
        except FileRefused as problem:
            raise forms.ValidationError({problem.field: str(problem)}) from problem
        return cleaned


@admin.register(DigitalFile)
class DigitalFileAdmin(ModelAdmin):
    """A file is put there once: another version is another file, and this one taken out of use."""

    form = FileForm
    list_display = ("title", "variant", "name", "told_size", "days", "downloads", "is_active")
    list_filter = ("is_active", "added_at")
    search_fields = ("title", "name", "variant__sku", "variant__product__name")
    list_select_related = ("variant",)
    ordering = ("-added_at", "-pk")
    autocomplete_fields = ("variant",)
    show_full_result_count = False

    def get_fieldsets(self, request: HttpRequest, obj: DigitalFile | None = None) -> Any:
        if obj is None:
            return ((None, {"fields": ("variant", "file", *TERMS)}),)
        return ((None, {"fields": ("variant", ("name", "told_size"), *TERMS, "added_at")}),)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("variant", "name", "told_size", "added_at") if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Buyers may fetch it still: take it out of use instead."""
        return False

    def save_model(self, request: HttpRequest, obj: DigitalFile, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
            return
        kept = add_file(
            variant=obj.variant,
            title=obj.title,
            file=form.cleaned_data["file"],
            days=obj.days,
            downloads=obj.downloads,
            position=obj.position,
        )
        obj.__dict__.update(kept.__dict__)

    @display(description=_("Size"), ordering="size")
    def told_size(self, file: DigitalFile) -> str:
        return filesizeformat(file.size)
