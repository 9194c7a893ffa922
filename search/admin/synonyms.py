"""The staff page for synonyms: which words find the same."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import display

from accounts.roles import staff_of
from foundation.admin import label
from search.admin.forms import language_field, last_change
from search.models import Synonym
from search.services import delete_synonym, save_synonym, synonym_problems


class SynonymForm(forms.ModelForm):
    """Asks for two words that mean the same, or for one and what it also means."""

    language = language_field(_("Language"))

    class Meta:
        model = Synonym
        fields = ("language", "words", "meant", "is_active", "note")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        typed = Synonym(**{name: cleaned.get(name, "") for name in ("language", "words", "meant")})
        for name, problem in synonym_problems(typed).items():
            if name not in self.errors:
                self.add_error(name, problem)
        return cleaned


@admin.register(Synonym)
class SynonymAdmin(ModelAdmin):
    form = SynonymForm
    list_display = ("says", "language", "state", "note")
    list_display_links = ("says",)
    list_filter = ("language", "is_active")
    search_fields = ("words", "meant", "note")
    ordering = ("language", "words")
    readonly_fields = ("last_change",)
    fieldsets = (
        (None, {"fields": ("language", "words", "meant", "is_active")}),
        (_("For colleagues"), {"fields": ("note", "last_change")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Synonym]:
        return super().get_queryset(request).select_related("changed_by")

    def save_model(self, request: HttpRequest, obj: Synonym, form: Any, change: bool) -> None:
        save_synonym(synonym=obj, actor=staff_of(request))

    def delete_model(self, request: HttpRequest, obj: Synonym) -> None:
        delete_synonym(synonym=obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for synonym in queryset:
            delete_synonym(synonym=synonym)

    @display(description=_("In words"), ordering="words")
    def says(self, synonym: Synonym) -> str:
        return str(synonym) if synonym.meant else " = ".join(synonym.words.split(", "))

    @display(description=_("State"))
    def state(self, synonym: Synonym) -> Any:
        return label(_("Active"), "success") if synonym.is_active else label(_("Off"))

    @display(description=_("Last change"))
    def last_change(self, synonym: Synonym) -> str:
        return last_change(synonym)
