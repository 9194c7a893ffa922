"""Staff pages of the contact policy and of the contacts that count against its caps."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from foundation.admin import LedgerAdmin
from marketing.contact.policy import policy, save_policy
from marketing.models import Contact, ContactPolicy


@admin.register(Contact)
class ContactAdmin(LedgerAdmin):
    list_display = ("at", "customer", "medium")
    list_filter = ("medium",)
    list_select_related = ("customer",)
    search_fields = ("customer__email", "customer__name")
    search_help_text = _("Name or e-mail address")
    date_hierarchy = "at"
    ordering = ("-at", "-pk")
    fieldsets = ((None, {"fields": ("customer", "medium", "at")}),)


@admin.register(ContactPolicy)
class ContactPolicyAdmin(ModelAdmin):
    """One row, which is there from the first look on."""

    list_display = ("__str__", "most_a_day", "most_a_week", "most_a_month", "changed_at")
    fieldsets = (
        (
            _("How often"),
            {
                "description": _(
                    "Counted over all campaigns and media. Mail of orders and accounts, and "
                    "alerts that a customer asked for, are not counted."
                ),
                "fields": (("most_a_day", "most_a_week", "most_a_month"),),
            },
        ),
        (
            _("Quiet hours"),
            {
                "description": _("Of the shop's clock; with the same hour twice there are none."),
                "fields": (("quiet_from", "quiet_until"),),
            },
        ),
        (_("Holdout of everything"), {"fields": ("holdout", "changed_at")}),
    )
    readonly_fields = ("changed_at",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        policy()
        return super().changelist_view(request, extra_context)

    def save_model(
        self, request: HttpRequest, obj: Any, form: forms.ModelForm, change: bool
    ) -> None:
        save_policy(changed=obj)
