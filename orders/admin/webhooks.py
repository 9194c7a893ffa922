"""What payment providers told by themselves, to look at."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from foundation.admin import LedgerAdmin, json_block
from orders.models import WebhookEvent


class OpenFilter(admin.SimpleListFilter):
    title = _("still to be understood")
    parameter_name = "open"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("1", _("Failed so far"))]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[WebhookEvent]
    ) -> QuerySet[WebhookEvent]:
        if self.value() != "1":
            return queryset
        return queryset.filter(handled_at__isnull=True, attempts__gt=0)


@admin.register(WebhookEvent)
class WebhookEventAdmin(LedgerAdmin):
    list_display = ("received_at", "provider", "type", "handled_at", "attempts", "error")
    list_filter = (OpenFilter, "provider", "received_at")
    search_fields = ("event_id", "type")
    ordering = ("-received_at", "-pk")
    fields = (
        ("provider", "type", "event_id"),
        ("received_at", "handled_at", "attempts"),
        "error",
        "content",
    )

    @display(description=_("Content"))
    def content(self, event: WebhookEvent) -> SafeString | None:
        return json_block(event.payload)
