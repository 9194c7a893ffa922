"""The staff page for rules: what is pinned, boosted, buried or never shown, where and when."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from accounts.roles import staff_of
from foundation import clock
from foundation.admin import label
from recommendations.admin.previews import preview_context
from recommendations.models import TARGETS, RecommendationRule
from recommendations.rules.book import RuleKind
from recommendations.rules.labels import SURFACE_CHOICES
from recommendations.rules.sentences import rule_sentence
from recommendations.rules.services import USES, delete_rule, save_rule


class RuleForm(forms.ModelForm):
    """Asks for what the kind needs, and for one thing that the rule is about."""

    surfaces = forms.MultipleChoiceField(
        label=_("Where"),
        choices=SURFACE_CHOICES,
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget(),
        help_text=_("Nothing chosen: everywhere."),
    )

    class Meta:
        model = RecommendationRule
        fields = (
            "kind", "product", "category", "brand", "option", "surfaces", "strength", "position",
            "days", "priority", "is_active", "starts_at", "ends_at", "note",
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        kind = cleaned.get("kind")
        asked = USES[RuleKind(kind)] if kind else None
        if asked and asked not in self.errors and cleaned.get(asked) is None:
            self.add_error(asked, _("This kind of rule needs it."))
        named = [name for name in TARGETS if cleaned.get(name)]
        if len(named) != 1 and not self.errors.keys() & set(TARGETS):
            at = named[1] if named else TARGETS[0]
            self.add_error(at, _("Name one thing that the rule is about."))
        starts, ends = cleaned.get("starts_at"), cleaned.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", _("It must end after it starts."))
        return cleaned

    def validate_constraints(self) -> None:
        """The same is told at its field already; the tables would say it again above all."""
        if not self.errors:
            super().validate_constraints()  # type: ignore[misc]


class SurfaceFilter(admin.SimpleListFilter):
    title = _("Where")
    parameter_name = "surface"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return SURFACE_CHOICES

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Rules that hold there, among them those that hold everywhere."""
        if self.value() is None:
            return queryset
        # SQLite cannot look into a JSON list; there are few rules.
        rows = queryset.values_list("pk", "surfaces")
        return queryset.filter(
            pk__in=[pk for pk, surfaces in rows if not surfaces or self.value() in surfaces]
        )


@admin.register(RecommendationRule)
class RecommendationRuleAdmin(ModelAdmin):
    form = RuleForm
    list_display = ("says", "state", "priority", "starts_at", "ends_at", "note")
    list_display_links = ("says",)
    list_filter = ("kind", SurfaceFilter, "is_active")
    search_fields = ("product__name", "category__name", "brand__name", "option__name", "note")
    search_help_text = _("Product, category, brand, option or note")
    ordering = ("priority", "pk")
    autocomplete_fields = TARGETS
    readonly_fields = ("says", "last_change")
    conditional_fields = {
        "strength": "kind == 'boost' || kind == 'bury'",
        "position": "kind == 'pin'",
        "days": "kind == 'repeat'",
    }
    fieldsets = (
        (_("What it does"), {"fields": ("says", "kind", "strength", "position", "days")}),
        (
            _("What it is about"),
            {
                "description": _("Name one thing: a product, a category, a brand or an option."),
                "fields": ("product", "category", "brand", "option"),
            },
        ),
        (_("Where it holds"), {"fields": ("surfaces",)}),
        (
            _("When it holds"),
            {
                "description": _(
                    "Of two rules that disagree, the one of the smaller number holds. What is "
                    "never shown is not shown, whatever another rule says."
                ),
                "fields": ("is_active", "starts_at", "ends_at", "priority"),
            },
        ),
        (_("For colleagues"), {"fields": ("note", "last_change")}),
    )

    actions_list = ("try_out",)

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.preview_view)
        route = path("preview/", view, name="recommendations_recommendationrule_preview")
        return [route, *super().get_urls()]

    def preview_view(self, request: HttpRequest) -> HttpResponse:
        """A list before and after the rules, and which model gave what."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            **preview_context(request),
            "title": _("What the rules do"),
            "opts": self.opts,
        }
        return render(request, "admin/recommendations/preview.html", context)

    @action(description=_("What the rules do"), icon="compare_arrows", permissions=["view"])
    def try_out(self, request: HttpRequest) -> HttpResponse:
        return redirect("admin:recommendations_recommendationrule_preview")

    def get_queryset(self, request: HttpRequest) -> QuerySet[RecommendationRule]:
        return super().get_queryset(request).select_related(*TARGETS, "changed_by")

    def save_model(
        self, request: HttpRequest, obj: RecommendationRule, form: Any, change: bool
    ) -> None:
        save_rule(rule=obj, actor=staff_of(request))

    def delete_model(self, request: HttpRequest, obj: RecommendationRule) -> None:
        delete_rule(rule=obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for rule in queryset:
            delete_rule(rule=rule)

    @display(description=_("In words"), ordering="kind")
    def says(self, rule: RecommendationRule) -> str:
        return capfirst(rule_sentence(rule)) if rule.pk else "—"

    @display(description=_("State"))
    def state(self, rule: RecommendationRule) -> Any:
        if not rule.is_active:
            return label(_("Off"))
        now = clock.now()
        if rule.ends_at is not None and rule.ends_at <= now:
            return label(_("Over"))
        return label(_("Later"), "info") if rule.starts_at > now else label(_("Active"), "success")

    @display(description=_("Last change"))
    def last_change(self, rule: RecommendationRule) -> str:
        return last_change(rule)


def last_change(row: Any) -> str:
    """When a row was changed and by whom; a dash for a new one."""
    if row.pk is None:
        return "—"
    when = date_format(localtime(row.changed_at), "SHORT_DATETIME_FORMAT")
    return f"{when} {row.changed_by or ''}".strip()
