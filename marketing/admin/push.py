"""Staff pages of browsers that may be notified, what went to them, and what stands in inboxes."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from foundation.admin import LedgerAdmin, state_label
from marketing.models import InboxNote, PushDelivery, PushSubscription

COLOURS = {"sent": "success", "skipped": "warning"}


@admin.register(PushSubscription)
class PushSubscriptionAdmin(LedgerAdmin):
    """Endpoint and keys are secrets of the browser: nobody sees them."""

    list_display = ("customer", "browser", "created_at")
    list_select_related = ("customer",)
    search_fields = ("customer__email", "customer__name")
    search_help_text = _("Name or e-mail address")
    date_hierarchy = "created_at"
    fields = ("customer", "browser", "created_at")
    empty_text = _("Customers allow notifications on their account page.")


@admin.register(PushDelivery)
class PushDeliveryAdmin(LedgerAdmin):
    list_display = ("due_at", "campaign", "customer", "told_state", "attempts", "error")
    list_filter = ("state",)
    search_fields = ("subscription__customer__email", "message__enrolment__campaign__name")
    search_help_text = _("E-mail address or campaign")
    ordering = ("-due_at",)
    fields = ("message", "subscription", "told_state", "due_at", "attempts", "sent_at", "error")
    readonly_fields = ("told_state",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[PushDelivery]:
        found: QuerySet[PushDelivery] = super().get_queryset(request)
        return found.select_related(
            "subscription__customer",
            "message__enrolment__campaign",
            "message__step__campaign",
            "message__variant",
        )

    @display(description=_("Campaign"))
    def campaign(self, push: PushDelivery) -> str:
        return str(push.message.enrolment.campaign)

    @display(description=_("Customer"))
    def customer(self, push: PushDelivery) -> str:
        return str(push.subscription.customer)

    @display(description=_("State"), ordering="state")
    def told_state(self, push: PushDelivery) -> SafeString:
        return state_label(push, colours=COLOURS)


@admin.register(InboxNote)
class InboxNoteAdmin(LedgerAdmin):
    list_display = ("put_at", "customer", "title", "read_at")
    list_select_related = ("customer",)
    search_fields = ("customer__email", "customer__name", "title")
    search_help_text = _("Name, e-mail address or title")
    date_hierarchy = "put_at"
    fields: Any = ("customer", "title", "line", "url", "put_at", "read_at")
