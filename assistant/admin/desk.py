"""Staff pages of conversations."""

from __future__ import annotations

from django.contrib import admin
from unfold.admin import ModelAdmin

from assistant.models import Conversation, Proposal, SavedReply, ServicePolicy, Tag, Turn
from foundation.admin import LedgerAdmin


@admin.register(Conversation)
class ConversationAdmin(LedgerAdmin):
    list_display = ("last_at", "subject", "customer", "state", "priority", "due_at", "assigned_to")
    list_filter = ("state", "priority", "tags")
    list_select_related = ("customer", "assigned_to")
    search_fields = ("subject", "customer__email", "customer__name")


@admin.register(Turn)
class TurnAdmin(LedgerAdmin):
    list_display = ("at", "author", "text", "intent", "engine")
    list_filter = ("author", "intent", "engine", "thumb")


@admin.register(Proposal)
class ProposalAdmin(LedgerAdmin):
    list_display = ("offered_at", "kind", "state", "outcome")
    list_filter = ("kind", "state")


@admin.register(Tag)
class TagAdmin(ModelAdmin):
    search_fields = ("name",)


@admin.register(SavedReply)
class SavedReplyAdmin(ModelAdmin):
    list_display = ("title", "language", "intent", "used")
    search_fields = ("title", "text")


@admin.register(ServicePolicy)
class ServicePolicyAdmin(ModelAdmin):
    list_display = ("__str__", "open_from", "open_until", "hours_normal")
