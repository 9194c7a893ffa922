"""Staff pages for what was brought to the shop in files, and what is taken away in them."""

from __future__ import annotations

import csv
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import action, display

from accounts.roles import staff_of
from events import audit
from events.audit import AuditAction
from forecasting.admin.pages import ReadAdmin
from foundation import clock
from foundation.admin import LedgerAdmin, state_label
from foundation.refusals import Refusal
from shop.exchange.exports.tables import (
    Chosen,
    Exporter,
    Written,
    as_csv,
    as_xlsx,
    exported,
    exporters,
)
from shop.exchange.forms import BringForm, TakeForm
from shop.exchange.models import ImportFile, ImportRun, RemotePicture, RunState
from shop.exchange.runs import bring_file, check_again, may_read, request_apply

MAY_BRING = "exchange.add_importrun"
MAY_SEE = "exchange.view_importrun"
SHOWN_PROBLEMS = 200
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
RUN_COLOURS: dict[str, str] = {
    RunState.BROKEN: "danger",
    RunState.FAILED: "danger",
    RunState.CHECKED: "warning",
    RunState.UPLOADED: "info",
    RunState.APPLYING: "info",
    RunState.DONE: "success",
}
_WORKED_ON = (RunState.UPLOADED, RunState.APPLYING)


@admin.register(ImportRun)
class ImportRunAdmin(ReadAdmin):
    folder = "exchange"
    page_template = "run"
    list_display = (
        "file_name", "table", "source", "standing", "rows", "new", "changed", "problem_count",
        "by", "created_at",
    )  # fmt: skip
    list_filter = ("table", "state", "source")
    list_select_related = ("by",)
    search_fields = ("file_name",)
    ordering = ("-created_at", "-pk")
    empty_text = gettext_lazy("Nothing was imported yet.")
    actions_list = ("bring", "take")

    def get_queryset(self, request: HttpRequest) -> Any:
        found = super().get_queryset(request)
        page = request.resolver_match.url_name if request.resolver_match else ""
        is_list = (page or "").endswith("changelist")
        return found.defer("problems", "preview", "notes") if is_list else found

    def get_urls(self) -> list[Any]:
        return [
            self.own_path("bring/", self.bring_view, "bring_file"),
            self.own_path("take/", self.take_view, "take_file"),
            self.own_path("<int:object_id>/apply/", self.apply_view, "apply"),
            self.own_path("<int:object_id>/again/", self.again_view, "again"),
            self.own_path("<int:object_id>/problems.csv", self.problems_view, "problems"),
            *super().get_urls(),
        ]

    def page_context(self, request: HttpRequest, row: ImportRun) -> dict[str, Any]:
        is_open = may_read(request.user, row)
        return {
            "run": row,
            "standing": self.standing(row),
            "is_worked_on": row.state in _WORKED_ON,
            "shown_problems": row.problems[:SHOWN_PROBLEMS] if is_open else (),
            "more_problems": max(row.problem_count - SHOWN_PROBLEMS, 0),
            "preview": row.preview.get("rows", ()) if is_open else (),
            "may_bring": request.user.has_perm(MAY_BRING),
            "missing": [
                name for name in row.preview.get("needs", ()) if not request.user.has_perm(name)
            ],
        }

    def bring_view(self, request: HttpRequest) -> HttpResponse:
        """Take a file; it is checked by the worker, and its page tells what would become of it."""
        self.require(request, MAY_BRING)
        form = BringForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            given = form.cleaned_data
            try:
                run = bring_file(
                    table=form.table,
                    source=form.source,
                    file_name=given["file"].name,
                    content=given["file"].read(),
                    by=staff_of(request),
                    currency=given["currency"],
                    warehouse=given["warehouse"],
                )
            except Refusal as problem:
                form.add_error(
                    problem.field if problem.field in form.fields else "kind", str(problem)
                )
            else:
                return redirect("admin:exchange_importrun_change", run.pk)
        return self.show(request, "bring", _("Import a file"), {"form": form})

    def apply_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """A POST has a checked file carried out."""
        self.require(request, MAY_BRING)
        run = get_object_or_404(ImportRun, pk=object_id)
        if request.method == "POST":
            try:
                request_apply(run=run, by=staff_of(request))
                audit.by_staff(request, "import.asked", run, rows=run.rows)
            except Refusal as problem:
                messages.error(request, str(problem))
        return redirect("admin:exchange_importrun_change", object_id)

    def again_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """A POST has a file compared with the shop as it is now."""
        self.require(request, MAY_BRING)
        run = get_object_or_404(ImportRun, pk=object_id)
        if request.method == "POST":
            try:
                check_again(run=run)
            except Refusal as problem:
                messages.error(request, str(problem))
        return redirect("admin:exchange_importrun_change", object_id)

    def problems_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """All problems of a file as CSV, for whoever sets it right."""
        self.require(request, MAY_SEE)
        run = get_object_or_404(ImportRun, pk=object_id)
        if not may_read(request.user, run):
            raise PermissionDenied
        answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="problems-{run.pk}.csv"'
        writer = csv.writer(answer)
        writer.writerow([_("Line"), _("Column"), _("Problem")])
        writer.writerows(
            [line, f" {column}".rstrip(), words] for line, column, words in run.problems
        )
        return answer

    def take_view(self, request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
        """A table as a file, for those who may see what is in it."""
        self.require(request, MAY_SEE)
        tables = [name for name, one in exporters if request.user.has_perms(one.needs)]
        form = TakeForm(tables, request.POST or None)
        if request.method == "POST" and form.is_valid():
            given = form.cleaned_data
            exporter = exporters.get(given["table"])
            if exporter is not None:
                target = f"exchange.{given['table']}"
                audit.by_staff(request, AuditAction.DATA_EXPORTED, target, form=given["form"])
                return _file(
                    exporter, given, with_costs=request.user.has_perm("pricing.view_price")
                )
        return self.show(request, "take", _("Export a table"), {"form": form})

    def has_bring_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(MAY_BRING))

    @action(description=gettext_lazy("Import a file"), icon="upload_file", permissions=["bring"])
    def bring(self, request: HttpRequest) -> HttpResponse:
        return redirect("admin:exchange_importrun_bring_file")

    @action(description=gettext_lazy("Export a table"), icon="download", permissions=["view"])
    def take(self, request: HttpRequest) -> HttpResponse:
        return redirect("admin:exchange_importrun_take_file")

    @display(description=gettext_lazy("State"), ordering="state")
    def standing(self, run: ImportRun) -> SafeString:
        return state_label(run, "state", colours=RUN_COLOURS)


