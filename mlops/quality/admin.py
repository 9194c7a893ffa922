"""Staff pages of data quality: what each check found, day by day."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import action, display

from foundation.admin import LedgerAdmin, close_dialog, state_label
from foundation.dialogs import Dialog
from mlops.models import CheckState, DataCheck
from mlops.quality.jobs import ask_for_checks
from mlops.quality.selectors import check_label, figure_text, source_label

COLOURS: dict[str, str] = {CheckState.PASSED: "success", CheckState.FAILED: "danger"}


@admin.register(DataCheck)
class DataCheckAdmin(LedgerAdmin):
    list_display = (
        "day", "of_source", "told", "status", "found", "wanted", "rows", "failed", "newest_at",
    )  # fmt: skip
    list_display_links = ("day", "of_source")
    list_filter = ("state", "kind", "day")
    search_fields = ("source", "name")
    ordering = ("-day", "source", "pk")
    actions_list = ("look_now",)

    @display(description=gettext_lazy("State"), ordering="state")
    def status(self, check: DataCheck) -> SafeString:
        return state_label(check, colours=COLOURS)

    @display(description=gettext_lazy("Source"), ordering="source")
    def of_source(self, check: DataCheck) -> str:
        return str(source_label(check.source))

    @display(description=gettext_lazy("Check"), ordering="name")
    def told(self, check: DataCheck) -> str:
        return str(check_label(check))

    @display(description=gettext_lazy("Found"), ordering="value")
    def found(self, check: DataCheck) -> str:
        return figure_text(check.kind, check.value)

    @display(description=gettext_lazy("Target"), ordering="target")
    def wanted(self, check: DataCheck) -> str:
        return figure_text(check.kind, check.target)

    def has_look_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.has_perm("mlops.view_datacheck"))

    @action(
        description=gettext_lazy("Look at all data now"),
        icon="sync",
        permissions=["look"],
        dialog={
            "title": gettext_lazy("Look at all data now?"),
            "description": gettext_lazy(
                "It is done every morning. On a large shop it takes some minutes."
            ),
            "form_class": Dialog,
            "form_submit_text": gettext_lazy("Look now"),
        },
    )
    def look_now(self, request: HttpRequest, form: Dialog) -> HttpResponse:
        if ask_for_checks():
            messages.success(request, _("Everything is looked at now; it takes a minute or two."))
        else:
            messages.info(request, _("It is being looked at already."))
        return close_dialog()
