"""Staff pages of who is in a campaign and what was said to them: looked at, never touched."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from foundation.admin import LedgerAdmin, LedgerInline, json_block, state_label
from marketing.models import Enrolment, Message

COLOURS = {"active": "info", "left": "", "sent": "success", "skipped": "warning"}


class MessageInline(LedgerInline):
    model = Message
    verbose_name_plural = _("What was said")
    fields = ("step", "variant", "medium", "told_state", "reason", "queued_at", "sent_at")
    readonly_fields = fields
    show_change_link = True

    def get_queryset(self, request: Any) -> Any:
        return super().get_queryset(request).select_related("step__campaign", "variant")

    @display(description=_("State"))
    def told_state(self, message: Message) -> SafeString:
        return state_label(message, colours=COLOURS)


@admin.register(Enrolment)
class EnrolmentAdmin(LedgerAdmin):
    list_display = (
        "entered_at", "campaign", "customer", "is_held_out", "told_state", "due_at", "reason",
    )  # fmt: skip
    list_filter = ("state", "is_held_out", "reason", "campaign")
    list_select_related = ("campaign", "customer")
    search_fields = ("campaign__name", "customer__email", "customer__name")
    search_help_text = _("Campaign, name or e-mail address")
    date_hierarchy = "entered_at"
    ordering = ("-entered_at", "-pk")
    inlines = (MessageInline,)
    fieldsets = (
        (None, {"fields": ("campaign", "customer", "is_held_out", "told_state", "reason")}),
        (_("Times"), {"fields": (("entered_at", "ended_at"), ("position", "due_at"))}),
        (_("What it is about"), {"fields": ("key", "subject_matter")}),
    )
    readonly_fields = ("told_state", "subject_matter")

    @display(description=_("State"), ordering="state")
    def told_state(self, enrolment: Enrolment) -> SafeString:
        return state_label(enrolment, colours=COLOURS)

    @display(description=_("About"))
    def subject_matter(self, enrolment: Enrolment) -> SafeString | None:
        return json_block(enrolment.about)


@admin.register(Message)
class MessageAdmin(LedgerAdmin):
    list_display = (
        "queued_at",
        "campaign",
        "customer",
        "medium",
        "variant",
        "told_state",
        "reason",
    )
    list_filter = ("state", "medium", "reason", "enrolment__campaign")
    list_select_related = ("enrolment__campaign", "enrolment__customer", "variant")
    search_fields = ("enrolment__customer__email", "enrolment__customer__name", "coupon_code")
    search_help_text = _("Name, e-mail address or code")
    date_hierarchy = "queued_at"
    ordering = ("-queued_at", "-pk")
    fieldsets = (
        (None, {"fields": ("campaign", "customer", "step", "variant", "medium")}),
        (_("How far it is"), {"fields": ("told_state", "reason", "mail", "coupon_code")}),
        (_("Times"), {"fields": (("queued_at", "sent_at"), ("opened_at", "clicked_at"))}),
    )
    readonly_fields = ("campaign", "customer", "told_state")

    @display(description=_("campaign"), ordering="enrolment__campaign__name")
    def campaign(self, message: Message) -> str:
        return str(message.enrolment.campaign)

    @display(description=_("customer"), ordering="enrolment__customer__name")
    def customer(self, message: Message) -> str:
        return str(message.enrolment.customer)

    @display(description=_("State"), ordering="state")
    def told_state(self, message: Message) -> SafeString:
        return state_label(message, colours=COLOURS)