def _file(
    exporter: Exporter, given: dict[str, Any], *, with_costs: bool
) -> HttpResponse | StreamingHttpResponse:
    chosen = Chosen(
        category_id=given["category"].pk if given["category"] else None,
        status=given["status"],
        first=given["first"],
        last=given["last"],
        with_costs=with_costs,
    )
    form = Written(given["form"])
    lines = exported(exporter, chosen, has_comma=form.has_comma)
    name = f"{given['table']}-{clock.business_day():%Y-%m-%d}.{form.ending}"
    answer: HttpResponse | StreamingHttpResponse
    if form is Written.XLSX:
        answer = HttpResponse(as_xlsx(lines), content_type=XLSX)
    else:
        parts = as_csv(lines, delimiter=";" if form is Written.SEMICOLONS else ",")
        answer = StreamingHttpResponse(parts, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@admin.register(ImportFile)
class ImportFileAdmin(LedgerAdmin):
    """That a file is kept; what is in it is not shown."""

    list_display = ("run", "size")
    list_select_related = ("run",)
    fields = ("run", "size")
    ordering = ("-pk",)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer("content")


@admin.register(RemotePicture)
class RemotePictureAdmin(LedgerAdmin):
    list_display = ("url", "product", "state", "tries", "problem", "wished_at")
    list_filter = ("state",)
    list_select_related = ("product",)
    search_fields = ("url", "product__name")
    ordering = ("-wished_at", "-pk")
    fields = (
        "url", "product", "alt", "position", "option_value", "image", "state", "tries", "problem",
        "wished_at", "fetched_at",
    )  # fmt: skip
    empty_text = gettext_lazy("No file named a picture by its address yet.")
