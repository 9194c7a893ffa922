"""Staff pages for events that could not be written, which may be tried again."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.decorators import action, display
from unfold.enums import ActionVariant

from events.models import DeadLetter
from events.sink.second_try import try_again
from foundation.admin import LedgerAdmin, close_dialog, json_block, label
from foundation.dialogs import Dialog, answer_problem


@admin.register(DeadLetter)
class DeadLetterAdmin(LedgerAdmin):
    list_display = ("received_at", "why", "error", "tries", "put_aside_at")
    list_filter = ("reason", "put_aside_at")
    search_fields = ("error",)
    search_help_text = _("What went wrong")
    ordering = ("-put_aside_at", "-pk")
    actions = ("try_these_again",)
    actions_detail = ("try_this_again",)
    fieldsets = (
        (None, {"fields": ("why", "error")}),
        (_("Times"), {"fields": (("received_at", "put_aside_at"), ("tries", "tried_at"))}),
        (_("What came"), {"fields": ("event", "whole")}),
    )

    @display(description=_("Reason"), ordering="reason")
    def why(self, letter: DeadLetter) -> SafeString:
        return label(letter.get_reason_display(), "warning")

    @display(description=_("Event"))
    def event(self, letter: DeadLetter) -> SafeString | None:
        """What the browser sent, where that can be read."""
        try:
            return json_block(json.loads(letter.content["body"])["events"])
        except (KeyError, TypeError, ValueError):
            return None

    @display(description=_("All that came"))
    def whole(self, letter: DeadLetter) -> SafeString | None:
        return json_block(letter.content)

    def has_retry_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.has_perm("events.change_deadletter"))

    @admin.action(description=_("Try these again"), permissions=["retry"])
    def try_these_again(self, request: HttpRequest, queryset: QuerySet[DeadLetter]) -> None:
        chosen = list(queryset.values_list("pk", flat=True))
        written = sum(try_again(letter_id) for letter_id in chosen)
        if written:
            text = ngettext("%d event is in the log now.", "%d events are in the log now.", written)
            messages.success(request, text % written)
        if left := len(chosen) - written:
            text = ngettext(
                "%d event still cannot be written.", "%d events still cannot be written.", left
            )
            messages.warning(request, text % left)

    @action(
        description=_("Try again"),
        icon="replay",
        variant=ActionVariant.PRIMARY,
        permissions=["retry"],
        dialog={
            "title": _("Try this event again?"),
            "description": _(
                "If it can be written now, it goes into the log and leaves this list."
            ),
            "form_class": Dialog,
            "form_submit_text": _("Try again"),
        },
    )
    def try_this_again(self, request: HttpRequest, form: Dialog, object_id: str) -> HttpResponse:
        letter = DeadLetter.objects.only("pk").get(pk=object_id)
        if not try_again(letter.pk):
            return answer_problem(request, form, _("This event still cannot be written."))
        messages.success(request, _("The event is in the log now."))
        return close_dialog()
