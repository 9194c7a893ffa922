"""Staff pages for counting: the count with its accuracy, and the sheet to fill in."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display
from unfold.enums import ActionVariant

from foundation.admin import LedgerAdmin, label
from foundation.dialog_fields import switch_field
from foundation.dialogs import Dialog, carry_out
from inventory.admin.drafts import DraftedAdmin, DraftLines, is_draft
from inventory.models import CountLine, CountState, StockCount
from inventory.selectors import count_accuracy
from inventory.services import (
    StockRuleBroken,
    cancel_count,
    close_count,
    record_counted,
    start_count,
)
from inventory.stock.counts import complete_draft, save_count


class CountLineInline(DraftLines):
    model = CountLine
    per_page = 50
    readonly_fields = ("expected", "counted", "book_then", "off", "counted_at")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if is_draft(obj):
            return ("variant",)
        return ("variant", "expected", "counted", "book_then", "off", "counted_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[CountLine]:
        return super().get_queryset(request).select_related("variant")

    @display(description=_("Difference"))
    def off(self, line: CountLine) -> SafeString | None:
        return _difference(line)


def _difference(line: CountLine) -> SafeString | None:
    if line.difference is None:
        return None
    return label(f"{line.difference:+d}", "danger") if line.difference else label("0", "success")


class CloseForm(Dialog):
    leave_uncounted = switch_field(_("Leave lines that nobody counted as they are"))


START_DIALOG = {
    "title": _("Begin to count?"),
    "description": _("What the books say now is noted. The shop goes on selling meanwhile."),
    "form_class": Dialog,
    "form_submit_text": _("Begin"),
}
CLOSE_DIALOG = {
    "title": _("Close this count?"),
    "description": _("Differences are corrected in stock, each by a movement."),
    "form_class": CloseForm,
    "form_submit_text": _("Close and correct"),
}
CANCEL_DIALOG = {
    "title": _("Cancel this count?"),
    "description": _("Nothing is corrected."),
    "form_class": Dialog,
    "form_submit_text": _("Cancel the count"),
}


@admin.register(StockCount)
class StockCountAdmin(DraftedAdmin):
    colours = {
        CountState.DRAFT: "warning",
        CountState.COUNTING: "info",
        CountState.CLOSED: "success",
        CountState.CANCELLED: "danger",
    }
    fitting = {
        CountState.DRAFT: {"start", "cancel"},
        CountState.COUNTING: {"sheet", "close", "cancel"},
    }
    list_display = ("called", "warehouse", "status", "progress", "started_at", "closed_at", "note")
    list_filter = ("state", "warehouse")
    search_fields = ("number", "note", "lines__variant__sku")
    list_select_related = ("warehouse",)
    inlines = (CountLineInline,)
    readonly_fields = (
        "called", "status", "progress", "accuracy", "created_at", "started_at", "closed_at",
    )  # fmt: skip
    actions_detail = ("start", "sheet", "close", "cancel")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            hint = _("Leave the list below empty to count everything that lies there.")
            return [(None, {"fields": (("warehouse", "note"),), "description": hint})]
        moments = ("created_at", "started_at", "closed_at")
        return [
            (None, {"fields": (("called", "status"), ("progress", "accuracy"))}),
            (None, {"fields": (("warehouse", "note"),)}),
            (_("When"), {"classes": ("collapse",), "fields": (moments[:1], moments[1:])}),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[StockCount]:
        counts = super().get_queryset(request)
        return counts.annotate(
            line_number=Count("lines"),
            done_number=Count("lines", filter=Q(lines__counted__isnull=False)),
        )

    def has_move_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return _may_count(request)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        save_count(count=obj)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        complete_draft(count=form.instance)

    @display(description=_("Count"), ordering="number")
    def called(self, count: StockCount) -> str:
        return str(count)

    @display(description=_("Counted"))
    def progress(self, count: Any) -> str:
        return f"{count.done_number} / {count.line_number}"

    @display(description=_("Accuracy"))
    def accuracy(self, count: StockCount) -> str | None:
        found = count_accuracy(count)
        if found is None:
            return None
        return str(
            _("%(lines).1f %% of the lines, %(units).1f %% of the units")
            % {"lines": found.by_lines * 100, "units": found.by_units * 100}
        )

    @action(
        description=_("Begin"),
        icon="play_arrow",
        variant=ActionVariant.PRIMARY,
        permissions=["move"],
        dialog=START_DIALOG,
    )
    def start(self, request: HttpRequest, form: Dialog, object_id: int) -> HttpResponse:
        work = partial(start_count, count=StockCount.objects.get(pk=object_id))
        return carry_out(request, form, work, _("Fill in the sheet."))

    @action(
        description=_("Fill in the sheet"),
        icon="edit_note",
        variant=ActionVariant.PRIMARY,
        permissions=["move"],
    )
    def sheet(self, request: HttpRequest, object_id: int) -> HttpResponse:
        sheet = reverse("admin:inventory_countline_changelist")
        return redirect(f"{sheet}?count__id__exact={object_id}")

    @action(
        description=_("Close"),
        icon="task_alt",
        permissions=["move"],
        dialog=CLOSE_DIALOG,
    )
    def close(self, request: HttpRequest, form: CloseForm, object_id: int) -> HttpResponse:
        work = partial(
            close_count,
            count=StockCount.objects.get(pk=object_id),
            leave_uncounted=form.cleaned_data["leave_uncounted"],
        )
        return carry_out(request, form, work, _("The count is closed."))

    @action(
        description=_("Cancel"),
        icon="cancel",
        variant=ActionVariant.DANGER,
        permissions=["move"],
        dialog=CANCEL_DIALOG,
    )
    def cancel(self, request: HttpRequest, form: Dialog, object_id: int) -> HttpResponse:
        work = partial(cancel_count, count=StockCount.objects.get(pk=object_id))
        return carry_out(request, form, work, _("Cancelled."))


def _may_count(request: HttpRequest) -> bool:
    return bool(
        request.user.has_perm("inventory.change_stockcount")
        or request.user.has_perm("inventory.move_stock")
    )


@admin.register(CountLine)
class CountSheetAdmin(LedgerAdmin):
    """The sheets of the counts that go on: type in what lies there, page by page."""

    list_display = ("sku", "product", "expected", "counted", "off", "counted_at")
    list_display_links = None
    list_editable = ("counted",)
    list_filter = ("count",)
    search_fields = ("variant__sku", "variant__barcode", "variant__product__name")
    search_help_text = _("SKU, barcode or product")
    list_select_related = ("variant__product", "count__warehouse")
    ordering = ("variant__sku",)
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[CountLine]:
        return super().get_queryset(request).filter(count__state=CountState.COUNTING)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The list is filled in by who may count; no line has a page to change."""
        return obj is None and _may_count(request)

    def save_model(self, request: HttpRequest, obj: CountLine, form: Any, change: bool) -> None:
        try:
            record_counted(count=obj.count, counted={obj.variant_id: obj.counted})
        except StockRuleBroken as problem:
            messages.error(request, f"{obj.variant.sku}: {problem}")

    @display(description=_("SKU"), ordering="variant__sku")
    def sku(self, line: CountLine) -> str:
        return line.variant.sku

    @display(description=_("Product"), ordering="variant__product__name")
    def product(self, line: CountLine) -> str:
        return str(line.variant.product)

    @display(description=_("Difference"))
    def off(self, line: CountLine) -> SafeString | None:
        return _difference(line)
