"""Staff pages for what companies ask: who is invited to them, and what waits for approval."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import display

from accounts.companies.invitations import check_can_be_invited
from accounts.models import CompanyInvitation, CompanyRole
from accounts.roles import staff_of
from foundation.admin import LedgerAdmin, money_text
from foundation.refusals import Refusal
from orders.companies.news import send_invitation
from orders.models import ApprovalRequest


class InvitationForm(forms.ModelForm):
    """Whom staff ask to join, such as a company's first administrator."""

    class Meta:
        model = CompanyInvitation
        fields = ("company", "email", "role")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("company") and data.get("email"):
            try:
                check_can_be_invited(data["company"], data["email"])
            except Refusal as refusal:
                self.add_error("email", refusal.message)
        return data


@admin.register(CompanyInvitation)
class CompanyInvitationAdmin(ModelAdmin):
    """An invitation is sent by adding it; sent again, the earlier mail opens nothing any more."""

    form = InvitationForm
    list_display = ("email", "company", "role", "state", "invited_by", "created_at", "expires_at")
    list_filter = ("role", "created_at")
    search_fields = ("email", "company__name")
    list_select_related = ("company", "invited_by")
    ordering = ("-created_at", "-pk")
    autocomplete_fields = ("company",)
    show_full_result_count = False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(
        self, request: HttpRequest, obj: CompanyInvitation, form: Any, change: bool
    ) -> None:
        made = send_invitation(
            company=obj.company,
            email=obj.email,
            role=CompanyRole(obj.role),
            by=staff_of(request),
        )
        obj.pk = made.invitation.pk

    @display(description=_("State"))
    def state(self, row: CompanyInvitation) -> str:
        if row.accepted_at:
            return str(_("Accepted"))
        if row.withdrawn_at:
            return str(_("Withdrawn"))
        return str(_("Over") if row.expires_at <= timezone.now() else _("Open"))


@admin.register(ApprovalRequest)
class ApprovalRequestAdmin(LedgerAdmin):
    """Decided by the company's own approvers; staff look on and help them."""

    list_display = (
        "public_id", "company", "requested_by", "total", "po_number", "state", "decided_by",
        "order", "created_at",
    )  # fmt: skip
    list_filter = ("state", "created_at")
    search_fields = ("public_id", "company__name", "requested_by__email", "po_number")
    list_select_related = ("company", "requested_by", "decided_by", "order")
    ordering = ("-created_at", "-pk")
    fields = (
        ("company", "state"), ("requested_by", "created_at"), ("total", "po_number"), "note",
        ("quote", "order"), ("decided_by", "decided_at"), "reason", "public_id",
    )  # fmt: skip
    empty_text = _("No order waited for the approval of a company yet.")

    @display(description=_("Total"), ordering="total_minor")
    def total(self, row: ApprovalRequest) -> str | None:
        return money_text(row.total_minor, row.currency)
