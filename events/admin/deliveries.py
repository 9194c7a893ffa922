"""Staff pages for what was sent to others: each message, and each try with its answer."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.decorators import action, display
from unfold.enums import ActionVariant

from events.webhooks import services
from events.webhooks.models import DeliveryState, WebhookAttempt, WebhookDelivery
from foundation.admin import (
    FittingActions,
    LedgerAdmin,
    LedgerInline,
    close_dialog,
    json_block,
    state_label,
)
from foundation.csv_tables import csv_table
from foundation.dialogs import Dialog, answer_problem, carry_out

_COLOURS: dict[str, str] = {
    DeliveryState.WAITING: "warning",
    DeliveryState.DELIVERED: "success",
    DeliveryState.DROPPED: "danger",
}

_COLUMNS = (
    "id", "event_id", "endpoint__name", "topic", "subject", "state", "attempts", "status_code",
    "error", "occurred_at", "settled_at", "is_repeat",
)  # fmt: skip


class AttemptInline(LedgerInline):
    model = WebhookAttempt
    verbose_name_plural = _("Tries")
    fields = ("tried_at", "status_code", "milliseconds", "error", "response")
    readonly_fields = fields
    ordering = ("-pk",)


@admin.register(WebhookDelivery)
class WebhookDeliveryAdmin(FittingActions, LedgerAdmin):
    list_display = (
        "occurred_at", "topic", "subject", "endpoint", "status", "status_code", "attempts",
        "next_try", "error",
    )  # fmt: skip
    list_filter = ("state", "endpoint", "topic", "occurred_at")
    list_select_related = ("endpoint",)
    search_fields = ("=subject", "=event_id")
    search_help_text = _("What it is about, such as order:7f3a…, or the id of the event")
    ordering = ("-pk",)
    list_per_page = 50
    inlines = (AttemptInline,)
    actions = ("send_chosen_again", "give_chosen_up", "save_chosen")
    actions_detail = ("send_again", "give_up")
    fieldsets = (
        (None, {"fields": (("topic", "subject"), ("endpoint", "status"))}),
        (
            _("Sending"),
            {
                "fields": (
                    ("attempts", "next_try", "settled_at"), ("status_code", "error"),
                    ("occurred_at", "created_at"), ("event_id", "is_repeat"),
                )
            },
        ),
        (_("Content"), {"fields": ("content",)}),
    )  # fmt: skip

    @display(description=_("State"), ordering="state")
    def status(self, delivery: WebhookDelivery) -> SafeString:
        return state_label(delivery, colours=_COLOURS)

    @display(description=_("Next try"), ordering="due_at")
    def next_try(self, delivery: WebhookDelivery) -> Any:
        return delivery.due_at if delivery.state == DeliveryState.WAITING else None

    @display(description=_("Content"))
    def content(self, delivery: WebhookDelivery) -> SafeString | None:
        return json_block(json.loads(delivery.body))

    def has_send_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return bool(request.user.has_perm("events.change_webhookdelivery"))

    def fitting_actions(self, row: WebhookDelivery) -> set[str]:
        waits = row.state == DeliveryState.WAITING
        return {"send_again", "give_up"} if waits else {"send_again"}

    @admin.action(description=_("Send these again"), permissions=["send"])
    def send_chosen_again(self, request: HttpRequest, queryset: QuerySet[WebhookDelivery]) -> None:
        kept = queryset.exclude(body=services.FORGOTTEN).order_by("pk")
        sent = [services.redeliver(delivery=row) for row in kept]
        text = ngettext("%d message is sent again.", "%d messages are sent again.", len(sent))
        messages.success(request, text % len(sent))

    @admin.action(description=_("Give these up"), permissions=["send"])
    def give_chosen_up(self, request: HttpRequest, queryset: QuerySet[WebhookDelivery]) -> None:
        given_up = sum(services.drop(delivery=row) for row in queryset)
        text = ngettext("%d message is given up.", "%d messages are given up.", given_up)
        messages.success(request, text % given_up)

    @admin.action(description=_("Save these as CSV"), permissions=["view"])
    def save_chosen(
        self, request: HttpRequest, queryset: QuerySet[WebhookDelivery]
    ) -> StreamingHttpResponse:
        """Without what was sent: that is the receiver's, and may tell of people."""
        rows = queryset.order_by("pk").values_list(*_COLUMNS).iterator()
        cells = ([_cell(value) for value in row] for row in rows)
        headings = [name.removesuffix("__name") for name in _COLUMNS]
        return csv_table("webhook-deliveries.csv", headings, cells)

    @action(
        description=_("Send again"),
        icon="replay",
        variant=ActionVariant.PRIMARY,
        permissions=["send"],
        dialog={
            "title": _("Send this message now?"),
            "description": _("One that was taken already is sent once more, under the same id."),
            "form_class": Dialog,
            "form_submit_text": _("Send again"),
        },
    )
    def send_again(self, request: HttpRequest, form: Dialog, object_id: int) -> HttpResponse:
        delivery = WebhookDelivery.objects.get(pk=object_id)
        done = _("The message is on its way.")
        return carry_out(request, form, lambda: services.redeliver(delivery=delivery), done)

    @action(
        description=_("Give up"),
        icon="block",
        variant=ActionVariant.DANGER,
        permissions=["send"],
        dialog={
            "title": _("Give this message up?"),
            "description": _("It is not sent any more; later ones about the same go on."),
            "form_class": Dialog,
            "form_submit_text": _("Give up"),
        },
    )
    def give_up(self, request: HttpRequest, form: Dialog, object_id: int) -> HttpResponse:
        if not services.drop(delivery=WebhookDelivery.objects.get(pk=object_id)):
            return answer_problem(request, form, _("Only a message that waits can be given up."))
        messages.success(request, _("The message is given up."))
        return close_dialog()


@admin.register(WebhookAttempt)
class WebhookAttemptAdmin(LedgerAdmin):
    list_display = ("tried_at", "delivery", "status_code", "milliseconds", "error")
    list_filter = ("status_code", "tried_at")
    list_select_related = ("delivery",)
    search_fields = ("=delivery__subject", "error")
    search_help_text = _("What it was about, or what went wrong")
    ordering = ("-pk",)
    fields = ("tried_at", "delivery", "status_code", "milliseconds", "error", "response")


def _cell(value: Any) -> Any:
    """Moments as ISO 8601 in UTC, other things as they are."""
    return value.isoformat() if isinstance(value, datetime) else value
