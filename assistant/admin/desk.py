"""Staff pages of what the desk works with: saved replies, tags, promises, what was prepared."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.dates import WEEKDAYS
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from assistant.desk.filling import PLACES, check_places
from assistant.desk.policy import SET_BY_STAFF, check_policy, current_policy, save_policy
from assistant.models import Proposal, SavedReply, ServicePolicy, Tag
from foundation.admin import LedgerAdmin
from foundation.checked_forms import CheckedForm
from foundation.refusals import Refusal


@admin.register(Proposal)
class ProposalAdmin(LedgerAdmin):
    list_display = ("offered_at", "kind", "state", "outcome", "settled_at")
    list_filter = ("kind", "state")
    date_hierarchy = "offered_at"
    fields = ("conversation", "kind", "state", "outcome", "offered_at", "settled_at")


@admin.register(Tag)
class TagAdmin(ModelAdmin):
    search_fields = ("name",)


class SavedReplyForm(forms.ModelForm):
    """Refuses braces around words that nothing is known by."""

    class Meta:
        model = SavedReply
        fields = ("title", "language", "intent", "text")

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        try:
            check_places(text)
        except Refusal as refusal:
            raise forms.ValidationError(refusal.message) from refusal
        return text


@admin.register(SavedReply)
class SavedReplyAdmin(ModelAdmin):
    form = SavedReplyForm
    list_display = ("title", "language", "intent", "used")
    list_filter = ("language", "intent")
    search_fields = ("title", "text")
    fields = ("title", ("language", "intent"), "text", "places", "used")
    readonly_fields = ("places", "used")

    @admin.display(description=_("What may stand in braces"))
    def places(self, row: SavedReply) -> SafeString:
        told = ((place, what) for place, (what, _read) in PLACES.items())
        return format_html_join("", "<code>{{{}}}</code> {}<br>", told)


class ServicePolicyForm(CheckedForm):
    """Days by their names; what the service would refuse is told at its field."""

    open_days = forms.TypedMultipleChoiceField(
        label=_("Open on"),
        coerce=int,
        choices=[(number + 1, name) for number, name in WEEKDAYS.items()],
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = ServicePolicy
        fields = SET_BY_STAFF

    def check_row(self) -> None:
        check_policy(self.instance)


@admin.register(ServicePolicy)
class ServicePolicyAdmin(ModelAdmin):
    """One row, which is there from the first look on."""

    form = ServicePolicyForm
    list_display = ("__str__", "open_from", "open_until", "hours_normal", "changed_at")
    fieldsets = (
        (
            _("When somebody is there"),
            {
                "description": _("Of the shop's clock."),
                "fields": (("open_from", "open_until"), "open_days"),
            },
        ),
        (
            _("Within what time staff answer"),
            {
                "description": _(
                    "Counted in hours of opening, from when the shopper began to wait. What waits "
                    "already keeps the moment that it was promised."
                ),
                "fields": (("hours_urgent", "hours_high"), ("hours_normal", "hours_low")),
            },
        ),
        (_("How long they are kept"), {"fields": (("close_after_days", "keep_days"),)}),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        current_policy()
        return super().changelist_view(request, extra_context)

    def save_model(
        self, request: HttpRequest, obj: Any, form: forms.ModelForm, change: bool
    ) -> None:
        save_policy(changed=obj)
