"""The staff page for search rules: what is pinned, moved, announced or led elsewhere, and when."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import action, display

from accounts.roles import staff_of
from foundation import clock
from foundation.admin import label
from search.admin.forms import language_field, last_change
from search.admin.previews import preview_context
from search.models import TARGETS, SearchRule
from search.sentences import rule_sentence
from search.services import delete_rule, problems_of, save_rule, unused


class RuleForm(forms.ModelForm):
    """Asks for what the kind needs, and tells what is missing at its field."""

    language = language_field(
        _("Language"), empty=_("Every language"), help_text=_("Words belong to a language.")
    )

    class Meta:
        model = SearchRule
        fields = (
            "kind", "match", "words", "language", "product", "category", "brand", "strength",
            "position", "text", "link", "priority", "is_active", "starts_at", "ends_at", "note",
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        cleaned.update(unused(cleaned.get("kind", "")))
        names = ("kind", "match", "words", "language", *TARGETS, "strength", "position", "text",
                 "link")  # fmt: skip
        typed = SearchRule(**{name: cleaned[name] for name in names if name in cleaned})
        for name, problem in problems_of(typed).items():
            if name not in self.errors:
                self.add_error(name, problem)
        starts, ends = cleaned.get("starts_at"), cleaned.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", _("It must end after it starts."))
        return cleaned


@admin.register(SearchRule)
class SearchRuleAdmin(ModelAdmin):
    form = RuleForm
    list_display = ("says", "state", "priority", "starts_at", "ends_at", "note")
    list_display_links = ("says",)
    list_filter = ("kind", "language", "is_active")
    search_fields = ("words", "product__name", "category__name", "brand__name", "text", "note")
    search_help_text = _("Words, product, category, brand, text or note")
    ordering = ("priority", "pk")
    autocomplete_fields = TARGETS
    readonly_fields = ("says", "last_change")
    conditional_fields = {
        "strength": "kind == 'boost' || kind == 'bury'",
        "position": "kind == 'pin'",
        "text": "kind == 'banner'",
        "link": "kind == 'banner' || kind == 'redirect'",
        "words": "match != 'every'",
        **dict.fromkeys(TARGETS, "kind != 'banner' && kind != 'redirect'"),
    }
    fieldsets = (
        (_("For which searches"), {"fields": ("says", "match", "words", "language")}),
        (_("What it does"), {"fields": ("kind", "strength", "position", "text", "link")}),
        (
            _("What it is about"),
            {
                "description": _("Name one thing: a product, a category or a brand."),
                "fields": TARGETS,
            },
        ),
        (_("When it holds"), {"fields": ("is_active", "starts_at", "ends_at", "priority")}),
        (_("For colleagues"), {"fields": ("note", "last_change")}),
    )
    actions_list = ("try_out",)

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.preview_view)
        route = path("preview/", view, name="search_searchrule_preview")
        return [route, *super().get_urls()]

    def preview_view(self, request: HttpRequest) -> HttpResponse:
        """A search before and after the rules."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            **preview_context(request),
            "title": _("What the rules do to a search"),
            "opts": self.opts,
        }
        return render(request, "admin/search/preview.html", context)

    @action(description=_("Try a search"), icon="compare_arrows", permissions=["view"])
    def try_out(self, request: HttpRequest) -> HttpResponse:
        return redirect("admin:search_searchrule_preview")

    def get_queryset(self, request: HttpRequest) -> QuerySet[SearchRule]:
        return super().get_queryset(request).select_related(*TARGETS, "changed_by")

    def save_model(self, request: HttpRequest, obj: SearchRule, form: Any, change: bool) -> None:
        save_rule(rule=obj, actor=staff_of(request))

    def delete_model(self, request: HttpRequest, obj: SearchRule) -> None:
        delete_rule(rule=obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for rule in queryset:
            delete_rule(rule=rule)

    @display(description=_("In words"), ordering="words")
    def says(self, rule: SearchRule) -> str:
        return rule_sentence(rule) if rule.pk else "—"

    @display(description=_("State"))
    def state(self, rule: SearchRule) -> Any:
        if not rule.is_active:
            return label(_("Off"))
        now = clock.now()
        if rule.ends_at is not None and rule.ends_at <= now:
            return label(_("Over"))
        return label(_("Later"), "info") if rule.starts_at > now else label(_("Active"), "success")

    @display(description=_("Last change"))
    def last_change(self, rule: SearchRule) -> str:
        return last_change(rule)
