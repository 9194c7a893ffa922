"""Staff pages of audiences: built from readable rows, with how many they hold beside them."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display

from forecasting.admin.pages import PagesAdmin
from foundation.refusals import Refusal
from marketing.admin.audience_form import (
    ConditionDraft,
    GroupDraft,
    change,
    drafted,
    kept_places,
    posted,
    read,
)
from marketing.admin.audience_rows import drawn
from marketing.audiences.asking import matching, rule_of
from marketing.audiences.counting import count, told
from marketing.audiences.presets import PRESETS
from marketing.audiences.rules import Group, RuleRefused
from marketing.audiences.services import delete_audience, make_from_preset, save_audience
from marketing.audiences.words import sentence
from marketing.models import Audience

MAY_SEE_CUSTOMERS = "accounts.view_customer"
SAMPLE = 5


@admin.register(Audience)
class AudienceAdmin(PagesAdmin):
    folder = "marketing"
    list_display = ("name", "who", "writable", "counted_at")
    search_fields = ("name", "description")
    ordering = ("name",)

    @display(description=gettext_lazy("Who"))
    def who(self, audience: Audience) -> str:
        return audience.description or "–"

    @display(description=gettext_lazy("May be written to"), ordering="customers")
    def writable(self, audience: Audience) -> str:
        return "–" if audience.customers is None else told(audience.customers)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Audiences are deleted one by one: each may be in use."""
        return {
            name: each
            for name, each in super().get_actions(request).items()
            if name != "delete_selected"
        }

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        return self._page(request, Audience())

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        audience = self.get_object(request, unquote(object_id))
        if not self.has_view_permission(request, audience):
            raise PermissionDenied
        if audience is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return self._page(request, audience)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        try:
            return super().delete_view(request, object_id, extra_context)
        except Refusal as refused:
            messages.error(request, refused.message)
            return redirect("admin:marketing_audience_change", object_id)

    def delete_model(self, request: HttpRequest, obj: Audience) -> None:
        delete_audience(audience=obj)

    def _page(self, request: HttpRequest, audience: Audience) -> HttpResponse:
        may_write = (
            self.has_change_permission(request, audience)
            if audience.pk
            else self.has_add_permission(request)
        )
        if request.method == "POST":
            if not may_write:
                raise PermissionDenied
            return self._posted(request, audience)
        return self._drawn(request, audience, _kept(audience), may_write=may_write)

    def _posted(self, request: HttpRequest, audience: Audience) -> HttpResponse:
        do = request.POST.get("do", "")
        if do.startswith("preset:"):
            return self._from_preset(request, do.removeprefix("preset:"))
        draft = posted(request.POST)
        audience.name = request.POST.get("name", "").strip()
        audience.description = request.POST.get("description", "").strip()
        if do != "save":
            change(draft, do)
            return self._drawn(request, audience, draft)
        try:
            saved = save_audience(audience=audience, rule=read(draft))
        except Refusal as refused:
            return self._drawn(request, audience, draft, refused=refused)
        messages.success(request, _("“%(name)s” was saved.") % {"name": saved.name})
        return redirect("admin:marketing_audience_change", saved.pk)

    def _from_preset(self, request: HttpRequest, key: str) -> HttpResponse:
        try:
            made = make_from_preset(key=key)
        except Refusal as refused:
            messages.error(request, refused.message)
            return redirect("admin:marketing_audience_add")
        messages.success(request, _("“%(name)s” was made.") % {"name": made.name})
        return redirect("admin:marketing_audience_change", made.pk)

    def _drawn(
        self,
        request: HttpRequest,
        audience: Audience,
        draft: GroupDraft,
        *,
        may_write: bool = True,
        refused: Refusal | None = None,
    ) -> HttpResponse:
        context = {
            **_figures(request, draft, refused=refused),
            "audience": audience,
            "may_write": may_write,
            "may_delete": bool(audience.pk) and self.has_delete_permission(request, audience),
            "problem": refused,
            "presets": PRESETS if audience.pk is None and request.method == "GET" else (),
        }
        if request.htmx:  # type: ignore[attr-defined]
            return render(request, "admin/marketing/_audience_builder.html", context)
        title = _("New audience") if not audience.pk else Audience.objects.get(pk=audience.pk).name
        return self.show(request, "audience", title, context)


def _kept(audience: Audience) -> GroupDraft:
    """The draft of an audience; an empty row to begin with where nothing is said yet."""
    try:
        draft = drafted(rule_of(audience))
    except RuleRefused:
        draft = GroupDraft()
    if not draft.rules:
        draft.rules.append(ConditionDraft())
    return draft


def _figures(request: HttpRequest, draft: GroupDraft, *, refused: Refusal | None) -> dict[str, Any]:
    """The rule's rows, its words and how many it finds; what it lacks where it belongs."""
    try:
        rule = read(draft)
        head, words = count(rule), sentence(rule)
    except RuleRefused as lacking:
        places = kept_places(draft)
        problems = {places.get(lacking.place, ()): lacking.message}
        return {"builder": drawn(draft, problems=problems), "head": None, "words": ""}
    problems = {(): refused.message} if refused and refused.field == "rule" else {}
    return {
        "builder": drawn(draft, problems=problems),
        "head": head,
        "words": words,
        "sample": _sample(request, rule),
    }


def _sample(request: HttpRequest, rule: Group) -> list[Any]:
    """The newest of an audience, for those alone who may see customers."""
    if not request.user.has_perm(MAY_SEE_CUSTOMERS):
        return []
    return list(matching(rule).order_by("-created_at", "-pk")[:SAMPLE])
