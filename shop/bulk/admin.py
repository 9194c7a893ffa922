"""Staff pages for changes of many rows and for views of lists."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display

from accounts.roles import staff_of
from forecasting.admin.pages import PagesAdmin, ReadAdmin
from foundation.admin import LedgerAdmin, state_label
from foundation.csv_tables import csv_table
from foundation.refusals import Refusal
from shop.bulk import telling
from shop.bulk.applying import go_on, is_worked_on, request_apply, stop_change
from shop.bulk.list_views import (
    LONGEST_QUERY,
    clean_query,
    forget_view,
    keep_view,
    page_of,
    title_of,
)
from shop.bulk.models import BulkChange, BulkRow, ChangeState, ListView, RowState
from shop.bulk.planning import discard_change, plan_change, plan_undo

MAY_CHANGE = "bulk.add_bulkchange"
MAY_SEE = "bulk.view_bulkchange"
COLOURS: dict[str, str] = {
    ChangeState.CHOSEN: "warning",
    ChangeState.READY: "warning",
    ChangeState.APPLYING: "info",
    ChangeState.DONE: "success",
    ChangeState.STOPPED: "danger",
}
_ENDED = (ChangeState.DONE, ChangeState.STOPPED)


@admin.register(BulkChange)
class BulkChangeAdmin(ReadAdmin):
    """From the rows that were chosen to what became of them, and back."""

    folder = "bulk"
    page_template = "change"
    list_display = ("what", "listed", "standing", "changed", "by", "created_at")
    list_filter = ("state", "edit", "created_at")
    list_select_related = ("by",)
    ordering = ("-created_at", "-pk")
    empty_text = gettext_lazy(
        "Nothing was changed in many rows yet. Tick rows of a list and choose “Change many”."
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[BulkChange]:
        """Counted row by row of what is shown: a change has up to fifty thousand."""
        applied = BulkRow.objects.filter(change=OuterRef("pk"), state=RowState.APPLIED)
        counted = applied.order_by().values("change").annotate(n=Count("pk")).values("n")
        changes = super().get_queryset(request).defer("chosen")
        return changes.annotate(applied_rows=Coalesce(Subquery(counted), 0))

    def get_urls(self) -> list[Any]:
        return [
            self.own_path("<int:object_id>/say/", self.say_view, "say"),
            self.own_path("<int:object_id>/apply/", self.apply_view, "apply"),
            self.own_path("<int:object_id>/go-on/", self.go_on_view, "go_on"),
            self.own_path("<int:object_id>/stop/", self.stop_view, "stop"),
            self.own_path("<int:object_id>/undo/", self.undo_view, "undo"),
            self.own_path("<int:object_id>/discard/", self.discard_view, "discard"),
            self.own_path("<int:object_id>/rows.csv", self.rows_view, "rows"),
            *super().get_urls(),
        ]

    def page_title(self, row: BulkChange) -> str:
        return telling.said(row)

    def page_context(self, request: HttpRequest, row: BulkChange) -> dict[str, Any]:
        sees = telling.may_see_rows(row, request.user)
        may_change = request.user.has_perm(MAY_CHANGE) and telling.may_change(row, request.user)
        undone_by = BulkChange.objects.filter(undoes=row).first()
        is_worked = row.state == ChangeState.APPLYING and is_worked_on(row)
        return {
            "change": row,
            "standing": self.standing(row),
            "list_title": title_of(row.source),
            "list_url": page_of(row.source),
            "counts": telling.counts(row),
            "reasons": telling.reasons(row) if sees else (),
            "rows": telling.first_rows(row) if sees else (),
            "refused": telling.refused_rows(row) if sees else (),
            "sees_rows": sees,
            "is_ended": row.state in _ENDED,
            "is_applying": row.state == ChangeState.APPLYING,
            "is_worked_on": is_worked,
            "undone_by": undone_by,
            "can_be_undone": undone_by is None or undone_by.state == ChangeState.READY,
            "is_stopped_undo": bool(row.undoes_id) and row.state == ChangeState.STOPPED,
            "may_change": may_change,
            "may_say": self.may_say(request, row),
        }

    def may_say(self, request: HttpRequest, row: BulkChange) -> bool:
        """Rows are chosen, and what changes of them is this one's to say."""
        if row.state != ChangeState.CHOSEN or not request.user.has_perm(MAY_CHANGE):
            return False
        return bool(telling.offered(row, request.user))

    def say_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Choose what is to change and how; the next page shows what would become of each row."""
        self.require(request, MAY_CHANGE)
        change = get_object_or_404(BulkChange, pk=object_id)
        offers = telling.offered(change, request.user)
        if not offers:
            messages.error(request, _("Nothing of these rows is yours to change."))
            return redirect("admin:bulk_bulkchange_change", change.pk)
        edit = next((e for e in offers if e.name == request.GET.get("edit")), offers[0])
        form = edit.form(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                plan_change(change=change, edit=edit, terms=form.terms(), by=staff_of(request))
            except Refusal as problem:
                form.add_error(None, str(problem))
            else:
                return redirect("admin:bulk_bulkchange_change", change.pk)
        context = {"change": change, "form": form, "edit": edit, "offers": offers}
        title = _("Change many: %(list)s") % {"list": title_of(change.source)}
        return self.show(request, "say", title, context)

    def apply_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """A POST has a planned change carried out."""
        return self._deed(request, object_id, request_apply)

    def go_on_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """A POST has a change carried on that was given up, or an undo that was stopped."""
        return self._deed(request, object_id, go_on)

    def stop_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """A POST leaves the rows alone that were not changed yet."""
        return self._deed(request, object_id, stop_change)

    def undo_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """A POST plans to put back what was changed; the next page shows it."""
        return self._deed(request, object_id, plan_undo)

    def discard_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """A POST forgets a change of which nothing was applied."""
        self.require(request, MAY_CHANGE)
        change = get_object_or_404(BulkChange, pk=object_id)
        if request.method == "POST":
            try:
                discard_change(change=change)
            except Refusal as problem:
                messages.error(request, str(problem))
                return redirect("admin:bulk_bulkchange_change", object_id)
            return redirect(page_of(change.source) or reverse("admin:bulk_bulkchange_changelist"))
        return redirect("admin:bulk_bulkchange_change", object_id)

    def rows_view(self, request: HttpRequest, object_id: int) -> StreamingHttpResponse:
        """All rows as CSV: before, after, and why not."""
        self.require(request, MAY_SEE)
        change = get_object_or_404(BulkChange, pk=object_id)
        if not telling.may_see_rows(change, request.user):
            raise PermissionDenied
        columns = (_("Row"), _("Before"), _("After"), _("State"), _("Reason"))
        rows = (
            [row.name, row.before, row.after, row.state, row.reason]
            for row in telling.all_rows(change)
        )
        return csv_table(f"change-{change.pk}.csv", columns, rows)

    def _deed(
        self, request: HttpRequest, object_id: int, work: Callable[..., BulkChange | None]
    ) -> HttpResponse:
        """Do what a POST asks and lead to the page of the change it is about now."""
        self.require(request, MAY_CHANGE)
        change = get_object_or_404(BulkChange, pk=object_id)
        if request.method == "POST":
            try:
                change = work(change=change, by=staff_of(request)) or change
            except Refusal as problem:
                messages.error(request, str(problem))
        return redirect("admin:bulk_bulkchange_change", change.pk)

    @display(description=gettext_lazy("Change"))
    def what(self, change: BulkChange) -> str:
        return telling.in_brief(change)

    @display(description=gettext_lazy("List"), ordering="source")
    def listed(self, change: BulkChange) -> str:
        return title_of(change.source)

    @display(description=gettext_lazy("State"), ordering="state")
    def standing(self, change: BulkChange) -> SafeString:
        return state_label(change, "state", colours=COLOURS)

    @display(description=gettext_lazy("Rows changed"), ordering="applied_rows")
    def changed(self, change: Any) -> int | None:
        return int(change.applied_rows) or None


@admin.register(BulkRow)
class BulkRowAdmin(LedgerAdmin):
    """What became of each row, by its key; the page of the change tells it in words."""

    list_display = ("subject", "change", "state", "reason")
    list_filter = ("state",)
    list_select_related = ("change",)
    ordering = ("-change_id", "-subject")
    empty_text = gettext_lazy("Nothing was changed in many rows yet.")


@admin.register(ListView)
class ListViewAdmin(PagesAdmin, LedgerAdmin):
    """Views of lists, made and removed where they are looked at."""

    list_display = ("name", "listed", "owner", "is_shared", "is_pinned", "created_at")
    list_select_related = ("owner",)
    list_filter = ("is_shared", "is_pinned")
    search_fields = ("name",)
    ordering = ("source", "name", "pk")
    empty_text = gettext_lazy("Nobody saved a view of a list yet.")

    def get_urls(self) -> list[Any]:
        return [
            self.own_path("keep/", self.keep_view, "keep"),
            self.own_path("<int:object_id>/forget/", self.forget_view, "forget"),
            *super().get_urls(),
        ]

    def keep_view(self, request: HttpRequest) -> HttpResponse:
        """A POST keeps a list as it is looked at, for whoever may look at it."""
        told = request.POST
        page = page_of(told.get("source", ""))
        if request.method != "POST" or not page:
            return redirect("admin:index")
        try:
            view = keep_view(
                owner=staff_of(request),
                source=told.get("source", ""),
                name=told.get("name", ""),
                query=told.get("query", ""),
                is_shared="shared" in told,
                is_pinned="pinned" in told,
            )
        except Refusal as problem:
            messages.error(request, str(problem))
            return redirect(f"{page}?{clean_query(told.get('query', '')[:LONGEST_QUERY])}")
        messages.success(request, _("The view is kept."))
        return redirect(f"{page}?{view.query}")

    def forget_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """A POST removes one's own view."""
        if request.method != "POST":
            return redirect("admin:index")
        try:
            source = forget_view(owner=staff_of(request), view_id=object_id)
        except Refusal as problem:
            messages.error(request, str(problem))
            return redirect("admin:index")
        return redirect(page_of(source) or "admin:index")

    @display(description=gettext_lazy("List"), ordering="source")
    def listed(self, view: ListView) -> str:
        return title_of(view.source)
