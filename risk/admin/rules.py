"""Staff pages of the rules: written from readable rows, tried out on the past before they count."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from unfold.decorators import action, display

from accounts.roles import staff_of
from forecasting.admin.pages import PagesAdmin
from foundation.admin import label
from foundation.refusals import Refusal
from risk.admin.rule_form import (
    Row,
    Typed,
    change,
    doors,
    drawn_rows,
    kept,
    outcomes,
    posted,
    read,
)
from risk.admin.rule_look import look_context
from risk.admin.words import OUTCOME_COLOURS
from risk.models import Rule
from risk.rules import book
from risk.rules.drafting import MOST_CONDITIONS
from risk.rules.house_words import rule_name
from risk.rules.looking_back import look_back
from risk.rules.services import delete_rule, save_rule, switch_rules
from risk.wording import rule_sentence


@admin.register(Rule)
class RuleAdmin(PagesAdmin):
    folder = "risk"
    list_display = ("called", "door", "asks", "points", "conditions_text", "on")
    list_display_links = ("called",)
    list_filter = ("door", "outcome", "is_active")
    search_fields = ("name", "why")
    actions = ("switch_on", "switch_off")
    list_per_page = 60

    def get_queryset(self, request: HttpRequest) -> QuerySet[Rule]:
        return super().get_queryset(request).prefetch_related("conditions")

    @display(description=gettext_lazy("Rule"), ordering="name")
    def called(self, rule: Rule) -> str:
        return rule_name(rule)

    @display(description=gettext_lazy("Does"), ordering="outcome")
    def asks(self, rule: Rule) -> SafeString:
        return label(rule.get_outcome_display(), OUTCOME_COLOURS.get(rule.outcome, ""))

    @display(description=gettext_lazy("Applies where"))
    def conditions_text(self, rule: Rule) -> str:
        return rule_sentence(book.compiled(rule).conditions)

    @display(description=gettext_lazy("On"), boolean=True, ordering="is_active")
    def on(self, rule: Rule) -> bool:
        return rule.is_active

    @action(description=gettext_lazy("Switch on"), permissions=["change"])
    def switch_on(self, request: HttpRequest, queryset: QuerySet[Rule]) -> None:
        self._switch(request, queryset, on=True)

    @action(description=gettext_lazy("Switch off"), permissions=["change"])
    def switch_off(self, request: HttpRequest, queryset: QuerySet[Rule]) -> None:
        self._switch(request, queryset, on=False)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Rules are deleted one by one: those of the house cannot be."""
        return {
            name: each
            for name, each in super().get_actions(request).items()
            if name != "delete_selected"
        }

    def has_delete_permission(self, request: HttpRequest, obj: Rule | None = None) -> bool:
        if obj is not None and obj.code:
            return False
        return super().has_delete_permission(request, obj)

    def delete_model(self, request: HttpRequest, obj: Rule) -> None:
        delete_rule(rule=obj, by=staff_of(request))

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        return self._page(request, None)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        rule: Rule | None = self.get_object(request, unquote(object_id))
        if rule is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return self._page(request, rule)

    def _switch(self, request: HttpRequest, queryset: QuerySet[Rule], *, on: bool) -> None:
        count = switch_rules(rules=queryset, on=on, by=staff_of(request))
        template = (
            ngettext("%(count)s rule was switched on.", "%(count)s rules were switched on.", count)
            if on
            else ngettext(
                "%(count)s rule was switched off.", "%(count)s rules were switched off.", count
            )
        )
        messages.success(request, template % {"count": count})

    def _page(self, request: HttpRequest, rule: Rule | None) -> HttpResponse:
        may_write = (
            self.has_change_permission(request, rule) if rule else self.has_add_permission(request)
        )
        if request.method == "POST":
            if not may_write:
                raise PermissionDenied
            return self._posted(request, rule)
        typed = kept(rule) if rule else Typed(rows=[Row()])
        return self._drawn(request, rule, typed, may_write=may_write)

    def _posted(self, request: HttpRequest, rule: Rule | None) -> HttpResponse:
        typed, do = posted(request.POST), request.POST.get("do", "")
        change(typed, do)
        if do not in {"save", "look"}:
            return self._drawn(request, rule, typed)
        try:
            draft = read(typed)
            if do == "look":
                look = look_context(look_back(draft=draft, rule=rule))
                return self._drawn(request, rule, typed, look=look)
            saved = save_rule(rule=rule, draft=draft, by=staff_of(request))
        except Refusal as refused:
            return self._drawn(request, rule, typed, problem=refused)
        messages.success(request, _("“%(name)s” was saved.") % {"name": rule_name(saved)})
        return redirect("admin:risk_rule_change", saved.pk)

    def _drawn(
        self,
        request: HttpRequest,
        rule: Rule | None,
        typed: Typed,
        *,
        may_write: bool = True,
        look: dict[str, Any] | None = None,
        problem: Refusal | None = None,
    ) -> HttpResponse:
        context = {
            **(look or {}),
            "rule": rule,
            "typed": typed,
            "doors": doors(typed),
            "outcomes": outcomes(typed),
            "rows": drawn_rows(typed, problem),
            "may_add": len(typed.rows) < MOST_CONDITIONS,
            "may_write": may_write,
            "may_delete": rule is not None and self.has_delete_permission(request, rule),
            "problem": problem,
        }
        if request.htmx:  # type: ignore[attr-defined]
            return render(request, "admin/risk/_rule.html", context)
        return self.show(request, "rule", rule_name(rule) if rule else _("New rule"), context)
