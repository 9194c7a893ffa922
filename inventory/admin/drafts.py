"""What pages of documents have in common that are planned as a draft and then carried out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Model
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import display

from foundation.admin import FittingActions, state_label

DRAFT = "draft"


def is_draft(document: Any | None) -> bool:
    """Whether it can still be changed; one that is not yet written is a draft, too."""
    return document is None or document.state == DRAFT


class DraftLines(TabularInline):
    """Lines that are changed as long as their document is a draft."""

    extra = 0
    hide_title = True
    autocomplete_fields = ("variant",)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_draft(obj) and super().has_change_permission(request, obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_draft(obj) and super().has_add_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_draft(obj) and super().has_delete_permission(request, obj)


class DraftedAdmin(FittingActions, ModelAdmin):
    """``colours`` of the states, and under ``fitting`` the actions that each allows."""

    colours: Mapping[str, str]
    fitting: Mapping[str, set[str]]
    ordering = ("-created_at", "-pk")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_draft(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """It is cancelled instead: the ledger speaks of what was carried out."""
        return False

    def fitting_actions(self, row: Any) -> set[str]:
        return self.fitting.get(row.state, set())

    @display(description=_("State"), ordering="state")
    def status(self, row: Model) -> SafeString:
        return state_label(row, colours=self.colours)
