"""Staff pages of what became of mails: reports of the provider, and addresses left alone."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.validators import validate_email
from django.db.models import QuerySet
from django.forms import ValidationError
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import display
from unfold.widgets import UnfoldAdminEmailInputWidget

from foundation.admin import LedgerAdmin, label
from foundation.refusals import Refusal
from notifications.kinds import ReportKind, SuppressionReason
from notifications.models import DeliveryReport, Suppression
from notifications.opt_outs import digest_of
from notifications.suppression import check_new, release, suppress_address

_COLOURS: dict[str, str] = {
    SuppressionReason.BOUNCED: "warning",
    SuppressionReason.COMPLAINED: "danger",
    ReportKind.SOFT_BOUNCE: "info",
    ReportKind.HARD_BOUNCE: "warning",
    ReportKind.COMPLAINT: "danger",
}


class _AddressForm(forms.ModelForm):  # type: ignore[type-arg]
    """An address that is written down; only its digest is kept."""

    email = forms.EmailField(
        label=_("E-mail address"),
        widget=UnfoldAdminEmailInputWidget,
        help_text=_("It is not kept, only a digest by which it is known again."),
    )

    class Meta:
        model = Suppression
        fields: tuple[str, ...] = ()

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        try:
            check_new(email)
        except Refusal as refusal:
            raise ValidationError(refusal.message) from refusal
        return email


@admin.register(Suppression)
class SuppressionAdmin(ModelAdmin):
    """Known by digests: an address is found by asking for the whole of it."""

    list_display = ("known_as", "why", "noted_at")
    list_filter = ("reason", "noted_at")
    search_fields = ("digest",)
    search_help_text = _("The whole e-mail address")
    ordering = ("-noted_at", "-pk")
    form = _AddressForm
    fields = ("email",)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Suppression], search_term: str
    ) -> tuple[QuerySet[Suppression], bool]:
        if not search_term.strip():
            return queryset, False
        return queryset.filter(digest=digest_of(search_term)), False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_fields(self, request: HttpRequest, obj: Suppression | None = None) -> tuple[str, ...]:
        return ("email",) if obj is None else ("known_as", "why", "noted_at")

    def save_model(self, request: HttpRequest, obj: Suppression, form: Any, change: bool) -> None:
        row = suppress_address(email=form.cleaned_data["email"])
        obj.pk, obj.digest, obj.reason = row.pk, row.digest, row.reason

    def delete_model(self, request: HttpRequest, obj: Suppression) -> None:
        release(digests=[obj.digest])

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Suppression]) -> None:
        release(digests=list(queryset.values_list("digest", flat=True)))

    @display(description=_("Known as"))
    def known_as(self, row: Suppression) -> str:
        return f"{row.digest[:12]}…"

    @display(description=_("Why"), ordering="reason")
    def why(self, row: Suppression) -> SafeString:
        return label(row.get_reason_display(), _COLOURS.get(row.reason, ""))


@admin.register(DeliveryReport)
class DeliveryReportAdmin(LedgerAdmin):
    list_display = ("happened_at", "what", "status", "provider", "mail")
    list_filter = ("kind", "provider", "happened_at")
    list_select_related = ("mail",)
    search_fields = ("digest",)
    search_help_text = _("The whole e-mail address, or the status")
    ordering = ("-happened_at", "-pk")
    fields = ("what", "status", "provider", "mail", "happened_at", "received_at")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[DeliveryReport], search_term: str
    ) -> tuple[QuerySet[DeliveryReport], bool]:
        term = search_term.strip()
        if not term:
            return queryset, False
        try:
            validate_email(term)
        except ValidationError:
            return queryset.filter(status=term), False
        return queryset.filter(digest=digest_of(term)), False

    @display(description=_("Kind"), ordering="kind")
    def what(self, report: DeliveryReport) -> SafeString:
        return label(report.get_kind_display(), _COLOURS.get(report.kind, ""))
